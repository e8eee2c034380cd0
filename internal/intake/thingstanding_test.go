package intake_test

import (
	"fmt"
	"slices"
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

// TestThingsOutside: buildings and places wholly outside the city are told and taken; a building with a corner
// in it is not outside.
func TestThingsOutside(t *testing.T) {
	w := newStaffed(t)
	const table = "编码,名称,经度,纬度\nS1,甲,117.01,40.01\n"
	if r := w.things(intake.TablePlace, "red_sail_station", table); len(r.Outside) > 0 {
		t.Errorf("a community is not the city: %+v", r.Outside)
	}
	w.load("district", feature(box(0, 0, 4, 4), "code", `"D1"`, "name", `"区"`))
	rows := "编码,名称,几何\nIN,甲,POINT(116.01 40.01)\nOUT,乙,POINT(116.09 40.01)\n" +
		"EDGE,丙,\"POLYGON((116.0399 40.01,116.05 40.01,116.05 40.011,116.0399 40.011,116.0399 40.01))\"\nFAR,丁,\"POLYGON((117 40,117.001 40,117.001 40.001,117 40))\"\n"
	r := w.things(intake.TableBuilding, "", rows)
	var got []string
	for _, x := range r.Outside {
		got = append(got, fmt.Sprintf("%s row %d", x.Code, x.Row))
		if x.At == nil || !strings.Contains(x.Message, "district") {
			t.Errorf("%+v", x)
		}
	}
	if !slices.Equal(got, []string{"OUT row 3", "FAR row 5"}) || r.Accepted != 4 || r.Status != intake.StoredWithFindings || !strings.Contains(r.Summary(), "2 outside the city") {
		t.Errorf("%v, %s", got, r.Summary())
	}
	r = w.things(intake.TablePlace, "red_sail_station", "编码,名称,经度,纬度\nS1,甲,116.01,40.01\nS2,乙,40.01,116.01\nS3,丙,116.2,40.01\n", func(o *intake.ThingOptions) { o.Strict = true })
	if r.Status != intake.Refused || len(r.Outside) == 0 {
		t.Errorf("places: %s", r.Summary())
	}
}
