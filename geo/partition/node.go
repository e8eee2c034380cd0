package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Area is one area of a partition layer.
type Area struct {
	Layer  int              // areas of one layer must not cross
	Code   string           // for the caller; no decision depends on it
	Shape  geo.MultiPolygon // normalised
	Stored bool             // it is in the store already, noded
}

// NodeResult is what Node made of the areas, by their index.
type NodeResult struct {
	Shapes    []geo.MultiPolygon // normalised; nil when collapsed
	Changed   []bool             // the shape is another than the given one
	Unstable  []int              // these keep their given shape: leave them out and node again
	Collapsed []int              // nothing is left of these
	MaxMove   float64            // farthest that a new vertex is from its given border, in lattice units
	Rounds    int                // how often crossings were looked for
}

// Node cuts every edge at each vertex of any area within one unit and at each crossing
// with an edge of its own layer until nothing changes (see the package's doc), and
// makes each shape anew from the parts by the even–odd rule. After that the edges of
// a layer meet only at common vertices, and areas that shared a border up to rounding
// share it exactly. Edges of different layers may cross.
//
// Areas that would be pulled more than two units, or still cross after ten rounds, are
// Unstable (of these only the ones not yet stored, if there are any). Stored areas that
// gain a vertex are Changed like others; they are noded on until the outcome is that of
// a second import of the rest against them.
//
// The only error is that of ctx.
func Node(ctx context.Context, areas []Area) (NodeResult, error) {
	given := slices.Clone(areas)
	for pass := 1; ; pass++ {
		res, err := nodeOnce(ctx, given)
		if err != nil {
			return NodeResult{}, err
		}
		changing := replaceStored(given, res.Shapes)
		if len(changing) == 0 || pass == maxRounds {
			return res.finish(areas, changing), ctx.Err()
		}
	}
}

// replaceStored puts the new shapes of stored areas in the place of the given ones and
// lists those that changed.
func replaceStored(given []Area, shapes []geo.MultiPolygon) []int {
	var changing []int
	for i, a := range given {
		if a.Stored && !a.Shape.Equal(shapes[i]) {
			given[i].Shape = shapes[i]
			changing = append(changing, i)
		}
	}
	return changing
}

// nodeOnce takes the given shapes, stored ones too, as raw. Each layer is noded alone
// first, so that its shapes do not depend on what other layers hold; then all together.
func nodeOnce(ctx context.Context, areas []Area) (NodeResult, error) {
	res := NodeResult{Shapes: make([]geo.MultiPolygon, len(areas))}
	for i, a := range areas {
		res.Shapes[i] = a.Shape
	}
	layers := layersOf(areas)
	for i := range layers {
		if err := res.step(ctx, layers[i:i+1], true); err != nil {
			return NodeResult{}, err
		}
	}
	if len(layers) > 1 {
		if err := res.step(ctx, layers, false); err != nil {
			return NodeResult{}, err
		}
	}
	return res, nil
}

// maxPrunes bounds how often hot points that vanished are left out.
const maxPrunes = 6

// step nodes the shapes of some layers against each other. Alone in the step, a layer's
// edges are drawn through all that is beside them.
//
// A vertex that its area loses (the tip of a spike) must not have pulled the edges of
// others, else a second import, which does not see it, would come out otherwise. So the
// step is done again with the hot points that their own area keeps until none is lost.
func (res *NodeResult) step(ctx context.Context, layers [][]int, alone bool) error {
	work := make([]cuts, len(layers))
	var hot []geo.Point
	for l, members := range layers {
		work[l] = cuts{raw: res.edgesOf(members), beads: alone}
		hot = merged(hot, ends(work[l].raw))
	}
	before := hot
	var best []geo.MultiPolygon
	var tangled []int
	for range maxPrunes {
		s, err := settle(ctx, work, hot, unit, maxRounds)
		if err != nil {
			return err
		}
		res.Rounds = max(res.Rounds, s.rounds)
		shapes, redrawn := res.reshape(layers, &s) //nolint:contextcheck // one shape is bounded work: nothing to cancel
		kept, all := res.kept(layers, shapes, redrawn, before)
		kept = merged(kept, difference(s.hot, hot))
		// Only if no vertex is left that was not hot are the shapes noded.
		noded := len(difference(all, s.hot)) == 0
		if noded {
			best, tangled = shapes, res.tangled(layers, &s)
		}
		if slices.Equal(kept, s.hot) {
			break
		}
		if hot = kept; !noded {
			hot = merged(kept, s.hot)
		}
	}
	copy(res.Shapes, best)
	res.Unstable = append(res.Unstable, tangled...)
	return nil
}

