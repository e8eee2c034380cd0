package intake_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// townGrid is the plane of a made-up town: turned 17° against the zone of 117°E, in its own
// numbers. draw gives the place there of a position.
func townGrid(t testing.TB, lonLat orb.Point) orb.Point {
	t.Helper()
	gk, err := crs.Parse("EPSG:4548")
	if err != nil {
		t.Fatal(err)
	}
	q, err := gk.FromWGS84(lonLat)
	if err != nil {
		t.Fatal(err)
	}
	sin, cos := math.Sincos(17 * math.Pi / 180)
	x, y := q[0]-410_000, q[1]-4_428_000
	return orb.Point{50_000 + cos*x + sin*y, 30_000 - sin*x + cos*y}
}

// gridCode is the code of a cell of the town, gridCells its cells: 3 × 2 rectangles of 0.01°
// from 116°E 40°N.
func gridCode(i int) string { return fmt.Sprintf("G-%03d", i+1) }

func gridCell(i int) [4]orb.Point {
	x, y := 116+float64(i%3)/100, 40+float64(i/3)/100
	return [4]orb.Point{{x, y}, {x + 0.01, y}, {x + 0.01, y + 0.01}, {x, y + 0.01}}
}

// townDrawing is the town as an R2000 drawing in GBK, outlines on one layer, codes on another.
func townDrawing(t testing.TB) string {
	var b strings.Builder
	pair := func(code int, value any) { fmt.Fprintf(&b, "%d\n%v\n", code, value) }
	b.WriteString("0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n")
	for i := range 6 {
		pair(0, "LWPOLYLINE")
		pair(8, "\xcd\xf8\xb8\xf1") // 网格
		pair(90, 4)
		pair(70, 1)
		var middle orb.Point
		for _, c := range gridCell(i) {
			p := townGrid(t, c)
			pair(10, fmt.Sprintf("%.4f", p[0]))
			pair(20, fmt.Sprintf("%.4f", p[1]))
			middle[0], middle[1] = middle[0]+p[0]/4, middle[1]+p[1]/4
		}
		pair(0, "TEXT")
		pair(8, "CODE")
		pair(10, middle[0])
		pair(20, middle[1])
		pair(1, gridCode(i))
		pair(0, "TEXT")
		pair(8, "NAME")
		pair(10, middle[0])
		pair(20, middle[1]-50)
		pair(1, "\xb5\xda\xd2\xbb") // 第一
	}
	b.WriteString("0\nENDSEC\n0\nEOF\n")
	return b.String()
}

// townControl are points known in the drawing and in degrees.
func townControl(t testing.TB, wrong float64) string {
	b := strings.Builder{}
	b.WriteString("点号,X,Y,经度,纬度\n")
	for i, p := range []orb.Point{{116, 40}, {116.03, 40}, {116.03, 40.02}, {116, 40.02}} {
		q := townGrid(t, p)
		if i == 2 {
			q[0] += wrong
		}
		fmt.Fprintf(&b, "K%d,%.3f,%.3f,%.8f,%.8f\n", i+1, q[0], q[1], p[0], p[1])
	}
	return b.String()
}

// TestControl: a drawing in a turned city grid comes in by control points, codes and names
// from its texts, and is the same areas as the file in degrees.
func TestControl(t *testing.T) {
	w := newWorld(t, threeLayers)
	drawing := w.write("dxf", townDrawing(t))
	o := intake.Options{Layer: "street", Control: w.write("csv", townControl(t, 0)), Strict: true}
	r := w.take(drawing, o)
	if r.Status != intake.Stored || r.Accepted != 6 || r.Format != "dxf" || r.Findings() != 0 {
		t.Fatalf("%+v", r)
	}
	if c := r.Control; len(c.Points) != 4 || c.MaxM > 0.1 || c.Points[3].Name != "K4" || c.Points[3].Row != 5 || math.Abs(c.Scale-1) > 1e-3 ||
		!strings.HasPrefix(c.Plane, "tm:lon0=116.02") || math.Abs(c.TurnDeg-17.63) > 0.1 {
		t.Errorf("%+v", c)
	}
	if a := w.area("street", "G-001"); a.Names.Zh != "第一" {
		t.Errorf("%+v", a.Names)
	}
	inDegrees := newWorld(t, threeLayers)
	var list []string
	for i := range 6 {
		list = append(list, coded(gridCode(i), box(float64(i%3), float64(i/3), 1, 1)))
	}
	inDegrees.load("street", list...)
	want, got := inDegrees.shapes("street"), w.shapes("street")
	for code, m := range want {
		// The town's grid is not quite a turned local one: some millimetres, 3 units.
		if far := farthest(m, got[code]); far > 4 {
			t.Errorf("%s is off by %v units", code, far)
		}
	}
	if r := w.take(drawing, o); r.Status != intake.Unchanged {
		t.Errorf("once more: %+v", r)
	}
}

