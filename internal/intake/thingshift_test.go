package intake_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// inSystem writes an extract as it would be in another system of degrees.
func inSystem(t *testing.T, path, name string) string {
	t.Helper()
	sys, err := crs.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), name+".osm")
	if err := os.WriteFile(out, []byte(shiftPlaces(t, string(text), sys)), 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

// housesOf writes the buildings of an extract as a file, with codes that begin with a prefix; most < 0 = all of them.
func (w *world) housesOf(t *testing.T, path, prefix string, most int) string {
	t.Helper()
	all := waysWith(t, path, "building")
	if most >= 0 {
		all = all[:most]
	}
	return w.write("geojson", strings.ReplaceAll(collection(all...), `"code":"W`, `"code":"`+prefix))
}

// shiftedThings imports buildings that must be refused since one side is shifted.
func (w *world) shiftedThings(t *testing.T, path string, o intake.ThingOptions) *crs.Refusal {
	t.Helper()
	before := w.state().Revision
	o.Kind = intake.TableBuilding
	_, err := intake.ImportThings(t.Context(), w.store, path, o)
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) || refusal.Cause != crs.CauseShifted || refusal.Shift == nil {
		t.Fatalf("%+v: %v", o, err)
	}
	if w.state().Revision != before {
		t.Errorf("%+v: something was written", o)
	}
	return refusal
}

// TestFewRowsTellNoDatum: of fewer than 20 new positions in degrees it is said that nothing tells their datum, unless somebody said
// their system, they are metres, or they are where the store has them. It is no finding.
func TestFewRowsTellNoDatum(t *testing.T) {
	w := newStaffed(t)
	few := "编码,经度,纬度\nB1,116.001,40.001\nB2,116.002,40.001\n"
	r := w.things(intake.TableBuilding, "", few, func(o *intake.ThingOptions) { o.Strict = true })
	if r.DatumUnjudged != 2 || r.Status != intake.Stored || !strings.Contains(r.Summary(), "2 too few to tell the datum of") {
		t.Errorf("%+v %s", r, r.Summary())
	}
	if r := w.things(intake.TableBuilding, "", few+"B3,116.003,40.001\n"); r.DatumUnjudged != 1 {
		t.Errorf("with two known: %+v", r)
	}
	if r := w.things(intake.TableBuilding, "", "编码,经度,纬度\nB4,116.004,40.001\n", func(o *intake.ThingOptions) { o.CRS = "EPSG:4490" }); r.DatumUnjudged != 0 {
		t.Errorf("stated: %+v", r)
	}
	if r := w.things(intake.TableBuilding, "", "编码,户数\nB1,6\n"); r.DatumUnjudged != 0 {
		t.Errorf("without positions: %+v", r)
	}
	if r := w.things(intake.TableBuilding, "", "编码,几何\nB5,SRID=4490;POINT(116.005 40.001)\n"); r.DatumUnjudged != 0 || r.Accepted != 1 {
		t.Errorf("the file says it: %+v", r)
	}
	for heading, want := range map[string]int{"经度(WGS84)": 0, "经度（CGCS2000）": 0, "lon (WGS-84)": 0, "经度(度)": 1} {
		table := "编码," + heading + ",纬度\nB7,116.007,40.001\n"
		if r := w.things(intake.TableBuilding, "", table, func(o *intake.ThingOptions) { o.DryRun = true }); r.DatumUnjudged != want || r.Accepted != 1 {
			t.Errorf("%s: %+v", heading, r)
		}
	}
	many := "编码,经度,纬度\n"
	for i := range 20 {
		many += fmt.Sprintf("C%d,116.00%02d,40.001\n", i, i+10)
	}
	if r := w.things(intake.TableBuilding, "", many); r.DatumUnjudged != 0 {
		t.Errorf("twenty: %+v", r)
	}
}

