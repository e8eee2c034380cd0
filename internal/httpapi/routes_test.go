package httpapi_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// samples are an address for each pattern of the table.
var samples = map[string]string{
	"/api/v1/locate":                                  "/api/v1/locate?lon=116&lat=39",
	"/api/v1/picture":                                 "/api/v1/picture",
	"/api/v1/search":                                  "/api/v1/search?q=%E6%96%B0%E5%90%8D",
	"/api/v1/layers":                                  "/api/v1/layers",
	"/api/v1/areas":                                   "/api/v1/areas?layer=street&bbox=116,39,117,40&limit=1",
	"/api/v1/areas/{layer}/{code}":                    "/api/v1/areas/street/a",
	"/api/v1/areas/{layer}/{code}/children":           "/api/v1/areas/district/d/children",
	"/api/v1/areas/{layer}/{code}/neighbours":         "/api/v1/areas/street/a/neighbours",
	"/api/v1/areas/{layer}/{code}/sheet":              "/api/v1/areas/street/a/sheet",
	"/api/v1/areas/{layer}/{code}/history":            "/api/v1/areas/street/a/history",
	"/api/v1/areas/{of}/{code}/overlaps":              "/api/v1/areas/street/a/overlaps?layer=park",
	"/api/v1/hexagons":                                "/api/v1/hexagons?resolution=9&bbox=116,39,117,40",
	"/api/v1/dates":                                   "/api/v1/dates?limit=2",
	"/api/v1/revisions":                               "/api/v1/revisions?limit=1",
	"/api/v1/revisions/{n}":                           "/api/v1/revisions/1",
	"/api/v1/events":                                  "/api/v1/events",
	"/api/v1/places":                                  "/api/v1/places?kind=police_post,red_sail_station",
	"/api/v1/places/{code}":                           "/api/v1/places/s1?kind=red_sail_station",
	"/api/v1/stations":                                "/api/v1/stations",
	"/api/v1/stations/{code}":                         "/api/v1/stations/s1",
	"/api/v1/places/{code}/circle":                    "/api/v1/places/s2/circle?minutes=2,1&kind=red_sail_station",
	"/api/v1/stations/{code}/circle":                  "/api/v1/stations/s2/circle?minutes=2",
	"/api/v1/circles":                                 "/api/v1/circles?minutes=2&bbox=116.0,39.0,116.02,39.01&form=split",
	"/api/v1/buildings/{code}":                        "/api/v1/buildings/h1",
	"/tiles/{layers}/{z}/{x}/{y}.mvt":                 "/tiles/district/10/841/391.mvt",
	"/tiles/{layers}.json":                            "/tiles/district.json",
	"/tiles/circles/{kind}/{minutes}/{z}/{x}/{y}.mvt": "/tiles/circles/red_sail_station/2,1/14/13471/6261.mvt",
	"/tiles/circles/{kind}/{minutes}.json":            "/tiles/circles/red_sail_station/2.json?profile=elderly",
	"/styles.json":                                    "/styles.json",
	"/styles/{name}.json":                             "/styles/redsail-light.json?lang=en",
	"/sprites/{name}.json":                            "/sprites/redsail-dark@2x.json",
	"/sprites/{name}.png":                             "/sprites/redsail-dark.png",
	"/api/v1/openapi.json":                            "/api/v1/openapi.json",
	"/api/docs":                                       "/api/docs?lang=en",
	"/api/docs/docs.css":                              "/api/docs/docs.css",
	"/api/v1/basemaps":                                "/api/v1/basemaps",
	"/basemaps/{id}/{layer}/{z}/{x}/{y}":              "/basemaps/m/vec/3/5/2",
	"/api/v1/coverage":                                "/api/v1/coverage?minutes=5&by=district",
	"/api/v1/coverage/gaps":                           "/api/v1/coverage/gaps?limit=3",
	"/api/v1/coverage/norms":                          "/api/v1/coverage/norms",
	"/api/v1/coverage/report":                         "/api/v1/coverage/report?f=csv",
	"/livez":                                          "/livez",
	"/readyz":                                         "/readyz",
	"/":                                               "/",
	"/assets/*":                                       "/assets/app-1.js",
	"/ogc":                                            "/ogc",
	"/ogc/ogc.css":                                    "/ogc/ogc.css",
	"/api/v1/session":                                 "/api/v1/session",
	"/api/v1/areas/{layer}/{code}/posts":              "/api/v1/areas/street/a/posts",
	"/api/v1/staffing":                                "/api/v1/staffing?layer=street",
	"/ogc/conformance":                                "/ogc/conformance",
	"/ogc/api":                                        "/ogc/api",
	"/ogc/collections":                                "/ogc/collections",
	"/ogc/collections/{collection}":                   "/ogc/collections/street",
	"/ogc/collections/{collection}/queryables":        "/ogc/collections/street/queryables",
	"/ogc/collections/{collection}/items":             "/ogc/collections/street/items?limit=1&parent=d",
	"/ogc/collections/{collection}/items/{feature}":   "/ogc/collections/street/items/a",
	"/api/v1/balance":                                 "/api/v1/balance?layer=street",
	"/ogc/collections/{collection}/items/{feature}/picture": "/ogc/collections/street/items/a/picture?theme=dark",
	"/ogc/tiles":                                                  "/ogc/tiles",
	"/ogc/tiles/{tileMatrixSet}":                                  "/ogc/tiles/WebMercatorQuad",
	"/ogc/collections/{collection}/tiles":                         "/ogc/collections/street/tiles",
	"/ogc/collections/{collection}/tiles/{tileMatrixSet}":         "/ogc/collections/street/tiles/WebMercatorQuad",
	"/ogc/tileMatrixSets":                                         "/ogc/tileMatrixSets",
	"/ogc/tileMatrixSets/{tileMatrixSet}":                         "/ogc/tileMatrixSets/WebMercatorQuad",
	"/ogc/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}": "/ogc/tiles/WebMercatorQuad/10/391/841",
	"/ogc/collections/{collection}/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}": "/ogc/collections/street/tiles/WebMercatorQuad/10/391/841",
}

