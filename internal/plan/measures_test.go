package plan_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestOneCalendarForAll: stations whose calendar of holidays ends are told once, by the calendar, and are in
// the list of those not open every day only for what is known of them.
func TestOneCalendarForAll(t *testing.T) {
	keeps := func(code string, x float64, weekend []city.Span) *city.Place {
		p := station(code, x, 5)
		p.Hours = &city.Hours{Calendar: "cn", Week: []city.WeekRule{
			{Days: city.Workdays, Open: []city.Span{city.Clock(540, 1020)}}, {Days: city.Weekend, Open: weekend}, {Days: city.Holiday, Open: []city.Span{city.Clock(540, 1020)}},
		}}
		return p
	}
	daily := []city.Span{city.Clock(540, 1020)}
	d := small(t, house("h1", 100, 5, 40), keeps("s1", 120, daily), keeps("s2", 520, daily), keeps("s3", 920, nil))
	got, err := d.Norms(t.Context(), plan.Ask{Minutes: 5, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	// From 2026-11-28 to the end of the year are 34 days, with 10 days of weekends.
	if len(got.NoCalendar) != 1 || got.NoCalendar[0] != (plan.NoCalendar{Calendar: "cn", First: "2027-01-01", Days: 331, Places: 3}) {
		t.Errorf("%+v", got.NoCalendar)
	}
	if len(got.Closed) != 1 || got.Closed[0].Code != "s3" || got.Closed[0].Unknown != 0 || got.Closed[0].Closed != 10 {
		t.Errorf("%+v", got.Closed)
	}
}

// TestWhatIsLackingAndRented: streets without a centre and communities without a station are named, and a
// place that is rented though large enough, with the norm of its kind.
func TestWhatIsLackingAndRented(t *testing.T) {
	scheme, err := city.ParseScheme([]byte(strings.Replace(smallScheme, "places:\n", "places:\n  - {key: service_station, name: {zh: 站, en: Station}}\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	area := func(v int64) *int64 { return &v }
	served := &city.Place{Kind: "service_station", Code: "v1", Point: at(200, 5), State: city.PlaceOpen, FloorArea: area(5000), Tenure: "rented"}
	d := newDesk(t, scheme, put(
		&city.Area{Layer: "city", Code: "c", Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "community", Code: "west", Parent: "c", Shape: rect(0, -500, 1000, 500)},
		&city.Area{Layer: "community", Code: "east", Parent: "c", Shape: rect(1000, -500, 2000, 500)},
		line("road", "main", "local", at(10, 0), at(1990, 0)), house("h1", 100, 5, 40), station("s1", 120, 5), served))
	got, err := d.Norms(t.Context(), plan.Ask{Minutes: 5, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Lacking) != 1 || got.Lacking[0].Code != "east" || got.Lacking[0].Lacks != "service_station" {
		t.Errorf("lacking %+v", got.Lacking)
	}
	if len(got.Small) != 1 || got.Small[0].Code != "v1" || !got.Small[0].Rented {
		t.Errorf("below norm %+v", got.Small)
	}
}

// TestWalkingMeasures: the mean, the worst tenth and those within 100 m of a town of which each walk is known:
// 75 m a minute along the street, and the links to it.
func TestWalkingMeasures(t *testing.T) {
	d := small(t, station("s1", 100, 0), house("h1", 150, 0, 60), house("h2", 400, 0, 30), house("h3", 850, 0, 10))
	got := d.coverage(plan.Ask{Minutes: 10, Exact: true}).Walking
	near := func(v, want float64) bool { return math.Abs(v-want) <= 0.01*want+0.2 }
	if got == nil || got.Within100M != 60 || !near(got.WorstTenthS, 750/1.25) || !near(got.MeanS, (60*50+30*300+10*750)/100/1.25) {
		t.Errorf("%+v", got)
	}
}

// TestDemoCityIsBelievable: of the demo city 60 to 90 % are covered, its gaps have causes,
// the printed gap of a siting run is at most 0.5 % within 20 s, and the places that it chose cover exactly
// the households that it promised.
func TestDemoCityIsBelievable(t *testing.T) {
	d := demoDesk(t, demo.SizeCity)
	got := d.coverage(plan.Ask{Exact: true})
	if got.Share == nil || !(*got.Share >= 0.6 && *got.Share <= 0.9) {
		t.Errorf("%+v are covered", got.Households)
	}
	gaps, err := d.Gaps(t.Context(), plan.Ask{Exact: true}, 100)
	if err != nil || len(gaps.Gaps) == 0 {
		t.Fatalf("%v, %d gaps", err, len(gaps.Gaps))
	}
	for i := range gaps.Gaps {
		if g := &gaps.Gaps[i]; g.Cause.Text() == "" || strings.Contains(g.Cause.Zh, "出入口 出入口") {
			t.Errorf("gap %s has no cause, or one that says a word twice: %s", g.Code, g.Cause.Zh)
		}
	}
	begun := cpuTime(t)
	sites, err := d.Site(t.Context(), plan.SitingAsk{New: 20}, nil)
	if err != nil || sites.GapPercent > 0.5 || len(sites.Chosen) != 20 {
		t.Fatalf("%v, %+v", err, sites)
	}
	if took := cpuTime(t) - begun; took > 20*time.Second {
		t.Errorf("it took %s of processor time", took)
	}
	ask := plan.ScenarioAsk{}
	for i := range sites.Chosen {
		ask.Edits = append(ask.Edits, plan.Edit{Op: "open", Lon: &sites.Chosen[i].Lon, Lat: &sites.Chosen[i].Lat})
	}
	if sc := d.scenario(ask); float64(sc.Change.Gained) != sites.Objective || sc.Change.Lost != 0 || *sc.After.Covered != *got.Households.Covered+sc.Change.Gained {
		t.Errorf("promised are %g households, gained %d of %d", sites.Objective, sc.Change.Gained, *got.Households.Covered)
	}
}
