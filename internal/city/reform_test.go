package city_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

const gridsAlone = "layers: [{key: grid, name: {zh: 网格, en: Grid}}]\nplaces: [{key: station, name: {zh: 站, en: Station}}]\n"

func none(city.RecordKind) ([]city.Record, error) { return nil, nil }

// TestReformNorms: a norm that some reader of it could not read does not come into a city that lives.
func TestReformNorms(t *testing.T) {
	have := parse(t, gridsAlone)
	for _, c := range []struct {
		name, value string
		good        bool
	}{
		{"grid_households", "[300, 500]", true},
		{"grid_households", "{value: [300, 500], source: a plan}", true},
		{"grid_households", "[300]", false},
		{"grid_households", "[300, 500, 700]", false},
		{"grid_households", "[500, 300]", false},
		{"grid_households", "[300.5, 500]", false},
		{"grid_households", "[few, many]", false},
		{"grid_households", "[0, 0]", false},
		{"grid_households", "300", false}, // of a layer they are two
		{"member_households", "5", true},
		{"window_staff", "[2, 2]", true},
		{"window_staff", "[3, 2]", false},
		{"window_staff", "[]", false},
		{"window_staff", "{value: [2]}", false},
		{"window_staff", "{source: x}", false},
		{"window_staff", "-1", false},
		{"window_staff", "few", false},
		{"window_staff", ".inf", false},
		{"window_staff", "", false},
		{"service_circle_minutes", "12.5", true},
		{"service_circle_minutes", "[10, 15]", false},
		{"service_circle_by_class", "[{layer: grid, class: a, is: b, minutes: 15}]", true},
		{"service_circle_by_class", "15", false},
		{"service_circle_by_class", "[10, 15]", false},
		{"floor_area", "{station: 1000}", true},
		{"floor_area", "{station: large}", false},
	} {
		r, err := city.MayReform(have, parse(t, fmt.Sprintf("norms: {%s: %s}\n%s", c.name, c.value, gridsAlone)), none)
		switch {
		case c.good && (err != nil || fmt.Sprint(r.Changed) != "[norms]"):
			t.Errorf("%s: %s: %v, %v", c.name, c.value, r, err)
		case !c.good && (city.CodeOf(err) != "bad_norm" || !strings.Contains(err.Error(), c.name)):
			t.Errorf("%s: %s: %v", c.name, c.value, err)
		}
	}
	for _, name := range data.Schemes() {
		src, err := data.Scheme(name)
		if err != nil {
			t.Fatal(err)
		}
		more := parse(t, string(src))
		more.Name.En += " renamed"
		if _, err := city.MayReform(parse(t, string(src)), more, none); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReformKinds: kinds of areas stay as long as an area of any revision is of them; those of the base map
// are the rows of land use too.
func TestReformKinds(t *testing.T) {
	const (
		grids = "layers:\n  - {key: grid, name: {zh: 网格, en: Grid}, kinds: [{key: ordinary, name: {zh: 普通, en: Ordinary}}, {key: special, name: {zh: 专属, en: Special}}, {key: third, name: {zh: 其他, en: Third}}]}\n  - {key: land, name: {zh: 用地, en: Land}, base: true}\n"
		shed  = "grounds: [{key: shed, name: {zh: 棚, en: Shed}, build: \"no\"}]\n"
	)
	of := func(layer, code, kind string) city.Record {
		return city.Record{Content: &city.Area{Layer: layer, Code: code, Class: map[string]string{"kind": kind}}}
	}
	all := []city.Record{
		of("grid", "9", "special"), of("grid", "1", "special"), of("grid", "1", "special"), of("grid", "2", "ordinary"), of("land", "L", "shed"),
		{Content: &city.Area{Layer: "grid", Code: "3"}},
	}
	asked := func(kind city.RecordKind) ([]city.Record, error) {
		if kind == city.KindArea {
			return all, nil
		}
		return nil, nil
	}
	have := parse(t, grids+shed)
	for name, c := range map[string]struct{ text, says string }{
		"used":       {strings.Replace(grids, ", {key: special, name: {zh: 专属, en: Special}}", "", 1) + shed, `the layer "grid" keeps its kind "special": 2 areas are, or were in an earlier revision, of it, the first 1`},
		"land use":   {grids, `the layer "land" keeps its kind "shed": 1 areas are, or were in an earlier revision, of it, the first L`},
		"not used":   {strings.Replace(grids, ", {key: third, name: {zh: 其他, en: Third}}", "", 1) + shed, ""},
		"other word": {strings.Replace(grids, "专属", "专门", 1) + shed, ""},
	} {
		_, err := city.MayReform(have, parse(t, c.text), asked)
		switch {
		case c.says == "" && err != nil, c.says != "" && (city.CodeOf(err) != "scheme_in_use" || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
