package partition

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
)

// sound is true when it is certain that each shape, by itself, winds once round what it covers
// and not at all round the rest, and that its edges meet only at common ends. What Normalise
// and Node make is so. The only error is that of ctx.
func sound(ctx context.Context, areas []Area) (bool, error) {
	var bad atomic.Bool
	checkers := make([]checker, workers())
	onAll((len(areas)+stride-1)/stride, func(worker, part int) {
		for _, a := range areas[part*stride : min((part+1)*stride, len(areas))] {
			if bad.Load() || ctx.Err() != nil {
				return
			}
			if !checkers[worker].sound(a.Shape) {
				bad.Store(true)
			}
		}
	})
	return !bad.Load(), ctx.Err()
}

// walked is an edge of a ring, which runs from edge.b to edge.a when way is -1, and the rows
// that it takes up.
type walked struct {
	edge
	low, high int32
	way       int
}

// checker is room that is used again for each shape.
type checker struct{ edges []walked }

func (c *checker) sound(m geo.MultiPolygon) bool {
	c.edges = c.edges[:0]
	for _, poly := range m {
		for _, r := range poly {
			c.add(r)
		}
	}
	joints, ok := c.noded()
	if !ok {
		return false
	}
	// As many joints as edges: no point has more than one. So one ring is a simple one.
	if len(m) == 1 && len(m[0]) == 1 && joints == len(c.edges) {
		return m[0][0].TwiceArea().Sign() > 0
	}
	return c.windsOnce()
}

// canonical is true of one simple ring in canonical form; it may be false of other shapes in that form.
func (c *checker) canonical(m geo.MultiPolygon) bool {
	if len(m) != 1 || len(m[0]) != 1 || len(m[0][0]) < 3 {
		return false
	}
	r := m[0][0]
	c.edges = c.edges[:0]
	c.add(r)
	joints, ok := c.noded()
	return ok && joints == len(r) && len(c.edges) == len(r) && r.TwiceArea().Sign() > 0 && slices.MinFunc(r, geo.Point.Compare) == r[0]
}

// add takes the edges of a ring that have a length.
func (c *checker) add(r geo.Ring) {
	c.edges = slices.Grow(c.edges, len(r))
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		if a == b {
			continue
		}
		w := walked{edge: edge{a, b}, low: min(a.Y, b.Y), high: max(a.Y, b.Y), way: 1}
		if b.Less(a) {
			w.edge, w.way = edge{b, a}, -1
		}
		c.edges = append(c.edges, w)
	}
}

// perEdge is how many others an edge is compared with, on average, before a tree is made.
const perEdge = 256

// noded is true when edges meet only at common ends, and no two are the same. joints is how
// many pairs have a common end; it may be -1 where there are very many edges. It sorts them.
func (c *checker) noded() (joints int, ok bool) {
	slices.SortFunc(c.edges, func(x, y walked) int { return x.edge.compare(y.edge) })
	compared := 0
	for i := range c.edges {
		e := &c.edges[i]
		for k := i + 1; k < len(c.edges) && c.edges[k].a.X <= e.b.X; k++ {
			f := &c.edges[k]
			if compared++; f.low > e.high || f.high < e.low {
				continue
			}
			if joined := e.a == f.a || e.b == f.a || e.b == f.b; joined {
				joints++
			}
			if clash(e.edge, f.edge) {
				return joints, false
			}
		}
		if compared > perEdge*(len(c.edges)+perEdge) {
			return -1, c.nodedByTree()
		}
	}
	return joints, true
}

func (c *checker) nodedByTree() bool {
	edges := make([]edge, len(c.edges))
	for i := range edges {
		if edges[i] = c.edges[i].edge; i > 0 && edges[i] == edges[i-1] {
			return false
		}
	}
	return checkNoded(context.Background(), edges) == nil
}

// clash is true when the edges are the same, or meet elsewhere than at a common end.
func clash(e, f edge) bool {
	s, t := geo.Orient(e.a, e.b, f.a), geo.Orient(e.a, e.b, f.b)
	if s*t > 0 {
		return false // f is on one side
	}
	u, v := geo.Orient(f.a, f.b, e.a), geo.Orient(f.a, f.b, e.b)
	return u*v <= 0 && (e == f || s*t < 0 && u*v < 0 || onto(e, f.a) || onto(e, f.b) || onto(f, e.a) || onto(f, e.b))
}

// windsOnce is true when no face has another winding number than 0 and 1. The edges are noded.
func (c *checker) windsOnce() bool {
	if len(c.edges) == 0 {
		return true
	}
	edges, net := make([]edge, len(c.edges)), make([]int, len(c.edges))
	for i := range edges {
		edges[i], net[i] = c.edges[i].edge, c.edges[i].way
	}
	return !slices.ContainsFunc(arrange(edges).windings(net), func(n int) bool { return n < 0 || n > 1 })
}