// TestThingsShiftedKnown: buildings of which the store knows the codes are refused when all of them have moved by
// the shift of a web map, and taken with the option that is named; true ones, new ones and few are taken.
func TestThingsShiftedKnown(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	buildings := intake.ThingOptions{Kind: intake.TableBuilding}
	for _, as := range []string{"gcj02", "bd09"} {
		w := withBuildings(t, path, "")
		shifted := inSystem(t, path, as)
		file := w.housesOf(t, shifted, "W", -1)
		r := w.shiftedThings(t, file, buildings)
		if r.Suggest != "--crs "+as || *r.Shift != (crs.Shift{Side: crs.SideFile, Datum: as, Against: "building", Revision: 1}) || !strings.Contains(r.Message, "100 % are within 10 m then, and 0 % as they stand") {
			t.Errorf("%s: %v, %+v", as, r, r.Shift)
		}
		n := len(waysWith(t, path, "building"))
		if r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding, CRS: as}); r.Accepted != n || r.Shifted != nil {
			t.Errorf("%s with its system: %+v", as, r)
		}
		// A file in a wrong system that is stated is no better; nor one of which the store is what is shifted.
		if r := w.shiftedThings(t, file, intake.ThingOptions{CRS: "EPSG:4326"}); r.Shift.Side != crs.SideEither || r.Suggest != "--replace --crs EPSG:4326" {
			t.Errorf("%s in a wrong system: %v", as, r)
		}
		held := withBuildings(t, shifted, "")
		truth := held.housesOf(t, path, "W", -1)
		if r := held.shiftedThings(t, truth, buildings); r.Shift.Side != crs.SideStore || r.Shift.Datum != as || r.Suggest != "--replace --crs EPSG:4326" {
			t.Errorf("the store in %s: %v, %+v", as, r, r.Shift)
		}
		if r := held.takeThings(truth, intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326", Replace: true}); r.Accepted != n {
			t.Errorf("the store in %s, mended: %+v", as, r)
		}
		for name, file := range map[string]string{
			"true": w.housesOf(t, path, "W", -1), "true and new": w.housesOf(t, path, "N", -1), "19": w.housesOf(t, shifted, "W", 19),
			"new, with nothing to compare": w.housesOf(t, shifted, "N", -1),
		} {
			if r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding, DryRun: true}); r.Status == intake.Refused || r.Shifted != nil {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

// TestThingsShiftedStreets: new buildings that stand on the streets of the store only when they are shifted are
// refused; in a system that is stated they are taken and that is told, and so it is where the streets are shifted.
func TestThingsShiftedStreets(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	for _, as := range []string{"gcj02", "bd09"} {
		shifted := inSystem(t, path, as)
		w := newWorld(t, threeLayers)
		w.network(path, intake.NetworkOptions{})
		file := w.housesOf(t, shifted, "W", -1)
		if r := w.shiftedThings(t, file, intake.ThingOptions{}); r.Suggest != "--crs "+as || *r.Shift != (crs.Shift{Side: crs.SideFile, Datum: as, Against: "network"}) {
			t.Errorf("%s: %v, %+v", as, r, r.Shift)
		}
		r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326", DryRun: true})
		if r.Shifted == nil || r.Shifted.Reason != intake.ShiftedFile || r.Shifted.Datum != as || r.Status != intake.StoredWithFindings || r.Findings() == 0 {
			t.Errorf("%s as stated: %+v, %+v", as, r, r.Shifted)
		}
		for name, o := range map[string]intake.ThingOptions{"with its system": {CRS: as}} {
			o.Kind, o.DryRun = intake.TableBuilding, true
			if r := w.takeThings(file, o); r.Shifted != nil {
				t.Errorf("%s %s: %+v", as, name, r.Shifted)
			}
		}
		if r := w.takeThings(w.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding}); r.Shifted != nil {
			t.Errorf("the true file: %+v", r.Shifted)
		}
		wrong := newWorld(t, threeLayers)
		wrong.network(shifted, intake.NetworkOptions{})
		r = wrong.takeThings(wrong.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding})
		if r.Shifted == nil || r.Shifted.Reason != intake.ShiftedStreets || r.Shifted.Datum != as || !strings.Contains(r.Summary(), "the streets of the store are shifted") {
			t.Errorf("streets in %s: %+v", as, r.Shifted)
		}
		// Its streets mended, nothing is to be said any more.
		wrong.network(shifted, intake.NetworkOptions{Options: streets.Options{CRS: as}})
		if r := wrong.takeThings(wrong.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding}); r.Shifted != nil {
			t.Errorf("streets mended: %+v", r.Shifted)
		}
	}
}

