package tiles

import (
	"bytes"
	"math"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// arcs are those of a level, each as its first point and its ways, the steps from point to point as
// tiles have them.
type arcs struct {
	first []mvt.Point
	end   []uint32 // the ways of arc i end before ways[end[i]]
	ways  []byte
	reach []reach // where areas are drawn along their arcs
}

// reach is how far an arc goes.
type reach struct {
	last mvt.Point
	// beyond is how far it goes beyond the box of its ends: west, north, east, south. The largest number
	// stands for all that are not less.
	beyond [4]uint16
}

// fits is false when the arcs are too many bytes; then they must not be read.
func (l *arcs) fits() bool { return len(l.ways) <= math.MaxUint32 }

// longWays is how many bytes of ways an arc must have in the mean for areas to be drawn along arcs.
// At wide zooms most arcs are a step or two, and it is faster to keep the rings: they are short.
const longWays = 12

func (l *arcs) long() bool { return len(l.ways) >= longWays*len(l.end) }

func (l *arcs) add(path []mvt.Point) {
	l.ways = mvt.AppendWays(l.ways, path)
	l.first, l.end = append(l.first, path[0]), append(l.end, uint32(len(l.ways)))
}

// take adds arc i of another level.
func (l *arcs) take(from *arcs, i int) {
	l.ways = append(l.ways, from.along(i)...)
	l.first, l.end = append(l.first, from.first[i]), append(l.end, uint32(len(l.ways)))
}

// along are the ways of arc i.
func (l *arcs) along(i int) []byte {
	if i == 0 {
		return l.ways[:l.end[0]]
	}
	return l.ways[l.end[i-1]:l.end[i]]
}

// same is true when arc i runs as arc k of another level.
func (l *arcs) same(i int, o *arcs, k int) bool {
	return l.first[i] == o.first[k] && bytes.Equal(l.along(i), o.along(k))
}

// run appends the points of arc i to dst.
func (l *arcs) run(i int, dst []mvt.Point) []mvt.Point {
	return mvt.AppendPoints(dst, l.first[i], l.along(i))
}

// finish gives back room for more arcs, which slices.Clip would let lie, and finds how far they
// reach.
func (l *arcs) finish() {
	l.first = append(make([]mvt.Point, 0, len(l.first)), l.first...)
	l.end = append(make([]uint32, 0, len(l.end)), l.end...)
	l.ways = append(make([]byte, 0, len(l.ways)), l.ways...)
	if !l.long() {
		return
	}
	l.reach = make([]reach, len(l.end))
	var path []mvt.Point
	for i := range l.reach {
		path = l.run(i, path[:0])
		l.reach[i] = reachOf(path)
	}
}

func reachOf(path []mvt.Point) reach {
	first, last, box := path[0], path[len(path)-1], boxOf(path)
	short := func(v int32) uint16 { return uint16(min(v, math.MaxUint16)) }
	return reach{last, [4]uint16{
		short(min(first.X, last.X) - box.minX), short(min(first.Y, last.Y) - box.minY),
		short(box.maxX - max(first.X, last.X)), short(box.maxY - max(first.Y, last.Y)),
	}}
}

// meets is true of an arc that may have points inside the window.
func (l *arcs) meets(i int32, w *frame) bool {
	first, r := l.first[i], &l.reach[i]
	return (min(first.X, r.last.X)-int32(r.beyond[0]) < w.maxX || r.beyond[0] == math.MaxUint16) &&
		(min(first.Y, r.last.Y)-int32(r.beyond[1]) < w.maxY || r.beyond[1] == math.MaxUint16) &&
		(max(first.X, r.last.X)+int32(r.beyond[2]) > w.minX || r.beyond[2] == math.MaxUint16) &&
		(max(first.Y, r.last.Y)+int32(r.beyond[3]) > w.minY || r.beyond[3] == math.MaxUint16)
}

// start is where an arc begins in its direction.
func (l *arcs) start(a int32) mvt.Point {
	if a < 0 {
		return l.reach[^a].last
	}
	return l.first[a]
}

// loop is a simple ring as the arcs along which it runs.
type loop struct {
	run  []int32
	back bool // from the last one to the first, each against its direction
}

func (f *figures) loop(i int32) loop {
	from, _ := f.arcs.runs(int(i))
	return loop{f.arcs.run(from), f.points[i] < 0}
}

// at is arc k on the way, ^a for arc a against its direction.
func (l loop) at(k int) int32 {
	if l.back {
		return ^l.run[len(l.run)-1-k]
	}
	return l.run[k]
}

// whole puts a figure that is one simple ring into m.area.
func (m *maker) whole(lev *level, figs *figures, i int32, origin mvt.Point) {
	ring := figs.loop(i)
	first := lev.arcs.start(ring.at(0))
	m.area.Begin(mvt.Point{X: first.X - origin.X, Y: first.Y - origin.Y}, int(max(figs.points[i], -figs.points[i])))
	for k := range ring.run {
		if a := ring.at(k); a < 0 {
			m.area.Back(lev.arcs.along(int(^a)))
		} else {
			m.area.Forth(lev.arcs.along(int(a)))
		}
	}
	m.area.End()
}

// cutLoop puts what is in the frame of such a figure into m.nodes.
func (m *maker) cutLoop(lev *level, figs *figures, i int32, window *frame) {
	m.clamp.Begin(m.nodes.points)
	ring := figs.loop(i)
	for k := range ring.run {
		a := ring.at(k)
		start := lev.arcs.start(a)
		switch {
		case !lev.arcs.meets(max(a, ^a), window):
			m.clamp.Add(start)
		case a < 0:
			m.clamp.Back(start, lev.arcs.along(int(^a)))
		default:
			m.clamp.Forth(start, lev.arcs.along(int(a)))
		}
	}
	m.nodes.points = m.clamp.End()
	m.nodes.closeRing()
}

// sameFigure is true when figure i of a level is drawn as figure k of another one. It may be false
// where they are put together of other arcs and yet look alike.
func sameFigure(a *level, af *figures, i int32, b *level, bf *figures, k int32) bool {
	if af.points[i] != bf.points[k] {
		return false
	}
	if af.points[i] == 0 {
		aFrom, aTo := af.span(i)
		bFrom, bTo := bf.span(k)
		return sameRings(&af.rings, aFrom, aTo, &bf.rings, bFrom, bTo)
	}
	aFrom, _ := af.arcs.runs(int(i))
	bFrom, _ := bf.arcs.runs(int(k))
	return sameRun(a, af.arcs.run(aFrom), b, bf.arcs.run(bFrom))
}

// sameRun is true when arcs of a level, each with its direction, run as those of another one.
func sameRun(a *level, r []int32, b *level, s []int32) bool {
	return slices.EqualFunc(r, s, func(i, k int32) bool {
		return i < 0 == (k < 0) && a.arcs.same(int(max(i, ^i)), &b.arcs, int(max(k, ^k)))
	})
}
