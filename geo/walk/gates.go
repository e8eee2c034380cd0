package walk

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// insert is a point put into a run of a way.
type insert struct {
	run   int32 // the run before whose end it stands
	along float64
	point geo.Point
}

// cut is a place where a gate stands on a way.
type cut struct {
	gate   int32
	way    int32 // in walked
	at     insert
	vertex bool // the point is a vertex of the way already
	metres float64
}

// gateReach is how far from a way a gate that is a point may stand, in metres.
const gateReach = 1.0

// gates finds where gates stand on ways, and puts points in where there are none.
func (b *builder) gates() {
	b.stopAt, b.inserted = map[int32]int32{}, map[int32][]insert{}
	unknown := tally{}
	uses, waits := make([]Use, len(b.in.Gates)), make([]Time, len(b.in.Gates))
	for i := range b.in.Gates {
		var u string
		if uses[i], waits[i], u = b.ruling.gate(b.in.Gates[i].Tags); u != "" {
			unknown[u]++
		}
	}
	b.report.UnknownGates = unknown.counts()
	standing := make([]bool, len(b.in.Gates))
	blocked := map[Blocked]bool{}
	for _, c := range b.cut {
		standing[c.gate] = true
		id := b.spots.find(c.at.point)
		if !c.vertex {
			id = b.spots.add(c.at.point)
			if int(id) == len(b.uses) {
				b.uses = append(b.uses, 0)
			}
			b.uses[id] = 2
			if ins := b.inserted[c.way]; !slices.ContainsFunc(ins, func(i insert) bool { return i.run == c.at.run && i.point == c.at.point }) {
				b.inserted[c.way] = append(ins, c.at)
			}
		}
		b.hold(id, c.gate, uses[c.gate], waits[c.gate])
		if uses[c.gate] == Shut || uses[c.gate] == Barred {
			blocked[Blocked{b.in.Gates[c.gate].Number, c.at.point}] = true
		}
	}
	for i, ok := range standing {
		if !ok {
			b.report.Loose = append(b.report.Loose, b.in.Gates[i].Number)
		}
	}
	slices.Sort(b.report.Loose)
	for g := range blocked {
		b.report.Blocked = append(b.report.Blocked, g)
	}
	slices.SortFunc(b.report.Blocked, func(x, y Blocked) int {
		return cmp.Or(cmp.Compare(x.Gate, y.Gate), x.Place.Compare(y.Place))
	})
}

// hold puts a gate at a spot. Where several stand, the strictest counts, and the longest wait.
func (b *builder) hold(spot, gate int32, use Use, wait Time) {
	k, known := b.stopAt[spot]
	if !known {
		k = int32(len(b.stops))
		b.stopAt[spot] = k
		b.stops = append(b.stops, stop{spot: spot, use: Open})
	}
	s := &b.stops[k]
	if !slices.Contains(s.gates, gate) {
		s.gates = append(s.gates, gate)
	}
	s.wait = max(s.wait, wait)
	if strict(use) > strict(s.use) {
		s.use = use
	}
}

func strict(u Use) int { return slices.Index([]Use{Open, Residents, Shut, Barred}, u) }

// MostCuts is the largest number of places where gates may stand on ways.
const MostCuts = 20_000_000

// cuts finds the places of gates on ways, in an order that is that of numbers and points only.
func (b *builder) cuts() error {
	var pieces []piece
	var gateOf []int32
	east, north := b.metric.at((float64(b.metric.first) + metricStep*float64(len(b.metric.rows))/2))
	rx, ry := int32(gateReach/max(east, 1e-4))+1, int32(gateReach/north)+1
	for i := range b.in.Gates {
		points := b.in.Gates[i].Points
		if p := points[0]; len(points) == 1 {
			// Both diagonals of the square around the point pass all cells that it meets.
			pieces = append(pieces, piece{geo.Point{X: p.X - rx, Y: p.Y - ry}, geo.Point{X: p.X + rx, Y: p.Y + ry}},
				piece{geo.Point{X: p.X - rx, Y: p.Y + ry}, geo.Point{X: p.X + rx, Y: p.Y - ry}})
			gateOf = append(gateOf, int32(i), int32(i))
		}
		for k := 1; k < len(points); k++ {
			pieces = append(pieces, piece{points[k-1], points[k]})
			gateOf = append(gateOf, int32(i))
		}
	}
	grid := newCells(pieces, 12_000, 10_000)
	var out []cut
	for k := range b.walked {
		points := b.in.Ways[b.walked[k].way].Points
		for i := 1; i < len(points); i++ {
			run := piece{points[i-1], points[i]}
			grid.near(&run, func(item uint32) {
				g := gateOf[item]
				out = b.meet(out, cut{gate: g, way: int32(k), at: insert{run: int32(i)}}, run, pieces[item])
			})
		}
		if len(out) > MostCuts {
			return fmt.Errorf("walk: gates stand on ways in more than %d places, the last of them on way %d", MostCuts, b.in.Ways[b.walked[k].way].Number)
		}
	}
	b.cut = b.sortCuts(out)
	return nil
}

