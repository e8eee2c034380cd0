package httpapi_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// scopedRows are the rows of a scope, each with a way to ask it, the harmless ones first. A row that it is
// not known how to ask fails, and so does one that is asked about nothing, though its path names something.
func scopedRows(t *testing.T, w *world) []scopedRow {
	t.Helper()
	var out []scopedRow
	known := 0
	for _, rt := range w.handler.(*httpapi.Server).Routes() {
		if rt.Scope != access.Within {
			continue
		}
		asks := scopedAsks[rt.Name]
		if len(asks) == 0 {
			t.Errorf("%s %s is of a scope, and it is not known how it is asked: put %s into scopedAsks", rt.Method, rt.Pattern, rt.Name)
			continue
		}
		known++
		for i := range asks {
			for _, p := range []string{asks[i].beside, asks[i].empty} {
				if p != "" && !isTest(t, p) {
					t.Errorf("%s leans on %s, which is no test of this package", rt.Name, p)
				}
			}
			if text := holes.Replace(rt.Pattern) + asks[i].query + asks[i].body; strings.Contains(text, "$") != (asks[i].word != "" && asks[i].word != "none") {
				t.Errorf("%s is asked about %q by %s", rt.Name, asks[i].word, text)
			}
			out = append(out, scopedRow{rt, asks[i]})
		}
	}
	if known != len(scopedAsks) {
		t.Errorf("%d rows are of a scope, and %d are known", known, len(scopedAsks))
	}
	slices.SortStableFunc(out, func(a, b scopedRow) int { return cmp.Compare(a.last, b.last) })
	return out
}

// isTest tells whether the package has a test of a name.
func isTest(t *testing.T, name string) bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T) {") {
			return true
		}
	}
	return false
}

type scopedRow struct {
	httpapi.Route
	scopedAsk
}

// may tells whether a role has the right of a row.
func (row *scopedRow) may(r access.Role) bool {
	return (&access.Caller{Account: "x", Roles: []access.Role{r}, Via: access.ViaToken}).May(row.Action)
}

// TestMatrixScope: to who is for one street, what is of the other is in no row of a scope, by no method and
// in no form anything but what never was: the same status, head and body, byte for byte.
func TestMatrixScope(t *testing.T) {
	w := newWorld(t, "a", "b")
	revision, compared := w.atlas.Current().Revision, 0
	for _, row := range scopedRows(t, w) {
		if row.word == "" || row.word == "none" {
			continue
		}
		forms := manners(&row.Route)
		for _, m := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			forms = append(forms, manner{method: m})
		}
		for role, tokens := range w.tokens {
			for street, other := range map[string]string{"a": "b", "b": "a"} {
				for _, f := range forms {
					ask := func(thing string) string {
						status, head, text := w.tell(row.about(w, &row.Route, tokens[street], street, thing, f, false))
						return learnt(status, head, text, thing)
					}
					compared++
					if got, want := unlike(ask(w.things[row.word][other]), ask(never[row.word])); got != want {
						t.Errorf("%s by the %s of %s, %+v: of the other's %s:\n%s\nof one that never was:\n%s", row.Name, role, street, f, row.word, got, want)
					}
				}
			}
		}
	}
	if compared < 2_000 {
		t.Errorf("only %d pairs were compared", compared)
	}
	t.Logf("%d pairs were compared", compared)
	if st, err := w.store.State(t.Context()); err != nil || st.Revision != revision {
		t.Errorf("a try has done something: revision %d, not %d (%v)", st.Revision, revision, err)
	}
	for _, code := range []string{"P-1", "P-2"} {
		if text := bodyOf(t, w.asks(w.keeper, "GET", "/api/v1/persons/"+code, "")); !strings.Contains(text, "金丝雀") {
			t.Errorf("%s is no more: %s", code, text)
		}
	}
}

// TestMatrixOwnScope: to who is for one street, each row of a scope tells, in every form and of every date, what
// it would tell if the other street had no people, posts, findings, reports or files: byte for byte. Of the own
// things it tells something, and something else to each street.
func TestMatrixOwnScope(t *testing.T) {
	both, alone := newWorld(t, "a", "b"), map[string]*world{"a": newWorld(t, "a"), "b": newWorld(t, "b")}
	for _, row := range scopedRows(t, both) {
		for _, when := range whensOf(&row) {
			asked := row
			asked.query = strings.Trim(row.query+"&"+when, "&")
			differs := 0
			for role := range both.tokens {
				if !row.may(role) {
					continue
				}
				if ownScope(t, &asked, role, both, alone) {
					differs++
				}
			}
			if (differs == 0) != (row.word == "none" || row.empty != "") {
				t.Errorf("%s %s?%s: %d roles are told something of their own", row.Method, row.Pattern, asked.query, differs)
			}
		}
	}
}

// whensOf are the dates and revisions of which a row is asked.
func whensOf(row *scopedRow) []string {
	out := []string{""}
	for _, p := range row.Params {
		switch p.Name {
		case "at":
			out = append(out, "at=2026-07-05")
		case "revision":
			out = append(out, "revision=5")
		}
	}
	return out
}

