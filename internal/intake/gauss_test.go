package intake_test

import (
	"archive/zip"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// TestGaussKrueger: Beijing's townships as a survey office would send them, in a CGCS2000
// Gauss–Krüger zone in either form (without and with the zone before the eastings), text in
// GBK, zipped, made by GDAL and PROJ: the import gives the same areas, vertex for vertex,
// within a unit, and the same size.
func TestGaussKrueger(t *testing.T) {
	shp := filepath.Join(geotest.DataDir(t), "cn-beijing-townships", "beijing.shp")
	ogr2ogr := gdal(t, "ogr2ogr")
	w := newWorld(t, threeLayers)
	o := intake.Options{Layer: "street", CodeField: "县+乡", NameField: "乡"}
	w.take(shp, o)
	want := w.shapes("street")
	size := total(want)
	for _, epsg := range []string{"EPSG:4548", "EPSG:4527"} {
		dir := t.TempDir()
		made := filepath.Join(dir, "乡镇.shp")
		out, err := exec.CommandContext(t.Context(), ogr2ogr, "-t_srs", epsg, "-lco", "ENCODING=GBK", made, shp).CombinedOutput()
		if err != nil {
			t.Fatalf("ogr2ogr: %v\n%s", err, out)
		}
		// Of the text encoding only the table itself speaks, as in files of old tools.
		if err := os.Remove(filepath.Join(dir, "乡镇.cpg")); err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, threeLayers)
		o.Strict = true
		r := w.take(zipFolder(t, dir), o)
		if r.Status != intake.Stored || r.Accepted != 331 || r.Format != "shapefile" {
			t.Fatalf("%s: %+v", epsg, r)
		}
		t.Logf("%s is read as %s", epsg, r.CRS)
		got := w.shapes("street")
		for code, m := range want {
			if far := farthest(m, got[code]); far > 1 {
				t.Errorf("%s: %s is off by %v units", epsg, code, far)
			}
		}
		if s := total(got); math.Abs(s-size) > 1e-7*size {
			t.Errorf("%s: %.0f m² instead of %.0f", epsg, s, size)
		}
	}
	// 16,410 km² are said of Beijing; the drawing has its own mind about the frame.
	if math.Abs(size-16_410e6) > 0.01*16_410e6 {
		t.Errorf("Beijing has %.0f km²", size/1e6)
	}
}

// gdal finds a program of GDAL.
func gdal(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("REDSAIL_REQUIRE") != "" {
		t.Fatalf("%s is missing (gdal-bin), and REDSAIL_REQUIRE is set: %v", name, err)
	}
	t.Skipf("%s is missing (gdal-bin): %v", name, err)
	return ""
}

func zipFolder(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "delivery.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		to, err := z.Create(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		from, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(to, from); err != nil {
			t.Fatal(err)
		}
		from.Close()
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func total(shapes map[string]geo.MultiPolygon) float64 {
	var sizes []float64
	for _, m := range shapes {
		sizes = append(sizes, float64(m.Area()))
	}
	slices.Sort(sizes) // the sum must not depend on the order of a map
	sum := 0.0
	for _, s := range sizes {
		sum += s
	}
	return sum
}

// farthest is the largest distance of a coordinate between shapes of the same rings, in
// units; +Inf when they are not.
func farthest(a, b geo.MultiPolygon) float64 {
	pa, pb := points(a), points(b)
	if len(pa) != len(pb) {
		return math.Inf(1)
	}
	far := 0.0
	for i := range pa {
		far = max(far, math.Abs(float64(pa[i].X)-float64(pb[i].X)), math.Abs(float64(pa[i].Y)-float64(pb[i].Y)))
	}
	return far
}

func points(m geo.MultiPolygon) []point {
	var out []point
	m.Edges(func(a, _ point) { out = append(out, a) })
	return out
}
