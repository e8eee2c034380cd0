package httpapi_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAnswer: names, order and types of the contract, to the letter.
func TestAnswer(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct{ query, body, want string }{
		{
			"lon=116.003&lat=39.003&accuracy=500",
			`{"lon":116.003,"lat":39.003,"accuracy":500}`,
			`{"point":{"lon":116.003,"lat":39.003,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},{"layer":"park","code":"p","name":"名p","parent":"","agrees":true},
			 {"layer":"street","code":"a","name":"新名","parent":"d","agrees":true}],
			 "border":{"distance_m":259.87,"layer":"street","neighbour":null,"doubtful":true},
			 "stations":[{"kind":"red_sail_station","code":"s1","name":"一号驿站","walk_s":0,"distance_m":0,"open":true,"method":"estimate","point":[116.003,39.003]}],
			 "coverage":{"within_10_min":true,"method":"estimate","doubtful":false},"posts":[]}`,
		},
		{
			"lon=116.019&lat=39.005&fields=areas", `{"lon":116.019,"lat":39.005,"fields":"areas"}`,
			`{"point":{"lon":116.019,"lat":39.005,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},
			 {"layer":"street","code":"c","name":"名c","parent":"","agrees":false,"contested":["c","b"]}]}`,
		},
		{
			"lon=116.021&lat=39.005", `{"lon":116.021,"lat":39.005}`,
			`{"point":{"lon":116.021,"lat":39.005,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "areas":[],"border":{"distance_m":86.62,"layer":"district","neighbour":"d","doubtful":false},"stations":[],"coverage":{"within_10_min":false,"method":"network","doubtful":false},"posts":[]}`,
		},
		{
			"lon=0&lat=0", `{"lon":0,"lat":-0.0}`,
			`{"point":{"lon":0,"lat":LAT,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":2,"areas":[],"border":null,"stations":[],"coverage":{"within_10_min":false,"method":"estimate","doubtful":false},"posts":[]}`,
		},
		{
			"lon=116.003&lat=39.003&fields=border", `{"lon":116.003,"lat":39.003,"fields":"border"}`,
			`{"point":{"lon":116.003,"lat":39.003,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "border":{"distance_m":259.87,"layer":"street","neighbour":null,"doubtful":false}}`,
		},
		{ // before the second change took effect, as known now
			"lon=116.003&lat=39.003&at=2026-06-30&fields=areas", `{"lon":116.003,"lat":39.003,"at":"2026-06-30","fields":"areas"}`,
			`{"point":{"lon":116.003,"lat":39.003,"crs":"wgs84"},"at":"2026-06-30T00:00:00+08:00","revision":2,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},{"layer":"street","code":"a","name":"名a","parent":"d","agrees":true}]}`,
		},
		{ // today, as revision 1 knew it
			"lon=116.003&lat=39.003&revision=1&fields=areas", `{"lon":116.003,"lat":39.003,"revision":1,"fields":"areas"}`,
			`{"point":{"lon":116.003,"lat":39.003,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":1,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},{"layer":"street","code":"a","name":"名a","parent":"d","agrees":true}]}`,
		},
		{ // the plus of an offset has become a space; the last second before the change
			"lon=116.003&lat=39.003&at=2026-06-30T23:59:59+08:00&fields=areas", `{"lon":116.003,"lat":39.003,"at":"2026-06-30T15:59:59Z","fields":"areas"}`,
			`{"point":{"lon":116.003,"lat":39.003,"crs":"wgs84"},"at":"2026-06-30T23:59:59+08:00","revision":2,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},{"layer":"street","code":"a","name":"名a","parent":"d","agrees":true}]}`,
		},
		{ // a projected point is echoed as it was sent
			"lon=413899.75&lat=4319640.25&crs=epsg:4548&fields=areas", `{"lon":413899.75,"lat":4319640.25,"crs":"epsg:4548","fields":"areas"}`,
			`{"point":{"lon":413899.75,"lat":4319640.25,"crs":"EPSG:4548"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "areas":[{"layer":"district","code":"d","name":"名d","parent":"","agrees":true},{"layer":"street","code":"a","name":"新名","parent":"d","agrees":true}]}`,
		},
		{
			"lon=116.0061&lat=39.0013&crs=GCJ-02&fields=border", `{"lon":116.0061,"lat":39.0013,"crs":"gcj02","fields":"border"}`,
			`{"point":{"lon":116.0061,"lat":39.0013,"crs":"gcj02"},"at":"2026-11-21T10:00:00+08:00","revision":2,
			 "border":{"distance_m":7.07,"layer":"street","neighbour":null,"doubtful":false}}`,
		},
	} {
		var want bytes.Buffer
		if err := json.Compact(&want, []byte(strings.Replace(c.want, "LAT", "0", 1))); err != nil {
			t.Fatal(err)
		}
		for method, r := range map[string]*http.Response{
			"GET": d.ask("GET", "/api/v1/locate?"+c.query, ""), "POST": d.ask("POST", "/api/v1/locate", c.body, "Content-Type", "application/json"),
		} {
			got := strings.Replace(strings.TrimSpace(bodyOf(t, r)), `"lat":-0,`, `"lat":0,`, 1)
			if got != want.String() || r.StatusCode != 200 {
				t.Errorf("%s %s: %d\ngot  %s\nwant %s", method, c.query, r.StatusCode, got, want.String())
			}
			if h := r.Header; h.Get("Content-Type") != "application/json" || h.Get("Cache-Control") != "private, no-store" || h.Get("ETag") != "" {
				t.Errorf("%s %s: %v", method, c.query, h)
			}
		}
	}
}

