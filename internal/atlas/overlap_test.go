package atlas_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb/encoding/wkt"
	"github.com/peterstace/simplefeatures/geom"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const overlapScheme = `
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: district, partition: true}
  - {key: overlay, name: {zh: 叠加, en: Overlay}, parent: "", partition: false}
  - {key: land_use, name: {zh: 用地, en: Land}, parent: "", partition: false, base: true}
places: [{key: shop, name: {zh: 店, en: Shop}}]
`

func put(layer, code string, shape geo.MultiPolygon) city.Entry {
	return city.PutArea(area(layer, code, "", shape), city.Always())
}

// with is a shape and others in one.
func with(shapes ...geo.MultiPolygon) (out geo.MultiPolygon) {
	for _, m := range shapes {
		out = append(out, m...)
	}
	return out
}

// hollow is a rectangle with a hole.
func hollow(x1, y1, x2, y2, hx1, hy1, hx2, hy2 int32) geo.MultiPolygon {
	m, err := partition.Normalise(geo.MultiPolygon{{rect(x1, y1, x2, y2)[0][0], rect(hx1, hy1, hx2, hy2)[0][0]}})
	if err != nil {
		panic(err)
	}
	return m
}

// TestOverlapsOfRectangles: shares that can be worked out by hand, of shapes inside others,
// around them, in their holes, of several parts, and that only touch.
func TestOverlapsOfRectangles(t *testing.T) {
	p := pictureOf(t, overlapScheme,
		put("district", "D", rect(0, 0, 100, 100)), put("district", "E", rect(100, 0, 200, 100)),
		put("grid", "g1", rect(0, 0, 50, 100)), put("grid", "g2", rect(50, 0, 100, 100)), put("grid", "g3", rect(100, 0, 200, 100)),
		put("overlay", "half", rect(75, 0, 125, 100)), put("overlay", "inner", rect(10, 10, 20, 20)),
		put("overlay", "ring", hollow(5, 5, 45, 45, 8, 8, 42, 42)), put("overlay", "corner", rect(200, 100, 210, 110)),
		put("overlay", "parts", with(rect(60, 60, 70, 70), rect(300, 60, 310, 70))),
		put("land_use", "pond", rect(10, 10, 20, 20)),
	)
	for _, c := range []struct{ layer, code, other, want string }{
		{"grid", "g2", "", "district/D 1 0.5, overlay/half 0.5 0.5, overlay/parts 0.02 0.5"},
		{"grid", "g1", "overlay", "overlay/ring 0.0888 1, overlay/inner 0.02 1"},
		{"district", "E", "grid", "grid/g3 1 1"},
		{"overlay", "half", "grid", "grid/g2 0.5 0.5, grid/g3 0.5 0.25"},
		{"overlay", "ring", "overlay", ""},
		{"overlay", "inner", "", "district/D 1 0.01, grid/g1 1 0.02"},
		{"overlay", "corner", "", ""},
		{"district", "E", "overlay", "overlay/half 0.25 0.5"},
		{"land_use", "pond", "overlay", "overlay/inner 1 1"},
	} {
		list, untold, err := p.Overlaps(t.Context(), c.layer, c.code, c.other)
		if err != nil || len(untold) > 0 {
			t.Fatalf("%s/%s: %v, untold %v", c.layer, c.code, err, untold)
		}
		got := ""
		for i, o := range list {
			if i > 0 {
				got += ", "
			}
			got += fmt.Sprintf("%s/%s %.4g %.4g", o.Layer, o.Code, math.Round(o.Share*1e4)/1e4, math.Round(o.ShareOther*1e4)/1e4)
		}
		if got != c.want {
			t.Errorf("%s/%s over %q: %s; want %s", c.layer, c.code, c.other, got, c.want)
		}
	}
	if _, _, err := p.Overlaps(t.Context(), "grid", "nix", ""); city.CodeOf(err) != "unknown_code" {
		t.Errorf("an unknown code gives %v", err)
	}
}

// TestOverlapsOfRealAreas: wards of Leicester cross its statistical areas. Each overlap has the
// size that another library finds, those of a ward make up the ward, and a statistical area is
// whole in the one above it and in no other.
func TestOverlapsOfRealAreas(t *testing.T) {
	msoa, lsoa, _, wards := geotest.Leicester(t)
	var entries []city.Entry
	shapes := map[string]geom.Geometry{}
	add := func(layer string, c geotest.Coverage) {
		for i, m := range c.Shapes {
			n, err := partition.Normalise(m)
			if err != nil {
				t.Fatalf("%s %s: %v", layer, c.Codes[i], err)
			}
			entries = append(entries, put(layer, c.Codes[i], n))
			shapes[c.Codes[i]] = judged(t, n)
		}
	}
	add("district", msoa)
	add("grid", lsoa)
	add("overlay", wards)
	p := pictureOf(t, overlapScheme, entries...)
	pairs := 0
	for _, ward := range wards.Codes {
		list, untold, err := p.Overlaps(t.Context(), "overlay", ward, "grid")
		if err != nil || len(untold) > 0 {
			t.Fatalf("%s: %v, untold %v", ward, err, untold)
		}
		sum := 0.0
		found := map[string]bool{}
		for _, o := range list {
			common, err := geom.Intersection(shapes[ward], shapes[o.Code])
			if err != nil {
				t.Fatal(err)
			}
			want := common.Area() / shapes[o.Code].Area()
			if math.Abs(o.ShareOther-want) > 2e-3 {
				t.Errorf("%s has %.5f of %s, the other library says %.5f", ward, o.ShareOther, o.Code, want)
			}
			sum, found[o.Code] = sum+o.Share, true
			pairs++
		}
		if sum > 1.001 || sum < 0.9 {
			t.Errorf("the overlaps of %s make up %.4f of it", ward, sum)
		}
		for _, code := range lsoa.Codes {
			if common, err := geom.Intersection(shapes[ward], shapes[code]); err == nil && !found[code] && common.Area() > 0.002*shapes[code].Area() {
				t.Errorf("%s overlaps %s, which is not listed", ward, code)
			}
		}
	}
	for _, code := range lsoa.Codes {
		list, _, err := p.Overlaps(t.Context(), "grid", code, "district")
		if err != nil || len(list) != 1 || list[0].Share != 1 {
			t.Errorf("%s lies in %+v (%v), want one, all of it", code, list, err)
		}
	}
	t.Logf("%d pairs", pairs)
}

