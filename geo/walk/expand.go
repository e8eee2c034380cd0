package walk

import "github.com/redsail/redsail/geo"

// edgeKind says what an edge of the graph stands for.
type edgeKind uint8

const (
	onStreet edgeKind = iota
	atStop
	between // the copies of a node
)

// edgeInfo ties an edge to its piece of a way or to its stop.
type edgeInfo struct {
	of   int32
	kind edgeKind
	// twin is true of the first of the two copies of a street or a gate for residents: the
	// second is the next edge.
	twin bool
}

// copies are the nodes of the graph that stand for one of the base; -1 where there is none.
//
// Streets for residents stand twice. Those in the copy for the start lead to the public ones and
// are never entered from them; those in the copy for home are entered and never left. So no
// walk passes through a compound of others, and searches need not know of it.
type copies struct{ public, start, home int32 }

// expander makes the graph's nodes and edges of the base.
type expander struct {
	b      *builder
	copies []copies
	nodes  []geo.Point
	edges  []Edge
	info   []edgeInfo
	edgeOf []uint32 // by stretch: its edge, the one of the start where there are two
	stopOf [][]uint32
	linkOf []uint32 // by link: its edge, the one of the start where there are two
}

func (b *builder) expand() *expander {
	x := &expander{b: b, copies: make([]copies, len(b.nodes)), edgeOf: make([]uint32, len(b.parts)), stopOf: make([][]uint32, len(b.stops))}
	private, public := make([]bool, len(b.nodes)), make([]bool, len(b.nodes))
	note := func(u Use, ends ...int32) {
		for _, n := range ends {
			private[n] = private[n] || u == Residents
			public[n] = public[n] || u != Residents
		}
	}
	for i := range b.parts {
		note(b.parts[i].use, b.parts[i].a, b.parts[i].b)
	}
	for i := range b.links {
		note(b.links[i].use, b.links[i].a, b.links[i].b)
	}
	x.nodes = make([]geo.Point, 0, len(b.nodes))
	add := func(i int, there bool) int32 {
		if !there {
			return -1
		}
		x.nodes = append(x.nodes, b.nodes[i])
		return int32(len(x.nodes) - 1)
	}
	for i := range b.nodes {
		x.copies[i] = copies{add(i, public[i]), add(i, private[i]), add(i, private[i])}
	}
	x.edges = make([]Edge, 0, len(b.parts)+len(b.links))
	x.info = make([]edgeInfo, 0, len(b.parts)+len(b.links))
	for i := range b.parts {
		s := &b.parts[i]
		x.edgeOf[i] = uint32(len(x.edges))
		x.add(edgeInfo{of: int32(i)}, s.use, s.a, s.b, s.forth, s.back)
	}
	for _, l := range b.links {
		cost := l.cost
		if !passed(l.use) {
			cost = Never
		}
		x.linkOf = append(x.linkOf, uint32(len(x.edges)))
		x.stopOf[l.stop] = append(x.stopOf[l.stop], uint32(len(x.edges)))
		if l.use == Residents {
			x.stopOf[l.stop] = append(x.stopOf[l.stop], uint32(len(x.edges)+1))
		}
		x.add(edgeInfo{of: l.stop, kind: atStop}, l.use, l.a, l.b, cost, cost)
	}
	for i, c := range x.copies {
		if c.public >= 0 && c.start >= 0 {
			x.edges = append(x.edges, Edge{uint32(c.start), uint32(c.public), 0, Never}, Edge{uint32(c.public), uint32(c.home), 0, Never})
			x.info = append(x.info, edgeInfo{of: int32(i), kind: between}, edgeInfo{of: int32(i), kind: between})
		}
	}
	return x
}

// add makes the edge of a street or a gate between two nodes of the base, or its two copies.
func (x *expander) add(info edgeInfo, use Use, a, b int32, forth, back Time) {
	ca, cb := &x.copies[a], &x.copies[b]
	if use != Residents {
		x.edges = append(x.edges, Edge{uint32(ca.public), uint32(cb.public), forth, back})
		x.info = append(x.info, info)
		return
	}
	first := info
	first.twin = true
	x.edges = append(x.edges, Edge{uint32(ca.start), uint32(cb.start), forth, back}, Edge{uint32(ca.home), uint32(cb.home), forth, back})
	x.info = append(x.info, first, info)
}