// bodies are what each POST of the table is sent.
var bodies = map[string]string{
	"/api/v1/addresses":             `{"address":"柳舟路1号1栋"}`,
	"/api/v1/areas/within":          `{"type":"Polygon","coordinates":[[[116,39],[116.02,39],[116.02,39.01],[116,39]]]}`,
	"/api/v1/way":                   `{"lon":116,"lat":39.005,"code":"s2"}`,
	"/api/v1/scenarios":             `{}`,
	"/api/v1/scenarios/{id}/edits":  `{"op":"close","place":"s1"}`,
	"/api/v1/coverage/usage":        `{"rows":[]}`,
	"/api/v1/siting/spot":           `{"lon":116,"lat":39}`,
	"/api/v1/siting":                `{"new":1}`,
	"/api/v1/balance":               `{"layer":"street","code":"a"}`,
	"/api/v1/balance/proposals":     `{"layer":"street","code":"a"}`,
	"/api/v1/changes":               `{"deletes":[{"layer":"park","code":"p"}]}`,
	"/api/v1/revisions/{n}/reverse": `{}`,
	"/api/v1/locate":                `{"lon":116,"lat":39}`,
	"/api/v1/picture":               `{"lon":116.01,"lat":39.005,"zoom":12,"width":64,"height":64}`,
	"/api/v1/search":                `{"q":"116.003,39.003","limit":1,"lon":116,"lat":39}`,
}