func judged(t *testing.T, m geo.MultiPolygon) geom.Geometry {
	t.Helper()
	g, err := geom.UnmarshalWKT(wkt.MarshalString(m.Orb()))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestWithin: what is told of ground drawn over the rectangles.
func TestWithin(t *testing.T) {
	shop := func(code string, x, y int32) city.Entry {
		return city.PutContent(&city.Place{Kind: "shop", Code: code, Point: at(x, y), State: city.PlaceOpen}, city.Always())
	}
	entries := []city.Entry{
		put("district", "D", rect(0, 0, 100, 100)), put("grid", "g1", rect(0, 0, 50, 100)), put("grid", "g2", rect(50, 0, 100, 100)),
		put("overlay", "o", rect(10, 10, 20, 20)), shop("s1", 25, 50), shop("s2", 26, 50), shop("s3", 90, 90),
	}
	for i := range int32(6) {
		entries = append(entries, lived(fmt.Sprint("b", i), "", 10+i, 50, 7), lived(fmt.Sprint("c", i), "", 90, 20+2*i, 9))
	}
	for i := range int32(12) { // strips that a comb crosses
		entries = append(entries, put("overlay", fmt.Sprint("strip", i), rect(300, 200+i, 400, 201+i)))
	}
	p := pictureOf(t, overlapScheme, entries...)
	w, err := p.Within(t.Context(), rect(0, 0, 75, 100), "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	size := w.AreaM2
	for i := range w.Areas {
		if a := &w.Areas[i]; math.Abs(a.OverlapM2/size-map[string]float64{"D": 1, "g1": 2. / 3, "g2": 1. / 3, "o": 1. / 75}[a.Code]) > 1e-4 {
			t.Errorf("%+v of %.1f m²", a, size)
		}
	}
	var got struct {
		Areas []struct {
			Layer, Code string
			Whole       bool
			Share       float64
		}
		Buildings  int
		Places     []atlas.KindCount
		Households int
		Withheld   bool
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if want := "{[{district D false 0.75} {overlay o true 1} {grid g1 true 1} {grid g2 false 0.5}] 6 [{shop 2}] 40 false}"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if w, err := p.Within(t.Context(), rect(10, 49, 12, 52), "grid"); err != nil || len(w.Areas) != 1 || w.Buildings != 2 || !w.Withheld || w.Households != nil {
		t.Errorf("of two buildings %+v is told (%v)", w, err)
	}
	for _, c := range []struct {
		code  string
		words string
		drawn geo.MultiPolygon
	}{
		{"self_crossing", "near corner", geo.MultiPolygon{{{at(0, 0), at(10, 10), at(10, 0), at(0, 10)}}}},
		{"bad_polygon", "hole_outside", geo.MultiPolygon{{rect(0, 0, 5, 5)[0][0], rect(6, 6, 7, 7)[0][0]}}},
		{"bad_polygon", "parts_overlap", with(rect(0, 0, 5, 5), rect(3, 3, 7, 7))},
		{"bad_polygon", "collapsed", geo.MultiPolygon{{{at(0, 0), at(10, 10), at(20, 20)}}}},
		{"bad_polygon", "ring_too_short", geo.MultiPolygon{{{at(0, 0), at(10, 10)}}}},
		{"polygon_too_large", "km²", geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 90_000_000, Y: 0}, {X: 90_000_000, Y: 90_000_000}}}}},
		{"polygon_too_large", "more than 100000 times", comb(2400)},
		{"polygon_too_large", "10001 corners", geo.MultiPolygon{{make(geo.Ring, 10_001)}}},
	} {
		_, err := p.Within(t.Context(), c.drawn, "")
		if city.CodeOf(err) != c.code || !contains(err, c.words) {
			t.Errorf("%v, want %s with %q", err, c.code, c.words)
		}
		if contains(err, "116.") || contains(err, "39.0") {
			t.Errorf("the error tells where: %v", err)
		}
	}
}

// comb has teeth that cross all strips of TestWithin from south to north.
func comb(teeth int32) geo.MultiPolygon {
	lo, hi := at(300, 200), at(400, 212)
	step := (hi.X - lo.X) / teeth
	var r geo.Ring
	for i := range teeth {
		x := lo.X + i*step
		r = append(r, geo.Point{X: x, Y: lo.Y - 9}, geo.Point{X: x, Y: hi.Y + 9}, geo.Point{X: x + step/2, Y: hi.Y + 9}, geo.Point{X: x + step/2, Y: lo.Y - 9})
	}
	return geo.MultiPolygon{{append(r, geo.Point{X: hi.X, Y: lo.Y - 99}, geo.Point{X: lo.X, Y: lo.Y - 99})}}
}

func contains(err error, words string) bool {
	return err != nil && len(words) > 0 && strings.Contains(err.Error(), words)
}
