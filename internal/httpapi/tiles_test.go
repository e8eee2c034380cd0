package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

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
	zipped := d.ask("GET", "/tiles/park,district,street/"+here+".mvt", "", "Accept-Encoding", "gzip")
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

// TestAcceptEncoding: the coding that the client likes best, of equal ones brotli, then gzip,
// then zstd, the tile as it is last (RFC 9110 §12.5.3).
func TestAcceptEncoding(t *testing.T) {
	d := newDesk(t, nil, nil)
	target := "/tiles/district/" + here + ".mvt"
	content := bodyOf(t, d.ask("GET", target, ""))
	tags := map[string]string{}
	for header, want := range map[string]string{
		"gzip": "gzip", "GZip": "gzip", "x-gzip": "gzip", "gzip;q=1.000": "gzip", "gzip ; q = 0.001": "gzip", "gzip, identity": "gzip",
		"br": "br", "BR": "br", "*": "br", "br, gzip": "br", "gzip, deflate, br, zstd": "br", "gzip;q=0.9, br;q=1.0": "br", "br, gzip;q=0.5": "br", "gzip;q=0, *": "br",
		"zstd": "zstd", "zstd, gzip;q=0.5": "zstd", "gzip, zstd": "gzip", "gzip;q=0.8, zstd;q=0.9, br;q=0.1": "zstd", "*;q=0, gzip": "gzip", "*;q=0.5, zstd;q=0.501": "zstd",
		"": "", "gzip;q=0": "", "gzip; q=0.000": "", "identity": "", "gzipped": "", "deflate": "", "identity, *;q=0.1": "", "gzip;q=0.5, identity": "",
		"gzip;q=x": "", "gzip;x=1": "", "GZIP;Q=0": "", "gzip;q=1.001": "", "gzip;q=0.0001": "", "gzip;q=2": "", "gzip;q=": "", "gzip;q=-1": "", ",,;": "",
	} {
		r := d.ask("GET", target, "", "Accept-Encoding", header)
		if got := r.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", header, got, want)
		}
		body := bodyOf(t, r)
		if fmt.Sprint(len(body)) != r.Header.Get("Content-Length") || unpacked(t, want, body) != content {
			t.Errorf("Accept-Encoding %q: other content, or another length", header)
		}
		tag := r.Header.Get("ETag")
		if before, there := tags[want]; there && before != tag || len(tag) < 20 {
			t.Errorf("%q has the tags %s and %s", want, before, tag)
		}
		tags[want] = tag
		if r := d.ask("GET", target, "", "Accept-Encoding", header, "If-None-Match", tag); r.StatusCode != 304 || r.Header.Get("Vary") != "Accept-Encoding" || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("Accept-Encoding %q: asked again: %d %v", header, r.StatusCode, r.Header)
		}
	}
	if len(tags) != 4 || len(slices.Compact(slices.Sorted(maps.Values(tags)))) != 4 {
		t.Errorf("the representations have the tags %v", tags)
	}
	if r := d.ask("GET", target, "", "Accept-Encoding", "deflate", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the second line of the header was not read")
	}
	for _, header := range []string{"identity;q=0", "*;q=0", "identity;q=0, gzip;q=0, deflate", "gzip;q=0, br;q=0, *;q=0"} {
		if p := problemOf(t, d.ask("GET", target, "", "Accept-Encoding", header)); p.Status != 406 || p.Code != "not_acceptable" || p.Parameter != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: %+v", header, p)
		}
	}
}

