package httpapi_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestWrites: a row that writes is answered to who has the right, and not to a page of another origin.
func TestWrites(t *testing.T) {
	const body = `{"puts":[{"layer":"street","code":"b","parent":"d"}]}`
	d := keeperDesk(t, nil)
	worker := d.accounts.token("worker", []access.Role{access.Worker})
	for _, c := range []struct {
		name, token string
		header      [2]string
		status      int
		code        string
	}{
		{"nobody", "", [2]string{}, 401, "sign_in_needed"},
		{"the keeper", d.keeper, [2]string{}, 200, ""},
		{"a worker", worker, [2]string{}, 403, "forbidden"},
		{"a token that is none", "rs_nothing", [2]string{}, 401, "bad_token"},
		{"our page", d.keeper, [2]string{"Sec-Fetch-Site", "same-origin"}, 200, ""},
		{"another page", d.keeper, [2]string{"Sec-Fetch-Site", "cross-site"}, 403, "cross_origin"},
		{"an old browser", d.keeper, [2]string{"Origin", "http://evil.example"}, 403, "cross_origin"},
		{"another port", d.keeper, [2]string{"Origin", "http://localhost:99"}, 403, "cross_origin"},
	} {
		r := httptest.NewRequest("POST", "/api/v1/changes", strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("If-Match", `"2"`)
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		res := d.do(r)
		if res.StatusCode != c.status {
			t.Errorf("%s: %d", c.name, res.StatusCode)
		}
		if c.code != "" {
			if p := problemOf(t, res); p.Code != c.code || p.Detail == "" {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
	}
}

// TestRightsAreDescribed: the description says who is refused what.
func TestRightsAreDescribed(t *testing.T) {
	d := keeperDesk(t, nil)
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if _, known := access.ReachOf(rt.Action); !known {
			t.Errorf("%s %s: the action %q is not in the table of rights", rt.Method, rt.Pattern, rt.Action)
		}
	}
	doc := bodyOf(t, d.ask("GET", "/api/v1/openapi.json", ""))
	for _, want := range []string{`"401"`, "sign_in_needed", "forbidden", "cross_origin", `"writes":true`, `"scope":"opened"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("%s is not in the description", want)
		}
	}
}
