package httpapi_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// get reads a JSON answer.
func (d *desk) get(target string, into any) {
	d.t.Helper()
	r := d.ask("GET", target, "")
	if text := bodyOf(d.t, r); r.StatusCode != 200 || json.Unmarshal([]byte(text), into) != nil {
		d.t.Fatalf("%s: %d %s", target, r.StatusCode, text)
	}
}

// listed is what the tests read of lists and single answers.
type listed struct {
	Revision int64
	Date     string
	Layer    string
	Code     string
	Name     string
	Matched  string
	Areas    []struct{ Layer, Code string }
	Places   []struct {
		Kind, Code string
		Open       *bool
	}
	Neighbours []struct{ Code string }
	Versions   []struct {
		Code, Name string
		InForce    bool `json:"in_force"`
		Written    struct {
			Number int64
			Author *string
		}
	}
	Revisions []struct{ Number int64 }
	Before    *int64
	Next      string
	More      bool
}

func (l *listed) codes() string {
	var out []string
	for _, a := range l.Areas {
		out = append(out, a.Code)
	}
	for _, p := range l.Places {
		out = append(out, p.Kind+"/"+p.Code)
	}
	return strings.Join(out, " ")
}

func TestAreas(t *testing.T) {
	d := newDesk(t, nil, nil)
	for target, want := range map[string]string{
		"/api/v1/areas":                                               "d a b c p",
		"/api/v1/areas?layer=street":                                  "a b c",
		"/api/v1/areas?layer=street&parent=d":                         "a b",
		"/api/v1/areas?parent=d":                                      "a b",
		"/api/v1/areas?parent=a":                                      "",
		"/api/v1/areas?layer=park":                                    "p",
		"/api/v1/areas?layer=ground":                                  "",
		"/api/v1/areas?at=2026-01-01":                                 "d a b",
		"/api/v1/areas?revision=1":                                    "d a b",
		"/api/v1/areas?bbox=116.0185,39.001,116.019,39.002":           "d b c",
		"/api/v1/areas?bbox=116.01,39.001,116.01,39.001&layer=street": "a b",
		"/api/v1/areas?bbox=1,1,2,2":                                  "",
		"/api/v1/areas/district/d/children":                           "a b",
		"/api/v1/areas/street/a/children":                             "",
		"/api/v1/places":                                              "police_post/s1 red_sail_station/s1 red_sail_station/s2",
		"/api/v1/places?state=planned":                                "police_post/s1",
		"/api/v1/places?kind=red_sail_station":                        "red_sail_station/s1 red_sail_station/s2",
		"/api/v1/stations?bbox=116,39,116.01,39.01":                   "red_sail_station/s1",
		"/api/v1/stations?at=2026-01-01":                              "",
	} {
		var l listed
		d.get(target, &l)
		if l.codes() != want || l.Next != "" || l.Revision < 1 || l.Date == "" {
			t.Errorf("%s: %q %+v, want %q", target, l.codes(), l, want)
		}
	}
	var l listed
	d.get("/api/v1/stations/s1?at=2026-11-20T09:00:00%2B08:00", &l)
	if l.Code != "s1" || l.Name != "" && l.Matched != "code" {
		t.Errorf("%+v", l)
	}
}

// TestCursor: pages are of the revision of the first, whatever comes between; a cursor is
// good for its call only.
func TestCursor(t *testing.T) {
	d := newDesk(t, nil, nil)
	var first, second, third listed
	d.get("/api/v1/areas?limit=2", &first)
	renamed := area("street", "aa", "d", rect(0, 20, 10, 30))
	d.put("2026-07-01", renamed)
	if _, err := d.atlas.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	d.get("/api/v1/areas?limit=2&cursor="+first.Next, &second)
	d.get("/api/v1/areas?limit=3&cursor="+second.Next, &third)
	if got := first.codes() + "|" + second.codes() + "|" + third.codes(); got != "d a|b c|p" || third.Next != "" || second.Revision != 2 {
		t.Errorf("%s, revision %d", got, second.Revision)
	}
	for _, target := range []string{
		"/api/v1/areas?layer=street&cursor=" + first.Next, "/api/v1/places?cursor=" + first.Next, "/api/v1/areas?at=2026-01-01&cursor=" + first.Next,
		"/api/v1/areas?cursor=" + first.Next[1:], "/api/v1/areas?cursor=x", "/api/v1/areas?cursor=" + strings.Repeat("A", 8000),
		"/api/v1/areas?cursor=" + base64.RawURLEncoding.EncodeToString([]byte(`{"q":"","r":9}`)), "/api/v1/areas?cursor=" + elsewhere(t, first.Next),
	} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Status != 400 || p.Code != "bad_cursor" || p.Parameter != "cursor" {
			t.Errorf("%.60s: %+v", target, p)
		}
	}
}

