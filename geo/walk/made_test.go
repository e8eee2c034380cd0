package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// streetsOf makes the input of a network of a made-up city: way and edge have the same number.
func streetsOf(c *geotest.WalkCity, heights bool) *walk.Streets {
	classes := map[geotest.WalkKind]map[string]string{
		geotest.WalkArterial: {"highway": "secondary"}, geotest.WalkStreet: {"highway": "residential"}, geotest.WalkInside: {"highway": "service"},
		geotest.WalkGate: {"highway": "footway"}, geotest.WalkLane: {"highway": "living_street"}, geotest.WalkPark: {"highway": "path"},
		geotest.WalkBridge: {"highway": "secondary", "bridge": "yes"},
	}
	s := &walk.Streets{}
	for i, e := range c.Edges {
		w := walk.Way{Number: int64(i), Points: geo.Line{c.Points[e.A], c.Points[e.B]}, Tags: classes[e.Kind]}
		if heights {
			w.Heights = []float32{float32(c.Heights[e.A]), float32(c.Heights[e.B])}
		}
		s.Ways = append(s.Ways, w)
	}
	for _, w := range c.Walls {
		for _, l := range w.Lines {
			s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(w.Block), Points: l, Tags: map[string]string{"barrier": "wall"}})
		}
	}
	kinds := map[string]map[string]string{"river": {"waterway": "river"}, "rail": {"railway": "rail"}, "ring": {"barrier": "fence"}}
	for i, b := range c.Barriers {
		s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(1_000_000 + i), Points: b.Line, Tags: kinds[b.Kind]})
	}
	return s
}

func build(t testing.TB, s *walk.Streets) (*walk.Network, *walk.Report) {
	t.Helper()
	n, r, err := walk.Build(s, walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	return n, r
}
