package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// canary is in the names and codes of all that is not open.
const canary = "KANARIE"

// openedDesk is one whose server has accounts, where so much is open; everything else in it bears the
// canary. plain answers from the same atlas without accounts.
func openedDesk(t *testing.T, keys ...string) (d *desk, plain http.Handler) {
	t.Helper()
	var a *accounts
	d = newDesk(t, func(s city.Store) city.Reader {
		hide(t, s)
		return s
	}, func(c *httpapi.Config) {
		plain = httpapi.New(*c)
		a = gate(t, c)
	})
	d.accounts, d.keeper = a, a.token("keeper", []access.Role{access.Keeper})
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.open(keys...)
	return d, plain
}

func (d *desk) open(keys ...string) {
	d.t.Helper()
	if err := d.accounts.gate.ChangeOpened(d.t.Context(), access.Command(), nil, keys, []string{access.OpenAll}); err != nil {
		d.t.Fatal(err)
	}
}

// hide writes things that bear the canary: areas above, beside and under those that are open.
func hide(t *testing.T, s city.Store) {
	t.Helper()
	bears := func(a city.Area) *city.Area {
		a.Names, a.Class = city.Names{Zh: canary + "名", En: canary}, map[string]string{"kind": "water", "note": canary}
		return &a
	}
	street := area("street", "u", canary+"d", rect(0, 10, 20, 20))
	all := []city.Content{
		bears(area("district", canary+"d", "", rect(0, 10, 20, 20))), &street, bears(area("park", canary+"p", "", rect(1, 1, 6, 6))),
		bears(area("ground", canary+"g", "", rect(1, 1, 3, 3))),
		&city.Place{Kind: "police_post", Code: canary + "s", Names: city.Names{Zh: canary + "警务室"}, Point: spot(3, 4), State: city.PlaceOpen, Entrances: []geo.Point{spot(3, 4)}},
		&city.Building{Code: canary + "h", Names: city.Names{Zh: canary + "楼"}, Shape: rect(3, 3, 4, 4), Address: city.Address{Road: canary + "路", Number: "1号"}},
		&city.Line{Layer: "road", Code: canary + "r", Names: city.Names{Zh: canary + "路"}, Shape: geo.MultiLine{{spot(0, 4), spot(20, 4)}}},
	}
	c := city.Change{Author: canary, Note: canary, Effective: city.OpenStart}
	for _, v := range all {
		c.Entries = append(c.Entries, city.PutContent(v, city.Period{From: city.OpenStart, To: city.OpenEnd}))
	}
	if _, err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// strangerAsks are all addresses that a stranger may ask, in all their forms.
func strangerAsks(t *testing.T, d *desk) []string {
	t.Helper()
	var out []string
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method != "GET" || !access.Everybodys(rt.Action) {
			continue
		}
		target, ok := samples[rt.Pattern]
		if !ok {
			continue // TestRoutes fails then
		}
		out = append(out, target)
		for _, p := range rt.Params {
			if p.Name != "f" && p.Name != "format" {
				continue
			}
			for _, form := range p.Enum {
				if bare, _, had := strings.Cut(target, p.Name+"="); had {
					out = append(out, bare+p.Name+"="+form)
					continue
				}
				sep := "?"
				if strings.Contains(target, "?") {
					sep = "&"
				}
				out = append(out, target+sep+p.Name+"="+form)
			}
		}
	}
	return append(out,
		"/api/v1/areas", "/api/v1/areas?bbox=116,39,117,40", "/api/v1/places", "/api/v1/areas/street/u", "/api/v1/areas/street/u?f=geojson", "/api/v1/areas/street/u/history",
		"/api/v1/locate?lon=116.002&lat=39.002", "/api/v1/locate?lon=116.002&lat=39.015", "/api/v1/search?q="+canary, "/api/v1/search?q="+strings.ToLower(canary)+"d", "/api/v1/search?q=1%E5%8F%B7",
		"/api/v1/coverage?minutes=15", "/api/v1/coverage?by=street", "/api/v1/revisions", "/api/v1/revisions/3", "/ogc/collections/street/items?f=json", "/ogc/collections/street/items?f=html",
		"/tiles/street/14/13471/6260.mvt", "/tiles/street.json", "/ogc/tiles/WebMercatorQuad/14/6260/13471", "/ogc/tiles/WebMercatorQuad/14/6261/13471", "/api/v1/openapi.json",
	)
}

