package partition

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// tie cuts all edges of some areas, as one layer, where they meet, and gives the shapes that
// then meet only at common vertices. It is the noding of Node done once, without its bound of
// two units and its promise about a second import: for work whose outcome is noded again, or
// may move farther. tangled are areas with edges that still cross; their shapes are of no use.
// The only error is that of ctx.
func tie(ctx context.Context, areas []Area) (shapes []geo.MultiPolygon, tangled []int, err error) {
	var raw []edge
	for i := range areas {
		raw = appendEdges(raw, areas[i].Shape)
	}
	layer := []cuts{{raw: unique(raw), beads: true}}
	s, err := settle(ctx, layer, ends(layer[0].raw), unit, maxRounds)
	if err != nil {
		return nil, nil, err
	}
	c := &s.layers[0]
	shapes = make([]geo.MultiPolygon, len(areas))
	for i := range areas {
		if c.meets(areas[i].Shape, s.tangle) {
			tangled = append(tangled, i)
			continue
		}
		shapes[i] = assemble(c.appendNoded(nil, areas[i].Shape))
	}
	return shapes, tangled, nil
}

// tied are areas with the shapes that tie gave them.
func tied(areas []Area, shapes []geo.MultiPolygon) []Area {
	return reshaped(areas, &NodeResult{Shapes: shapes})
}
