package intake_test

import (
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// found counts what a report says of a layer: all and, of these, the hairlines.
type found struct{ gaps, hairGaps, overlaps, hairOverlaps int }

func count(r *intake.Report) found {
	f := found{gaps: len(r.Gaps), overlaps: len(r.Overlaps)}
	for _, g := range r.Gaps {
		if g.Hairline {
			f.hairGaps++
		}
	}
	for _, o := range r.Overlaps {
		if o.Hairline {
			f.hairOverlaps++
		}
	}
	return f
}

// takeAgain imports a file, and once more, which must change nothing.
func (w *world) takeAgain(path string, o intake.Options) *intake.Report {
	w.Helper()
	r := w.take(path, o)
	if again := w.take(path, o); again.Status != intake.Unchanged || count(again) != count(r) {
		w.Errorf("%s once more: %s, %+v", filepath.Base(path), again.Status, count(again))
	}
	return r
}

// Taipei's 12 districts and 456 villages come from two drawings. In float64 the villages
// have 2 rings that touch themselves, 11 overlaps and 89 gaps, all hairlines (shapely and
// simplefeatures). Two of the three gaps left here are hairlines of more than a unit, the
// third is 10 cm wide; the rest lie within one unit (1.1 cm) of a border and are closed by
// the noding, which moves no border by more than two centimetres. The two rings become
// polygons that touch in a point, which is no defect.
func TestTaipei(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "tw-taipei")
	w := newWorld(t, threeLayers)
	towns := w.takeAgain(filepath.Join(dir, "taipei_town.geojson"), intake.Options{Layer: "district", CodeField: "CPTID", NameField: "TNAME"})
	if towns.Accepted != 12 || towns.Status != intake.Stored || count(towns) != (found{}) {
		t.Errorf("towns: %+v %+v", towns, count(towns))
	}
	villages := w.takeAgain(filepath.Join(dir, "taipei_village.geojson"), intake.Options{Layer: "street", CodeField: "CPTVID", NameField: "VNAME"})
	if villages.Accepted != 456 || villages.Status != intake.StoredWithFindings || villages.Failed() {
		t.Errorf("villages: %+v", villages)
	}
	if got, want := count(villages), (found{gaps: 3, hairGaps: 2}); got != want {
		t.Errorf("villages: %+v, want %+v", got, want)
	}
	if villages.NoParent != 0 || villages.Noded != 12 || villages.MovedMaxM > 0.02 {
		t.Errorf("%d without parent, %d towns noded, moved %v m", villages.NoParent, villages.Noded, villages.MovedMaxM)
	}
	for _, g := range villages.Gaps {
		if g.AreaM2 <= 0 || g.WidthM > 0.11 || g.At[0] < 121.4 || g.At[0] > 121.7 || g.At[1] < 24.9 || g.At[1] > 25.3 {
			t.Errorf("gap %+v", g)
		}
	}
	// A village's code begins with that of its town; the parent came from geometry alone.
	for _, v := range w.versions(city.Query{Layer: "street"}) {
		if !strings.HasPrefix(v.Code, v.Parent) || v.Parent == "" {
			t.Errorf("village %s is placed in %q", v.Code, v.Parent)
		}
	}
	strict := newWorld(t, threeLayers).take(filepath.Join(dir, "taipei_village.geojson"), intake.Options{Layer: "street", CodeField: "CPTVID", Strict: true})
	if strict.Status != intake.Refused {
		t.Errorf("strict: %s", strict.Status)
	}
}

// TestDirtyCoverages compares the report with an overlay in float64 of the raw file.
func TestDirtyCoverages(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "dirty-coverages")
	for _, c := range []struct {
		file, field string
		areas       int
		want        found
	}{
		// In float64: 60 overlapping pairs, one of 0.4 units on average; 99 gaps.
		{"Ahmedabad_Wards.geojson", "Name", 48, found{gaps: 97, hairGaps: 1, overlaps: 59}},
		// 10 overlaps, of which all but one are below 0.03 units; 36 gaps below 1.5 units.
		{"Jaipur_Jaipur_Wards.geojson", "WARD_NO", 77, found{overlaps: 1}},
		// 25 overlaps, 13 of them below 0.5 units; 65 gaps, 57 of them below 1.5 units; 2 rings
		// that touch themselves.
		{"Purnia_Purnia_Wards.geojson", "Ward_No", 43, found{gaps: 28, hairGaps: 16, overlaps: 14, hairOverlaps: 11}},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join(dir, c.file)
			w := newWorld(t, threeLayers)
			strict := w.take(path, intake.Options{Layer: "district", CodeField: c.field, Strict: true})
			if strict.Status != intake.Refused || !strict.Failed() || w.state().Revision != 0 {
				t.Errorf("strict: %+v", strict)
			}
			r := w.takeAgain(path, intake.Options{Layer: "district", CodeField: c.field})
			if r.Accepted != c.areas || r.Failed() || r.Status != intake.StoredWithFindings || count(r) != c.want {
				t.Errorf("%d accepted, %s, %+v; want %d, %+v", r.Accepted, r.Status, count(r), c.areas, c.want)
			}
			compareOverlaps(t, path, c.field, r)
		})
	}
}