// TestBadQuestions: 400 that names the parameter; never a silent default.
func TestBadQuestions(t *testing.T) {
	d := newDesk(t, nil, nil)
	long := strings.Repeat("9", 10_000)
	for _, c := range []struct {
		query     string
		code      string
		parameter string
	}{
		{"", "missing_parameter", "lon"},
		{"lon=116", "missing_parameter", "lat"},
		{"lat=39", "missing_parameter", "lon"},
		{"lon=&lat=39", "empty_parameter", "lon"},
		{"lon=116&lat=39&at=", "empty_parameter", "at"},
		{"lon=116&lat=39&crs=", "empty_parameter", "crs"},
		{"lon=116&lat=39&fields=", "empty_parameter", "fields"},
		{"lon=NaN&lat=39", "bad_number", "lon"},
		{"lon=Inf&lat=39", "bad_number", "lon"},
		{"lon=116&lat=-infinity", "bad_number", "lat"},
		{"lon=1e400&lat=39", "bad_number", "lon"},
		{"lon=0x74&lat=39", "bad_number", "lon"},
		{"lon=1_16&lat=39", "bad_number", "lon"},
		{"lon=116,5&lat=39", "bad_number", "lon"},
		{"lon=%20116&lat=39", "bad_number", "lon"},
		{"lon=１１６&lat=39", "bad_number", "lon"},
		{"lon=" + long + "e" + long + "&lat=39", "bad_number", "lon"},
		{"lon=180.00000001&lat=39", "out_of_range", "lon"},
		{"lon=39&lat=116", "out_of_range", "lat"},
		{"lon=-181&lat=91", "out_of_range", "lon"},
		{"lon=200&lat=39&crs=gcj02", "out_of_range", "lon"},
		{"lon=116&lat=39&crs=EPSG:4548", "", ""}, // metres so small are a place, far away
		{"lon=1e12&lat=4e6&crs=EPSG:4548", "out_of_range", "lon"},
		{"lon=116&lat=39&crs=EPSG:1", "unknown_crs", "crs"},
		{"lon=116&lat=39&crs=" + long, "unknown_crs", "crs"},
		{"lon=116&lat=39&at=2026-11-21T10:00:00", "bad_time", "at"},
		{"lon=116&lat=39&at=2026-11-31", "bad_time", "at"},
		{"lon=116&lat=39&at=" + long, "bad_time", "at"},
		{"lon=116&lat=39&revision=0", "out_of_range", "revision"},
		{"lon=116&lat=39&revision=-1", "out_of_range", "revision"},
		{"lon=116&lat=39&revision=1.5", "bad_number", "revision"},
		{"lon=116&lat=39&revision=9223372036854775808", "bad_number", "revision"},
		{"lon=116&lat=39&revision=3", "unknown_revision", ""},
		{"lon=116&lat=39&accuracy=-1", "out_of_range", "accuracy"},
		{"lon=116&lat=39&accuracy=NaN", "bad_number", "accuracy"},
		{"lon=116&lat=39&accuracy=100001", "out_of_range", "accuracy"},
		{"lon=116&lat=39&fields=areas,persons", "unknown_field", "fields"},
		{"lon=116&lat=39&fields=areas,", "unknown_field", "fields"},
		{"lon=116&lat=39&kinds=", "empty_parameter", "kinds"},
		{"lon=116&lat=39&kinds=police_post,school", "unknown_kind", "kinds"},
		{"lon=116&lat=39&kinds=police_post,", "unknown_kind", "kinds"},
		{"lon=116&lat=39&tags=a,,b", "bad_tags", "tags"},
		{"lon=116&lat=39&tags=" + strings.Repeat("a,", 16) + "a", "bad_tags", "tags"},
		{"lon=116&lat=39&kinds=" + long, "unknown_kind", "kinds"},
		{"lon=116&lat=39&Lon=1", "unknown_parameter", "Lon"},
		{"lon=116&lat=39&lng=1", "unknown_parameter", "lng"},
		{"lon=116&lat=39&" + url.QueryEscape(strings.Repeat("é", 99)) + "=1", "unknown_parameter", strings.Repeat("é", 20) + "…"},
		{"lon=116&lat=39&lon=117", "repeated_parameter", "lon"},
		{"lon=116;lat=39", "bad_query", ""},
		{"lon=%zz&lat=39", "bad_query", ""},
	} {
		r := d.ask("GET", "/api/v1/locate?"+c.query, "")
		if c.code == "" {
			if r.StatusCode != 200 {
				t.Errorf("%.60s: %d %s", c.query, r.StatusCode, bodyOf(t, r))
			}
			continue
		}
		p := problemOf(t, r)
		status := 400
		if c.code == "unknown_revision" {
			status = 404
		}
		if p.Code != c.code || p.Parameter != c.parameter || p.Status != status || len(p.Detail) > 1000 {
			t.Errorf("%.60s: %+v", c.query, p)
		}
		if r.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%.60s: cached as %q", c.query, r.Header.Get("Cache-Control"))
		}
	}
}

