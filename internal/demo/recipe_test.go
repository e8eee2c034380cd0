package demo_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestRecipe: what the city is made of has all the kinds that the report tells of.
func TestRecipe(t *testing.T) {
	d, err := cities[demo.SizeCity]()
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		layer, class string
		values       int // how many there are
	}{
		{"street", "kind", 4},
		{"community", "location", 5}, {"community", "serves", 4}, {"community", "mode", 3},
		{"compound", "population", 3}, {"compound", "closedness", 3}, {"compound", "property", 4},
		{"grid", "kind", 2},
	} {
		got := classes(layer(d.Areas, of.layer), of.class)
		if len(got) != of.values || got[""] > 0 {
			t.Errorf("%s have of %q: %v", of.layer, of.class, got)
		}
	}
	kinds := map[string]int{}
	for i := range d.Places {
		kinds[d.Places[i].Kind]++
	}
	for kind, least := range map[string]int{"mediation_room": 200, "police_post": 59, "volunteer_station": 59, "landmark": 100, "resident_unit": 500} {
		if kinds[kind] < least {
			t.Errorf("%d of %s, at least %d are told of", kinds[kind], kind, least)
		}
	}
	checkRivers(t, d)
	checkRailway(t, d)
}

func classes(areas []city.Area, key string) map[string]int {
	out := map[string]int{}
	for i := range areas {
		out[areas[i].Class[key]]++
	}
	return out
}

// checkRivers: two rivers, each with a few bridges.
func checkRivers(t *testing.T, d *demo.City) {
	t.Helper()
	rivers, bridges := map[int]bool{}, map[int]bool{}
	for i := range d.Lines {
		switch l := &d.Lines[i]; l.Kind {
		case "river":
			rivers[l.Thing] = true
		case "bridge":
			bridges[l.Thing] = true
		}
	}
	if len(rivers) != 2 || len(bridges) < 2 || len(bridges) > 40 {
		t.Errorf("%d rivers, %d bridges", len(rivers), len(bridges))
	}
}

// checkRailway: streets cross the railway, and at few places beside the length of it.
func checkRailway(t *testing.T, d *demo.City) {
	t.Helper()
	rail := map[geo.Point]bool{}
	for i := range d.Lines {
		if d.Lines[i].Kind == "rail" {
			for _, p := range d.Lines[i].Points {
				rail[p] = true
			}
		}
	}
	cross := map[string]int{}
	for i := range d.Lines {
		if l := &d.Lines[i]; l.Walk && l.Kind != "rail" {
			for _, p := range l.Points[1 : len(l.Points)-1] {
				if rail[p] {
					cross[l.Kind]++
				}
			}
		}
	}
	if len(rail) == 0 || cross["arterial"] < 2 {
		t.Errorf("%d corners of the railway, crossings %v", len(rail), slices.Sorted(maps.Keys(cross)))
	}
}

// TestGridBordersFollowLines: nine tenths of the grids' borders are streets, rivers and walls.
func TestGridBordersFollowLines(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		on, off := borders(d, "grid")
		if off*9 > on {
			t.Errorf("%.1f km of borders follow lines, %.1f km do not", on/1000, off/1000)
		}
	})
}
