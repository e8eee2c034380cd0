package partition

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// polygon is the closure of a bounded face, every ring simple: where the walk round
// the face comes back to a vertex, it is parted.
func (a *arrangement) polygon(face int32, s *splitter) geo.Polygon {
	var out geo.Polygon
	for _, c := range a.faces[face] {
		out = s.split(out, a, c)
	}
	for i, r := range out {
		turn(r)
		// One ring is anticlockwise: the shell.
		if i > 0 && r.TwiceArea().Sign() > 0 {
			out[0], out[i] = out[i], out[0]
		}
	}
	if len(out) > 2 {
		slices.SortFunc(out[1:], compareRings)
	}
	return out
}

// splitter parts walks into simple rings. It is used again for each walk.
type splitter struct {
	place []int32 // by vertex: place in stack + 1, or 0
	stack []int32 // half-edges of the walk so far
}

func newSplitter(a *arrangement) *splitter {
	return &splitter{place: make([]int32, len(a.starts))}
}

// split appends the simple rings of a cycle.
func (s *splitter) split(dst geo.Polygon, a *arrangement, c int32) geo.Polygon {
	s.stack = s.stack[:0]
	h := a.cycles[c].first
	for range a.cycles[c].length {
		if at := s.place[a.vertex[h]]; at > 0 {
			dst = append(dst, s.pop(a, at-1))
		}
		s.stack = append(s.stack, h)
		s.place[a.vertex[h]] = int32(len(s.stack))
		h = a.next[h]
	}
	return append(dst, s.pop(a, 0))
}

// pop takes the half-edges from a place of the stack on as a ring.
func (s *splitter) pop(a *arrangement, at int32) geo.Ring {
	ring := make(geo.Ring, 0, int32(len(s.stack))-at)
	for _, h := range s.stack[at:] {
		ring = append(ring, a.from(h))
		s.place[a.vertex[h]] = 0
	}
	s.stack = s.stack[:at]
	return ring
}

// turn rotates the ring so that it starts with its smallest point.
func turn(r geo.Ring) {
	least := 0
	for i, p := range r {
		if p.Less(r[least]) {
			least = i
		}
	}
	if least > 0 {
		copy(r, append(slices.Clone(r[least:]), r[:least]...))
	}
}

func compareRings(r, s geo.Ring) int { return slices.CompareFunc(r, s, geo.Point.Compare) }

func comparePolygons(p, q geo.Polygon) int {
	if c := compareRings(p[0], q[0]); c != 0 {
		return c
	}
	return cmp.Compare(len(p), len(q))
}

// assemble makes the canonical shape of what noded edges enclose by the even–odd rule;
// of edges that come several times, an odd number counts once. It reorders edges.
func assemble(edges []edge) geo.MultiPolygon {
	edges = odd(edges)
	if len(edges) == 0 {
		return nil
	}
	a := arrange(edges)
	inside := make([]bool, len(a.faces))
	a.spread(func(_, from, to int32) { inside[to] = !inside[from] })
	return a.collect(inside)
}

// collect makes the canonical shape of the marked faces, no two of which share an edge.
func (a *arrangement) collect(marked []bool) geo.MultiPolygon {
	var out geo.MultiPolygon
	s := newSplitter(a)
	for f, in := range marked {
		if in {
			out = append(out, a.polygon(int32(f), s))
		}
	}
	slices.SortFunc(out, comparePolygons)
	return out
}

// region makes the canonical shape of the marked faces, of any number of neighbours.
func (a *arrangement) region(marked func(face int32) bool) geo.MultiPolygon {
	var border []edge
	for i, e := range a.edges {
		if marked(a.faceOf(int32(2*i))) != marked(a.faceOf(int32(2*i+1))) {
			border = append(border, e)
		}
	}
	return assemble(border)
}

// spread goes from the unbounded face over the edges to every other face, once each:
// f is called with the half-edge crossed (from lies on its left, to on its right).
func (a *arrangement) spread(f func(_, from, to int32)) {
	seen := make([]bool, len(a.faces))
	seen[unbounded] = true
	queue := append(make([]int32, 0, len(a.faces)), unbounded)
	for i := 0; i < len(queue); i++ {
		from := queue[i]
		a.eachRound(from, func(h int32) {
			if to := a.faceOf(h ^ 1); !seen[to] {
				seen[to] = true
				f(h, from, to)
				queue = append(queue, to)
			}
		})
	}
}
