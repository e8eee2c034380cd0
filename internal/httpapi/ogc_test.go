package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// fetch asks for a JSON document of /ogc.
func fetch(t testing.TB, d *desk, target string, header ...string) object {
	t.Helper()
	r := d.ask("GET", target, "", header...)
	text := bodyOf(t, r)
	var doc object
	if r.StatusCode != 200 || json.Unmarshal([]byte(text), &doc) != nil {
		t.Fatalf("%s: %d %s", target, r.StatusCode, text)
	}
	return doc
}

// ids are those of the features of an answer.
func ids(t testing.TB, doc object) string {
	t.Helper()
	out := []string{}
	for _, f := range at(t, doc, "features").([]any) {
		out = append(out, f.(object)["id"].(string))
	}
	return strings.Join(out, " ")
}

// items is the address of a query to a collection; pairs are names and values in turn.
func items(collection string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/ogc/collections/" + collection + "/items?" + q.Encode()
}

// walker follows every link from the landing page on.
type walker struct {
	t    *testing.T
	d    *desk
	seen map[string]string // type by address, with the type behind it
	rels map[string]bool
}

func (w *walker) walk(href, media string) {
	if w.seen[href+" "+media] != "" {
		return
	}
	w.seen[href+" "+media] = media
	r := w.d.ask("GET", href, "", "Accept", media)
	text := bodyOf(w.t, r)
	got, _, _ := strings.Cut(r.Header.Get("Content-Type"), "; ")
	if r.StatusCode != 200 || got != media {
		w.t.Errorf("%s: %d %q, the link says %q", href, r.StatusCode, r.Header.Get("Content-Type"), media)
		return
	}
	if media == "text/html" {
		w.page(href, text)
		return
	}
	var doc any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		w.t.Errorf("%s: %v", href, err)
		return
	}
	w.links(doc)
}

func (w *walker) links(v any) {
	switch v := v.(type) {
	case []any:
		for _, inner := range v {
			w.links(inner)
		}
	case object:
		for _, inner := range v {
			w.links(inner)
		}
		href, ok := v["href"].(string)
		if !ok {
			return
		}
		rel, _ := v["rel"].(string)
		media, _ := v["type"].(string)
		if rel == "" || media == "" || !strings.HasPrefix(href, "http://localhost/") {
			w.t.Errorf("a link without rel or type, or to elsewhere: %v", v)
		}
		w.rels[rel] = true
		if v["templated"] == true {
			href = strings.NewReplacer("{tileMatrix}", "15", "{tileRow}", "12523", "{tileCol}", "26942").Replace(href)
			if r := w.d.ask("GET", href, "", "Accept", media); r.StatusCode != 204 && (r.StatusCode != 200 || r.Header.Get("Content-Type") != media) {
				w.t.Errorf("%s: %d %q", href, r.StatusCode, r.Header.Get("Content-Type"))
			}
			return
		}
		w.walk(href, media)
	}
}

// page follows the links of a page as a browser would, and loads what it needs.
func (w *walker) page(href, text string) {
	if strings.Contains(text, "<script") || strings.Contains(text, "style=") || strings.Contains(text, "onclick") {
		w.t.Errorf("%s has a script or a style of its own", href)
	}
	base, err := url.Parse(href)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, mark := range []string{` href="`, ` src="`, ` srcset="`} {
		for part := range strings.SplitSeq(text, mark) {
			link, _, quoted := strings.Cut(part, `"`)
			if !quoted || part == text || strings.Contains(link, "<") {
				continue
			}
			to, err := base.Parse(strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(link))
			if err != nil {
				w.t.Errorf("%s: %q: %v", href, link, err)
				continue
			}
			media := "text/html"
			switch {
			case strings.HasSuffix(to.Path, ".css"):
				media = "text/css"
			case strings.HasSuffix(to.Path, "/picture"):
				media = "image/png"
			case to.Path == "/ogc/api" || to.Query().Get("f") == "json" || !strings.HasPrefix(to.Path, "/ogc"):
				continue // the documents' own links lead there
			}
			if media == "text/html" {
				w.walk(to.String(), media)
				continue
			}
			if w.seen[to.String()] != "" {
				continue
			}
			w.seen[to.String()] = media
			if r := w.d.ask("GET", to.String(), "", "Accept", media); r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), media) {
				w.t.Errorf("%s: %d %q", to, r.StatusCode, r.Header.Get("Content-Type"))
			}
		}
	}
}

