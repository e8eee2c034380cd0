package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// maxRounds bounds how often crossings may become hot points.
const maxRounds = 10

// stride is how many edges are worked on between two looks at the context.
const stride = 1024

// cuts is one layer while it is noded.
type cuts struct {
	raw   []edge // sorted, each once
	beads bool   // draw each raw edge through all that is beside it

	tree    *tree     // of the raw edges
	crossed *meetings // which of them cross
	bent    []bent    // those that are cut, sorted
	isBent  []bool    // of each raw edge
}

// bent is a raw edge that is cut at points, in order from its smaller end to its greater.
type bent struct {
	edge
	number int32 // of the raw edge
	inner  []geo.Point
}

// settled is the outcome of settle.
type settled struct {
	layers []cuts
	hot    []geo.Point // sorted
	rounds int         // how often crossings were looked for
	tangle []edge      // noded edges that still cross after the last round
	met    int         // how often edges crossed in it
}

// settle cuts the edges of each layer at hot points, adds the crossings left within a
// layer to the hot points, and begins anew until there are none, too many, or the rounds are
// used up. It writes what is cut of the layers; hot is sorted.
func settle(ctx context.Context, layers []cuts, hot []geo.Point, r reach, rounds int) (settled, error) {
	out := settled{hot: hot, layers: layers}
	s := newSnapper(hot, r)
	for i := range layers {
		if err := layers[i].begin(ctx, s); err != nil {
			return settled{}, err
		}
	}
	for {
		out.rounds++
		found, full, err := out.cross(ctx)
		if err != nil {
			return settled{}, err
		}
		if len(found) == 0 || full || out.rounds == rounds {
			out.tangle = unique(out.tangle)
			return out, nil
		}
		out.hot = merged(out.hot, found)
		s.add(found)
		near := pointTree(found)
		for i := range layers {
			if err := layers[i].bend(ctx, s, layers[i].about(near)); err != nil {
				return settled{}, err
			}
		}
	}
}

// cross finds where edges of a layer still cross; full is true when that is too often.
func (s *settled) cross(ctx context.Context) (found []geo.Point, full bool, err error) {
	s.tangle, s.met = s.tangle[:0], 0
	for i := range s.layers {
		pts, edges, most, err := s.layers[i].crossings(ctx)
		if err != nil {
			return nil, false, err
		}
		s.met += len(pts)
		full = full || most
		found, s.tangle = append(found, pts...), append(s.tangle, edges...)
	}
	return uniquePoints(found), full, nil
}

// begin cuts the raw edges that have a hot point beside them.
func (c *cuts) begin(ctx context.Context, s *snapper) error {
	if c.tree == nil {
		c.tree = edgeTree(c.raw)
	}
	c.bent, c.isBent = nil, make([]bool, len(c.raw))
	pulled := make([]bool, len(c.raw))
	err := eachNear(ctx, c.raw, c.tree, s.tree, func(i, id int32) bool {
		if e := c.raw[i]; !pulled[i] {
			_, pulled[i] = beside(e.a, e.b, s.hot[id], s.reach)
		}
		return true
	})
	if err != nil {
		return err
	}
	return c.bend(ctx, s, numbers(pulled))
}

// numbers lists where a list is true.
func numbers(list []bool) []int32 {
	var out []int32
	for i, is := range list {
		if is {
			out = append(out, int32(i))
		}
	}
	return out
}

// about lists the raw edges with a fresh hot point about: in a later round only these are cut anew. An edge
// that is pulled farther than that is given up by Node anyway.
func (c *cuts) about(fresh *tree) []int32 {
	near := make([]bool, len(c.raw))
	eachStride(len(c.raw), func(first, last int) {
		for i := first; i < last; i++ {
			near[i] = touches(fresh, c.raw[i])
		}
	})
	return numbers(near)
}

// touches is true when the tree holds a point in the wider surroundings of e.
func touches(t *tree, e edge) bool {
	hit := false
	around := grow(e.box(), 2*int32(drift))
	t.search(around.Intersects, func(int32) bool {
		hit = true
		return false
	})
	return hit
}

// bend cuts some raw edges anew.
func (c *cuts) bend(ctx context.Context, s *snapper, which []int32) error {
	inner := make([][]geo.Point, len(which))
	onAll(len(which), func(_, k int) {
		switch e := c.raw[which[k]]; {
		case ctx.Err() != nil:
		case c.beads:
			inner[k] = s.thread(e)
		default:
			inner[k] = s.walk(nil, e.a, e.b)
		}
	})
	for _, i := range which {
		c.isBent[i] = false
	}
	c.bent = slices.DeleteFunc(c.bent, func(b bent) bool { return !c.isBent[b.number] })
	for k, i := range which {
		if len(inner[k]) > 0 {
			c.isBent[i] = true
			c.bent = append(c.bent, bent{c.raw[i], i, inner[k]})
		}
	}
	slices.SortFunc(c.bent, func(x, y bent) int { return cmp.Compare(x.number, y.number) })
	return ctx.Err()
}

// inner are the points at which a raw edge is cut, from its smaller end to its greater.
func (c *cuts) inner(e edge) []geo.Point {
	i, found := slices.BinarySearchFunc(c.bent, e, func(b bent, e edge) int { return b.compare(e) })
	if !found {
		return nil
	}
	return c.bent[i].inner
}

// bends is true when an edge of the shape, which are edges of the layer, is cut.
func (c *cuts) bends(m geo.MultiPolygon) bool {
	for _, poly := range m {
		for _, r := range poly {
			for i, b := range r {
				if a := r[(i+len(r)-1)%len(r)]; a != b && len(c.inner(newEdge(a, b))) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// parts returns what the cut edges are cut into, sorted, each once, without what is an uncut raw edge too.
func (c *cuts) parts() []edge {
	var out []edge
	for _, b := range c.bent {
		out = appendParts(out, b.edge, b.inner)
	}
	return slices.DeleteFunc(unique(out), func(e edge) bool {
		i, found := slices.BinarySearchFunc(c.raw, e, edge.compare)
		return found && !c.isBent[i]
	})
}

// noded returns the parts of all edges, sorted, each once.
func (c *cuts) noded() []edge {
	out := make([]edge, 0, len(c.raw)+len(c.raw)/4)
	for i, e := range c.raw {
		if !c.isBent[i] {
			out = append(out, e)
		}
	}
	return unique(append(out, c.parts()...))
}

func appendParts(dst []edge, e edge, inner []geo.Point) []edge {
	from := e.a
	for _, p := range inner {
		dst = append(dst, newEdge(from, p))
		from = p
	}
	return append(dst, newEdge(from, e.b))
}

// appendNoded adds the parts of each edge of the shape, which are edges of the layer.
func (c *cuts) appendNoded(dst []edge, m geo.MultiPolygon) []edge {
	m.Edges(func(a, b geo.Point) {
		if a == b {
			return
		}
		e := newEdge(a, b)
		dst = appendParts(dst, e, c.inner(e))
	})
	return dst
}
