package walk_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// TestDrawingsAreSimplifiedByFiveMetres: no vertex of the outline as it was found lies farther than 5 m, measured on the
// ellipsoid, from the ring that is drawn of it, and the drawing has far fewer.
func TestDrawingsAreSimplifiedByFiveMetres(t *testing.T) {
	c := town(t)
	n, _ := build(t, streetsOf(c.WalkCity, true))
	before, after, most := 0, 0, geo.Metres(0)
	for station := int32(0); int(station) < min(len(c.Stations), 12); station++ {
		at := c.Points[c.Stations[station]]
		foot, miss := n.Snap(at)
		if !miss.OK() {
			continue
		}
		field := must(n.Graph().Nearest(walk.ToFacility, []walk.Door{{Facility: station, Foothold: foot}}, tenMinutes))(t)
		grid := must(n.Contours(t.Context(), reachBox(at), field))(t)
		raw := must(grid.Outlines(t.Context(), tenMinutes))(t)
		shape := must(grid.Within(t.Context(), tenMinutes))(t)
		for _, ring := range raw {
			drawn := ringWith(shape, ring[0]) // the first vertex always stays
			if drawn == nil {
				continue // a small hole, which is filled
			}
			before, after = before+len(ring), after+len(drawn)
			for _, p := range ring {
				most = max(most, offRing(p, drawn))
			}
		}
	}
	t.Logf("%d vertices, %d drawn, %.2f m off at the most", before, after, float64(most))
	if most > 5.02 { // the plane that the simplifying is done in is off by less
		t.Errorf("an outline moved by %.2f m", float64(most))
	}
	if most < 1 || before == 0 || 2*after > before {
		t.Errorf("%d of %d vertices are drawn, %.2f m off: nothing was simplified", after, before, float64(most))
	}
}

// ringWith is the ring of a shape that has a vertex; nil = none has.
func ringWith(shape geo.MultiPolygon, p geo.Point) geo.Ring {
	for _, polygon := range shape {
		for _, ring := range polygon {
			if slices.Contains(ring, p) {
				return ring
			}
		}
	}
	return nil
}

// offRing is how far a point is from a ring.
func offRing(p geo.Point, ring geo.Ring) geo.Metres {
	o := geo.NewOrigin(p.LonLat())
	least := geo.Metres(1e9)
	ring.Edges(func(a, b geo.Point) {
		d, _ := o.Segment(a.LonLat(), b.LonLat())
		least = min(least, d)
	})
	return least
}