// elsewhere is a cursor that goes on behind a layer that is not there.
func elsewhere(t *testing.T, cursor string) string {
	t.Helper()
	doc, err := base64.RawURLEncoding.DecodeString(cursor)
	changed := bytes.Replace(doc, []byte(`"l":"street"`), []byte(`"l":"nix"`), 1)
	if err != nil || bytes.Equal(changed, doc) {
		t.Fatalf("%s, %v", doc, err)
	}
	return base64.RawURLEncoding.EncodeToString(changed)
}

// TestBadInput: what cannot be meant is refused with the name of the parameter, and the
// description of the API says that this can happen.
func TestBadInput(t *testing.T) {
	d := newDesk(t, nil, nil)
	doc := openAPI(t, d)
	areas, places, area, place := "/api/v1/areas", "/api/v1/places", "/api/v1/areas/{layer}/{code}", "/api/v1/places/{code}"
	for _, c := range []struct {
		pattern, target, parameter, code string
		status                           int
	}{
		{areas, "?limit=0", "limit", "out_of_range", 400}, {areas, "?limit=1001", "limit", "out_of_range", 400},
		{areas, "?limit=1000000000", "limit", "out_of_range", 400}, {areas, "?limit=99999999999999999999", "limit", "bad_number", 400},
		{areas, "?limit=-1", "limit", "out_of_range", 400}, {areas, "?limit=1.5", "limit", "bad_number", 400}, {areas, "?limit=", "limit", "empty_parameter", 400},
		{areas, "?layer=nix", "layer", "unknown_layer", 400}, {areas, "?layer=", "layer", "empty_parameter", 400}, {areas, "?nix=1", "nix", "unknown_parameter", 400},
		{areas, "?layer=street&layer=street", "layer", "repeated_parameter", 400}, {areas, "?parent=nix", "parent", "unknown_code", 400},
		{areas, "?layer=district&parent=d", "parent", "unknown_code", 400}, {areas, "?layer=street&parent=a", "parent", "unknown_code", 400},
		{areas, "?bbox=1,2,3", "bbox", "bad_bbox", 400}, {areas, "?bbox=1,2,3,4,5,6", "bbox", "bad_bbox", 400}, {areas, "?bbox=a,b,c,d", "bbox", "bad_bbox", 400},
		{areas, "?bbox=2,1,1,2", "bbox", "bad_bbox", 400}, {areas, "?bbox=1,2,2,1", "bbox", "bad_bbox", 400}, {areas, "?bbox=NaN,1,2,3", "bbox", "bad_bbox", 400},
		{areas, "?bbox=39,116,40,117", "bbox", "bad_bbox", 400}, {areas, "?bbox=1,%202,3,4", "bbox", "bad_bbox", 400}, {areas, "?bbox=181,0,182,1", "bbox", "bad_bbox", 400},
		{areas, "?at=yesterday", "at", "bad_time", 400}, {areas, "?at=2026-11-21T10:00:00", "at", "bad_time", 400}, {areas, "?revision=0", "revision", "out_of_range", 400},
		{areas, "?revision=3", "", "unknown_revision", 404}, {areas, "?a;b", "", "bad_query", 400},
		{area, "/nix/a", "", "unknown_layer", 404}, {area, "/street/nix", "", "unknown_code", 404}, {area, "/street/a?f=shp", "f", "unknown_value", 400},
		{area, "/street/p", "", "unknown_code", 404}, {area, "/street/%00", "", "unknown_code", 404}, {area, "/street/" + strings.Repeat("x", 5000), "", "unknown_code", 404},
		{area + "/children", "/street/nix/children", "", "unknown_code", 404}, {area + "/children", "/nix/a/children", "", "unknown_layer", 404},
		{area + "/neighbours", "/park/p/neighbours", "", "free_layer", 400}, {area + "/neighbours", "/street/nix/neighbours", "", "unknown_code", 404},
		{area + "/history", "/street/nix/history", "", "unknown_code", 404}, {area + "/history", "/nix/nix/history", "", "unknown_layer", 404},
		{places, "?kind=nix", "kind", "unknown_kind", 400}, {places, "?kind=red_sail_station,", "kind", "unknown_kind", 400}, {places, "?state=ajar", "state", "unknown_value", 400},
		{place, "/s1", "", "ambiguous_code", 409}, {place, "/nix", "", "unknown_code", 404}, {place, "/s1?kind=nix", "kind", "unknown_kind", 400},
		{"/api/v1/stations/{code}", "/nix", "", "unknown_code", 404}, {"/api/v1/buildings/{code}", "/nix", "", "unknown_code", 404},
		{"/api/v1/revisions", "?before=0", "before", "out_of_range", 400}, {"/api/v1/revisions", "?limit=1001", "limit", "out_of_range", 400},
		{"/api/v1/revisions/{n}", "/3", "", "unknown_revision", 404}, {"/api/v1/revisions/{n}", "/0", "", "unknown_revision", 404}, {"/api/v1/revisions/{n}", "/-1", "", "unknown_revision", 404},
		{"/api/v1/revisions/{n}", "/x", "n", "bad_number", 400}, {"/api/docs", "?lang=fr", "lang", "unknown_value", 400},
	} {
		base, _, _ := strings.Cut(c.pattern, "/{")
		p := problemOf(t, d.ask("GET", base+c.target, ""))
		if p.Status != c.status || p.Code != c.code || p.Parameter != c.parameter || p.Detail == "" {
			t.Errorf("%.80s: %+v, want %d %s of %q", base+c.target, p, c.status, c.code, c.parameter)
		}
		s := at(t, doc, "paths", c.pattern, "get", "responses", fmt.Sprint(c.status), "content", "application/problem+json", "schema", "allOf").([]any)
		declared := fmt.Sprint(at(t, s[1], "properties", "code", "enum"))
		if !strings.Contains(" "+strings.Trim(declared, "[]")+" ", " "+c.code+" ") {
			t.Errorf("%s: %d %s is not described: %s", c.pattern, c.status, c.code, declared)
		}
	}
}