// TestOGCLinks: every link that can be reached from the landing page is answered with the type
// that it says, and the relations that the standards ask for are there.
func TestOGCLinks(t *testing.T) {
	d := newDesk(t, nil, nil)
	w := &walker{t: t, d: d, seen: map[string]string{}, rels: map[string]bool{}}
	w.walk("http://localhost/ogc", "application/json")
	w.walk("http://localhost/ogc", "text/html")
	w.walk("http://localhost/ogc?f=html&lang=en", "text/html")
	rel := "http://www.opengis.net/def/rel/ogc/1.0/"
	for _, want := range []string{
		"self", "alternate", "service-desc", "service-doc", "conformance", "data", "items", "collection", "item",
		rel + "data", rel + "queryables", rel + "tilesets-vector", rel + "tiling-schemes", rel + "tiling-scheme",
	} {
		if !w.rels[want] {
			t.Errorf("no link has the relation %s", want)
		}
	}
	if len(w.seen) < 60 {
		t.Errorf("only %d addresses were reached", len(w.seen))
	}
	for _, want := range []string{
		"http://localhost/ogc/collections/street/items/a", "http://localhost/ogc/collections/street/items?f=html", "http://localhost/ogc/collections/building/items/h1",
	} {
		if !slices.ContainsFunc(slices.Collect(mapKeys(w.seen)), func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%s was not reached", want)
		}
	}
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestOGCQueries: what each way to select gives.
func TestOGCQueries(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct{ target, want string }{
		{items("street"), "a b c"},
		{items("street", "limit", "1000000000"), "a b c"},
		{items("street", "bbox", "116,39,116.001,39.001"), "a"},
		{items("street", "bbox", "116,39,-5,116.001,39.001,9"), "a"},
		{items("street", "bbox", "116.01,39.005,116.01,39.005"), "a b"}, // on the border
		{items("street", "bbox", "116.0100001,39.005,116.011,39.006"), "b"},
		{items("street", "bbox", "39,116,39.001,116.001", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"), "a"},
		{items("street", "bbox", "39,116,39.001,116.001", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/4490"), "a"},
		{items("street", "bbox", "12913000,4721670,12913060,4721700", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/3857"), ""},
		{items("street", "bbox", "12913060,4721671,12914000,4722000", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/3857"), "a"},
		{items("street", "parent", "d"), "a b"},
		{items("street", "code", "b", "parent", "d"), "b"},
		{items("street", "valid_from", "2026-07-01"), "a c"},
		{items("building", "storeys", "6"), "h1"},
		{items("building", "storeys", "6.5"), ""},
		{items("street", "filter", "parent IS NULL"), "c"},
		{items("street", "filter", "name LIKE '新%' OR code IN ('c')"), "a c"},
		{items("street", "filter", "NOT parent = 'd'"), ""},
		{items("street", "filter", "S_INTERSECTS(geometry, POINT(116.019 39.005))"), "b c"},
		{items("street", "filter", "S_INTERSECTS(geometry, POINT(39.005 116.019))", "filter-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"), "b c"},
		{items("street", "filter", "code > 'a'", "bbox", "116,39,116.02,39.01", "parent", "d"), "b"},
		{items("street", "filter", "code='a'", "filter-lang", "cql-text"), "a"},
		{items("street", "sortby", "-code"), "c b a"},
		{items("street", "sortby", "-parent,+code"), "a b c"}, // what has no value comes last
		{items("street", "sortby", "parent,-code"), "b a c"},
		{items("street", "datetime", "2026-06-30"), "a@2026-06-30 b"},
		{items("street", "datetime", "2026-06-30T15:59:59Z"), "a@2026-06-30 b"},
		{items("street", "datetime", "2026-06-30T16:00:00Z"), "a b c"}, // midnight in Shanghai
		{items("street", "datetime", "2026-06-30/2026-07-01"), "a@2026-06-30 a b c"},
		{items("street", "datetime", "../2026-06-30"), "a@2026-06-30 b"},
		{items("street", "datetime", "2026-07-01/.."), "a b c"},
		{items("street", "datetime", "/2026-06-30"), "a@2026-06-30 b"},
		{items("street", "datetime", "../.."), "a@2026-06-30 a b c"},
		{items("red_sail_station"), "s1 s2"},
		{items("red_sail_station", "state", "open", "filter", "services LIKE '%water%'"), "s1"},
		{items("road", "filter", "S_INTERSECTS(geometry, LINESTRING(116.005 39, 116.005 40))"), "r1"},
	} {
		doc := fetch(t, d, c.target)
		if got := ids(t, doc); got != c.want {
			t.Errorf("%s: %q, want %q", c.target, got, c.want)
		}
		n := len(at(t, doc, "features").([]any))
		if doc["type"] != "FeatureCollection" || doc["numberReturned"] != float64(n) || doc["numberMatched"] != float64(n) || doc["timeStamp"] == "" {
			t.Errorf("%s: %v", c.target, doc)
		}
	}
}

// TestOGCBadCalls: bad calls get a clear problem that names the parameter.
func TestOGCBadCalls(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct {
		target          string
		status          int
		code, parameter string
	}{
		{"/ogc/collections/nix", 404, "unknown_collection", ""},
		{items("nix"), 404, "unknown_collection", ""},
		{"/ogc/collections/street/items/nix", 404, "unknown_feature", ""},
		{"/ogc/collections/street/items/a@2026-13-01", 404, "unknown_feature", ""},
		{"/ogc/collections/street/items/c@2026-06-30", 404, "unknown_feature", ""},
		{"/ogc/collections/police_post/tiles", 404, "unknown_collection", ""},
		{"/ogc/tiles/WorldCRS84Quad", 404, "unknown_tile_matrix_set", ""},
		{"/ogc/tileMatrixSets/nix", 404, "unknown_tile_matrix_set", ""},
		{"/ogc/tiles/WebMercatorQuad/1/2/0", 400, "bad_tile_address", "tileMatrix/tileRow/tileCol"},
		{"/ogc/tiles/WebMercatorQuad/30/0/0", 400, "bad_tile_address", "tileMatrix/tileRow/tileCol"},
		{"/ogc/tiles/WebMercatorQuad/-1/0/0", 400, "bad_tile_address", "tileMatrix/tileRow/tileCol"},
		{items("street", "households_total", "1"), 400, "unknown_parameter", "households_total"},
		{items("building", "households", "1"), 400, "unknown_parameter", "households"},
		{items("building", "filter", "households > 1"), 400, "bad_filter", "filter"},
		{items("building", "sortby", "households"), 400, "bad_sortby", "sortby"},
		{items("street", "sortby", "geometry"), 400, "bad_sortby", "sortby"},
		{items("street", "sortby", "+-code"), 400, "bad_sortby", "sortby"},
		{items("street", "limit", "0"), 400, "out_of_range", "limit"},
		{items("street", "limit", "x"), 400, "bad_number", "limit"},
		{items("street", "bbox", "1,2,3"), 400, "bad_bbox", "bbox"},
		{items("street", "bbox", "1,2,3,4,5,6,7"), 400, "bad_bbox", "bbox"},
		{items("street", "bbox", "1,NaN,3,4"), 400, "bad_bbox", "bbox"},
		{items("street", "bbox", "1,4,3,2"), 400, "bad_bbox", "bbox"},
		{items("street", "bbox", "0,0,500,1"), 400, "bad_bbox", "bbox"},
		{items("street", "bbox-crs", "EPSG:4326"), 400, "unknown_crs", "bbox-crs"},
		{items("street", "crs", "http://www.opengis.net/def/crs/EPSG/0/1"), 400, "unknown_crs", "crs"},
		{items("street", "crs", "gcj02"), 400, "unknown_crs", "crs"},
		{items("street", "filter-crs", "bd09"), 400, "unknown_crs", "filter-crs"},
		{items("street", "filter-lang", "cql2-json"), 400, "unknown_value", "filter-lang"},
		{items("street", "filter", "code ="), 400, "bad_filter", "filter"},
		{items("street", "valid_from", "soon"), 400, "bad_filter", "valid_from"},
		{items("street", "area_m2", "NaN"), 400, "bad_filter", "area_m2"},
		{items("street", "datetime", "2026-07-01/2026-06-01"), 400, "bad_datetime", "datetime"},
		{items("street", "datetime", "2026-07-01T00:00:00"), 400, "bad_datetime", "datetime"},
		{items("street", "datetime", ".."), 400, "bad_datetime", "datetime"},
		{items("street", "datetime", "1/2/3"), 400, "bad_datetime", "datetime"},
		{items("street", "cursor", "nix"), 400, "bad_cursor", "cursor"},
		{items("street", "cursor", strings.Repeat("A", 5000)), 400, "bad_cursor", "cursor"},
		{items("street", "f", "gml"), 400, "unknown_value", "f"},
		{items("street") + "code=a&code=b", 400, "repeated_parameter", "code"},
	} {
		r := d.ask("GET", c.target, "")
		p := problemOf(t, r)
		if p.Status != c.status || p.Code != c.code || p.Parameter != c.parameter {
			t.Errorf("%s: %+v", c.target, p)
		}
	}
	for target, says := range map[string]string{
		items("street", "limit", "0"): "limit must be 1 or more", items("street", "limit", "-7"): "limit must be 1 or more", "/ogc?limit=0": `there is no parameter "limit"; known are f, lang`,
	} {
		if p := problemOf(t, d.ask("GET", target, "")); !strings.Contains(p.Detail, says) {
			t.Errorf("%s: %+v", target, p)
		}
	}
	if p := problemOf(t, d.ask("GET", items("street", "bbox", "116.123456,4,3,2"), "")); strings.Contains(p.Detail, "116.1") {
		t.Errorf("a problem repeats coordinates: %+v", p)
	}
}

// TestOGCNegotiation: f goes before Accept, the best of Accept is chosen, and what cannot be
// given is 406.
func TestOGCNegotiation(t *testing.T) {
	d := newDesk(t, nil, nil)
	browser := "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, c := range []struct {
		target, accept, want string
	}{
		{"/ogc", "", "application/json"},
		{"/ogc", "*/*", "application/json"},
		{"/ogc", browser, "text/html; charset=utf-8"},
		{"/ogc?f=json", browser, "application/json"},
		{"/ogc?f=html", "application/json", "text/html; charset=utf-8"},
		{"/ogc", "application/xml", ""},
		{"/ogc", "application/json;q=0", ""},
		{"/ogc", "application/json;q=0.1, text/*;q=0.2", "text/html; charset=utf-8"},
		{"/ogc", "text/html;q=nix, application/json;q=0.1", "application/json"},
		{"/ogc/api", "application/vnd.oai.openapi+json;version=3.0, application/json", "application/vnd.oai.openapi+json;version=3.0"},
		{"/ogc/api", "application/json", "application/json"},
		{"/ogc/api", "text/html", ""},
		{items("street"), "", "application/geo+json"},
		{items("street"), "application/json", "application/json"},
		{items("street"), "application/geo+json, application/json", "application/geo+json"},
		{items("street"), "application/gml+xml", ""},
		{items("street"), browser, "text/html; charset=utf-8"},
		{"/ogc/collections/street/queryables", "", "application/schema+json"},
		{"/ogc/collections/street/queryables", "application/json", "application/json"},
		{"/ogc/collections/street/items/a/picture", "text/html", ""},
		{"/ogc/tiles/WebMercatorQuad/10/391/841", "image/png", ""},
		{"/ogc/tiles/WebMercatorQuad/10/391/841", "application/vnd.mapbox-vector-tile", "application/vnd.mapbox-vector-tile"},
		{"/ogc/tiles/WebMercatorQuad/10/391/841", "*/*", "application/vnd.mapbox-vector-tile"},
	} {
		r := d.ask("GET", c.target, "", "Accept", c.accept)
		// A tile has one form: what Accept decides is whether there is an answer.
		if !strings.Contains(c.target, "Quad/") && !slices.Contains(strings.Split(strings.Join(r.Header.Values("Vary"), ","), ","), "Accept") {
			t.Errorf("%s: Vary %q", c.target, r.Header.Values("Vary"))
		}
		if c.want == "" {
			if p := problemOf(t, r); p.Status != 406 || p.Code != "not_acceptable" || p.Parameter != "Accept" {
				t.Errorf("%s as %s: %+v", c.target, c.accept, p)
			}
			continue
		}
		if got := r.Header.Get("Content-Type"); r.StatusCode != 200 || got != c.want {
			t.Errorf("%s as %s: %d %q, want %q", c.target, c.accept, r.StatusCode, got, c.want)
		}
	}
}

// TestOGCConditional: the same answer has the same tag, and 304 when it is known.
func TestOGCConditional(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range []string{"/ogc", items("street", "limit", "2"), "/ogc/collections/street/items/a", "/ogc/collections/street/queryables", "/ogc/tiles/WebMercatorQuad", items("street", "f", "html")} {
		first := d.ask("GET", target, "")
		r := d.ask("GET", target, "", "If-None-Match", first.Header.Get("ETag"))
		if r.StatusCode != 304 || bodyOf(t, r) != "" {
			t.Errorf("%s again: %d", target, r.StatusCode)
		}
	}
}

// TestOGCPagesStay: the pages of one list are of one revision, whatever is written between.
func TestOGCPagesStay(t *testing.T) {
	d := newDesk(t, nil, nil)
	var many []city.Area
	for i := range int32(25) {
		many = append(many, area("park", fmt.Sprintf("p%02d", i), "", rect(i, 0, i+1, 1)))
	}
	d.put("", many...)
	refresh(t, d)
	var got []string
	target := items("park", "limit", "7", "sortby", "-code", "filter", "code LIKE 'p_%'")
	for page := 0; target != ""; page++ {
		doc := fetch(t, d, target)
		if doc["numberMatched"] != 25.0 {
			t.Fatalf("page %d: %v matched", page, doc["numberMatched"])
		}
		got = append(got, strings.Fields(ids(t, doc))...)
		target = ""
		for _, l := range at(t, doc, "links").([]any) {
			if l := l.(object); l["rel"] == "next" {
				target = l["href"].(string)
			}
		}
		d.put("", area("park", fmt.Sprintf("p%02dx", page), "", rect(30, 0, 31, 1)))
		refresh(t, d)
	}
	if len(got) != 25 || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) || strings.Contains(strings.Join(got, " "), "x") {
		t.Errorf("%v", got)
	}
	if n := fetch(t, d, items("park", "limit", "1"))["numberMatched"]; n != 30.0 {
		t.Errorf("a new list has %v", n)
	}
}

func refresh(t testing.TB, d *desk) {
	t.Helper()
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestOGCHostileNames: names from the data are text in pages and addresses, never more.
func TestOGCHostileNames(t *testing.T) {
	d := newDesk(t, nil, nil)
	bad := area("park", `<script>alert(1)</script>/../x?y#"é`, "", rect(2, 2, 4, 4))
	bad.Names.Zh = `"><img src=x onerror=alert(1)>`
	bad.Class = map[string]string{`"><script>`: "x", "kind": `</td><script>`, "a b": "y"}
	d.put("", bad)
	refresh(t, d)
	w := &walker{t: t, d: d, seen: map[string]string{}, rels: map[string]bool{}}
	w.walk("http://localhost"+items("park", "f", "html"), "text/html")
	page := bodyOf(t, d.ask("GET", items("park", "f", "html", "lang", "en"), ""))
	if strings.Contains(page, "<script") || strings.Contains(page, "<img src=x") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error(page)
	}
	if !strings.Contains(strings.Join(slices.Collect(mapKeys(w.seen)), " "), "items/%3Cscript%3E") {
		t.Error("the feature's own page was not reached")
	}
	doc := fetch(t, d, "/ogc/collections/park/items/"+url.PathEscape(bad.Code))
	if doc["id"] != bad.Code {
		t.Errorf("%v", doc["id"])
	}
	props := at(t, doc, "properties").(object)
	if props["class_kind"] != `</td><script>` || len(props) > 16 {
		t.Errorf("%v", props)
	}
}

// TestOGCCollectionsNeedNoSecrets: nothing that is not public is in any answer.
func TestOGCPrivacy(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range []string{items("building"), items("building", "f", "html"), "/ogc/collections/building/items/h1", "/ogc/collections/building/queryables", "/ogc/api"} {
		if text := bodyOf(t, d.ask("GET", target, "")); strings.Contains(text, "424242") || strings.Contains(target, "building/") && strings.Contains(text, `"households"`) {
			t.Errorf("%s tells of households", target)
		}
	}
	d.ask("GET", items("street", "bbox", "116.001,39,116.002,40"), "")
	if strings.Contains(d.log.String(), "116.001") {
		t.Error("the log holds coordinates")
	}
}

// TestOGCConformance: the classes are those that the tests prove which docs/ogc.md names for each; a class
// more or less is a decision.
func TestOGCConformance(t *testing.T) {
	d := newDesk(t, nil, nil)
	var got []string
	for _, c := range at(t, fetch(t, d, "/ogc/conformance"), "conformsTo").([]any) {
		got = append(got, strings.TrimPrefix(c.(string), "http://www.opengis.net/spec/"))
	}
	text, err := os.ReadFile("../../docs/ogc.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^\| (\S+/\d\.\d) \| (\S+) \|`).FindAllStringSubmatch(string(text), -1) {
		told = append(told, m[1]+"/conf/"+m[2])
	}
	if !slices.Equal(slices.Sorted(slices.Values(told)), slices.Sorted(slices.Values(got))) {
		t.Errorf("docs/ogc.md proves\n%q\ndeclared are\n%q", told, got)
	}
	for _, never := range []string{"cql2/1.0/conf/cql2-json", "cql2/1.0/conf/arithmetic", "cql2/1.0/conf/temporal-functions", "ogcapi-features-4/1.0/conf/create-replace-delete"} {
		if slices.Contains(got, never) {
			t.Errorf("%s is declared", never)
		}
	}
	if len(got) != len(slices.Compact(slices.Sorted(slices.Values(got)))) {
		t.Error("a class is declared twice")
	}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if strings.HasPrefix(rt.Pattern, "/ogc") && (rt.Method != "GET" || rt.Writes || rt.Personal != httpapi.Public) {
			t.Errorf("%s %s", rt.Method, rt.Pattern)
		}
	}
}
