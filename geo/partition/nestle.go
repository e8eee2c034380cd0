package partition

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// nestled tells of which children it is certain, without laying anything out, that the named
// parent owns all of their ground; nil when of none. It is so where the borders of the
// children of a parent, walked forth, and that of the parent, walked back, are paired: then
// as many children as parents cover each point (see prove), so that no child covers any
// outside. Loose edges spoil only what is about them.
//
// Children and parents must be sound, and the parents must not overlap, for where they do the
// smaller owns.
func nestled(ctx context.Context, children, parents []Area, named []int) ([]bool, error) {
	for _, layer := range [2][]Area{parents, children} {
		if ok, err := sound(ctx, layer); err != nil || !ok {
			return nil, err
		}
	}
	shared, err := overlapping(ctx, parents)
	if err != nil || shared == nil {
		return nil, err
	}
	families := looseByParent(children, parents, named)
	out := make([]bool, len(children))
	onAll(len(children), func(_, i int) {
		p := named[i]
		out[i] = p >= 0 && p < len(parents) && !shared[p] && families[p].balanced(children[i].Shape.Box())
	})
	return out, ctx.Err()
}

// overlapping tells which areas overlap others; nil when they are not noded with each other.
// The only error is that of ctx.
func overlapping(ctx context.Context, areas []Area) ([]bool, error) {
	found, err := prove(ctx, areas)
	if err != nil {
		return nil, ctx.Err()
	}
	out := make([]bool, len(areas))
	for _, o := range found.Overlaps {
		out[o.A], out[o.B] = true, true
	}
	return out, nil
}

// family is the loose edges of a parent, walked back, and of its children.
type family struct {
	halves []half
	tree   *tree
}

// looseByParent gives the family of each parent.
func looseByParent(children, parents []Area, named []int) []family {
	edges := 0
	for _, layer := range [2][]Area{children, parents} {
		for i := range layer {
			edges += layer[i].Shape.Vertices()
		}
	}
	out := make([]family, len(parents))
	for _, h := range loose(edges, true, func(f func(shape uint32, a, b geo.Point)) {
		for i := range children {
			if p := named[i]; p >= 0 && p < len(parents) {
				eachEdge(children[i].Shape, func(a, b geo.Point) { f(uint32(p), a, b) })
			}
		}
		for p := range parents {
			eachEdge(parents[p].Shape, func(a, b geo.Point) { f(uint32(p), b, a) })
		}
	}) {
		out[h.shape].halves = append(out[h.shape].halves, h)
	}
	onAll(len(out), func(_, p int) {
		hs := out[p].halves
		out[p].tree = newTree(len(hs), func(i int) geo.Box { return edge{hs[i].a, hs[i].b}.box() })
	})
	return out
}

// balanced is true when no loose edge comes near the box, and in it as many children as
// parents cover each point: all points of it are alike, so one is asked.
func (f *family) balanced(box geo.Box) bool {
	if len(f.halves) == 0 {
		return true
	}
	near, wind := false, 0
	f.tree.search(box.Intersects, func(int32) bool {
		near = true
		return false
	})
	if near {
		return false
	}
	ray := geo.Box{Min: box.Min, Max: geo.Point{X: f.tree.boxes[len(f.tree.boxes)-1].Max.X, Y: box.Min.Y}}
	f.tree.search(ray.Intersects, func(i int32) bool {
		if h := &f.halves[i]; geo.CrossesEast(h.a, h.b, box.Min) {
			if h.b.Y > h.a.Y {
				wind += h.way()
			} else {
				wind -= h.way()
			}
		}
		return true
	})
	return wind == 0
}
