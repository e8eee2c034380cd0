package httpapi_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// TestChecks: findings come as JSON and as files, of the caller's areas alone; strangers and workers
// get none, and no answer says who holds a post.
func TestChecks(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	vacant := func(code, street string) city.Content {
		return &city.Post{Code: code, Names: city.Names{Zh: "=1+1"}, Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: street}}
	}
	d.apply("2026-07-01", vacant("V-a", "a"), vacant("V-b", "b"))
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(token, query string) (status int, text string) {
		r := d.ask("GET", "/api/v1/checks"+query, "", "Authorization", "Bearer "+token)
		return r.StatusCode, bodyOf(t, r)
	}
	r := d.ask("GET", "/api/v1/checks?kind=post_vacant&limit=1", "", "Authorization", "Bearer "+d.keeper)
	if cc := r.Header.Get("Cache-Control"); !strings.Contains(cc, "no-store") {
		t.Errorf("Cache-Control %q", cc)
	}
	got := described(t, d, "GET", "/api/v1/checks", r, 200)
	kinds := got["kinds"].([]any)
	if len(kinds) != 1 || kinds[0].(map[string]any)["count"].(float64) != 2 || len(kinds[0].(map[string]any)["findings"].([]any)) != 1 || got["branches"] == nil {
		t.Errorf("%v", got)
	}
	if status, _ := ask(d.keeper, "?kind=nix"); status != 400 {
		t.Errorf("an unknown kind: %d", status)
	}
	ofA := d.accounts.token("disp-a", []access.Role{access.Dispatcher}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	for _, f := range []string{"json", "csv", "geojson"} {
		for _, query := range []string{"?f=" + f, "?f=" + f + "&street=b"} {
			status, text := ask(ofA, query)
			if status != 200 || strings.Contains(text, "V-b") || strings.Contains(text, "P-1") || strings.Contains(text, "金丝雀") || strings.Contains(text, "branches") {
				t.Errorf("%s: %d %s", query, status, text)
			}
			if strings.Contains(text, "V-a") == strings.Contains(query, "street=b") {
				t.Errorf("%s: %s", query, text)
			}
		}
	}
	if _, text := ask(d.keeper, "?f=csv&kind=post_vacant"); !strings.Contains(text, "post_vacant,post,V-a,'=1+1,street,a,") {
		t.Errorf("%s", text)
	}
	for who, token := range map[string]string{"worker": d.accounts.token("w", []access.Role{access.Worker}), "nobody": "rs_made-up"} {
		if status, text := ask(token, ""); status != 403 && status != 401 {
			t.Errorf("%s: %d %s", who, status, text)
		}
	}
}
