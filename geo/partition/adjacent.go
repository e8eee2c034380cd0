package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Adjacency is a pair of areas that touch.
type Adjacency struct {
	A, B   int        // indices of the areas, A < B
	Border geo.Metres // length of the border between them; 0 for a corner
	Corner bool       // they share a vertex, but no border
}

// Adjacent lists the pairs of areas of one layer that share a border or a corner, by A,
// then B. A border is an edge with the two areas on its two sides; overlapping areas
// that run along it on the same side do not share it. The shapes come from Node. The
// only error is that of ctx.
func Adjacent(ctx context.Context, areas []Area) ([]Adjacency, error) {
	var sides []side
	var corners []corner
	for i, area := range areas {
		if i%stride == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		area.Shape.Edges(func(a, b geo.Point) {
			sides = append(sides, side{newEdge(a, b), int32(i), b.Less(a)})
			corners = append(corners, corner{a, int32(i)})
		})
	}
	met := append(metAtCorners(corners), metAtSides(sides)...)
	slices.SortFunc(met, func(x, y Adjacency) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Border, y.Border))
	})
	var out []Adjacency
	for _, m := range met {
		if n := len(out); n == 0 || out[n-1].A != m.A || out[n-1].B != m.B {
			out = append(out, m)
			continue
		}
		last := &out[len(out)-1]
		last.Border += m.Border
		last.Corner = last.Corner && m.Corner
	}
	return out, ctx.Err()
}

// side is an edge in the border of an area; back when its interior, on the left of the
// canonical ring, lies on the right of edge.a–edge.b.
type side struct {
	edge edge
	area int32
	back bool
}

// corner is a vertex of an area.
type corner struct {
	at   geo.Point
	area int32
}

func pair(x, y int32) Adjacency {
	return Adjacency{A: int(min(x, y)), B: int(max(x, y))}
}

func metAtSides(sides []side) []Adjacency {
	slices.SortFunc(sides, func(x, y side) int {
		return cmp.Or(x.edge.compare(y.edge), cmp.Compare(x.area, y.area))
	})
	var out []Adjacency
	for i := range sides {
		for j := i + 1; j < len(sides) && sides[j].edge == sides[i].edge; j++ {
			if sides[i].back != sides[j].back {
				m := pair(sides[i].area, sides[j].area)
				m.Border = geo.Distance(sides[i].edge.a.LonLat(), sides[i].edge.b.LonLat())
				out = append(out, m)
			}
		}
	}
	return out
}

func metAtCorners(corners []corner) []Adjacency {
	slices.SortFunc(corners, func(x, y corner) int {
		return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.area, y.area))
	})
	corners = slices.Compact(corners)
	var out []Adjacency
	for i := range corners {
		for j := i + 1; j < len(corners) && corners[j].at == corners[i].at; j++ {
			m := pair(corners[i].area, corners[j].area)
			m.Corner = true
			out = append(out, m)
		}
	}
	return out
}