// TestCaching: a document is asked for again by its tag, which names the revision; another
// revision gives another.
func TestCaching(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range []string{"/api/v1/areas", "/api/v1/areas/street/a?f=geojson", "/api/v1/stations/s1", "/api/v1/revisions", "/api/v1/layers"} {
		r := d.ask("GET", target, "")
		tag := r.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"2-`) {
			t.Errorf("%s: ETag %s", target, tag)
		}
		again := d.ask("GET", target, "", "If-None-Match", tag)
		if again.StatusCode != 304 || bodyOf(t, again) != "" || again.Header.Get("ETag") != tag {
			t.Errorf("%s again: %d", target, again.StatusCode)
		}
	}
	before := d.ask("GET", "/api/v1/areas?layer=park", "").Header.Get("ETag")
	d.put("", area("district", "d2", "", rect(50, 50, 60, 60)))
	if _, err := d.atlas.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	if r := d.ask("GET", "/api/v1/areas?layer=park", "", "If-None-Match", before); r.StatusCode != 200 || r.Header.Get("ETag") == before {
		t.Errorf("after a revision: %d %s", r.StatusCode, r.Header.Get("ETag"))
	}
}

// TestHistory: versions and revisions tell when and why, and no person.
func TestHistory(t *testing.T) {
	d := newDesk(t, nil, nil)
	p, err := city.ParsePeriod("2026-09-01", "")
	if err != nil {
		t.Fatal(err)
	}
	again := area("street", "a", "d", rect(0, 0, 10, 10))
	for i, author := range []string{"张三", "import"} {
		again.Names.Zh = fmt.Sprint("第", i)
		if _, err := d.store.Apply(t.Context(), city.Change{Author: author, Note: "改名", Effective: p.From, Entries: []city.Entry{city.PutArea(again, p)}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	var h, old, cut listed
	d.get("/api/v1/areas/street/a/history", &h)
	var got []string
	for _, v := range h.Versions {
		author := "nobody"
		if v.Written.Author != nil {
			author = *v.Written.Author
		}
		got = append(got, fmt.Sprint(v.Written.Number, v.Name, v.InForce, author))
	}
	if want := "4第1trueimport|3第0falsenobody|"; !strings.HasPrefix(strings.Join(got, "|"), want) || h.More {
		t.Errorf("%v, want %s…", got, want)
	}
	d.get("/api/v1/areas/street/a/history?revision=2", &old)
	d.get("/api/v1/areas/street/a/history?limit=1", &cut)
	if len(old.Versions) == 0 || old.Versions[0].Written.Number != 2 || len(cut.Versions) != 1 || !cut.More {
		t.Errorf("%+v, %+v", old.Versions, cut.Versions)
	}
	var numbers []int64
	for target := "/api/v1/revisions?limit=3"; target != ""; {
		var page listed
		d.get(target, &page)
		for _, r := range page.Revisions {
			numbers = append(numbers, r.Number)
		}
		target = ""
		if page.Before != nil {
			target = "/api/v1/revisions?limit=3&before=" + fmt.Sprint(*page.Before)
		}
	}
	if fmt.Sprint(numbers) != "[4 3 2 1]" {
		t.Errorf("revisions %v", numbers)
	}
	for _, target := range []string{"/api/v1/areas/street/a/history", "/api/v1/revisions", "/api/v1/revisions/3"} {
		if text := bodyOf(t, d.ask("GET", target, "")); strings.Contains(text, "张三") || !strings.Contains(text, "改名") {
			t.Errorf("%s: %s", target, text)
		}
	}
}

// TestNoHouseholds: nothing that a stranger can ask for tells a building's households.
func TestNoHouseholds(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range samples {
		if target == samples["/api/v1/events"] {
			continue
		}
		if text := bodyOf(t, d.ask("GET", target, "")); strings.Contains(text, "424242") {
			t.Errorf("%s: %s", target, text)
		}
	}
}

// TestSearch: by query and by body; what cannot be meant is refused.
func TestSearch(t *testing.T) {
	d := newDesk(t, nil, nil)
	for body, want := range map[string]string{
		`{"q":"新名"}`: "text street/a", `{"q":"xinming"}`: "text street/a", `{"q":"s1","limit":1}`: "code", `{"q":"116.003,39.003"}`: "coordinate", `{"q":"没有这个"}`: "text",
		`{"q":"名b","lon":116,"lat":39}`: "text street/b",
	} {
		r := d.ask("POST", "/api/v1/search", body)
		var ans struct {
			Revision int64
			Kind     string `json:"query_kind"`
			Results  []struct{ Layer, Code string }
		}
		text := bodyOf(t, r)
		if err := json.Unmarshal([]byte(text), &ans); err != nil || ans.Revision != 2 {
			t.Errorf("%s: %s, %v", body, text, err)
			continue
		}
		got := ans.Kind
		if len(ans.Results) > 0 {
			got += " " + ans.Results[0].Layer + "/" + ans.Results[0].Code
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	for body, want := range map[string]string{
		`{}`: "missing_parameter q", `{"q":""}`: "empty_parameter q", `{"q":"  "}`: "empty_query q", `{"q":"` + strings.Repeat("长", 201) + `"}`: "query_too_long q",
		`{"q":"a","limit":51}`: "out_of_range limit", `{"q":"a","limit":1.5}`: "bad_number limit", `{"q":1}`: "wrong_type q", `{"q":"a","lon":116}`: "missing_parameter lat",
		`{"q":"a","lat":39}`: "missing_parameter lon", `{"q":"a","lon":181,"lat":39}`: "out_of_range lon", `{"q":"a","who":1}`: "unknown_parameter who", `[]`: "bad_body ",
		`{"q":"` + strings.Repeat("x", 5000) + `"}`: "body_too_large ",
	} {
		if p := problemOf(t, d.ask("POST", "/api/v1/search", body)); p.Code+" "+p.Parameter != want {
			t.Errorf("%.40s: %+v, want %s", body, p, want)
		}
	}
}

func FuzzSearchBody(f *testing.F) {
	for _, s := range []string{`{"q":"新名"}`, `{"q":"116.003,39.003","limit":3}`, `{"q":"s1","lon":116,"lat":39}`, "{\"q\":\"\xff\"}", `{`, `{"q":[]}`} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, body string) {
		sane(t, d, request("POST", "/api/v1/search", "", io.NopCloser(strings.NewReader(body))))
	})
}

func FuzzLists(f *testing.F) {
	for _, s := range []string{
		"layer=street&parent=d&bbox=116,39,117,40&limit=2", "bbox=1,2,3,4&cursor=eyJ9", "kind=police_post&state=open&at=2026-01-01", "f=geojson&revision=1", "limit=%31&at=2026-11-21T10:00:00+08:00", "before=2",
	} {
		f.Add("street", "a", s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, layer, code, raw string) {
		one := "/api/v1/areas/" + url.PathEscape(layer) + "/" + url.PathEscape(code)
		for _, path := range []string{
			"/api/v1/areas", "/api/v1/places", "/api/v1/revisions", one, one + "/children", one + "/neighbours", one + "/history",
			"/api/v1/places/" + url.PathEscape(code), "/api/v1/buildings/" + url.PathEscape(code), "/api/v1/revisions/" + url.PathEscape(code),
		} {
			r := request("GET", path, raw, nil)
			r.URL.RawPath = path
			if p, err := url.PathUnescape(path); err == nil {
				r.URL.Path = p
			}
			res := sane(t, d, r)
			if res.StatusCode == 200 && !json.Valid([]byte(bodyOf(t, res))) {
				t.Fatalf("%s?%s: no JSON", path, raw)
			}
		}
	})
}
