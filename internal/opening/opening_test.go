package opening_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/opening"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestDivisions: the table can be read, is in order, and each row fits the national bands.
func TestDivisions(t *testing.T) {
	text, err := os.ReadFile("../../data/codes/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if got := len(data.Divisions()); got != len(lines)-1 {
		t.Errorf("%d rows are read of %d", got, len(lines)-1)
	}
	if lines[0] != "code,name,en,pinyin" || len(lines) < 3300 {
		t.Fatalf("%d rows after %q", len(lines)-1, lines[0])
	}
	if !slices.IsSorted(lines[1:]) {
		t.Error("the rows are not in the order of codes")
	}
	all, more := opening.Search("", len(lines))
	if more || len(all) != len(lines)-1-27 { // all but the provinces that are no cities
		t.Errorf("%d divisions of %d rows", len(all), len(lines)-1)
	}
	for _, d := range all {
		// Zones that are no districts are numbered 71 to 80, the towns of a city without districts 00.
		if err := city.ProfileCN12.CheckCode(d.Code); err != nil || d.Name == "" {
			t.Errorf("%+v: %v", d, err)
		}
		if strings.HasSuffix(d.Code, "00") && d.En == "" {
			t.Errorf("%+v has no name in English", d)
		}
	}
}

// TestSearch: a city is found by code, name, English and pinyin, before counties.
func TestSearch(t *testing.T) {
	for text, want := range map[string]string{
		"济宁": "370800", "济宁市": "370800", "3708": "370800", "jining": "370800", "Jin ing": "370800", "ordos": "150600", "eerduosi": "150600",
		"Xi'an": "610100", "xian": "610100", "hohhot": "150100", "任城": "370811", "北京": "110000", "chongqing": "500000", "lvliang": "141100", "厦门": "350200", "changsha": "430100",
	} {
		found, _ := opening.Search(text, 5)
		if len(found) == 0 || found[0].Code != want {
			t.Errorf("%s: %+v, want %s", text, found, want)
		}
	}
	if found, more := opening.Search("市", 3); len(found) != 3 || !more {
		t.Errorf("%d, %v", len(found), more)
	}
	if found, _ := opening.Search("亚特兰蒂斯", 3); len(found) != 0 {
		t.Error(found)
	}
	for _, code := range []string{"", "37", "370000", "999999", "3708000"} {
		if _, err := opening.Find(code); city.CodeOf(err) != "unknown_division" {
			t.Errorf("%q: %v", code, err)
		}
	}
	if n := len(opening.Counties("370800")); n != 12 {
		t.Errorf("Jining has %d counties", n)
	}
	if n := len(opening.Counties("110000")); n != 16 {
		t.Errorf("Beijing has %d districts", n)
	}
	if list := opening.Counties("370811"); len(list) != 1 || list[0].Name != "任城区" {
		t.Error(list)
	}
	if list := opening.Counties("441900"); len(list) != 0 { // towns stand under the city
		t.Error(list)
	}
}

// TestChoices: every shipped scheme is offered once, and is known for what it is when a city has
// begun with it, whatever codes it takes.
func TestChoices(t *testing.T) {
	choices, err := opening.Choices()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, c := range choices {
		keys = append(keys, c.Key)
		for _, codes := range []opening.Codes{"", opening.AsScheme} {
			f := opening.Founding{City: "370800", Scheme: c.Key, Codes: codes}
			s, err := f.Make(false)
			if err != nil {
				t.Fatal(err)
			}
			if got := opening.SchemeOf(s); got != c.Key || s.Name.Zh != "济宁市" || s.Name.En != "Jining" || s.City != "370800" || s.Demo {
				t.Errorf("%s: %q, %+v", c.Key, got, s.Name)
			}
			if text, err := s.YAML(); err != nil {
				t.Error(err)
			} else if _, err := city.ParseScheme(text); err != nil {
				t.Error(err)
			}
			if i := slices.IndexFunc(s.Layers, func(l city.LayerDef) bool { return l.Key == "street" }); c.Key == "default" {
				if national := s.Layers[i].Code.Profile == city.ProfileCN12; national != (codes == "") {
					t.Errorf("%s %q: %s", c.Key, codes, s.Layers[i].Code.Profile)
				}
			}
		}
	}
	slices.Sort(keys)
	if !slices.Equal(keys, data.Schemes()) {
		t.Errorf("%v are offered, %v are shipped", keys, data.Schemes())
	}
	for _, c := range []struct {
		f    opening.Founding
		code string
	}{
		{opening.Founding{City: "370000", Scheme: "default"}, "unknown_division"}, {opening.Founding{City: "370800", Scheme: "atlantis"}, "unknown_scheme"},
		{opening.Founding{City: "370800", Scheme: "../tiny/scheme"}, "unknown_scheme"}, {opening.Founding{City: "370800", Scheme: "default", Codes: "own"}, "bad_codes"},
		{opening.Founding{City: "370800", Scheme: "default", Zh: strings.Repeat("长", 61)}, "bad_city_name"}, {opening.Founding{City: "370800", Scheme: "default", En: "a\nb"}, "bad_city_name"},
	} {
		if _, err := c.f.Make(false); city.CodeOf(err) != c.code {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
}

// square is a square of a hundred metres or so, n places to the east.
func square(n int32) geo.MultiPolygon {
	x, y := 1_165_000_000+n*10_000, int32(354_000_000)
	return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + 10_000, Y: y}, {X: x + 10_000, Y: y + 10_000}, {X: x, Y: y + 10_000}}}}
}

