package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestCircleBothWays: along a street that is ridden eastwards only, who comes from the east does not reach the
// station, and who sets out from it does; alone or among all circles.
func TestCircleBothWays(t *testing.T) {
	s, a := yard(t)
	street := aLine("road", "R1", "residential", at(-5, 0), at(30, 0))
	street.Class["oneway"] = "yes"
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(street, city.Always())}})
	refresh(t, a)
	east, west := at(15, 0), at(-4, 0)
	for _, from := range []bool{false, true} {
		one, err := a.PlaceCircle(t.Context(), a.Current(), atlas.PlaceAsk{Kind: atlas.StationKind, Code: "south", Profile: "bicycle", From: from, Minutes: []int{3}})
		if err != nil {
			t.Fatal(err)
		}
		all, err := a.Circles(t.Context(), a.Current(), atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Profile: "bicycle", Minutes: []int{3}, Split: true, From: from}, Box: yardBox})
		if err != nil {
			t.Fatal(err)
		}
		shapes := []geo.MultiPolygon{one[0].Shape}
		for _, b := range all {
			if b.Place.Code == "south" {
				shapes = append(shapes, b.Shape)
			}
		}
		if len(shapes) != 2 {
			t.Fatalf("from %v: %d shapes", from, len(shapes))
		}
		for i, shape := range shapes {
			if shape.Owns(east) != from || shape.Owns(west) == from {
				t.Errorf("from %v, drawing %d: the east is in it: %v, the west: %v", from, i, shape.Owns(east), shape.Owns(west))
			}
		}
	}
}
