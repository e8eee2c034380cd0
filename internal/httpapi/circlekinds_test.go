package httpapi_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

const osmNotice = "© OpenStreetMap contributors (ODbL)"

// firstAid puts a police post with first aid beside the street, and a street of OpenStreetMap.
func (d *desk) firstAid() {
	d.t.Helper()
	p := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*1_000, Y: 390_000_000 + y*1_000} }
	post := city.Place{Kind: "police_post", Code: "PP1", Point: p(150, 50), State: city.PlaceOpen, Services: []string{"first_aid"}}
	street := city.Line{Layer: city.LayerRoad, Code: "osm1", Shape: geo.MultiLine{{p(300, 10), p(300, 20)}}, Class: map[string]string{"class": "local"}, Source: osmNotice}
	d.lays(&post, &street)
}

// lays puts things into the store for ever.
func (d *desk) lays(things ...city.Content) {
	d.t.Helper()
	c := city.Change{Effective: city.OpenStart}
	for _, one := range things {
		c.Entries = append(c.Entries, city.PutContent(one, city.Always()))
	}
	if _, err := d.store.Apply(context.Background(), c); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.atlas.Refresh(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

// TestCirclesOfKindsAndTags: circles take the kinds and the tags that locate takes, in JSON and in tiles.
func TestCirclesOfKindsAndTags(t *testing.T) {
	d := newDesk(t, nil, nil)
	d.firstAid()
	const in = "/api/v1/circles?minutes=2&bbox=116,39,116.03,39.01"
	for query, want := range map[string][]string{
		"": {"s2"}, "&kind=police_post": {"PP1"}, "&kinds=red_sail_station,police_post": {"PP1", "s2"}, "&kinds=police_post": {"PP1"},
		"&kinds=red_sail_station,police_post&tags=first_aid": {"PP1"}, "&tags=first_aid": nil,
	} {
		fc, text := circlesOf(t, d, in+"&form=split"+query)
		var got []string
		for _, f := range fc.Features {
			got = append(got, f.Properties["code"].(string))
		}
		if slices.Sort(got); !slices.Equal(got, want) || strings.Contains(query, "tags") != strings.Contains(text, `"tags":["first_aid"]`) {
			t.Errorf("%q: circles of %v, want %v", query, got, want)
		}
	}
	fc, _ := circlesOf(t, d, in+"&kinds=red_sail_station,police_post")
	if len(fc.Features) != 1 || fc.Features[0].Properties["kind"] != "red_sail_station,police_post" {
		t.Errorf("merged: %v", fc.Features)
	}
	for query, want := range map[string]string{"&kinds=nix": "unknown_kind", "&kind=police_post&kinds=police_post": "repeated_parameter", "&tags=a,,b": "bad_tags"} {
		if p := problemOf(t, d.ask("GET", in+query, "")); p.Status != 400 || p.Code != want {
			t.Errorf("%s: %+v, want %s", query, p, want)
		}
	}
	tile := func(path string) (tag string, kinds []any) {
		r := d.ask("GET", "/tiles/circles/"+path, "")
		layers, err := mvttest.Decode([]byte(bodyOf(t, r)))
		if err != nil || r.StatusCode != 200 || len(layers) != 1 {
			t.Fatalf("%s: %d %v", path, r.StatusCode, err)
		}
		for _, f := range layers[0].Features {
			kinds = append(kinds, f.Props["kind"])
		}
		return r.Header.Get("ETag"), kinds
	}
	const at = "/2/14/13471/6261.mvt"
	one, _ := tile("red_sail_station" + at)
	both, kinds := tile("red_sail_station,police_post" + at)
	tagged, _ := tile("red_sail_station,police_post" + at + "?tags=first_aid")
	if one == both || both == tagged || one == tagged || !slices.Equal(kinds, []any{"red_sail_station,police_post"}) {
		t.Errorf("tiles of other places are the same: %s %s %s, kinds %v", one, both, tagged, kinds)
	}
	text := bodyOf(t, d.ask("GET", "/tiles/circles/red_sail_station,police_post/2.json?tags=first_aid", ""))
	if !strings.Contains(text, "/tiles/circles/red_sail_station%2Cpolice_post/2/{z}/{x}/{y}.mvt?tags=first_aid") {
		t.Errorf("the description leads elsewhere: %s", text)
	}
}

// TestWalkingNamesItsSource: every answer and file that shows walking on streets of OpenStreetMap names it,
// with the speed, the date of the data and whether they are made up.
func TestWalkingNamesItsSource(t *testing.T) {
	d := writingDesk(t)
	d.firstAid()
	made := described(t, d, "POST", "/api/v1/scenarios", d.local("POST", "/api/v1/scenarios", `{"minutes":5,"edits":[{"op":"close","place":"s2"}]}`), 201)
	export := "/api/v1/scenarios/" + made["id"].(string) + "/export?f="
	for _, path := range []string{
		"GET /api/v1/stations/s2/circle?minutes=2", "GET /api/v1/places/PP1/circle?minutes=2", "GET /api/v1/circles?minutes=2&bbox=116,39,116.03,39.01",
		`POST /api/v1/way {"lon":116.01,"lat":39.0051,"code":"s2"}`, "GET " + export + "geojson",
	} {
		method, rest, _ := strings.Cut(path, " ")
		at, body, _ := strings.Cut(rest, " ")
		var said struct {
			SpeedKMH float64 `json:"speed_kmh"`
			MadeUp   *bool   `json:"made_up"`
			Sources  []string
		}
		text := bodyOf(t, d.local(method, at, body))
		if err := json.Unmarshal([]byte(text), &said); err != nil || said.SpeedKMH != 4.5 || said.MadeUp == nil || !slices.Contains(said.Sources, osmNotice) {
			t.Errorf("%s: %v %.300s", path, err, text)
		}
	}
	csv := bodyOf(t, d.local("GET", export+"csv", ""))
	head, row, _ := strings.Cut(csv, "\n")
	row, _, _ = strings.Cut(row, "\n")
	if !strings.HasSuffix(strings.TrimSpace(head), "speed_kmh,data_date,made_up,sources,policy,direction") || !strings.Contains(row, ",4.5,2026-11-21,false,") || !strings.Contains(row, osmNotice) {
		t.Errorf("CSV: %s\n%s", head, row)
	}
}
