package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/atlas"
)

// TestCheckWritesPolygons: what a check finds on the ground comes as a polygon with its area
// and the codes of the areas about it.
func TestCheckWritesPolygons(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	// b covers half of a; between c and d there is a gap that e and f close.
	streets := features(placed("a", square(0)), placed("b", square(0.5)), placed("c", square(2)), placed("d", square(4)),
		placed("e", `{"type":"Polygon","coordinates":[[[116.03,40.0],[116.04,40.0],[116.04,40.002],[116.03,40.002],[116.03,40.0]]]}`),
		placed("f", `{"type":"Polygon","coordinates":[[[116.03,40.008],[116.04,40.008],[116.04,40.01],[116.03,40.01],[116.03,40.008]]]}`))
	b.imports("--layer", "street", "--parent-field", "up", b.write("streets.geojson", streets))
	file := filepath.Join(b.dir, "found.geojson")
	if out, errs, code := redsail(t, "check", "--store", b.store, "--layer", "street", "--out", file); code != 1 {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range fc.Features {
		kind, codes := f.Properties.MustString("kind"), f.Properties.MustString("codes")
		seen[kind+" "+codes] = true
		m, ok := f.Geometry.(orb.MultiPolygon)
		if !ok {
			t.Errorf("%s %s is a %s", kind, codes, f.Geometry.GeoJSONType())
			continue
		}
		// The peer's area is on a sphere: half a percent off, at most.
		if want := f.Properties.MustFloat64("area_m2"); math.Abs(geo.Area(m)-want) > 0.005*want || want < 1000 {
			t.Errorf("%s %s: the polygon has %.0f m², said are %.0f", kind, codes, geo.Area(m), want)
		}
	}
	for _, want := range []string{"overlap a b", "gap c d e f"} {
		if !seen[want] {
			t.Errorf("%q was not found: %v", want, seen)
		}
	}
}

// TestCheckStaff: the demo's gaps are printed and written with their places, as findings of their
// own class, and no person is.
func TestCheckStaff(t *testing.T) {
	store := tinyDemo(t)
	file := filepath.Join(t.TempDir(), "staff.geojson")
	out, errs, code := redsail(t, "check", "--store", store, "--staff", "--out", file)
	if code != 1 || !strings.Contains(out, "grid_head") || !strings.Contains(out, "compounds with a branch") {
		t.Fatalf("exit %d: %s\n%.2000s", code, errs, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil || len(fc.Features) == 0 || fc.Features[0].Properties.MustString("kind") == "" {
		t.Fatalf("%d features, %v", len(fc.Features), err)
	}
	for _, text := range []string{out, string(text)} {
		if strings.Contains(text, "YS0") || strings.Contains(text, "000-8") {
			t.Error("a person is named")
		}
	}
	all, errs, code := redsail(t, "check", "--store", store, "--json")
	if code != exitDone || !strings.Contains(all, `"staff"`) {
		t.Errorf("check --json: exit %d, %s", code, errs)
	}
	if _, _, code := redsail(t, "check", "--store", store, "--staff", "--layer", "grid"); code == exitDone || code == 1 {
		t.Errorf("--staff with --layer: exit %d", code)
	}
}

// TestCheckOtherName: an area whose code the table of divisions calls otherwise is a doubt of check, which
// still ends with 0, and of opening.
func TestCheckOtherName(t *testing.T) {
	b := &badInput{TB: t, dir: t.TempDir()}
	b.store = filepath.Join(b.dir, "city.gpkg")
	mustRun(t, "init", "--store", b.store, "--city", "370800")
	file := b.write("d.geojson", features(`{"type":"Feature","properties":{"code":"370811","name":"帆影区"},"geometry":{"type":"Polygon","coordinates":[[[116.5,35.4],[116.6,35.4],[116.6,35.5],[116.5,35.4]]]}}`))
	mustRun(t, "import", "--store", b.store, "--layer", "district", file)
	const said = "the table of codes says 任城区, the city says 帆影区"
	if out, errs, code := redsail(t, "check", "--store", b.store); code != exitDone || !strings.Contains(out, "doubt: other_name district/370811: "+said) {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	var c atlas.Check
	if out := mustRun(t, "check", "--store", b.store, "--json"); json.Unmarshal([]byte(out), &c) != nil || len(c.Doubts) != 1 || c.Doubts[0].Reason != said {
		t.Errorf("%+v", c.Doubts)
	}
	if out := mustRun(t, "opening", "--store", b.store, "--lang", "zh"); !strings.Contains(out, "370811：代码表为任城区，本市为帆影区") {
		t.Error(out)
	}
}
