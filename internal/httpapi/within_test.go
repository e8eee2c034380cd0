package httpapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// TestWithin: ground over half of a street, in both forms, of all layers and of one.
func TestWithin(t *testing.T) {
	d := newDesk(t, nil, nil)
	const ring = `[[116.000,39.000],[116.005,39.000],[116.005,39.010],[116.000,39.010],[116.000,39.000]]`
	for body, want := range map[string]string{
		`{"type":"Polygon","coordinates":[` + ring + `]}`:                                                                          "district/d 0.25 park/p 1 street/a 0.5; 1 buildings, [{red_sail_station 1}], <nil> true",
		`{"type":"MultiPolygon","coordinates":[[` + ring + `]],"bbox":[116,39,117,40]}`:                                            "district/d 0.25 park/p 1 street/a 0.5; 1 buildings, [{red_sail_station 1}], <nil> true",
		`{"type":"Feature","id":7,"properties":{"a":[1]},"geometry":{"type":"Polygon","coordinates":[` + ring + `]}}?layer=street`: "street/a 0.5; 1 buildings, [{red_sail_station 1}], <nil> true",
		`{"type":"Polygon","coordinates":[` + ring + `],"bbox":[]}?layer=street`:                                                   "street/a 0.5; 1 buildings, [{red_sail_station 1}], <nil> true",
		`{"coordinates":[[[1,1,5],[2,1,5],[2,2,5],[1,1,5]]],"type":"Polygon"}`:                                                     "; 0 buildings, [], 0 false",
		`{"coordinates":[[[1,1],[1,2],[2,2],[1,1]]],"type":"Polygon"}?layer=street`:                                                "; 0 buildings, [], 0 false",
		`{"coordinates":[[[1,1],[1,1],[1,2],[2,2],[1,1]]],"type":"Polygon"}?layer=street`:                                          "; 0 buildings, [], 0 false",
	} {
		body, query, _ := strings.Cut(body, "?")
		media := "application/json"
		if strings.Contains(body, "Feature") {
			media = "application/geo+json"
		}
		r := d.ask("POST", "/api/v1/areas/within?"+query, body, "Content-Type", media)
		var ans struct {
			Areas []struct {
				Layer, Code string
				Share       float64
			}
			Buildings int
			Places    []struct {
				Kind  string
				Count int
			}
			Households *int
			Withheld   bool
		}
		text := bodyOf(t, r)
		if err := json.Unmarshal([]byte(text), &ans); err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d %s", body, r.StatusCode, text)
		}
		var areas []string
		for _, a := range ans.Areas {
			areas = append(areas, fmt.Sprintf("%s/%s %.3g", a.Layer, a.Code, a.Share))
		}
		told := "<nil>"
		if ans.Households != nil {
			told = fmt.Sprint(*ans.Households)
		}
		got := fmt.Sprintf("%s; %d buildings, %v, %s %v", strings.Join(areas, " "), ans.Buildings, ans.Places, told, ans.Withheld)
		if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
		if r.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("drawn ground may be kept: %v", r.Header)
		}
	}
	if log := d.log.String(); strings.Contains(log, "116.0") || strings.Contains(log, "39.0") {
		t.Errorf("the log tells where: %s", log)
	}
}

