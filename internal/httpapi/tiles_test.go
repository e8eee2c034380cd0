package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

func gunzip(t testing.TB, s string) string {
	t.Helper()
	zr, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// here is the tile of zoom 14 that holds 116.003, 39.003; empty is far from all.
const (
	here  = "14/13471/6261"
	empty = "14/0/0"
)

func TestTile(t *testing.T) {
	d := newDesk(t, nil, nil)
	plain := d.ask("GET", "/tiles/district,street,park/"+here+".mvt", "")
	content := bodyOf(t, plain)
	layers, err := mvttest.Decode([]byte(content))
	if err != nil || plain.StatusCode != 200 {
		t.Fatalf("%d, %v", plain.StatusCode, err)
	}
	var names []string
	for _, l := range layers {
		names = append(names, l.Name)
	}
	if got := strings.Join(names, " "); !strings.Contains(got, "district") || !strings.Contains(got, "street") || !strings.Contains(got, "park") {
		t.Errorf("layers %s", got)
	}
	if h := plain.Header; h.Get("Content-Type") != "application/vnd.mapbox-vector-tile" || h.Get("Vary") != "Accept-Encoding" || h.Get("Content-Encoding") != "" ||
		h.Get("Content-Length") != fmt.Sprint(len(content)) {
		t.Errorf("%v", h)
	}
	zipped := d.ask("GET", "/tiles/park,district,district,street/"+here+".mvt", "", "Accept-Encoding", "gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" || gunzip(t, bodyOf(t, zipped)) != content {
		t.Errorf("any order of layers is the same tile: %v", zipped.Header)
	}
	if zipped.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Error("two representations share a strong tag")
	}
	if r := d.ask("GET", "/tiles/park%2Cdistrict%2Cstreet/"+here+".mvt", ""); bodyOf(t, r) != content {
		t.Errorf("escaped commas: %d", r.StatusCode)
	}
	none := d.ask("GET", "/tiles/district/"+empty+".mvt", "")
	if none.StatusCode != 204 || bodyOf(t, none) != "" || none.Header.Get("Cache-Control") != "no-cache" || none.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("empty tile: %d %v", none.StatusCode, none.Header)
	}
}

func TestAcceptEncoding(t *testing.T) {
	d := newDesk(t, nil, nil)
	for header, want := range map[string]bool{
		"gzip": true, "GZip": true, "x-gzip": true, "br, gzip;q=0.5": true, "*": true, "identity, *;q=0.1": true, "gzip;q=1.000": true, "gzip ; q = 0.001": true,
		"": false, "br": false, "gzip;q=0": false, "gzip; q=0.000": false, "*;q=0": false, "gzip;q=0, *": false, "identity": false, "gzipped": false,
		"gzip;q=x": false, "gzip;x=1": false, "*;q=0, gzip": true, "GZIP;Q=0": false,
	} {
		r := d.ask("GET", "/tiles/district/"+here+".mvt", "", "Accept-Encoding", header)
		if got := r.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("Accept-Encoding %q: gzip %v", header, got)
		}
	}
	if r := d.ask("GET", "/tiles/district/"+here+".mvt", "", "Accept-Encoding", "br", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the second line of the header was not read")
	}
}

// TestRevalidation: 304 by weak comparison, for layers, TileJSON and tiles.
func TestRevalidation(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, target := range []string{"/api/v1/layers", "/tiles/district,street.json", "/tiles/district/" + here + ".mvt"} {
		tag := d.ask("GET", target, "").Header.Get("ETag")
		for header, want := range map[string]int{
			tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, " " + tag + " , \"y\"": 304,
			"": 200, `"x"`: 200, strings.Trim(tag, `"`): 200, "w/" + tag: 200, tag[:len(tag)-2] + `"`: 200,
		} {
			r := d.ask("GET", target, "", "If-None-Match", header)
			if r.StatusCode != want {
				t.Errorf("%s, If-None-Match %s: %d, want %d", target, header, r.StatusCode, want)
			}
			if want == 304 && (r.Header.Get("ETag") != tag || r.Header.Get("Cache-Control") != "no-cache" || bodyOf(t, r) != "" || r.Header.Get("Content-Type") != "") {
				t.Errorf("%s: 304 with %v", target, r.Header)
			}
		}
		if r := d.ask("GET", target, "", "If-None-Match", `"x"`, "If-None-Match", tag); r.StatusCode != 304 {
			t.Errorf("%s: the second line of the header was not read", target)
		}
	}
	zipped := d.ask("GET", "/tiles/district/"+here+".mvt", "", "Accept-Encoding", "gzip").Header.Get("ETag")
	if r := d.ask("GET", "/tiles/district/"+here+".mvt", "", "If-None-Match", zipped); r.StatusCode != 200 {
		t.Error("the tag of the compressed tile matches the plain one")
	}
}

