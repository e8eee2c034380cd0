package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// reachOf says how each row of a scope names what it is about; a row that is not here fails.
var reachOf = map[string]string{
	"getPerson": "person", "revealPerson": "person", "exportPerson": "person", "erasePerson": "person",
	"getPost": "post", "getOrganisation": "organisation", "listPosts": "list", "listOrganisations": "list", // TestPostsOfAStreet
	"getPack":    "grid",                                               // TestPackOfOthers
	"makeReport": "grid", "listReports": "list", "answerReport": "own", // TestReportsOfOthers
	"searchPersons": "list", "listReasons": "none", "getStaffWords": "none", "listChecks": "list", "listIncompleteGrids": "list",
	"listInside": "list", // TestInside
	"newImport":  "change", "confirmImport": "own", "getImport": "own", "listImports": "own", "dropImport": "own", "getImportFindings": "own", "getImportTemplate": "none",
	"change": "change", "reverseRevision": "revision",
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

// TestMatrixScope: to who is for one street, a person of the other is in no row and by no method
// anything but one that never was: the same status, head and body, byte for byte.
func TestMatrixScope(t *testing.T) {
	d, of := scoped(t)
	rows := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Scope != access.Within {
			continue
		}
		how, known := reachOf[rt.Name]
		if !known {
			t.Errorf("%s %s is of a scope, and it is not said how it names what it is about", rt.Method, rt.Pattern)
		}
		if how != "person" {
			continue
		}
		rows++
		for role, tokens := range of {
			may := (&access.Caller{Account: "x", Roles: []access.Role{role}, Via: access.ViaToken}).May(rt.Action)
			for own, other := range map[string]string{"P-1": "P-2", "P-2": "P-1"} {
				street := map[string]string{"P-1": "a", "P-2": "b"}[own]
				swapped(t, d, rt.Pattern, string(role)+" of "+street, tokens[street], other)
				if may && rt.Method == http.MethodGet { // else the comparison would show nothing
					if res := d.asks(tokens[street], rt.Method, strings.Replace(rt.Pattern, "{code}", own, 1), ""); res.StatusCode != 200 {
						t.Errorf("%s of %s: %s of the own %s: %d", role, street, rt.Pattern, own, res.StatusCode)
					}
				}
			}
		}
	}
	if rows < 4 {
		t.Errorf("only %d rows name a person", rows)
	}
	for _, code := range []string{"P-1", "P-2"} { // no try did anything
		if text := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/persons/"+code, "")); !strings.Contains(text, "金丝雀") {
			t.Errorf("%s is no more: %s", code, text)
		}
	}
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

// swapped asks for another's person, and for ones that never were, by all methods.
func swapped(t *testing.T, d *desk, pattern, who, token, other string) {
	t.Helper()
	tell := func(method, code string) string {
		body := ""
		if strings.HasSuffix(pattern, "/reveal") {
			body = `{"reason":"emergency"}`
		}
		res := d.asks(token, method, strings.Replace(pattern, "{code}", code, 1), body)
		h := res.Header.Clone()
		text := bodyOf(t, res)
		if method != http.MethodHead && (res.StatusCode < 400 || strings.Contains(text, code)) {
			t.Errorf("%s %s of %s by %s: %d %s", method, pattern, code, who, res.StatusCode, text)
		}
		return fmt.Sprint(res.StatusCode, h, text)
	}
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		want := tell(method, "P-9")
		for _, code := range []string{other, "nobody", "P-0000001", "阿"} {
			if got := tell(method, code); got != want {
				t.Errorf("%s %s by %s tells %s from one that never was:\n%s\n%s", method, pattern, who, code, got, want)
			}
		}
	}
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
	for _, n := range []string{"3", "99"} {
		if p := problemOf(t, post("/api/v1/revisions/"+n+"/reverse", "{}", `"4"`)); p.Status != 404 {
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
