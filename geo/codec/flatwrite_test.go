package codec_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
)

// hostile are texts that a reader of the file could take for more than texts, and what a
// CSV holds of each.
var hostile = [][2]string{
	{`=cmd|' /C calc'!A0`, `'=cmd|' /C calc'!A0`}, {"@SUM(1)", "'@SUM(1)"}, {"+1+1", "'+1+1"}, {"-x", "'-x"}, {"-", "'-"}, {"--5", "'--5"},
	{"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"＝1", "'＝1"},
	{"-5", "-5"}, {"+8.25", "+8.25"}, {"110101001001", "110101001001"}, {"007", "007"},
	{"<img src=x onerror=1>&", "<img src=x onerror=1>&"}, {"\u202eabc", "\u202eabc"}, {`"a",b;c`, `"a",b;c`}, {"a\nb", "a\nb"},
	{strings.Repeat("网", 200), strings.Repeat("网", 200)}, {"⛵🏠", "⛵🏠"}, {" a ", " a "}, {"'=1", "'=1"},
}

func hostileFeatures() iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		for _, h := range hostile {
			f := codec.OutFeature{Geometry: orb.Point{116.5, 39}, Properties: []codec.Property{{Key: "name", Value: h[0]}, {Key: "n", Value: int64(-7)}}}
			if !yield(f, nil) {
				return
			}
		}
	}
}

func oneFeature(g orb.Geometry, err error) iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		yield(codec.OutFeature{Geometry: g, Properties: []codec.Property{{Key: "code", Value: "1"}}}, err)
	}
}

// TestCSVDefuses: every text comes back as it was, but that no cell begins a formula.
func TestCSVDefuses(t *testing.T) {
	var b bytes.Buffer
	if err := codec.WriteCSV(&b, []string{"name", "n"}, "wkt", hostileFeatures()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(hostile)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, h := range hostile {
		if got := rows[i+1]; got[0] != h[1] || got[1] != "-7" || got[2] != "POINT (116.5 39)" {
			t.Errorf("%q is written as %q", h[0], got)
		}
	}
}

// TestKMLIsXML: every text comes back from an XML reader as it was.
func TestKMLIsXML(t *testing.T) {
	var b bytes.Buffer
	if err := codec.WriteKML(&b, "<a>", "x & y", hostileFeatures()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Name        string   `xml:"Document>name"`
		Description string   `xml:"Document>description"`
		Names       []string `xml:"Document>Placemark>name"`
		Positions   []string `xml:"Document>Placemark>Point>coordinates"`
	}
	if err := xml.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Name != "<a>" || doc.Description != "x & y" || len(doc.Names) != len(hostile) || len(doc.Positions) != len(hostile) {
		t.Fatalf("%+v", doc)
	}
	for i, h := range hostile {
		if doc.Names[i] != h[0] || doc.Positions[i] != "116.5,39" {
			t.Errorf("%q is written as %q at %s", h[0], doc.Names[i], doc.Positions[i])
		}
	}
}

// TestCSVComesBack: what is written is read again, with the system that the column names.
func TestCSVComesBack(t *testing.T) {
	hole := orb.Ring{{1, 1}, {1, 2}, {2, 2}, {1, 1}}
	for _, g := range []orb.Geometry{
		orb.Point{116.0000001, -39},
		orb.MultiLineString{{{0, 0}, {1e-7, 1}}, {{2, 2}, {3, 3}}},
		orb.MultiPolygon{{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, hole}, {{{20, 0}, {29, 0}, {29, 9}, {20, 0}}}},
	} {
		for name, want := range map[string]string{"wgs84": "", "gcj02": "gcj02", "EPSG:4549": "EPSG:4549", "tm:lon0=120.5,k=1,fe=0,fn=0": "tm:lon0=120.5,k=1,fe=0,fn=0"} {
			sys, err := crs.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := codec.WriteCSV(&b, []string{"code"}, codec.WKTColumn(sys), oneFeature(g, nil)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "a.csv")
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := codec.Open(t.Context(), path, codec.Options{})
			if err != nil {
				t.Fatal(err)
			}
			f, err := r.Next()
			if err != nil || f.Err != nil || !orb.Equal(f.Geometry, g) || f.Properties["code"] != "1" || r.Source().CRS != want {
				t.Errorf("%s: %v (%v) of %q, %v", name, f, f.Err, r.Source().CRS, err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestFlatWritersFail: what cannot be written is an error, and so is what fails before.
func TestFlatWritersFail(t *testing.T) {
	broken := errors.New("broken")
	for name, features := range map[string]iter.Seq2[codec.OutFeature, error]{
		"not finite": oneFeature(orb.Point{math.NaN(), 1}, nil), "infinite": oneFeature(orb.MultiLineString{{{0, 0}, {1, math.Inf(-1)}}}, nil),
		"kind": oneFeature(orb.Collection{}, nil), "before": oneFeature(nil, broken),
	} {
		if err := codec.WriteCSV(io.Discard, []string{"code"}, "wkt", features); err == nil {
			t.Errorf("%s: CSV is written", name)
		}
		if err := codec.WriteKML(io.Discard, "a", "", features); err == nil {
			t.Errorf("%s: KML is written", name)
		}
	}
	if err := codec.WriteCSV(io.Discard, []string{"name"}, "wkt", oneFeature(nil, nil)); err == nil || !strings.Contains(err.Error(), `"code" has no column`) {
		t.Errorf("a property without a column: %v", err)
	}
}

// FuzzDefused: whatever the text, the cell begins no formula and only an apostrophe is added.
func FuzzDefused(f *testing.F) {
	for _, h := range hostile {
		f.Add(h[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := codec.Defused(text)
		if got != text && got != "'"+text {
			t.Errorf("%q became %q", text, got)
		}
		if got != "" && strings.ContainsAny(got[:1], "=@\t\r\n") {
			t.Errorf("%q may run", got)
		}
		if got != "" && strings.ContainsAny(got[:1], "+-") && strings.Trim(got[1:], "0123456789.") != "" {
			t.Errorf("%q may run", got)
		}
	})
}

// BenchmarkFlatWrite writes 10,000 squares a round and counts the memory.
func BenchmarkFlatWrite(b *testing.B) {
	square := orb.MultiPolygon{{{{116, 39}, {116.001, 39}, {116.001, 39.001}, {116, 39.001}, {116, 39}}}}
	features := func(yield func(codec.OutFeature, error) bool) {
		for range 10_000 {
			if !yield(codec.OutFeature{Geometry: square, Properties: []codec.Property{{Key: "code", Value: "110101001001"}}}, nil) {
				return
			}
		}
	}
	dir := b.TempDir()
	tables := []codec.FeatureTable{{Name: "a", Kind: codec.Polygons, Columns: []codec.Column{{Name: "code"}}, Features: features}}
	for name, write := range map[string]func() error{
		"csv":     func() error { return codec.WriteCSV(io.Discard, []string{"code"}, "wkt", features) },
		"kml":     func() error { return codec.WriteKML(io.Discard, "a", "", features) },
		"geojson": func() error { return codec.WriteGeoJSON(io.Discard, features) },
		"gpkg": func() error {
			return codec.WriteGeoPackage(b.Context(), io.Discard, dir, codec.GeoPackageFile{}, tables)
		},
		"shp": func() error {
			_, err := codec.WriteShapefiles(io.Discard, dir, codec.ShapefileZip{}, tables)
			return err
		},
		"xlsx": func() error {
			_, err := codec.WriteXLSX(io.Discard, codec.XLSXFile{AboutName: "about"}, tables)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