// TestTagsAcrossRevisions: an unchanged tile keeps its tag, all else gets a new one.
func TestTagsAcrossRevisions(t *testing.T) {
	d := newDesk(t, nil, nil)
	targets := []string{"/tiles/district/" + here + ".mvt", "/tiles/park/" + here + ".mvt", "/tiles/district.json", "/api/v1/layers"}
	tags := func() (out []string) {
		for _, target := range targets {
			out = append(out, d.ask("GET", target, "").Header.Get("ETag"))
		}
		return out
	}
	before := tags()
	d.put("2026-07-01", area("park", "p", "", rect(1, 1, 3, 3)))
	if got := tags(); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Errorf("the picture changed before it was refreshed: %v", got)
	}
	if changed, err := d.atlas.Refresh(t.Context()); !changed || err != nil {
		t.Fatal(changed, err)
	}
	after := tags()
	if after[0] != before[0] {
		t.Errorf("an unchanged tile: %s became %s", before[0], after[0])
	}
	for i := 1; i < len(targets); i++ {
		if after[i] == before[i] {
			t.Errorf("%s kept its tag", targets[i])
		}
	}
	if !strings.HasPrefix(after[3], `"3-`) {
		t.Errorf("the tag %s does not name the revision", after[3])
	}
}

func TestBadTiles(t *testing.T) {
	d := newDesk(t, nil, nil)
	many := strings.TrimSuffix(strings.Repeat("district,", 17), ",")
	for path, want := range map[string]string{
		"district/0/0/1.mvt":           "400 bad_tile_address",
		"district/-1/0/0.mvt":          "400 bad_tile_address",
		"district/99/0/0.mvt":          "400 bad_tile_address",
		"district/1/02/0.mvt":          "400 bad_tile_address",
		"district/1/0/1e0.mvt":         "400 bad_tile_address",
		"district/1/0/%20.mvt":         "400 bad_tile_address",
		"district/1/4294967296/0.mvt":  "400 bad_tile_address",
		"nix/0/0/0.mvt":                "404 unknown_layer",
		"district,nix/0/0/0.mvt":       "404 unknown_layer",
		"district,/0/0/0.mvt":          "404 unknown_layer",
		"district_label/0/0/0.mvt":     "404 unknown_layer",
		"DISTRICT/0/0/0.mvt":           "404 unknown_layer",
		"%3Cscript%3E/0/0/0.mvt":       "404 unknown_layer",
		many + "/0/0/0.mvt":            "400 too_many_layers",
		"nix.json":                     "404 unknown_layer",
		many + ".json":                 "400 too_many_layers",
		"district/0/0/0.mvt?lon=116.0": "400 unknown_parameter",
	} {
		r := d.ask("GET", "/tiles/"+path, "")
		if p := problemOf(t, r); fmt.Sprint(p.Status, " ", p.Code) != want {
			t.Errorf("%s: %+v, want %s", path, p, want)
		}
		if r.Header.Get("ETag") != "" {
			t.Errorf("%s: a problem with a tag", path)
		}
	}
	sixteen := strings.TrimSuffix(strings.Repeat("district,", 16), ",")
	if r := d.ask("GET", "/tiles/"+sixteen+"/"+here+".mvt", ""); r.StatusCode != 200 {
		t.Errorf("sixteen layers: %d", r.StatusCode)
	}
}

func TestTileJSON(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, host := range []string{"127.0.0.1:8080", "localhost", "[::1]:8080", "LocalHost:1", "127.8.9.10:80"} {
		var doc struct {
			TileJSON string
			Tiles    []string
			Bounds   []float64
			Layers   []struct{ ID string } `json:"vector_layers"`
		}
		r := d.ask("GET", "/tiles/street,district.json", "", "Host", host)
		if err := json.NewDecoder(bytes.NewReader([]byte(bodyOf(t, r)))).Decode(&doc); err != nil {
			t.Fatal(err)
		}
		want := "http://" + host + "/tiles/street,district/{z}/{x}/{y}.mvt"
		if doc.TileJSON != "3.0.0" || len(doc.Tiles) != 1 || doc.Tiles[0] != want || len(doc.Bounds) != 4 || len(doc.Layers) != 4 {
			t.Errorf("%s: %+v", host, doc)
		}
	}
}
