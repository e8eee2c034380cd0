package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// tinyLayers are those of data/tiny in the order of import, each with the flags that take
// its parents from the data.
var tinyLayers = []struct {
	key   string
	flags []string
}{
	{"district", nil}, {"street", []string{"--parent-field", "parent"}}, {"community", []string{"--parent-field", "parent"}},
	{"compound", []string{"--parent-field", "parent"}}, {"grid", []string{"--parent-field", "parent"}}, {"overlay", nil},
}

// endOf are the extensions of the forms that come back.
var endOf = map[string]string{"geojson": ".geojson", "csv": ".csv", "gpkg": ".gpkg", "shp": ".zip"}

// TestExportComesBack: the layers of a city, written in each system, make the same city in
// an empty store, and change nothing in their own.
func TestExportComesBack(t *testing.T) {
	dir := t.TempDir()
	scheme := filepath.Join("..", "..", "data", "tiny", "scheme.yaml")
	first := filepath.Join(dir, "first.gpkg")
	mustRun(t, "init", "--store", first, "--scheme", scheme)
	for _, l := range tinyLayers {
		mustRun(t, append(append([]string{"import", "--store", first, "--layer", l.key}, l.flags...), filepath.Join("..", "..", "data", "tiny", l.key+".geojson"))...)
	}
	want := contentHash(t, first)
	for system, form := range map[string]string{ // the form of which the second city is made
		"wgs84": "geojson", "EPSG:4326": "gpkg", "EPSG:4490": "shp", "EPSG:4549": "csv", "EPSG:32651": "gpkg", "EPSG:3857": "geojson",
		"gcj02": "shp", "bd09": "gpkg", "tm:lon0=120.5,k=1,fe=0,fn=0": "shp",
	} {
		second := filepath.Join(dir, "second.gpkg")
		if err := os.RemoveAll(second); err != nil {
			t.Fatal(err)
		}
		mustRun(t, "init", "--store", second, "--scheme", scheme)
		for _, l := range tinyLayers {
			file := filepath.Join(dir, l.key+endOf[form])
			for _, each := range []string{"geojson", "csv", "gpkg", "shp"} {
				written := filepath.Join(dir, l.key+endOf[each])
				mustRun(t, "export", "--store", first, "--layer", l.key, "--format", each, "--crs", system, "--out", written)
				mustRun(t, append(append([]string{"import", "--store", first, "--layer", l.key, "--strict"}, l.flags...), written)...)
			}
			for _, store := range []string{first, second} {
				var r intake.Report
				out := mustRun(t, append(append([]string{"import", "--store", store, "--layer", l.key}, l.flags...), file)...)
				if err := json.Unmarshal([]byte(out), &r); err != nil || r.Read != r.Accepted || (store == first) != (r.Status == intake.Unchanged) {
					t.Errorf("%s in %s: %+v, %v", l.key, system, r, err)
				}
			}
		}
		if got := contentHash(t, second); got != want || contentHash(t, first) != want {
			t.Errorf("by %s the city became %s, not %s", system, got, want)
		}
	}
}

