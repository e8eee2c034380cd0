package plan

import (
	"github.com/redsail/redsail/geo/walk"
)

// Count divides households: what is measured is covered or not, the rest is estimated. A number
// that may not be told is nil.
type Count struct {
	Total     *int64 `json:"total" doc:"covered + uncovered + estimated; null when it is not told (docs/privacy.md)"`
	Covered   *int64 `json:"covered" doc:"measured, and in time"`
	Uncovered *int64 `json:"uncovered" doc:"measured, and not in time"`
	Estimated *int64 `json:"estimated" doc:"off the network or without a count: see estimate"`
}

// Row is the count of an area.
type Row struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Count
	Share *float64 `json:"share" doc:"covered / (total − estimated); null where that is 0 or not told"`
}

// Estimate says of the households that could not be measured how many are in time, at the least,
// likely and at the most.
type Estimate struct {
	Low        *int64   `json:"covered_low"`
	Likely     *int64   `json:"covered_likely"`
	High       *int64   `json:"covered_high"`
	OffNetwork *int64   `json:"off_network" doc:"households with a count, of buildings off the network: the straight line × 1.2, 1.4, 1.8"`
	Spread     *int64   `json:"spread" doc:"households without a count, spread from the totals of compounds and grids over buildings by floor area × storeys, or along walkable streets where there are no buildings"`
	Share      *float64 `json:"share" doc:"estimated / total"`
	Uncounted  *int64   `json:"uncounted,omitempty" doc:"households in no number of the answer: totals of compounds or grids name them, and no building or street there can take them; left out when there are none"`
}

// sums are the exact numbers of a spot.
type sums struct {
	covered, uncovered, estimated int64
	low, likely, high             int64
	apart, guessed                int64
}

func (s *sums) total() int64 { return s.covered + s.uncovered + s.estimated }

// change takes some households out and puts others in.
func (s *sums) change(in, out *sums) {
	s.covered += in.covered - out.covered
	s.uncovered += in.uncovered - out.uncovered
	s.estimated += in.estimated - out.estimated
	s.low += in.low - out.low
	s.likely += in.likely - out.likely
	s.high += in.high - out.high
	s.apart += in.apart - out.apart
	s.guessed += in.guessed - out.guessed
}

// add counts households of which it is known, surely or not, whether they are in time.
func (s *sums) add(h *house, surely, likely, perhaps bool) {
	n := h.households
	switch {
	case h.measured() && surely:
		s.covered += n
		return
	case h.measured():
		s.uncovered += n
		return
	}
	s.estimated += n
	if h.guessed {
		s.guessed += n
	} else {
		s.apart += n
	}
	if surely {
		s.low += n
	}
	if likely {
		s.likely += n
	}
	if perhaps {
		s.high += n
	}
}

// count counts all households, and those of each spot of a layer (-1 = of none).
func (t *Town) count(w *walks, limit limits, ground int) (all sums, of []sums) {
	if ground >= 0 {
		of = make([]sums, len(t.grounds[ground].Areas))
	}
	for i := range t.houses {
		h := &t.houses[i]
		surely, likely, perhaps := t.within(w, i, limit(i))
		all.add(h, surely, likely, perhaps)
		if ground < 0 {
			continue
		}
		if s := t.spotOf(h, ground); s >= 0 {
			of[int(s)-t.firstSpot[ground]].add(h, surely, likely, perhaps)
		}
	}
	return all, of
}

// counted makes exact sums tellable to the keeper of the data.
func (s *sums) counted() Count {
	total := s.total()
	return Count{Total: &total, Covered: &s.covered, Uncovered: &s.uncovered, Estimated: &s.estimated}
}

func (s *sums) estimate() *Estimate {
	out := &Estimate{Low: &s.low, Likely: &s.likely, High: &s.high, OffNetwork: &s.apart, Spread: &s.guessed}
	if n := s.total(); n > 0 {
		share := float64(s.estimated) / float64(n)
		out.Share = &share
	}
	return out
}

// share is covered / (total − estimated), of what is told.
func (c *Count) share() *float64 {
	if c.Covered == nil || c.Uncovered == nil || *c.Covered+*c.Uncovered == 0 {
		return nil
	}
	v := float64(*c.Covered) / float64(*c.Covered+*c.Uncovered)
	return &v
}

// limits gives the time within which a house is covered.
type limits func(house int) walk.Time

// minutes is the same limit for all.
func minutes(n int) limits {
	limit := walk.Time(n) * 600
	return func(int) walk.Time { return limit }
}
