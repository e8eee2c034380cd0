package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// maxPieces bounds the pieces into which one line may cut one shape.
const maxPieces = 1000

// Piece is a connected part of a shape that a line cut.
type Piece struct {
	Shape geo.MultiPolygon
	Cut   bool // the line runs along its border
}

// Cut cuts a shape along a line. A part of the line that lies outside the shape, or that
// ends inside it, cuts nothing. The pieces are the largest first, equals by their shapes,
// at most 1,000 of them. Errors: ErrUnstable, and that of ctx.
func Cut(ctx context.Context, shape geo.MultiPolygon, line geo.Line) ([]Piece, error) {
	raw := appendEdges(nil, shape)
	var along []edge
	for i := 1; i < len(line); i++ {
		if line[i] != line[i-1] {
			along = append(along, newEdge(line[i-1], line[i]))
		}
	}
	layer := []cuts{{raw: unique(append(raw, along...)), beads: true}}
	s, err := settle(ctx, layer, ends(slices.Clone(layer[0].raw)), unit, maxRounds)
	if err != nil {
		return nil, err
	}
	if len(s.tangle) > 0 {
		return nil, ErrUnstable
	}
	c := &s.layers[0]
	border := odd(c.appendNoded(nil, shape))
	var knife []edge
	for _, e := range along {
		knife = appendParts(knife, e, c.inner(e))
	}
	knife = withoutLooseEnds(unique(knife), border)
	return pieces(border, knife), nil
}

// pieces are the faces within the border.
func pieces(border, knife []edge) []Piece {
	edges := unique(slices.Concat(border, knife))
	if len(edges) == 0 {
		return nil
	}
	has := func(list []edge, e edge) bool {
		_, found := slices.BinarySearchFunc(list, e, edge.compare)
		return found
	}
	a := arrange(edges)
	inside := make([]bool, len(a.faces))
	a.spread(func(h, from, to int32) { inside[to] = inside[from] != has(border, edges[h>>1]) })
	var out []Piece
	for f, in := range inside {
		if !in {
			continue
		}
		if len(out) == maxPieces {
			break
		}
		round := a.appendBorder(nil, int32(f))
		cut := slices.ContainsFunc(round, func(e edge) bool { return has(knife, e) && !has(border, e) })
		out = append(out, Piece{Shape: assemble(round), Cut: cut})
	}
	slices.SortFunc(out, func(x, y Piece) int {
		if c := y.Shape.TwiceArea().Compare(x.Shape.TwiceArea()); c != 0 {
			return c
		}
		return slices.CompareFunc(x.Shape, y.Shape, comparePolygons)
	})
	return out
}

// withoutLooseEnds takes the edges off the knife that end where nothing goes on, and those
// that then do. Both lists are sorted.
func withoutLooseEnds(knife, border []edge) []edge {
	at := map[geo.Point][]int{} // by end: the edges of the knife
	degree := map[geo.Point]int{}
	for i, e := range knife {
		at[e.a], at[e.b] = append(at[e.a], i), append(at[e.b], i)
	}
	for _, e := range slices.Concat(knife, border) {
		degree[e.a]++
		degree[e.b]++
	}
	loose := make([]bool, len(knife))
	var queue []geo.Point
	for p := range at {
		if degree[p] == 1 {
			queue = append(queue, p)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range at[queue[0]] {
			if loose[i] {
				continue
			}
			loose[i] = true
			for _, p := range [2]geo.Point{knife[i].a, knife[i].b} {
				if degree[p]--; degree[p] == 1 {
					queue = append(queue, p)
				}
			}
		}
	}
	var kept []edge
	for i, e := range knife {
		if !loose[i] {
			kept = append(kept, e)
		}
	}
	return kept
}
