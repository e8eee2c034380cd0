package partition

import (
	"context"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
)

// perRun bounds what is looked up for a run of edges at once: where there is more, long edges are among
// them, and each edge is looked up by itself.
const perRun = 16 * fan

// finder looks up what lies near edges.
type finder struct {
	edges []edge
	tree  *tree // of them
	in    *tree
	// found is called with an edge and an item of in, on all processors; the search ends when it returns false.
	found func(i, id int32) bool
	stop  atomic.Bool
}

// eachNear calls found for each edge and each item of a tree that may be within two units of it, in no
// order. t is the tree of the edges: those that follow each other in it are near each other, and are looked
// up as one. Calls for one edge come from one worker. The only error is that of ctx.
func eachNear(ctx context.Context, edges []edge, t, in *tree, found func(i, id int32) bool) error {
	if len(in.ids) == 0 {
		return ctx.Err()
	}
	f := finder{edges: edges, tree: t, in: in, found: found}
	eachStride(len(edges), func(first, last int) {
		for ; first < last && !f.stop.Load() && ctx.Err() == nil; first += fan {
			if !f.run(first, min(first+fan, last)) {
				f.stop.Store(true)
			}
		}
	})
	return ctx.Err()
}

// run looks up what is near some leaves of the edges' tree.
func (f *finder) run(first, last int) bool {
	around := geo.EmptyBox()
	for _, b := range f.tree.boxes[first:last] {
		around = around.Union(b)
	}
	var room [perRun]int32
	near, all := f.in.gather(room[:0], grow(around, int32(drift)), perRun)
	for at := first; at < last; at++ {
		i := f.tree.ids[at]
		if !all {
			if !f.alone(i) {
				return false
			}
			continue
		}
		box := grow(f.tree.boxes[at], int32(drift))
		for _, k := range near {
			if box.Intersects(f.in.boxes[k]) && !f.found(i, f.in.ids[k]) {
				return false
			}
		}
	}
	return true
}

func (f *finder) alone(i int32) bool {
	e, on := f.edges[i], true
	f.in.search(strip(e.a, e.b), func(id int32) bool {
		on = f.found(i, id)
		return on
	})
	return on
}
