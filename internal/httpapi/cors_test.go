package httpapi_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// TestCORS: pages of the origins that are named read what is open, and nothing else.
func TestCORS(t *testing.T) {
	const ours, other = "https://maps.example.org", "https://evil.example.org"
	d := newDesk(t, nil, func(c *httpapi.Config) { c.Origins = []string{ours} })
	open := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		target := samples[rt.Pattern]
		if rt.Method != "GET" || rt.Cost == httpapi.Stream || target == "" {
			continue
		}
		want := ""
		if rt.Open {
			want = ours
			open++
			if rt.Personal != httpapi.Public {
				t.Errorf("%s is open and %s", rt.Pattern, rt.Personal)
			}
		}
		r := d.ask("GET", target, "", "Origin", ours)
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != want || r.StatusCode != 200 {
			t.Errorf("%s: %d, allowed %q, want %q", target, r.StatusCode, got, want)
		}
		if rt.Open && (r.Header.Get("Access-Control-Expose-Headers") == "" || !slices.Contains(r.Header.Values("Vary"), "Origin") || r.Header.Get("Access-Control-Allow-Credentials") != "") {
			t.Errorf("%s: %v", target, r.Header)
		}
		for _, origin := range []string{other, ours + ".evil.org", "null", ""} {
			if r := d.ask("GET", target, "", "Origin", origin); r.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: %q may read it", target, origin)
			}
		}
		before := d.ask("OPTIONS", target, "", "Origin", ours, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-none-match")
		if got := before.Header.Get("Access-Control-Allow-Origin"); got != want || rt.Open && before.StatusCode != 200 {
			t.Errorf("OPTIONS %s: %d, allowed %q", target, before.StatusCode, got)
		}
		if r := d.ask("OPTIONS", target, "", "Origin", ours, "Access-Control-Request-Method", "DELETE"); r.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be deleted", target)
		}
	}
	if open < 6 {
		t.Errorf("%d open routes", open)
	}
	tile := d.ask("GET", "/tiles/district/"+here+".mvt", "", "Origin", ours)
	if fmt.Sprint(tile.Header.Values("Vary")) != "[Origin Accept-Encoding]" {
		t.Errorf("a tile varies on %v", tile.Header.Values("Vary"))
	}
	// A page is told why its address is wrong.
	if r := d.ask("GET", "/tiles/nix/0/0/0.mvt", "", "Origin", ours); r.StatusCode != 400 || r.Header.Get("Access-Control-Allow-Origin") != ours {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	closed := newDesk(t, nil, nil)
	if r := closed.ask("GET", "/tiles/district/"+here+".mvt", "", "Origin", ours); r.Header.Get("Access-Control-Allow-Origin") != "" || fmt.Sprint(r.Header.Values("Vary")) != "[Accept-Encoding]" {
		t.Errorf("without origins: %v", r.Header)
	}
}
