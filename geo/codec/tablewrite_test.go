package codec_test

import (
	"archive/zip"
	"encoding/binary"
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
)

var nameAndNumber = []codec.Column{{Name: "name"}, {Name: "n", Whole: true}}

// written is a file that a writer has filled.
func written(t *testing.T, name string, write func(io.Writer) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func gpkgOf(t *testing.T, kind codec.GeometryKind, columns []codec.Column, features iter.Seq2[codec.OutFeature, error]) func(io.Writer) error {
	return func(w io.Writer) error {
		return codec.WriteGeoPackage(t.Context(), w, t.TempDir(), codec.GeoPackageFile{Changed: "2026-01-01T00:00:00.000Z"},
			[]codec.FeatureTable{{Name: "a", Kind: kind, Columns: columns, Features: features}})
	}
}

// TestGeoPackageKeepsTexts: every text comes back as it was.
func TestGeoPackageKeepsTexts(t *testing.T) {
	r, err := codec.Open(t.Context(), written(t, "a.gpkg", gpkgOf(t, codec.Points, nameAndNumber, hostileFeatures())), codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, h := range hostile {
		f, err := r.Next()
		if err != nil || f.Err != nil || f.Properties["name"] != h[0] || f.Properties["n"] != "-7" || !orb.Equal(f.Geometry, orb.Point{116.5, 39}) {
			t.Errorf("%q came back as %v, %v", h[0], f, err)
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last: %v", err)
	}
}

// outShapes are one of each kind, two-part with a hole.
var outShapes = []struct {
	kind codec.GeometryKind
	g    orb.Geometry
}{
	{codec.Points, orb.Point{116.0000001, -39}},
	{codec.Lines, orb.MultiLineString{{{0, 0}, {1e-7, 1}}, {{2, 2}, {3, 3}}}},
	{codec.Polygons, orb.MultiPolygon{{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, {{4, 1}, {4, 2}, {5, 2}, {4, 1}}}, {{{20, 0}, {29, 0}, {29, 9}, {20, 0}}}}},
}

func shpOf(t *testing.T, kind codec.GeometryKind, columns []codec.Column, features iter.Seq2[codec.OutFeature, error]) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := codec.WriteShapefiles(w, t.TempDir(), codec.ShapefileZip{}, []codec.FeatureTable{{Name: "a", Kind: kind, Columns: columns, Features: features}})
		return err
	}
}

// TestShapefilesKeepTexts: every text comes back but for what a dBASE table cannot hold:
// spaces at the end, and more than 254 bytes.
func TestShapefilesKeepTexts(t *testing.T) {
	var cut int
	path := written(t, "a.zip", func(w io.Writer) (err error) {
		cut, err = codec.WriteShapefiles(w, t.TempDir(), codec.ShapefileZip{}, []codec.FeatureTable{{Name: "a", Kind: codec.Points, Columns: nameAndNumber, Features: hostileFeatures()}})
		return err
	})
	if cut != 1 {
		t.Errorf("%d texts are cut", cut)
	}
	r, err := codec.Open(t.Context(), path, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, h := range hostile {
		want := strings.TrimRight(h[0], " ")
		if len(want) > 254 {
			want = want[:252] // 84 characters of three bytes
		}
		f, err := r.Next()
		if err != nil || f.Err != nil || f.Properties["name"] != want || f.Properties["n"] != "-7" || !orb.Equal(f.Geometry, orb.Point{116.5, 39}) {
			t.Errorf("%q came back as %v, %v", h[0], f, err)
		}
	}
}

// TestShapefilesTurnRings: outer rings are clockwise in the file and holes are not, however
// they came.
func TestShapefilesTurnRings(t *testing.T) {
	for name, g := range map[string]orb.MultiPolygon{
		"anticlockwise": {{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, {{4, 1}, {4, 2}, {5, 2}, {4, 1}}}},
		"clockwise":     {{{{0, 0}, {9, 9}, {9, 0}, {0, 0}}, {{4, 1}, {5, 2}, {4, 2}, {4, 1}}}},
	} {
		archive, err := zip.OpenReader(written(t, "a.zip", shpOf(t, codec.Polygons, []codec.Column{{Name: "code"}}, oneFeature(g, nil))))
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		f, err := archive.Open("a.shp")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || len(b) != 100+8+44+8+8*16 {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
		at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[100+8+52+8*i:])) }
		for part, want := range []orb.Orientation{orb.CW, orb.CCW} {
			var r orb.Ring
			for i := range 4 {
				r = append(r, orb.Point{at(8*part + 2*i), at(8*part + 2*i + 1)})
			}
			if r.Orientation() != want {
				t.Errorf("%s: ring %d is %v", name, part, r)
			}
		}
	}
}

