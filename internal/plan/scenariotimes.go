package plan

import "github.com/redsail/redsail/geo/walk"

// unmeasured stands in place of the walk of a house that none was measured of, or that has no household: no
// walk takes just so long.
const unmeasured = walk.Never - 1

// walkTimes are the walks of all houses, and of how many households each tenth of a second is the walk. They are kept
// from edit to edit, so that nobody asks of a house that an edit does not touch.
type walkTimes struct {
	of     []walk.Time // by house; unmeasured, or Never where it is longer than the session looks
	in     []int64     // households by tenths of a second
	beyond int64       // households whose walk is Never
	all    int64
}

func newWalkTimes(houses int, limit walk.Time) walkTimes {
	w := walkTimes{of: make([]walk.Time, houses), in: make([]int64, limit+1)}
	for i := range w.of {
		w.of[i] = unmeasured
	}
	return w
}

// bytes is how much memory they take.
func (w *walkTimes) bytes() int64 { return 4*int64(len(w.of)) + 8*int64(len(w.in)) }

// set gives a house another walk.
func (w *walkTimes) set(i int32, t walk.Time, households int64) {
	w.add(w.of[i], -households)
	w.add(t, households)
	w.of[i] = t
}

func (w *walkTimes) add(t walk.Time, households int64) {
	switch t {
	case unmeasured:
		return
	case walk.Never:
		w.beyond += households
	default:
		w.in[t] += households
	}
	w.all += households
}

// ninetieth is the walk in seconds that nine tenths of the measured households do not exceed; nil when nobody
// was measured, or more than a tenth walk longer than the session looks.
func (w *walkTimes) ninetieth() *int {
	left := (9*w.all + 9) / 10
	if w.all == 0 || w.all-w.beyond < left {
		return nil
	}
	for t, n := range w.in {
		if left -= n; left <= 0 {
			s := walk.Time(t).Seconds()
			return &s
		}
	}
	return nil
}