func TestBadBodies(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct {
		body      string
		status    int
		code      string
		parameter string
	}{
		{"", 400, "bad_body", ""},
		{"null", 400, "bad_body", ""},
		{"[116,39]", 400, "bad_body", ""},
		{strings.Repeat("[", 9000), 400, "bad_body", ""},
		{`{"lon":116,"lat":39`, 400, "bad_body", ""},
		{`{"lon":116,"lat":39,}`, 400, "bad_body", ""},
		{`{"lon":116 "lat":39}`, 400, "bad_body", ""},
		{`{"lon":116,"lat":39} {}`, 400, "bad_body", ""},
		{`{"lon":116,"lat":39}x`, 400, "bad_body", ""},
		{`{"lon":116,"lat":39,"lon":116}`, 400, "repeated_parameter", "lon"},
		{`{"lon":116,"lat":39,"LON":116}`, 400, "unknown_parameter", "LON"},
		{`{"lon":116,"lat":39,"id":1}`, 400, "unknown_parameter", "id"},
		{`{"lon":"116","lat":39}`, 400, "wrong_type", "lon"},
		{`{"lon":null,"lat":39}`, 400, "wrong_type", "lon"},
		{`{"lon":[116],"lat":39}`, 400, "wrong_type", "lon"},
		{`{"lon":116,"lat":39,"at":20261121}`, 400, "wrong_type", "at"},
		{`{"lon":116,"lat":39,"at":null}`, 400, "wrong_type", "at"},
		{`{"lon":116,"lat":39,"at":""}`, 400, "empty_parameter", "at"},
		{`{"lon":116,"lat":39,"fields":["areas"]}`, 400, "wrong_type", "fields"},
		{`{"lon":1e400,"lat":39}`, 400, "bad_number", "lon"},
		{`{"lon":NaN,"lat":39}`, 400, "bad_body", ""},
		{`{"lon":0x74,"lat":39}`, 400, "bad_body", ""},
		{`{"lon":116,"lat":39,"revision":1.0}`, 400, "bad_number", "revision"},
		{`{"lon":116,"lat":99}`, 400, "out_of_range", "lat"},
		{`{"lat":39}`, 400, "missing_parameter", "lon"},
		{`{"lon":116,"lat":39,"at":"` + strings.Repeat("9", 17<<10) + `"}`, 413, "body_too_large", ""},
		{`{"lon":116,"lat":39}` + strings.Repeat(" ", 17<<10), 413, "body_too_large", ""},
	} {
		p := problemOf(t, d.ask("POST", "/api/v1/locate", c.body, "Content-Type", "application/json"))
		if p.Code != c.code || p.Parameter != c.parameter || p.Status != c.status {
			t.Errorf("%.60s: %+v", c.body, p)
		}
	}
	good := `{"lon":116,"lat":39}`
	for ct, status := range map[string]int{
		"": 200, "application/json": 200, "Application/JSON; charset=utf-8": 200, "application/jsonx": 415, "text/plain": 415,
		"application/x-www-form-urlencoded": 415, ";": 415,
	} {
		r := d.ask("POST", "/api/v1/locate", good, "Content-Type", ct)
		if r.StatusCode != status {
			t.Errorf("Content-Type %q: %d", ct, r.StatusCode)
		}
	}
	if p := problemOf(t, d.ask("POST", "/api/v1/locate?lon=116&lat=39", good)); p.Code != "unknown_parameter" || p.Parameter != "lat" {
		t.Errorf("a query beside the body: %+v", p)
	}
}
