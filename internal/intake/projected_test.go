package intake_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// projected are the corners of a square by PROJ: degrees, and metres by system.
func projected(t *testing.T) (degrees []orb.Point, metres map[string][]orb.Point) {
	t.Helper()
	f, err := os.Open("testdata/projected.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	metres = map[string][]orb.Point{}
	for _, row := range rows[1:] {
		var v [4]float64
		for i, text := range row[1:] {
			if v[i], err = strconv.ParseFloat(text, 64); err != nil {
				t.Fatal(err)
			}
		}
		metres[row[0]] = append(metres[row[0]], orb.Point{v[2], v[3]})
		if len(degrees) < 4 {
			degrees = append(degrees, orb.Point{v[0], v[1]})
		}
	}
	return degrees, metres
}

// files are the square in every format that holds metres; none says in which system they are.
func files(t *testing.T, corners []orb.Point) map[string]string {
	t.Helper()
	dir := t.TempDir()
	out := map[string]string{}
	put := func(name string, body []byte) {
		out[name] = filepath.Join(dir, name)
		if err := os.WriteFile(out[name], body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ring := append(append([]orb.Point{}, corners...), corners[0])
	join := func(pair, sep string) string {
		var list []string
		for _, p := range ring {
			list = append(list, fmt.Sprintf(pair, p[0], p[1]))
		}
		return strings.Join(list, sep)
	}
	put("a.geojson", []byte(collection(coded("a", `{"type":"Polygon","coordinates":[[`+join("[%f,%f]", ",")+`]]}`))))
	put("a.topojson", []byte(`{"type":"Topology","arcs":[[`+join("[%f,%f]", ",")+`]],"objects":{"l":{"type":"Polygon","arcs":[[0]],"properties":{"code":"a"}}}}`))
	put("a.csv", []byte("code,wkt\na,\"POLYGON(("+join("%f %f", ",")+"))\"\n"))
	drawing := "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nA\n70\n1\n"
	for _, p := range corners {
		drawing += fmt.Sprintf("10\n%f\n20\n%f\n", p[0], p[1])
	}
	put("a.dxf", []byte(fmt.Sprintf("%s0\nTEXT\n8\nT\n10\n%f\n20\n%f\n1\na1\n0\nENDSEC\n0\nEOF\n", drawing, corners[0][0]+500, corners[0][1]+500)))
	town := geotest.Town()
	var clockwise [][2]float64
	for i := range ring {
		clockwise = append(clockwise, ring[len(ring)-1-i])
	}
	town.Rows[0].Rings = [][][2]float64{clockwise}
	put("a.zip", geotest.Zip(t, town.Entries("a")...))
	out["a.gpkg"] = filepath.Join(dir, "a.gpkg")
	if text, err := exec.CommandContext(t.Context(), gdal(t, "ogr2ogr"), out["a.gpkg"], out["a.csv"], "-oo", "GEOM_POSSIBLE_NAMES=wkt").CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, text)
	}
	return out
}

// TestProjected: Gauss–Krüger, UTM, Web Mercator and a transverse Mercator by parameters come
// in through every format as PROJ has them, within a unit.
func TestProjected(t *testing.T) {
	degrees, metres := projected(t)
	if len(metres) != 5 {
		t.Fatalf("%d systems", len(metres))
	}
	for system, corners := range metres {
		for name, path := range files(t, corners) {
			w := newWorld(t, threeLayers)
			r := w.take(path, intake.Options{Layer: "street", CRS: system})
			if r.Accepted != 1 || r.CRS != system && !strings.HasPrefix(system, "tm:") {
				t.Errorf("%s in %s: %+v", name, system, r)
				continue
			}
			for _, m := range w.shapes("street") {
				for _, p := range points(m) {
					if !nearOne(p, degrees) {
						t.Errorf("%s in %s: %v is no corner", name, system, p.LonLat())
					}
				}
			}
		}
	}
}

func nearOne(p point, corners []orb.Point) bool {
	for _, c := range corners {
		if math.Abs(float64(p.X)-c[0]*1e7) <= 1 && math.Abs(float64(p.Y)-c[1]*1e7) <= 1 {
			return true
		}
	}
	return false
}

// TestAutoDoesNotGuess: without a word about their system only the metres that name their zone
// are taken; each of the others is refused with what to say.
func TestAutoDoesNotGuess(t *testing.T) {
	_, metres := projected(t)
	for system, want := range map[string]string{"EPSG:4548": "EPSG:4534", "EPSG:32650": "EPSG:4534", "EPSG:3857": "EPSG:3857", "EPSG:4527": ""} {
		for name, path := range files(t, metres[system]) {
			if name == "a.geojson" || name == "a.topojson" {
				continue // by their formats these are degrees, which the metres are not
			}
			w := newWorld(t, threeLayers)
			r, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "street"})
			var refusal *crs.Refusal
			switch {
			case want == "" && (err != nil || r.CRS != system):
				t.Errorf("%s in %s: %v", name, system, err)
			case want != "" && (!errors.As(err, &refusal) || refusal.Cause != crs.CauseAmbiguousZone || !strings.Contains(refusal.Suggest, want)):
				t.Errorf("%s in %s: %v", name, system, err)
			}
		}
	}
}

