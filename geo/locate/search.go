package locate

import (
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
//
// It discards in the plane of the metric, where a place within limit is within reach, and
// measures on the ellipsoid only what may win.
type search struct {
	x      *Index
	origin geo.Origin
	metric metric
	layer  int
	only   int32   // the area, or None for any
	box    geo.Box // where its borders are
	limit  float64
	reach  float64 // in the plane, and its square
	beyond float64
	best   found
	found  bool
}

const micrometre = 1e-6

// newSearch begins a search round p.
func newSearch(x *Index, p geo.Point, layer int, only int32, box geo.Box, limit float64) search {
	s := search{x: x, origin: geo.NewOrigin(p.LonLat()), layer: layer, only: only, box: box}
	s.metric = newMetric(p, &s.origin)
	s.draw(limit)
	return s
}

// draw sets the limit. It lets a micrometre more through, so that ties are seen.
func (s *search) draw(limit float64) {
	s.limit = limit
	s.reach = s.origin.Beyond(geo.Metres(limit + micrometre))
	s.beyond = s.reach * s.reach
}

// run looks everywhere: from the point, and from where it lies when the earth is gone round,
// for what is beyond the 180th meridian.
func (s *search) run(p geo.Point) {
	c := &s.x.cells
	if len(c.borders) == 0 {
		return
	}
	box := s.box
	s.around(box)
	for _, turn := range []int64{1, -1} {
		x := int64(p.X) + turn*2*geo.MaxX
		s.metric.x0 = x
		if _, ok := s.metric.around(box, min(s.reach, geo.MaxX*s.metric.x)); !ok {
			continue
		}
		at := p.LonLat()
		at[0] += float64(turn * 360)
		s.origin = geo.NewOrigin(at)
		s.around(box)
	}
}

// around looks into the cells that are within reach, on the half of the way round the earth
// that is nearer.
func (s *search) around(box geo.Box) {
	west, east := max(int64(box.Min.X), s.metric.x0-geo.MaxX), min(int64(box.Max.X), s.metric.x0+geo.MaxX)
	if west > east {
		return
	}
	box.Min.X, box.Max.X = int32(west), int32(east)
	var ok bool
	if s.box, ok = s.metric.around(box, s.reach); !ok {
		return
	}
	if s.rings() {
		return
	}
	if s.box, ok = s.metric.around(box, s.reach); ok {
		s.storey(len(s.x.cells.borders)-1, 0, 0)
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
		if o.distance > s.beyond {
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
		if o.distance > s.beyond {
			return
		}
		s.raster(words, k, o.block, 2*i+o.n&1, 2*j+o.n>>1, h-1)
	}
}

// quarter is one of the four squares in a block, the n-th by rows.
type quarter struct {
	block
	n        uint32
	distance float64 // in the plane, squared, to where something may be
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
			s.inner(s.x.cells.records.at(w.address()), k, b)
		}
	case leafWord:
		s.leaf(leaf(s.x.cells.records.at(w.address())), b)
	default: // no border in it
	}
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
