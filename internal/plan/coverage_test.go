package plan_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestCoverageIsWhatRoutesSay: in a whole town the households that count as covered are those of
// the buildings from which the shortest route to some open station takes ten minutes at most, found
// one by one; the rows of every layer add up, and all of them give the same total.
func TestCoverageIsWhatRoutesSay(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	pic := d.atlas.Current()
	streets, err := pic.Streets()
	if err != nil {
		t.Fatal(err)
	}
	var doors []walk.Foothold
	for _, p := range pic.PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			f, miss := streets.Network().Snap(p.Entrances[0])
			if !miss.OK() {
				t.Fatalf("%s: %v", p.Code, miss)
			}
			doors = append(doors, f)
		}
	}
	for _, minutes := range []int{2, 5, 10, 15} {
		want, total := int64(0), int64(0)
		for i, h := range streets.Dwellings() {
			total += *h.Households
			near := false
			for _, from := range streets.FeetOf(i) {
				for _, to := range doors {
					if _, ok := streets.Network().Route(from, to, walk.Time(minutes*600)); ok {
						near = true
					}
				}
			}
			if near {
				want += *h.Households
			}
		}
		for _, layer := range []string{"city", "street", "community", "grid"} {
			got := d.coverage(plan.Ask{Minutes: minutes, By: layer, Exact: true})
			if *got.Households.Covered != want || *got.Households.Total != total || *got.Households.Estimated != 0 {
				t.Errorf("%d minutes: %d of %d covered, the routes say %d of %d", minutes, *got.Households.Covered, *got.Households.Total, want, total)
			}
			within := int64(0)
			for n, households := range got.Walking.ByMinute {
				if n < minutes {
					within += households
				}
			}
			if within != want {
				t.Errorf("the histogram has %d households within %d minutes, the routes say %d", within, minutes, want)
			}
			sum := [4]int64{}
			for _, r := range got.By {
				for k, n := range []*int64{r.Total, r.Covered, r.Uncovered, r.Estimated} {
					sum[k] += *n
				}
				if *r.Total != *r.Covered+*r.Uncovered+*r.Estimated {
					t.Errorf("%s %s: %v does not add up", r.Layer, r.Code, r.Count)
				}
			}
			if sum != [4]int64{total, want, total - want, 0} {
				t.Errorf("%s: the rows add up to %v", layer, sum)
			}
		}
	}
}

// TestAcrossTheBorder: the nearest place counts wherever it lies, and a closed one does not.
func TestAcrossTheBorder(t *testing.T) {
	d := small(t, house("h1", 900, 5, 40), house("h2", 20, 5, 50), station("s1", 1100, 5), &city.Place{Kind: "red_sail_station", Code: "s2", Point: at(30, 5), State: city.PlacePlanned})
	got := d.coverage(plan.Ask{Minutes: 10, By: "community", Exact: true})
	rows := map[string]string{}
	for _, r := range got.By {
		rows[r.Code] = fmt.Sprint(*r.Covered, *r.Uncovered)
	}
	if rows["west"] != "40 50" || rows["east"] != "0 0" {
		t.Errorf("%v: h1 walks 200 m over the border, h2 more than 1 km", rows)
	}
	if s := *got.Share; s != 40.0/90 {
		t.Errorf("share %v", s)
	}
}

// TestWallMakesTheGap: behind a wall the way leads round by the gate, and the gap says so.
func TestWallMakesTheGap(t *testing.T) {
	wall := line("wall", "Q1", "wall", at(1500, 100), at(1895, 100))
	gate := line("wall", "G1", "gate", at(1895, 100), at(1905, 100))
	inner := line("path", "P1", "path", at(1000, 120), at(1900, 120), at(1900, 130))
	cross := line("road", "up2", "local", at(1900, 400), at(1900, 130), at(1900, 0))
	var homes []city.Content
	for i := range 6 {
		homes = append(homes, house(fmt.Sprintf("h%d", i), 1501+float64(12*i), 125, 20))
	}
	things := append(homes, wall, gate, inner, cross, station("s1", 1500, 5))
	d := small(t, things...)
	got, err := d.Gaps(t.Context(), plan.Ask{Minutes: 9, Exact: true}, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Gaps) != 1 {
		t.Fatalf("%d gaps: %+v", len(got.Gaps), got.Gaps)
	}
	g := got.Gaps[0]
	if g.Code != "east" || g.Buildings != 6 || *g.Households != 120 || g.Nearest.Code != "s1" || g.Nearest.LineM > 150 {
		t.Errorf("%+v, nearest %+v", g, g.Nearest)
	}
	if c := g.Cause; c.Kind != "barrier" || c.Barrier.Code != "Q1" || c.Binding == nil || c.Binding.Code != "G1" || !strings.Contains(c.En, "a wall Q1") || !strings.Contains(c.Zh, "围墙") {
		t.Errorf("cause %+v, barrier %+v, binding %+v", c, c.Barrier, c.Binding)
	}
}

