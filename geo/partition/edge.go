package partition

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// edge is an undirected edge: a.Less(b).
type edge struct{ a, b geo.Point }

func newEdge(a, b geo.Point) edge {
	if b.Less(a) {
		a, b = b, a
	}
	return edge{a, b}
}

func (e edge) compare(f edge) int {
	if c := e.a.Compare(f.a); c != 0 {
		return c
	}
	return e.b.Compare(f.b)
}

func (e edge) box() geo.Box { return geo.EmptyBox().Extend(e.a).Extend(e.b) }

// appendEdges adds the edges of the shape that have a length.
func appendEdges(dst []edge, m geo.MultiPolygon) []edge {
	m.Edges(func(a, b geo.Point) {
		if a != b {
			dst = append(dst, newEdge(a, b))
		}
	})
	return dst
}

// unique sorts edges and keeps one of each.
func unique(edges []edge) []edge {
	return slices.Compact(sorted(edges, func(e edge) int32 { return e.a.X }, edge.compare))
}

// odd sorts edges and keeps one of each that occurs an odd number of times: the even–odd rule.
func odd(edges []edge) []edge {
	slices.SortFunc(edges, edge.compare)
	out := edges[:0]
	for i := 0; i < len(edges); {
		j := i + 1
		for j < len(edges) && edges[j] == edges[i] {
			j++
		}
		if (j-i)%2 == 1 {
			out = append(out, edges[i])
		}
		i = j
	}
	return out
}

// ends returns the end points of edges, sorted, each once.
func ends(edges []edge) []geo.Point {
	out := make([]geo.Point, 0, 2*len(edges))
	for _, e := range edges {
		out = append(out, e.a, e.b)
	}
	return uniquePoints(out)
}

func uniquePoints(p []geo.Point) []geo.Point {
	return slices.Compact(sorted(p, func(p geo.Point) int32 { return p.X }, geo.Point.Compare))
}

// vertices returns the points of the shape, sorted, each once.
func vertices(m geo.MultiPolygon) []geo.Point {
	out := make([]geo.Point, 0, m.Vertices())
	for _, poly := range m {
		for _, r := range poly {
			out = append(out, r...)
		}
	}
	return uniquePoints(out)
}

// common returns what is in both sorted lists.
func common(p, q []geo.Point) []geo.Point { return pick(p, q, true) }

// difference returns what is in p but not in q; both are sorted.
func difference(p, q []geo.Point) []geo.Point { return pick(p, q, false) }

// merged returns what is in one or both of two lists that are sorted and hold each once.
func merged(p, q []geo.Point) []geo.Point {
	out := make([]geo.Point, 0, len(p)+len(q))
	for _, x := range q {
		for len(p) > 0 && !x.Less(p[0]) {
			out, p = append(out, p[0]), p[1:]
		}
		if len(out) == 0 || out[len(out)-1] != x {
			out = append(out, x)
		}
	}
	return append(out, p...)
}

func pick(p, q []geo.Point, in bool) []geo.Point {
	var out []geo.Point
	for _, x := range p {
		for len(q) > 0 && q[0].Less(x) {
			q = q[1:]
		}
		if (len(q) > 0 && q[0] == x) == in {
			out = append(out, x)
		}
	}
	return out
}
