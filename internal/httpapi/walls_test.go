package httpapi_test

import (
	"net/http"
	"strings"
	"sync"
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

// TestManyWalls: a dozen different walls at once, in turns, see each their own, also after a change.
func TestManyWalls(t *testing.T) {
	d := postDesk(t)
	keys := []string{"police_post", "red_sail_station", "building", "road", "wall", "park", "community", "grid", "compound", "river", "rail", "path"}
	tokens := make([]string, len(keys))
	for i, key := range keys {
		tokens[i] = d.wall("area=street/a&layers=" + key)
	}
	for round, want := range []string{"新名", "新名", "再改名"} {
		if round == 2 {
			a := area("street", "a", "d", rect(0, 0, 10, 10))
			a.Names.Zh = want
			d.apply("2026-11-21", &a)
			if _, err := d.atlas.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var all sync.WaitGroup
		for _, token := range tokens {
			all.Go(func() {
				for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
					res := d.asks(token, "GET", "/api/v1/areas/street/a", "")
					got := bodyOf(t, res)
					if res.StatusCode == 200 && strings.Contains(got, want) {
						return
					}
					if res.StatusCode != 200 || time.Now().After(until) {
						t.Errorf("round %d: %d %.200s", round, res.StatusCode, got)
						return
					}
				}
			})
		}
		all.Wait()
	}
}

// TestWallSignsIn: a browser shows a wall's token once, gets it as a cookie that no script reads, and
// then sees what the wall is for; a session's token, one that never was and one that was dropped
// open nothing, and what was open is then a stranger's.
func TestWallSignsIn(t *testing.T) {
	d := postDesk(t)
	if err := d.accounts.gate.ChangeOpened(t.Context(), access.Command(), nil, nil, []string{access.OpenAll}); err != nil {
		t.Fatal(err)
	}
	secret, info, err := d.accounts.gate.CreateToken(t.Context(), access.Command(), access.NewToken{Name: "w", Display: true, View: "area=street/a&layers=police_post", Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{d: d}
	for _, bad := range []string{"", "rs_nothing", d.keeper} {
		if p := problemOf(t, b.ask("POST", "/api/v1/session/wall", `{"token":"`+bad+`"}`)); p.Status != 401 || p.Code != "bad_token" {
			t.Errorf("%q: %+v", bad, p)
		}
	}
	res := b.ask("POST", "/api/v1/session/wall", `{"token":"`+secret+`"}`)
	if b.cookie == nil || !b.cookie.HttpOnly || b.cookie.MaxAge < 86400 || b.cookie.SameSite == http.SameSiteNoneMode {
		t.Fatalf("%d %s %+v", res.StatusCode, bodyOf(t, res), b.cookie)
	}
	got := described(t, d, "POST", "/api/v1/session/wall", res, 200)
	wall, _ := got["wall"].(object)
	if got["via"] != "display" || got["account"] != "" || wall["area"].(object)["code"] != "a" || wall["layers"].([]any)[0] != "police_post" {
		t.Errorf("%v", got)
	}
	asks := func(target string) (int, string) {
		res := b.ask("GET", target, "")
		return res.StatusCode, bodyOf(t, res)
	}
	if status, text := asks("/api/v1/areas/street/a"); status != 200 {
		t.Errorf("%d %s", status, text)
	}
	for _, target := range []string{"/api/v1/areas/street/b", "/api/v1/posts", "/api/v1/persons/P-1"} {
		if status, text := asks(target); status < 400 {
			t.Errorf("%s: %d %s", target, status, text)
		}
	}
	status, text := asks("/api/v1/staffing?layer=street")
	if status != 200 || !strings.Contains(text, `"posts":1`) || strings.Contains(text, `"b"`) || strings.Contains(text, "P-1") {
		t.Errorf("%d %s", status, text)
	}
	if err := d.accounts.gate.DropToken(t.Context(), access.Command(), info.ID); err != nil {
		t.Fatal(err)
	}
	if status, text := asks("/api/v1/session"); status != 200 || strings.Contains(text, `"display"`) {
		t.Errorf("%d %s", status, text)
	}
	if status, text := asks("/api/v1/areas/street/a"); status != 404 && status != 400 {
		t.Errorf("%d %s", status, text)
	}
	if strings.Contains(d.log.String(), secret) {
		t.Error("the log holds the token")
	}
}
