package demo

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// parkStyle is a plot without buildings: only its ways count.
var parkStyle = style{depth: 1e5, pitch: 1, spine: 150}

// layParks leads ways through the parks, and puts a lake into the large ones.
func (b *builder) layParks() {
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.use != usePark || k.inner == nil || k.area < 3000 {
			continue
		}
		k.walks = planPlot(k.inner, parkStyle)
		b.openGates(k, k.walks)
		if k.area < 24_000 || b.riverside(k.face) || chance(k.at.mark(), 321) > 0.35 {
			continue
		}
		k.lake = lake(k.inner, 0.36+float64(0.14*chance(k.at.mark(), 322)))
	}
}

// parkPaths puts out the ways of a park: from gate to gate, round the lake where one is in
// the way, and a way across where there is none.
func (b *builder) parkPaths(k *block, thing int) {
	p := k.walks
	path := Line{Kind: "path", Thing: thing, Width: classPath.width(), Walk: true}
	put := func(points []geo.Point) {
		path.Points = points
		b.line(path)
	}
	shore := k.promenade()
	reached := false
	lo, hi, v := p.across(k.gates)
	for i, s := range p.spines {
		south, north := k.ends(i)
		if south == nil && north == nil {
			continue
		}
		var met []vec
		if shore != nil {
			shore, met = p.meetings(shore, s.u)
		}
		switch {
		case len(met) == 2:
			reached = true
			put(appendNew(slices.Clone(south), met[0].lattice()))
			put(append([]geo.Point{met[1].lattice()}, north...))
		default:
			way := slices.Clone(south)
			if lo < hi && shore == nil && v > s.lo && v < s.hi {
				way = appendNew(way, p.place(s.u, v).lattice())
			}
			put(append(way, north...))
		}
	}
	switch {
	case reached:
		put(closedLine(shore))
	case lo < hi && shore == nil:
		var way []geo.Point
		for _, s := range p.spines {
			if s.u >= lo && s.u <= hi {
				way = appendNew(way, p.place(s.u, v).lattice())
			}
		}
		put(way)
	}
}

// ends are the points of a way's two ends, from the street inwards on the south and
// outwards on the north; nil where it reaches no street.
func (k *block) ends(spine int) (south, north []geo.Point) {
	for _, g := range k.gates {
		switch {
		case g.spine != spine:
		case g.wall.sub(k.walks.o).dot(k.walks.v) < (k.walks.spines[spine].lo+k.walks.spines[spine].hi)/2:
			south = []geo.Point{g.street.lattice(), g.wall.lattice()}
		default:
			north = []geo.Point{g.wall.lattice(), g.street.lattice()}
		}
	}
	return south, north
}

// across is a way that joins the spines with gates: from lo to hi at v.
func (p *plot) across(gates []gate) (lo, hi, v float64) {
	from, to := -1e9, 1e9
	lo, hi = 1e9, -1e9
	for _, g := range gates {
		s := p.spines[g.spine]
		from, to = max(from, s.lo), min(to, s.hi)
		lo, hi = min(lo, s.u), max(hi, s.u)
	}
	if to-from < 20 {
		return 0, 0, 0
	}
	v = (from + to) / 2
	for _, span := range scan(p.ring, v) {
		if span[0] < lo && span[1] > hi {
			return lo, hi, v
		}
	}
	return 0, 0, 0
}

// promenade is the way round the lake; nil without a lake or without room for the way.
func (k *block) promenade() []vec {
	if k.lake == nil {
		return nil
	}
	at := middle(k.lake)
	out := make([]vec, len(k.lake))
	for i, p := range k.lake {
		out[i] = p.along(p.sub(at).unit(), 7)
	}
	if slices.ContainsFunc(out, func(p vec) bool { return !holds(k.inner, p) }) {
		return nil
	}
	return out
}

// meetings puts a place into a closed line wherever it crosses the way at u, and lists
// these places from the south.
func (p *plot) meetings(ring []vec, u float64) (with, met []vec) {
	for i, a := range ring {
		with = append(with, a)
		b := ring[(i+1)%len(ring)]
		x, y := a.sub(p.o).dot(p.u)-u, b.sub(p.o).dot(p.u)-u
		if (x > 0) != (y > 0) {
			at := a.mix(b, x/(x-y))
			with, met = append(with, at), append(met, at)
		}
	}
	slices.SortFunc(met, func(a, b vec) int { return cmp.Compare(a.sub(p.o).dot(p.v), b.sub(p.o).dot(p.v)) })
	return with, met
}

// closedLine are the points of a closed line, the first one again at the end.
func closedLine(ring []vec) []geo.Point {
	var out []geo.Point
	for _, p := range ring {
		out = appendNew(out, p.lattice())
	}
	return appendNew(out, ring[0].lattice())
}
