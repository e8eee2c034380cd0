package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// wall makes the token of a wall.
func (d *desk) wall(view string) string {
	d.t.Helper()
	secret, _, err := d.accounts.gate.CreateToken(d.t.Context(), access.Command(), access.NewToken{Name: "w", Display: true, View: view, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		d.t.Fatal(err)
	}
	return secret
}

// TestWallShowsOneView: nothing is open; a wall of street a has its streets and police posts, the
// areas above, and of street b no code, name or tile by any row of the table.
func TestWallShowsOneView(t *testing.T) {
	d := postDesk(t)
	if err := d.accounts.gate.ChangeOpened(t.Context(), access.Command(), nil, nil, []string{access.OpenAll}); err != nil {
		t.Fatal(err)
	}
	other := area("street", "b", "d", rect(10, 0, 20, 10))
	other.Names.Zh = "别处街道"
	d.apply("2026-08-01", &other, &city.Place{Kind: "police_post", Code: "inside", Names: city.Names{Zh: "此处警务室"}, Point: spot(4, 4), State: city.PlaceOpen},
		&city.Place{Kind: "police_post", Code: "outside", Names: city.Names{Zh: "别处警务室"}, Point: spot(14, 4), State: city.PlaceOpen})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, b := d.wall("area=street/a&layers=police_post"), d.wall("area=street/b&layers=police_post&z=14")
	text := func(token, target string) (int, string) {
		res := d.asks(token, "GET", target, "")
		return res.StatusCode, bodyOf(t, res)
	}
	for _, c := range []struct {
		token, target string
		status        int
		has, hasNot   string
	}{
		{a, "/api/v1/areas", 200, "新名", "别处"}, {b, "/api/v1/areas", 200, "别处街道", "新名"},
		{a, "/api/v1/areas/street/a", 200, "新名", "别处"}, {a, "/api/v1/areas/street/b", 404, "", "别处"}, {b, "/api/v1/areas/street/a", 404, "", "新名"},
		{a, "/api/v1/places?kind=police_post", 200, "此处警务室", "别处"}, {b, "/api/v1/places?kind=police_post", 200, "别处警务室", "此处"},
		{a, "/api/v1/places/outside?kind=police_post", 404, "", "别处"}, {a, "/api/v1/buildings/h1", 404, "", "一号楼"},
		{a, "/api/v1/areas/park/p", 404, "", "名p"}, {a, "/api/v1/search?q=%E5%88%AB%E5%A4%84", 200, "", "别处街道"},
		{a, "/api/v1/areas/street/a/neighbours", 200, "", `"b"`}, {a, "/api/v1/areas/street/a/posts", 200, "post", "P-1"}, {a, "/api/v1/areas/street/b/posts", 404, "", "别处"},
		{a, "/api/v1/posts", 401, "", "P-1"}, {a, "/api/v1/locate?lon=116.003&lat=39.003", 401, "", "新名"},
		{a, "/api/v1/layers", 200, "police_post", "red_sail_station"}, {a, "/ogc/collections/street/items", 200, "新名", "别处"},
		{a, "/api/v1/revisions", 200, "", "demo"},
	} {
		status, got := text(c.token, c.target)
		if status != c.status || !strings.Contains(got, c.has) || strings.Contains(got, c.hasNot) {
			t.Errorf("%s: %d, want %d with %q and without %q: %.400s", c.target, status, c.status, c.has, c.hasNot, got)
		}
	}
	_, never := text(a, "/api/v1/areas/street/zz")
	if _, got := text(a, "/api/v1/areas/street/b"); strings.ReplaceAll(got, "street/b", "") != strings.ReplaceAll(never, "street/zz", "") {
		t.Errorf("street b is told from one that never was: %s\n%s", got, never)
	}
	rows := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Scope != access.Opened || rt.Method != http.MethodGet || rt.Cost == httpapi.Stream || rt.Action == "locate" || samples[rt.Pattern] == "" {
			continue
		}
		rows++
		for _, target := range []string{samples[rt.Pattern], strings.NewReplacer("{layer}", "street", "{code}", "b", "{z}", "14", "{x}", "13471", "{y}", "6261", "{layers}", "street,police_post").Replace(rt.Pattern)} {
			if _, got := text(a, target); strings.Contains(got, "别处") || strings.Contains(got, "outside") {
				t.Errorf("%s tells of street b: %.300s", target, got)
			}
		}
	}
	if rows < 20 {
		t.Errorf("only %d rows were asked", rows)
	}
	if secret, _, err := d.accounts.gate.CreateToken(t.Context(), access.Command(), access.NewToken{Name: "w", Display: true, View: "z=14", Expires: time.Now().Add(time.Hour)}); city.CodeOf(err) != "bad_token_spec" {
		t.Errorf("a wall without a view: %q %v", secret, err)
	}
}
