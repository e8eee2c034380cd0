package atlas_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// levelsCity puts one chain of areas of all partitions of a scheme, from the street's level down two grids,
// and a grid that names no parent; it gives the codes of the grids.
func levelsCity(t *testing.T, store city.Store, s *city.Scheme) {
	t.Helper()
	levels, above := s.Levels(), ""
	number := func(layer string, n int) string {
		l, err := s.Layer(layer)
		if err != nil {
			t.Fatal(err)
		}
		switch l.Code.Profile {
		case city.ProfileCN12:
			return []string{"", "370800000000", "370802000000", "370802001000", "370802001001"}[n]
		case city.ProfileCN15:
			return fmt.Sprintf("370802001001%03d", n)
		default:
			return fmt.Sprint(layer, n)
		}
	}
	n := 4 - s.Depth(levels.Grid) // from the city on, or from the county
	for _, layer := range s.Layers {
		if layer.Key == levels.Grid {
			break
		}
		if !layer.Partition {
			continue
		}
		n++
		code := number(layer.Key, n)
		apply(t, store, always(area(layer.Key, code, above, rect(0, 0, 20, 10))))
		above = code
	}
	apply(t, store, always(area(levels.Grid, number(levels.Grid, 101), above, rect(0, 0, 10, 10)), area(levels.Grid, number(levels.Grid, 102), above, rect(10, 0, 20, 10)),
		area(levels.Grid, number(levels.Grid, 103), "", rect(30, 0, 40, 10))))
	grid := city.Seat{Kind: city.KindArea, Layer: levels.Grid, Code: number(levels.Grid, 101)}
	for i, role := range staffOf(t, s, levels.Grid) {
		p := &city.Post{Code: fmt.Sprint("post", i), Role: role, At: grid, Person: fmt.Sprint("P", i), Hours: early(360), Tasks: []string{"public_order"}, Duty: "巡查"}
		apply(t, store, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(p, city.Always())}})
	}
}

func staffOf(t *testing.T, s *city.Scheme, layer string) []string {
	t.Helper()
	rows, there, err := s.Staff(layer)
	if err != nil || !there {
		t.Fatalf("staffing of %s: %v", layer, err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, r.Role)
	}
	return out
}

// TestStaffSchemes: in each shipped scheme the checks find the street over the grids, whatever its layer is
// called; a grid that names no parent is of no street, and is counted; the first grid has all whom the
// scheme asks for, the others lack each of them.
func TestStaffSchemes(t *testing.T) {
	for name, want := range map[string]struct{ street, missing string }{
		"default": {"street", "full_time_worker grid_head professional_worker"}, "guangzhou": {"street", "full_time_worker grid_head professional_worker"},
		"jining": {"street", "full_time_worker grid_head professional_worker"}, "ordos": {"street", "full_time_worker grid_head professional_worker"},
		"microgrid": {"street", "adviser full_time_worker grid_head part_time_worker professional_worker"}, "rural": {"township", "tract_head"},
	} {
		text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "data", "schemes", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := city.ParseScheme(text)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := city.MayReform(s, s, nil); err != nil || len(r.Changed) > 0 {
			t.Errorf("%s: into itself: %+v, %v", name, r, err)
		}
		store := openStore(t, string(text))
		levelsCity(t, store, s)
		c, err := openAtlas(t, store, nil).Current().Staff(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Streets) != 2 || c.Streets[0].Layer != want.street || c.Streets[0].Grids != 2 || c.Streets[0].Complete != 1 || c.Streets[1].Code != "" || c.Streets[1].Grids != 1 || c.Streets[1].Lacks.Record != 1 {
			t.Errorf("%s: streets %+v", name, c.Streets)
		}
		if got := missingRoles(c, 2); got != want.missing {
			t.Errorf("%s: two grids lack %q, want %q", name, got, want.missing)
		}
		if got := missingRoles(c, 1) + missingRoles(c, 3); got != "" {
			t.Errorf("%s: some grids lack %q", name, got)
		}
	}
}