func (d *desk) stranger(target string) (*http.Response, string) {
	d.t.Helper()
	d.patience = 0
	if strings.HasPrefix(target, "/api/v1/events") {
		d.patience = 200 * time.Millisecond
	}
	res := d.ask("GET", target, "")
	text := bodyOf(d.t, res)
	return res, text
}

// TestNothingUnopened: whatever a stranger asks for, no byte of what is not open comes.
func TestNothingUnopened(t *testing.T) {
	for _, keys := range [][]string{nil, {"street"}, {"street", "red_sail_station"}} {
		d, _ := openedDesk(t, keys...)
		seen := 0
		for _, target := range strangerAsks(t, d) {
			res, text := d.stranger(target)
			if res.StatusCode >= 500 {
				t.Errorf("%v open: %s: %d %s", keys, target, res.StatusCode, text)
			}
			if res.StatusCode == 403 || res.StatusCode == 401 {
				t.Errorf("%v open: %s: %d hints at what is not open", keys, target, res.StatusCode)
			}
			if asked := strings.Contains(target, canary); !asked && strings.Contains(strings.ToUpper(text+fmt.Sprint(res.Header)), canary) || asked && strings.Count(strings.ToUpper(text), canary) > 1 {
				t.Errorf("%v open: %s: %.300s", keys, target, text)
			}
			if res.StatusCode == 200 {
				seen++
			}
		}
		posted(t, d, keys)
		if seen < 20 {
			t.Errorf("%v open: only %d answers", keys, seen)
		}
		for _, target := range []string{"/", "/livez", "/readyz", "/api/docs", "/api/v1/openapi.json", "/api/v1/session", "/api/v1/layers"} {
			if res, text := d.stranger(target); res.StatusCode != 200 {
				t.Errorf("%v open: %s: %d %s", keys, target, res.StatusCode, text)
			}
		}
	}
	d, plain := openedDesk(t)
	told := 0
	for _, target := range strangerAsks(t, d) {
		if strings.HasPrefix(target, "/api/v1/events") {
			continue
		}
		if strings.Contains(bodyOf(t, (&desk{t: t, handler: plain}).ask("GET", target, "")), canary) {
			told++
		}
	}
	if told < 15 {
		t.Errorf("the canary is in %d answers where all is open: the test would find nothing", told)
	}
}

// posted sends what a stranger may send, in bulk too.
func posted(t *testing.T, d *desk, keys []string) {
	t.Helper()
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method != "POST" || rt.Writes || !access.Everybodys(rt.Action) {
			continue
		}
		sent := []string{bodies[rt.Pattern], `{"lon":116.002,"lat":39.002}`, `{"q":"` + canary + `d"}`, `{"q":"1号"}`}
		for _, body := range sent {
			res := d.ask("POST", rt.Pattern, body, "Content-Type", "application/json")
			if text := bodyOf(t, res); res.StatusCode >= 500 || !strings.Contains(body, canary) && strings.Contains(strings.ToUpper(text), canary) || strings.Count(text, canary) > 1 {
				t.Errorf("%v open: POST %s %s: %d %.300s", keys, rt.Pattern, body, res.StatusCode, text)
			}
		}
	}
	for media, body := range map[string]string{"application/x-ndjson": `{"lon":116.002,"lat":39.002}` + "\n", "text/csv": "lon,lat\n116.002,39.015\n"} {
		res := d.ask("POST", "/api/v1/locate?columns=all", body, "Content-Type", media)
		if text := bodyOf(t, res); res.StatusCode != 200 || strings.Contains(text, canary) || strings.Contains(text, "park_code") {
			t.Errorf("%v open: %d %s", keys, res.StatusCode, text)
		}
	}
}

