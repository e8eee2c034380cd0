package intake_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

var peopleKinds = map[string]city.RecordKind{"person": city.KindPerson, "post": city.KindPost, "organisation": city.KindOrganisation}

// TestPeopleDocs imports every table of docs/people-import.md in its order.
func TestPeopleDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "people-import.md"))
	if err != nil {
		t.Fatal(err)
	}
	w := newStaffed(t)
	tables := 0
	var vacant []string
	for i, block := range strings.Split(string(text), "```") {
		rest, isTable := strings.CutPrefix(block, "csv ")
		if i%2 == 0 || !isTable {
			continue
		}
		kind, rows, _ := strings.Cut(rest, "\n")
		tables++
		if r := w.people(peopleKinds[kind], []string{rows}); r.Status != intake.Stored || len(r.Ignored) > 0 {
			t.Errorf("%s: %+v", rows, r)
		} else {
			vacant = append(vacant, r.Vacant...)
		}
	}
	if len(vacant) > 0 {
		t.Errorf("vacant by the page's tables: %v", vacant)
	}
	w.onDuty("2026-12-05T10:00:00+08:00", "visiting_team", true)
	w.onDuty("2026-12-05T11:00:00+08:00", "visiting_team", false)
	if got := w.holders("A1"); tables != 4 || got != "[ 2027-07-01)=P1 [2027-07-01 )=P2" {
		t.Errorf("%d tables, %s", tables, got)
	}
}

// TestPeopleTemplateRows: with codes that are there the row of each template is taken whole.
func TestPeopleTemplateRows(t *testing.T) {
	for _, english := range []bool{false, true} {
		w := newStaffed(t)
		for _, kind := range []city.RecordKind{city.KindOrganisation, city.KindPerson, city.KindPost} {
			var out bytes.Buffer
			if err := intake.WritePeopleTemplate(&out, kind, false, english); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("EXAMPLE-GRID", "G1", "EXAMPLE-2", "", "EXAMPLE-1", "X1").Replace(out.String())
			if r := w.people(kind, []string{text}); r.Status != intake.Stored || r.Accepted != 1 || len(r.Ignored) > 0 {
				t.Errorf("%s: %+v", kind, r)
			}
		}
		p := w.records(city.KindPost, "X1")[0].Content.(*city.Post)
		if p.Role != "grid_head" || len(p.Tasks) != 2 || p.Hours == nil || p.Person != "X1" || len(w.details("X1").Phones) != 2 {
			t.Errorf("%+v", p)
		}
	}
}

// onDuty asks who answers for the community at a time: whether the post of a role is on duty, and not vacant.
func (w *staffed) onDuty(when, role string, want bool) {
	w.Helper()
	at, err := time.Parse(time.RFC3339, when)
	if err != nil {
		w.Fatalf("%v", err)
	}
	a, err := atlas.Open(w.Context(), w.store, func() time.Time { return at })
	if err != nil {
		w.Fatalf("%v", err)
	}
	ans, err := a.AreaPosts(w.Context(), a.Current(), "community", "C1", at.In(a.Current().Scheme.Location()))
	if err != nil {
		w.Fatalf("%v", err)
	}
	for _, p := range ans.Posts {
		if p.Role == role && !p.Vacant && p.OnDuty != nil && *p.OnDuty == want {
			return
		}
	}
	w.Errorf("%s: no %s that is on duty %v among %+v", when, role, want, ans.Posts)
}

