package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// gdal runs a program of GDAL. A missing one fails the test where REDSAIL_REQUIRE is set.
func gdal(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("REDSAIL_REQUIRE") != "" {
			t.Fatalf("%s is missing (gdal-bin), and REDSAIL_REQUIRE is set: %v", name, err)
		}
		t.Skipf("%s is missing: install gdal-bin", name)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), "no_proxy=127.0.0.1", "GDAL_HTTP_TIMEOUT=60")
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("ERROR")) {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// overheard is the desk on a port, with the queries that it was asked.
type overheard struct {
	url  string
	mu   sync.Mutex
	asks []string
}

func overhear(t *testing.T, d *desk) *overheard {
	t.Helper()
	s := &overheard{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asks = append(s.asks, r.URL.Path+"?"+r.URL.RawQuery)
		s.mu.Unlock()
		d.handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL + "/ogc"
	return s
}

// asked tells whether a call held a text, and forgets all calls.
func (s *overheard) asked(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := strings.Join(s.asks, "\n")
	s.asks = nil
	return strings.Contains(all, text)
}

// TestGDALReadsFeatures: GDAL's driver for OGC API – Features lists the collections, reads
// features, and hands its filters to the server.
func TestGDALReadsFeatures(t *testing.T) {
	d := newDesk(t, nil, nil)
	s := overhear(t, d)
	list := gdal(t, "ogrinfo", "OAPIF:"+s.url)
	for _, want := range []string{"street (title: Street) (Multi Polygon)", "building (title: Buildings) (Multi Polygon)", "road (title: Roads) (Multi Line String)", "police_post (title: Community police post) (Point)"} {
		if !strings.Contains(list, want) {
			t.Errorf("not listed: %s\n%s", want, list)
		}
	}
	out := gdal(t, "ogrinfo", "OAPIF:"+s.url, "street")
	for _, want := range []string{"Feature Count: 3", "code (String) = a", "name (String) = 新名", "parent (String) = d", "MULTIPOLYGON (((116 39,", `ID["EPSG",4326]`} {
		if !strings.Contains(out, want) {
			t.Errorf("not there: %s\n%s", want, out)
		}
	}
	s.asked("")
	for _, c := range []struct{ where, sent, found string }{
		{"parent = 'd' AND code > 'a'", "filter=", "b"},
		{"name LIKE '新%'", "filter=", "a"},
		{"code = 'c' OR code = 'b'", "filter=", "b c"},
		{"parent IS NULL", "filter=", "c"},
		{"id = 'b'", "/items/b?", "b"},
	} {
		out := gdal(t, "ogrinfo", "-q", "OAPIF:"+s.url, "street", "-where", c.where)
		var got []string
		for _, m := range regexp.MustCompile(`code \(String\) = (\S+)`).FindAllStringSubmatch(out, -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != c.found {
			t.Errorf("%s: %v", c.where, got)
		}
		if !s.asked(c.sent) {
			t.Errorf("%s was not handed to the server", c.where)
		}
	}
	out = gdal(t, "ogrinfo", "-q", "OAPIF:"+s.url, "street", "-spat", "116.015", "39.001", "116.016", "39.002")
	if strings.Count(out, "OGRFeature") != 1 || !s.asked("bbox=") {
		t.Errorf("by box:\n%s", out)
	}
}

// TestGDALReadsOGCAPI: so does its driver for the family of OGC APIs.
func TestGDALReadsOGCAPI(t *testing.T) {
	d := newDesk(t, nil, nil)
	s := overhear(t, d)
	if out := gdal(t, "ogrinfo", "OGCAPI:"+s.url); !strings.Contains(out, "OGCAPI:"+s.url+"/collections/street?f=json") {
		t.Errorf("%s", out)
	}
	out := gdal(t, "ogrinfo", "-oo", "API=ITEMS", "OGCAPI:"+s.url+"/collections/street", "street")
	if !strings.Contains(out, "Feature Count: 3") || strings.Count(out, "OGRFeature(street)") != 3 {
		t.Errorf("%s", out)
	}
}

// TestGDALReadsTiles: its driver for vector tiles reads ours, of every zoom with the same areas; an area
// keeps its number over zooms, and when its name changes.
func TestGDALReadsTiles(t *testing.T) {
	d := newDesk(t, nil, nil)
	s := overhear(t, d)
	numbers := func(tile string) map[string]string {
		out := map[string]string{}
		info := gdal(t, "ogrinfo", "-q", "MVT:/vsicurl/"+strings.TrimSuffix(s.url, "/ogc")+"/tiles/street/"+tile+".mvt", "street")
		for _, m := range regexp.MustCompile(`mvt_id \(Integer64\) = (\d+)\s+code \(String\) = (\S+)\s+name \(String\) = (\S+)`).FindAllStringSubmatch(info, -1) {
			out[m[2]] = m[1] + " " + m[3]
		}
		if strings.Count(info, "POLYGON ((") != len(out) {
			t.Errorf("%s: areas without a number, code, name or ground:\n%s", tile, info)
		}
		return out
	}
	wide := numbers("10/841/391")
	if len(wide) != 2 { // c stands in the margin of the tile alone, which GDAL cuts off
		t.Errorf("%v", wide)
	}
	for code, is := range numbers("14/13471/6261") {
		if code != "c" && wide[code] != is {
			t.Errorf("%s is %q from near, %q from afar", code, is, wide[code])
		}
	}
	number, _, _ := strings.Cut(wide["b"], " ")
	renamed := area("street", "b", "d", rect(10, 0, 20, 10))
	renamed.Names.Zh = "乙"
	d.put("", renamed)
	refresh(t, d)
	if now := numbers("10/841/391")["b"]; now != number+" 乙" {
		t.Errorf("renamed, it is %q; it was %q", now, wide["b"])
	}
}

// many is more than one page can hold.
const many = 12_345

// manyPlaces is a desk with so many places.
func manyPlaces(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, nil, nil)
	var list []city.Content
	for i := range int32(many) {
		list = append(list, &city.Place{
			Kind: "police_post", Code: fmt.Sprintf("q%05d", i), Names: city.Names{Zh: fmt.Sprint("第", i, "号")}, State: city.PlaceOpen,
			Point: geo.Point{X: 1_160_000_000 + 977*(i%113), Y: 390_000_000 + 1013*(i/113)},
		})
	}
	d.apply("", list...)
	refresh(t, d)
	return d
}

// TestOGCPagesEqualTheExport: all pages together are what an export holds, position by
// position; and GDAL reads as many.
func TestOGCPagesEqualTheExport(t *testing.T) {
	d := manyPlaces(t)
	type feature struct {
		ID       string
		Geometry struct{ Coordinates [2]float64 }
	}
	type page struct {
		Features      []feature
		NumberMatched int
		Links         []struct{ Rel, Href string }
	}
	var paged []feature
	pages := 0
	for target := items("police_post", "limit", "1000000000"); target != ""; pages++ {
		var p page
		if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", target, ""))), &p); err != nil || p.NumberMatched != many+1 || len(p.Features) > 10_000 {
			t.Fatalf("page %d: %v, %d of %d", pages, err, len(p.Features), p.NumberMatched)
		}
		paged = append(paged, p.Features...)
		target = ""
		for _, l := range p.Links {
			if l.Rel == "next" {
				target = l.Href
			}
		}
	}
	var file bytes.Buffer
	e := atlas.Export{Layer: "police_post", At: d.atlas.Current().Date}
	if _, err := e.WriteGeoJSON(t.Context(), d.store, &file); err != nil {
		t.Fatal(err)
	}
	var want page
	if err := json.Unmarshal(file.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	if pages != 2 || len(paged) != len(want.Features) {
		t.Fatalf("%d pages with %d features, the export has %d", pages, len(paged), len(want.Features))
	}
	for i := range paged {
		if paged[i] != want.Features[i] {
			t.Fatalf("feature %d: %v, the export has %v", i, paged[i], want.Features[i])
		}
	}
	t.Run("GDAL", func(t *testing.T) { gdalReadsAll(t, d) })
}

// gdalReadsAll: GDAL follows the links from page to page to the end.
func gdalReadsAll(t *testing.T, d *desk) {
	s := overhear(t, d)
	out := gdal(t, "ogr2ogr", "-f", "CSV", "/vsistdout/", "-oo", "PAGE_SIZE=5000", "-select", "code", "OAPIF:"+s.url, "police_post")
	if n := len(strings.Fields(out)); n != many+2 { // with a header
		t.Errorf("GDAL reads %d lines", n)
	}
	if !strings.HasSuffix(strings.TrimSpace(out), "s1") {
		t.Errorf("the last line is not s1: %q", out[max(0, len(out)-40):])
	}
}

func BenchmarkOGCItems(b *testing.B) {
	d := newDesk(b, nil, nil)
	var list []city.Content
	for i := range int32(20_000) {
		list = append(list, &city.Place{Kind: "police_post", Code: fmt.Sprintf("q%05d", i), State: city.PlaceOpen, Point: geo.Point{X: 1_160_000_000 + 977*(i%113), Y: 390_000_000 + 1013*(i/113)}})
	}
	d.apply("", list...)
	refresh(b, d)
	for name, target := range map[string]string{
		"page=10000":   items("police_post", "limit", "10000"),
		"code":         items("police_post", "code", "q01234"),
		"bbox":         items("police_post", "bbox", "116,39,116.001,39.001"),
		"filter=like":  items("police_post", "limit", "1", "filter", "code LIKE '%99%' AND state = 'open'"),
		"filter=where": items("police_post", "limit", "1", "filter", "S_INTERSECTS(geometry, POLYGON((116 39,116.001 39,116 39.001,116 39)))"),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if r := d.ask("GET", target, ""); r.StatusCode != 200 {
					b.Fatal(r.StatusCode)
				}
			}
		})
	}
}
