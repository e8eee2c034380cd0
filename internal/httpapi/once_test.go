package httpapi_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// keyed sends a call with a key as the account of a token.
func (d *desk) keyed(token, key, method, target, body string, header ...string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return d.do(r)
}

// sender sends a call with a key as somebody.
type sender func(key, method, target, body string) *http.Response

func (d *desk) by(token string) sender {
	return func(key, method, target, body string) *http.Response {
		d.t.Helper()
		return d.keyed(token, key, method, target, body)
	}
}

// officerBy is an officer, who has no token for what officers do.
func (d *desk) officerBy(name string, role access.Role) sender {
	d.t.Helper()
	b := d.officer(name, role)
	return func(key, method, target, body string) *http.Response {
		d.t.Helper()
		b.header = [2]string{"Idempotency-Key", key}
		return b.ask(method, target, body)
	}
}

// TestOnceOfAllRows walks the table: each row that writes takes a key and says so, but those named
// here, and judges it before anything that its handler judges; no row that reads takes one.
func TestOnceOfAllRows(t *testing.T) {
	d := keeperDesk(t, nil)
	all := []sender{d.by(d.keeper), d.by(d.accounts.token("work", []access.Role{access.Worker})), d.officerBy("boss", access.Admin), d.officerBy("guard", access.Security)}
	says := map[httpapi.Repeat][]string{}
	described := map[string]bool{}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method == "GET" && (rt.Writes || rt.Repeat != "") || rt.Writes != (rt.Repeat != "") {
			t.Errorf("%s %s: writes %v, repeat %q", rt.Method, rt.Pattern, rt.Writes, rt.Repeat)
		}
		takes := slices.ContainsFunc(rt.Params, func(p httpapi.Param) bool { return p.Name == "Idempotency-Key" && p.Header })
		if takes != (rt.Repeat != "" && rt.Repeat != httpapi.Anew) {
			t.Errorf("%s %s: repeat %q, header %v", rt.Method, rt.Pattern, rt.Repeat, takes)
		}
		described[strings.ToLower(rt.Method)+" "+rt.Pattern] = takes
		if rt.Writes && rt.Repeat != httpapi.Replayed {
			says[rt.Repeat] = append(says[rt.Repeat], rt.Name)
		}
		if takes {
			target := strings.NewReplacer("{n}", "1", "{id}", "x", "{code}", "x", "{name}", "x").Replace(rt.Pattern)
			if rt.Upload {
				target += "?format=geojson&layer=street"
			}
			if p := refused(t, all, rt.Method, target); p.Code != "bad_header" || p.Parameter != "Idempotency-Key" {
				t.Errorf("%s %s: %+v", rt.Method, rt.Pattern, p)
			}
		}
	}
	want := map[httpapi.Repeat][]string{
		httpapi.Stored: {"makeReport"}, httpapi.Untold: {"createUser", "resetUser", "createToken"},
		httpapi.Anew: {"signIn", "signInDemo", "signInWall", "signOut", "changePassword", "beginFactor", "confirmFactor", "endSession", "searchPersons", "revealPerson"},
	}
	if !maps.EqualFunc(says, want, slices.Equal) {
		t.Errorf("%v, want %v", says, want)
	}
	var api struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/api/v1/openapi.json", ""))), &api); err != nil {
		t.Fatal(err)
	}
	for row, takes := range described {
		method, pattern, _ := strings.Cut(row, " ")
		op, ok := api.Paths[pattern][method]
		if text := string(op); ok && (strings.Contains(text, `"Idempotency-Key"`) != takes || strings.Contains(text, "idempotency_mismatch") != takes) {
			t.Errorf("%s: takes a key %v, the description says otherwise", row, takes)
		}
		if !ok && takes {
			t.Errorf("%s is not described", row)
		}
	}
}

// refused sends a call with two keys, which is no key, as the first account that may make it.
func refused(t *testing.T, all []sender, method, target string) httpapi.Problem {
	t.Helper()
	for _, send := range all {
		p := problemOf(t, send("two keys", method, target, bodies[strings.Split(target, "?")[0]]))
		if p.Code != "forbidden" {
			return p
		}
	}
	t.Fatalf("%s %s: no account may", method, target)
	return httpapi.Problem{}
}

