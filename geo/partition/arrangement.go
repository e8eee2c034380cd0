package partition

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// arrangement is the subdivision of the plane by noded edges, as half-edges: 2i runs
// along edges[i] from a to b and 2i+1 back, each with a face on its left (de Berg and
// others, Computational Geometry, 3rd edition, chapter 2).
type arrangement struct {
	edges  []edge
	next   []int32 // half-edge that follows round the same face
	vertex []int32 // number of the vertex where the half-edge starts
	starts []int32 // for each vertex: its first place in fans, and at last their length
	fans   []int32 // half-edges by vertex (sorted), then anticlockwise from east
	cycles []cycle
	cycle  []int32 // of each half-edge
	faces  [][]int32
}

// cycle is one closed walk along half-edges.
type cycle struct {
	first  int32     // half-edge that starts at the walk's smallest vertex
	length int32     // half-edges
	outer  bool      // true when it goes round a bounded face, false when round a component
	face   int32     // on its left
	least  geo.Point // smallest vertex
}

// unbounded is the face outside everything.
const unbounded = 0

// arrange builds the arrangement of edges that are sorted, unique, and meet only at
// their ends.
func arrange(edges []edge) *arrangement {
	a := &arrangement{edges: edges}
	a.sortFans()
	a.link()
	a.walkCycles()
	a.nest()
	return a
}

func (a *arrangement) from(h int32) geo.Point {
	if h&1 == 0 {
		return a.edges[h>>1].a
	}
	return a.edges[h>>1].b
}

func (a *arrangement) to(h int32) geo.Point { return a.from(h ^ 1) }

// faceOf is the face on the left of the half-edge.
func (a *arrangement) faceOf(h int32) int32 { return a.cycles[a.cycle[h]].face }

// sortFans orders the half-edges round each vertex and numbers the vertices.
func (a *arrangement) sortFans() {
	n := 2 * len(a.edges)
	a.fans = make([]int32, n)
	for h := range a.fans {
		a.fans[h] = int32(h)
	}
	slices.SortFunc(a.fans, func(g, h int32) int {
		if c := a.from(g).Compare(a.from(h)); c != 0 {
			return c
		}
		return compareAngles(a.from(g), a.to(g), a.to(h))
	})
	a.vertex = make([]int32, n)
	for i, h := range a.fans {
		if i == 0 || a.from(h) != a.from(a.fans[i-1]) {
			a.starts = append(a.starts, int32(i))
		}
		a.vertex[h] = int32(len(a.starts) - 1)
	}
	a.starts = append(a.starts, int32(n))
}

// compareAngles orders p and q by their direction from o, anticlockwise from east.
func compareAngles(o, p, q geo.Point) int {
	if hp, hq := lower(o, p), lower(o, q); hp != hq {
		if hq {
			return -1
		}
		return 1
	}
	return -geo.Orient(o, p, q)
}

// lower is true of directions from 180° on, up to 360°.
func lower(o, p geo.Point) bool { return p.Y < o.Y || p.Y == o.Y && p.X < o.X }

// link finds what follows each half-edge: the one met first when turning clockwise
// from the way back, so that the face stays on the left.
func (a *arrangement) link() {
	a.next = make([]int32, len(a.fans))
	for v := 0; v+1 < len(a.starts); v++ {
		fan := a.fans[a.starts[v]:a.starts[v+1]]
		for i, out := range fan {
			a.next[out^1] = fan[(i+len(fan)-1)%len(fan)]
		}
	}
}

// walkCycles numbers the cycles in the order of their smallest vertex.
func (a *arrangement) walkCycles() {
	a.cycle = make([]int32, len(a.fans))
	for i := range a.cycle {
		a.cycle[i] = -1
	}
	var ring geo.Ring
	// fans is in the order of vertices: a cycle is met first at its smallest.
	for _, first := range a.fans {
		if a.cycle[first] >= 0 {
			continue
		}
		ring = ring[:0]
		for h := first; a.cycle[h] < 0; h = a.next[h] {
			a.cycle[h] = int32(len(a.cycles))
			ring = append(ring, a.from(h))
		}
		a.cycles = append(a.cycles, cycle{
			first: first, length: int32(len(ring)), outer: ring.TwiceArea().Sign() > 0, least: ring[0],
		})
	}
}