// TestSmallGroupsAreNotTold: who may read the numbers of buildings is told every group, and they add up; to others
// what fewer buildings have together than may be told is withheld.
func TestSmallGroupsAreNotTold(t *testing.T) {
	d := small(t, house("h1", 100, 5, 4000), house("h2", 120, 5, 1), station("s1", 1990, 5))
	for _, exact := range []bool{true, false} {
		got, err := d.Gaps(t.Context(), plan.Ask{Minutes: 5, Exact: exact}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Gaps) != 1 || got.Gaps[0].Withheld == exact || (got.Gaps[0].Households != nil) != exact || got.Gaps[0].Buildings != 2 {
			t.Errorf("exact %v: %+v", exact, got.Gaps)
		}
	}
	demo := demoDesk(t, demo.SizeTiny)
	got, err := demo.Gaps(t.Context(), plan.Ask{Minutes: 4, Exact: true}, plan.MostGaps)
	if err != nil {
		t.Fatal(err)
	}
	sum, last := int64(0), int64(math.MaxInt64)
	for _, g := range got.Gaps {
		if g.Households == nil || *g.Households > last {
			t.Fatalf("%+v after %d households", g, last)
		}
		sum, last = sum+*g.Households, *g.Households
	}
	if want := *demo.coverage(plan.Ask{Minutes: 4, Exact: true}).Households.Uncovered; sum != want || len(got.Gaps) < 3 {
		t.Errorf("%d groups add up to %d households, %d are not covered", len(got.Gaps), sum, want)
	}
}

// TestEstimates: homes off the network and homes without a count are estimates, each with its band,
// and never in the official share.
func TestEstimates(t *testing.T) {
	n, storeys := int64(60), int64(2)
	compound := &city.Area{Layer: "compound", Code: "k", Parent: "west", Shape: rect(80, 0, 200, 60), Households: &n}
	open := func(code string, x float64, storeys *int64) *city.Building {
		return &city.Building{Code: code, Shape: rect(x, 10, x+10, 20), Entrances: []geo.Point{at(x, 10)}, Storeys: storeys, Compound: "k", Class: map[string]string{"use": "home"}}
	}
	counted := house("h1", 150, 10, 30)
	counted.Compound = "k"
	off := house("far", 500, 300, 7)
	office := open("o1", 180, nil)
	office.Class["use"] = "办公"
	flats := open("h2", 100, nil)
	flats.Class["use"] = "住宅"
	d := small(t, compound, counted, flats, open("h3", 120, &storeys), office, off, station("s1", 500, 5))
	got := d.coverage(plan.Ask{Minutes: 10, By: "community", Exact: true})
	h, e := got.Households, got.Estimate
	if *h.Total != 67 || *h.Covered != 30 || *h.Uncovered != 0 || *h.Estimated != 37 {
		t.Errorf("total %d covered %d uncovered %d estimated %d", *h.Total, *h.Covered, *h.Uncovered, *h.Estimated)
	}
	if *e.Spread != 30 || *e.OffNetwork != 7 || *e.Low != 37 || *e.High != 37 {
		t.Errorf("spread %d off %d low %d likely %d high %d", *e.Spread, *e.OffNetwork, *e.Low, *e.Likely, *e.High)
	}
	// 295 m of line take 4.7 to 7.1 minutes, so at 5 minutes it is not known.
	e = d.coverage(plan.Ask{Minutes: 5, Exact: true}).Estimate
	if *e.High-*e.Low != 7 {
		t.Errorf("at 5 minutes: low %d, high %d", *e.Low, *e.High)
	}
}

