package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestChecks: findings come as JSON and as files, of the caller's areas alone; strangers and workers
// get none, and no answer says who holds a post.
func TestChecks(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	vacant := func(code, street string) city.Content {
		return &city.Post{Code: code, Extra: &city.PostExtra{Names: city.Names{Zh: "=1+1"}}, Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: street}}
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
	if got["count"].(float64) != 2 || len(got["findings"].([]any)) != 1 || got["branches"] == nil || len(got["kinds"].([]any)) != len(atlas.StaffKinds()) || len(got["streets"].([]any)) != 3 {
		t.Errorf("%v", got)
	}
	if f := got["findings"].([]any)[0].(map[string]any); f["role"] != "street_contact" || f["of_name"] != d.atlas.Current().NameOf("street", f["of_code"].(string)) || f["of_name"] == f["of_code"] {
		t.Errorf("a post goes by its role and what it is for: %v", f)
	}
	for query, want := range map[string]int{
		"?kind=nix": 400, "?layer=nix": 400, "?cursor=nix": 400, "?no_street=maybe": 400, "?limit=0": 400, "?layer=post": 200, "?layer=red_sail_station&f=csv": 200, "?street=nix": 200,
	} {
		if status, text := ask(d.keeper, query); status != want {
			t.Errorf("%s: %d %s", query, status, text)
		}
	}
	ofA := d.accounts.token("disp-a", []access.Role{access.Dispatcher}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	for _, f := range []string{"json", "csv", "geojson"} {
		for _, query := range []string{"?f=" + f, "?f=" + f + "&street=b", "?kind=post_vacant&f=" + f} {
			status, text := ask(ofA, query)
			if status != 200 || strings.Contains(text, "V-b") || strings.Contains(text, "P-1") || strings.Contains(text, "金丝雀") || strings.Contains(text, `"code":"b"`) {
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

// TestChecksIdle: the codes of persons without a post are told to a keeper of the whole city, in a list of
// their own, and to nobody else in any form.
func TestChecksIdle(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	key, err := d.accounts.keys.Ensure(t.Context(), []string{"P-9"})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := city.Seal(key[0], "P-9", &city.Details{Name: "赵金丝雀"})
	if err != nil {
		t.Fatal(err)
	}
	d.apply("2026-07-01", &city.Person{Code: "P-9", Sealed: sealed})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(token, query string) string {
		return bodyOf(t, d.ask("GET", "/api/v1/checks"+query, "", "Authorization", "Bearer "+token))
	}
	const later = "at=2031-01-01T09:00:00%2B08:00"
	got := described(t, d, "GET", "/api/v1/checks", d.ask("GET", "/api/v1/checks?layer=person&"+later, "", "Authorization", "Bearer "+d.keeper), 200)
	if list := got["findings"].([]any); len(list) != 1 || list[0].(map[string]any)["code"] != "P-9" || list[0].(map[string]any)["kind"] != "person_idle" || list[0].(map[string]any)["at"] != nil {
		t.Errorf("%v", got["findings"])
	}
	if text := ask(d.keeper, "?f=csv&kind=person_idle&"+later); !strings.Contains(text, "person_idle,person,P-9,") || strings.Contains(text, "金丝雀") || strings.Contains(text, "P-1") {
		t.Errorf("%s", text)
	}
	if text := ask(d.keeper, "?kind=person_idle"); strings.Contains(text, "P-9") || !strings.Contains(text, `"kind":"person_idle"`) {
		t.Errorf("today, when it is newly written: %s", text)
	}
	a := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	for who, token := range map[string]string{
		"keeper of a": d.accounts.token("keep-a", []access.Role{access.Keeper}, a), "planner": d.accounts.token("plan", []access.Role{access.Planner}),
		"dispatcher": d.accounts.token("disp", []access.Role{access.Dispatcher}), "keeper, by street": d.keeper,
	} {
		for _, f := range []string{"json", "csv", "geojson"} {
			query := "?f=" + f + "&" + later
			if strings.HasSuffix(who, "street") {
				query += "&street=a"
			}
			if text := ask(token, query); strings.Contains(text, "P-9") || strings.Contains(text, "person_idle") {
				t.Errorf("%s, %s: %s", who, f, text)
			}
		}
	}
	if err := d.accounts.keys.Erase(t.Context(), []string{"P-9"}); err != nil {
		t.Fatal(err)
	}
	if text := ask(d.keeper, "?kind=person_idle&"+later); strings.Contains(text, "P-9") {
		t.Errorf("who was erased: %s", text)
	}
}

// lockedKeys are keys that cannot be read, as those of a damaged file.
type lockedKeys struct{ city.Keys }

var errLocked = errors.New("the file of keys is damaged")

func (lockedKeys) Get(context.Context, []string) ([][]byte, error) { return nil, errLocked }
func (lockedKeys) Erased(context.Context) ([]string, error)        { return nil, errLocked }

// TestChecksUnread: where the keys of persons cannot be read, all that needs none is told, with what was not
// looked for; a file, which could not say so, is refused, but of a kind for which they are not needed.
func TestChecksUnread(t *testing.T) {
	d := keeperDesk(t, func(c *httpapi.Config) { c.People = access.NewPeople(lockedKeys{}, c.Gate.Record, nil) })
	staff(t, d)
	d.apply("2026-07-01", &city.Post{Code: "V-a", Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(query string) *http.Response {
		return d.ask("GET", "/api/v1/checks"+query, "", "Authorization", "Bearer "+d.keeper)
	}
	got := described(t, d, "GET", "/api/v1/checks", ask(""), 200)
	lost := map[string]bool{}
	for _, k := range got["kinds"].([]any) {
		if k := k.(map[string]any); k["unread"] == true {
			lost[k["kind"].(string)] = true
		}
	}
	if list := got["findings"].([]any); len(list) == 0 || len(lost) != 1 || !lost[atlas.StaffIdle] {
		t.Errorf("%d findings, not looked for: %v", len(list), lost)
	}
	for query, status := range map[string]int{"?f=csv": 500, "?f=geojson&kind=person_idle": 500, "?f=csv&kind=post_vacant": 200, "?kind=person_idle": 200, "?street=a&f=csv": 200} {
		r := ask(query)
		if text := bodyOf(t, r); r.StatusCode != status || strings.Contains(text, errLocked.Error()) {
			t.Errorf("%s: %d %s", query, r.StatusCode, text)
		}
	}
	if !strings.Contains(d.log.String(), errLocked.Error()) {
		t.Error("the log does not say why")
	}
}

// griddedDesk has two streets a and b with a community and two grids each, a grid of no street, and staff
// for a few of them; the caller of disp-a is for street a.
func griddedDesk(t *testing.T) (d *desk, ofA string) {
	t.Helper()
	scheme, err := city.ParseScheme([]byte(`
layers:
  - {key: street, parent: "", partition: true}
  - {key: community, parent: street, partition: true}
  - {key: grid, parent: community, partition: true}
places: [{key: red_sail_station}]
`))
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-grids"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d = &desk{t: t, store: store, log: &logBuffer{}}
	for i, s := range []string{"a", "b"} {
		x := int32(i) * 20
		d.put("", area("street", s, "", rect(x, 0, x+20, 10)), area("community", "c-"+s, s, rect(x, 0, x+20, 10)),
			area("grid", "g1-"+s, "c-"+s, rect(x, 0, x+10, 10)), area("grid", "g2-"+s, "c-"+s, rect(x+10, 0, x+20, 10)))
	}
	grid := city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g1-a"}
	d.put("", area("grid", "lost", "", rect(60, 0, 70, 10)))
	d.apply("", &city.Post{Code: "h", Role: "grid_head", At: grid, Person: "P-1"}, &city.Post{Code: "v", Extra: &city.PostExtra{Names: city.Names{Zh: "=1+1"}}, Role: "full_time_worker", At: grid})
	if d.atlas, err = atlas.Open(t.Context(), store, now); err != nil {
		t.Fatal(err)
	}
	c := httpapi.Config{Atlas: d.atlas, Log: slog.New(slog.NewJSONHandler(d.log, nil))}
	d.accounts = gate(t, &c)
	d.keeper = d.accounts.token("keeper", []access.Role{access.Keeper})
	d.handler = httpapi.New(c)
	return d, d.accounts.token("disp-a", []access.Role{access.Dispatcher}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
}

// TestChecksPages: pages joined are the whole, in one order, and a file is the same list; what is counted
// stands on the first page; a filter narrows list, counts and file alike.
func TestChecksPages(t *testing.T) {
	d, _ := griddedDesk(t)
	read := func(query string) checksPage {
		t.Helper()
		r := d.ask("GET", "/api/v1/checks"+query, "", "Authorization", "Bearer "+d.keeper)
		var got checksPage
		if err := json.Unmarshal([]byte(bodyOf(t, r)), &got); err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d, %v", query, r.StatusCode, err)
		}
		return got
	}
	for _, filter := range []string{"", "layer=grid", "layer=community", "kind=window_staff", "street=a", "street=a&layer=grid", "no_street=true"} {
		whole := read("?limit=10000&" + filter)
		var joined []checksRow
		page := read("?limit=2&" + filter)
		for n := 0; ; n++ {
			if (n == 0) != (len(page.Kinds) > 0) || page.Count != whole.Count {
				t.Errorf("%q, page %d: %d kinds, %d of %d", filter, n, len(page.Kinds), page.Count, whole.Count)
			}
			joined = append(joined, page.Findings...)
			if page.Next == "" {
				break
			}
			page = read("?limit=2&" + filter + "&cursor=" + page.Next)
		}
		if len(joined) != whole.Count || !slices.Equal(joined, whole.Findings) {
			t.Errorf("%q: pages hold %d of %d", filter, len(joined), whole.Count)
		}
		counted := 0
		for _, k := range whole.Kinds {
			if !strings.Contains(filter, "kind=") || strings.Contains(filter, k.Kind) {
				counted += k.Count
			}
		}
		file := bodyOf(t, d.ask("GET", "/api/v1/checks?f=csv&"+filter, "", "Authorization", "Bearer "+d.keeper))
		if rows := strings.Count(file, "\n") - 1; rows != whole.Count || counted != whole.Count {
			t.Errorf("%q: %d rows in the file, %d counted by kind, %d findings", filter, rows, counted, whole.Count)
		}
	}
	all, street, lost := read("?limit=10000"), read("?limit=10000&street=a"), read("?limit=10000&no_street=true")
	if all.Count <= street.Count || street.Count == 0 || lost.Count != 4 {
		t.Errorf("%d findings, %d of street a, %d of none: its grid has no head, no worker, no professional, no branch", all.Count, street.Count, lost.Count)
	}
	if n := len(all.Streets); n != 3 || all.Streets[2].Code != "" || all.Streets[2].Grids != 1 || all.Streets[2].Lacks.Record != 1 || all.Streets[0].Grids != 2 {
		t.Errorf("streets: %+v", all.Streets)
	}
	if status := d.ask("GET", "/api/v1/checks?kind=grid_head&cursor="+read("?limit=1").Next, "", "Authorization", "Bearer "+d.keeper).StatusCode; status != 400 {
		t.Errorf("the cursor of another list: %d", status)
	}
}

type checksRow struct{ Kind, Layer, Code, Other string }

type checksPage struct {
	Streets []struct {
		Code  string
		Grids int
		Lacks struct{ Record, People int }
	}
	Count    int
	Next     string
	Findings []checksRow
	Kinds    []struct {
		Kind  string
		Count int
	}
}

// TestCheckGrids: the grids that lack something are told down to each thing, by pages, of the own areas alone.
func TestCheckGrids(t *testing.T) {
	d, ofA := griddedDesk(t)
	got := described(t, d, "GET", "/api/v1/checks/grids", d.ask("GET", "/api/v1/checks/grids?limit=1", "", "Authorization", "Bearer "+d.keeper), 200)
	first := got["grids"].([]any)[0].(map[string]any)
	if things := first["things"].([]any); len(things) == 0 || things[0].(map[string]any)["part"] != "people" || things[0].(map[string]any)["role"] != "full_time_worker" || first["street"] != "a" || first["community"] != "c-a" {
		t.Errorf("%v", first)
	}
	codes := func(token, query string) string {
		text, next := "", ""
		for {
			r := d.ask("GET", "/api/v1/checks/grids?limit=1"+query+next, "", "Authorization", "Bearer "+token)
			var page struct {
				Next  string
				Grids []struct{ Code, Street string }
			}
			if err := json.Unmarshal([]byte(bodyOf(t, r)), &page); err != nil || r.StatusCode != 200 {
				t.Fatalf("%s: %d, %v", query, r.StatusCode, err)
			}
			for _, g := range page.Grids {
				text += g.Street + "/" + g.Code + " "
			}
			if page.Next == "" {
				return text
			}
			next = "&cursor=" + page.Next
		}
	}
	whole := codes(d.keeper, "")
	if whole == "" || codes(d.keeper, "&street=a") != codes(ofA, "") || strings.Contains(codes(ofA, ""), "b/") || codes(ofA, "&street=b") != "" || codes(d.keeper, "&no_street=true") != "/lost " || !strings.HasSuffix(whole, " /lost ") {
		t.Errorf("all %q, of a %q, for a %q", whole, codes(d.keeper, "&street=a"), codes(ofA, ""))
	}
	if r := d.ask("GET", "/api/v1/checks/grids", "", "Authorization", "Bearer "+d.accounts.token("w", []access.Role{access.Worker})); r.StatusCode != 403 {
		t.Errorf("a worker: %d", r.StatusCode)
	}
}
