package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestShiftedStreetsAreRefused: homes that all stand beside the streets by one common shift are in another
// coordinate system: every question is refused by name, none is answered with what snapping makes of it.
func TestShiftedStreetsAreRefused(t *testing.T) {
	var homes []city.Content
	for i := range 60 {
		homes = append(homes, house(fmt.Sprintf("h%d", i), float64(20+32*i), 60, 5))
	}
	d := small(t, append(homes, station("s1", 700, 5))...)
	p := at(700, 5).LonLat()
	for name, ask := range map[string]func() error{
		"coverage":  func() error { _, err := d.Coverage(t.Context(), plan.Ask{Exact: true}); return err },
		"gaps":      func() error { _, err := d.Gaps(t.Context(), plan.Ask{Exact: true}, 5); return err },
		"buildings": func() error { _, err := d.Buildings(t.Context(), plan.Ask{}); return err },
		"siting":    func() error { _, err := d.Site(t.Context(), plan.SitingAsk{New: 1}, nil); return err },
		"spot":      func() error { _, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1]}); return err },
	} {
		if err := ask(); city.CodeOf(err) != "shifted_streets" || city.KindOf(err) != city.Conflict || !strings.Contains(err.Error(), "again, with --replace and its --crs") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHomesSetBackAreCounted: homes that all stand 18 m to the north of their road are counted, and every answer
// says that their coordinate system may be another.
func TestHomesSetBackAreCounted(t *testing.T) {
	var homes []city.Content
	for i := range 60 {
		homes = append(homes, house(fmt.Sprintf("h%d", i), float64(20+32*i), 18+float64(i%5)-2, 5))
	}
	d := small(t, append(homes, station("s1", 700, 5))...)
	got := d.coverage(plan.Ask{Exact: true})
	if n := got.Households; *n.Total != 300 || *n.Covered == 0 || *n.Estimated != 0 {
		t.Errorf("%+v", n)
	}
	told := got.Assumptions.SetBack
	if len(told) != 1 || told[0].Layer != "building" || told[0].NorthM != 18 || told[0].EastM != 0 || !strings.Contains(told[0].Says, "60 buildings") {
		t.Errorf("what the figures rest on: %+v", told)
	}
	report, err := d.Report(t.Context(), plan.Ask{Exact: true}, "html")
	if err != nil || !strings.Contains(string(report), "偏北 18 米") {
		t.Errorf("the report: %v", err)
	}
}

// TestABridgeBringsHelpNearer: a river makes the gap; a bridge added by a change is walked over by the next
// question, and gone again when it is taken away.
func TestABridgeBringsHelpNearer(t *testing.T) {
	d := small(t, line("road", "north", "local", at(1000, 400), at(1900, 400)), line("river", "R", "river", at(0, 200), at(1850, 200)),
		house("h1", 1000, 390, 7), station("s1", 1000, 10))
	covered := func(want int64, when string) {
		t.Helper()
		if got := *d.coverage(plan.Ask{Exact: true}).Households.Covered; got != want {
			t.Errorf("%s: %d households are covered, want %d", when, got, want)
		}
	}
	covered(0, "without a bridge")
	gaps, err := d.Gaps(t.Context(), plan.Ask{Exact: true}, 5)
	if err != nil || len(gaps.Gaps) != 1 || gaps.Gaps[0].Cause.Kind != "barrier" || gaps.Gaps[0].Cause.Barrier.Code != "R" {
		t.Errorf("the gap: %v %+v", err, gaps)
	}
	bridge := line("path", "B", "footway", at(1000, 0), at(1000, 400))
	bridge.Class["bridge"] = "yes"
	d.apply(put(bridge))
	covered(7, "with a bridge")
	d.apply(city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.DeleteKey(bridge.Key(), city.OpenStart)}})
	covered(0, "when it is taken away")
}