// TestNoNetwork: without streets all is estimate.
func TestNoNetwork(t *testing.T) {
	scheme, err := city.ParseScheme([]byte(smallScheme))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, scheme, put(&city.Area{Layer: "city", Code: "c", Shape: rect(0, -500, 2000, 500)}, house("h1", 100, 5, 40), station("s1", 200, 5)))
	got := d.coverage(plan.Ask{Exact: true})
	if *got.Households.Total != 40 || *got.Households.Estimated != 40 || got.Share != nil || got.Assumptions.Network != nil || *got.Estimate.Likely != 40 {
		t.Errorf("%+v, estimate %+v", got.Households, got.Estimate)
	}
}

// TestHours: asked by hours, a place counts only while it is open; unknown hours are counted apart.
func TestHours(t *testing.T) {
	day := station("s1", 100, 5)
	day.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1200)}}}}
	d := small(t, house("h1", 120, 5, 40), day, station("s2", 1900, 5))
	for hour, covered := range map[int]int64{4: 40, 14: 0} { // UTC: noon, and 22:00 in Shanghai
		got := d.coverage(plan.Ask{Minutes: 5, Exact: true, Open: true, OpenAt: time.Date(2026, 11, 28, hour, 0, 0, 0, time.UTC).In(d.atlas.Zone())})
		if *got.Households.Covered != covered || got.Places.UnknownHours != 1 {
			t.Errorf("%d:00 UTC: %d covered, %d of unknown hours", hour, *got.Households.Covered, got.Places.UnknownHours)
		}
	}
}

// TestWrongQuestions: each is refused by name.
func TestWrongQuestions(t *testing.T) {
	d := small(t, station("s1", 100, 5))
	for code, a := range map[string]plan.Ask{
		"out_of_range": {Minutes: 121}, "unknown_layer": {By: "nix"},
	} {
		if _, err := d.Coverage(t.Context(), a); city.CodeOf(err) != code {
			t.Errorf("%+v: %v, want %s", a, err, code)
		}
	}
	if _, err := d.Coverage(t.Context(), plan.Ask{By: "land_use"}); city.CodeOf(err) != "unknown_layer" {
		t.Errorf("ground of the map: %v", err)
	}
}

// TestPolicy: a household of an area of a class has the minutes of the class, others those asked for.
func TestPolicy(t *testing.T) {
	scheme, err := city.ParseScheme([]byte(smallScheme + "\nnorms: {service_circle_by_class: [{layer: community, class: location, is: village, minutes: 15}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, scheme, put(
		&city.Area{Layer: "city", Code: "c", Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "community", Code: "west", Parent: "c", Shape: rect(0, -500, 1000, 500), Class: map[string]string{"location": "village"}},
		&city.Area{Layer: "community", Code: "east", Parent: "c", Shape: rect(1000, -500, 2000, 500)},
		line("road", "main", "local", at(10, 0), at(1990, 0)),
		house("h1", 100, 5, 40), house("h2", 1900, 5, 30), station("s1", 1000, 5), // both walk 900 m, 12 minutes
	))
	for policy, want := range map[bool]int64{false: 0, true: 40} {
		if got := d.coverage(plan.Ask{Minutes: 10, Policy: policy, Exact: true}); *got.Households.Covered != want || len(got.Policy) != int(want/40) {
			t.Errorf("policy %v: %d covered, rules %+v", policy, *got.Households.Covered, got.Policy)
		}
	}
	if _, err := small(t, station("s1", 100, 5)).Coverage(t.Context(), plan.Ask{Policy: true}); city.CodeOf(err) != "no_policy" {
		t.Errorf("a scheme without: %v", err)
	}
}

// TestAlongStreets: the households of a grid without any building lie along its streets, in whole
// numbers that add up, as estimate.
func TestAlongStreets(t *testing.T) {
	scheme, err := city.ParseScheme([]byte(strings.Replace(smallScheme, "  - {key: land_use", "  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}\n  - {key: land_use", 1)))
	if err != nil {
		t.Fatal(err)
	}
	n, m := int64(101), int64(50)
	d := newDesk(t, scheme, put(
		&city.Area{Layer: "city", Code: "c", Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "community", Code: "k", Parent: "c", Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "grid", Code: "bare", Parent: "k", Shape: rect(0, -500, 1000, 500), Households: &n},
		&city.Area{Layer: "grid", Code: "built", Parent: "k", Shape: rect(1000, -500, 2000, 500), Households: &m},
		line("road", "a", "local", at(10, 0), at(300, 0)), line("road", "b", "local", at(300, 0), at(990, 0)), line("road", "c", "local", at(990, 0), at(1990, 0)),
		house("h1", 1500, 5, 50), station("s1", 150, 5),
	))
	got := d.coverage(plan.Ask{Minutes: 2, By: "grid", Exact: true})
	if *got.Households.Total != 151 || *got.Households.Estimated != 101 || *got.Estimate.Spread != 101 || *got.Estimate.Likely != 30 || *got.By[0].Estimated != 101 {
		t.Errorf("total %d, estimated %d, spread %d, likely covered %d: 290 m of 980 m lie near", *got.Households.Total, *got.Households.Estimated, *got.Estimate.Spread, *got.Estimate.Likely)
	}
}