// TestOf: a city of two districts of which one is there, step by step.
func TestOf(t *testing.T) {
	f := opening.Founding{City: "150600", Scheme: "default"}
	scheme, err := f.Make(false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "s.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := atlas.Open(t.Context(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	state := func(open ...string) *opening.State {
		t.Helper()
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		st, err := opening.Of(a.Current(), func(key string) bool { return slices.Contains(open, key) })
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	put := func(entries ...city.Entry) {
		t.Helper()
		if _, err := s.Apply(t.Context(), city.Change{Author: "a", Effective: city.OpenStart, Entries: entries}); err != nil {
			t.Fatal(err)
		}
	}
	area := func(layer, code, name, parent string, n int32) city.Entry {
		return city.PutArea(city.Area{Layer: layer, Code: code, Names: city.Names{Zh: name}, Parent: parent, Shape: square(n)}, city.Always())
	}
	st := state()
	if !st.Empty || st.City == nil || st.City.Name != "鄂尔多斯市" || st.Scheme != "default" || st.Next == nil || st.Next.Item != "city" || st.Next.Step != "boundaries" {
		t.Fatalf("empty: %+v, next %+v", st, st.Next)
	}
	states := func(st *opening.State) (out string) {
		for _, s := range st.Steps {
			out += s.Key + " " + string(s.State) + ", "
		}
		return out
	}
	if got := states(st); got != "city done, boundaries missing, homes missing, places missing, streets missing, people missing, public missing, " {
		t.Error(got)
	}
	put(area("city", "150600", "鄂尔多斯市", "", 0), area("district", "150602", "东胜区", "150600", 0), area("district", "150603", "康巴什区", "150600", 1), area("district", "150699", "别处", "150600", 2),
		area("street", "150602001", "交通街道", "150602", 0))
	st = state()
	district := item(t, st, "boundaries", "district")
	if district.State != opening.Partly || *district.Expected != 9 || len(district.Absent) != 7 || district.Absent[0].Name != "达拉特旗" || district.Says.Zh != "应有 9 个，已有 2 个，另有 1 个不在代码表中" {
		t.Errorf("%+v", district)
	}
	if street := item(t, st, "boundaries", "street"); street.State != opening.Partly || len(street.Absent) != 2 || street.Absent[0].Code != "150603" {
		t.Errorf("%+v", street)
	}
	if st.Empty || st.Next.Item != "district" || st.Next.Command != "redsail import --store STORE --layer district FILE" {
		t.Errorf("%+v", st.Next)
	}
	if works := st.Steps[1].Works[0].Zh; works != "地图上任一点可答出：市、区县（旗）、街道（乡镇、苏木）" {
		t.Error(works)
	}
	if lacks := st.Steps[1].Lacks[0].En; lacks != "Not answered yet: Community / village, Grid" {
		t.Error(lacks)
	}
	if district.Others != nil {
		t.Errorf("names as in the table: %+v", district.Others)
	}
	put(area("district", "150602", "帆影区", "150600", 0), area("district", "150603", "鄂尔多斯市康巴什区", "150600", 1), area("city", "150600", "鄂尔多斯", "", 0))
	st = state()
	want := []opening.OtherName{{Layer: "district", Code: "150602", Name: "帆影区", Table: "东胜区"}}
	if got := item(t, st, "boundaries", "district"); !slices.Equal(got.Others, want) || *got.Expected != 9 || len(got.Absent) != 7 {
		t.Errorf("another name: %+v", got)
	}
	if others, err := opening.OtherNames(a.Current()); err != nil || !slices.Equal(others, want) {
		t.Errorf("%+v, %v", others, err)
	}
	put(area("community", "150602001001", "东社区", "150602001", 0), area("grid", "g1", "一", "150602001001", 0), area("grid", "g2", "二", "150602001001", 1),
		city.PutContent(&city.Person{Code: "P-1", Sealed: []byte{1}}, city.Always()))
	staffed := func(grids ...string) opening.Step {
		for _, g := range grids {
			put(city.PutContent(&city.Post{Code: "post-" + g, Role: "grid_head", Person: "P-1", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: g}}, city.Always()))
		}
		st := state()
		return st.Steps[slices.IndexFunc(st.Steps, func(s opening.Step) bool { return s.Key == "people" })]
	}
	if one := staffed("g1"); one.State != opening.Partly || len(one.Lacks) != 1 || one.Lacks[0].Zh != "1 个网格无人" {
		t.Errorf("one of two grids: %+v", one)
	}
	if both := staffed("g2"); both.State != opening.Done || len(both.Lacks) != 0 {
		t.Errorf("both grids: %+v", both)
	}
	if open := item(t, state("street"), "public", "publish"); open.State != opening.Done || open.Have != 1 || *open.Expected != 5 {
		t.Errorf("%+v", open)
	}
}

func item(t *testing.T, st *opening.State, step, key string) opening.Item {
	t.Helper()
	for _, s := range st.Steps {
		for _, it := range s.Items {
			if s.Key == step && it.Key == key {
				return it
			}
		}
	}
	t.Fatalf("there is no %s in %s", key, step)
	return opening.Item{}
}