// everything has a record of each kind with all that it can hold, and one with the least.
func everything() []city.Entry {
	n := func(v int64) *int64 { return &v }
	p := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x, Y: 390_000_000 + y} }
	ring := func(x int32) geo.Ring { return geo.Ring{p(x, 0), p(x+900, 0), p(x+900, 900), p(x, 900)} }
	hole := geo.Ring{p(100, 100), p(100, 200), p(200, 200), p(200, 100)}
	names := city.Names{Zh: "甲", ZhHant: "甲", En: "A <b>&"}
	address := city.Address{Road: "帆影路", Number: "12号", Compound: "望帆小区", Building: "3号楼"}
	middle := p(450, 450)
	hours := &city.Hours{
		Calendar: "cn", Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{city.Clock(8*60, 20*60)}}, {Days: city.Weekend | city.Holiday}},
		Dates: []city.DateRule{{From: 20_500, To: 20_501, Open: []city.Span{city.Clock(22*60, 2*60)}}},
	}
	var out []city.Entry
	for _, c := range []city.Content{
		&city.Area{
			Layer: "grid", Code: "9", Names: names, Former: []string{"8", "7"}, Shape: geo.MultiPolygon{{ring(0), hole}, {ring(1000)}},
			Class: map[string]string{"kind": "special", "": "x"}, Households: n(0), Population: n(1<<53 - 1), Source: "s", DataDate: "2026-01-01",
		},
		&city.Area{Layer: "grid", Code: "10", Shape: geo.MultiPolygon{{ring(3000)}}},
		&city.Area{Layer: "grid", Code: "é", Shape: geo.MultiPolygon{{ring(4000)}}},
		&city.Area{Layer: "grid", Code: "Z", Shape: geo.MultiPolygon{{ring(5000)}}},
		&city.Area{Layer: "grid", Code: "a", Shape: geo.MultiPolygon{{ring(6000)}}},
		&city.Building{
			Code: "b1", Former: []string{"b0"}, Names: names, Shape: geo.MultiPolygon{{ring(0)}}, Point: &middle, Entrances: []geo.Point{p(0, 5), p(5, 0)},
			Storeys: n(6), Households: n(48), Address: address, Grid: "9", Class: map[string]string{"use": "home"}, Source: "s", DataDate: "2026-01-01",
		},
		&city.Building{Code: "b2", Point: &middle},
		&city.Line{
			Layer: city.LayerRoad, Code: "r1", Former: []string{"r0"}, Names: names, Shape: geo.MultiLine{{p(0, 0), p(5, 5)}, {p(9, 9), p(8, 8), p(9, 9)}},
			Class: map[string]string{"class": "local"}, Source: "s", DataDate: "2026-01-01",
		},
		&city.Place{
			Kind: "red_sail_station", Code: "p1", Former: []string{"p0"}, Names: names, Address: address, Point: middle, Entrances: []geo.Point{p(1, 1)},
			Services: []string{"tea", "legal"}, Skills: []string{"repairs"}, Hours: hours, State: city.PlaceOpen, FloorArea: n(60), Tenure: "own", Owner: "o",
			Class: map[string]string{"level": "community"}, Source: "s", DataDate: "2026-01-01",
		},
		&city.Place{Kind: "red_sail_station", Code: "p2", Point: p(-1, -1), State: city.PlacePlanned},
	} {
		out = append(out, city.PutContent(c, city.Always()))
	}
	return out
}