// TestNetworkIsShared: a revision that changes no line has the network of the one before, and one
// that does has its own.
func TestNetworkIsShared(t *testing.T) {
	d := small(t, house("h1", 100, 5, 40), station("s1", 150, 5))
	network := func() *walk.Network {
		t.Helper()
		s, err := d.atlas.Current().Streets()
		if err != nil {
			t.Fatal(err)
		}
		return s.Network()
	}
	first := network()
	d.apply(put(station("s2", 500, 5)))
	if network() != first {
		t.Error("a place has made another network")
	}
	d.apply(put(house("h2", 300, 5, 10)))
	if network() != first {
		t.Error("a building has made another network")
	}
	if got := d.coverage(plan.Ask{Minutes: 5, Exact: true}); *got.Households.Covered != 50 {
		t.Errorf("%d covered with the new building, want 50", *got.Households.Covered)
	}
	d.apply(put(line("road", "new", "local", at(300, 0), at(300, 200))))
	if network() == first {
		t.Error("a new street has made no other network")
	}
}

// TestUncounted: households that a total names and no building can take are in no number, and said;
// where each finds its building or street nothing is said of them.
func TestUncounted(t *testing.T) {
	n := int64(90)
	compound := &city.Area{Layer: "compound", Code: "k", Parent: "west", Shape: rect(80, 0, 200, 60), Households: &n}
	counted, office := house("h1", 150, 10, 30), house("o1", 180, 10, 0)
	office.Class["use"], office.Households = "office", nil
	homes := []city.Content{compound, counted, office, station("s1", 500, 5)}
	d := small(t, homes...)
	ask := plan.Ask{Minutes: 10, Exact: true}
	if got := d.coverage(ask); got.Estimate.Uncounted == nil || *got.Estimate.Uncounted != 60 || *got.Households.Total != 30 {
		t.Errorf("%+v of %d", got.Estimate, *got.Households.Total)
	}
	if text, err := d.Report(t.Context(), ask, "html"); err != nil || !strings.Contains(string(text), "另有 60 户未计入") {
		t.Errorf("the report does not say it: %v", err)
	}
	open := house("h2", 100, 10, 0)
	open.Households = nil
	d.apply(put(open))
	if got := d.coverage(ask); got.Estimate.Uncounted != nil || *got.Households.Total != 90 {
		t.Errorf("with a building that takes them: %+v", got.Estimate)
	}
}

// TestReportHasThePagesSteps: the legend of the report parts shares where that of the page does, and
// says the kind and the policy in each of its forms.
func TestReportHasThePagesSteps(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "web", "src", "plan", "overlay.ts"))
	if err != nil {
		t.Fatal(err)
	}
	d := small(t, house("h1", 100, 5, 40), station("s1", 150, 5))
	text, err := d.Report(t.Context(), plan.Ask{Minutes: 5, Exact: true}, "html")
	if err != nil {
		t.Fatal(err)
	}
	from := regexp.MustCompile(`\{ from: ([0-9.]+), to`).FindAllSubmatch(page, -1)
	if len(from) != 5 {
		t.Fatalf("the page has %d steps", len(from))
	}
	for i, m := range from {
		share, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%.0f–", 100*share)
		switch i {
		case 0:
			continue
		case len(from) - 1:
			want = fmt.Sprintf("≥ %.0f %%", 100*share)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("the report has no step %q", want)
		}
	}
	if !strings.Contains(string(text), "红帆驿站 Red Sail station (red_sail_station)") {
		t.Error("the report does not say what is walked to")
	}
	layer, err := d.Report(t.Context(), plan.Ask{Minutes: 5, Exact: true}, "geojson")
	if err != nil || !strings.Contains(string(layer), `"kind":"red_sail_station"`) || !strings.Contains(string(layer), `"policy":[]`) {
		t.Errorf("GeoJSON: %v %.300s", err, layer)
	}
}