// same sends a call twice by a key and gives the answer, which must be one.
func (d *desk) same(send sender, key, method, target, body string, status int) object {
	d.t.Helper()
	first := send(key, method, target, body)
	said := bodyOf(d.t, first)
	again := send(key, method, target, body)
	if text := bodyOf(d.t, again); first.StatusCode != status || again.StatusCode != status || text != said || !maps.EqualFunc(first.Header, again.Header, slices.Equal) {
		d.t.Errorf("%s %s: %d %v %.200s, then %d %v %.200s", method, target, first.StatusCode, first.Header, said, again.StatusCode, again.Header, text)
	}
	var out object
	if said != "" {
		if err := json.Unmarshal([]byte(said), &out); err != nil {
			d.t.Fatal(err)
		}
	}
	return out
}

// TestOnce: what is sent twice by a key is done once and answered alike, whatever it is; a key is an
// account's own; one with another call is refused.
func TestOnce(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	admin, security := d.officerBy("boss", access.Admin), d.officerBy("guard", access.Security)
	made := d.same(d.by(d.keeper), "s1", "POST", "/api/v1/scenarios", `{}`, 201)
	at := "/api/v1/scenarios/" + made["id"].(string)
	d.same(d.by(d.keeper), "s2", "POST", at+"/edits", `{"op":"close","place":"s1"}`, 200)
	d.same(d.by(d.keeper), "s3", "DELETE", at+"/edits/last", "", 200) // a second one would be nothing_to_undo
	d.same(d.by(d.keeper), "s4", "POST", at+"/edits/redo", "", 200)
	d.same(d.by(d.keeper), "s5", "DELETE", at, "", 204)
	if p := problemOf(t, d.keyed(d.keeper, "s6", "DELETE", at, "")); p.Code != "unknown_scenario" {
		t.Errorf("%+v", p)
	}
	other := d.accounts.token("other", []access.Role{access.Keeper, access.Planner})
	if got := d.same(d.by(other), "s1", "POST", "/api/v1/scenarios", `{}`, 201); got["id"] == made["id"] {
		t.Error("the key of another account gives its answer")
	}
	for body, target := range map[string]string{`{"name":"n"}`: "/api/v1/scenarios", `{}`: "/api/v1/siting"} {
		if p := problemOf(t, d.keyed(d.keeper, "s1", "POST", target, body)); p.Status != 422 || p.Code != "idempotency_mismatch" {
			t.Errorf("%s %s: %+v", target, body, p)
		}
	}
	if job := d.same(d.by(d.keeper), "j1", "POST", "/api/v1/siting", `{"new":1}`, 202); job["id"] == "" {
		t.Errorf("%v", job)
	}
	d.same(d.by(d.keeper), "o1", "POST", "/api/v1/opened", `{"close":["park"]}`, 200)
	d.same(security, "g1", "POST", "/api/v1/users/other/grant", `{"roles":["keeper"],"whole_city":true}`, 204)
	d.same(admin, "d1", "DELETE", "/api/v1/users/other", "", 204) // a second one would be unknown_account
	rows := bodyOf(t, d.officer("eye", access.Auditor).ask("GET", "/api/v1/audit?action=users.grant&account=other", ""))
	if n := strings.Count(rows, `"account/other"`); n != 1 {
		t.Errorf("%d rows of the audit for one grant: %s", n, rows)
	}
}

// TestOnceUnheard: a call with a key is finished though its client has gone, who then gets its answer.
func TestOnceUnheard(t *testing.T) {
	d := keeperDesk(t, nil)
	d.asks(d.keeper, "GET", "/api/v1/session", "") // the token is known from now on, without the store
	gone, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequest("POST", "/api/v1/changes", strings.NewReader(moveAB)).WithContext(gone)
	r.Host = "localhost"
	d.signs(r)
	r.Header.Set("If-Match", `"2"`)
	r.Header.Set("Idempotency-Key", "k")
	d.do(r)
	if rev := d.atlas.Current().Revision; rev != 3 {
		t.Fatalf("the call of a client that has gone leaves revision %d", rev)
	}
	again := d.keyed(d.keeper, "k", "POST", "/api/v1/changes", moveAB, "If-Match", `"2"`)
	if got := toldOf(t, again); again.StatusCode != 201 || got.Revision != 3 || d.atlas.Current().Revision != 3 {
		t.Errorf("%d %+v", again.StatusCode, got)
	}
}

