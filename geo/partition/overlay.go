package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Overlay is the ground of areas of several layers, cut into faces at all their borders.
type Overlay struct {
	// Shapes are the faces that an area covers, each connected, in the order of their first
	// vertices.
	Shapes []geo.MultiPolygon
	// Of gives the areas that cover each face, rising.
	Of [][]int
	// Borders are the pairs of faces that share a border, by A, then B.
	Borders []FaceBorder
	// Outer is the length of each face's border with ground that no area covers.
	Outer []geo.Metres

	edges []edge
	sides [][2]int // of each edge: the faces on its left and right, -1 = none
}

// FaceBorder is what two faces share.
type FaceBorder struct {
	A, B   int // faces, A < B
	Length geo.Metres
}

// UnstableError says which areas do not come to rest when all are noded together, or vanish.
type UnstableError struct{ Areas []int }

func (e *UnstableError) Error() string { return ErrUnstable.Error() }

// Unwrap gives ErrUnstable.
func (e *UnstableError) Unwrap() error { return ErrUnstable }

// Lay nodes areas of any layers together, which moves their borders by up to two units
// (2.2 cm), or a few more where that does not come to rest, and gives the faces. Areas may overlap. Errors: *UnstableError, and that of ctx.
func Lay(ctx context.Context, areas []Area) (*Overlay, error) {
	pile := slices.Clone(areas)
	for i := range pile {
		pile[i].Layer, pile[i].Stored = 0, false
	}
	res, err := Node(ctx, pile)
	if err != nil {
		return nil, err
	}
	shapes := res.Shapes
	if len(res.Unstable)+len(res.Collapsed) > 0 {
		var tangled []int
		if shapes, tangled, err = tie(ctx, pile); err != nil {
			return nil, err
		}
		if len(tangled) > 0 {
			return nil, &UnstableError{Areas: tangled}
		}
	}
	var borders []border
	for i, m := range shapes {
		borders = bordersOf(borders, m, int32(i))
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return &Overlay{}, nil
	}
	return newOverlay(arrange(l.edges), l), ctx.Err()
}

func newOverlay(a *arrangement, l *labelled) *Overlay {
	out := &Overlay{edges: a.edges, sides: make([][2]int, len(a.edges))}
	covers := l.covers(a)
	number := make([]int, len(a.faces))
	split := newSplitter(a)
	for f, set := range covers {
		number[f] = -1
		if len(set) == 0 {
			continue
		}
		number[f] = len(out.Shapes)
		out.Shapes = append(out.Shapes, geo.MultiPolygon{a.polygon(int32(f), split)})
		of := make([]int, len(set))
		for k, i := range set {
			of[k] = int(i)
		}
		out.Of = append(out.Of, of)
	}
	out.Outer = make([]geo.Metres, len(out.Shapes))
	var shared []FaceBorder
	for i, e := range a.edges {
		h := int32(2 * i)
		x, y := number[a.faceOf(h)], number[a.faceOf(h^1)]
		out.sides[i] = [2]int{x, y}
		length := geo.Distance(e.a.LonLat(), e.b.LonLat())
		switch {
		case x == y:
		case x < 0 || y < 0:
			out.Outer[max(x, y)] += length
		default:
			shared = append(shared, FaceBorder{A: min(x, y), B: max(x, y), Length: length})
		}
	}
	slices.SortFunc(shared, func(x, y FaceBorder) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Length, y.Length))
	})
	for _, b := range shared {
		if n := len(out.Borders); n > 0 && out.Borders[n-1].A == b.A && out.Borders[n-1].B == b.B {
			out.Borders[n-1].Length += b.Length
		} else {
			out.Borders = append(out.Borders, b)
		}
	}
	return out
}

// Joined are the shapes of groups of faces: group says for each face its group, below so many,
// or -1. A group without faces has no shape.
func (o *Overlay) Joined(group []int, groups int) []geo.MultiPolygon {
	borders := make([][]edge, groups)
	of := func(face int) int {
		if face < 0 {
			return -1
		}
		return group[face]
	}
	for i, e := range o.edges {
		x, y := of(o.sides[i][0]), of(o.sides[i][1])
		if x == y {
			continue
		}
		for _, g := range [2]int{x, y} {
			if g >= 0 {
				borders[g] = append(borders[g], e)
			}
		}
	}
	out := make([]geo.MultiPolygon, groups)
	for g := range borders {
		out[g] = assemble(borders[g])
	}
	return out
}
