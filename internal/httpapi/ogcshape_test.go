package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
)

const epsg = "http://www.opengis.net/def/crs/EPSG/0/"

// firstPosition is the first position of a street's shape in a system.
func firstPosition(t *testing.T, d *desk, uri string) orb.Point {
	t.Helper()
	r := d.ask("GET", items("street", "crs", uri, "code", "a"), "")
	if got := r.Header.Get("Content-Crs"); got != "<"+uri+">" {
		t.Errorf("%s: Content-Crs %q", uri, got)
	}
	var doc struct {
		Features []struct {
			Geometry struct{ Coordinates [][][]orb.Point }
		}
	}
	if err := json.Unmarshal([]byte(bodyOf(t, r)), &doc); err != nil || len(doc.Features) != 1 {
		t.Fatalf("%s: %v", uri, err)
	}
	ring := doc.Features[0].Geometry.Coordinates[0][0]
	if ring[0] != ring[len(ring)-1] || len(ring) != 5 {
		t.Errorf("%s: the ring is not closed: %v", uri, ring)
	}
	return ring[0]
}

// TestOGCSystems: every system that the collections list is answered in the order of its
// authority; a box in the system finds what lies there.
func TestOGCSystems(t *testing.T) {
	d := newDesk(t, nil, nil)
	corner := firstPosition(t, d, "http://www.opengis.net/def/crs/OGC/1.3/CRS84")
	if corner != (orb.Point{116, 39}) {
		t.Fatal(corner)
	}
	listed := at(t, fetch(t, d, "/ogc/collections"), "crs").([]any)
	for _, v := range listed[1:] {
		uri := v.(string)
		got := firstPosition(t, d, uri)
		code := strings.TrimPrefix(uri, epsg)
		sys, err := crs.Parse("EPSG:" + code)
		if err != nil {
			t.Fatal(err)
		}
		want, err := sys.FromWGS84(corner)
		if err != nil {
			t.Fatal(err)
		}
		if code != "3857" { // all others go north first: projinfo EPSG:4527 says "northing (X)"
			want[0], want[1] = want[1], want[0]
		}
		if math.Abs(got[0]-want[0]) > 1e-4 || math.Abs(got[1]-want[1]) > 1e-4 {
			t.Errorf("%s: %v, want %v", uri, got, want)
		}
	}
	for _, want := range []string{"4326", "4490", "3857", "4527", "4526", "4548", "4547"} { // 116° E lies between 114° and 117°
		if !strings.Contains(bodyOf(t, d.ask("GET", "/ogc/collections/street", "")), epsg+want) {
			t.Errorf("%s is not listed", want)
		}
	}
	// EPSG:4548 by hand: central meridian 117°, false easting 500 km; x is the northing.
	if p := firstPosition(t, d, epsg+"4548"); p[0] < 4.31e6 || p[0] > 4.33e6 || p[1] < 4.13e5 || p[1] > 4.14e5 {
		t.Errorf("EPSG:4548: %v", p)
	}
	if got := ids(t, fetch(t, d, items("street", "bbox", "4310000,413000,4320000,413800", "bbox-crs", epsg+"4548"))); got != "a" {
		t.Errorf("a box in EPSG:4548 finds %q", got)
	}
}