// unpacked reads content in a coding.
func unpacked(t testing.TB, coding, s string) string {
	t.Helper()
	switch coding {
	case "gzip":
		return gunzip(t, s)
	case "br":
		b, err := io.ReadAll(brotli.NewReader(strings.NewReader(s)))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	case "zstd":
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		b, err := z.DecodeAll([]byte(s), nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return s
}

func TestAccept(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct {
		target, accept string
		want           int
	}{
		{"/tiles/district/" + here + ".mvt", "", 200},
		{"/tiles/district/" + here + ".mvt", "*/*", 200},
		{"/tiles/district/" + here + ".mvt", "application/*", 200},
		{"/tiles/district/" + here + ".mvt", "Application/Vnd.Mapbox-Vector-Tile;q=0.1", 200},
		{"/tiles/district/" + here + ".mvt", "application/x-protobuf", 200},
		{"/tiles/district/" + here + ".mvt", "image/png, */*;q=0.1", 200},
		{"/tiles/district/" + here + ".mvt", "text/html;level=1, application/json;q=0.5, */*;q=0.001", 200},
		{"/tiles/district/" + here + ".mvt", "image/png", 406},
		{"/tiles/district/" + here + ".mvt", "*/*;q=0", 406},
		{"/tiles/district/" + here + ".mvt", "application/json, text/*", 406},
		{"/tiles/district/" + here + ".mvt", "application/*, application/vnd.mapbox-vector-tile;q=0, application/x-protobuf;q=0", 406},
		{"/tiles/district/" + empty + ".mvt", "image/png", 406},
		{"/tiles/district.json", "application/json", 200},
		{"/tiles/district.json", "text/html", 406},
	} {
		r := d.ask("GET", c.target, "", "Accept", c.accept)
		if r.StatusCode != c.want {
			t.Errorf("%s, Accept %q: %d, want %d", c.target, c.accept, r.StatusCode, c.want)
		}
		if c.want == 406 {
			if p := problemOf(t, r); p.Code != "not_acceptable" || p.Parameter != "Accept" {
				t.Errorf("%s, Accept %q: %+v", c.target, c.accept, p)
			}
		}
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
	many := strings.TrimSuffix(strings.Repeat("district,", 200), ",")
	for path, want := range map[string]string{
		"district/0/0/1.mvt":           "400 bad_tile_address",
		"district/-1/0/0.mvt":          "400 bad_tile_address",
		"district/99/0/0.mvt":          "400 bad_tile_address",
		"district/1/02/0.mvt":          "400 bad_tile_address",
		"district/1/0/1e0.mvt":         "400 bad_tile_address",
		"district/1/0/%20.mvt":         "400 bad_tile_address",
		"district/1/4294967296/0.mvt":  "400 bad_tile_address",
		"nix/0/0/0.mvt":                "400 unknown_layer",
		"district,nix/0/0/0.mvt":       "400 unknown_layer",
		"district,district/0/0/0.mvt":  "400 repeated_layer",
		"park,street,park/0/0/0.mvt":   "400 repeated_layer",
		"street,street.json":           "400 repeated_layer",
		"district/17/0/0.mvt":          "400 bad_tile_address",
		"district/22/0/0.mvt":          "400 bad_tile_address",
		"district/30/0/0.mvt":          "400 bad_tile_address",
		"park/13/0/0.mvt":              "400 bad_tile_address",
		"building/13/0/0.mvt":          "400 bad_tile_address",
		"hex/17/0/0.mvt":               "400 bad_tile_address",
		"district,hex/0/0/0.mvt":       "400 unknown_layer",
		"district,/0/0/0.mvt":          "400 unknown_layer",
		"district_label/0/0/0.mvt":     "400 unknown_layer",
		"DISTRICT/0/0/0.mvt":           "400 unknown_layer",
		"%3Cscript%3E/0/0/0.mvt":       "400 unknown_layer",
		many + "/0/0/0.mvt":            "400 too_many_layers",
		"nix.json":                     "400 unknown_layer",
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
	all := "district,street,park,ground,building,road,path,rail,river,wall,place,border"
	if r := d.ask("GET", "/tiles/"+all+"/"+here+".mvt", ""); r.StatusCode != 200 {
		t.Errorf("all layers: %d", r.StatusCode)
	}
	// Zooms of one of the layers are no mistake.
	if r := d.ask("GET", "/tiles/district,park/13/0/0.mvt", ""); r.StatusCode != 204 {
		t.Errorf("zoom 13 of the district: %d", r.StatusCode)
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