// TestControlRefused: wrong tables are refused with the row and the cause, and nothing is stored.
func TestControlRefused(t *testing.T) {
	w := newWorld(t, threeLayers)
	drawing := w.write("dxf", townDrawing(t))
	plane := "x,y,easting,northing,crs\n0,0,1,1,4548\n0,9,1,1,EPSG:4549\n"
	for name, c := range map[string]struct {
		table, crs string
		words      []string
	}{
		"wrong":            {townControl(t, 3), "", []string{"row 4 (K3) is 1.", "more than 1 m", "row 2 (K1)"}},
		"no columns":       {"x,y\n1,2\n", "", []string{"row 1: the columns x, y"}},
		"other headings":   {"图纸X,图纸Y,国家2000X,国家2000Y\n1,2,3,4\n", "", []string{"row 1: the columns x, y", "the headings are 图纸X, 图纸Y, 国家2000X, 国家2000Y"}},
		"other in drawing": {"图纸X,图纸Y,lon,lat\n1,2,3,4\n", "", []string{"1 control points, 3 to"}},
		"both":             {"x,y,lon,lat,easting,northing\n", "", []string{"leave one pair out"}},
		"twice":            {"x,y,lon,lat,经度\n", "", []string{"two columns are lon"}},
		"no number":        {"x,y,lon,lat\n1,2,three,4\n", "", []string{`row 2: lon is no number: "three"`}},
		"infinite":         {"x,y,lon,lat\n1,Inf,3,4\n", "", []string{"row 2: y is no number"}},
		"few":              {"x,y,lon,lat\n1,2,3,4\n", "", []string{"1 control points, 3 to"}},
		"no system":        {"x,y,easting,northing\n1,2,3,4\n", "", []string{"need their system"}},
		"two systems":      {plane, "", []string{"row 3: its system is EPSG:4549"}},
		"another system":   {strings.Replace(plane, "EPSG:4549", "4548", 1), "EPSG:4549", []string{"by --crs"}},
		"degrees of metre": {"x,y,lon,lat\n1,2,3,4\n", "EPSG:4548", []string{"not a system of the columns"}},
		"unknown system":   {"x,y,lon,lat,crs\n1,2,3,4,EPSG:9\n", "", []string{"EPSG:9"}},
		"nothing":          {"\n", "", nil},
	} {
		path := w.write("csv", c.table)
		_, err := intake.Import(t.Context(), w.store, drawing, intake.Options{Layer: "street", CRS: c.crs, Control: path})
		if err == nil || !strings.Contains(err.Error(), path) && name != "unknown system" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, words := range c.words {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v does not say %q", name, err, words)
			}
		}
	}
	_, err := intake.Import(t.Context(), w.store, drawing, intake.Options{Layer: "street"})
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) || refusal.Cause != crs.CauseAmbiguousZone || !strings.Contains(err.Error(), "--control") {
		t.Errorf("without control points: %v", err)
	}
	if w.state().Revision != 0 {
		t.Errorf("%+v", w.state())
	}
}

// TestControlOfTheDocs: the points of the page are such as it says.
func TestControlOfTheDocs(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "import-drawings.md"))
	if err != nil {
		t.Fatal(err)
	}
	var table []string
	for line := range strings.Lines(string(page)) {
		if row, ok := strings.CutPrefix(line, "    "); ok && strings.Count(row, ",") == 4 {
			table = append(table, row)
		}
	}
	w := newWorld(t, threeLayers)
	square := w.write("csv", "code,wkt\na1,\"POLYGON((51000 31500,52000 31500,52000 32500,51000 32500,51000 31500))\"\n")
	r := w.take(square, intake.Options{Layer: "street", Control: w.write("csv", strings.Join(table, ""))})
	if len(table) != 4 || r.Accepted != 1 || r.Control.MaxM > 0.2 || math.Abs(r.Control.TurnDeg-3) > 0.4 {
		t.Errorf("%d rows: %+v %+v", len(table), r, r.Control)
	}
}
