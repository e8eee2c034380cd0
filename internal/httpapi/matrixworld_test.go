package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// world is a city in which each street of a list has a person, posts, an organisation, a revision that
// touches nothing else, a report and a file that waits; and tokens for one street of every role of the desks.
type world struct {
	*desk
	tokens map[access.Role]map[string]string
	// things are those that each street has, by the word of a scopedAsk.
	things map[string]map[string]string
}

// never are things of each word that no street has, with names as long as those that are.
var never = map[string]string{
	"person": "P-9", "post": "post-q", "organisation": "org-q", "area": "q", "revision": "9", "report": "9", "import": strings.Repeat("A", 26),
}

// newWorld is a world whose streets alone have what is told by right: the areas are there in any case, and
// the revisions have the same numbers.
func newWorld(t *testing.T, streets ...string) *world {
	t.Helper()
	w := &world{desk: keeperDesk(t, nil), tokens: map[access.Role]map[string]string{}, things: map[string]map[string]string{}}
	for word := range never {
		w.things[word] = map[string]string{}
	}
	t.Cleanup(w.handler.(*httpapi.Server).Stop)
	w.staffed(streets)
	if _, err := w.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range []access.Role{access.Worker, access.Dispatcher, access.Planner, access.Keeper} {
		w.tokens[r] = map[string]string{}
		for _, s := range []string{"a", "b"} {
			w.tokens[r][s] = w.accounts.token(string(r)+"-"+s, []access.Role{r}, city.Seat{Kind: city.KindArea, Layer: "street", Code: s})
		}
	}
	for _, s := range streets {
		report := described(t, w.desk, "POST", "/api/v1/reports", w.reports(w.tokens[access.Worker][s], "key-"+s, `{"line":[[116.001,39.001],[116.002,39.003]],"note":"界线","area":{"layer":"street","code":"`+s+`"}}`), 201)
		w.things["report"][s] = fmt.Sprint(report["n"])
		for range strings.Index(" ab", s) { // one of a, two of b
			w.things["import"][s] = w.sends(t, w.tokens[access.Keeper][s], fileOfStreets+"&dry_run=true", fileOf(s))["id"].(string)
		}
	}
	return w
}

// staffed writes the people of the streets: two revisions of each, none of both.
func (w *world) staffed(streets []string) {
	w.t.Helper()
	have := func(s string) bool { return slices.Contains(streets, s) }
	neutral := func(n int) city.Content {
		return &city.Building{Code: "far", Shape: rect(60, 60, 61, 61), Storeys: ptr(int64(n))}
	}
	for i, s := range []string{"a", "b"} {
		at := city.Seat{Kind: city.KindArea, Layer: "street", Code: s}
		if !have(s) {
			w.apply("2026-07-02", neutral(i+1))
			continue
		}
		code := fmt.Sprint("P-", i+1)
		keys, err := w.accounts.keys.Ensure(w.t.Context(), []string{code})
		if err != nil {
			w.t.Fatal(err)
		}
		sealed, err := city.Seal(keys[0], code, &city.Details{Name: []string{"张", "李"}[i] + "金丝雀", Phones: []city.Phone{
			{Use: city.PhoneDuty, Number: "1381234567" + fmt.Sprint(i)}, {Use: city.PhonePrivate, Number: "1398765432" + fmt.Sprint(i)},
		}})
		if err != nil {
			w.t.Fatal(err)
		}
		contents := []city.Content{&city.Person{Code: code, Sealed: sealed},
			&city.Post{Code: "post-" + s, Role: "street_contact", Person: code, OfficePhone: "0537-765432" + fmt.Sprint(i), Duty: "值班" + s, At: at,
				Hours: &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 0, To: city.Midnight}}}}}},
			&city.Post{Code: "void-" + s, Role: "street_contact", At: at}, // nobody holds it: the checks find that
			&city.Organisation{Code: "org-" + s, Kind: "street_committee", Of: at},
			&city.Post{Code: "seat-" + s, Role: "property_contact", At: city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: "org-" + s}}}
		for word, thing := range map[string]string{"person": code, "post": "post-" + s, "organisation": "org-" + s, "area": s, "revision": fmt.Sprint(5 + i)} {
			w.things[word][s] = thing
		}
		w.apply("2026-07-02", contents...)
	}
	for i, s := range []string{"a", "b"} {
		contents := []city.Content{neutral(i + 3)}
		if have(s) {
			contents = []city.Content{&city.Post{Code: "turn-" + s, Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: s}}}
		}
		w.apply("2026-07-02", contents...)
	}
}

