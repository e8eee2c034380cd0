package codec_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "codec")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "town.geojson")
	town := `{"type":"Feature","properties":{"code":370811001001,"name":"古槐"},
		"geometry":{"type":"Polygon","coordinates":[[[116,35],[117,35],[117,36],[116,35]]]}}`
	if err := os.WriteFile(path, []byte(town), 0o600); err != nil {
		log.Fatal(err)
	}

	r, err := codec.Open(context.Background(), path, codec.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f.Properties["code"], f.Properties["name"], f.Geometry.GeoJSONType())
	}
	// Output: 370811001001 古槐 Polygon
}

func TestGeoJSONProperties(t *testing.T) {
	doc := `{"type":"Feature","id":"f1","geometry":{"coordinates":[1,2],"type":"Point"},"properties":{
		"int":370811001001,"long":123456789012345678901234567890,"float":6301200042.0,"exp":3.70811001001e11,
		"cut":3.70811E+11,"bare":3.70811e11,"filled":3.708110e5,
		"small":1.50e-3,"neg":-0.0,"huge":1e300,"text":" 0370 ","esc":"\u4e2d\ud83d\ude00\/\n","yes":true,"no":false,"null":null,"nan":NaN,
		"list":[1, "a", {"b" : null}], "obj":{}, "twice":1, "twice":2}}`
	src, fs := mustRead(t, write(t, "a.json", []byte(doc)), codec.Options{})
	want := map[string]string{"id": "f1", "int": "370811001001", "long": "123456789012345678901234567890", "float": "6301200042",
		"exp": "370811001001", "small": "0.0015", "neg": "0", "huge": "1e+300", "cut": "3.70811E+11", "bare": "3.70811e+11", "filled": "370811", "text": " 0370 ", "esc": "中😀/\n", "yes": "true", "no": "false",
		"list": `[1,"a",{"b":null}]`, "obj": "{}", "twice": "2"}
	if len(fs) != 1 || !maps.Equal(fs[0].Properties, want) {
		t.Errorf("got %q\nwant %q", fs[0].Properties, want)
	}
	if len(src.Fields) != len(want)+2 || src.Fields[0] != "id" || src.Fields[1] != "int" {
		t.Errorf("fields: %q", src.Fields)
	}
}

// Members in any order, a crs behind the features, Z, a BOM, nested collections.
func TestGeoJSONForms(t *testing.T) {
	doc := "\xef\xbb\xbf" + `{"features":[
		{"properties":null,"geometry":{"coordinates":[[[0,0,5],[1,0,5],[1,1,5],[0,0,5]]],"type":"Polygon"},"type":"Feature"},
		{"type":"Feature","properties":{"id":"own"},"id":3,"geometry":{"type":"GeometryCollection","geometries":[
			{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},
			{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","coordinates":[[[[5,5],[6,5],[6,6],[5,5]]]]}]}]}}
		],"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}}`
	src, fs := mustRead(t, write(t, "a.geojson", []byte(doc)), codec.Options{})
	if src.Format != "geojson" || src.CRS != "EPSG:4490" || !slices.Equal(src.Fields, []string{"id"}) {
		t.Errorf("source: %+v", src)
	}
	triangle := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}
	if len(fs) != 2 || !orb.Equal(fs[0].Geometry, orb.Polygon{triangle}) {
		t.Fatalf("got %v", fs)
	}
	if !orb.Equal(fs[1].Geometry, orb.MultiPolygon{{triangle}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}}) {
		t.Errorf("collection: %v", fs[1].Geometry)
	}
	if fs[1].Properties["id"] != "own" {
		t.Errorf("an id property must win: %v", fs[1].Properties)
	}
}

