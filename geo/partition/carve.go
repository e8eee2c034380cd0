package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Mesh is a shape that many lines cut into faces.
type Mesh struct {
	// Faces are the pieces, in the order of their smallest vertices.
	Faces []geo.MultiPolygon
	// Edges part two faces, or a face from what is outside, each once, sorted.
	Edges []MeshEdge
}

// MeshEdge is an edge of a mesh: nothing but its ends touches another one.
type MeshEdge struct {
	A, B geo.Point
	// Left and Right are the faces beside the way from A to B; -1 = outside of the shape.
	Left, Right int
	// Lines are the numbers of the lines that run along it, rising; none where only the border
	// of the shape does.
	Lines []int
}

// Carve cuts a shape along lines, all at once. What of a line lies outside the shape cuts
// nothing, nor does what ends where nothing goes on. Errors: ErrUnstable, and that of ctx.
func Carve(ctx context.Context, shape geo.MultiPolygon, lines []geo.Line) (*Mesh, error) {
	mesh, _, err := carve(ctx, shape, lines)
	return mesh, err
}

// carve is Carve; cut holds the edges of the shape that gained points, with these in order.
func carve(ctx context.Context, shape geo.MultiPolygon, lines []geo.Line) (mesh *Mesh, cut map[edge][]geo.Point, err error) {
	raw := appendEdges(nil, shape)
	for _, line := range lines {
		raw = appendSteps(raw, line)
	}
	layer := []cuts{{raw: unique(raw), beads: true}}
	s, err := settle(ctx, layer, ends(slices.Clone(layer[0].raw)), unit, maxRounds)
	if err != nil {
		return nil, nil, err
	}
	if len(s.tangle) > 0 {
		return nil, nil, ErrUnstable
	}
	c := &s.layers[0]
	border := odd(c.appendNoded(nil, shape))
	along := map[edge][]int{}
	var knife []edge
	for n, line := range lines {
		for _, e := range appendSteps(nil, line) {
			for _, part := range appendParts(nil, e, c.inner(e)) {
				if on := along[part]; len(on) == 0 || on[len(on)-1] != n {
					along[part] = append(on, n)
				}
				knife = append(knife, part)
			}
		}
	}
	cut = map[edge][]geo.Point{}
	shape.Edges(func(a, b geo.Point) {
		if e := newEdge(a, b); a != b && len(c.inner(e)) > 0 {
			cut[e] = c.inner(e)
		}
	})
	return carved(border, withoutLooseEnds(unique(knife), border), along), cut, nil
}

// appendSteps adds the edges of a line that have a length.
func appendSteps(dst []edge, line geo.Line) []edge {
	for i := 1; i < len(line); i++ {
		if line[i] != line[i-1] {
			dst = append(dst, newEdge(line[i-1], line[i]))
		}
	}
	return dst
}

// carved is the mesh of noded edges.
func carved(border, knife []edge, along map[edge][]int) *Mesh {
	out := &Mesh{}
	edges := unique(slices.Concat(border, knife))
	if len(edges) == 0 {
		return out
	}
	a := arrange(edges)
	inside := make([]bool, len(a.faces))
	a.spread(func(h, from, to int32) {
		_, crossed := slices.BinarySearchFunc(border, edges[h>>1], edge.compare)
		inside[to] = inside[from] != crossed
	})
	number := make([]int, len(a.faces))
	for f, in := range inside {
		number[f] = -1
		if in {
			number[f] = len(out.Faces)
			out.Faces = append(out.Faces, assemble(a.appendBorder(nil, int32(f))))
		}
	}
	for i, e := range edges {
		h := int32(2 * i)
		left, right := number[a.faceOf(h)], number[a.faceOf(h^1)]
		if left != right { // else a bridge within a face, or something outside
			out.Edges = append(out.Edges, MeshEdge{A: e.a, B: e.b, Left: left, Right: right, Lines: along[e]})
		}
	}
	return out
}