// TestUnopenedIsUnknown: what is not open is refused as what was never there, in the same words.
func TestUnopenedIsUnknown(t *testing.T) {
	d, _ := openedDesk(t, "street", "red_sail_station")
	for target, made := range map[string][2]string{
		"/api/v1/areas/park/" + canary + "p":                                       {"park", "nixx"},
		"/api/v1/areas/district/" + canary + "d/children":                          {"district", "nixxxxxx"},
		"/api/v1/areas/district/d/neighbours":                                      {"district", "nixxxxxx"},
		"/api/v1/areas/district/d/history":                                         {"district", "nixxxxxx"},
		"/api/v1/areas?layer=park":                                                 {"park", "nixx"},
		"/api/v1/areas/street/a/overlaps?layer=park":                               {"park", "nixx"},
		"/api/v1/places?kind=police_post":                                          {"police_post", "nixxxx_nixx"},
		"/api/v1/places/s1?kind=police_post":                                       {"police_post", "nixxxx_nixx"},
		"/api/v1/places/" + canary + "s":                                           {canary + "s", canary + "x"},
		"/api/v1/buildings/" + canary + "h":                                        {canary + "h", canary + "x"},
		"/tiles/park/14/13471/6261.mvt":                                            {"park", "nixx"},
		"/tiles/street,park/14/13471/6261.mvt":                                     {"park", "nixx"},
		"/tiles/park.json":                                                         {"park", "nixx"},
		"/tiles/circles/police_post/2/14/13471/6261.mvt":                           {"police_post", "nixxxx_nixx"},
		"/ogc/collections/park":                                                    {"park", "nixx"},
		"/ogc/collections/park/items":                                              {"park", "nixx"},
		"/ogc/collections/park/items?class_note=1":                                 {"park", "nixx"},
		"/ogc/collections/park/tiles/WebMercatorQuad/14/6261/13471":                {"park", "nixx"},
		"/api/v1/coverage?by=district":                                             {"district", "nixxxxxx"},
		"/api/v1/balance?layer=park":                                               {"park", "nixx"},
		"/ogc/collections/building/items/" + canary + "h/picture?w=1":              {"building", "nixxxxxx"},
		"/api/v1/locate?lon=116.002&lat=39.002&kinds=police_post":                  {"police_post", "nixxxx_nixx"},
		"/api/v1/hexagons?resolution=9&bbox=116,39,117,40&layer=park":              {"park", "nixx"},
		"/api/v1/circles?minutes=2&bbox=116,39,116.02,39.01&kind=" + "police_post": {"police_post", "nixxxx_nixx"},
	} {
		res, text := d.stranger(target)
		other, same := d.stranger(strings.ReplaceAll(target, made[0], made[1]))
		if res.StatusCode < 400 || res.StatusCode != other.StatusCode || strings.ReplaceAll(text, made[0], made[1]) != same {
			t.Errorf("%s: %d %s, but of what never was %d %s", target, res.StatusCode, text, other.StatusCode, same)
		}
	}
}

