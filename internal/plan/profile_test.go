package plan_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// coveredByHand counts the households that reach an open station in time on a network that is built
// here from the city's lines, by one route after the other.
func coveredByHand(t *testing.T, d *desk, profile string, minutes int) (covered, off int64) {
	t.Helper()
	pic := d.atlas.Current()
	var lines []streets.Line
	for _, l := range pic.LinesOf() {
		if l.Class["class"] == "" {
			t.Fatalf("%s has no class", l.Code)
		}
		lines = append(lines, streets.Line{Code: l.Code, Kind: streets.Kind(l.Layer), Class: l.Class, Shape: l.Shape})
	}
	net, _, err := walk.Build(streets.Walk(lines), pic.Scheme.WalkRules(), profile)
	if err != nil {
		t.Fatal(err)
	}
	snap := func(points []geo.Point) (out []walk.Foothold) {
		for _, q := range points {
			if f, miss := net.Snap(q); miss.OK() {
				out = append(out, f)
			}
		}
		return out
	}
	var doors []walk.Foothold
	for _, p := range pic.PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			doors = append(doors, snap(p.Entrances)...)
		}
	}
	for _, h := range pic.Dwellings() {
		feet, near := snap(h.Doors), false
		for _, from := range feet {
			for _, to := range doors {
				if _, ok := net.Route(from, to, walk.Time(minutes*600)); ok {
					near = true
				}
			}
		}
		switch {
		case len(feet) == 0:
			off += *h.Households
		case near:
			covered += *h.Households
		}
	}
	return covered, off
}

// TestProfiles: what is counted for a profile is what the routes on a network built by hand for it
// say, in both orders of asking; the old reach less in the same time, a bicycle more, and every
// answer says whom it is about.
func TestProfiles(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	const minutes = 4
	got := map[string]int64{}
	for _, profile := range []string{"elderly", "bicycle", "wheelchair", "", "elderly", "adult"} {
		c := d.coverage(plan.Ask{Minutes: minutes, Exact: true, Profile: profile})
		as := profile
		if as == "" {
			as = walk.Adult
		}
		covered, off := coveredByHand(t, d, as, minutes)
		if *c.Households.Covered != covered || *c.Estimate.OffNetwork != off {
			t.Errorf("%q: %d covered, %d off the network; by hand %d and %d", profile, *c.Households.Covered, *c.Estimate.OffNetwork, covered, off)
		}
		if c.Profile != profile || c.Assumptions.Profile != profile {
			t.Errorf("%q: the answer speaks of %q, its assumptions of %q", profile, c.Profile, c.Assumptions.Profile)
		}
		got[as] = covered
	}
	if !(got["elderly"] < got["adult"] && got["adult"] < got["bicycle"]) {
		t.Errorf("covered in %d minutes: %v", minutes, got)
	}
	gaps, err := d.Gaps(t.Context(), plan.Ask{Minutes: minutes, Exact: true, Profile: "elderly"}, 5)
	if err != nil || gaps.Profile != "elderly" || gaps.Assumptions.SpeedKMH != 3.2 {
		t.Errorf("gaps: %+v, %v", gaps, err)
	}
	for form, says := range map[string]string{"csv": ",elderly,0\n", "html": "elderly: 3.2 km/h", "geojson": `"profile":"elderly"`} {
		text, err := d.Report(t.Context(), plan.Ask{Minutes: minutes, Exact: true, Profile: "elderly"}, form)
		if err != nil || !strings.Contains(string(text), says) {
			t.Errorf("the report as %s does not say %q: %v", form, says, err)
		}
	}
	if _, err := d.Coverage(t.Context(), plan.Ask{Profile: "ghost"}); city.CodeOf(err) != "unknown_profile" || !strings.Contains(err.Error(), "adult, elderly, wheelchair, bicycle") {
		t.Errorf("a ghost: %v", err)
	}
}

// stairs is a home that reaches the station over steps within ten minutes, else by a way round that
// takes adults 20 minutes.
func stairs(t *testing.T) *desk {
	return small(t, house("h", 1700, 205, 30), station("s", 1500, 5),
		line("road", "low", "local", at(1500, 0), at(1510, 0), at(1900, 0)), line("road", "side", "local", at(1900, 0), at(1900, 200)),
		line("path", "top", "path", at(1500, 200), at(1510, 200), at(1900, 200)), line("path", "flight", "steps", at(1500, 0), at(1500, 200)))
}

// TestWheelchairTakesNoSteps: coverage, a scenario and siting agree on that.
func TestWheelchairTakesNoSteps(t *testing.T) {
	d := stairs(t)
	for profile, want := range map[string]int64{"adult": 30, "wheelchair": 0} {
		if c := d.coverage(plan.Ask{Minutes: 12, Exact: true, Profile: profile}); *c.Households.Covered != want || *c.Households.Total != 30 {
			t.Errorf("%s: %d covered", profile, *c.Households.Covered)
		}
		sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 12, Profile: profile}, now())
		if err != nil || *sc.After.Covered != want || sc.Profile != profile {
			t.Errorf("%s: scenario %+v, %v", profile, sc, err)
		}
		sites, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 12, Profile: profile}, nil)
		if err != nil || (*sites.Before.Covered != want || int64(sites.Objective) != 30-want || sites.Profile != profile) {
			t.Errorf("%s: siting %+v, %v", profile, sites, err)
		}
	}
	one, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 12, Profile: "adult"}, now())
	if err != nil {
		t.Fatal(err)
	}
	other, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 12, Profile: "wheelchair"}, now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Compare(one.ID, other.ID); city.CodeOf(err) != "bad_edit" {
		t.Errorf("scenarios of two profiles were compared: %v", err)
	}
	edited, err := d.Edit(other.ID, plan.Edit{Op: "open", Lon: ptr(at(1890, 5).LonLat()[0]), Lat: ptr(at(1890, 5).LonLat()[1])})
	if err != nil || edited.Last.Gained != 30 {
		t.Errorf("a station below the other end: %+v, %v", edited, err)
	}
	for _, ask := range []func() error{
		func() error {
			_, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Profile: "ghost"}, now())
			return err
		},
		func() error { _, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Profile: "ghost"}, nil); return err },
	} {
		if err := ask(); city.CodeOf(err) != "unknown_profile" {
			t.Errorf("a ghost: %v", err)
		}
	}
}

// TestProfileFollowsTheCity: a street that comes is there for each profile.
func TestProfileFollowsTheCity(t *testing.T) {
	d := stairs(t)
	ask := plan.Ask{Minutes: 12, Exact: true, Profile: "wheelchair"}
	if c := d.coverage(ask); *c.Households.Covered != 0 {
		t.Fatalf("%d covered", *c.Households.Covered)
	}
	d.apply(put(line("path", "ramp", "path", at(1510, 0), at(1510, 200))))
	if c := d.coverage(ask); *c.Households.Covered != 30 {
		t.Errorf("with a ramp: %d covered", *c.Households.Covered)
	}
}
