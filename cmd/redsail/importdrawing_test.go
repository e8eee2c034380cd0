package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/intake"
)

// turned gives the place of a position in the grid of a town: turned by -23.5° against the
// zone of 117°E, with its own numbers.
func turned(t testing.TB, lon, lat float64) orb.Point {
	t.Helper()
	gk, err := crs.Parse("EPSG:4548")
	if err != nil {
		t.Fatal(err)
	}
	q, err := gk.FromWGS84(orb.Point{lon, lat})
	if err != nil {
		t.Fatal(err)
	}
	sin, cos := math.Sincos(-23.5 * math.Pi / 180)
	x, y := q[0]-414_000, q[1]-4_429_000
	return orb.Point{10_000 + cos*x - sin*y, 20_000 + sin*x + cos*y}
}

// dxfOf is a drawing in GBK of squares side by side as in squares, each with its code in it.
func dxfOf(t testing.TB, codes ...string) string {
	var b strings.Builder
	b.WriteString("0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1018\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n")
	for i, code := range codes {
		w, e := 116+float64(i)/100, 116+float64(i+1)/100
		b.WriteString("0\nLWPOLYLINE\n8\n\xcd\xf8\xb8\xf1\n70\n1\n")
		for _, c := range [][2]float64{{w, 40}, {e, 40}, {e, 40.01}, {w, 40.01}} {
			p := turned(t, c[0], c[1])
			fmt.Fprintf(&b, "10\n%.4f\n20\n%.4f\n", p[0], p[1])
		}
		p := turned(t, (w+e)/2, 40.005)
		fmt.Fprintf(&b, "0\nTEXT\n8\n\xb1\xe0\xba\xc5\n10\n%.4f\n20\n%.4f\n1\n%s\n", p[0], p[1], code)
	}
	b.WriteString("0\nLWPOLYLINE\n8\nROAD\n70\n1\n10\n0\n20\n0\n10\n1\n20\n0\n10\n1\n20\n1\n0\nENDSEC\n0\nEOF\n")
	return b.String()
}

// TestImportDrawing takes a drawing in a turned city grid through the command line: layers are
// named, control points tie it to the world, residuals are told, and the areas answer.
func TestImportDrawing(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	drawing := b.write("grid.dxf", dxfOf(t, "a1", "b2"))
	control := func(name string, wrong float64) string {
		text := "点名,x,y,lon,lat\n"
		for i, p := range [][2]float64{{116, 40}, {116.02, 40}, {116.02, 40.01}, {116, 40.01}} {
			q := turned(t, p[0], p[1])
			if i == 1 {
				q[1] += wrong
			}
			text += fmt.Sprintf("P%d,%.4f,%.4f,%.9f,%.9f\n", i+1, q[0], q[1], p[0], p[1])
		}
		return b.write(name, text)
	}
	good := control("control.csv", 0)
	b.fails(exitUsage, []string{"--source-layer", "网格, ROAD"}, "--layer", "street", "--source-layer", "格", "--control", good, drawing)
	b.fails(exitFailed, []string{"name one of: 网格, ROAD"}, "--layer", "street", "--control", good, drawing)
	b.fails(exitFailed, []string{"--control"}, "--layer", "street", "--source-layer", "网格", drawing)
	b.fails(exitFailed, []string{"control.csv", "row 3 (P2) is ", "more than 1 m"}, "--layer", "street", "--source-layer", "网格", "--control", control("control.csv", 4), drawing)
	good = control("control.csv", 0.2)
	out, errs, code := redsail(t, "import", "--store", b.store, "--layer", "street", "--source-layer", "网格", "--control", good, drawing)
	var r intake.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitDone {
		t.Fatalf("exit %d, %v: %s %s", code, err, out, errs)
	}
	if r.Accepted != 2 || len(r.Control.Points) != 4 || r.Control.MaxM < 0.05 || r.Control.MaxM > 0.2 || !strings.Contains(errs, "4 control points, largest residual 0.1") {
		t.Errorf("%+v: %s", r.Control, errs)
	}
	if out := mustRun(t, "locate", "--store", b.store, "116.015,40.005"); !strings.Contains(out, `"b2"`) {
		t.Error(out)
	}
	b.fails(exitFailed, []string{"DWG", "DXF"}, "--layer", "street", b.write("a.dwg", "AC1027\x00\x00"))
	b.fails(exitUsage, []string{"--control"}, "--kind", "person", "--control", good, good)
}

// TestImportOfGDALsDrawing: a drawing that another program made of the squares, in a zone, comes in
// as the squares themselves.
func TestImportOfGDALsDrawing(t *testing.T) {
	ogr, err := exec.LookPath("ogr2ogr")
	if err != nil {
		if os.Getenv("REDSAIL_REQUIRE") != "" {
			t.Fatal("ogr2ogr is missing (gdal-bin), and REDSAIL_REQUIRE is set")
		}
		t.Skip("ogr2ogr is missing (gdal-bin)")
	}
	b := newBadInput(t, t.TempDir())
	lines := strings.NewReplacer(`"Polygon"`, `"LineString"`, "[[[", "[[", "]]]", "]]").Replace(squares("a", "b"))
	made := filepath.Join(b.dir, "made.dxf")
	if text, err := exec.CommandContext(t.Context(), ogr, "-f", "DXF", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:4548", made, b.write("lines.geojson", lines)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	r := b.imports("--layer", "street", "--crs", "EPSG:4548", made)
	if r.Accepted != 2 || r.Assigned != 2 || r.Format != "dxf" {
		t.Fatalf("%+v", r)
	}
	for lon, want := range map[string]string{"116.005": "street-00001", "116.015": "street-00002"} {
		if out := mustRun(t, "locate", "--store", b.store, lon+",40.005"); !strings.Contains(out, want) {
			t.Errorf("%s: %s", lon, out)
		}
	}
}
