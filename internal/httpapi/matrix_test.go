package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// asker is one column of the matrix: how a request shows who makes it, and what the table of rights
// is asked about them.
type asker struct {
	name string
	// as is who the server should take them for; nil = nobody.
	as *access.Caller
	// token or cookie is what a request shows; both empty = nothing.
	token, cookie string
	// never is true of a token that no row takes, whoever the row is for.
	never bool
}

// manner is one way of asking for a row: by the parameter f, by Accept, or with HEAD.
type manner struct{ f, accept, method string }

// TestMatrix: every row × every caller × every form is allowed or refused as the table of rights
// says, whatever else is wrong with the request, and nothing about a person goes to who may not
// read persons. A new row comes in by itself; one that the table does not know, or that no address
// can be made for, fails.
func TestMatrix(t *testing.T) {
	d := keeperDesk(t, func(c *httpapi.Config) { c.Demo = true })
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	table := d.handler.(*httpapi.Server).Routes()
	slices.SortStableFunc(table, func(a, b httpapi.Route) int { return ends(a) - ends(b) })
	cells, refused := 0, 0
	for _, who := range askers(t, d) {
		for i := range table {
			rt := &table[i]
			if _, known := access.ReachOf(rt.Action); !known {
				t.Fatalf("%s %s: the action %q is in no row of the table of rights", rt.Method, rt.Pattern, rt.Action)
			}
			for _, f := range manners(rt) {
				cells++
				if !cell(t, d, rt, &who, f) {
					refused++
				}
			}
		}
	}
	if refused < cells/10 || cells-refused < cells/10 {
		t.Errorf("of %d cells %d are refused: the matrix shows nothing", cells, refused)
	}
	t.Logf("%d rows, %d cells, %d of them refused", len(table), cells, refused)
}

// ends is 1 of the row by which somebody signs out: the last that they ask for.
func ends(rt httpapi.Route) int {
	if rt.Name == "signOut" {
		return 1
	}
	return 0
}

// askers are all columns.
func askers(t *testing.T, d *desk) []asker {
	t.Helper()
	a := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	out := []asker{{name: "nobody"}, {name: "a forged token", token: "rs_" + strings.Repeat("A", 43), never: true}, {name: "no token at all", token: "rs_", never: true}}
	for _, r := range access.Roles() {
		if slices.Contains([]access.Role{access.Public, access.Display, access.Security, access.Admin}, r) {
			continue // columns of their own: no token makes accounts or gives rights
		}
		as := access.Caller{Account: string(r), Roles: []access.Role{r}, Via: access.ViaToken, WholeCity: true}
		as.Only = slices.DeleteFunc(access.Actions(), func(a access.Action) bool { return a == "account.self" }) // as accounts.token
		of := as
		of.WholeCity, of.Scope = false, []city.Seat{a}
		out = append(out,
			asker{name: string(r) + " of the whole city", as: &as, token: d.accounts.token("all-"+string(r), []access.Role{r})},
			asker{name: string(r) + " of a street", as: &of, token: d.accounts.token("of-"+string(r), []access.Role{r}, a)})
	}
	return append(append(out, sessions(t, d)...), tokens(t, d)...)
}

// sessions are the columns of those who have signed in, or have been.
func sessions(t *testing.T, d *desk) []asker {
	t.Helper()
	var out []asker
	for _, r := range []access.Role{access.Worker, access.Dispatcher, access.Planner, access.Keeper} {
		name := "demo-" + string(r)
		d.accounts.account(name, true, r)
		for i := range 2 { // the second signs out at once
			secret, _, err := d.accounts.gate.SignInDemo(t.Context(), name, "127.0.0.1", "")
			if err != nil {
				t.Fatal(err)
			}
			who := asker{name: name, as: &access.Caller{Account: name, Roles: []access.Role{r}, Via: access.ViaSession, WholeCity: true}, cookie: secret}
			if i == 1 {
				if err := d.accounts.gate.SignOut(t.Context(), secret); err != nil {
					t.Fatal(err)
				}
				who.name, who.as = name+", signed out", nil
			}
			out = append(out, who)
		}
	}
	for _, r := range []access.Role{access.Auditor, access.Security, access.Admin} {
		name := "officer-" + string(r)
		out = append(out, asker{name: name, as: &access.Caller{Account: name, Roles: []access.Role{r}, Via: access.ViaSession}, cookie: d.officer(name, r).cookie.Value})
	}
	d.accounts.account("bound", false, access.Keeper)
	b := &browser{d: d}
	b.ask("POST", "/api/v1/session", `{"name":"bound","password":"`+firstPassword+`"}`)
	if b.cookie == nil {
		t.Fatal("the bound account has not signed in")
	}
	bound := &access.Caller{Account: "bound", Roles: []access.Role{access.Keeper}, Via: access.ViaSession, Bound: true}
	return append(out, asker{name: "a bound session", as: bound, cookie: b.cookie.Value})
}