// TestRoutes walks the table: every row has its classes, answers, with HEAD too, and
// refuses other methods and unknown parameters.
func TestRoutes(t *testing.T) {
	d := keeperDesk(t, nil)
	table := d.handler.(*httpapi.Server).Routes()
	for _, rt := range table {
		name := rt.Method + " " + rt.Pattern
		d.patience = 0
		if rt.Cost == httpapi.Stream {
			d.patience = 200 * time.Millisecond // it ends by that
		}
		if rt.Action == "" || rt.Scope == "" || !slices.Contains([]httpapi.Cost{httpapi.Cheap, httpapi.Work, httpapi.Heavy, httpapi.Stream}, rt.Cost) {
			t.Errorf("%s: action %q, scope %q, cost %q", name, rt.Action, rt.Scope, rt.Cost)
		}
		if !slices.Contains([]httpapi.Personal{httpapi.Public, httpapi.Movement, httpapi.People, httpapi.Account, httpapi.Households}, rt.Personal) {
			t.Errorf("%s: personal class %q", name, rt.Personal)
		}
		target, body := samples[rt.Pattern], ""
		if rt.Action == "session" && rt.Method != "GET" { // TestSession
			continue
		}
		public := access.Everybodys(rt.Action)
		if rt.Method != "GET" || !public {
			target, body = strings.NewReplacer("{n}", "2", "{id}", "x", "{code}", "x", "{name}", "x", "{kind}", "person").Replace(rt.Pattern), bodies[rt.Pattern]
		}
		if target == "" || rt.Body != nil && body == "" && public {
			t.Errorf("%s: there is no sample of it", name)
			continue
		}
		if !public { // what they do is for TestChanges, TestScenarios and others
			if p := problemOf(t, d.ask(rt.Method, target, body)); p.Code != "sign_in_needed" || p.Status != 401 {
				t.Errorf("%s: %+v", name, p)
			}
			continue
		}
		r := d.ask(rt.Method, target, body)
		content := bodyOf(t, r)
		if r.StatusCode != 200 || content == "" {
			t.Errorf("%s: %d %q", name, r.StatusCode, content)
		}
		checkCaching(t, rt, r)
		if r.Header.Get("Content-Type") == "application/vnd.mapbox-vector-tile" { // no browser makes a document of it
			if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s: %v", name, r.Header)
			}
		} else {
			checkHeaders(t, r)
		}
		if rt.Method == "GET" {
			head := d.ask("HEAD", target, "")
			if head.StatusCode != 200 || head.Header.Get("ETag") != r.Header.Get("ETag") || head.Header.Get("Content-Type") != r.Header.Get("Content-Type") {
				t.Errorf("HEAD %s: %d %v", target, head.StatusCode, head.Header)
			}
		}
		if rt.Action != "page" {
			if p := problemOf(t, d.ask(rt.Method, strings.Split(target, "?")[0]+"?nix=1", body)); p.Code != "unknown_parameter" || p.Parameter != "nix" {
				t.Errorf("%s?nix=1: %+v", name, p)
			}
		}
		for _, m := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST", "GET", "BREW"} {
			if slices.ContainsFunc(table, func(o httpapi.Route) bool { return o.Pattern == rt.Pattern && o.Method == m }) {
				continue
			}
			r := d.ask(m, strings.Split(target, "?")[0], "")
			if m == "BREW" && r.StatusCode == 405 || m != "BREW" {
				if p := problemOf(t, r); p.Code != "method_not_allowed" || !strings.Contains(r.Header.Get("Allow"), rt.Method) {
					t.Errorf("%s %s: %+v, Allow %q", m, target, p, r.Header.Get("Allow"))
				}
				checkHeaders(t, r)
			}
		}
	}
}

func checkCaching(t *testing.T, rt httpapi.Route, r *http.Response) {
	t.Helper()
	want := "no-cache"
	switch {
	case rt.Personal != httpapi.Public:
		want = "private, no-store"
	case rt.Action == "health", rt.Cost == httpapi.Stream:
		want = "no-store"
	case strings.HasPrefix(rt.Pattern, "/basemaps"):
		want = "private, max-age=3600"
	case strings.HasPrefix(rt.Pattern, "/assets"):
		want = "public, max-age=31536000, immutable"
	}
	if got := r.Header.Get("Cache-Control"); got != want {
		t.Errorf("%s: Cache-Control %q, want %q", rt.Pattern, got, want)
	}
	if tag := r.Header.Get("ETag"); (tag != "") != (want == "no-cache" || strings.Contains(want, "max-age")) || strings.HasPrefix(tag, "W/") {
		t.Errorf("%s: ETag %q", rt.Pattern, tag)
	}
}

