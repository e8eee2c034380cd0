package codec_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

// small are limits under which a fuzzer's file can ask for little.
var small = codec.Limits{FileBytes: 1 << 20, EntryBytes: 1 << 20, Features: 1000, Vertices: 10_000, RingVertices: 1000, FieldBytes: 10_000}

// survive reads a file of a fuzzer: every end but a named one is a bug.
func survive(t *testing.T, path string, o codec.Options) error {
	t.Helper()
	o.Limits = small
	_, _, err := readAll(t, path, o)
	var fe *codec.FileError
	if err != nil && !errors.As(err, &fe) {
		t.Fatalf("an error without a kind: %v", err)
	}
	return err
}

// nonFinite are the words that our JSON takes besides the standard.
var nonFinite = regexp.MustCompile(`NaN|Infinity`)

func FuzzGeoJSON(f *testing.F) {
	for _, s := range geotest.BadShapes() {
		f.Add(geotest.Collection(s.GeoJSON, geotest.GoodPolygon))
	}
	f.Add([]byte("\xef\xbb\xbf" + `{"type":"Feature","id":1,"properties":{"a":[1,{"b":"\ud83d\ude00"}]},"geometry":{"type":"GeometryCollection","geometries":[]}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		err := survive(t, write(t, "a.geojson", doc), codec.Options{})
		text := strings.TrimPrefix(string(doc), "\xef\xbb\xbf")
		// The standard decoder is the judge of what JSON is.
		if err == nil && !json.Valid([]byte(text)) && !nonFinite.MatchString(text) {
			t.Fatalf("taken, but no JSON: %q", doc)
		}
		if kindOf(err) == codec.KindMalformed && json.Valid([]byte(text)) && !structural.MatchString(err.Error()) {
			t.Fatalf("valid JSON, but: %v", err)
		}
	})
}

// structural are faults of valid JSON that is no GeoJSON or TopoJSON.
var structural = regexp.MustCompile(`root|two members|not an array|no "features"|nested more|lacks|expected|a position|"transform"`)

func FuzzTopoJSON(f *testing.F) {
	f.Add([]byte(topology))
	f.Add([]byte(`{"type":"Topology","arcs":[[[0,0],[1,0],[1,1],[0,0]]],"objects":{"a":{"type":"Polygon","arcs":[[0]]}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) { survive(t, write(t, "a.topojson", doc), codec.Options{}) })
}

func FuzzSHP(f *testing.F) {
	town := geotest.Town()
	f.Add(town.SHP())
	town.Type, town.Rows[0].Rings = 15, [][][2]float64{geotest.Square(0, 0, 9), geotest.Backwards(geotest.Square(1, 1, 1))}
	f.Add(town.SHP())
	f.Fuzz(func(t *testing.T, shp []byte) { survive(t, besides(t, shp, geotest.Town().DBF()), codec.Options{}) })
}

func FuzzDBF(f *testing.F) {
	f.Add(geotest.Town().DBF())
	f.Fuzz(func(t *testing.T, dbf []byte) { survive(t, besides(t, geotest.Town().SHP(), dbf), codec.Options{}) })
}

func besides(t *testing.T, shp, dbf []byte) string {
	t.Helper()
	path := write(t, "a.shp", shp)
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "a.dbf"), dbf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func FuzzZip(f *testing.F) {
	f.Add(geotest.Zip(f, geotest.Town().Entries("a", geotest.Entry{Name: "a.prj", Body: []byte("GEOGCS")}, geotest.Entry{Name: "a.cpg", Body: []byte("GBK")})...))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, write(t, "a.zip", b), codec.Options{}) })
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("code,wkt\n1,\"POLYGON((0 0,1 0,1 1,0 0))\"\n"))
	f.Add([]byte("\xc3\xfb;wkt\n\xc3\xfb;POINT(1 2)\n"))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, write(t, "a.csv", b), codec.Options{}) })
}

func FuzzWKT(f *testing.F) {
	for _, s := range geotest.BadShapes() {
		f.Add(s.WKT)
	}
	f.Add("SRID=4490;MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)))")
	f.Add("GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION EMPTY)")
	f.Fuzz(func(t *testing.T, wkt string) {
		if strings.ContainsAny(wkt, "\"\r") {
			t.Skip("must fit a CSV cell as it is")
		}
		survive(t, write(t, "a.csv", []byte("wkt\n\""+wkt+"\"\n")), codec.Options{})
	})
}

func FuzzGeoPackageBlob(f *testing.F) {
	f.Add(codec.GeoPackageBlob(unit))
	f.Add(codec.GeoPackageBlob(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := codec.ParseGeoPackageBlob(b)
		var fe *codec.FeatureError
		if err != nil && !errors.As(err, &fe) {
			t.Fatalf("an error without a reason: %v", err)
		}
	})
}

func FuzzEWKB(f *testing.F) {
	f.Add(codec.EWKB(unit))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := codec.ParseEWKB(b)
		var fe *codec.FeatureError
		if err != nil && !errors.As(err, &fe) {
			t.Fatalf("an error without a reason: %v", err)
		}
	})
}

func FuzzGeoPackage(f *testing.F) {
	whole, err := os.ReadFile(makeGeoPackage(f))
	if err != nil {
		f.Fatal(err)
	}
	// A mutation is an offset and the bytes to put there: whole files are too large to mutate well.
	f.Add(uint16(100), []byte{13, 0})
	f.Add(uint16(4096), []byte{10})
	f.Fuzz(func(t *testing.T, at uint16, b []byte) {
		bad := append([]byte{}, whole...)
		copy(bad[int(at)%len(bad):], b)
		survive(t, write(t, "a.gpkg", bad), codec.Options{})
	})
}