// TestAcceptedWords: a row with a word that the scheme has not is told which it has, once for a column; the
// workbook to fill in has them on a sheet, those of the city's own scheme too.
func TestAcceptedWords(t *testing.T) {
	w := newStaffed(t)
	for kind, want := range map[city.RecordKind]string{
		city.KindOrganisation: "街道党工委 (street_committee), 社区党委 (community_committee), ", city.KindPost: "网格长 (grid_head), 专职网格员 (full_time_worker), ",
	} {
		rows := map[city.RecordKind]string{city.KindOrganisation: "组织编码,组织类型\nX1,商户\nX2,党工委", city.KindPost: "岗位编码,角色,对象编码\nX1,片警,G1\nX2,保安,G1"}[kind]
		r := w.people(kind, []string{rows})
		if len(r.Rejected) != 2 || !strings.Contains(r.Rejected[0].Message, "; it has "+want) || strings.Contains(r.Rejected[1].Message, want) {
			t.Errorf("%s: %+v", kind, r.Rejected)
		}
	}
	r := w.people(city.KindPost, []string{"岗位编码,角色,对象编码,任务\nX1,网格长,G1,巡河"})
	if len(r.Rejected) != 1 || !strings.Contains(r.Rejected[0].Message, "it has 党的建设 (party_building)") {
		t.Errorf("%+v", r.Rejected)
	}
	own, err := city.ParseScheme([]byte("layers: [{key: grid, name: {zh: 网格, en: Grid}, partition: true}]\nroles: [{key: river_chief, name: {zh: 河长, en: River chief}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for scheme, want := range map[*city.Scheme][2]string{nil: {"role 角色 grid_head 网格长 Grid head", "tasks 任务 public_service 公共服务 Public service"}, own: {"role 角色 river_chief 河长 River chief", "tasks 任务 public_service 公共服务 Public service"}} {
		path := filepath.Join(t.TempDir(), "t.xlsx")
		var out bytes.Buffer
		if err := intake.WriteTemplate(&out, intake.TablePost, true, false, scheme); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		rows := sheetRows(t, path, "words")
		if len(rows) < 2 || rows[1] != want[0] || rows[len(rows)-1] != want[1] {
			t.Errorf("%q", rows)
		}
	}
}

// sheetRows are the rows of a sheet, their cells with spaces between.
func sheetRows(t *testing.T, path, sheet string) (out []string) {
	t.Helper()
	table, err := codec.OpenTable(t.Context(), path, codec.Options{Layer: sheet})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		out = append(out, strings.Join(cells, " "))
	}
}

// TestPostNotes: the report names posts that rows leave vacant, not those of teams and desks, and posts that
// end with their row; who acts for a time gives the post back to what it was before.
func TestPostNotes(t *testing.T) {
	w := newStaffed(t)
	w.people(city.KindPerson, []string{"工号,姓名\nP1,示例甲\nP2,示例乙"})
	r := w.people(city.KindPost, []string{`岗位编码,角色,对象类型,对象编码,人员编码,值班时间,办公电话
A1,网格长,网格,G1,P1,,
A4,社区值班联系人,社区,C1,,24小时,
A5,值班室,社区,C1,,24小时,0537-2212345
A6,民情书记团队,社区,C1,,每天 09:00-10:00,`})
	if r.VacantPosts != 1 || strings.Join(r.Vacant, " ") != "A4" || r.EndingPosts != 0 || !strings.Contains(r.Summary(), ", 1 posts vacant (no person)") {
		t.Errorf("%+v: %s", r, r.Summary())
	}
	for range 2 { // the second time it is there already
		r = w.people(city.KindPost, []string{"岗位编码,人员编码,代理,生效日期,截止日期\nA4,P2,是,2026-12-15,2026-12-31\nA1,P2,是,2026-12-15,2026-12-31\n"})
		if r.EndingPosts != 0 || r.VacantPosts != 0 {
			t.Errorf("acting: %+v", r)
		}
	}
	if r.Status != intake.Unchanged {
		t.Errorf("again: %+v", r)
	}
	if got, want := w.holders("A4"), "[ 2026-12-15)= [2026-12-15 2027-01-01)=P2 [2027-01-01 )="; got != want {
		t.Errorf("the vacant post: %s, want %s", got, want)
	}
	if got, want := w.holders("A1"), "[ 2026-12-15)=P1 [2026-12-15 2027-01-01)=P2 [2027-01-01 )=P1"; got != want {
		t.Errorf("the held post: %s, want %s", got, want)
	}
	r = w.people(city.KindPost, []string{"岗位编码,人员编码,生效日期,截止日期\nA1,P2,2027-02-01,2027-02-28\n"})
	if r.EndingPosts != 1 || r.Ending[0] != (intake.PostEnds{Code: "A1", From: "2027-03-01"}) {
		t.Errorf("an end: %+v", r)
	}
	r = w.people(city.KindPost, []string{"岗位编码,角色,对象编码,人员编码,代理,生效日期,截止日期\nA9,网格长,G2,P2,是,2027-02-01,2027-02-28\n"})
	if r.EndingPosts != 1 || r.Ending[0].Code != "A9" {
		t.Errorf("who acts where nobody was before: %+v", r)
	}
}

// TestWordsDocs: the page lists each usual role, kind of organisations and domain with key and names.
func TestWordsDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "people-import.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := func(what, key string, name city.Label) {
		if row := "| " + what + " | `" + key + "` | " + name.Zh + " | " + name.En + " |"; !strings.Contains(string(text), row) {
			t.Errorf("docs/people-import.md lacks %s", row)
		}
	}
	for _, r := range city.DefaultRoles() {
		want("role", r.Key, r.Name)
	}
	for _, k := range city.DefaultOrganisations() {
		want("kind", k.Key, k.Name)
	}
	for _, d := range city.DefaultDomains() {
		want("task", d.Key, d.Name)
	}
}
