package locate

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// border holds the edges of an area in the order of its rings under a tree of boxes:
// neighbours along a ring are neighbours on the ground, so the order needs no sorting.
// levels[0] has a box for each run of fan edges, each further level a box for each run
// of fan boxes below, the last at most fan boxes.
type border struct {
	edges  []edge
	levels [][]geo.Box
}

const fan = 8

func newBorder(edges []edge) border {
	b := border{edges: edges}
	level := runs(edges, func(box geo.Box, e edge) geo.Box { return box.Extend(e.a).Extend(e.b) })
	b.levels = append(b.levels, level)
	for len(level) > fan {
		level = runs(level, geo.Box.Union)
		b.levels = append(b.levels, level)
	}
	return b
}

// runs folds each run of fan items into a box.
func runs[T any](items []T, add func(geo.Box, T) geo.Box) []geo.Box {
	boxes := make([]geo.Box, 0, (len(items)+fan-1)/fan)
	for i := 0; i < len(items); i += fan {
		box := geo.EmptyBox()
		for _, it := range items[i:min(i+fan, len(items))] {
			box = add(box, it)
		}
		boxes = append(boxes, box)
	}
	return boxes
}

// found is the nearest place seen so far.
type found struct {
	edge     edge
	at       orb.Point
	distance geo.Metres
	micro    float64 // distance in whole micrometres
}

// search is a branch and bound over a border. Places farther than limit are of no interest.
type search struct {
	metric metric
	p      orb.Point
	limit  float64
	best   found
	found  bool
}

const micrometre = 1e-6

func newSearch(m metric, limit float64) search {
	return search{metric: m, p: m.p.LonLat(), limit: limit}
}

func (s *search) visit(b *border) {
	top := len(b.levels) - 1
	s.boxes(b, top, 0, len(b.levels[top]))
}

// boxes visits boxes from … to−1 of a level, the nearest first. There are at most fan.
func (s *search) boxes(b *border, level, from, to int) {
	var order [fan]struct {
		d float64
		i int
	}
	n := 0
	for i := from; i < to; i++ {
		d := s.metric.box(b.levels[level][i])
		k := n
		for ; k > 0 && order[k-1].d > d; k-- {
			order[k] = order[k-1]
		}
		order[k].d, order[k].i = d, i
		n++
	}
	for _, o := range order[:n] {
		if o.d > s.limit+micrometre {
			return
		}
		if level > 0 {
			s.boxes(b, level-1, o.i*fan, min(o.i*fan+fan, len(b.levels[level-1])))
			continue
		}
		for _, e := range b.edges[o.i*fan : min(o.i*fan+fan, len(b.edges))] {
			s.edge(e)
		}
	}
}

func (s *search) edge(e edge) {
	if s.metric.edge(e) > s.limit+micrometre {
		return
	}
	r := e.rising() // so that both areas at a border get the same floats
	d, at := geo.SegmentDistance(s.p, r.a.LonLat(), r.b.LonLat())
	f := found{edge: e, at: at, distance: d, micro: math.Round(float64(d) / micrometre)}
	if s.found && !f.before(&s.best) {
		return
	}
	s.best, s.found = f, true
	s.limit = min(s.limit, float64(d))
}

func (f *found) before(g *found) bool {
	if f.micro != g.micro {
		return f.micro < g.micro
	}
	return f.edge.before(g.edge)
}

// before orders edges whatever their direction: by the lesser end, then by the greater.
func (e edge) before(o edge) bool {
	e, o = e.rising(), o.rising()
	if e.a != o.a {
		return e.a.Less(o.a)
	}
	return e.b.Less(o.b)
}

func (e edge) rising() edge {
	if e.b.Less(e.a) {
		return edge{e.b, e.a}
	}
	return e
}
