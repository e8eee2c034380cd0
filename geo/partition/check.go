package partition

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// checkLoops finds what is wrong with the rings of a shape, beyond the dust of rounding.
// Their paths are noded.
func checkLoops(loops []loop) error {
	var at []geo.Point
	for _, l := range loops {
		at = append(at, windingFaults(l.path)...)
	}
	if len(at) > 0 {
		return &Fault{Reason: SelfCrossing, At: trim(uniquePoints(at))}
	}
	if len(loops) == 1 {
		return nil
	}
	return checkNesting(loops)
}

// windingFaults returns the places where the ring crosses itself so that a wide part of
// the plane has a winding number that is neither 0 nor that of the ring.
func windingFaults(path geo.Ring) []geo.Point {
	edges, net := netEdges(path)
	if len(edges) == 0 {
		return nil
	}
	a := arrange(edges)
	wind := a.windings(net)
	side := path.TwiceArea().Sign() // 0: lobes of equal size, both at fault
	bad := func(f int32) bool { return wind[f] != 0 && wind[f] != side }
	// Where strands cross, the numbers round the vertex differ by two at least.
	return a.places(bad, func(fan []int32) bool {
		least, most := wind[a.faceOf(fan[0])], wind[a.faceOf(fan[0])]
		for _, h := range fan {
			least, most = min(least, wind[a.faceOf(h)]), max(most, wind[a.faceOf(h)])
		}
		return most-least >= 2
	})
}

// windings gives for each face how often it is wound round. net says for each edge how often
// it is walked from a to b, less the times back.
func (a *arrangement) windings(net []int) []int {
	wind := make([]int, len(a.faces))
	a.spread(func(h, from, to int32) {
		n := net[h>>1]
		if h&1 == 0 {
			n = -n
		}
		wind[to] = wind[from] + n
	})
	return wind
}

// netEdges gives the edges of a path, sorted, and how often each is walked from its
// smaller end to its greater, less the times back; those walked evenly drop out.
func netEdges(path geo.Ring) ([]edge, []int) {
	type step struct {
		edge edge
		way  int
	}
	steps := make([]step, 0, len(path))
	path.Edges(func(a, b geo.Point) {
		way := 1
		if b.Less(a) {
			way = -1
		}
		steps = append(steps, step{newEdge(a, b), way})
	})
	slices.SortFunc(steps, func(x, y step) int { return x.edge.compare(y.edge) })
	var edges []edge
	var net []int
	for i := 0; i < len(steps); {
		e, sum := steps[i].edge, 0
		for ; i < len(steps) && steps[i].edge == e; i++ {
			sum += steps[i].way
		}
		if sum != 0 {
			edges, net = append(edges, e), append(net, sum)
		}
	}
	return edges, net
}

// checkNesting looks at what covers each face: holes belong in their shell and apart,
// polygons apart.
func checkNesting(loops []loop) error {
	var borders []border
	for i, l := range loops {
		for _, e := range appendLoop(nil, l.path) {
			borders = append(borders, border{e, int32(i)})
		}
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return nil
	}
	a := arrange(l.edges)
	reasons := make([]string, len(a.faces))
	for f, set := range l.covers(a) {
		reasons[f] = nestingFault(loops, set)
	}
	for _, reason := range []string{HoleOutside, PartsOverlap} {
		if !slices.Contains(reasons, reason) {
			continue
		}
		at := a.places(func(f int32) bool { return reasons[f] == reason },
			func(fan []int32) bool { return len(fan) >= 4 })
		if len(at) > 0 {
			return &Fault{Reason: reason, At: trim(uniquePoints(at))}
		}
	}
	return nil
}

// nestingFault tells what is wrong where these loops, in their order, cover the plane.
func nestingFault(loops []loop, set []int32) string {
	parts, reason, outside := 0, "", false
	eachPolygon(loops, set, func(shells, holes int) {
		switch {
		case shells == 0:
			outside = true
		case holes == 0:
			parts++
		}
		if holes > 1 || parts > 1 {
			reason = PartsOverlap
		}
	})
	if outside {
		return HoleOutside
	}
	return reason
}

// eachPolygon counts the outer rings and the holes of each polygon among these loops, in their order.
func eachPolygon(loops []loop, set []int32, do func(shells, holes int)) {
	for i := 0; i < len(set); {
		polygon, shells, holes := loops[set[i]].polygon, 0, 0
		for ; i < len(set) && loops[set[i]].polygon == polygon; i++ {
			if loops[set[i]].hole {
				holes++
			} else {
				shells++
			}
		}
		do(shells, holes)
	}
}

// places returns the vertices, with a fan that passes the test, of the wide pieces of
// the marked faces; of a piece without such a vertex its first.
func (a *arrangement) places(marked func(face int32) bool, test func(fan []int32) bool) []geo.Point {
	var at []geo.Point
	for _, poly := range a.region(marked) {
		if dust(poly) {
			continue
		}
		before := len(at)
		for _, r := range poly {
			for _, p := range r {
				if test(a.fan(p)) {
					at = append(at, p)
				}
			}
		}
		if len(at) == before {
			at = append(at, poly[0][0])
		}
	}
	return at
}

// fan gives the half-edges that start at a vertex.
func (a *arrangement) fan(p geo.Point) []int32 {
	v, _ := slices.BinarySearchFunc(a.starts[:len(a.starts)-1], p, func(start int32, p geo.Point) int {
		return a.from(a.fans[start]).Compare(p)
	})
	return a.fans[a.starts[v]:a.starts[v+1]]
}