// TestAllOpened: where everything is open, strangers get what everybody got before there were accounts.
func TestAllOpened(t *testing.T) {
	every := append(access.Openable(must(city.ParseScheme([]byte(scheme)))), "never")
	for _, keys := range [][]string{{access.OpenAll}, every} {
		d, plain := openedDesk(t, keys...)
		before := &desk{t: t, handler: plain}
		for _, target := range strangerAsks(t, d) {
			if strings.HasPrefix(target, "/api/v1/events") || strings.HasPrefix(target, "/api/v1/session") || strings.Contains(target, "openapi") || strings.HasPrefix(target, "/api/docs") {
				continue // one for a time, the others tell of accounts
			}
			res, text := d.stranger(target)
			was := before.ask("GET", target, "")
			want := bodyOf(t, was)
			if strings.Contains(target, "revisions") || strings.HasSuffix(target, "history") {
				if strings.Contains(text, `"note":"`+canary) {
					t.Errorf("%s: %s", target, text)
				}
				continue
			}
			if res.StatusCode != was.StatusCode || text != want || res.Header.Get("ETag") != was.Header.Get("ETag") {
				t.Errorf("%s: %d %.300s, want %d %.300s", target, res.StatusCode, text, was.StatusCode, want)
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestOpening: the keeper opens and closes, sees what strangers would see, and it holds at once.
func TestOpening(t *testing.T) {
	d, _ := openedDesk(t)
	as := []string{"Authorization", "Bearer " + d.keeper, "Content-Type", "application/json"}
	post := func(body string, status int) string {
		t.Helper()
		res := d.ask("POST", "/api/v1/opened", body, as...)
		text := bodyOf(t, res)
		if res.StatusCode != status {
			t.Errorf("%s: %d %s", body, res.StatusCode, text)
		}
		return text
	}
	layers := func() string {
		_, text := d.stranger("/api/v1/layers")
		var ans struct {
			Layers, Places []struct{ Key string }
			Buildings      int
		}
		if err := json.Unmarshal([]byte(text), &ans); err != nil {
			t.Fatal(err, text)
		}
		var out []string
		for _, l := range slices.Concat(ans.Layers, ans.Places) {
			out = append(out, l.Key)
		}
		return fmt.Sprint(out, ans.Buildings)
	}
	if got := layers(); got != "[] 0" {
		t.Errorf("at first %s", got)
	}
	for body, want := range map[string]int{`{"open":["nix"]}`: 400, `{"open":["person"]}`: 400, `{"close":["post"]}`: 400, `{"who":1}`: 400} {
		post(body, want)
	}
	for _, step := range []struct{ body, want string }{
		{`{"open":["park","building"]}`, "[park] 2"}, {`{"open":["street"],"close":["park"]}`, "[street] 2"}, {`{"close":["all"],"open":["police_post"]}`, "[police_post] 0"},
		{`{"open":["all"]}`, "[district street park ground red_sail_station police_post] 2"},
	} {
		post(step.body, 200)
		if got := layers(); got != step.want {
			t.Errorf("%s: %s, want %s", step.body, got, step.want)
		}
	}
	post(`{"close":["park"]}`, 200) // of everything: the rest stays open by name
	if got := layers(); got != "[district street ground red_sail_station police_post] 2" {
		t.Errorf("all but one: %s", got)
	}
	post(`{"close":["all"]}`, 200)
	described(t, d, "GET", "/api/v1/opened", d.ask("GET", "/api/v1/opened", "", as...), 200)
	described(t, d, "POST", "/api/v1/opened", d.ask("POST", "/api/v1/opened", `{}`, as...), 200)
	described(t, d, "GET", "/api/v1/opened/preview", d.ask("GET", "/api/v1/opened/preview?key=street", "", as...), 200)
	for _, key := range access.Openable(must(city.ParseScheme([]byte(scheme)))) {
		res := d.ask("GET", "/api/v1/opened/preview?key="+key, "", as...)
		var ans struct {
			Count   int
			Samples []struct{ Type string }
		}
		if text := bodyOf(t, res); res.StatusCode != 200 || json.Unmarshal([]byte(text), &ans) != nil || len(ans.Samples) != min(ans.Count, 5) || strings.Contains(text, "424242") {
			t.Errorf("preview of %s: %d %s", key, res.StatusCode, text)
		}
	}
	if res, _ := d.stranger("/api/v1/opened"); res.StatusCode != 401 {
		t.Errorf("a stranger: %d", res.StatusCode)
	}
	if got := layers(); got != "[] 0" {
		t.Errorf("at last %s", got)
	}
}

// TestOpeningOfAStreet: the keeper of one street opens and closes nothing, nor founds the city, and is told
// why; what is open stays so.
func TestOpeningOfAStreet(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	street := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	for _, ask := range [][3]string{
		{"POST", "/api/v1/opened", `{"open":["street"]}`}, {"POST", "/api/v1/opened", `{"close":["all"]}`}, {"GET", "/api/v1/opened", ""},
		{"GET", "/api/v1/opened/preview?key=street", ""},
	} {
		if p := problemOf(t, d.asks(street, ask[0], ask[1], ask[2])); p.Status != 403 || p.Code != "forbidden" || !strings.Contains(p.Detail, "keeper of the whole city") {
			t.Errorf("%v: %+v", ask, p)
		}
	}
	if is, err := d.accounts.gate.Opened(t.Context()); err != nil || !is.All() { // as it was
		t.Errorf("open is %v (%v)", is.Keys(), err)
	}
	if res := d.asks(d.keeper, "POST", "/api/v1/opened", `{"open":["street"]}`); res.StatusCode != 200 {
		t.Errorf("the whole city's keeper: %d %s", res.StatusCode, bodyOf(t, res))
	}
}

// TestStrangersFollow: a new revision comes to strangers too, and an area whose parent is not open hangs
// on nothing that they cannot see.
func TestStrangersFollow(t *testing.T) {
	d, _ := openedDesk(t, "street")
	if _, text := d.stranger("/api/v1/areas/street/u"); strings.Contains(text, canary) || !strings.Contains(text, `"parent":""`) {
		t.Error(text)
	}
	d.put("", area("street", "later", "", rect(40, 40, 50, 50)))
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		res, text := d.stranger("/api/v1/areas/street/later")
		if res.StatusCode == 200 {
			return
		}
		if i > 1000 {
			t.Fatalf("%d %s", res.StatusCode, text)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