// meet appends where a run of a way meets a piece of a gate.
func (b *builder) meet(out []cut, c cut, run, gate piece) []cut {
	if run.a == run.b {
		return out
	}
	if points := b.in.Gates[c.gate].Points; len(points) == 1 {
		at, along, metres := b.metric.nearest(run, points[0])
		if metres <= gateReach {
			c.at.point, c.at.along, c.metres, c.vertex = at, along, metres, at == run.a || at == run.b
			out = append(out, c)
		}
		return out
	}
	for _, p := range crossing(run, gate) {
		c.at.point, c.vertex = p, p == run.a || p == run.b
		_, c.at.along, _ = b.metric.nearest(run, p)
		out = append(out, c)
	}
	return out
}

// sortCuts puts the cuts into their order, and keeps of those of a gate that is a point only
// the nearest one.
func (b *builder) sortCuts(out []cut) []cut {
	number := func(c *cut) int64 { return b.in.Gates[c.gate].Number }
	slices.SortFunc(out, func(x, y cut) int {
		return cmp.Or(cmp.Compare(number(&x), number(&y)), slices.CompareFunc(b.in.Gates[x.gate].Points, b.in.Gates[y.gate].Points, geo.Point.Compare),
			cmp.Compare(x.gate, y.gate), cmp.Compare(x.metres, y.metres), cmp.Compare(x.way, y.way), cmp.Compare(x.at.run, y.at.run), x.at.point.Compare(y.at.point))
	})
	kept := out[:0]
	last := int32(-1)
	for _, c := range out {
		if len(b.in.Gates[c.gate].Points) > 1 || c.gate != last {
			kept = append(kept, c)
		}
		last = c.gate
	}
	return kept
}

// near calls visit for each piece in the cells that another one passes; a piece may come twice.
func (c *cells) near(p *piece, visit func(item uint32)) {
	if c.across == 0 {
		return
	}
	low, high := max(c.line(min(p.a.Y, p.b.Y)), 0), min(c.line(max(p.a.Y, p.b.Y)), int(c.up)-1)
	a, b := p.a, p.b
	if a.Y > b.Y {
		a, b = b, a
	}
	for l := low; l <= high; l++ {
		west, east := min(a.X, b.X), max(a.X, b.X)
		if a.Y != b.Y {
			west, east = c.within(a, b, l)
		}
		for k := max(c.column(west), 0); k <= min(c.column(east), int(c.across)-1); k++ {
			for i, to := c.in(k, l); i < to; i++ {
				if c.items == nil {
					visit(i)
				} else {
					visit(c.items[i])
				}
			}
		}
	}
}

// crossing are the points that two straight runs share, rounded to the lattice: at most one,
// or both ends of the stretch that they share.
func crossing(p, q piece) []geo.Point {
	pa, pb := geo.Orient(q.a, q.b, p.a), geo.Orient(q.a, q.b, p.b)
	qa, qb := geo.Orient(p.a, p.b, q.a), geo.Orient(p.a, p.b, q.b)
	var out []geo.Point
	add := func(v geo.Point) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	for _, t := range []struct {
		side int
		v    geo.Point
		on   piece
	}{{pa, p.a, q}, {pb, p.b, q}, {qa, q.a, p}, {qb, q.b, p}} {
		if t.side == 0 && (geo.Box{Min: geo.Point{X: min(t.on.a.X, t.on.b.X), Y: min(t.on.a.Y, t.on.b.Y)}, Max: geo.Point{X: max(t.on.a.X, t.on.b.X), Y: max(t.on.a.Y, t.on.b.Y)}}).Contains(t.v) {
			add(t.v)
		}
	}
	if len(out) == 0 && pa*pb < 0 && qa*qb < 0 {
		dx, dy := float64(p.b.X)-float64(p.a.X), float64(p.b.Y)-float64(p.a.Y)
		ex, ey := float64(q.b.X)-float64(q.a.X), float64(q.b.Y)-float64(q.a.Y)
		fx, fy := float64(q.a.X)-float64(p.a.X), float64(q.a.Y)-float64(p.a.Y)
		t := (float64(fx*ey) - float64(fy*ex)) / (float64(dx*ey) - float64(dy*ex))
		add(geo.Point{X: p.a.X + int32(math.Round(t*dx)), Y: p.a.Y + int32(math.Round(t*dy))})
	}
	return out
}