// TestBadGround: what is wrong is named, and where, without coordinates.
func TestBadGround(t *testing.T) {
	d := newDesk(t, nil, nil)
	polygon := func(rings string) string { return `{"type":"Polygon","coordinates":` + rings + `}` }
	var many strings.Builder
	for i := range 10_001 {
		fmt.Fprintf(&many, "[1.%05d,%d],", i, i%2)
	}
	for body, want := range map[string]string{
		`{}`:                               "400 missing_parameter type: ",
		`{"type":"Polygon"}`:               "400 missing_parameter coordinates: ",
		`{"type":"Point","coordinates":1}`: "400 unknown_value type: Polygon, MultiPolygon",
		`{"type":1,"coordinates":[]}`:      "400 wrong_type type: ",
		`{"type":"Polygon","coordinates":[],"crs":1}`:                               "400 unknown_parameter crs: ",
		`{"type":"Polygon","coordinates":[],"layer":"street"}`:                      "400 unknown_parameter layer: belongs in the query",
		`{"type":"Polygon","geometry":{}}`:                                          "400 unknown_parameter geometry: only a Feature",
		`{"type":"Feature","properties":null}`:                                      "400 missing_parameter geometry: ",
		`{"type":"Feature","geometry":null}`:                                        "400 missing_parameter geometry: ",
		`{"type":"Feature","coordinates":[]}`:                                       "400 unknown_parameter coordinates: in its geometry",
		`{"type":"Feature","geometry":7}`:                                           "400 wrong_type geometry: no Polygon",
		`{"type":"Feature","geometry":{"type":"Polygon"}}`:                          "400 missing_parameter geometry.coordinates: ",
		`{"type":"Feature","geometry":{"coordinates":[]}}`:                          "400 missing_parameter geometry.type: ",
		`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[],"nix":1}}`: "400 wrong_type geometry: no Polygon",
		`{"type":"Feature","geometry":{"type":"Feature","geometry":{}}}`:            "400 wrong_type geometry: no Polygon",
		`{"type":"Feature","geometry":{"type":"Point","coordinates":[]}}`:           "400 unknown_value type: Polygon, MultiPolygon",
		`[]`:                          "400 bad_body : ",
		polygon(`[]`):                 "400 bad_polygon coordinates: no ring",
		polygon(`7`):                  "400 bad_polygon coordinates: not those of a Polygon",
		polygon(`[[[116.1,"x"]]]`):    "400 bad_polygon coordinates: not those of a Polygon",
		polygon(`[[[116.1,39.1],2]]`): "400 bad_polygon coordinates: not those of a Polygon",
		polygon(`[[[116.1,39.1],[116.2,39.1],[116.1,39.1]]]`):                                             "400 bad_polygon coordinates: ring 1 of polygon 1 has fewer than four",
		polygon(`[[[116.1,39.1],[116.2,39.1],[116.2,39.2],[116.1,39.2]]]`):                                "400 bad_polygon coordinates: not closed",
		polygon(`[[[116.1,39.1],[116.2],[116.2,39.2],[116.1,39.1]]]`):                                     "400 bad_polygon coordinates: position 2 of ring 1",
		polygon(`[[[39.1,116.1],[39.1,116.2],[39.2,116.2],[39.1,116.1]]]`):                                "400 bad_polygon coordinates: position 1 of ring 1",
		polygon(`[[[116.1,39.1],[116.2,39.2],[116.2,39.1],[116.1,39.2],[116.1,39.1]]]`):                   "400 self_crossing : near corner",
		polygon(`[[[116.1,39.1],[116.2,39.2],[116.3,39.3],[116.1,39.1]]]`):                                "400 bad_polygon : collapsed",
		polygon(`[[[0,0],[90,0],[90,80],[0,0]]]`):                                                         "413 polygon_too_large : km²",
		polygon(`[[` + many.String() + `[1.00000,0]]]`):                                                   "413 polygon_too_large : 10001 corners",
		polygon(`[` + strings.Repeat(" ", 1<<20) + `]`):                                                   "413 body_too_large : ",
		`{"type":"MultiPolygon","coordinates":[]}`:                                                        "400 bad_polygon coordinates: no polygon",
		`{"type":"MultiPolygon","coordinates":[[]]}`:                                                      "400 bad_polygon coordinates: polygon 1 has no ring",
		`{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]],[[[1,1],[2,1],[2,2],[1,1]]]]}`: "400 bad_polygon : parts_overlap",
	} {
		p := problemOf(t, d.ask("POST", "/api/v1/areas/within", body))
		head, words, _ := strings.Cut(want, ": ")
		if got := fmt.Sprintf("%d %s %s", p.Status, p.Code, p.Parameter); got != head || !strings.Contains(p.Detail, words) {
			t.Errorf("%.60s: %s: %s, want %s", body, got, p.Detail, want)
		}
		if strings.Contains(p.Detail, "116.") || strings.Contains(p.Detail, "39.") {
			t.Errorf("%.60s: the problem tells where: %s", body, p.Detail)
		}
	}
	for _, layer := range []string{"nix", ""} {
		if p := problemOf(t, d.ask("POST", "/api/v1/areas/within?layer="+layer, bodies["/api/v1/areas/within"])); p.Status != 400 || p.Parameter != "layer" {
			t.Errorf("layer %q: %+v", layer, p)
		}
	}
}

