package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// TestCircleTiles: a tile of the circles says that it is a drawing, keeps its tag across questions, and
// is empty where no place is; the description leads to it.
func TestCircleTiles(t *testing.T) {
	d := newDesk(t, nil, nil)
	const at = "/tiles/circles/red_sail_station/5,2/14/13471/6261.mvt"
	r := d.ask("GET", at, "")
	tag := r.Header.Get("ETag")
	layers, err := mvttest.Decode([]byte(bodyOf(t, r)))
	if err != nil || r.StatusCode != 200 || len(layers) != 1 || len(layers[0].Features) != 2 {
		t.Fatalf("%d %v %v", r.StatusCode, layers, err)
	}
	for _, f := range layers[0].Features {
		if f.Props["drawing"] != true || f.Props["kind"] != "red_sail_station" || f.Props["profile"] != "adult" {
			t.Errorf("%v", f.Props)
		}
	}
	if again := d.ask("GET", strings.Replace(at, "5,2", "2,5", 1), ""); tag == "" || again.Header.Get("ETag") != tag || again.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("asked in another order: %s, first %s, %q", again.Header.Get("ETag"), tag, again.Header.Get("Cache-Control"))
	}
	if r := d.ask("GET", at+"?profile=elderly", ""); r.StatusCode != 200 || r.Header.Get("ETag") == tag {
		t.Errorf("the old have the circle of adults: %d", r.StatusCode)
	}
	if r := d.ask("GET", "/tiles/circles/red_sail_station/5,2/14/0/0.mvt", ""); r.StatusCode != 204 {
		t.Errorf("in the ocean: %d", r.StatusCode)
	}
	var doc struct {
		Tiles        []string
		VectorLayers []struct {
			ID     string
			Fields map[string]string
		} `json:"vector_layers"`
	}
	text := bodyOf(t, d.ask("GET", "/tiles/circles/red_sail_station/5,2.json?profile=elderly", ""))
	if err := json.Unmarshal([]byte(text), &doc); err != nil || len(doc.Tiles) != 1 || !strings.HasSuffix(doc.Tiles[0], "/tiles/circles/red_sail_station/5,2/{z}/{x}/{y}.mvt?profile=elderly") {
		t.Fatalf("%v %s", err, text)
	}
	if len(doc.VectorLayers) == 0 || doc.VectorLayers[0].ID != "circle" || doc.VectorLayers[0].Fields["drawing"] == "" {
		t.Errorf("%s", text)
	}
	split, err := mvttest.Decode([]byte(bodyOf(t, d.ask("GET", at+"?form=split", ""))))
	if err != nil || len(split) != 1 || len(split[0].Features) != 2 || split[0].Features[0].Props["code"] == nil {
		t.Errorf("split: %v %v", split, err)
	}
	text = bodyOf(t, d.ask("GET", "/tiles/circles/red_sail_station/5,2.json?form=split&direction=from", ""))
	if !strings.Contains(text, "/tiles/circles/red_sail_station/5,2/{z}/{x}/{y}.mvt?direction=from&form=split") && !strings.Contains(text, `{y}.mvt?direction=from&form=split`) {
		t.Errorf("the description of split circles leads elsewhere: %s", text)
	}
	for path, want := range map[string]string{
		"nix/5/0/0/0.mvt": "unknown_kind", "red_sail_station/0/0/0/0.mvt": "bad_minutes", "red_sail_station/31/0/0/0.mvt": "bad_minutes", "red_sail_station/5,/0/0/0.mvt": "bad_minutes",
		"red_sail_station/1,2,3,4,5,6/0/0/0.mvt": "bad_minutes", "red_sail_station/5/17/0/0.mvt": "bad_tile_address", "red_sail_station/5/1/2/0.mvt": "bad_tile_address",
		"red_sail_station/5/0/0/0.mvt?profile=x": "unknown_profile", "red_sail_station/5/0/0/0.mvt?lon=1": "unknown_parameter", "nix/5.json": "unknown_kind", "red_sail_station/x.json": "bad_minutes",
	} {
		if p := problemOf(t, d.ask("GET", "/tiles/circles/"+path, "")); p.Status != 400 || p.Code != want {
			t.Errorf("%s: %+v, want %s", path, p, want)
		}
	}
}