// TestOGCTiles: the tiles are those of /tiles, with row before column.
func TestOGCTiles(t *testing.T) {
	d := newDesk(t, nil, nil)
	get := func(target string) (*http.Response, []byte) {
		r := d.ask("GET", target, "", "Accept-Encoding", "gzip")
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d %v", target, r.StatusCode, err)
		}
		return r, b
	}
	for ogc, own := range map[string]string{
		"/ogc/collections/street/tiles/WebMercatorQuad/10/391/841":      "/tiles/street/10/841/391.mvt",
		"/ogc/tiles/WebMercatorQuad/14/6261/13471":                      "/tiles/district,street,park,road,building,place,border/14/13471/6261.mvt",
		"/ogc/collections/building/tiles/WebMercatorQuad/14/6261/13471": "/tiles/building/14/13471/6261.mvt",
	} {
		a, got := get(ogc)
		b, want := get(own)
		if !bytes.Equal(got, want) || a.Header.Get("ETag") != b.Header.Get("ETag") || a.Header.Get("Content-Encoding") != b.Header.Get("Content-Encoding") {
			t.Errorf("%s is not %s: %d and %d bytes, %v %v", ogc, own, len(got), len(want), a.Header, b.Header)
		}
	}
	if r := d.ask("GET", "/ogc/tiles/WebMercatorQuad/10/0/0", ""); r.StatusCode != 204 {
		t.Errorf("an empty tile: %d", r.StatusCode)
	}
	set := fetch(t, d, "/ogc/collections/street/tiles/WebMercatorQuad")
	found := false
	for _, l := range at(t, set, "tileMatrixSetLimits").([]any) {
		l := l.(object)
		if l["tileMatrix"] == "10" {
			found = l["minTileRow"] == 391.0 && l["maxTileRow"] == 391.0 && l["minTileCol"] == 841.0 && l["maxTileCol"] == 842.0
		}
	}
	if !found {
		t.Errorf("limits: %v", set["tileMatrixSetLimits"])
	}
	tms := fetch(t, d, "/ogc/tileMatrixSets/WebMercatorQuad")
	for z, m := range at(t, tms, "tileMatrices").([]any) {
		m := m.(object)
		// Annex D.1 of OGC 17-083r4.
		if scale := 559082264.028717 / math.Pow(2, float64(z)); math.Abs(m["scaleDenominator"].(float64)/scale-1) > 1e-12 || m["matrixWidth"] != math.Pow(2, float64(z)) {
			t.Errorf("matrix %d: %v", z, m)
		}
	}
}

// TestOGCOpenAPI: the description is OpenAPI 3.0, has a path for each collection, and names
// the properties that can be asked by.
func TestOGCOpenAPI(t *testing.T) {
	d := newDesk(t, nil, nil)
	doc := fetch(t, d, "/ogc/api")
	if doc["openapi"] != "3.0.3" || at(t, at(t, doc, "servers").([]any)[0], "url") != "http://localhost/ogc" {
		t.Errorf("%v %v", doc["openapi"], doc["servers"])
	}
	checkRefs(t, doc, doc)
	text := bodyOf(t, d.ask("GET", "/ogc/api", ""))
	if strings.Contains(text, `"type":"null"`) || strings.Contains(text, `"const"`) {
		t.Error("words of OpenAPI 3.1")
	}
	paths := at(t, doc, "paths").(object)
	names := map[string]bool{}
	for _, p := range at(t, paths, "/collections/street/items", "get", "parameters").([]any) {
		p := p.(object)
		names[p["name"].(string)] = true
		if p["name"] == "limit" && at(t, p, "schema", "maximum") != 10000.0 {
			t.Errorf("limit: %v", p)
		}
		if p["in"] == "path" {
			t.Errorf("the path has no parameter: %v", p)
		}
	}
	for _, want := range []string{"limit", "bbox", "datetime", "filter", "crs", "parent", "code", "valid_from"} {
		if !names[want] {
			t.Errorf("%s is not a parameter", want)
		}
	}
	for path, target := range map[string]string{"/": "/ogc", "/conformance": "/ogc/conformance", "/collections": "/ogc/collections"} {
		if paths[path] == nil {
			t.Errorf("%s (%s) is not described", path, target)
		}
	}
	operations := map[string]bool{}
	for path, item := range paths {
		for _, op := range item.(object) {
			id := op.(object)["operationId"].(string)
			if operations[id] {
				t.Errorf("%s: operationId %s twice", path, id)
			}
			operations[id] = true
		}
	}
}

// TestOGCVersions: each version has a feature of its own, found again by its id.
func TestOGCVersions(t *testing.T) {
	d := newDesk(t, nil, nil)
	for id, name := range map[string]string{"a": "新名", "a@2026-06-30": "名a", "a@2020-01-01": "名a", "a@2026-07-01": "新名", "b": "名b"} {
		doc := fetch(t, d, "/ogc/collections/street/items/"+id)
		if got := at(t, doc, "properties", "name"); got != name {
			t.Errorf("%s is %v", id, got)
		}
	}
	page := bodyOf(t, d.ask("GET", "/ogc/collections/street/items/a?f=html&lang=zh", ""))
	if !strings.Contains(page, "上级区域") || !strings.Contains(page, "/ogc/collections/district/items/d") || !strings.Contains(page, "/items/a/picture") {
		t.Error(page)
	}
	// The picture shows what is in force: an older version has none.
	if page := bodyOf(t, d.ask("GET", "/ogc/collections/street/items/a@2026-06-30?f=html", "")); strings.Contains(page, "/picture") {
		t.Error("a version of the past has a picture of today")
	}
}
