package walk

import (
	"fmt"
	"math"
)

// Time is a walking time in tenths of a second.
type Time uint32

// Never is the time of a way that does not exist.
const Never Time = math.MaxUint32

// MostTime is the largest cost of one edge, about 11 days: sums of a path stay below Never.
const MostTime Time = 10_000_000

// Seconds rounds the time up to whole seconds: who is told 600 s needs at most 600 s.
func (t Time) Seconds() int { return int((uint64(t) + 9) / 10) }

// Edge joins two nodes. Forth is the time from A to B and Back that from B to A; Never means
// that one may not walk in that direction.
type Edge struct {
	A, B        uint32
	Forth, Back Time
}

// Arc is one direction of an edge, as seen from a node.
type Arc struct {
	To   uint32
	Cost Time
	Edge uint32
}

// Graph is a directed graph in compressed rows: the arcs of node n that leave it are those of
// out from out.first[n] to out.first[n+1], those that enter it likewise, each with the node at
// its other end. It is immutable.
type Graph struct {
	edges   []Edge
	out, in rows
}

// rows keep what a search reads of an arc apart from its edge, which only few ask for: of a row
// more fits into what the memory gives at once.
type rows struct {
	first []uint32
	hops  []hop    // one more than there are arcs, so that first of any node names one
	edges []uint32 // of the arcs
}

// hop is an arc as a search takes it.
type hop struct {
	to   uint32
	cost Time
}

// NewGraph makes the graph of nodes 0…nodes-1 and their edges. Edges that lead nowhere or cost
// more than MostTime are refused.
func NewGraph(nodes int, edges []Edge) (*Graph, error) {
	if nodes < 0 || nodes >= math.MaxUint32 || len(edges) >= math.MaxUint32/2 {
		return nil, fmt.Errorf("walk: %d nodes and %d edges are too many", nodes, len(edges))
	}
	for i, e := range edges {
		switch {
		case int(e.A) >= nodes || int(e.B) >= nodes:
			return nil, fmt.Errorf("walk: edge %d joins the nodes %d and %d; there are %d", i, e.A, e.B, nodes)
		case e.Forth > MostTime && e.Forth != Never || e.Back > MostTime && e.Back != Never:
			return nil, fmt.Errorf("walk: edge %d takes %d and %d tenths of a second; at most %d are kept", i, e.Forth, e.Back, MostTime)
		}
	}
	return &Graph{edges: edges, out: newRows(nodes, edges, false), in: newRows(nodes, edges, true)}, nil
}

// newRows sorts the arcs by the node that they leave, or that they enter, in edge order.
func newRows(nodes int, edges []Edge, entering bool) rows {
	r := rows{first: make([]uint32, nodes+1)}
	each := func(take func(at uint32, a Arc)) {
		for i, e := range edges {
			forth, back := e.Forth, e.Back
			if entering {
				forth, back = back, forth
			}
			if forth != Never {
				take(e.A, Arc{e.B, forth, uint32(i)})
			}
			if back != Never {
				take(e.B, Arc{e.A, back, uint32(i)})
			}
		}
	}
	each(func(at uint32, _ Arc) { r.first[at+1]++ })
	for n := range nodes {
		r.first[n+1] += r.first[n]
	}
	r.hops, r.edges = make([]hop, r.first[nodes]+1), make([]uint32, r.first[nodes])
	next := append([]uint32(nil), r.first...)
	each(func(at uint32, a Arc) {
		i := next[at]
		r.hops[i], r.edges[i], next[at] = hop{a.To, a.Cost}, a.Edge, i+1
	})
	return r
}

// Nodes is the number of nodes.
func (g *Graph) Nodes() int { return len(g.out.first) - 1 }

// Edges are the edges in the order in which they were given; not to be written to.
func (g *Graph) Edges() []Edge { return g.edges }

// Out are the arcs that leave a node, in a list of their own.
func (g *Graph) Out(n uint32) []Arc { return g.out.arcs(n) }

// In are the arcs that enter a node, in a list of their own; To is where they come from.
func (g *Graph) In(n uint32) []Arc { return g.in.arcs(n) }

func (r *rows) of(n uint32) []hop { return r.hops[r.first[n]:r.first[n+1]] }

// edgesOf are the edges of the arcs of a node.
func (r *rows) edgesOf(n uint32) []uint32 { return r.edges[r.first[n]:r.first[n+1]] }

func (r *rows) arcs(n uint32) []Arc {
	edges := r.edgesOf(n)
	out := make([]Arc, len(edges))
	for i, s := range r.of(n) {
		out[i] = Arc{s.to, s.cost, edges[i]}
	}
	return out
}
