package streets_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
)

func collection(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

func feature(props, kind, coords string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, props, kind, coords)
}

func TestGeoJSON(t *testing.T) {
	n := read(t, file(t, "a.geojson", collection(
		feature(`"code":"A","name":"人民路","class":"主干路"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"B","class":"footway","access":"private"`, "MultiLineString", `[[[110.001,30.001],[110.001,30]],[[110.001,30],[110.001,29.999]]]`),
		feature(`"code":"C","class":"围墙"`, "LineString", `[[110.0005,29.9995],[110.001,29.9995],[110.0015,29.9995]]`),
		feature(`"code":"D","class":"gate","barrier":"gate"`, "Point", `[110.001,29.9995]`),
		feature(`"code":"E","class":"water"`, "Polygon", `[[[110.003,30],[110.004,30],[110.004,30.001],[110.003,30]]]`),
		feature(`"code":"F","class":"whatever"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"A","class":"path"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"","class":"path"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"G","class":"proposed"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"H","class":"path"`, "LineString", `[[110,30]]`),
		feature(`"code":"I","class":"path"`, "Point", `[110,30]`),
	)), streets.Options{})
	lines := byCode(n)
	if got := slices.Sorted(maps.Keys(lines)); !slices.Equal(got, []string{"A", "B", "C", "D", "E"}) {
		t.Fatalf("lines %v", got)
	}
	if l := lines["A"]; l.Kind != streets.Road || l.Class["class"] != "primary" || l.Zh != "人民路" {
		t.Errorf("%+v", l)
	}
	if l := lines["B"]; l.Class["access"] != "private" || len(l.Shape) != 2 {
		t.Errorf("%+v", l)
	}
	// The path ends on the street, which has no vertex there: it is given one.
	if l := lines["A"]; n.Noded != 1 || !slices.Contains(l.Shape[0], geo.Point{X: 1_100_010_000, Y: 300_000_000}) {
		t.Errorf("%d ends noded: %v", n.Noded, l.Shape)
	}
	if l := lines["C"]; l.Kind != streets.Wall || len(l.Shape) != 2 {
		t.Errorf("the wall is %+v", l)
	}
	if l := lines["D"]; l.Class["class"] != streets.Gate || len(l.Shape) != 1 {
		t.Errorf("the gate is %+v", l)
	}
	if l := lines["E"]; l.Kind != streets.River || l.Class["class"] != "water" {
		t.Errorf("the pond is %+v", l)
	}
	if want := map[string]int{streets.LeftUnknown: 1, streets.LeftNotBuilt: 1, streets.LeftNoWay: 1}; !maps.Equal(n.Left, want) {
		t.Errorf("left out %v", n.Left)
	}
	var reasons []string
	for _, r := range n.Rejected {
		reasons = append(reasons, r.Code+" "+r.Reason)
	}
	if want := []string{"F unknown_class", "A duplicate_code", " bad_code", "H line_too_short"}; !slices.Equal(reasons, want) {
		t.Errorf("rejected %q", reasons)
	}
}

// TestLooseEnds: an end 40 cm from a street is told of, and nothing is moved.
func TestLooseEnds(t *testing.T) {
	n := read(t, file(t, "a.geojson", collection(
		feature(`"code":"A"`, "LineString", `[[110,30],[110.002,30]]`),
		feature(`"code":"B"`, "LineString", `[[110.001,30.001],[110.001,30.0000036]]`),
	)), streets.Options{Class: "highway=residential"})
	if len(n.Loose) != 1 || n.Loose[0].Code != "B" || n.Noded != 0 || !strings.Contains(n.Loose[0].Message, "0.40 m from A") {
		t.Errorf("%d noded, loose %v", n.Noded, n.Loose)
	}
	_, found, err := walk.Build(streets.Walk(n.Lines), walk.DefaultRules(), walk.Adult)
	if err != nil || len(found.Islands) != 1 {
		t.Errorf("islands %v, %v", found, err)
	}
}

