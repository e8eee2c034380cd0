package httpapi_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestImportClassed: a dry run tells how many things of which class would be written to what is open; the
// file is written by a second answer of who may open layers alone, and the answer is to that one question.
func TestImportClassed(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.open(city.LayerBuilding)
	const building = "kind=building&format=csv&dry_run=true"
	const rows = "code,lon,lat,class.permission\nN-1,116.004,39.004,internal\nN-2,116.005,39.004,restricted\nN-3,116.006,39.004,internal\nN-4,116.007,39.004,public\nN-5,116.008,39.004,\n"
	classed := func(got object, want any) {
		t.Helper()
		if got["state"] != "done" || !reflect.DeepEqual(got["classed"], want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	counted := func(internal, restricted float64, layers ...any) any {
		return object{"internal": internal, "restricted": restricted, "layers": append([]any{}, layers...)}
	}
	got := d.sends(t, d.keeper, building, rows)
	classed(got, counted(2, 1, "building"))
	id := got["id"].(string)
	confirmed := func(token, query string) object {
		t.Helper()
		described(t, d, "POST", "/api/v1/imports/{id}/confirm", d.confirms(token, id, query, `"2"`), 202)
		return d.imported(t, token, id)
	}
	d.open()
	classed(d.imported(t, d.keeper, id), nil) // it was closed meanwhile
	d.open(city.LayerBuilding)
	if got := confirmed(d.keeper, ""); got["state"] != "failed" || got["error"].(object)["code"] != "classed_data" {
		t.Errorf("without an answer: %v", got)
	}
	classed(confirmed(d.keeper, "?dry_run=true&even_restricted=true"), counted(2, 1, "building"))
	if got := confirmed(d.keeper, ""); got["state"] != "failed" {
		t.Errorf("the answer of another question: %v", got)
	}
	confirmed(d.keeper, "?dry_run=true")
	got = confirmed(d.keeper, "?even_restricted=true")
	if classed(got, nil); got["undo"] != "/api/v1/revisions/3/reverse" {
		t.Fatalf("%v", got)
	}
	for _, c := range []struct {
		query, body string
		want        any
	}{
		{building, rows + "N-6,116.003,39.004,internal\n", counted(1, 0, "building")}, // the others stand so
		{building, "code,name\nN-1,示例楼\n", nil},
		{building + "&permission=restricted", "code,name\nN-2,示例楼\n", counted(0, 0)}, // refused for what is said of the file
		{"kind=place&layer=red_sail_station&format=csv&dry_run=true&permission=internal", "code,lon,lat\ns2,116.004,39.004\n", nil},
	} {
		got := d.sends(t, d.keeper, c.query, c.body)
		classed(got, c.want)
		d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	}

	token := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	got = d.sends(t, token, building, "code,lon,lat,class.permission\nN-7,116.004,39.005,internal\n")
	classed(got, counted(1, 0, "building"))
	id = got["id"].(string)
	d.confirms(token, id, "?even_restricted=true", `"3"`)
	if got := d.imported(t, token, id); got["state"] != "failed" || got["error"].(object)["code"] != "classed_data" {
		t.Errorf("of who may not open: %v", got)
	}
}

// TestImportFindingsInDoubt: what is taken though it is hardly meant so stands among the findings with a
// place: an area, a building and a place outside of the city, a place to which nobody can walk.
func TestImportFindingsInDoubt(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.apply("", &city.Line{Layer: city.LayerRoad, Code: "r1", Shape: geo.MultiLine{{spot(0, 5), spot(20, 5)}}, Class: map[string]string{"class": "local"}})
	const far = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"x","name":"X"},"geometry":{"type":"Polygon","coordinates":[[[117,39],[117.01,39],[117.01,39.01],[117,39]]]}}]}`
	for _, c := range []struct {
		query, body, code string
		found             []string
	}{
		{"layer=street&format=geojson", far, "x", []string{"doubt outside_city"}},
		{"kind=place&layer=red_sail_station&format=csv", "code,lon,lat,state\ns9,116.5,39.5,open\n", "s9", []string{"standing place_off_network", "outside outside_city"}},
		{"kind=building&format=csv", "code,lon,lat\nb9,10,10\n", "b9", []string{"outside outside_city"}},
		{"kind=place&layer=red_sail_station&format=csv", "code,lon,lat,state\ns8,10,10,planned\n", "s8", []string{"outside outside_city"}},
	} {
		got := d.sends(t, d.keeper, c.query+"&dry_run=true", c.body)
		var found struct {
			Features []struct {
				Geometry   struct{ Coordinates []float64 }
				Properties struct{ Finding, Reason, Code, Message string }
			}
		}
		if err := json.Unmarshal([]byte(bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/"+got["id"].(string)+"/findings", ""))), &found); err != nil {
			t.Fatal(err)
		}
		var of []string
		for _, f := range found.Features {
			if p := f.Properties; p.Code == c.code && p.Message != "" && len(f.Geometry.Coordinates) == 2 {
				of = append(of, p.Finding+" "+p.Reason)
			}
		}
		if !slices.Equal(of, c.found) {
			t.Errorf("%s: %+v of %v", c.query, found, got)
		}
	}
}