// TestOverlaps: of all layers and of one, by former codes too; what is not there is refused.
func TestOverlaps(t *testing.T) {
	d := newDesk(t, nil, nil)
	for target, want := range map[string]string{
		"/api/v1/areas/park/p/overlaps":                      "district/d 1, street/a 1",
		"/api/v1/areas/street/b/overlaps?layer=street":       "street/c 0.2",
		"/api/v1/areas/street/a/overlaps?layer=park":         "park/p 0.04",
		"/api/v1/areas/street/a/overlaps?at=2026-01-01":      "district/d 1",
		"/api/v1/areas/street/a/overlaps?layer=nix":          "400 unknown_layer",
		"/api/v1/areas/street/nix/overlaps":                  "404 unknown_code",
		"/api/v1/areas/nix/a/overlaps":                       "404 unknown_layer",
		"/api/v1/areas/street/a/overlaps?of=park":            "400 unknown_parameter",
		"/api/v1/areas/street/a/overlaps?revision=9":         "404 unknown_revision",
		"/api/v1/areas/park/p/overlaps?layer=park&at=2027-1": "400 bad_time",
	} {
		r := d.ask("GET", target, "")
		var ans struct {
			Status   int
			Code     string
			Overlaps []struct {
				Layer, Code string
				Share       float64
			}
		}
		text := bodyOf(t, r)
		if err := json.Unmarshal([]byte(text), &ans); err != nil {
			t.Fatalf("%s: %s", target, text)
		}
		got := fmt.Sprintf("%d %s", ans.Status, ans.Code)
		if r.StatusCode == 200 {
			var list []string
			for _, o := range ans.Overlaps {
				list = append(list, fmt.Sprintf("%s/%s %.3g", o.Layer, o.Code, o.Share))
			}
			got = strings.Join(list, ", ")
		}
		if got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
}

// TestHexagons: the list and the tiles tell the same, and no household of the one building.
func TestHexagons(t *testing.T) {
	d := newDesk(t, nil, nil)
	var ans struct {
		Resolution int
		Hexagons   []struct {
			Cell       string
			Outline    [][2]float64
			Buildings  int
			Households *int
			Withheld   bool
		}
	}
	read := func(target string) {
		ans.Hexagons = nil
		if r := d.ask("GET", target, ""); r.StatusCode != 200 || json.Unmarshal([]byte(bodyOf(t, r)), &ans) != nil {
			t.Fatalf("%s: %d", target, r.StatusCode)
		}
	}
	read("/api/v1/hexagons")
	if ans.Resolution != 8 {
		t.Errorf("resolution %d", ans.Resolution)
	}
	read("/api/v1/hexagons?resolution=9")
	buildings := map[string]int{}
	for _, h := range ans.Hexagons {
		if h.Withheld != (h.Buildings > 0) || (h.Households == nil) != h.Withheld || len(h.Outline) != 7 || h.Outline[0] != h.Outline[6] {
			t.Errorf("%+v", h)
		}
		buildings[h.Cell] = h.Buildings
	}
	if len(ans.Hexagons) < 2 {
		t.Fatalf("%d hexagons", len(ans.Hexagons))
	}
	layers, err := mvttest.Decode([]byte(bodyOf(t, d.ask("GET", "/tiles/hex/"+here+".mvt", ""))))
	if err != nil || len(layers) != 1 || layers[0].Name != "hex" || len(layers[0].Features) == 0 {
		t.Fatalf("%v, %v", layers, err)
	}
	for _, f := range layers[0].Features {
		n, known := buildings[fmt.Sprint(f.Props["cell"])]
		if !known || fmt.Sprint(f.Props["buildings"]) != fmt.Sprint(n) || f.Props["withheld"] != (n > 0) {
			t.Errorf("in the tile %v, in the list %d (%v)", f.Props, n, known)
		}
	}
	read("/api/v1/hexagons?resolution=9&bbox=1,1,2,2")
	if len(ans.Hexagons) != 0 {
		t.Errorf("%d hexagons far away", len(ans.Hexagons))
	}
	if text := bodyOf(t, d.ask("GET", "/tiles/hex.json", "")); !strings.Contains(text, `"id":"hex"`) || !strings.Contains(text, "/tiles/hex/{z}") {
		t.Errorf("TileJSON %s", text)
	}
	for target, want := range map[string]string{
		"/api/v1/hexagons?resolution=11": "out_of_range", "/api/v1/hexagons?resolution=4": "out_of_range", "/api/v1/hexagons?bbox=1": "bad_bbox", "/api/v1/hexagons?at=2026-01-01": "unknown_parameter",
		"/tiles/hex,street/1/0/0.mvt": "unknown_layer",
	} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Code != want {
			t.Errorf("%s: %+v, want %s", target, p, want)
		}
	}
	for _, target := range []string{"/tiles/hex,street/1/0/0.mvt", "/tiles/street,hex.json"} {
		if p := problemOf(t, d.ask("GET", target, "")); !strings.Contains(p.Detail, "stands alone") {
			t.Errorf("%s: %+v", target, p)
		}
	}
}

func FuzzWithin(f *testing.F) {
	for _, s := range []string{
		bodies["/api/v1/areas/within"], `{"type":"MultiPolygon","coordinates":[[[[116,39],[116.01,39],[116.01,39.01],[116,39]]]]}`, `{"type":"Polygon","coordinates":[[[1e308,1],[0,-0]]]}`, `{`,
		`{"type":"Polygon","coordinates":[[[180,80],[-180,80],[-180,-80],[180,80]]]}`,
	} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, body string) {
		sane(t, d, request("POST", "/api/v1/areas/within", "", io.NopCloser(strings.NewReader(body))))
	})
}
