package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// browser is one that keeps the cookie that it was given last.
type browser struct {
	d      *desk
	cookie *http.Cookie
	from   string // the address of the machine that it is on
	header [2]string
}

func (b *browser) ask(method, target, body string) *http.Response {
	b.d.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host, r.RemoteAddr = "localhost", "127.0.0.1:5"
	if b.from != "" {
		r.RemoteAddr = b.from
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	if b.header[0] != "" {
		r.Header.Set(b.header[0], b.header[1])
	}
	if b.header[0] == "Origin" { // as a browser says of a page of the address that it sees
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res := b.d.do(r)
	for _, c := range res.Cookies() {
		b.cookie = c
	}
	return res
}

// account makes one with a password of its own.
func (a *accounts) account(name string, demo bool, roles ...access.Role) {
	a.t.Helper()
	_, err := a.gate.CreateUser(a.t.Context(), access.Command(), access.NewUser{Name: name, Password: firstPassword, Roles: roles, WholeCity: true, Demo: demo})
	if err != nil {
		a.t.Fatal(err)
	}
}

// officer is the browser of an account that has signed in with its second factor.
func (d *desk) officer(name string, roles ...access.Role) *browser {
	d.t.Helper()
	d.accounts.account(name, false, roles...)
	b := &browser{d: d}
	b.ask("POST", "/api/v1/session", `{"name":"`+name+`","password":"`+firstPassword+`"}`)
	b.ask("POST", "/api/v1/session/password", `{"old":"`+firstPassword+`","new":"another horse 8"}`)
	var made struct{ Secret string }
	if err := json.NewDecoder(b.ask("POST", "/api/v1/session/factor", "").Body).Decode(&made); err != nil {
		d.t.Fatal(err)
	}
	code, err := totp.GenerateCode(made.Secret, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	if r := b.ask("POST", "/api/v1/session/factor/confirm", `{"code":"`+code+`"}`); r.StatusCode != 200 {
		d.t.Fatal(bodyOf(d.t, r))
	}
	return b
}

// TestSession: somebody signs in, must change the first password, is known by the cookie, and is
// nobody after signing out, also by an old cookie.
func TestSession(t *testing.T) {
	d := keeperDesk(t, nil)
	d.accounts.account("li", false, access.Dispatcher)
	b := &browser{d: d}
	const at = "/api/v1/session"
	if got := described(t, d, "GET", at, b.ask("GET", at, ""), 200); got["account"] != "" {
		t.Errorf("%v", got)
	}
	if p := problemOf(t, b.ask("POST", at, `{"name":"li","password":"wrong horse"}`)); p.Status != 401 || p.Code != "bad_credentials" {
		t.Errorf("%+v", p)
	}
	in := b.ask("POST", at, `{"name":"li","password":"`+firstPassword+`"}`)
	first := b.cookie
	if got := described(t, d, "POST", at, in, 200); got["account"] != "li" || got["bound"] != "password" || first == nil || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode {
		t.Fatalf("%v, %+v", got, first)
	}
	if p := problemOf(t, b.ask("GET", "/api/v1/persons/reasons", "")); p.Code != "session_bound" {
		t.Errorf("before the password is changed: %+v", p)
	}
	changed := b.ask("POST", at+"/password", `{"old":"`+firstPassword+`","new":"another horse 8"}`)
	if got := described(t, d, "POST", at+"/password", changed, 200); got["bound"] != "" || b.cookie.Value == first.Value {
		t.Errorf("%v", got)
	}
	if got := described(t, d, "GET", "/api/v1/persons/reasons", b.ask("GET", "/api/v1/persons/reasons", ""), 200); len(got["reasons"].([]any)) == 0 {
		t.Errorf("%v", got)
	}
	if got := described(t, d, "GET", "/api/v1/sessions", b.ask("GET", "/api/v1/sessions", ""), 200); len(got["sessions"].([]any)) != 1 {
		t.Errorf("%v", got)
	}
	last := b.cookie
	if r := b.ask("DELETE", at, ""); r.StatusCode != 204 || b.cookie.MaxAge >= 0 {
		t.Errorf("%d %+v", r.StatusCode, b.cookie)
	}
	for _, old := range []*http.Cookie{first, last, {Name: "redsail", Value: "made-up"}} {
		other := &browser{d: d, cookie: old}
		if p := problemOf(t, other.ask("GET", "/api/v1/persons/reasons", "")); p.Code != "sign_in_needed" {
			t.Errorf("an old cookie: %+v", p)
		}
	}
}

// TestSignInPlaces: a password goes over plain HTTP from this machine only, and no page of another
// origin signs anybody in.
func TestSignInPlaces(t *testing.T) {
	d := keeperDesk(t, nil)
	d.accounts.account("li", false, access.Dispatcher)
	body := `{"name":"li","password":"` + firstPassword + `"}`
	away := &browser{d: d, from: "192.0.2.7:99"}
	if p := problemOf(t, away.ask("POST", "/api/v1/session", body)); p.Code != "insecure_transport" || away.cookie != nil {
		t.Errorf("%+v", p)
	}
	cross := &browser{d: d, header: [2]string{"Sec-Fetch-Site", "cross-site"}}
	if p := problemOf(t, cross.ask("POST", "/api/v1/session", body)); p.Code != "cross_origin" || cross.cookie != nil {
		t.Errorf("%+v", p)
	}
}

// TestDemoSignIn: without a password one signs in to the accounts of a made-up city, from its own
// machine, and nowhere else.
func TestDemoSignIn(t *testing.T) {
	const at, body = "/api/v1/session/demo", `{"account":"demo-keeper"}`
	for _, c := range []struct {
		name         string
		demo, signIn bool
		from         string
		header       [2]string
		works        bool
	}{
		{"the made-up city", true, true, "127.0.0.1:5", [2]string{}, true},
		{"IPv6", true, true, "[::1]:5", [2]string{}, true},
		{"another machine", true, true, "192.0.2.7:5", [2]string{}, false},
		{"through a proxy", true, true, "127.0.0.1:5", [2]string{"X-Forwarded-For", "192.0.2.7"}, false},
		{"through a silent proxy", true, true, "127.0.0.1:5", [2]string{"Origin", "https://maps.example.org"}, false},
		{"a real city", false, true, "127.0.0.1:5", [2]string{}, false},
		{"served otherwise", true, false, "127.0.0.1:5", [2]string{}, false},
	} {
		d := keeperDesk(t, func(cfg *httpapi.Config) { cfg.Demo, cfg.DemoSignIn = c.demo, c.signIn })
		d.accounts.account("demo-keeper", true, access.Keeper)
		d.accounts.account("li", false, access.Keeper)
		b := &browser{d: d, from: c.from, header: c.header}
		who := described(t, d, "GET", "/api/v1/session", b.ask("GET", "/api/v1/session", ""), 200)
		if offered := len(who["demo"].([]any)) > 0; offered != c.works {
			t.Errorf("%s: offered %v", c.name, offered)
		}
		r := b.ask("POST", at, body)
		if c.works {
			if got := described(t, d, "POST", at, r, 200); got["account"] != "demo-keeper" || got["bound"] != "" {
				t.Errorf("%s: %v", c.name, got)
			}
			if p := problemOf(t, b.ask("POST", at, `{"account":"li"}`)); p.Code != "no_demo_account" {
				t.Errorf("an account that is no demo's: %+v", p)
			}
			continue
		}
		if p := problemOf(t, r); p.Status != 404 || p.Code != "no_demo_account" || b.cookie != nil {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

// TestDemoAccountElsewhere: an account of a made-up city is nobody's in another.
func TestDemoAccountElsewhere(t *testing.T) {
	d := keeperDesk(t, nil)
	d.accounts.account("demo-keeper", true, access.Keeper)
	secret, _, err := d.accounts.gate.SignInDemo(t.Context(), "demo-keeper", "127.0.0.1", "")
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{d: d, cookie: &http.Cookie{Name: "redsail", Value: secret}}
	if got := described(t, d, "GET", "/api/v1/session", b.ask("GET", "/api/v1/session", ""), 200); got["account"] != "" {
		t.Errorf("%v", got)
	}
}

// TestFactor: an account of the keeper sets its second factor up before anything else.
func TestFactor(t *testing.T) {
	d := keeperDesk(t, nil)
	d.accounts.account("zhao", false, access.Keeper)
	b := &browser{d: d}
	b.ask("POST", "/api/v1/session", `{"name":"zhao","password":"`+firstPassword+`"}`)
	got := described(t, d, "POST", "/api/v1/session/password", b.ask("POST", "/api/v1/session/password", `{"old":"`+firstPassword+`","new":"another horse 8"}`), 200)
	if got["bound"] != "factor" {
		t.Fatalf("%v", got)
	}
	made := described(t, d, "POST", "/api/v1/session/factor", b.ask("POST", "/api/v1/session/factor", ""), 200)
	if !strings.HasPrefix(made["uri"].(string), "otpauth://totp/") {
		t.Errorf("%v", made)
	}
	if p := problemOf(t, b.ask("POST", "/api/v1/session/factor/confirm", `{"code":"000000"}`)); p.Code != "wrong_code" {
		t.Errorf("%+v", p)
	}
	code, err := totp.GenerateCode(made["secret"].(string), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if got := described(t, d, "POST", "/api/v1/session/factor/confirm", b.ask("POST", "/api/v1/session/factor/confirm", `{"code":"`+code+`"}`), 200); got["bound"] != "" {
		t.Errorf("%v", got)
	}
}

// TestOfficers: admin makes accounts, security gives rights and tokens, the auditor reads; none does
// what is another's.
func TestOfficers(t *testing.T) {
	d := keeperDesk(t, nil)
	as := map[access.Role]*browser{}
	for _, r := range []access.Role{access.Admin, access.Security, access.Auditor} {
		as[r] = d.officer(string(r), r)
	}
	ask := func(role access.Role, method, target, body string) *http.Response {
		return as[role].ask(method, target, body)
	}
	made := described(t, d, "POST", "/api/v1/users", ask(access.Admin, "POST", "/api/v1/users", `{"name":"wang","title":"王调度"}`), 201)
	if made["name"] != "wang" || len(made["password"].(string)) < 10 {
		t.Errorf("%v", made)
	}
	grant := `{"roles":["dispatcher"],"scope":[{"layer":"street","code":"a"}]}`
	if r := ask(access.Security, "POST", "/api/v1/users/wang/grant", grant); r.StatusCode != 204 {
		t.Errorf("%s", bodyOf(t, r))
	}
	if p := problemOf(t, ask(access.Security, "POST", "/api/v1/users/wang/grant", `{"roles":["dispatcher"],"scope":[{"layer":"street","code":"nix"}]}`)); p.Code != "unknown_code" {
		t.Errorf("%+v", p)
	}
	list := described(t, d, "GET", "/api/v1/users", ask(access.Security, "GET", "/api/v1/users", ""), 200)
	if text, _ := json.Marshal(list); !strings.Contains(string(text), `"wang"`) || strings.Contains(string(text), "argon2") {
		t.Errorf("%s", text)
	}
	tok := described(t, d, "POST", "/api/v1/tokens", ask(access.Security, "POST", "/api/v1/tokens", `{"name":"大屏","expires":"2027-01-01","display":true,"view":"area=street/a&layers=police_post"}`), 201)
	tokens := described(t, d, "GET", "/api/v1/tokens", ask(access.Security, "GET", "/api/v1/tokens", ""), 200)
	if len(tokens["tokens"].([]any)) == 0 || !strings.HasPrefix(tok["secret"].(string), "rs_") {
		t.Errorf("%v %v", tok, tokens)
	}
	described(t, d, "POST", "/api/v1/users/{name}/reset", ask(access.Admin, "POST", "/api/v1/users/wang/reset", ""), 200)
	rows := described(t, d, "GET", "/api/v1/audit", ask(access.Auditor, "GET", "/api/v1/audit?of=account/wang", ""), 200)
	if len(rows["entries"].([]any)) < 3 {
		t.Errorf("%v", rows)
	}
	newest := described(t, d, "GET", "/api/v1/audit", ask(access.Auditor, "GET", "/api/v1/audit?order=newest&limit=2", ""), 200)
	if list := newest["entries"].([]any); len(list) != 2 || list[0].(map[string]any)["seq"].(float64) != list[1].(map[string]any)["seq"].(float64)+1 || newest["next"] != list[1].(map[string]any)["seq"] {
		t.Errorf("%v", newest)
	}
	if p := problemOf(t, ask(access.Auditor, "GET", "/api/v1/audit?order=random", "")); p.Code != "unknown_value" {
		t.Errorf("%+v", p)
	}
	if got := described(t, d, "GET", "/api/v1/audit/verify", ask(access.Auditor, "GET", "/api/v1/audit/verify", ""), 200); got["broken"] != nil || got["rows"].(float64) == 0 {
		t.Errorf("%v", got)
	}
	described(t, d, "GET", "/api/v1/audit/head", ask(access.Auditor, "GET", "/api/v1/audit/head", ""), 200)
	for _, c := range []struct {
		role           access.Role
		method, target string
		body           string
	}{
		{access.Security, "POST", "/api/v1/users", `{"name":"x"}`}, {access.Auditor, "GET", "/api/v1/users", ""}, {access.Admin, "POST", "/api/v1/users/wang/grant", grant},
		{access.Admin, "GET", "/api/v1/audit", ""}, {access.Security, "GET", "/api/v1/audit", ""}, {access.Admin, "POST", "/api/v1/tokens", `{"name":"x","expires":"2027-01-01"}`},
		{access.Admin, "POST", "/api/v1/changes", `{}`}, {access.Auditor, "POST", "/api/v1/persons/search", `{"q":"x"}`},
	} {
		if p := problemOf(t, ask(c.role, c.method, c.target, c.body)); p.Status != 403 || p.Code != "forbidden" {
			t.Errorf("%s %s %s: %+v", c.role, c.method, c.target, p)
		}
	}
}

// staff puts a person with posts of street a and b into a city.
func staff(t *testing.T, d *desk) {
	t.Helper()
	keys, err := d.accounts.keys.Ensure(t.Context(), []string{"P-1", "P-2"})
	if err != nil {
		t.Fatal(err)
	}
	var contents []city.Content
	for i, p := range []struct {
		code, name, street string
	}{{"P-1", "张金丝雀", "a"}, {"P-2", "李金丝雀", "b"}} {
		sealed, err := city.Seal(keys[i], p.code, &city.Details{Name: p.name, Phones: []city.Phone{
			{Use: city.PhoneDuty, Number: "13812345678"}, {Use: city.PhonePrivate, Number: "13987654321"}, {Use: city.PhoneOffice, Number: "0537-1234567"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, &city.Person{Code: p.code, Sealed: sealed}, &city.Post{
			Code: "post-" + p.street, Role: "street_contact", Person: p.code, OfficePhone: "0537-1234567", Duty: "值班",
			At:    city.Seat{Kind: city.KindArea, Layer: "street", Code: p.street},
			Hours: &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 0, To: city.Midnight}}}}},
		})
	}
	d.apply("2026-07-02", contents...)
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestPersons: who sees how much of a person: the keeper all but private numbers, a dispatcher of
// the street those on duty, others a surname, and nobody else anything; every view is in the audit.
func TestPersons(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	a := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	tokens := map[string]string{
		"keeper": d.keeper, "dispatcher of a": d.accounts.token("disp-a", []access.Role{access.Dispatcher}, a), "planner": d.accounts.token("plan", []access.Role{access.Planner}),
		"worker of a": d.accounts.token("work-a", []access.Role{access.Worker}, a),
	}
	ask := func(who, method, target, body string) *http.Response {
		return d.ask(method, target, body, "Authorization", "Bearer "+tokens[who], "Content-Type", "application/json")
	}
	for _, c := range []struct{ who, code, want string }{
		{"keeper", "P-1", "张金丝雀 13812345678 0537-1234567"}, {"keeper", "P-2", "李金丝雀 13812345678 0537-1234567"},
		{"dispatcher of a", "P-1", "张金丝雀 13812345678 0537-1234567"}, {"worker of a", "P-1", "张金丝雀 13812345678 0537-1234567"},
		{"planner", "P-1", "张*** 138****5678"},
	} {
		got := described(t, d, "GET", "/api/v1/persons/{code}", ask(c.who, "GET", "/api/v1/persons/"+c.code, ""), 200)
		told := got["name"].(string)
		for _, ph := range got["phones"].([]any) {
			told += " " + ph.(map[string]any)["number"].(string)
		}
		if told != c.want {
			t.Errorf("%s of %s: %s, want %s", c.who, c.code, told, c.want)
		}
		if posts := got["posts"].([]any); len(posts) != 1 {
			t.Errorf("%v", posts)
		}
	}
	for _, who := range []string{"dispatcher of a", "worker of a"} {
		for _, target := range []string{"/api/v1/persons/P-2", "/api/v1/persons/P-9"} { // of another street, and none
			if p := problemOf(t, ask(who, "GET", target, "")); p.Status != 404 || p.Code != "unknown_code" || p.Detail != "there is no such person" {
				t.Errorf("%s of %s: %+v", who, target, p)
			}
		}
	}
	reveal := described(t, d, "POST", "/api/v1/persons/{code}/reveal", ask("dispatcher of a", "POST", "/api/v1/persons/P-1/reveal", `{"reason":"emergency"}`), 200)
	if text, _ := json.Marshal(reveal); !strings.Contains(string(text), "13987654321") {
		t.Errorf("%s", text)
	}
	for _, c := range []struct {
		who, code, body, want string
		status                int
	}{
		{"dispatcher of a", "P-2", `{"reason":"emergency"}`, "unknown_code", 404}, {"dispatcher of a", "P-1", `{"reason":"curious"}`, "bad_reason", 400},
		{"worker of a", "P-1", `{"reason":"emergency"}`, "forbidden", 403}, {"planner", "P-1", `{"reason":"emergency"}`, "forbidden", 403},
	} {
		if p := problemOf(t, ask(c.who, "POST", "/api/v1/persons/"+c.code+"/reveal", c.body)); p.Status != c.status || p.Code != c.want {
			t.Errorf("%s reveals %s: %+v", c.who, c.code, p)
		}
	}
	found := described(t, d, "POST", "/api/v1/persons/search", ask("dispatcher of a", "POST", "/api/v1/persons/search", `{"q":"金丝雀"}`), 200)
	if list := found["persons"].([]any); len(list) != 1 {
		t.Errorf("of two streets: %v", list)
	}
	if found := described(t, d, "POST", "/api/v1/persons/search", ask("planner", "POST", "/api/v1/persons/search", `{"q":"金丝雀"}`), 200); len(found["persons"].([]any)) != 0 {
		t.Errorf("one who sees no names finds by names: %v", found)
	}
	// The same beside the posts of a spot and of an area; a stranger's answer has no place for them.
	for _, target := range []string{"/api/v1/locate?lon=116.003&lat=39.003", "/api/v1/areas/street/a/posts"} {
		whole, masked, none := bodyOf(t, ask("dispatcher of a", "GET", target, "")), bodyOf(t, ask("planner", "GET", target, "")), bodyOf(t, d.ask("GET", target, ""))
		if !strings.Contains(whole, `"name":"张金丝雀"`) || !strings.Contains(whole, "13812345678") || strings.Contains(whole, "13987654321") {
			t.Errorf("%s tells a dispatcher %s", target, whole)
		}
		if !strings.Contains(masked, `"name":"张***"`) || strings.Contains(masked, "金丝雀") || strings.Contains(masked, "13812345678") {
			t.Errorf("%s tells a planner %s", target, masked)
		}
		if !strings.Contains(none, `"role":"street_contact"`) || !strings.Contains(none, "0537-1234567") || strings.Contains(none, "person") || strings.Contains(none, "P-1") {
			t.Errorf("%s tells a stranger %s", target, none)
		}
	}
	subject := described(t, d, "GET", "/api/v1/persons/{code}/export", ask("keeper", "GET", "/api/v1/persons/P-2/export", ""), 200)
	if text, _ := json.Marshal(subject); !strings.Contains(string(text), "13987654321") || !strings.Contains(string(text), "post-b") {
		t.Errorf("kept of P-2: %s", text)
	}
	if p := problemOf(t, ask("dispatcher of a", "POST", "/api/v1/persons/P-1/erase", "")); p.Code != "forbidden" {
		t.Errorf("%+v", p)
	}
	if got := described(t, d, "POST", "/api/v1/persons/{code}/erase", ask("keeper", "POST", "/api/v1/persons/P-2/erase", ""), 200); got["posts"].(float64) != 1 {
		t.Errorf("%v", got)
	}
	// A name or number typed as a code by mistake is nobody's code, and stays in no row.
	for _, typed := range []string{"王金丝雀", "13987654321", "P-404"} {
		for target, method := range map[string]string{"/export": "GET", "/erase": "POST"} {
			if p := problemOf(t, ask("keeper", method, "/api/v1/persons/"+url.PathEscape(typed)+target, "")); p.Status != 404 || p.Code != "unknown_code" || p.Detail != "there is no such person" {
				t.Errorf("%s %s: %+v", typed, target, p)
			}
		}
	}
	after := bodyOf(t, ask("keeper", "GET", "/api/v1/persons/P-2/export", ""))
	if strings.Contains(after, "金丝雀") || !strings.Contains(after, `"erased":true`) {
		t.Errorf("after the erasure: %s", after)
	}
	gone := described(t, d, "GET", "/api/v1/persons/{code}", ask("keeper", "GET", "/api/v1/persons/P-2", ""), 200)
	if gone["erased"] != true || gone["code"] != "P-2" || gone["name"] != "" || len(gone["posts"].([]any)) != 0 {
		t.Errorf("of who was erased: %v", gone)
	}
	for who, target := range map[string]string{"dispatcher of a": "/api/v1/persons/P-2", "keeper": "/api/v1/persons/P-9"} {
		if p := problemOf(t, ask(who, "GET", target, "")); p.Status != 404 || p.Code != "unknown_code" {
			t.Errorf("%s: %s: %+v", who, target, p)
		}
	}
	if was := bodyOf(t, ask("keeper", "GET", "/api/v1/locate?lon=116.012&lat=39.003&at=2026-08-01", "")); !strings.Contains(was, `"erased":true`) || strings.Contains(was, "李") {
		t.Errorf("of the past: %s", was)
	}
	auditor := d.accounts.token("auditor", []access.Role{access.Auditor})
	rows := bodyOf(t, d.ask("GET", "/api/v1/audit?of=person/P-1", "", "Authorization", "Bearer "+auditor))
	for _, want := range []string{`"persons.read"`, `"persons.reveal"`, `"reason":"emergency"`, `"disp-a"`, `"work-a"`} {
		if !strings.Contains(rows, want) {
			t.Errorf("the audit lacks %s: %s", want, rows)
		}
	}
	rows += bodyOf(t, d.ask("GET", "/api/v1/audit?action=persons.erase", "", "Authorization", "Bearer "+auditor)) + bodyOf(t, d.ask("GET", "/api/v1/audit?action=persons.export", "", "Authorization", "Bearer "+auditor))
	if strings.Count(rows, `"person/P-2"`) != 6 { // an erasure and two exports, begun and done
		t.Errorf("the rows of P-2: %s", rows)
	}
	for _, canary := range []string{"金丝雀", "13812345678", "13987654321", "P-404"} {
		if strings.Contains(rows, canary) || strings.Contains(d.log.String(), canary) {
			t.Errorf("%s is in the audit or the log", canary)
		}
	}
}
