package tiles

import (
	"cmp"
	"slices"
)

// net is the borders of those layers of a coverage that a span of zooms shows.
type net struct {
	cover       *coverage
	layers      []int // numbers in the coverage
	first, last uint8 // zooms
	// arcs are the borders between nodes, by their vertices: each edge of each ring is in
	// just one, whichever and how many areas it borders.
	arcs bundle[int32]
	// widest is by arc the first layer of the net that it borders.
	widest []int
	// rings are by layer of the net and feature the arcs that make a ring, ^a for arc a
	// against its direction.
	rings []bundle[int32]
	lines chainsOnce
	// from is by vertex the first zoom that keeps it.
	from []uint8
	// raw is from before the guard, for the next edit.
	raw    []uint8
	length uint64 // see measure
}

func newNet(c *coverage, layers []int, zoom uint8) *net {
	n := &net{cover: c, layers: layers, first: zoom, last: zoom, rings: make([]bundle[int32], len(layers))}
	c2 := cutter{net: n, known: map[uint64]int32{}}
	c2.findNodes()
	for i, number := range layers {
		c2.layer = i
		in := &c.rings[number]
		for f := range in.lastRun {
			from, to := in.runs(f)
			for k := from; k < to; k++ {
				c2.ring(in.run(k))
			}
			n.rings[i].closeFeature()
		}
	}
	n.order()
	n.length = n.measure()
	return n
}

// cutter cuts rings into arcs.
type cutter struct {
	net   *net
	node  []bool
	known map[uint64]int32 // arcs by their first edge
	layer int
	arc   []int32
}

// findNodes marks the vertices from which not just two edges go, or at which a ring turns
// back.
func (c *cutter) findNodes() {
	n := c.net
	const none = -1
	ends := make([][2]int32, len(n.cover.places))
	for i := range ends {
		ends[i] = [2]int32{none, none}
	}
	c.node = make([]bool, len(ends))
	link := func(a, b int32) {
		switch e := &ends[a]; {
		case e[0] == b || e[1] == b:
		case e[0] == none:
			e[0] = b
		case e[1] == none:
			e[1] = b
		default:
			c.node[a] = true
		}
	}
	for _, number := range n.layers {
		b := &n.cover.rings[number]
		for k := range b.runEnd {
			r := b.run(k)
			a, before := r[len(r)-1], r[len(r)-2]
			for _, v := range r {
				link(a, v)
				link(v, a)
				c.node[a] = c.node[a] || before == v
				a, before = v, a
			}
		}
	}
	for v, e := range ends {
		c.node[v] = c.node[v] || e[0] != none && e[1] == none
	}
}

// ring cuts a ring at its nodes. One without nodes is cut at its least vertex, as all rings
// along the same line are.
func (c *cutter) ring(r []int32) {
	start := slices.IndexFunc(r, func(v int32) bool { return c.node[v] })
	if start < 0 {
		start = slices.Index(r, slices.Min(r))
		c.node[r[start]] = true
	}
	out := &c.net.rings[c.layer]
	c.arc = append(c.arc[:0], r[start])
	for k := 1; k <= len(r); k++ {
		v := r[(start+k)%len(r)]
		c.arc = append(c.arc, v)
		if c.node[v] {
			out.points = append(out.points, c.number())
			c.arc = append(c.arc[:0], v)
		}
	}
	out.closeRun()
}

// number finds or takes the arc. Both its directions are one arc: that which begins with
// the lesser vertices.
func (c *cutter) number() int32 {
	n, a := c.net, c.arc
	forth := uint64(a[0])<<32 | uint64(a[1])
	back := uint64(a[len(a)-1])<<32 | uint64(a[len(a)-2])
	reversed := back < forth
	if reversed {
		forth = back
		slices.Reverse(a)
	}
	i, ok := c.known[forth]
	if !ok {
		i = int32(len(n.arcs.runEnd))
		c.known[forth] = i
		n.arcs.points = append(n.arcs.points, a...)
		n.arcs.closeRun()
		n.widest = append(n.widest, c.layer)
	}
	n.widest[i] = min(n.widest[i], c.layer)
	if reversed {
		return ^i
	}
	return i
}

// order numbers the arcs by their first edges, whatever rings they were found in.
func (n *net) order() {
	order := make([]int32, len(n.arcs.runEnd))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, k int32) int { return cmp.Compare(firstEdge(n.arcs.run(int(i))), firstEdge(n.arcs.run(int(k)))) })
	arcs := bundle[int32]{points: make([]int32, 0, len(n.arcs.points)), runEnd: make([]int, 0, len(order))}
	widest, number := make([]int, len(order)), make([]int32, len(order))
	for k, i := range order {
		arcs.points = append(arcs.points, n.arcs.run(int(i))...)
		arcs.closeRun()
		widest[k], number[i] = n.widest[i], int32(k)
	}
	n.arcs, n.widest = arcs, widest
	for i := range n.rings {
		for k, a := range n.rings[i].points {
			if a < 0 {
				n.rings[i].points[k] = ^number[^a]
			} else {
				n.rings[i].points[k] = number[a]
			}
		}
	}
}

// firstEdge is what no other arc of a net begins with.
func firstEdge(arc []int32) uint64 { return uint64(arc[0])<<32 | uint64(arc[1]) }