func TestFields(t *testing.T) {
	path := file(t, "a.geojson", collection(feature(`"nr":"A","art":"残"`, "LineString", `[[110,30],[110.002,30]]`)))
	var field *streets.FieldError
	for _, o := range []streets.Options{{}, {ClassField: "no"}, {CodeField: "no", Class: "highway=path"}, {NameField: "no", Class: "highway=path"}, {Class: "highway=nonsense"}, {Class: "x=y"}} {
		if _, err := streets.Read(t.Context(), path, o); !errors.As(err, &field) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	n := read(t, path, streets.Options{Class: "barrier=fence", CodeField: "nr"})
	if l := n.Lines[0]; l.Code != "A" || l.Kind != streets.Wall || l.Class["class"] != "fence" {
		t.Errorf("%+v", l)
	}
	if n := read(t, path, streets.Options{Class: "barrier=fence"}); n.Lines[0].Code != "L000001" {
		t.Errorf("made-up code %q", n.Lines[0].Code)
	}
}

func TestSystems(t *testing.T) {
	path := file(t, "a.geojson", collection(feature(`"code":"A"`, "LineString", `[[39462498,3411783],[39462598,3411783]]`)))
	n := read(t, path, streets.Options{Class: "highway=path", CRS: "EPSG:4527"})
	want, err := crs.Parse("EPSG:4527")
	if err != nil {
		t.Fatal(err)
	}
	ll, err := want.ToWGS84([2]float64{39462498, 3411783})
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := geo.Snap(ll); n.Lines[0].Shape[0][0] != p || n.CRS != "EPSG:4527" {
		t.Errorf("%v in %s, want %v", n.Lines[0].Shape, n.CRS, p)
	}
	var refusal *crs.Refusal
	if _, err := streets.Read(t.Context(), path, streets.Options{Class: "highway=path"}); !errors.As(err, &refusal) || !strings.Contains(refusal.Message, path) {
		t.Errorf("metres where degrees are said: %v", err)
	}
}

func TestNoStreets(t *testing.T) {
	path := file(t, "a.geojson", collection(feature(`"code":"A","class":"proposed"`, "LineString", `[[110,30],[110.002,30]]`)))
	for _, o := range []streets.Options{{}, {ClassField: "highway"}} {
		nothing := file(t, "n.geojson", []byte(`{"type":"FeatureCollection","features":[]}`))
		if fe := faultOf(t, nothing, o); fe.Kind != codec.KindEmpty || !strings.Contains(fe.Error(), "no street") {
			t.Errorf("a file of nothing: %v", fe)
		}
	}
	if fe := faultOf(t, path, streets.Options{}); fe.Kind != codec.KindEmpty || !strings.Contains(fe.Error(), "1 not_built") {
		t.Errorf("%v", fe)
	}
}

func FuzzFeatures(f *testing.F) {
	f.Add(collection(feature(`"code":"A","class":"path"`, "LineString", `[[110,30],[110.002,30]]`), feature(`"barrier":"gate","code":"x"`, "Point", `[110,30]`)))
	f.Fuzz(func(t *testing.T, content []byte) { survive(t, "a.geojson", content) })
}

// TestShapefile reads polylines with a class as a surveyor writes it, in GBK, and Geofabrik's.
func TestShapefile(t *testing.T) {
	s := geotest.Shapefile{
		Type:   3,
		Fields: []geotest.Field{{Name: "osm_id", Kind: 'C', Width: 12}, {Name: "fclass", Kind: 'C', Width: 28}, {Name: "name", Kind: 'C', Width: 30}},
		Rows: []geotest.Row{
			{Rings: [][][2]float64{{{110, 30}, {110.001, 30}}, {{110.001, 30}, {110.002, 30}}}, Cells: []string{"7", "residential", "\xc8\xcb\xc3\xf1\xc2\xb7"}},
			{Rings: [][][2]float64{{{110.001, 30}, {110.001, 30.001}}}, Cells: []string{"8", "track_grade3", ""}},
			{Rings: [][][2]float64{{{110.001, 30}, {110.001, 30.001}}}, Cells: []string{"9", "\xce\xa7\xc7\xbd", ""}},
		},
	}
	path := file(t, "a.shp", s.SHP())
	if err := os.WriteFile(strings.TrimSuffix(path, "shp")+"dbf", s.DBF(), 0o600); err != nil {
		t.Fatal(err)
	}
	n := read(t, path, streets.Options{Encoding: "gbk"})
	lines := byCode(n)
	if l := lines["7"]; l.Kind != streets.Road || l.Zh != "人民路" || len(l.Shape) != 2 || l.Class["class"] != "residential" {
		t.Errorf("%+v", l)
	}
	if l := lines["8"]; l.Kind != streets.Path || l.Class["class"] != "track" {
		t.Errorf("%+v", l)
	}
	if l := lines["9"]; l.Kind != streets.Wall || n.Format != "shapefile" || len(n.Lines) != 3 {
		t.Errorf("%+v of %s", l, n.Format)
	}
}

// TestExportedClasses: the rows of an export say what they are by a JSON object of all attributes.
func TestExportedClasses(t *testing.T) {
	line := func(code, class string) string {
		return feature(`"code":"`+code+`","name":"甲","name_en":"A","former":["`+code+`0"],"source":"s","data_date":"2026-01-02","class":`+class, "LineString", `[[110,30],[110.002,30]]`)
	}
	path := file(t, "a.geojson", collection(line("A", `{"class":"lane","width_m":"4"}`), line("B", `{"class":"main_gate"}`), line("C", `{"class":"巷"}`),
		line("D", `{"class":"traffic_signals","stop":"yes"}`), line("E", `{"x":"y"}`), line("F", `"bank"`)))
	n := read(t, path, streets.Options{})
	lines := byCode(n)
	want := streets.Line{Code: "A", Kind: streets.Road, Zh: "甲", En: "A", Former: []string{"A0"}, Source: "s", Date: "2026-01-02", Class: map[string]string{"class": "lane", "width_m": "4"}, Guessed: true}
	got := lines["A"]
	if got.Shape = nil; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	for code, kind := range map[string]streets.Kind{"B": streets.Wall, "D": streets.Path, "F": streets.Road} {
		if lines[code].Kind != kind {
			t.Errorf("%s: %+v", code, lines[code])
		}
	}
	if len(n.Rejected) != 2 || n.Rejected[0].Code != "C" || n.Rejected[0].Reason != streets.ReasonUnknown || n.Unknown["class=巷"] != 1 || n.Unknown["no class"] != 1 || n.Left[streets.LeftUnknown] != 2 {
		t.Errorf("%+v %v", n.Rejected, n.Unknown)
	}
	n = read(t, path, streets.Options{Class: "巷=footway, highway=steps"})
	lines = byCode(n)
	if c, e := lines["C"], lines["E"]; len(n.Rejected) > 0 || c.Kind != streets.Path || c.Class["class"] != "footway" || e.Class["class"] != "steps" || e.Class["x"] != "y" {
		t.Errorf("%+v %+v %+v", c, e, n.Rejected)
	}
	var field *streets.FieldError
	for _, option := range []string{"巷=nonsense", "highway=steps,highway=path", "x=y"} {
		if _, err := streets.Read(t.Context(), path, streets.Options{Class: option}); !errors.As(err, &field) {
			t.Errorf("%s: %v", option, err)
		}
	}
}
