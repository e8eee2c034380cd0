package intake_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/intake"
)

const threeLevels = `
layers:
  - {key: county, name: {zh: 县, en: County}, parent: "", partition: true, code: {profile: cn12}}
  - {key: town, name: {zh: 乡, en: Town}, parent: county, partition: false, code: {profile: cn12}}
  - {key: village, name: {zh: 村, en: Village}, parent: town, partition: false, code: {profile: cn12}}
`

// TestCodesOfJiningAndOrdos takes every division code of two real cities, with made-up
// squares for shapes, and the parent that the code table names.
func TestCodesOfJiningAndOrdos(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "cn-codes")
	for _, c := range []struct {
		city                      string
		counties, towns, villages int
	}{{"370800_jining", 12, 158, 4927}, {"150600_ordos", 9, 88, 1011}} {
		w := newWorld(t, threeLevels)
		for _, l := range []struct {
			layer, file, parent string
			rows                int
		}{
			{"county", "areas_" + c.city, "", c.counties},
			{"town", "streets_" + c.city, "areaCode", c.towns},
			{"village", "villages_" + c.city, "streetCode", c.villages},
		} {
			path := w.withSquares(filepath.Join(dir, l.file+".csv"), func(code string) string { return code })
			o := intake.Options{Layer: l.layer, ParentField: l.parent}
			r := w.take(path, o)
			// The squares of a layer are not where those of its parents are; the codes are.
			misplaced := slices.ContainsFunc(r.Doubts, func(d intake.Doubt) bool { return d.Reason != "outside_city" })
			if misplaced || r.Findings() != len(r.Doubts)+r.DoubtsMore || r.Accepted != l.rows || r.NoParent != 0 || r.Written() == 0 {
				t.Errorf("%s %s: %s, %d of %d accepted, %v", c.city, l.layer, r.Status, r.Accepted, l.rows, firstRejected(r))
			}
			if l.layer != "village" {
				continue
			}
			if v := w.area("village", w.firstCode(path)); v.Parent != v.Code[:9] || v.Names.Zh == v.Code {
				t.Errorf("%+v", v)
			}
			// What a spreadsheet makes of them: no code is taken.
			spoilt := w.withSquares(filepath.Join(dir, l.file+".csv"), func(code string) string { return fmt.Sprintf("%s.%sE+11", code[:1], code[1:6]) })
			if r := w.take(spoilt, o); r.Accepted != 0 || r.Status != intake.Refused || r.Rejected[0].Reason != "lost_digits" {
				t.Errorf("%s: scientific notation: %+v", c.city, r.Status)
			}
		}
	}
}

func firstRejected(r *intake.Report) any {
	if len(r.Rejected) == 0 {
		return nil
	}
	return r.Rejected[0]
}

// withSquares copies a code table and gives each row a square of its own.
func (w *world) withSquares(path string, spoil func(string) string) string {
	w.Helper()
	rows := w.rows(path)
	code := slices.Index(rows[0], "code")
	var b strings.Builder
	out := csv.NewWriter(&b)
	_ = out.Write(append(rows[0], "wkt"))
	for i, row := range rows[1:] {
		x, y := 116+float64(i%100)/1000, 35+float64(i/100)/1000
		row[code] = spoil(row[code])
		_ = out.Write(append(row, fmt.Sprintf("POLYGON((%.4f %.4f,%.4f %.4f,%.4f %.4f,%.4f %.4f))", x, y, x+0.001, y, x+0.001, y+0.001, x, y)))
	}
	if out.Flush(); out.Error() != nil {
		w.Fatalf("%v", out.Error())
	}
	return w.write("csv", b.String())
}

func (w *world) rows(path string) [][]string {
	w.Helper()
	f, err := os.Open(path)
	if err != nil {
		w.Fatalf("%v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		w.Fatalf("%v", err)
	}
	return rows
}

func (w *world) firstCode(path string) string { return w.rows(path)[1][0] }

// withCodes collects bare geometries, each in a file named by its code.
func (w *world) withCodes(dir, ext string, codes func(string) bool) string {
	w.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.Fatalf("%v", err)
	}
	var features []string
	for _, e := range entries {
		code := strings.TrimSuffix(e.Name(), ext)
		if !codes(code) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			w.Fatalf("%v", err)
		}
		var g struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		}
		if err := json.Unmarshal(text, &g); err != nil {
			w.Fatalf("%s: %v", e.Name(), err)
		}
		features = append(features, coded(code, fmt.Sprintf(`{"type":%q,"coordinates":%s}`, g.Type, g.Coordinates)))
	}
	return w.write("geojson", collection(features...))
}

