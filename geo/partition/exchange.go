package partition

import (
	"context"
	"errors"
	"slices"

	"github.com/redsail/redsail/geo"
)

// ErrUnstable says that borders do not come to rest under snap rounding.
var ErrUnstable = errors.New("borders do not come to rest within ten rounds of snap rounding")

// Exchange lets areas change hands: what a shape has of the ground within the loop it
// loses, and what it lacks of it becomes its own (the symmetric difference). Two neighbours that hold
// all that ground between them so swap it, and open neither gap nor overlap. The loop may
// cross itself and run along borders; it is read by the even–odd rule.
//
// Areas of the same Layer must not cross; equal edges of different layers stay equal. The
// shapes are in the order of the areas, nil where nothing is left; ground is the loop's.
// Errors: ErrUnstable, and that of ctx.
func Exchange(ctx context.Context, areas []Area, loop geo.Ring) (shapes []geo.MultiPolygon, ground geo.MultiPolygon, err error) {
	whole := geo.MultiPolygon{{loop}}
	layers := layersOf(areas)
	work := make([]cuts, len(layers))
	var hot []geo.Point
	for l, members := range layers {
		raw := appendEdges(nil, whole)
		for _, i := range members {
			raw = appendEdges(raw, areas[i].Shape)
		}
		work[l] = cuts{raw: unique(raw), beads: true}
		hot = append(hot, ends(work[l].raw)...)
	}
	s, err := settle(ctx, work, uniquePoints(hot), unit, maxRounds)
	if err != nil {
		return nil, nil, err
	}
	if len(s.tangle) > 0 {
		return nil, nil, ErrUnstable
	}
	shapes = make([]geo.MultiPolygon, len(areas))
	for l, members := range layers {
		moved := s.layers[l].appendNoded(nil, whole)
		for _, i := range members {
			shapes[i] = assemble(s.layers[l].appendNoded(slices.Clone(moved), areas[i].Shape))
		}
		ground = assemble(moved) // the same for each layer
	}
	return shapes, ground, nil
}

// mostMeets is how many places are looked for where a line meets itself, more or less.
const mostMeets = 10 * maxPlaces

// LineMeets lists the places where a line meets itself: crosses, touches or runs along
// itself. That its ends meet is allowed.
func LineMeets(line geo.Line) []geo.Point {
	var at []geo.Point
	edges := make([]edge, 0, len(line))
	for i := 1; i < len(line); i++ {
		if line[i] != line[i-1] {
			edges = append(edges, newEdge(line[i-1], line[i]))
		}
	}
	t := edgeTree(edges)
	for i, e := range edges {
		if len(at) > mostMeets {
			break
		}
		t.search(strip(e.a, e.b), func(id int32) bool {
			f := edges[id]
			switch {
			case int(id) > i && e == f:
				at = append(at, e.a)
			case int(id) > i && crosses(e.a, e.b, f.a, f.b):
				at = append(at, crossing(e.a, e.b, f.a, f.b))
			case onto(e, f.a):
				at = append(at, f.a)
			case onto(e, f.b):
				at = append(at, f.b)
			}
			return true
		})
	}
	last := slices.Compact(slices.Clone(line))
	if len(last) > 1 && last[0] == last[len(last)-1] {
		last = last[1:]
	}
	slices.SortFunc(last, geo.Point.Compare)
	for i := 1; i < len(last); i++ {
		if last[i] == last[i-1] {
			at = append(at, last[i])
		}
	}
	return trim(uniquePoints(at))
}
