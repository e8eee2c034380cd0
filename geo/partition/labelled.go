package partition

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// border is an edge in the border of an owner (an area, or a ring of a shape).
type border struct {
	edge  edge
	owner int32
}

// labelled is noded edges, sorted and each once, with the owners of each.
type labelled struct {
	edges  []edge
	first  []int32 // of each edge: its first place in owners, and at last their length
	owners []int32 // sorted within an edge
}

// newLabelled sorts borders; of an owner's edges that come several times, an odd
// number counts once.
func newLabelled(borders []border) *labelled {
	slices.SortFunc(borders, func(x, y border) int {
		if c := x.edge.compare(y.edge); c != 0 {
			return c
		}
		return cmp.Compare(x.owner, y.owner)
	})
	l := &labelled{}
	for i := 0; i < len(borders); {
		j := i + 1
		for j < len(borders) && borders[j] == borders[i] {
			j++
		}
		if (j-i)%2 == 1 {
			l.add(borders[i])
		}
		i = j
	}
	l.first = append(l.first, int32(len(l.owners)))
	return l
}

func (l *labelled) add(b border) {
	if n := len(l.edges); n == 0 || l.edges[n-1] != b.edge {
		l.edges = append(l.edges, b.edge)
		l.first = append(l.first, int32(len(l.owners)))
	}
	l.owners = append(l.owners, b.owner)
}

// of gives the owners of an edge.
func (l *labelled) of(i int32) []int32 { return l.owners[l.first[i]:l.first[i+1]] }

// covers gives the owners of each face of the arrangement of l.edges, sorted.
func (l *labelled) covers(a *arrangement) [][]int32 {
	out := make([][]int32, len(a.faces))
	a.spread(func(h, from, to int32) { out[to] = exclusive(out[from], l.of(h>>1)) })
	return out
}

// exclusive is what is in one of two sorted sets but not in both.
func exclusive(x, y []int32) []int32 {
	out := make([]int32, 0, len(x)+len(y))
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			out, x = append(out, x[0]), x[1:]
		case x[0] > y[0]:
			out, y = append(out, y[0]), y[1:]
		default:
			x, y = x[1:], y[1:]
		}
	}
	return append(append(out, x...), y...)
}

// bordersOf appends the edges of a shape as borders of an owner.
func bordersOf(dst []border, m geo.MultiPolygon, owner int32) []border {
	m.Edges(func(a, b geo.Point) {
		if a != b {
			dst = append(dst, border{newEdge(a, b), owner})
		}
	})
	return dst
}
