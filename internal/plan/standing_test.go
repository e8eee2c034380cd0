package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestStationInARiver: a station in water, one far from any street and one behind a wall are named with
// their reason, by coverage and by the check; one beside the street is not, nor a closed one.
func TestStationInARiver(t *testing.T) {
	closed := station("s5", 1500, 420)
	closed.State = city.PlaceClosed
	d := small(t, house("h1", 600, 5, 30), station("s1", 20, 5), station("s2", 520, 40), station("s3", 500, 400), station("s4", 1200, 60), closed,
		station("s6", 300, 100), line("river", "r7", "river", at(200, 100), at(400, 100.5)), station("s7", 300, -100), line("river", "r8", "river", at(200, -102), at(400, -102)),
		land("river", "水域", 500, 20, 560, 60), line("wall", "w9", "wall", at(1000, 30), at(1890, 30)))
	want := map[string][2]string{
		"s2": {"place_in_water", "river of layer land_use"}, "s3": {"place_off_network", "no street within 150 m"}, "s4": {"place_off_network", "behind wall w9"},
		"s6": {"place_in_water", "on the line of river r7"},
	}
	got := d.coverage(plan.Ask{Minutes: 10, Exact: true}).Places
	if len(got.Apart) != len(want) || !slices.Equal(got.OffNetwork, []string{"s3", "s4"}) {
		t.Errorf("%+v", got)
	}
	for _, a := range got.Apart {
		if w := want[a.Code]; a.Reason != w[0] || !strings.Contains(a.Says, w[1]) {
			t.Errorf("%+v, want %v", a, w)
		}
	}
	check, err := d.atlas.Current().Check(t.Context(), atlas.StationKind)
	if err != nil {
		t.Fatal(err)
	}
	found := check.Layers[0].Findings
	if len(found) != len(want) {
		t.Errorf("findings %+v", found)
	}
	for _, f := range found {
		if w := want[f.Codes[0]]; f.Kind != w[0] || !strings.Contains(f.Reason, w[1]) {
			t.Errorf("%+v, want %v", f, w)
		}
	}
}