func TestGeoJSONCRSNames(t *testing.T) {
	for name, want := range map[string]string{
		"urn:ogc:def:crs:OGC:1.3:CRS84": "OGC:CRS84", "EPSG:4326": "EPSG:4326", "urn:ogc:def:crs:EPSG::4548": "EPSG:4548",
		"http://www.opengis.net/def/crs/EPSG/0/4490": "EPSG:4490", "gcj02": "gcj02", "": "",
	} {
		doc := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"` + name + `"}},"features":[]}`
		if src, _ := mustRead(t, write(t, "a.geojson", []byte(doc)), codec.Options{}); src.CRS != want {
			t.Errorf("%q: got %q, want %q", name, src.CRS, want)
		}
	}
}

func TestGeoJSONSyntaxErrorHasAPlace(t *testing.T) {
	doc := "{\"type\":\"FeatureCollection\",\n\"features\":[\n{\"type\":\"Feature\" \"a\":1}]}"
	_, _, err := readAll(t, write(t, "a.geojson", []byte(doc)), codec.Options{})
	var fe *codec.FileError
	if !errors.As(err, &fe) || fe.Place != "line 3, byte 63" {
		t.Errorf("got %v", err)
	}
}

func TestGeoJSONDeepAndLong(t *testing.T) {
	deep := `{"type":"Point","coordinates":[1,2],"x":` + strings.Repeat("[", 1_000_000)
	if _, _, err := readAll(t, write(t, "a.geojson", []byte(deep)), codec.Options{}); kindOf(err) != codec.KindMalformed {
		t.Errorf("deep: got %v", err)
	}
	var long strings.Builder
	for i := range 20 {
		fmt.Fprintf(&long, `"p%d":"%s",`, i, strings.Repeat("x", 1000))
	}
	doc := `{"type":"Feature","geometry":null,"properties":{` + strings.TrimSuffix(long.String(), ",") + `}}`
	if _, _, err := readAll(t, write(t, "a.geojson", []byte(doc)), codec.Options{Limits: codec.Limits{FieldBytes: 1000}}); kindOf(err) != codec.KindTooLarge {
		t.Errorf("long: got %v", err)
	}
}

func TestGeoJSONCorpora(t *testing.T) {
	dir := geotest.DataDir(t)
	for _, c := range []struct {
		file, crs        string
		features, faulty int
	}{
		{"cn-beijing-townships/beijing_townships_wgs84.geojson", "", 331, 0},
		{"tw-taipei/taipei_town.geojson", "", 12, 0},
		{"tw-taipei/taipei_village.geojson", "OGC:CRS84", 456, 0},
		{"tw-taipei/building_unsued_public.geojson", "OGC:CRS84", 58, 21},
		{"dirty-coverages/Ahmedabad_Wards.geojson", "OGC:CRS84", 48, 0},
		{"dirty-coverages/Jaipur_Jaipur_Wards.geojson", "", 77, 0},
		{"dirty-coverages/Mumbai_BMC_Wards.geojson", "OGC:CRS84", 24, 0},
		{"dirty-coverages/Purnia_Purnia_Wards.geojson", "OGC:CRS84", 43, 0},
		{"uk-leicester/oa_E06000016.json", "OGC:CRS84", 969, 0},
		{"uk-leicester/lsoa_E06000016.json", "OGC:CRS84", 192, 0},
		{"uk-leicester/msoa_E06000016.json", "OGC:CRS84", 37, 0},
		{"uk-leicester/wards_E06000016.json", "OGC:CRS84", 22, 0},
		{"cn-jining-ordos/land_cnmaps/370800.geojson", "", 1, 0},
		{"cn-jining-ordos/fences_gcj02_vonng/150600.json", "", 1, 0},
	} {
		src, fs := mustRead(t, filepath.Join(dir, c.file), codec.Options{})
		faulty := 0
		for _, f := range fs {
			if f.Err != nil {
				faulty++
			}
		}
		if src.Format != "geojson" || src.CRS != c.crs || len(fs) != c.features || faulty != c.faulty {
			t.Errorf("%s: %d features, %d faulty, %+v", c.file, len(fs), faulty, src)
		}
	}
}

func TestWriteGeoJSON(t *testing.T) {
	features := []codec.OutFeature{
		{ID: 7, Geometry: unit.Orb(), Properties: []codec.Property{{Key: "code", Value: "370811001"}, {Key: "b&<a", Value: nil}, {Key: "n", Value: 5}}},
		{Geometry: orb.Collection{orb.Point{1e-7, -0.5}, orb.LineString{{1, 2}, {3, 4}}}},
		{},
	}
	const want = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":7,"geometry":{"type":"MultiPolygon","coordinates":[[[[116,35],[117,35],[117,36],[116,36],[116,35]]]]},"properties":{"code":"370811001","b&<a":null,"n":5}},
{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0.0000001,-0.5]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]},"properties":{}},
{"type":"Feature","geometry":null,"properties":{}}
]}
`
	var b bytes.Buffer
	if err := codec.WriteGeoJSON(&b, sequence(features, nil)); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
	_, fs := mustRead(t, write(t, "a.geojson", b.Bytes()), codec.Options{})
	if len(fs) != 3 || !orb.Equal(fs[0].Geometry, unit.Orb()) || fs[0].Properties["id"] != "7" {
		t.Errorf("read back: %v", fs)
	}
	b.Reset()
	none := []codec.OutFeature{{Properties: []codec.Property{{Key: "class", Value: map[string]string{"z": "<&>", "a": ""}}}}}
	err := codec.WriteGeoJSON(&b, sequence(none, nil), codec.Property{Key: "name", Value: "grid"}, codec.SystemMember("EPSG:4548"))
	const headed = `{"type":"FeatureCollection","name":"grid","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4548"}},"features":[
{"type":"Feature","geometry":null,"properties":{"class":{"a":"","z":"<&>"}}}
]}
`
	if err != nil || b.String() != headed {
		t.Errorf("got %s, %v\nwant %s", b.String(), err, headed)
	}
	for name, want := range map[string]string{"EPSG:4548": "EPSG:4548", "gcj02": "gcj02", "tm:lon0=117,k=1,fe=5e5,fn=0": "tm:lon0=117,k=1,fe=5e5,fn=0"} {
		b.Reset()
		if err := codec.WriteGeoJSON(&b, sequence(none, nil), codec.SystemMember(name)); err != nil {
			t.Fatal(err)
		}
		if src, _ := mustRead(t, write(t, "a.geojson", b.Bytes()), codec.Options{}); src.CRS != want {
			t.Errorf("%s comes back as %q", name, src.CRS)
		}
	}
	if err := codec.WriteGeoJSON(io.Discard, sequence(nil, nil), codec.Property{Key: "f", Value: math.NaN()}); err == nil {
		t.Error("NaN is no JSON")
	}
	stop := errors.New("stop")
	if err := codec.WriteGeoJSON(io.Discard, sequence(nil, stop)); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	bad := []codec.OutFeature{{Geometry: orb.Point{0, inf}}}
	if err := codec.WriteGeoJSON(io.Discard, sequence(bad, nil)); err == nil || !strings.Contains(err.Error(), "feature 0") {
		t.Errorf("got %v", err)
	}
}

func sequence(features []codec.OutFeature, end error) iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		for _, f := range features {
			if !yield(f, nil) {
				return
			}
		}
		if end != nil {
			yield(codec.OutFeature{}, end)
		}
	}
}
