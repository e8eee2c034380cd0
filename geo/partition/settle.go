package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// maxRounds bounds how often crossings may become hot points.
const maxRounds = 10

// stride is how many edges are worked on between two looks at the context.
const stride = 1024

// cuts is one layer while it is noded: its raw edges, sorted, and for each the points
// at which it is cut, from its smaller end to its greater.
type cuts struct {
	raw   []edge
	beads bool // draw each raw edge through all that is beside it
	inner [][]geo.Point
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
// used up. It writes inner of the layers; hot is sorted.
func settle(ctx context.Context, layers []cuts, hot []geo.Point, r reach, rounds int) (settled, error) {
	out := settled{hot: hot, layers: layers}
	fresh := hot
	for {
		out.rounds++
		var found []geo.Point
		out.tangle, out.met = out.tangle[:0], 0
		full := false
		s := newSnapper(out.hot, r)
		near := pointTree(fresh)
		for i := range out.layers {
			if err := out.layers[i].cutAll(ctx, s, near, out.rounds == 1); err != nil {
				return settled{}, err
			}
			noded := out.layers[i].noded()
			pts, edges, err := crossings(ctx, noded)
			if err != nil {
				return settled{}, err
			}
			out.met += len(pts)
			full = full || len(pts) == mostCrossings(len(noded))
			found, out.tangle = append(found, pts...), append(out.tangle, edges...)
		}
		if len(found) == 0 || full || out.rounds == rounds {
			out.tangle = unique(out.tangle)
			return out, nil
		}
		fresh = uniquePoints(found)
		out.hot = uniquePoints(append(slices.Clone(out.hot), fresh...))
	}
}

// cutAll cuts each raw edge anew, in later rounds only those with a fresh hot point
// about: an edge that is pulled farther than that is given up by Node anyway.
func (c *cuts) cutAll(ctx context.Context, s *snapper, fresh *tree, all bool) error {
	if all {
		c.inner = make([][]geo.Point, len(c.raw))
	}
	for i, e := range c.raw {
		if i%stride == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case !all && !touches(fresh, e):
		case c.beads:
			c.inner[i] = s.thread(e)
		default:
			c.inner[i] = s.walk(nil, e.a, e.b)
		}
	}
	return nil
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

// noded returns the parts of all edges, sorted, each once.
func (c *cuts) noded() []edge {
	out := make([]edge, 0, len(c.raw)+len(c.raw)/4)
	for i, e := range c.raw {
		out = appendParts(out, e, c.inner[i])
	}
	return unique(out)
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
		dst = appendParts(dst, e, c.inner[c.find(e)])
	})
	return dst
}

func (c *cuts) find(e edge) int {
	i, _ := slices.BinarySearchFunc(c.raw, e, edge.compare)
	return i
}

// mostCrossings is how many crossings of so many edges are looked for: each edge of a hostile
// shape may cross each other one, and all that would fill the memory.
func mostCrossings(edges int) int { return max(1<<20, 4*edges) }

// crossings returns the rounded points where edges cross inside both, and these edges, but no
// more than mostCrossings.
func crossings(ctx context.Context, edges []edge) (at []geo.Point, which []edge, err error) {
	t := edgeTree(edges)
	most := mostCrossings(len(edges))
	for i, e := range edges {
		if i%stride == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		t.search(strip(e.a, e.b), func(id int32) bool {
			if f := edges[id]; int(id) > i && crosses(e.a, e.b, f.a, f.b) {
				at = append(at, crossing(e.a, e.b, f.a, f.b))
				which = append(which, e, f)
			}
			return len(at) < most
		})
		if len(at) >= most {
			break
		}
	}
	return at, which, nil
}