// checkHeaders: the headers of safety are on every answer.
func checkHeaders(t *testing.T, r *http.Response) {
	t.Helper()
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe-") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.Header.Get("Access-Control-Allow-Origin") != "" || r.Header.Get("Server") != "" {
		t.Errorf("%v", r.Header)
	}
}

// TestNothingElse: what is not in the table is 404, whatever the method.
func TestNothingElse(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range []string{
		"/index.html", "/secret.txt", "/assets", "/assets/", "/assets/nix.js", "/assets/deep", "/assets/deep/", "/assets/../secret.txt", "/assets/%2e%2e/secret.txt",
		"/assets/..%2fsecret.txt", "/assets//app-1.js", "/assets/app-1.js/", "//", "/api", "/api/v1", "/api/v1/locate/", "/api/v1//locate", "/API/v1/locate",
		"/api/v1/locate.json", "/tiles", "/tiles/district", "/tiles/district/1/2", "/tiles/district/1/2/3", "/tiles/district/1/2/3.png", "/tiles/district/1/2/3.mvt/",
		"/debug/pprof/", "/metrics", "/favicon.ico", "/.git/config", "/%00", "/livez/x",
	} {
		for _, m := range []string{"GET", "HEAD", "POST", "PUT", "BREW"} {
			r := d.ask(m, "http://x"+target, "")
			if strings.HasPrefix(target, "/assets/") && m != "GET" && m != "HEAD" {
				if r.StatusCode != 405 { // the row of the table is there
					t.Errorf("%s %s: %d", m, target, r.StatusCode)
				}
				continue
			}
			if r.StatusCode != 404 {
				t.Errorf("%s %s: %d", m, target, r.StatusCode)
				continue
			}
			if p := problemOf(t, r); p.Code != "no_such_path" {
				t.Errorf("%s %s: %+v", m, target, p)
			}
			checkHeaders(t, r)
		}
	}
	r := &http.Request{Method: "OPTIONS", URL: &url.URL{Path: "*"}, Host: "localhost", Header: http.Header{}}
	if p := problemOf(t, d.do(r)); p.Status != 404 {
		t.Errorf("OPTIONS *: %+v", p)
	}
}

func TestPage(t *testing.T) {
	d := newDesk(t, nil, nil)
	for target, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/?from=a;link": "text/html; charset=utf-8", "/assets/app-1.js": "text/javascript; charset=utf-8",
		"/assets/icon.svg": "image/svg+xml", "/assets/raw.blob": "application/octet-stream", "/assets/deep/x.js": "text/javascript; charset=utf-8",
	} {
		r := d.ask("GET", target, "")
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != want || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", target, r.StatusCode, r.Header)
		}
	}
	plain := d.ask("GET", "/assets/app-1.js", "")
	zipped := d.ask("GET", "/assets/app-1.js", "", "Accept-Encoding", "br, gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.Header.Get("Vary") != "Accept-Encoding" || plain.Header.Get("Vary") != "Accept-Encoding" ||
		zipped.Header.Get("ETag") == plain.Header.Get("ETag") || gunzip(t, bodyOf(t, zipped)) != bodyOf(t, plain) {
		t.Errorf("%v, %v", plain.Header, zipped.Header)
	}
	if r := d.ask("GET", "/", "", "If-None-Match", d.ask("GET", "/", "").Header.Get("ETag")); r.StatusCode != 304 {
		t.Errorf("index again: %d", r.StatusCode)
	}
	none := newDesk(t, nil, func(c *httpapi.Config) { c.Page = nil })
	if r := none.ask("GET", "/", ""); r.StatusCode != 404 {
		t.Errorf("no page: %d", r.StatusCode)
	}
}