// fileOfStreets says what fileOf is.
const fileOfStreets = "kind=area&layer=street&format=geojson&parent_field=parent"

// fileOf is a file of areas that holds one of a code, off the streets that there are.
func fileOf(code string) string {
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"` + code + `","parent":"d"},"geometry":{"type":"Polygon","coordinates":[[[116.03,39],[116.04,39],[116.04,39.01],[116.03,39.01],[116.03,39]]]}}]}`
}

// scopedAsk is a way to ask a row of a scope. In its texts $ is the thing that is asked about, and @ the
// caller's own street.
type scopedAsk struct {
	// word says which of the world's things the row is asked about. "" = none: it lists what is the caller's;
	// "none" = its answer is the same to everybody who has the right, of whatever street.
	word string
	// query and body go with the row's path.
	query, body string
	// own is put to the query where the own thing is asked about, so that it is not changed.
	own string
	// beside names the test that shows what of its neighbours a street is told, where it is told anything.
	beside string
	// empty names the test that shows what is told of a city that has more than this one: here there is nothing.
	empty string
	// last orders the rows of which the own thing is another afterwards: they come after all others.
	last int
}

// scopedAsks are how each row of a scope is asked; a row that is not here fails.
var scopedAsks = map[string][]scopedAsk{
	"getPerson":           {{word: "person"}},
	"revealPerson":        {{word: "person", body: `{"reason":"emergency"}`}},
	"exportPerson":        {{word: "person"}},
	"erasePerson":         {{word: "person", last: 3}},
	"searchPersons":       {{word: "person", body: `{"q":"$"}`}, {body: `{"q":"金丝雀"}`}},
	"listReasons":         {{word: "none"}},
	"getPost":             {{word: "post"}},
	"getOrganisation":     {{word: "organisation"}},
	"listPosts":           {{word: "area", query: "layer=street&area=$"}, {}, {query: "limit=1"}, {query: "role=street_contact&state=held"}},
	"listOrganisations":   {{word: "area", query: "layer=street&area=$"}, {}, {query: "limit=1"}},
	"getStaffWords":       {{word: "none"}},
	"listChecks":          {{word: "area", query: "street=$"}, {}, {query: "limit=1"}, {query: "kind=post_vacant"}},
	"listIncompleteGrids": {{word: "area", query: "street=$", empty: "TestCheckGrids"}, {empty: "TestCheckGrids"}, {query: "limit=1", empty: "TestCheckGrids"}},
	"listInside":          {{body: groundAll}},
	"getPack":             {{word: "area", query: "grid=$", beside: "TestPack"}, {beside: "TestPack"}}, // numbers of duty of the next grids
	"makeReport":          {{word: "area", body: `{"line":[[116.001,39.001],[116.002,39.003]],"area":{"layer":"street","code":"$"}}`, last: 1}},
	"listReports":         {{}, {query: "state=new"}},
	"answerReport":        {{word: "report", body: `{"was":"new","state":"seen"}`, last: 1}},
	"change": {
		{word: "area", body: `{"deletes":[{"layer":"street","code":"$"}]}`, own: "dry_run=true"},
		{word: "post", body: `{"deletes":[{"kind":"post","layer":"post","code":"$"}]}`, own: "dry_run=true"},
		{word: "organisation", body: `{"deletes":[{"kind":"organisation","layer":"organisation","code":"$"}]}`, own: "dry_run=true"},
		{word: "person", body: `{"puts":[{"kind":"post","layer":"post","code":"void-@","person":"$"}]}`, own: "dry_run=true"},
	},
	"listChanges":       {{}, {query: "limit=1"}},
	"reverseRevision":   {{word: "revision", own: "dry_run=true"}},
	"newImport":         {{word: "area", query: fileOfStreets, body: "file of $", own: "dry_run=true"}},
	"getDrawingLayers":  {{word: "none", body: "no drawing"}},
	"listImports":       {{}},
	"getImport":         {{word: "import"}},
	"getImportFindings": {{word: "import"}},
	"confirmImport":     {{word: "import", own: "dry_run=true", last: 1}},
	"dropImport":        {{word: "import", last: 2}},
	"getImportTemplate": {{word: "none"}},
}

// holes are the parts of the paths of scoped rows that name what is asked about.
var holes = strings.NewReplacer("{code}", "$", "{n}", "$", "{id}", "$", "{kind}", "person")

// about makes the request of a row, by who is for a street, about a thing.
func (a *scopedAsk) about(w *world, rt *httpapi.Route, token, street, thing string, f manner, own bool) *http.Request {
	query := a.query
	if own && a.own != "" {
		query = strings.Trim(query+"&"+a.own, "&")
	}
	fill := func(text, thing string) string { return strings.NewReplacer("$", thing, "@", street).Replace(text) }
	target := fill(holes.Replace(rt.Pattern), url.PathEscape(thing))
	if query != "" {
		target += "?" + fill(query, url.QueryEscape(thing))
	}
	if f.f != "" {
		target = withForm(target, f.f)
	}
	method, body := rt.Method, fill(a.body, thing)
	if f.method != "" {
		method = f.method
	}
	if code, ok := strings.CutPrefix(body, "file of "); ok {
		body = fileOf(code)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(w.atlas.Current().Revision)))
	if rt.Name == "makeReport" {
		r.Header.Set("Idempotency-Key", "of-"+street+"-"+thing)
	}
	if f.accept != "" {
		r.Header.Set("Accept", f.accept)
	}
	return r
}

// tell is all that a caller learns of a request: status, headers, body, and what comes of a file.
func (w *world) tell(r *http.Request) (status int, head http.Header, text string) {
	w.t.Helper()
	res := w.do(r)
	text = bodyOf(w.t, res)
	if res.StatusCode == http.StatusAccepted && strings.HasPrefix(r.URL.Path, "/api/v1/imports") {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		id := jsonText(w.t, text, "id")
		at := time.Now()
		for state := "queued"; state == "queued" || state == "running"; state = jsonText(w.t, text, "state") {
			if time.Since(at) > time.Minute {
				w.t.Fatalf("the import does not end: %s", text)
			}
			time.Sleep(time.Millisecond)
			text = bodyOf(w.t, w.asks(token, "GET", "/api/v1/imports/"+id, ""))
		}
		if r.URL.Path == "/api/v1/imports" {
			w.asks(token, "DELETE", "/api/v1/imports/"+id, "")
		}
		res.Header.Del("Content-Length") // of the first word, in which the work may have begun or not
	}
	return res.StatusCode, res.Header, text
}

// whens are clocks, random names, running numbers and hashes of the whole: no two cities have the same.
var whens = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"\\]*|"n":\d+|"id":"[^"]*"|/api/v1/imports/[^"/ \]]+|"hash":"[0-9a-f]+"|"revision":\d+`)

// learnt is all that is told, with a thing and what is never the same left out.
func learnt(status int, head http.Header, text, thing string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(head)) {
		lines = append(lines, fmt.Sprint(name, head[name]))
	}
	out := whens.ReplaceAllString(fmt.Sprintf("%d %s\n%s", status, strings.Join(lines, " "), text), "…")
	if thing == "" {
		return out
	}
	named := regexp.QuoteMeta(thing)
	out = regexp.MustCompile(`"`+named+`([^\w ]|$)`).ReplaceAllString(out, `"…$1`) // not the first word of a text
	return regexp.MustCompile(`(/|(?:grid|report|revision) )`+named+`\b`).ReplaceAllString(out, "$1…")
}

// jsonText is a field of a JSON object.
func jsonText(t testing.TB, text, field string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	s, _ := v[field].(string)
	return s
}
