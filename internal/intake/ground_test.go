package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

const landScheme = `
layers:
  - {key: city, name: {zh: 市, en: City}, parent: "", partition: true}
  - key: grid
    name: {zh: 网格, en: Grid}
    parent: city
    partition: true
    kinds: [{key: ordinary, name: {zh: 普通网格, en: Ordinary grid}}, {key: special, name: {zh: 专属网格, en: Special-purpose grid}}]
  - {key: land_use, name: {zh: 用地, en: Land use}, parent: "", partition: false, base: true, kinds: [{key: water, name: {zh: 水面, en: Water}}]}
`

// TestLandUseKeepsItsKind: an import keeps what a file says of the class of its areas, in the words of
// OpenStreetMap or of a survey; a class that nobody knows is rejected by name, never dropped.
func TestLandUseKeepsItsKind(t *testing.T) {
	w := newWorld(t, landScheme)
	of := func(column, code, word string) string {
		x := float64(len(code) * 3)
		return feature(box(x, 0, 1, 1), "code", `"`+code+`"`, column, `"`+word+`"`)
	}
	for _, c := range [][4]string{
		{"kind", "a", "farmland", "farmland"}, {"class.kind", "ab", "耕地", "farmland"}, {"landuse", "abc", "meadow", "grassland"},
		{"DLBM", "abcd", "0103", "farmland"}, {"kind", "abcde", "水面", "water"},
	} {
		if r := w.load("land_use", of(c[0], c[1], c[2])); len(r.Rejected) > 0 {
			t.Fatalf("%v: %+v", c, r.Rejected)
		}
		if got := w.area("land_use", c[1]).Class["kind"]; got != c[3] {
			t.Errorf("%v: stored as %q", c, got)
		}
	}
	// Without the column the class stays; with another one it changes.
	if r := w.load("land_use", coded("a", box(3, 0, 1, 1))); r.Status != intake.Unchanged || w.area("land_use", "a").Class["kind"] != "farmland" {
		t.Errorf("without a kind: %+v", r)
	}
	w.load("land_use", of("kind", "a", "residential"))
	if got := w.area("land_use", "a").Class["kind"]; got != "residential" {
		t.Errorf("with another kind: %q", got)
	}
	r := w.load("land_use", of("kind", "a", "lunar"), of("kind", "ab", "park"))
	if !slices.Equal(reasons(r), []string{"1 unknown_kind"}) || !strings.Contains(r.Rejected[0].Message, `"lunar"`) || w.area("land_use", "ab").Class["kind"] != "park" {
		t.Errorf("unknown: %+v", r.Rejected)
	}
}

// TestLandUseCodeIsTheClass: 用地代码 is the class of a plot, the same for many, and never the code of the area,
// unless the option says so; a word for the class goes before its number.
func TestLandUseCodeIsTheClass(t *testing.T) {
	for _, heading := range []string{"用地代码", "地类编码", "YDDM", "用地性质代码"} {
		w := newWorld(t, landScheme)
		plot := func(x float64, class string) string {
			return feature(box(x, 0, 1, 1), "用地名称", `"x"`, heading, `"`+class+`"`)
		}
		r := w.load("land_use", plot(0, "G1"), plot(2, "R2"), plot(4, "R2"), plot(6, "E1"))
		if r.Assigned != 4 || r.Accepted != 4 || len(r.Rejected) > 0 {
			t.Errorf("%s: %+v", heading, r)
		}
		for code, want := range map[string]string{"land_use-00001": "park", "land_use-00002": "residential", "land_use-00003": "residential", "land_use-00004": "water"} {
			if a := w.area("land_use", code); a.Class["kind"] != want || a.Names.Zh != "x" {
				t.Errorf("%s: %s is %q, called %q", heading, code, a.Class["kind"], a.Names.Zh)
			}
		}
	}
	w := newWorld(t, landScheme)
	path := w.write("geojson", collection(feature(box(0, 0, 1, 1), "用地代码", `"L-7"`, "用地性质", `"公园绿地"`), feature(box(2, 0, 1, 1), "用地代码", `"L-8"`, "用地性质", `"居住用地"`)))
	if r := w.take(path, intake.Options{Layer: "land_use", CodeField: "用地代码"}); r.Accepted != 2 || w.area("land_use", "L-7").Class["kind"] != "park" {
		t.Errorf("%+v", r)
	}
}

// TestGridKeepsItsKind: also a partition keeps the classes that its layer lists, and the words of land use
// are none of it.
func TestGridKeepsItsKind(t *testing.T) {
	w := newWorld(t, landScheme)
	w.load("city", coded("c", box(0, 0, 4, 4)))
	r := w.load("grid", feature(box(0, 0, 1, 1), "code", `"g"`, "kind", `"专属网格"`), feature(box(1, 0, 1, 1), "code", `"h"`, "kind", `"farmland"`))
	if !slices.Equal(reasons(r), []string{"2 unknown_kind"}) || w.area("grid", "g").Class["kind"] != "special" {
		t.Errorf("%+v", r.Rejected)
	}
}
