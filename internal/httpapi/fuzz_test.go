package httpapi_test

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/httpapi"
)

// sane: whatever was sent, the answer is whole, and no fault of the server.
func sane(t *testing.T, d *desk, r *http.Request) *http.Response {
	t.Helper()
	d.t = t
	res := d.do(r)
	switch {
	case res.StatusCode >= 500:
		t.Fatalf("status %d", res.StatusCode)
	case res.StatusCode >= 400:
		problemOf(t, res)
	}
	return res
}

func saneAnswer(t *testing.T, res *http.Response) {
	t.Helper()
	if res.StatusCode != 200 {
		return
	}
	var a atlas.Reply
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil || math.IsNaN(a.Point.Lon+a.Point.Lat) || a.At == "" || a.Revision < 1 || a.Revision > 2 || a.Point.CRS == "" {
		t.Fatalf("%+v, %v", a, err)
	}
}

func request(method, path, raw string, body io.ReadCloser) *http.Request {
	return &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: raw}, Host: "localhost", Header: http.Header{}, Body: body}
}

func FuzzLocateQuery(f *testing.F) {
	for _, s := range []string{
		"lon=116.003&lat=39.003", "lon=116&lat=39&crs=EPSG:4548&at=2026-06-30T23:59:59+08:00", "lon=1e999&lat=-0", "lon=116&lat=39&revision=1&fields=areas,border&accuracy=5",
		"lon=%31&lat=39&at=2026-01-01", "crs=tm:lon0=117,k=1,fe=500000,fn=0&lon=5e5&lat=4e6", "a;b", "%", "lon=116&lat=39&crs=bd09",
	} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, raw string) {
		saneAnswer(t, sane(t, d, request("GET", "/api/v1/locate", raw, http.NoBody)))
	})
}

func FuzzLocateBody(f *testing.F) {
	for _, s := range []string{
		`{"lon":116.003,"lat":39.003}`, `{"lon":1e5,"lat":4e6,"crs":"EPSG:4548","at":"2026-06-30"}`, `{"lon":116,"lat":39,"fields":"border","revision":1}`,
		`{`, `[]`, `{"lon":{},"lat":null}`, "{\"lon\":1,\"lat\":2,\"at\":\"\xff\"}", `{"lon":-0,"lat":1E-400}`,
	} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, body string) {
		saneAnswer(t, sane(t, d, request("POST", "/api/v1/locate", "", io.NopCloser(strings.NewReader(body)))))
	})
}

func FuzzTilePath(f *testing.F) {
	for _, s := range []string{here + ".mvt", "0/0/0.mvt", "1/2/3", "../../x", "%2e/0/0.mvt", "14/13471/06261.mvt", "x.json"} {
		f.Add("district,street", s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, layers, rest string) {
		for _, path := range []string{"/tiles/" + layers + "/" + rest, "/tiles/" + layers + ".json"} {
			r := request("GET", path, "", http.NoBody)
			r.URL.RawPath = r.URL.EscapedPath()
			if res := sane(t, d, r); res.StatusCode == 200 && res.Header.Get("ETag") == "" {
				t.Fatalf("%q: no tag", path)
			}
		}
	})
}

func FuzzTileHeaders(f *testing.F) {
	f.Add("gzip, *;q=0", `"x", W/"y"`, "localhost:80")
	f.Add("*;q=0.000", "*", "[::1]")
	f.Add("gzip;q=;,", `W/`, "a b")
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, accept, match, host string) {
		r := request("GET", "/tiles/district/"+here+".mvt", "", http.NoBody)
		r.Header["Accept-Encoding"], r.Header["If-None-Match"] = []string{accept}, []string{match}
		res := sane(t, d, r)
		zipped := res.Header.Get("Content-Encoding") == "gzip"
		switch lower := strings.ToLower(accept); {
		case zipped && !strings.Contains(lower, "gzip") && !strings.Contains(lower, "*"):
			t.Fatalf("Accept-Encoding %q got gzip", accept)
		case res.StatusCode == 304 && !strings.Contains(match, res.Header.Get("ETag")) && !strings.Contains(match, "*"):
			t.Fatalf("If-None-Match %q got 304 for %s", match, res.Header.Get("ETag"))
		case res.StatusCode == 200 && res.Header.Get("Vary") != "Accept-Encoding":
			t.Fatal("no Vary")
		}
		r = request("GET", "/tiles/district.json", "", http.NoBody)
		r.Host = host
		if res := sane(t, d, r); res.StatusCode != 421 && !strings.HasPrefix(strings.ToLower(host), "localhost") && !strings.HasPrefix(host, "127.") && !strings.HasPrefix(host, "[") {
			t.Fatalf("Host %q was taken", host)
		}
	})
}

var _ http.Handler = (*httpapi.Server)(nil)

// FuzzChange: whatever is sent as a change, the answer is whole, and a dry run writes nothing.
func FuzzChange(f *testing.F) {
	for _, s := range []string{
		moveAB, outAndIn, `{`, `{"edits":[{"merge":{"layer":"street","codes":["a","b"],"into":{"code":"x"}}}]}`, `{"note":"\ud800","puts":[null]}`,
		`{"edits":[{"move_arc":{"layer":"street","between":["a",null],"from":[116,39],"to":[116,39.01],"path":[[115.9,39.005]]}}]}`,
		`{"puts":[{"layer":"street","code":"n","class":{"a":"b"},"geometry":{"type":"MultiPolygon","coordinates":[[[[116,39],[117,39],[117,40]]],[[]]]}}]}`,
		`{"edits":[{"split":{"layer":"street","code":"a","line":[[116.001,39.001],[116.002,39.001],[116.002,39.002],[116.001,39.001]],"parts":[{"code":"a"},{"code":"b2"}]}}]}`,
		`{"puts":[{"kind":"building","layer":"building","code":"h","entrances":[[1,2]],"geometry":{"coordinates":[1,2,3],"type":"Point"}}]}`,
	} {
		f.Add(s)
	}
	d := writingDesk(f)
	f.Fuzz(func(t *testing.T, body string) {
		r := request("POST", "/api/v1/changes", "dry_run=true", io.NopCloser(strings.NewReader(body)))
		d.signs(r)
		if res := sane(t, d, r); res.StatusCode == 200 {
			if got := toldOf(t, res); !got.DryRun || got.Written || got.Revision != 2 {
				t.Fatalf("%+v", got)
			}
		}
	})
}

func FuzzOGCItems(f *testing.F) {
	for _, s := range []string{
		"limit=2&bbox=116,39,117,40&filter=code%3D'a'", "filter=S_INTERSECTS(geometry,POINT(116 39))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4548", "datetime=../2026-01-01&sortby=-name,+code",
		"crs=http://www.opengis.net/def/crs/EPSG/0/3857&f=html&lang=en", "cursor=eyJxIjoiIn0&parent=d", "valid_from=2026-07-01&area_m2=1e9", "bbox=170,-90,-170,90&f=json", "sortby=,", "datetime=/",
	} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, raw string) {
		res := sane(t, d, request("GET", "/ogc/collections/street/items", raw, http.NoBody))
		if res.StatusCode != 200 || res.Header.Get("Content-Type") == "text/html; charset=utf-8" {
			return
		}
		var doc struct {
			Features       []json.RawMessage
			NumberReturned int
			NumberMatched  int
		}
		if err := json.NewDecoder(res.Body).Decode(&doc); err != nil || len(doc.Features) != doc.NumberReturned || doc.NumberReturned > doc.NumberMatched {
			t.Fatalf("%+v, %v", doc, err)
		}
	})
}