// missingRoles are the roles that so many grids lack.
func missingRoles(c *atlas.StaffCheck, n int) string {
	counts := map[string]int{}
	for kind, role := range map[string]string{atlas.StaffHead: "grid_head", atlas.StaffWorker: "full_time_worker", atlas.StaffProfessional: "professional_worker"} {
		counts[role] = len(staffFindings(c, kind))
	}
	for _, f := range staffFindings(c, atlas.StaffArea) {
		if f.Layer == "grid" || f.Layer == "tract" {
			counts[f.Missing[0]]++
		}
	}
	var out []string
	for role, count := range counts {
		if count == n {
			out = append(out, role)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestStaffRows: what the scheme's staffing asks, by kind of grid: N of professional workers, a third role,
// none where a kind has a row of its own without a least. A norm goes before the staffing.
func TestStaffRows(t *testing.T) {
	rows := `staffing:
  pattern: 1+1+N
  source: 2019号文
  grid:
    - {role: grid_head, min: 1, max: 1}
    - {role: full_time_worker, min: 1, max: 1}
    - {role: professional_worker, min: 1}
    - {role: professional_worker, min: 2, kinds: [special]}
    - {role: full_time_worker, kinds: [special]}
    - {role: adviser, name: {zh: 指导员, en: Adviser}, min: 0, max: 1}
  community:
    - {role: any, min: 2}
`
	check := func(norms string, posts ...city.Content) *atlas.StaffCheck {
		t.Helper()
		store := openStore(t, staffScheme+rows+norms)
		special := area("grid", "g2", "c", rect(10, 0, 20, 10))
		special.Class = map[string]string{"kind": "special"}
		apply(t, store, always(area("street", "s", "", rect(0, 0, 20, 10)), area("community", "c", "s", rect(0, 0, 20, 10)), area("grid", "g1", "c", rect(0, 0, 10, 10)), special))
		change := city.Change{Effective: city.OpenStart}
		for _, p := range posts {
			change.Entries = append(change.Entries, city.PutContent(p, city.Always()))
		}
		apply(t, store, change)
		c, err := openAtlas(t, store, nil).Current().Staff(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	window := func(code, person string) *city.Post {
		return &city.Post{Code: code, Role: "window_staff", At: seat(city.KindArea, "community", "c"), Person: person}
	}
	posts := []city.Content{
		gridPost("h1", "grid_head", "g1", "P1", nil), gridPost("h2", "grid_head", "g2", "P2", nil), gridPost("w1", "full_time_worker", "g1", "P3", nil),
		gridPost("n1", "professional_worker", "g1", "P4", nil), gridPost("n2", "professional_worker", "g2", "P5", nil),
		gridPost("a1", "adviser", "g1", "P6", nil), gridPost("a2", "adviser", "g1", "P7", nil), window("c1", "P8"), window("c2", "P8"),
	}
	c := check("", posts...)
	wantStaff(t, c, map[string]string{atlas.StaffHead: "", atlas.StaffWorker: "", atlas.StaffProfessional: "g2 ", atlas.StaffArea: "c g1 "})
	found := staffFindings(c, atlas.StaffArea)
	if f := found[0]; f.Missing[0] != "any" || f.Count != 1 || f.Least != 2 {
		t.Errorf("one person in two posts: %+v", f)
	}
	if f := found[1]; f.Missing[0] != "adviser" || f.Count != 2 || f.Most != 1 {
		t.Errorf("two advisers: %+v", f)
	}
	wantStaff(t, check("", append(posts, gridPost("n3", "professional_worker", "g2", "P9", nil), window("c3", "P10"))...), map[string]string{atlas.StaffProfessional: "", atlas.StaffArea: "g1 "})
	wantStaff(t, check("norms: {grid_professional: 3}\n", posts...), map[string]string{atlas.StaffProfessional: "g1 g2 "})
	for _, k := range c.Kinds {
		if k.Kind == atlas.StaffProfessional && (k.Setting.By != "staffing" || k.Setting.Source.Zh != "2019号文" || k.Setting.Kinds["special"].Min != 2 || k.Setting.Min != 1) {
			t.Errorf("%+v", k.Setting)
		}
	}
}

// TestStaffSources: a setting tells whence it is: the usual document, the one that the scheme names, or that
// the scheme says otherwise.
func TestStaffSources(t *testing.T) {
	c, err := staffCheck(t, staffScheme+"norms:\n  window_staff: {value: [2, 4], source: {zh: 本市2025年方案, en: The city’s plan of 2025}}\n  grid_head: [1, 1]\n  grid_worker: 2\n", gridPost("a", "grid_head", "g1", "P1", nil))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{
		atlas.StaffWindow: "scheme 2 4 The city’s plan of 2025", atlas.StaffHead: "scheme 1 1 Jining’s paper on Party building and governance: staffing 1+1+N",
		atlas.StaffWorker: "scheme 2 0 set by the city’s scheme; usually 1 (Jining’s paper on Party building and governance: staffing 1+1+N)",
		atlas.StaffLinks:  "usual 5 10 Jining’s paper on Party building and governance: 5–10 households a member",
	} {
		for _, k := range c.Kinds {
			if s := k.Setting; k.Kind == kind && fmt.Sprint(s.By, " ", s.Min, " ", s.Max, " ", s.Source.En) != want {
				t.Errorf("%s: %+v, want %s", kind, s, want)
			}
			if s := k.Setting; s != nil && (s.Source.Zh == "" || s.Source.En == "" || s.By == "") {
				t.Errorf("%s: %+v has no source", k.Kind, s)
			}
		}
	}
	for _, bad := range []string{"{value: few}", "{value: [3, 2], source: x}", "{source: x}"} {
		if _, err := staffCheck(t, staffScheme+"norms:\n  window_staff: "+bad+"\n", gridPost("a", "grid_head", "g1", "P1", nil)); city.CodeOf(err) != "bad_norm" {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := staffCheck(t, staffScheme+"staffing: {grid: [{role: nobody}]}\n", gridPost("a", "grid_head", "g1", "P1", nil)); city.CodeOf(err) != "bad_staffing" {
		t.Errorf("bad staffing: %v", err)
	}
}

// TestStaffBeats: a professional worker of a beat counts for the grids of which the beat, an area of a free
// layer, covers more than half; one that nobody holds, and one over a corner, count for none.
func TestStaffBeats(t *testing.T) {
	beat := func(code, person string) *city.Post {
		return &city.Post{Code: "p" + code, Role: "professional_worker", At: seat(city.KindArea, "beat", code), Person: person}
	}
	ground := func(code string, m geo.MultiPolygon) city.Content {
		a := area("beat", code, "", m)
		return &a
	}
	for name, c := range map[string]struct {
		beats []city.Content
		posts []city.Content
		want  string
	}{
		"none":              {nil, []city.Content{gridPost("h", "grid_head", "g1", "P1", nil)}, "g1 g2 "},
		"the same ground":   {[]city.Content{ground("b", rect(0, 0, 20, 10))}, []city.Content{beat("b", "P1")}, ""},
		"wider":             {[]city.Content{ground("b", rect(-5, -5, 25, 15))}, []city.Content{beat("b", "P1")}, ""},
		"drawn by hand":     {[]city.Content{ground("b", rect(1, 1, 12, 9))}, []city.Content{beat("b", "P1")}, "g2 "},
		"vacant":            {[]city.Content{ground("b", rect(0, 0, 20, 10))}, []city.Content{beat("b", "")}, "g1 g2 "},
		"a corner":          {[]city.Content{ground("b", rect(0, 0, 4, 10))}, []city.Content{beat("b", "P1")}, "g1 g2 "},
		"next door":         {[]city.Content{ground("b", rect(20, 0, 30, 10))}, []city.Content{beat("b", "P1")}, "g1 g2 "},
		"one of each grid":  {[]city.Content{ground("b", rect(0, 0, 10, 10)), ground("d", rect(10, 0, 20, 10))}, []city.Content{beat("b", "P1"), beat("d", "P2")}, ""},
		"the other's alone": {[]city.Content{ground("d", rect(10, 0, 20, 10))}, []city.Content{beat("d", "P2")}, "g1 "},
	} {
		scheme := staffScheme + "  - {key: beat, name: {zh: 巡区, en: Beat}, partition: false}\n"
		found, err := staffCheck(t, scheme, append(c.beats, c.posts...)...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := staffCodes(found, atlas.StaffProfessional); got != c.want {
			t.Errorf("%s: without a professional worker %q, want %q", name, got, c.want)
		}
	}
	three := []city.Content{ground("b", rect(0, 0, 20, 10)), beat("b", "P1"), gridPost("n", "professional_worker", "g1", "P4", nil)}
	found, err := staffCheck(t, staffScheme+"  - {key: beat, name: {zh: 巡区, en: Beat}, partition: false}\nnorms: {grid_professional: 2}\n", three...)
	if err != nil {
		t.Fatal(err)
	}
	if got := staffFindings(found, atlas.StaffProfessional); len(got) != 1 || got[0].Code != "g2" || got[0].Count != 1 {
		t.Errorf("beat and grid together: %+v", got)
	}
}

// readmeScheme is the example of a scheme with its own roles, as data/README.md has it.
func readmeScheme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "data", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("data/README.md has no example of a scheme")
	}
	return example
}

// TestStaffReadme: by the documented scheme its roles are taken and asked for, its norms hold with their
// source, and a patrol, which is a team, is on duty without a person; a river chief without one is vacant.
func TestStaffReadme(t *testing.T) {
	night := &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 0, To: city.Midnight}}}}}
	community := seat(city.KindArea, "community", "c")
	store := openStore(t, readmeScheme(t))
	apply(t, store, always(area("street", "s", "", rect(0, 0, 20, 10)), area("community", "c", "s", rect(0, 0, 20, 10)), area("grid", "g1", "c", rect(0, 0, 20, 10))))
	change := city.Change{Effective: city.OpenStart}
	for _, c := range []city.Content{
		&city.Organisation{Code: "o", Kind: "shop", Of: community},
		&city.Post{Code: "a", Role: "night_patrol", At: community, Hours: night, Tasks: []string{"river"}, OfficePhone: "0537-5550001"},
		&city.Post{Code: "b", Role: "river_chief", At: community, Hours: night},
	} {
		change.Entries = append(change.Entries, city.PutContent(c, city.Always()))
	}
	apply(t, store, change)
	pic := openAtlas(t, store, nil).Current()
	c, err := pic.Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantStaff(t, c, map[string]string{atlas.StaffVacant: "b ", atlas.StaffArea: "c ", atlas.StaffHead: "g1 ", atlas.StaffProfessional: "g1 ", atlas.StaffWindow: "c "})
	for _, k := range c.Kinds {
		if k.Kind == atlas.StaffWindow && (k.Setting.Max != 4 || k.Setting.Source.Zh != "示例市2026年方案") || k.Kind == atlas.StaffEnding && k.Setting.Min != 14 {
			t.Errorf("%s: %+v", k.Kind, k.Setting)
		}
	}
	ans := pic.Locate(at(5, 5), atlas.Asked{At: when(t, "2026-11-29T03:00:00+08:00")})
	if got := duties(ans); got != "community/c night_patrol direct on\ncommunity/c river_chief escalation off vacant" {
		t.Errorf("%s", got)
	}
	for state, want := range map[string]string{atlas.PostHeld: "a", atlas.PostVacant: "b"} {
		if posts, _ := pic.Posts(atlas.StaffFilter{State: state}, "", 9); len(posts) != 1 || posts[0].Code != want {
			t.Errorf("%s: %+v", state, posts)
		}
	}
}