// ownScope compares what a role of each street is told in the world of both with what it is told in the
// world of that street alone; it says whether the own thing is told from one that never was, and where none is
// named, whether the streets are told different things.
func ownScope(t *testing.T, row *scopedRow, role access.Role, both *world, alone map[string]*world) (differs bool) {
	t.Helper()
	forms := manners(&row.Route)
	if row.Writes {
		forms = forms[:1]
	}
	for _, f := range forms {
		texts := map[string]string{}
		for _, street := range []string{"a", "b"} {
			ask := func(w *world, thing string) string {
				status, head, text := w.tell(row.about(w, &row.Route, w.tokens[role][street], street, thing, f, true))
				if f == (manner{}) && status/100 != 2 && thing != never[row.word] {
					t.Errorf("%s of the own %s by the %s of %s: %d %s", row.Name, thing, role, street, status, text)
				}
				return learnt(status, head, text, thing)
			}
			one := ask(alone[street], alone[street].things[row.word][street])
			texts[street] = ask(both, both.things[row.word][street])
			if want, got := unlike(one, texts[street]); got != want && row.beside == "" {
				t.Errorf("%s?%s by the %s of %s, %+v:\n%s\nin a city in which the other street has nobody:\n%s", row.Name, row.query, role, street, f, got, want)
			}
			if none, named := never[row.word]; named {
				differs = differs || texts[street] != ask(both, none)
			}
		}
		if _, named := never[row.word]; !named {
			differs = differs || texts["a"] != texts["b"]
		}
	}
	return differs
}

// unlike are two texts from a little before where they differ.
func unlike(a, b string) (string, string) {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("%.300q", a[min(from, len(a)):]), fmt.Sprintf("%.300q", b[min(from, len(b)):])
}

// scoped gives a desk with two persons, and for each role of the desks a token of street a and of b.
func scoped(t *testing.T) (d *desk, of map[access.Role]map[string]string) {
	t.Helper()
	d = keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	of = map[access.Role]map[string]string{}
	for _, r := range []access.Role{access.Worker, access.Dispatcher, access.Planner, access.Keeper} {
		of[r] = map[string]string{}
		for _, street := range []string{"a", "b"} {
			of[r][street] = d.accounts.token(string(r)+"-"+street, []access.Role{r}, city.Seat{Kind: city.KindArea, Layer: "street", Code: street})
		}
	}
	return d, of
}

// asks sends a request with a token.
func (d *desk) asks(token, method, target, body string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	return d.do(r)
}

// TestMatrixScopeOfChanges: the keeper of one street changes nothing of the other, nor takes back what
// touches it, and is told that there is none such; of its own street it is let.
func TestMatrixScopeOfChanges(t *testing.T) {
	d, of := scoped(t)
	token := of[access.Keeper]["a"]
	post := func(target, body, match string) *http.Response {
		r := httptest.NewRequest("POST", target, strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("If-Match", match)
		return d.do(r)
	}
	for _, body := range []string{
		`{"puts":[{"layer":"street","code":"b","parent":"d","names":{"zh":"占"}}]}`,
		`{"deletes":[{"layer":"street","code":"b"}]}`,
		`{"puts":[{"layer":"district","code":"d","names":{"zh":"占"}}]}`, // above it
		`{"deletes":[{"layer":"street","code":"nix"}]}`,
		`{"deletes":[{"layer":"street","code":"a"},{"layer":"street","code":"b"}]}`,
	} {
		if p := problemOf(t, post("/api/v1/changes", body, `"3"`)); p.Status != 404 || p.Code != "unknown_code" {
			t.Errorf("%s: %+v", body, p)
		}
	}
	if res := post("/api/v1/changes", `{"puts":[{"layer":"street","code":"a","parent":"d","names":{"zh":"自己的"}}]}`, `"3"`); res.StatusCode != 201 {
		t.Errorf("of the own street: %d %s", res.StatusCode, bodyOf(t, res))
	}
	for i, planned := range []string{
		`{"effective_from":"2027-01-01","puts":[{"kind":"organisation","layer":"organisation","code":"o9","sort":"firm","names":{"zh":"来年的"},"of":{"layer":"street","code":"a"}}]}`,
		`{"effective_from":"2027-01-15","puts":[{"kind":"organisation","layer":"organisation","code":"o10","sort":"firm","names":{"zh":"其下的"},"of":{"layer":"organisation","code":"o9"}}]}`,
	} {
		if res := post("/api/v1/changes", planned, fmt.Sprintf(`"%d"`, 4+i)); res.StatusCode != 201 {
			t.Errorf("planned of the own street: %d %s", res.StatusCode, bodyOf(t, res))
		}
	}
	if res := post("/api/v1/changes?dry_run=true", `{"effective_from":"2027-02-01","deletes":[{"kind":"organisation","layer":"organisation","code":"o10"}]}`, `"6"`); res.StatusCode != 200 {
		t.Errorf("an end of what is planned under what is planned: %d %s", res.StatusCode, bodyOf(t, res))
	}
	if res := post("/api/v1/revisions/6/reverse?dry_run=true", "{}", `"6"`); res.StatusCode != 200 {
		t.Errorf("taking back what is planned: %d %s", res.StatusCode, bodyOf(t, res))
	}
	for _, n := range []string{"3", "99"} {
		if p := problemOf(t, post("/api/v1/revisions/"+n+"/reverse", "{}", `"6"`)); p.Status != 404 {
			t.Errorf("taking revision %s back: %+v", n, p)
		}
	}
}

// TestMatrixSearchOfPersons: who is for one street finds nobody of the other, by name or by code.
func TestMatrixSearchOfPersons(t *testing.T) {
	d, of := scoped(t)
	for role, tokens := range of {
		for q, want := range map[string]int{"金丝雀": 1, "张金丝雀": 1, "P-1": 1, "李金丝雀": 0, "P-2": 0, "P-9": 0} {
			if role == access.Planner && q != "P-1" {
				want = 0 // who sees no names finds by none
			}
			text := bodyOf(t, d.asks(tokens["a"], "POST", "/api/v1/persons/search", `{"q":"`+q+`"}`))
			if n := strings.Count(text, `"name":`); n != want || strings.Contains(text, "P-2") || strings.Contains(text, "李") {
				t.Errorf("%s of a seeks %s: %s", role, q, text)
			}
		}
	}
}