// TestThingsShiftedMend: a store whose buildings and streets are shifted can be mended, and known buildings that stand
// on the streets as they are mend those of the store, that do not.
func TestThingsShiftedMend(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	shifted := inSystem(t, path, "gcj02")
	w := withBuildings(t, shifted, "")
	w.network(shifted, intake.NetworkOptions{})
	truth := w.housesOf(t, path, "W", -1)
	if r := w.shiftedThings(t, truth, intake.ThingOptions{}); r.Shift.Side != crs.SideStore {
		t.Errorf("streets and buildings of the store: %v", r)
	}
	stated := intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326", Replace: true}
	if r := w.takeThings(truth, stated); r.Status == intake.Refused {
		t.Errorf("the true file: %+v", r)
	}
	w.network(path, intake.NetworkOptions{Replace: true, Options: streets.Options{CRS: "EPSG:4326"}})
	if r := w.takeThings(truth, intake.ThingOptions{Kind: intake.TableBuilding}); r.Status != intake.Unchanged || r.Shifted != nil {
		t.Errorf("once more on true streets: %+v", r)
	}
	w = newWorld(t, threeLayers)
	w.network(path, intake.NetworkOptions{})
	if r := w.takeThings(w.housesOf(t, shifted, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326"}); r.Shifted == nil {
		t.Error("shifted buildings in a stated system: nothing is told")
	}
	if r := w.takeThings(w.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding}); r.Status != intake.Stored || r.Shifted != nil || r.Mended == 0 {
		t.Errorf("the true file over them: %+v", r)
	}
}

// TestThingsShiftedOutline: where the store has neither the codes nor streets, its border tells: of buildings that
// fill the city a quarter lies outside of it when they are shifted. Houses of a neighbour tell nothing.
func TestThingsShiftedOutline(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	w := newWorld(t, threeLayers)
	w.takeThings(w.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding})
	around := geo.EmptyBox()
	rs, err := w.store.Records(t.Context(), city.Query{Kind: city.KindBuilding, Revision: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs {
		around = around.Union(rs[i].Content.Box())
	}
	around = streets.Wider(around, 20)
	for _, as := range []string{"gcj02", "bd09"} {
		w := newWorld(t, threeLayers)
		sw, ne := around.Min.LonLat(), around.Max.LonLat()
		w.load("district", coded("d", fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}`,
			sw[0], sw[1], ne[0], sw[1], ne[0], ne[1], sw[0], ne[1], sw[0], sw[1])))
		file := w.housesOf(t, inSystem(t, path, as), "W", -1)
		r := w.shiftedThings(t, file, intake.ThingOptions{})
		if r.Suggest != "--crs "+as || *r.Shift != (crs.Shift{Side: crs.SideFile, Datum: as, Against: "outline"}) {
			t.Errorf("%s: %v, %+v", as, r, r.Shift)
		}
		t.Log(r.Message)
		if r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding, CRS: "wgs84", DryRun: true}); r.Shifted == nil || r.Shifted.Reason != intake.ShiftedFile {
			t.Errorf("%s as stated: %+v", as, r.Shifted)
		}
		if r := w.takeThings(w.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding, DryRun: true}); r.Shifted != nil || len(r.Outside) > 0 {
			t.Errorf("the true file: %+v", r.Shifted)
		}
	}
	// The city ends in the middle of the houses: by no shift of a web map do the others come in.
	half := newWorld(t, threeLayers)
	mid := geo.Point{X: around.Min.X + (around.Max.X-around.Min.X)/2, Y: around.Min.Y}.LonLat()[0]
	sw, ne := around.Min.LonLat(), around.Max.LonLat()
	half.load("district", coded("d", fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}`,
		mid, sw[1]-.02, ne[0]+math.Abs(ne[0]-mid)*4, sw[1]-.02, ne[0]+math.Abs(ne[0]-mid)*4, ne[1]+.02, mid, ne[1]+.02, mid, sw[1]-.02)))
	if r := half.takeThings(half.housesOf(t, path, "W", -1), intake.ThingOptions{Kind: intake.TableBuilding, DryRun: true}); r.Shifted != nil || len(r.Outside) == 0 {
		t.Errorf("half of them in the city: %+v, %d outside", r.Shifted, len(r.Outside))
	}
}
