package intake_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestStationWhereNobodyWalks: an import of places names those in water and off the walking network of the
// city; it takes them, unless it is strict.
func TestStationWhereNobodyWalks(t *testing.T) {
	w := newWorld(t, landScheme+"places:\n  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}\n")
	p := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*100, Y: 400_000_000 + y*100} } // about 1 m each
	street := &city.Line{Layer: city.LayerRoad, Code: "r1", Shape: geo.MultiLine{{p(0, 0), p(2000, 0)}}, Class: map[string]string{"class": "local"}}
	if _, err := w.store.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(street, city.Always())}}); err != nil {
		t.Fatal(err)
	}
	w.load("land_use", feature(box(0.5, 0.01, 0.1, 0.1), "code", `"river"`, "kind", `"水域"`))
	path := w.write("csv", "kind,code,name,lon,lat\nred_sail_station,a,甲,116.001,40.0001\nred_sail_station,b,乙,116.0055,40.0005\nred_sail_station,c,丙,116.001,40.01\n")
	load := func(strict bool) *intake.ThingReport {
		r, err := intake.ImportThings(t.Context(), w.store, path, intake.ThingOptions{Kind: intake.TablePlace, Strict: strict})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := load(true); r.Status != intake.Refused {
		t.Errorf("strict: %+v", r)
	}
	r := load(false)
	if r.Status != intake.StoredWithFindings || r.Accepted != 3 || len(r.Standing) != 2 || !strings.Contains(r.Summary(), "2 in water or off the walking network") {
		t.Fatalf("%s: %+v", r.Summary(), r.Standing)
	}
	for i, want := range [][3]string{{"b", "place_in_water", "river of layer land_use"}, {"c", "place_off_network", "no street within 150 m"}} {
		if got := r.Standing[i]; got.Code != want[0] || got.Reason != want[1] || !strings.Contains(got.Message, want[2]) || got.Row != i+3 {
			t.Errorf("%+v, want %v", got, want)
		}
	}
}