// Mumbai's coverage is clean once it is on the lattice, and its codes hold a slash: "F/S".
func TestMumbai(t *testing.T) {
	path := filepath.Join(geotest.DataDir(t), "dirty-coverages", "Mumbai_BMC_Wards.geojson")
	w := newWorld(t, threeLayers)
	r := w.take(path, intake.Options{Layer: "district", CodeField: "name", Strict: true})
	if r.Status != intake.Stored || r.Accepted != 24 || w.area("district", "F/S").Names.Zh != "F/S" {
		t.Errorf("%+v", r)
	}
}

// compareOverlaps takes every pair of areas of the raw file and cuts them in float64: an
// overlap wider than noding reaches must be in the report with its size, and nothing may
// be in the report that is not in the file.
func compareOverlaps(t *testing.T, path, field string, r *intake.Report) {
	t.Helper()
	shapes := rawShapes(t, path, field)
	codes := make([]string, 0, len(shapes))
	for code := range shapes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	told := map[[2]string]intake.Overlap{}
	for _, o := range r.Overlaps {
		told[o.Codes] = o
	}
	wide := 0
	for i, a := range codes {
		for _, b := range codes[i+1:] {
			o, listed := told[[2]string{a, b}]
			if !listed && !near(shapes[a], shapes[b]) {
				continue
			}
			cut, err := geom.Intersection(shapes[a], shapes[b])
			if err != nil {
				t.Fatalf("%s and %s: %v", a, b, err)
			}
			area, width := 0.0, 0.0 // square units, units
			if area = cut.Area(); area > 0 {
				width = 2 * area / cut.Boundary().Length()
			}
			switch {
			case listed && area == 0:
				t.Errorf("%s and %s do not overlap in the file: %+v", a, b, o)
			case !listed && width > 1:
				t.Errorf("%s and %s overlap in the file by %v square units, %v wide; the report has nothing", a, b, area, width)
			case listed && !o.Hairline:
				wide++
				m2 := area * squareMetresPerUnit(o.At[1])
				// Noding may move each border of the piece by a unit.
				if math.Abs(o.AreaM2-m2) > 0.02*m2+0.03*m2/o.WidthM {
					t.Errorf("%s and %s: %v m² reported, %v m² in the file", a, b, o.AreaM2, m2)
				}
			}
		}
	}
	if f := count(r); wide != f.overlaps-f.hairOverlaps {
		t.Errorf("%d wide overlaps compared of %+v", wide, f)
	}
}

func near(a, b geom.Geometry) bool { return a.Envelope().Intersects(b.Envelope()) }

// squareMetresPerUnit is the size of a square unit of the lattice at a latitude, good to
// half a percent.
func squareMetresPerUnit(lat float64) float64 {
	const m = 6_371_000 * math.Pi / 180 / geo.Scale
	return m * m * math.Cos(lat*math.Pi/180)
}

// rawShapes are the polygons of a file in lattice units, not rounded.
func rawShapes(t *testing.T, path, field string) map[string]geom.Geometry {
	t.Helper()
	r, err := codec.Open(t.Context(), path, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out := map[string]geom.Geometry{}
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out[f.Properties[field]] = simple(f.Geometry)
	}
}

// simple is a polygon in lattice units for simplefeatures, which is a port of JTS.
func simple(g orb.Geometry) geom.Geometry {
	mp, ok := g.(orb.MultiPolygon)
	if p, single := g.(orb.Polygon); single {
		mp, ok = orb.MultiPolygon{p}, true
	}
	if !ok {
		return geom.Geometry{}
	}
	var polys []geom.Polygon
	for _, p := range mp {
		var rings []geom.LineString
		for _, r := range p {
			var xy []float64
			for _, q := range r {
				xy = append(xy, q[0]*geo.Scale, q[1]*geo.Scale)
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(xy, geom.DimXY)))
		}
		polys = append(polys, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polys).AsGeometry()
}

// Leicester nests three levels cut from one drawing. 4, 2 and 2 of its rings touch
// themselves, and its gaps are 3e-10 of a square degree: nothing of it is left on the
// lattice.
func TestLeicester(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "uk-leicester")
	w := newWorld(t, `
layers:
  - {key: msoa, name: {zh: 一, en: One}, parent: "", partition: true}
  - {key: lsoa, name: {zh: 二, en: Two}, parent: msoa, partition: true}
  - {key: oa, name: {zh: 三, en: Three}, parent: lsoa, partition: true}
`)
	for _, c := range []struct {
		layer, field string
		areas        int
	}{{"msoa", "MSOA11CD", 37}, {"lsoa", "LSOA11CD", 192}, {"oa", "OA11CD", 969}} {
		r := w.takeAgain(filepath.Join(dir, c.layer+"_E06000016.json"), intake.Options{Layer: c.layer, CodeField: c.field, Strict: true})
		if r.Status != intake.Stored || r.Accepted != c.areas || r.NoParent != 0 {
			t.Errorf("%s: %+v", c.layer, r)
		}
	}
	// The areas of the children are those of their parents, to the last unit.
	for _, c := range [][2]string{{"lsoa", "msoa"}, {"oa", "lsoa"}} {
		sum := map[string]geo.TwiceArea{}
		for _, v := range w.versions(city.Query{Layer: c[0], At: date(t, "2027-01-01")}) {
			sum[v.Parent] = sum[v.Parent].Add(v.Shape.TwiceArea())
		}
		off := 0
		for _, v := range w.versions(city.Query{Layer: c[1], At: date(t, "2027-01-01")}) {
			if sum[v.Code] != v.Shape.TwiceArea() {
				off++
			}
		}
		if off > 0 {
			t.Errorf("%d of the %s are not the sum of their %s", off, c[1], c[0])
		}
	}
}
