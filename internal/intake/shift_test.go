package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// cells are the six cells of a 3 × 2 district of 2 km squares in a system, with codes.
func cells(t testing.TB, sys crs.System) string {
	t.Helper()
	var list []string
	for i := range 6 {
		x, y := 116+float64(i%3)/50, 40+float64(i/3)/50
		var b strings.Builder
		for _, c := range []orb.Point{{x, y}, {x + .02, y}, {x + .02, y + .02}, {x, y + .02}, {x, y}} {
			p, err := sys.FromWGS84(c)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "[%.9f,%.9f],", p[0], p[1])
		}
		list = append(list, coded(gridCode(i), `{"type":"Polygon","coordinates":[[`+strings.TrimSuffix(b.String(), ",")+`]]}`))
	}
	return collection(list...)
}

// TestShifted: streets that meet the borders of their districts only when the shift of a web
// map is taken back are refused, with the metres and the option that mends it; with that
// option they come in.
func TestShifted(t *testing.T) {
	parse := func(name string) crs.System {
		s, err := crs.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		file, option string // the system of the file and what it is taken for
		words        []string
		suggest      string
	}{
		{"gcj02", "", []string{"shifted as in GCJ-02: by 55", " m against layer district", "100 % lie"}, "--crs gcj02"},
		{"bd09", "", []string{"shifted as in BD-09: by 1"}, "--crs bd09"},
		{"bd09", "gcj02", []string{"shifted as in BD-09"}, "--crs bd09"},
		{"wgs84", "gcj02", []string{"it was taken for gcj02 and is not shifted so: by 55"}, "--crs EPSG:4326"},
	} {
		w := newWorld(t, threeLayers)
		w.load("district", coded("d1", box(0, 0, 4, 4)), coded("d2", box(4, 0, 2, 4)))
		file := w.write("geojson", cells(t, parse(c.file)))
		_, err := intake.Import(t.Context(), w.store, file, intake.Options{Layer: "street", CRS: c.option})
		var refusal *crs.Refusal
		if !errors.As(err, &refusal) || refusal.Cause != crs.CauseShifted || refusal.Suggest != c.suggest {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		for _, words := range append(c.words, file) {
			if !strings.Contains(refusal.Message, words) {
				t.Errorf("%q does not say %q", refusal.Message, words)
			}
		}
		if w.state().Revision != 1 {
			t.Errorf("%+v: revision %d", c, w.state().Revision)
		}
		if r := w.take(file, intake.Options{Layer: "street", CRS: strings.TrimPrefix(c.suggest, "--crs ")}); r.Accepted != 6 || r.Status != intake.Stored {
			t.Errorf("%+v: %+v", c, r)
		}
	}
}

// TestShiftedStore: when the store is what is shifted, that is said; and a layer that stands
// already is compared with too.
func TestShiftedStore(t *testing.T) {
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	wgs, err := crs.Parse("wgs84")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, threeLayers)
	w.take(w.write("geojson", cells(t, gcj)), intake.Options{Layer: "street"}) // nothing is there to compare with
	_, err = intake.Import(t.Context(), w.store, w.write("geojson", cells(t, wgs)), intake.Options{Layer: "street"})
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) || refusal.Cause != crs.CauseShifted || refusal.Suggest != "--replace --crs EPSG:4326" || refusal.Shift.Side != crs.SideStore || !strings.Contains(err.Error(), "what the store holds is shifted") {
		t.Errorf("%v", err)
	}
	// What stands is what is wrong: a file in a stated system may take its place, and the other way round too.
	for _, c := range []struct {
		file crs.System
		as   string
	}{{gcj, "gcj02"}, {wgs, "wgs84"}} {
		w := newWorld(t, threeLayers)
		held := map[string]crs.System{"gcj02": gcj, "wgs84": wgs}
		wrong := intake.Options{Layer: "street"} // the file of GCJ-02 taken for WGS-84
		if c.as == "wgs84" {
			wrong.CRS = "gcj02" // and the reverse
		}
		path := w.write("geojson", cells(t, held[c.as]))
		w.take(path, wrong)
		_, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "street", CRS: c.as})
		if !errors.As(err, &refusal) || refusal.Suggest != "--replace --crs "+c.as || refusal.Shift.Side != crs.SideEither {
			t.Errorf("%s: %v", c.as, err)
		}
		if r := w.take(path, intake.Options{Layer: "street", CRS: c.as, Replace: true}); r.Status != intake.Stored || r.Accepted != 6 {
			t.Errorf("%s: %+v", c.as, r)
		}
	}
}

// oneDistrict is the outline of all cells in a system, a vertex every 2 km.
func oneDistrict(t testing.TB, sys crs.System) string {
	t.Helper()
	var b strings.Builder
	for _, c := range [][2]float64{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {3, 1}, {3, 2}, {2, 2}, {1, 2}, {0, 2}, {0, 1}, {0, 0}} {
		p, err := sys.FromWGS84(orb.Point{116 + c[0]/50, 40 + c[1]/50})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "[%.9f,%.9f],", p[0], p[1])
	}
	return collection(coded("d1", `{"type":"Polygon","coordinates":[[`+strings.TrimSuffix(b.String(), ",")+`]]}`))
}