// TestFences: Jining and Ordos in two vintages of GCJ-02, the city over its counties, are
// exact coverages, and stay so when every vertex is converted on its own.
func TestFences(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "cn-jining-ordos")
	for _, c := range []struct {
		folder, ext, city string
		counties          int
	}{
		{"fences_gcj02_vonng", ".json", "370800", 11}, {"fences_gcj02_vonng", ".json", "150600", 9},
		{"land_cnmaps", ".geojson", "370800", 11}, {"land_cnmaps", ".geojson", "150600", 9},
	} {
		w := newWorld(t, threeLayers)
		in := filepath.Join(dir, c.folder)
		o := intake.Options{Layer: "district", CRS: "gcj02", Strict: true}
		whole := w.take(w.withCodes(in, c.ext, func(code string) bool { return code == c.city }), o)
		o.Layer = "street"
		parts := w.takeAgain(w.withCodes(in, c.ext, func(code string) bool { return strings.HasPrefix(code, c.city[:4]) && code != c.city }), o)
		if whole.Status != intake.Stored || parts.Status != intake.Stored || parts.Accepted != c.counties || parts.NoParent != 0 || parts.CRS != "gcj02" {
			t.Errorf("%s %s: %s, %s %+v", c.folder, c.city, whole.Status, parts.Status, count(parts))
		}
		var sum geo.TwiceArea
		for _, m := range w.shapes("street") {
			sum = sum.Add(m.TwiceArea())
		}
		if city := w.shapes("district")[c.city].TwiceArea(); sum != city {
			t.Errorf("%s %s: the counties have %v, the city %v", c.folder, c.city, sum.Float64(), city.Float64())
		}
	}
}

// TestDatumOfBeijing compares two sources in two datums: districts as unions of townships
// in WGS-84, and fences in GCJ-02. Read as they are they agree by 0.7 to 0.9; converted,
// by more than 0.997 (intersection over union, measured on points).
func TestDatumOfBeijing(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "cn-beijing-townships")
	w := newWorld(t, threeLayers)
	w.take(filepath.Join(dir, "beijing.shp"), intake.Options{Layer: "street", CodeField: "县+乡"})
	districts := map[string][]geo.MultiPolygon{}
	for code, m := range w.shapes("street") {
		county, _, _ := strings.Cut(code, "-")
		districts[county] = append(districts[county], m)
	}
	fences := w.withCodes(filepath.Join(dir, "fences_gcj02_vonng"), ".json", func(code string) bool { return code != "110000" })
	for _, c := range []struct {
		crs      string
		low, top float64
	}{{"gcj02", 0.997, 1}, {"wgs84", 0.6, 0.95}} {
		fw := newWorld(t, threeLayers)
		if r := fw.take(fences, intake.Options{Layer: "district", CRS: c.crs}); r.Accepted != 16 || r.CRS != c.crs {
			t.Errorf("%+v", r)
		}
		for code, name := range map[string]string{"110101": "东城区", "110102": "西城区", "110107": "石景山区"} {
			u, err := partition.Union(districts[name])
			if err != nil {
				t.Fatal(err)
			}
			if got := overlapShare(u, fw.shapes("district")[code]); got < c.low || got > c.top {
				t.Errorf("%s read as %s: %.4f of it agrees, want %v to %v", name, c.crs, got, c.low, c.top)
			}
		}
	}
}

// overlapShare is intersection over union, on 20,000 points.
func overlapShare(a, b geo.MultiPolygon) float64 {
	box := a.Box().Union(b.Box())
	rng := rand.New(rand.NewPCG(1, 2))
	both, any := 0, 0
	for range 20_000 {
		p := point{
			X: box.Min.X + int32(rng.Int64N(int64(box.Max.X)-int64(box.Min.X)+1)),
			Y: box.Min.Y + int32(rng.Int64N(int64(box.Max.Y)-int64(box.Min.Y)+1)),
		}
		inA, inB := a.Owns(p), b.Owns(p)
		if inA || inB {
			any++
		}
		if inA && inB {
			both++
		}
	}
	return float64(both) / float64(any)
}