// TestOnceUntold: an answer with a secret is given once: who repeats the call hears that it is done,
// and it is not done again.
func TestOnceUntold(t *testing.T) {
	d := keeperDesk(t, nil)
	boss, guard := d.officerBy("boss", access.Admin), d.officerBy("guard", access.Security)
	secrets := map[string]int{}
	for _, c := range []struct {
		send              sender
		key, target, body string
		status            int
	}{
		{boss, "u", "/api/v1/users", `{"name":"li"}`, 201},
		{boss, "r", "/api/v1/users/li/reset", "", 200},
		{guard, "t", "/api/v1/tokens", `{"name":"hotline","account":"keeper","only":["locate"],"expires":"` + time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`, 201},
	} {
		first := c.send(c.key, "POST", c.target, c.body)
		text := bodyOf(t, first)
		if first.StatusCode != c.status || strings.Count(text, `"password"`)+strings.Count(text, `"secret"`) != 1 {
			t.Errorf("%s: %d %s", c.target, first.StatusCode, text)
			continue
		}
		secrets[text]++
		if p := problemOf(t, c.send(c.key, "POST", c.target, c.body)); p.Status != 409 || p.Code != "secret_told" {
			t.Errorf("%s: %+v", c.target, p)
		}
		if c.body != "" {
			if p := problemOf(t, c.send(c.key, "POST", c.target, c.body+" ")); p.Status != 422 {
				t.Errorf("%s: %+v", c.target, p)
			}
		}
	}
	if n := strings.Count(bodyOf(t, guard("", "GET", "/api/v1/tokens", "")), `"hotline"`); n != 1 || len(secrets) != 3 {
		t.Errorf("%d tokens, %d secrets", n, len(secrets))
	}
}

// TestOnceImports: a file that is sent twice by a key is one import, in parts too; another file is refused.
func TestOnceImports(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const to = "/api/v1/imports?layer=street&format=geojson&dry_run=true"
	parts := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + twoStreets + "\r\n--b--\r\nbehind"
	form := []string{"Content-Type", "multipart/form-data; boundary=b"}
	for key, c := range map[string]struct {
		body   string
		header []string
	}{"plain": {twoStreets, nil}, "parts": {parts, form}} {
		ids := map[string]bool{}
		for range 3 {
			v := described(t, d, "POST", "/api/v1/imports", d.keyed(d.keeper, key, "POST", to, c.body, c.header...), 202)
			ids[v["id"].(string)] = true
		}
		if len(ids) != 1 {
			t.Errorf("%s: %v", key, ids)
		}
		if p := problemOf(t, d.keyed(d.keeper, key, "POST", to, c.body+" ", c.header...)); p.Status != 422 {
			t.Errorf("%s: %+v", key, p)
		}
		if key == "parts" { // a browser takes another boundary each time: the same form, another one
			other := strings.ReplaceAll(c.body, "--b", "--other-b")
			v := described(t, d, "POST", "/api/v1/imports", d.keyed(d.keeper, key, "POST", to, other, "Content-Type", `multipart/form-data; boundary="other-b"`), 202)
			if !ids[v["id"].(string)] {
				t.Errorf("the same form with another boundary is another import: %v, %v", v["id"], ids)
			}
			if p := problemOf(t, d.keyed(d.keeper, key, "POST", to, strings.Replace(other, `"x"`, `"y"`, 1), "Content-Type", "multipart/form-data; boundary=other-b")); p.Status != 422 {
				t.Errorf("another form with another boundary: %+v", p)
			}
		}
		for id := range ids {
			d.imported(t, d.keeper, id)
			if key == "plain" {
				d.same(d.by(d.keeper), "confirm", "POST", "/api/v1/imports/"+id+"/confirm?dry_run=false", "", 428) // a failure is not kept
			}
			d.same(d.by(d.keeper), "drop"+key, "DELETE", "/api/v1/imports/"+id, "", 204)
		}
	}
	if p := problemOf(t, d.keyed(d.keeper, "big", "POST", to, strings.Repeat(" ", 2<<20))); p.Status != 413 {
		t.Errorf("%+v", p)
	}
	if v := described(t, d, "POST", "/api/v1/imports", d.keyed(d.keeper, "big", "POST", to, twoStreets), 202); v["id"] == "" { // it failed, and may come again
		t.Errorf("%v", v)
	} else {
		d.imported(t, d.keeper, v["id"].(string))
	}
}