// edgesOf are the edges of some areas, sorted, each once.
func (res *NodeResult) edgesOf(members []int) []edge {
	most := 0
	for _, i := range members {
		most += res.Shapes[i].Vertices()
	}
	edges := make([]edge, 0, most)
	for _, i := range members {
		edges = appendEdges(edges, res.Shapes[i])
	}
	return unique(edges)
}

// reshape makes the shapes of the layers from noded edges; redrawn are the areas that are others now. A simple
// ring of which no edge is cut would come out as it is.
func (res *NodeResult) reshape(layers [][]int, s *settled) (shapes []geo.MultiPolygon, redrawn []bool) {
	shapes, redrawn = slices.Clone(res.Shapes), make([]bool, len(res.Shapes))
	checkers := make([]checker, workers())
	for l, members := range layers {
		c := &s.layers[l]
		onAll(len(members), func(worker, k int) {
			m := &shapes[members[k]]
			if !c.bends(*m) && checkers[worker].canonical(*m) {
				return
			}
			now := assemble(c.appendNoded(nil, *m))
			*m, redrawn[members[k]] = now, !now.Equal(*m)
		})
	}
	return shapes, redrawn
}

// kept lists the vertices that areas still have after the step, and all vertices after the
// step. before are those that they had.
func (res *NodeResult) kept(layers [][]int, shapes []geo.MultiPolygon, redrawn []bool, before []geo.Point) (kept, all []geo.Point) {
	// In doubt is what redrawn areas had: the other areas have all else.
	var had []geo.Point
	for i, is := range redrawn {
		if is {
			old, now := vertices(res.Shapes[i]), vertices(shapes[i])
			had, kept, all = append(had, old...), append(kept, common(old, now)...), append(all, now...)
		}
	}
	had, kept, all = uniquePoints(had), uniquePoints(kept), uniquePoints(all)
	sure := merged(difference(before, had), res.held(layers, redrawn, difference(had, kept)))
	return merged(kept, sure), merged(all, sure)
}

// held lists which of some points, sorted, are vertices of areas that are not redrawn.
func (res *NodeResult) held(layers [][]int, redrawn []bool, points []geo.Point) []geo.Point {
	if len(points) == 0 {
		return nil
	}
	held := make([]bool, len(points))
	for _, i := range slices.Concat(layers...) {
		if redrawn[i] {
			continue
		}
		res.Shapes[i].Edges(func(_, p geo.Point) {
			if k, found := slices.BinarySearchFunc(points, p, geo.Point.Compare); found {
				held[k] = true
			}
		})
	}
	var out []geo.Point
	for _, k := range numbers(held) {
		out = append(out, points[k])
	}
	return out
}

// tangled lists the areas with an edge that still crosses.
func (res *NodeResult) tangled(layers [][]int, s *settled) []int {
	var out []int
	for l, members := range layers {
		for _, i := range members {
			if s.layers[l].meets(res.Shapes[i], s.tangle) {
				out = append(out, i)
			}
		}
	}
	return out
}

// layersOf groups the areas, by layer.
func layersOf(areas []Area) [][]int {
	order := make([]int, len(areas))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(areas[i].Layer, areas[j].Layer) })
	var out [][]int
	for k, i := range order {
		if k == 0 || areas[i].Layer != areas[order[k-1]].Layer {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}
