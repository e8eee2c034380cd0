package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// prove is FindFaults for sound shapes. How many areas cover a point is the sum of how often
// their borders wind round it. An edge that just two areas have, on its two sides, is walked
// forth and back and adds nothing to the sum: it is paired. So the loose edges alone, which
// are the frame and what is at fault, say how many areas cover each point:
//
//   - A gap is a bounded face between them that none covers, for beside a paired edge there
//     are areas.
//   - Areas that overlap do so in a face that two cover, and what is common to two areas does
//     not depend on others. So those near such faces are laid out alone.
//   - Edges that meet elsewhere than at a common end are loose, or one of the areas covers
//     ground of another there: a corner has areas on all sides of it or a loose edge.
func prove(ctx context.Context, areas []Area) (Faults, error) {
	halves := looseHalves(areas)
	if len(halves) == 0 || ctx.Err() != nil {
		return Faults{}, ctx.Err()
	}
	l, net := newLoose(halves)
	if err := checkNoded(ctx, l.edges); err != nil {
		return Faults{}, err
	}
	a := arrange(l.edges)
	wind := a.windings(net)
	out := Faults{Gaps: l.gaps(a, func(f int) bool { return wind[f] == 0 })}
	var crowded []geo.Box
	for f, n := range wind {
		if n > 1 {
			box := geo.EmptyBox()
			a.eachRound(int32(f), func(h int32) { box = box.Extend(a.from(h)) })
			crowded = append(crowded, box)
		}
	}
	some, number := touching(areas, crowded)
	found, err := layOut(ctx, some)
	for _, o := range found.Overlaps {
		o.A, o.B = number[o.A], number[o.B]
		out.Overlaps = append(out.Overlaps, o)
	}
	return out, err
}

// touching gives the areas whose box meets one of the boxes, and their numbers.
func touching(areas []Area, boxes []geo.Box) (some []Area, number []int) {
	t := newTree(len(boxes), func(i int) geo.Box { return boxes[i] })
	for i, a := range areas {
		met := false
		t.search(a.Shape.Box().Intersects, func(int32) bool {
			met = true
			return false
		})
		if met {
			some, number = append(some, a), append(number, i)
		}
	}
	return some, number
}

// looseHalves gives the edges of a layer that are not paired.
func looseHalves(areas []Area) []half {
	edges := 0
	for i := range areas {
		edges += areas[i].Shape.Vertices()
	}
	return loose(edges, false, func(f func(shape uint32, a, b geo.Point)) {
		for i := range areas {
			eachEdge(areas[i].Shape, func(a, b geo.Point) { f(uint32(i), a, b) })
		}
	})
}

// newLoose are loose edges with their owners, and how often each is walked from a to b, less
// the times back.
func newLoose(halves []half) (l *labelled, net []int) {
	slices.SortFunc(halves, func(x, y half) int { return x.compare(&y) })
	l = &labelled{}
	for i := range halves {
		h := &halves[i]
		l.add(border{edge{h.a, h.b}, int32(h.shape)})
		if len(l.edges) > len(net) {
			net = append(net, 0)
		}
		net[len(net)-1] += h.way()
	}
	l.first = append(l.first, int32(len(l.owners)))
	return l, net
}