const everythingScheme = `
layers:
  - {key: grid, name: {zh: 网格, en: Grid}, parent: "", partition: true}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// fill puts everything into a new store, in several changes: each of the groups is one.
func fill(t *testing.T, store string, groups ...[]city.Entry) {
	t.Helper()
	scheme := filepath.Join(t.TempDir(), "scheme.yaml")
	if err := os.WriteFile(scheme, []byte(everythingScheme), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "init", "--store", store, "--scheme", scheme)
	s, err := openStore(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, entries := range groups {
		if _, err := s.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExportIsTheContent: two stores of two kinds, written to in another order, give the same
// bytes, and these are all that the content holds.
func TestExportIsTheContent(t *testing.T) {
	file, server := filepath.Join(t.TempDir(), "a.gpkg"), pgtest.URL(t)
	all := everything()
	fill(t, file, all)
	fill(t, server, all[:3], all[3:6], all[6:])
	for layer, want := range map[string]string{
		"grid": `{"type":"FeatureCollection","name":"grid","features":[
{"type":"Feature","id":"10","geometry":{"type":"MultiPolygon","coordinates":[[[[116.0003,39],[116.00039,39],[116.00039,39.00009],[116.0003,39.00009],[116.0003,39]]]]},"properties":{"code":"10"}},
{"type":"Feature","id":"9","geometry":{"type":"MultiPolygon","coordinates":[[[[116,39],[116.00009,39],[116.00009,39.00009],[116,39.00009],[116,39]],[[116.00001,39.00001],[116.00001,39.00002],[116.00002,39.00002],[116.00002,39.00001],[116.00001,39.00001]]],[[[116.0001,39],[116.00019,39],[116.00019,39.00009],[116.0001,39.00009],[116.0001,39]]]]},"properties":{"code":"9","name":"甲","name_zh_hant":"甲","name_en":"A <b>&","former":["8","7"],"households":0,"population":9007199254740991,"class":{"":"x","kind":"special"},"source":"s","data_date":"2026-01-01"}},
{"type":"Feature","id":"Z","geometry":{"type":"MultiPolygon","coordinates":[[[[116.0005,39],[116.00059,39],[116.00059,39.00009],[116.0005,39.00009],[116.0005,39]]]]},"properties":{"code":"Z"}},
{"type":"Feature","id":"a","geometry":{"type":"MultiPolygon","coordinates":[[[[116.0006,39],[116.00069,39],[116.00069,39.00009],[116.0006,39.00009],[116.0006,39]]]]},"properties":{"code":"a"}},
{"type":"Feature","id":"é","geometry":{"type":"MultiPolygon","coordinates":[[[[116.0004,39],[116.00049,39],[116.00049,39.00009],[116.0004,39.00009],[116.0004,39]]]]},"properties":{"code":"é"}}
]}
`,
		"building": `{"type":"FeatureCollection","name":"building","features":[
{"type":"Feature","id":"b1","geometry":{"type":"MultiPolygon","coordinates":[[[[116,39],[116.00009,39],[116.00009,39.00009],[116,39.00009],[116,39]]]]},"properties":{"code":"b1","name":"甲","name_zh_hant":"甲","name_en":"A <b>&","former":["b0"],"address":"帆影路12号望帆小区3号楼","address_road":"帆影路","address_number":"12号","address_compound":"望帆小区","address_building":"3号楼","grid":"9","storeys":6,"households":48,"point":[116.000045,39.000045],"entrances":[[116,39.0000005],[116.0000005,39]],"class":{"use":"home"},"source":"s","data_date":"2026-01-01"}},
{"type":"Feature","id":"b2","geometry":{"type":"Point","coordinates":[116.000045,39.000045]},"properties":{"code":"b2"}}
]}
`,
		"road": `{"type":"FeatureCollection","name":"road","features":[
{"type":"Feature","id":"r1","geometry":{"type":"MultiLineString","coordinates":[[[116,39],[116.0000005,39.0000005]],[[116.0000009,39.0000009],[116.0000008,39.0000008],[116.0000009,39.0000009]]]},"properties":{"code":"r1","name":"甲","name_zh_hant":"甲","name_en":"A <b>&","former":["r0"],"kind":"road","class":{"class":"local"},"source":"s","data_date":"2026-01-01"}}
]}
`,
		"red_sail_station": `{"type":"FeatureCollection","name":"red_sail_station","features":[
{"type":"Feature","id":"p1","geometry":{"type":"Point","coordinates":[116.000045,39.000045]},"properties":{"code":"p1","name":"甲","name_zh_hant":"甲","name_en":"A <b>&","former":["p0"],"kind":"red_sail_station","address":"帆影路12号望帆小区3号楼","address_road":"帆影路","address_number":"12号","address_compound":"望帆小区","address_building":"3号楼","state":"open","hours":{"week":[{"days":["mon","tue","wed","thu","fri"],"open":[["08:00","20:00"]]},{"days":["sat","sun","holiday"],"open":[]}],"dates":[{"from":"2026-02-16","to":"2026-02-17","open":[["22:00","02:00"]]}],"calendar":"cn"},"services":["tea","legal"],"skills":["repairs"],"floor_area":60,"tenure":"own","owner":"o","entrances":[[116.0000001,39.0000001]],"class":{"level":"community"},"source":"s","data_date":"2026-01-01"}},
{"type":"Feature","id":"p2","geometry":{"type":"Point","coordinates":[115.9999999,38.9999999]},"properties":{"code":"p2","kind":"red_sail_station","state":"planned"}}
]}
`,
		"wall": "{\"type\":\"FeatureCollection\",\"name\":\"wall\",\"features\":[\n]}\n",
	} {
		for _, store := range []string{file, server} {
			if got := mustRun(t, "export", "--store", store, "--layer", layer, "--format", "geojson"); got != want {
				t.Errorf("%s of %.8s…\ngot  %s\nwant %s", layer, store, got, want)
			}
		}
	}
}

// TestNamelessExportComesBack: what the store holds without a name keeps none.
func TestNamelessExportComesBack(t *testing.T) {
	store, file := filepath.Join(t.TempDir(), "a.gpkg"), filepath.Join(t.TempDir(), "grid.geojson")
	fill(t, store, everything())
	before := contentHash(t, store)
	mustRun(t, "export", "--store", store, "--layer", "grid", "--format", "geojson", "--out", file)
	mustRun(t, "import", "--store", store, "--layer", "grid", file)
	if after := contentHash(t, store); after != before {
		t.Errorf("the import made %s of %s", after, before)
	}
}

// TestExportRings: RFC 7946 wants outer rings anticlockwise and holes clockwise, in every
// system.
func TestExportRings(t *testing.T) {
	store := filepath.Join(t.TempDir(), "a.gpkg")
	fill(t, store, everything())
	for _, system := range []string{"wgs84", "EPSG:4548", "gcj02"} {
		out := mustRun(t, "export", "--store", store, "--layer", "grid", "--format", "geojson", "--crs", system)
		fc, err := geojson.UnmarshalFeatureCollection([]byte(out))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fc.Features {
			for _, poly := range f.Geometry.(orb.MultiPolygon) {
				for i, ring := range poly {
					if (ring.Orientation() == orb.CCW) != (i == 0) || !ring.Closed() {
						t.Errorf("%s: ring %d of %v turns the wrong way", system, i, f.ID)
					}
				}
			}
		}
	}
}

// TestExportOfADate: what held on it, as a revision knew it; the file does not say which.
func TestExportOfADate(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	mustRun(t, "import", "--store", b.store, "--layer", "street", b.write("a.geojson", squares("a")))
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--effective-from", "2030-01-01", b.write("b.geojson", squares("a", "b")))
	export := func(flags ...string) string {
		return mustRun(t, append([]string{"export", "--store", b.store, "--layer", "street", "--format", "geojson"}, flags...)...)
	}
	one := export("--at", "2029-12-31")
	if strings.Contains(one, `"b"`) || export("--at", "2029-12-31T23:59:59+08:00") != one || export("--revision", "2", "--at", "2030-01-01") != one {
		t.Errorf("before: %s", one)
	}
	if both := export("--at", "2029-12-31T16:00:00Z"); !strings.Contains(both, `"b"`) || export("--at", "2030-01-01") != both {
		t.Errorf("after: %s", both)
	}
	if strings.Contains(one, "note") {
		t.Errorf("a real city is marked as made up: %s", one)
	}
}

// TestExportMarksTheMadeUp: a file of a made-up city says so.
func TestExportMarksTheMadeUp(t *testing.T) {
	out := mustRun(t, "export", "--store", tinyStore(t), "--layer", "grid", "--format", "geojson", "--out", "-")
	if head, _, _ := strings.Cut(out, "\n"); !strings.Contains(head, `"note":"演示数据（虚构）`) {
		t.Errorf("the file begins %s", head)
	}
}

