package walk

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Unbounded is the limit of a field that goes as far as the network does. Sums below it stay
// below Never.
const Unbounded = Never - 1 - 3*MostTime

// Door is where a facility stands on the network; a facility may have several.
type Door struct {
	Facility int32 // 0 or more; of two that are equally far, the lower one is nearer
	Foothold
}

// Found is a facility and the time of the way between it and what was asked for.
type Found struct {
	Facility int32
	Time     Time
}

// nobody stands in place of a facility where there is none: later than all that exist.
var nobody = Found{math.MaxInt32, Never}

// before sorts the nearest first; of equally near ones the lower number.
func (a Found) before(b Found) bool {
	return a.Time < b.Time || a.Time == b.Time && a.Facility < b.Facility
}

func nearestFirst(a, b Found) int {
	return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Facility, b.Facility))
}

// ground is what every field stands on: the network, the direction in which people walk, the
// longest time that counts, and the doors by edge.
type ground struct {
	graph  *Graph
	dir    Direction
	limit  Time
	doors  []Door  // by edge, then facility
	starts []Start // by facility; let go when the field is made
}

// newGround refuses doors that do not stand on the graph.
func newGround(g *Graph, dir Direction, doors []Door, limit Time) (ground, error) {
	if dir > FromFacility {
		return ground{}, fmt.Errorf("walk: %d is no direction", dir)
	}
	for i := range doors {
		if err := checkDoor(&doors[i], len(g.edges)); err != nil {
			return ground{}, fmt.Errorf("walk: door %d: %w", i, err)
		}
	}
	gr := ground{graph: g, dir: dir, limit: min(limit, Unbounded), doors: slices.Clone(doors)}
	gr.starts = gr.allStarts()
	slices.SortFunc(gr.doors, func(a, b Door) int {
		return cmp.Or(cmp.Compare(a.Edge, b.Edge), cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Along, b.Along))
	})
	return gr, nil
}

func checkDoor(d *Door, edges int) error {
	switch {
	case d.Facility < 0 || d.Facility == nobody.Facility:
		return fmt.Errorf("%d is no number of a facility", d.Facility)
	case int(d.Edge) >= edges:
		return fmt.Errorf("facility %d stands on edge %d; there are %d", d.Facility, d.Edge, edges)
	case d.Along > whole:
		return fmt.Errorf("facility %d stands %d/%d along edge %d, past its end", d.Facility, d.Along, whole, d.Edge)
	case d.Link > MostTime:
		return fmt.Errorf("facility %d is linked to edge %d by %d tenths of a second; at most %d are kept", d.Facility, d.Edge, d.Link, MostTime)
	}
	return nil
}

// allStarts are the nodes from which a search begins, by facility: mostly the order of the
// doors as they were given.
func (gr *ground) allStarts() []Start {
	out := make([]Start, 0, 2*len(gr.doors))
	for i := range gr.doors {
		out = appendStarts(out, &gr.doors[i], &gr.graph.edges[gr.doors[i].Edge], gr.dir, gr.limit)
	}
	order := func(a, b Start) int {
		return cmp.Or(cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Time, b.Time))
	}
	if !slices.IsSortedFunc(out, order) {
		slices.SortFunc(out, order)
	}
	return out
}

// appendStarts appends what Graph.Starts says of a door, as far as it lies within the limit, the
// lower node first.
func appendStarts(out []Start, d *Door, e *Edge, dir Direction, limit Time) []Start {
	a, b := ends(e, &d.Foothold, dir)
	if b <= limit && e.B < e.A {
		out = append(out, Start{d.Facility, e.B, b})
	}
	if a <= limit {
		out = append(out, Start{d.Facility, e.A, a})
	}
	if b <= limit && e.B >= e.A {
		out = append(out, Start{d.Facility, e.B, b})
	}
	return out
}

// ends are the times between the ends of an edge and a door on it, link included: from the
// ends to the door when people walk to the facility. For the other end of their way, homes,
// ask with the direction turned round.
func ends(e *Edge, f *Foothold, dir Direction) (a, b Time) {
	forth, back := e.Forth, e.Back
	if dir == FromFacility {
		forth, back = back, forth
	}
	return plus(part(forth, f.Along), f.Link), plus(part(back, whole-f.Along), f.Link)
}

func plus(a, b Time) Time {
	if a == Never {
		return Never
	}
	return a + b
}

func (d Direction) turned() Direction { return d ^ FromFacility }

// sound tells whether a point that is asked for stands on an edge at all: answers for one that
// does not are empty.
func sound(f *Foothold, edges int) bool {
	return int(f.Edge) < edges && f.Along <= whole && f.Link <= MostTime
}

// direct is the time from a foothold straight along its edge to a door on the same edge.
func direct(e *Edge, f *Foothold, d *Door, dir Direction) Time {
	from, to := f.Along, d.Along
	if dir == FromFacility {
		from, to = to, from
	}
	t := part(e.Forth, to-from)
	if from > to {
		t = part(e.Back, from-to)
	}
	return plus(t, f.Link+d.Link)
}

// on are the doors on an edge.
func (gr *ground) on(edge uint32) []Door {
	lo, _ := slices.BinarySearchFunc(gr.doors, edge, func(d Door, e uint32) int { return cmp.Compare(d.Edge, e) })
	hi := lo
	for hi < len(gr.doors) && gr.doors[hi].Edge == edge {
		hi++
	}
	return gr.doors[lo:hi]
}

// out are the arcs along which a search from the facilities goes on.
func (gr *ground) out() *rows {
	if gr.dir == ToFacility {
		return &gr.graph.in
	}
	return &gr.graph.out
}

// in are the arcs that lead a search to a node.
func (gr *ground) in() *rows {
	if gr.dir == ToFacility {
		return &gr.graph.out
	}
	return &gr.graph.in
}

// Direction says which way people walk.
func (gr *ground) Direction() Direction { return gr.dir }

// Limit is the longest time that counts.
func (gr *ground) Limit() Time { return gr.limit }

// via is the time over an end of the edge, or Never past the limit.
func (gr *ground) via(end, node Time) Time {
	if end == Never || node == Never || uint64(end)+uint64(node) > uint64(gr.limit) {
		return Never
	}
	return end + node
}
