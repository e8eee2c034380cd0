package city_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
)

func shippedScheme(t *testing.T, name string) *city.Scheme {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "data", "schemes", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text))
}

// TestLevels: each shipped scheme has its layers of streets, communities and grids, whatever their keys
// are, and its staffing keeps its pattern.
func TestLevels(t *testing.T) {
	usual := city.Levels{Street: "street", Community: "community", Grid: "grid"}
	for name, want := range map[string]city.Levels{
		"default": usual, "guangzhou": usual, "jining": usual, "microgrid": usual, "ordos": usual,
		"rural": {Street: "township", Community: "village", Grid: "tract"},
	} {
		s := shippedScheme(t, name)
		if got := s.Levels(); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		layers, err := s.StaffingLayers()
		if err != nil || len(layers) == 0 {
			t.Errorf("%s: %v, %v", name, layers, err)
		}
		for _, layer := range layers {
			if rows, there, err := s.Staff(layer); err != nil || !there || len(rows) == 0 {
				t.Errorf("%s, %s: %+v, %v", name, layer, rows, err)
			}
		}
	}
	for text, want := range map[string]city.Levels{
		"layers: [{key: street}, {key: grid, parent: street}]":                      {Street: "street", Grid: "grid"},
		"layers: [{key: town}, {key: grid, parent: town}]":                          {Street: "town", Community: "town", Grid: "grid"},
		"layers: [{key: street}, {key: community, parent: street}]":                 {Street: "street", Community: "community"},
		"layers: [{key: community}]":                                                {Community: "community"},
		"layers: [{key: grid}]":                                                     {Grid: "grid"},
		"layers: [{key: a}, {key: b, parent: a}]":                                   {},
		"layers: [{key: a, partition: true}]\nstaffing: {a: []}":                    {Grid: "a"},
		"layers: [{key: street}, {key: x, parent: street}, {key: grid, parent: x}]": {Street: "street", Community: "x", Grid: "grid"},
	} {
		if got := parse(t, text).Levels(); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// TestStaffingRoles: what only the staffing names is a role of its layer, and roles of streets,
// communities and grids are of the layers of that level.
func TestStaffingRoles(t *testing.T) {
	post := func(role, layer string) *city.Post {
		return &city.Post{Code: "p", Role: role, At: city.Seat{Kind: city.KindArea, Layer: layer, Code: "a"}}
	}
	for _, one := range []struct {
		scheme, role, layer, want string
	}{
		{"microgrid", "adviser", "grid", ""}, {"microgrid", "microgrid_head", "microgrid", ""}, {"microgrid", "microgrid_head", "grid", "bad_seat"},
		{"rural", "tract_head", "tract", ""}, {"rural", "row_head", "tract", "bad_seat"}, {"rural", "window_staff", "village", ""},
		{"rural", "street_contact", "township", ""}, {"rural", "street_contact", "village", "bad_seat"}, {"rural", "grid_head", "tract", ""},
		{"default", "adviser", "grid", "unknown_role"}, {"default", "window_staff", "street", "bad_seat"}, {"jining", "any", "compound", "unknown_role"},
	} {
		err := post(one.role, one.layer).Check(shippedScheme(t, one.scheme))
		if (err == nil) != (one.want == "") || err != nil && city.CodeOf(err) != one.want {
			t.Errorf("%s: %s of a %s: %v, want %q", one.scheme, one.role, one.layer, err, one.want)
		}
	}
	r, err := shippedScheme(t, "rural").Role("tract_head")
	if err != nil || r.Answers != city.AnswersFirst || r.Name.Zh != "片长" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestBadStaffing: what is no staffing is told with its place.
func TestBadStaffing(t *testing.T) {
	const layers = "layers: [{key: community, partition: true}, {key: grid, parent: community, partition: true}]\nstaffing: "
	for text, why := range map[string]string{
		"{grid: 5}": "no list", "{grid: [head]}": "row 1: it is no mapping", "{grid: [{min: 1}]}": "row 1: it names no role",
		"{grid: [{role: grid_head, min: 2, max: 1}]}": "no span", "{grid: [{role: grid_head, min: -1}]}": "no span",
		"{grid: [{role: grid_head}, {role: nobody, min: 1}]}": `row 2: there is no role "nobody"`, "{grid: [{role: grid_head, most: 1}]}": `no "most"`,
		"{grid: [{role: grid_head, min: few}]}": "min cannot be read", "{grid: [{role: grid_head, kinds: 5}]}": "kinds cannot be read",
		"{block: []}": `names "block"`, "{pattern: 1+X}": "1+X", "{pattern: N+N}": "N+N", "{pattern: 5}": "5", "{pattern: 1+3+N}": "needs the rows",
		"{pattern: 1+1+N, grid: [{role: grid_head, min: 1, max: 1}]}":                                 "is 2 persons and N true",
		"{pattern: 1+1, grid: [{role: grid_head, min: 1, max: 1}, {role: full_time_worker, min: 1}]}": "is 2 persons and N false",
		"{grid: [{role: grid_head, answers: nobody}]}":                                                "answers cannot be read",
	} {
		s := parse(t, layers+text)
		_, err := s.StaffingLayers()
		if err == nil {
			_, _, err = s.Staff("grid")
		}
		if city.CodeOf(err) != "bad_staffing" || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v; want bad_staffing with %q", text, err, why)
		}
	}
	s := parse(t, layers+"{pattern: 1+1+N, source: 2019 rules, grid: [{role: grid_head, min: 1, max: 1}, {role: full_time_worker, min: 1, max: 1}, {role: professional_worker, min: 2}, {role: professional_worker, min: 5, kinds: [special]}]}")
	rows, _, err := s.Staff("grid")
	_, errOf := s.StaffingLayers()
	if source, there := s.StaffingSource(); err != nil || errOf != nil || len(rows) != 4 || fmt.Sprint(rows[3].Kinds) != "[special]" || !there || source.En != "2019 rules" || s.Pattern() != "1+1+N" {
		t.Errorf("%+v, %v, %v", rows, err, errOf)
	}
}

// TestNorm: a norm says its source, or is its value alone.
func TestNorm(t *testing.T) {
	s := parse(t, "layers: [{key: grid}]\nnorms: {a: [1, 2], b: {value: 3, source: rule 5}, c: {value: [4, 5], source: {zh: 规定, en: Rules}}, d: {red_sail_station: 200}, grid_households: {value: [300, 500], source: GB/T 34300}}")
	for name, want := range map[string]string{
		"a": "[1 2] {  } true", "b": "3 {rule 5 rule 5} true", "c": "[4 5] {规定 Rules} true", "d": "map[red_sail_station:200] {  } true", "e": "<nil> {  } false",
	} {
		value, source, there := s.Norm(name)
		if got := fmt.Sprint(value, source, there); got != strings.Replace(want, "{  }", "{ }", 1) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if lo, hi, there, err := s.HouseholdNorm("grid"); lo != 300 || hi != 500 || !there || err != nil {
		t.Errorf("%d–%d, %v, %v", lo, hi, there, err)
	}
}