// TestShiftMended: the way that a refusal names mends a district in a wrong datum for as long as that held, so
// that streets which are taken to hold since ever are taken after it, both ways round.
func TestShiftMended(t *testing.T) {
	parse := func(name string) crs.System {
		s, err := crs.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		file, wrong, right string
		side               crs.Side // of the refusal of the streets
	}{
		{"gcj02", "", "gcj02", crs.SideStore},
		{"wgs84", "gcj02", "EPSG:4490", crs.SideFile}, // what the store holds is as good as in the other datum
		{"bd09", "", "bd09", crs.SideStore},
	} {
		w := newWorld(t, threeLayers)
		district, streets := w.write("geojson", oneDistrict(t, parse(c.file))), w.write("geojson", cells(t, parse("wgs84")))
		w.take(district, intake.Options{Layer: "district", CRS: c.wrong})
		var refusal *crs.Refusal
		_, err := intake.Import(t.Context(), w.store, streets, intake.Options{Layer: "street"})
		if !errors.As(err, &refusal) || refusal.Shift == nil || *refusal.Shift != (crs.Shift{Side: c.side, Datum: refusal.Shift.Datum, Against: "district", Revision: 1}) {
			t.Fatalf("%s taken for %q: the streets: %v, %+v", c.file, c.wrong, err, refusal)
		}
		if c.side == crs.SideStore && (refusal.Shift.Datum != c.file || refusal.Suggest != "" || !strings.Contains(err.Error(), "--layer district --replace --crs "+c.file)) {
			t.Errorf("%s: %v", c.file, err)
		}
		_, err = intake.Import(t.Context(), w.store, district, intake.Options{Layer: "district", CRS: c.right})
		if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Suggest, "--replace --crs ") || strings.Count(err.Error(), "try ") != 1 {
			t.Errorf("%s again: %v", c.file, err)
		}
		if r := w.take(district, intake.Options{Layer: "district", CRS: c.right, Replace: true}); r.Status != intake.Stored || r.Effective != "" {
			t.Errorf("%s: the mended district: %+v", c.file, r)
		}
		early, err := city.ParseDate("2020-01-01")
		if err != nil {
			t.Fatal(err)
		}
		if vs := w.versions(city.Query{Layer: "district", At: &early}); len(vs) != 1 || vs[0].RevFrom != 2 {
			t.Errorf("%s: before today there is %+v", c.file, vs)
		}
		if r := w.take(streets, intake.Options{Layer: "street"}); r.Status != intake.Stored || r.Accepted != 6 || r.Effective != "" {
			t.Errorf("%s: the streets after it: %+v", c.file, r)
		}
	}
}

// TestShiftMendedFrom: a file that mends holds since the layer changed last, and from the day that is asked for
// where one is; one that mends nothing holds from today.
func TestShiftMendedFrom(t *testing.T) {
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	wgs, err := crs.Parse("wgs84")
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) *city.Date {
		d, err := city.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	begin := func() (*world, string) {
		w := newWorld(t, threeLayers)
		file := w.write("geojson", oneDistrict(t, gcj))
		w.take(w.write("geojson", oneDistrict(t, wgs)), intake.Options{Layer: "district"})
		w.take(file, intake.Options{Layer: "district", Replace: true, CRS: "EPSG:4326", EffectiveFrom: day("2024-05-01")})
		return w, file
	}
	w, file := begin()
	if r := w.take(file, intake.Options{Layer: "district", Replace: true, CRS: "gcj02"}); r.Effective != "2024-05-01" {
		t.Errorf("mended: %+v", r)
	}
	w, file = begin()
	if r := w.take(file, intake.Options{Layer: "district", Replace: true, CRS: "gcj02", EffectiveFrom: day("2025-01-01")}); r.Effective != "2025-01-01" {
		t.Errorf("mended from a day: %+v", r)
	}
	if r := w.take(file, intake.Options{Layer: "district", Replace: true, CRS: "gcj02"}); r.Effective != "2026-11-21" || r.Status != intake.Unchanged {
		t.Errorf("nothing to mend: %+v", r)
	}
}

// TestNotShifted: a layer of its own borders, one that lies a little beside, and one of which
// the parent's border is a small part, are taken.
func TestNotShifted(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d1", box(0, 0, 4, 4)), coded("d2", box(4, 0, 2, 4)))
	for name, list := range map[string][]string{
		"inside":  {coded("a", box(1, 1, 1, 1)), coded("b", box(2, 1, 1, 1))},
		"beside":  {coded("c", box(0.1, 0.1, 4, 3.9))},
		"a third": {coded("e", box(0, 0, 3, 1.5)), coded("f", box(3, 0, 3, 1.5))},
	} {
		if r := w.load("compound", list...); r.Accepted != len(list) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