func TestShapefilesKeepShapes(t *testing.T) {
	for _, s := range outShapes {
		for _, kind := range []codec.GeometryKind{s.kind, codec.AnyGeometry} {
			if kind == codec.AnyGeometry && s.kind == codec.Lines {
				continue
			}
			path, layer := written(t, "a.zip", shpOf(t, kind, []codec.Column{{Name: "code"}}, oneFeature(s.g, nil))), "a"
			if kind == codec.AnyGeometry && s.kind == codec.Points {
				layer = "a_points"
			}
			r, err := codec.Open(t.Context(), path, codec.Options{Layer: layer})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			want := s.g
			if m, ok := orb.Clone(s.g).(orb.MultiPolygon); ok {
				for _, poly := range m {
					for _, ring := range poly {
						ring.Reverse() // as a Shapefile has them
					}
				}
				want = m
			}
			if f, err := r.Next(); err != nil || f.Err != nil || !orb.Equal(f.Geometry, want) || f.Properties["code"] != "1" {
				t.Errorf("%v came back as %v, %v", s.g, f, err)
			}
		}
	}
}

// TestShapefilesFail: what cannot be written is an error that says where, and nothing is
// left in the folder.
func TestShapefilesFail(t *testing.T) {
	code := []codec.Column{{Name: "code"}}
	for want, c := range map[string]codec.FeatureTable{
		"feature 0: a coordinate is not finite":         {Name: "a", Kind: codec.Points, Columns: code, Features: oneFeature(orb.Point{math.NaN(), 1}, nil)},
		"is not written":                                {Name: "a", Kind: codec.Points, Columns: code, Features: oneFeature(orb.Collection{}, nil)},
		"feature 0: a Point is not of the kind":         {Name: "a", Kind: codec.Polygons, Columns: code, Features: oneFeature(orb.Point{1, 1}, nil)},
		"broken":                                        {Name: "a", Kind: codec.Points, Columns: code, Features: oneFeature(nil, errors.New("broken"))},
		`layer a: feature 0: property "code" has no co`: {Name: "a", Kind: codec.AnyGeometry, Features: oneFeature(nil, nil)},
	} {
		dir := t.TempDir()
		_, err := codec.WriteShapefiles(io.Discard, dir, codec.ShapefileZip{}, []codec.FeatureTable{c})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", want, left, err)
		}
	}
	twice := codec.FeatureTable{Name: "a", Kind: codec.Points, Features: oneFeature(nil, nil)}
	twice.Columns = code
	if _, err := codec.WriteShapefiles(io.Discard, t.TempDir(), codec.ShapefileZip{}, []codec.FeatureTable{twice, twice}); err == nil || !strings.Contains(err.Error(), "has a layer a already") {
		t.Errorf("a layer twice: %v", err)
	}
}

func TestGeoPackageKeepsShapes(t *testing.T) {
	for _, s := range outShapes {
		r, err := codec.Open(t.Context(), written(t, "a.gpkg", gpkgOf(t, s.kind, []codec.Column{{Name: "code"}}, oneFeature(s.g, nil))), codec.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if f, err := r.Next(); err != nil || f.Err != nil || !orb.Equal(f.Geometry, s.g) || f.Properties["code"] != "1" {
			t.Errorf("%v came back as %v, %v", s.g, f, err)
		}
	}
}

// TestGeoPackageFails: what cannot be written is an error that says where, and nothing is
// left in the folder.
func TestGeoPackageFails(t *testing.T) {
	code := []codec.Column{{Name: "code"}}
	for want, c := range map[string]codec.FeatureTable{
		"feature 0: a coordinate is not finite":       {Name: "a", Columns: code, Features: oneFeature(orb.Point{math.NaN(), 1}, nil)},
		"is not written":                              {Name: "a", Columns: code, Features: oneFeature(orb.Collection{}, nil)},
		"broken":                                      {Name: "a", Columns: code, Features: oneFeature(nil, errors.New("broken"))},
		`feature 0: property "code" has no column`:    {Name: "a", Features: oneFeature(nil, nil)},
		`property "code" is no whole number`:          {Name: "a", Columns: []codec.Column{{Name: "code", Whole: true}}, Features: oneFeature(nil, nil)},
		"names do not begin with gpkg_":               {Name: "gpkg_a", Columns: code, Features: oneFeature(nil, nil)},
		"two tables of one name":                      {Name: "about", Columns: code, Features: oneFeature(nil, nil)},
		"layer a: a column may not be named fid or g": {Name: "a", Columns: []codec.Column{{Name: "fid"}}, Features: oneFeature(nil, nil)},
	} {
		dir := t.TempDir()
		c.Kind = codec.AnyGeometry
		err := codec.WriteGeoPackage(t.Context(), io.Discard, dir, codec.GeoPackageFile{AboutName: "about"}, []codec.FeatureTable{c})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", want, left, err)
		}
	}
}
