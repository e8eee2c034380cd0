package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

// circlesOf reads an answer of circles.
func circlesOf(t *testing.T, d *desk, path string) (*geojson.FeatureCollection, string) {
	t.Helper()
	r := d.ask("GET", path, "")
	text := bodyOf(t, r)
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/geo+json" {
		t.Fatalf("%s: %d %s %s", path, r.StatusCode, r.Header.Get("Content-Type"), text)
	}
	fc, err := geojson.UnmarshalFeatureCollection([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return fc, text
}

// TestCircle: the bands of a place, the widest first, each within the one before, as a drawing that
// says that it is one.
func TestCircle(t *testing.T) {
	d := newDesk(t, nil, nil)
	fc, text := circlesOf(t, d, "/api/v1/stations/s2/circle")
	var said struct {
		Drawing  bool
		Note     struct{ Zh, En string }
		Revision int64
		Date     string
	}
	if err := json.Unmarshal([]byte(text), &said); err != nil || !said.Drawing || !strings.Contains(said.Note.Zh, "每栋建筑") || !strings.Contains(said.Note.En, "by each building") || said.Revision != 2 || said.Date != "2026-11-21" {
		t.Errorf("%+v, %v", said, err)
	}
	if len(fc.Features) != 3 {
		t.Fatalf("%d bands", len(fc.Features))
	}
	door := orb.Point{116.012, 39.005}
	var wider orb.MultiPolygon
	for i, f := range fc.Features {
		shape, ok := f.Geometry.(orb.MultiPolygon)
		minutes := float64(15 - 5*i)
		if !ok || f.Properties["minutes"] != minutes || f.Properties["code"] != "s2" || f.Properties["kind"] != "red_sail_station" || f.Properties["drawing"] != true || f.Properties["method"] != "network" {
			t.Errorf("band %d: %v, %T", i, f.Properties, f.Geometry)
		}
		// Along the street, a little less and a little more than the minutes reach (86.6 m are
		// 0.001°), as far as the street goes (0.012° to the west, 0.008° to the east).
		reach := minutes * 75 / 86_600
		for east, in := range map[float64]bool{0: true, -reach + 0.0003: true, -reach - 0.0003: false} {
			at := orb.Point{door[0] + east, door[1]}
			if at[0] > 116 && planar.MultiPolygonContains(shape, at) != in {
				t.Errorf("%v minutes, %v° to the east of the door: in it is not %v", minutes, east, in)
			}
		}
		for _, poly := range shape {
			for _, v := range poly[0] {
				v[0] += (door[0] - v[0]) / 20 // a simplified side may move by 5 m, and both have some sides in common
				v[1] += (door[1] - v[1]) / 20
				if wider != nil && !planar.MultiPolygonContains(wider, v) {
					t.Errorf("%v minutes: %v is not in the wider band", minutes, v)
				}
			}
		}
		wider = shape
	}
	byKind, _ := circlesOf(t, d, "/api/v1/places/s2/circle?minutes=10,10&at=2026-07-01")
	if len(byKind.Features) != 1 || !orb.Equal(byKind.Features[0].Geometry, fc.Features[1].Geometry) {
		t.Errorf("%d bands of ten minutes, or another one", len(byKind.Features))
	}
}

// TestCircleOfProfiles: the slower, the smaller; the answer says of whom.
func TestCircleOfProfiles(t *testing.T) {
	d := newDesk(t, nil, nil)
	last := 0.0
	for _, profile := range []string{"elderly", "adult", "bicycle"} {
		fc, text := circlesOf(t, d, "/api/v1/stations/s2/circle?minutes=3&profile="+profile)
		area := planar.Area(fc.Features[0].Geometry)
		if area < 1.2*last || !strings.Contains(text, `"profile":"`+profile+`"`) {
			t.Errorf("%s: area %g after %g", profile, area, last)
		}
		last = area
		many, _ := circlesOf(t, d, "/api/v1/circles?minutes=3&bbox=116,39,116.03,39.01&profile="+profile)
		if planar.Area(many.Features[0].Geometry) < 0.9*area {
			t.Errorf("%s: drawn together it is smaller", profile)
		}
	}
	_, plain := circlesOf(t, d, "/api/v1/stations/s2/circle?minutes=3")
	_, adult := circlesOf(t, d, "/api/v1/stations/s2/circle?minutes=3&profile=adult")
	if strings.Replace(adult, `"profile":"adult",`, "", 1) != plain {
		t.Errorf("an adult is not who is meant where nobody is named:\n%s\n%s", plain, adult)
	}
}

// TestCircles: of all open places in a box; s1 stands off the streets and has no circle.
func TestCircles(t *testing.T) {
	d := newDesk(t, nil, nil)
	for form, code := range map[string]any{"merged": nil, "split": "s2"} {
		fc, _ := circlesOf(t, d, "/api/v1/circles?minutes=2&bbox=116,39,116.03,39.01&form="+form)
		if len(fc.Features) != 1 || fc.Features[0].Properties["code"] != code || fc.Features[0].Properties["kind"] != "red_sail_station" {
			t.Errorf("%s: %d features", form, len(fc.Features))
		}
	}
	for _, empty := range []string{"bbox=10,39,10.01,39.01", "bbox=116,39,116.03,39.01&kind=police_post"} {
		if fc, text := circlesOf(t, d, "/api/v1/circles?minutes=2&"+empty); len(fc.Features) != 0 || !strings.Contains(text, `"features":[]`) {
			t.Errorf("%s: %s", empty, text)
		}
	}
}

func TestCircleProblems(t *testing.T) {
	d := newDesk(t, nil, nil)
	for path, want := range map[string]string{
		"stations/s2/circle?minutes=":              "empty_parameter",
		"stations/s2/circle?minutes=0":             "bad_minutes",
		"stations/s2/circle?minutes=31":            "bad_minutes",
		"stations/s2/circle?minutes=05":            "bad_minutes",
		"stations/s2/circle?minutes=5,":            "bad_minutes",
		"stations/s2/circle?minutes=1,2,3,4,5,6":   "bad_minutes",
		"stations/s2/circle?kind=police_post":      "unknown_parameter",
		"stations/s1/circle":                       "place_off_network",
		"stations/nix/circle":                      "unknown_code",
		"places/s1/circle":                         "ambiguous_code",
		"places/s2/circle?kind=nix":                "unknown_kind",
		"places/s2/circle?at=nix":                  "bad_time",
		"circles":                                  "missing_parameter",
		"circles?bbox=1,2,3":                       "bad_bbox",
		"circles?bbox=116,39,117,40":               "box_too_large",
		"circles?bbox=-180,-90,180,90":             "box_too_large",
		"circles?bbox=116,39,116.1,39.1&form=blob": "unknown_value",
		"circles?bbox=116,39,116.1,39.1&kind=nix":  "unknown_kind",
		"circles?bbox=116,39,116.1,39.1&profile=x": "unknown_profile",
		"stations/s2/circle?profile=Adult":         "unknown_profile",
		"places/s2/circle?profile=":                "empty_parameter",
		"coverage?profile=nix":                     "unknown_profile",
		"coverage/gaps?profile=nix":                "unknown_profile",
		"coverage/report?profile=nix":              "unknown_profile",
	} {
		if p := problemOf(t, d.ask("GET", "/api/v1/"+path, "")); p.Code != want {
			t.Errorf("%s: %+v, want %s", path, p, want)
		}
	}
}