// TestBadExports: one line that names what is wrong, and the file of before stands.
func TestBadExports(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	out := b.write("out.geojson", "kept")
	for _, c := range []struct {
		words string
		code  int
		flags []string
	}{
		{`no layer "grid"; there are district, street, village, building, road`, exitUsage, []string{"--layer", "grid", "--format", "geojson"}},
		{`--format: "dwg" is unknown; there are geojson, csv, gpkg, shp, xlsx, kml, h3, pmtiles, mbtiles, site`, exitUsage, []string{"--layer", "street", "--format", "dwg"}},
		{"--out: a Shapefile is several files in a .zip", exitUsage, []string{"--layer", "street", "--format", "shp", "--out", "a.SHP"}},
		{"--layer: csv holds one layer", exitUsage, []string{"--layer", "street,district", "--format", "csv"}},
		{`there is no layer "grid"`, exitUsage, []string{"--layer", "street,grid", "--format", "gpkg"}},
		{`layer "street": a file has no two tables of one name`, exitFailed, []string{"--layer", "street,street", "--format", "gpkg"}},
		{"missing flags: --format", exitUsage, []string{"--layer", "street"}},
		{"--layer: which one is missing", exitUsage, []string{"--format", "geojson"}},
		{"--crs: unknown coordinate system", exitUsage, []string{"--layer", "street", "--format", "geojson", "--crs", "EPSG:1"}},
		{"--at: ", exitUsage, []string{"--layer", "street", "--format", "geojson", "--at", "2026-11-21T10:00:00"}},
		{"revisions begin with 1", exitUsage, []string{"--layer", "street", "--format", "geojson", "--revision=-1"}},
		{"there is no revision 9", exitUsage, []string{"--layer", "street", "--format", "geojson", "--revision", "9"}},
		{"district/d: EPSG:32601: point", exitFailed, []string{"--layer", "district", "--format", "geojson", "--crs", "EPSG:32601"}},
		{"--resolution: 13 is not within 7 to 12", exitUsage, []string{"--layer", "street", "--format", "h3", "--resolution", "13"}},
		{"--resolution: it is of h3 alone", exitUsage, []string{"--layer", "street", "--format", "geojson", "--resolution", "9"}},
		{"--crs: H3 cells are of WGS-84, not of gcj02", exitUsage, []string{"--layer", "street", "--format", "h3", "--crs", "gcj02"}},
		{"--crs: KML is of WGS-84, not of gcj02", exitUsage, []string{"--layer", "street", "--format", "kml", "--crs", "gcj02"}},
		{`"building" has no areas`, exitUsage, []string{"--layer", "building", "--format", "h3"}},
		{"no.gpkg", exitFailed, []string{"--layer", "street", "--format", "geojson", "--store", filepath.Join(b.dir, "no.gpkg")}},
	} {
		stdout, stderr, code := redsail(t, append([]string{"export", "--store", b.store, "--out", out}, c.flags...)...)
		kept, err := os.ReadFile(out)
		if code != c.code || stdout != "" && !strings.HasPrefix(stdout, "Usage") || !strings.Contains(stderr, c.words) {
			t.Errorf("%v: exit %d, want %d with %q: %s%s", c.flags, code, c.code, c.words, stdout, stderr)
		}
		if err != nil || !bytes.Equal(kept, []byte("kept")) {
			t.Errorf("%v: the file holds %q, %v", c.flags, kept, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(b.dir, ".redsail-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