// TestAutoTellsWhatFits: a city that is there already says which systems would do; metres of
// one meridian fit two of them, and are not taken.
func TestAutoTellsWhatFits(t *testing.T) {
	_, metres := projected(t)
	w := newWorld(t, threeLayers)
	w.load("district", coded("d", `{"type":"Polygon","coordinates":[[[116.5,35.3],[116.7,35.3],[116.7,35.5],[116.5,35.5],[116.5,35.3]]]}`))
	for system, words := range map[string]string{
		"EPSG:4548": "where the city is in EPSG:4548, EPSG:32650 (try --crs EPSG:4548 or --crs EPSG:32650)",
		"EPSG:3857": "where the city is in EPSG:3857",
		"tm:lon0=116.6,k=1.0000213,fe=50000,fn=30000,lat0=35.4": "in none of the systems known here",
	} {
		_, err := intake.Import(t.Context(), w.store, files(t, metres[system])["a.dxf"], intake.Options{Layer: "street"})
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", system, err)
		}
	}
}

// TestSmallDrawing: a plan of a few metres is not taken for degrees, but a drawing in degrees of
// the city is.
func TestSmallDrawing(t *testing.T) {
	w := newWorld(t, threeLayers)
	plan := files(t, []orb.Point{{0, 0}, {120, 0}, {120, 60}, {0, 60}})["a.dxf"]
	inDegrees := files(t, []orb.Point{{116, 40}, {116.01, 40}, {116.01, 40.01}, {116, 40.01}})["a.dxf"]
	for _, path := range []string{plan, inDegrees} {
		_, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "district"})
		var refusal *crs.Refusal
		if !errors.As(err, &refusal) || refusal.Cause != crs.CauseUnknownSystem || !strings.Contains(err.Error(), "--control") || refusal.Suggest != "--crs EPSG:4490" {
			t.Errorf("%v", err)
		}
	}
	w.load("district", coded("d", box(0, 0, 1, 1)))
	if _, err := intake.Import(t.Context(), w.store, plan, intake.Options{Layer: "compound"}); err == nil {
		t.Error("the plan was taken for degrees")
	}
	for _, o := range []intake.Options{{Layer: "street"}, {Layer: "compound", CRS: "EPSG:4490"}} {
		if r := w.take(inDegrees, o); r.Accepted != 1 {
			t.Errorf("%+v", r)
		}
	}
}

// TestControlEveryFormat: control points tie files of every format to the world, with their axes
// either way round.
func TestControlEveryFormat(t *testing.T) {
	degrees, metres := projected(t)
	draw, known := metres["tm:lon0=116.6,k=1.0000213,fe=50000,fn=30000,lat0=35.4"], metres["EPSG:4548"]
	for _, swapped := range []bool{false, true} {
		corners, table := []orb.Point{}, "x,y,easting,northing\n"
		for i, p := range draw {
			if swapped {
				p[0], p[1] = p[1], p[0]
			}
			corners = append(corners, p)
			table += fmt.Sprintf("%f,%f,%f,%f\n", p[0], p[1], known[i][0], known[i][1])
		}
		for name, path := range files(t, corners) {
			w := newWorld(t, threeLayers)
			o := intake.Options{Layer: "street", CRS: "EPSG:4548", SwapAxes: swapped, Control: w.write("csv", table)}
			r := w.take(path, o)
			if r.Accepted != 1 || r.Control == nil || r.Control.Plane != "EPSG:4548" || r.Control.MaxM > 0.02 {
				t.Errorf("%s: %+v %+v", name, r, r.Control)
				continue
			}
			for _, m := range w.shapes("street") {
				for _, p := range points(m) {
					near := false
					for _, c := range degrees {
						near = near || math.Hypot(float64(p.X)-c[0]*1e7, float64(p.Y)-c[1]*1e7) <= 3
					}
					if !near {
						t.Errorf("%s: %v is no corner", name, p.LonLat())
					}
				}
			}
			o.SwapAxes = !swapped
			if _, err := intake.Import(t.Context(), w.store, path, o); err == nil || !strings.Contains(err.Error(), "the other way round") {
				t.Errorf("%s, axes the wrong way: %v", name, err)
			}
		}
	}
}