// tokens are the columns of walls and programs, and of a token that has been revoked.
func tokens(t *testing.T, d *desk) []asker {
	t.Helper()
	make := func(n access.NewToken) (secret, id string) {
		n.Name, n.Expires = "t", time.Now().Add(time.Hour)
		secret, made, err := d.accounts.gate.CreateToken(t.Context(), access.Command(), n)
		if err != nil {
			t.Fatal(err)
		}
		return secret, made.ID
	}
	wall, _ := make(access.NewToken{Display: true, View: "area=street/a&layers=street,park,police_post"})
	d.accounts.account("program", false, access.Planner)
	only := []access.Action{"search", "usage.read"}
	few, _ := make(access.NewToken{Account: "program", Only: only})
	gone, id := make(access.NewToken{Account: "program", Only: only})
	if err := d.accounts.gate.DropToken(t.Context(), access.Command(), id); err != nil {
		t.Fatal(err)
	}
	return []asker{
		{name: "a wall", as: &access.Caller{Roles: []access.Role{access.Display}, Via: access.ViaDisplay}, token: wall},
		{name: "a token for two actions", as: &access.Caller{Account: "program", Roles: []access.Role{access.Planner}, Via: access.ViaToken, Only: only, WholeCity: true}, token: few},
		{name: "a revoked token", token: gone, never: true},
	}
}

// manners are all in which a row can be asked for, and some in which it cannot be had.
func manners(rt *httpapi.Route) []manner {
	out := []manner{{}, {accept: "*/*"}, {accept: "text/html,application/xhtml+xml,*/*;q=0.8"}, {accept: "application/x-none"}}
	for _, a := range rt.Answers {
		if a.Media != "*/*" {
			out = append(out, manner{accept: a.Media})
		}
	}
	for _, p := range rt.Params {
		if p.Name != "f" {
			continue
		}
		for _, v := range append(slices.Clone(p.Enum), "none") {
			out = append(out, manner{f: v})
		}
	}
	if rt.Method == http.MethodGet {
		out = append(out, manner{method: http.MethodHead})
	}
	return out
}

// cell asks for a row in a form, and tells whether the caller was let in.
func cell(t *testing.T, d *desk, rt *httpapi.Route, who *asker, f manner) bool {
	t.Helper()
	r := matrixRequest(t, rt, f)
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	if who.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "redsail", Value: who.cookie})
	}
	d.patience = 0
	if rt.Cost == httpapi.Stream {
		d.patience = 5 * time.Millisecond // it ends by that
	}
	res := d.do(r)
	text := bodyOf(t, res)
	at := rt.Method + " " + rt.Pattern + " by " + who.name + ", " + f.f + f.accept + f.method
	tellsNobody(t, at, rt, who.as, text)
	status, code := expected(rt, who)
	told := ""
	for _, c := range []string{"sign_in_needed", "session_bound", "forbidden", "bad_token", "cross_origin"} {
		if strings.Contains(text, `"code":"`+c+`"`) {
			told = c
		}
	}
	switch {
	case code == "": // let in: whatever it answers, it is no refusal, and no fault
		if told != "" || f.method == http.MethodHead && (res.StatusCode == 401 || res.StatusCode == 403) || res.StatusCode >= 500 {
			t.Errorf("%s: %d %.300s", at, res.StatusCode, text)
		}
	case res.StatusCode != status || told != code && f.method != http.MethodHead:
		t.Errorf("%s: %d %q, want %d %s: %.300s", at, res.StatusCode, told, status, code, text)
	}
	return code == ""
}

// expected is what the table of rights says of a cell: the status and the code of a refusal, or no code.
func expected(rt *httpapi.Route, who *asker) (status int, code string) {
	switch {
	case who.never:
		return 401, "bad_token"
	case who.as.May(rt.Action):
		return 0, ""
	case who.as.Anonymous():
		return 401, "sign_in_needed"
	case who.as.Bound:
		return 403, "session_bound"
	}
	return 403, "forbidden"
}

// matrixRequest is a sample of a row in a form. What writes is sent a body that nobody takes, so that
// no cell changes what others see.
func matrixRequest(t *testing.T, rt *httpapi.Route, f manner) *http.Request {
	t.Helper()
	target, body := samples[rt.Pattern], ""
	if rt.Method != http.MethodGet || target == "" {
		person := "P-1"
		if rt.Writes {
			person = "P-9" // there is no such person: nobody is erased
		}
		target = strings.NewReplacer("{n}", "99", "{id}", "x", "{code}", person, "{name}", "x", "{kind}", "person").Replace(rt.Pattern)
	}
	if strings.Contains(target, "{") {
		t.Fatalf("%s %s: there is no sample of it", rt.Method, rt.Pattern)
	}
	if rt.Body != nil {
		if body = bodies[rt.Pattern]; rt.Writes || body == "" {
			body = `{"nobody_takes_this":1}`
		}
	}
	if f.f != "" {
		target = withForm(target, f.f)
	}
	method := rt.Method
	if f.method != "" {
		method = f.method
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host, r.RemoteAddr = "localhost", "127.0.0.1:5"
	if f.accept != "" {
		r.Header.Set("Accept", f.accept)
	}
	return r
}

// tellsNobody: an answer holds of the two persons of the city, and of households, no more than the
// caller may read.
func tellsNobody(t *testing.T, at string, rt *httpapi.Route, as *access.Caller, text string) {
	t.Helper()
	var hidden []string
	if rt.Action != "persons.export" { // private numbers: by reveal for a reason, and to the person
		hidden = append(hidden, "13987654321")
	}
	if !as.May("persons.read") {
		hidden = append(hidden, "金丝雀", "13812345678", "张***", "李***", `"P-1"`, `"P-2"`)
	} else if !as.WholeCity {
		hidden = append(hidden, "李金丝雀")
	}
	if !as.May("households.read") {
		hidden = append(hidden, "424242")
	}
	for _, c := range hidden {
		if strings.Contains(text, c) {
			t.Errorf("%s tells %q: %.300s", at, c, text)
		}
	}
}
