package locate

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// found is the nearest place seen so far.
type found struct {
	area     int32
	edge     segment
	at       orb.Point
	distance geo.Metres
	micro    float64 // distance in whole micrometres
}

// search is a branch and bound over the cells for the nearest border of a layer, or of one
// of its areas. Places farther than limit are of no interest.
type search struct {
	x      *Index
	metric metric
	p      orb.Point
	layer  int
	only   int32   // the area, or None for any
	box    geo.Box // where its borders are
	limit  float64
	best   found
	found  bool
}

const micrometre = 1e-6

// run looks everywhere: from the point, and from where it lies when the earth is gone round,
// for what is beyond the 180th meridian.
func (s *search) run() {
	c := &s.x.cells
	if len(c.borders) == 0 {
		return
	}
	x, lon, box := s.metric.x0, s.p[0], s.box
	for _, turn := range []int64{0, 1, -1} {
		s.metric.x0, s.p[0] = x+turn*2*geo.MaxX, lon+float64(turn*360)
		// From each of the three places, the half of the way round that is nearer to it.
		west, east := max(int64(box.Min.X), s.metric.x0-geo.MaxX), min(int64(box.Max.X), s.metric.x0+geo.MaxX)
		if west > east {
			continue
		}
		s.box.Min.X, s.box.Max.X = int32(west), int32(east)
		if s.metric.box(s.box) <= s.limit+micrometre {
			s.storey(len(c.borders)-1, 0, 0)
		}
	}
}

// storey looks into a block of a pyramid's storey: into the four below, or into a page.
func (s *search) storey(n int, i, j uint32) {
	c := &s.x.cells
	if c.borders[n].at(i, j)>>s.layer&1 == 0 {
		return
	}
	size := c.shift + pageHalvings + uint8(n)
	b := block{x: int64(c.at.X) + int64(i)<<size, y: int64(c.at.Y) + int64(j)<<size, shift: size}
	if n == 0 {
		s.raster(c.top[j*c.across+i][:], pageHalvings, b, 0, 0, pageHalvings)
		return
	}
	order, near := s.order(b)
	for _, o := range order[:near] {
		if o.distance > s.limit+micrometre {
			return
		}
		s.storey(n-1, 2*i+o.n&1, 2*j+o.n>>1)
	}
}

// raster looks into a block of 2^h × 2^h of the cells of a raster, of which 2^k stand in a row.
func (s *search) raster(words []uint32, k uint8, b block, i, j uint32, h uint8) {
	if h == 0 {
		s.word(word(words[j<<k|i]), b)
		return
	}
	order, near := s.order(b)
	for _, o := range order[:near] {
		if o.distance > s.limit+micrometre {
			return
		}
		s.raster(words, k, o.block, 2*i+o.n&1, 2*j+o.n>>1, h-1)
	}
}

// quarter is one of the four squares in a block, the n-th by rows.
type quarter struct {
	block
	n        uint32
	distance float64 // at most that to what is wanted there, in metres
}

// order gives the quarters of a block in which something may be, the nearest first.
func (s *search) order(b block) (order [4]quarter, near int) {
	for n, q := range b.quarters() {
		part, ok := q.within(s.box)
		if !ok {
			continue
		}
		d := s.metric.box(part)
		k := near
		for ; k > 0 && order[k-1].distance > d; k-- {
			order[k] = order[k-1]
		}
		order[k] = quarter{block: q, n: uint32(n), distance: d}
		near++
	}
	return order, near
}

// word looks into a cell.
func (s *search) word(w word, b block) {
	switch w.kind() {
	case rasterWord:
		if k := w.halvings(); k > 0 && k <= b.shift {
			s.raster(s.x.cells.records.at(w.address()), k, b, 0, 0, k)
		}
	case leafWord:
		s.leaf(leaf(s.x.cells.records.at(w.address())), b)
	}
}

func (s *search) leaf(f leaf, b block) {
	r := f.read(b.centre())
	from, to := s.wanted(r.slots)
	if from == to {
		return
	}
	for r.run() {
		slot := from
		for slot < to && !r.has(slot) {
			slot++
		}
		if slot == to {
			continue
		}
		for a := r.p; r.step(); a = r.p {
			s.edge(entry(r.slots[slot]).area(), newSegment(a, r.p))
		}
	}
}

// wanted is the span of the slots whose borders are looked for. They go by rank, so the
// first that an edge bounds is the one of those at its distance that counts.
func (s *search) wanted(slots entries) (from, to int) {
	for ; from < len(slots); from++ {
		if e := entry(slots[from]); e.layer() == s.layer && (s.only == None || s.only == e.area()) {
			break
		}
	}
	for to = from; to < len(slots) && entry(slots[to]).layer() == s.layer; to++ {
		if s.only != None {
			return from, from + 1
		}
	}
	return from, to
}

func (s *search) edge(area int32, e segment) {
	if s.found && e == s.best.edge || s.metric.edge(e) > s.limit+micrometre {
		return
	}
	d, at := geo.SegmentDistance(s.p, e.a.LonLat(), e.b.LonLat())
	f := found{area: area, edge: e, at: at, distance: d, micro: math.Round(float64(d) / micrometre)}
	if s.found && !s.nearer(&f) {
		return
	}
	s.best, s.found = f, true
	s.limit = min(s.limit, float64(d))
}

// nearer tells whether a place goes before the best one: by whole micrometres, then by the
// rank of the area, then by the edge.
func (s *search) nearer(f *found) bool {
	if f.micro != s.best.micro {
		return f.micro < s.best.micro
	}
	if f.area != s.best.area {
		a, b := s.x.record(s.layer, f.area), s.x.record(s.layer, s.best.area)
		return before(a.size(), b.size(), a.code(), b.code()) < 0
	}
	return f.edge.before(s.best.edge)
}

// before orders edges by the lesser end, then by the greater.
func (e segment) before(o segment) bool {
	if e.a != o.a {
		return e.a.Less(o.a)
	}
	return e.b.Less(o.b)
}
