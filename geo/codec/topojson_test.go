package codec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
)

// topology has two squares that share an arc, quantised to a tenth, and a line.
const topology = `{
 "type": "Topology",
 "transform": {"scale": [0.1, 0.1], "translate": [100, 30]},
 "objects": {
  "road": {"type": "LineString", "arcs": [0]},
  "towns": {"type": "GeometryCollection", "geometries": [
   {"type": "Polygon", "arcs": [[0, 1]], "id": "W", "properties": {"name": "西"}},
   {"type": "MultiPolygon", "arcs": [[[2, -1]]], "id": 7, "properties": {"name": "东", "n": 6301200042.0}},
   {"type": null, "properties": {"name": "无"}},
   {"type": "Polygon", "arcs": [[0, 9]]},
   {"type": "Polygon", "arcs": [[0, 0]]},
   {"type": "Polygon", "arcs": [0, 1]}
  ]}
 },
 "arcs": [
  [[10, 0], [0, 10]],
  [[10, 10], [-10, 0], [0, -10], [10, 0]],
  [[10, 0], [10, 0], [0, 10], [-10, 0]]
 ]
}`

func TestTopoJSON(t *testing.T) {
	src, fs := mustRead(t, write(t, "a.json", []byte(topology)), codec.Options{})
	if src.Format != "topojson" || src.Layer != "towns" || !slices.Equal(src.Fields, []string{"id", "name", "n"}) {
		t.Errorf("source: %+v", src)
	}
	if got, want := reasons(fs), []string{"", "", "no_geometry", "bad_arc", "bad_arc", "bad_arc"}; !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	west := orb.Polygon{{{101, 30}, {101, 31}, {100, 31}, {100, 30}, {101, 30}}}
	if !orb.Equal(fs[0].Geometry, west) {
		t.Errorf("west: %v", fs[0].Geometry)
	}
	east := orb.MultiPolygon{{{{101, 30}, {102, 30}, {102, 31}, {101, 31}, {101, 30}}}}
	if !orb.Equal(fs[1].Geometry, east) {
		t.Errorf("east: %v", fs[1].Geometry)
	}
	if p := fs[1].Properties; p["id"] != "7" || p["name"] != "东" || p["n"] != "6301200042" {
		t.Errorf("properties: %v", p)
	}
}

func TestTopoJSONLayers(t *testing.T) {
	path := write(t, "a.topojson", []byte(topology))
	_, fs := mustRead(t, path, codec.Options{Layer: "road"})
	if len(fs) != 1 || !orb.Equal(fs[0].Geometry, orb.LineString{{101, 30}, {101, 31}}) {
		t.Errorf("road: %v", fs)
	}
	if _, _, err := readAll(t, path, codec.Options{Layer: "none"}); kindOf(err) != codec.KindUnknownLayer {
		t.Errorf("got %v", err)
	}
	two := strings.Replace(topology, `"road": {"type": "LineString", "arcs": [0]}`, `"road": {"type": "Polygon", "arcs": [[0, 1]]}`, 1)
	_, _, err := readAll(t, write(t, "b.topojson", []byte(two)), codec.Options{})
	if kindOf(err) != codec.KindUnknownLayer || !strings.Contains(err.Error(), "road, towns") {
		t.Errorf("the choice must be listed: %v", err)
	}
}

// Arcs not quantised, objects behind arcs and the type at the end give the same.
func TestTopoJSONPlain(t *testing.T) {
	plain := `{"arcs":[[[0,0],[1,0],[1,1],[0,0]]],"objects":{"a":{"type":"Polygon","arcs":[[-1]]},"p":{"type":"MultiPoint","coordinates":[[1,2]]}},"type":"Topology"}`
	path := write(t, "a.topojson", []byte(plain))
	_, fs := mustRead(t, path, codec.Options{})
	if len(fs) != 1 || !orb.Equal(fs[0].Geometry, orb.Polygon{{{0, 0}, {1, 1}, {1, 0}, {0, 0}}}) {
		t.Errorf("got %v", fs)
	}
	_, fs = mustRead(t, path, codec.Options{Layer: "p"})
	if len(fs) != 1 || !orb.Equal(fs[0].Geometry, orb.MultiPoint{{1, 2}}) {
		t.Errorf("got %v", fs)
	}
}

// One arc named a million times must not become a million times its size.
func TestTopoJSONAmplification(t *testing.T) {
	arc := strings.Repeat("[0,0],[1,0],", 500) + "[0,0]"
	rings := strings.TrimSuffix(strings.Repeat("[[0]],", 100_000), ",")
	bomb := `{"type":"Topology","arcs":[[` + arc + `]],"objects":{"a":{"type":"MultiPolygon","arcs":[` + rings + `]}}}`
	path := write(t, "a.topojson", []byte(bomb))
	var err error
	grown := allocated(func() { _, _, err = readAll(t, path, codec.Options{Limits: codec.Limits{Vertices: 1_000_000}}) })
	if kindOf(err) != codec.KindTooLarge {
		t.Errorf("got %v", err)
	}
	if grown > 100<<20 {
		t.Errorf("%d bytes allocated", grown)
	}
}
