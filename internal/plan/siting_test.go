package plan_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
)

func snap(t testing.TB, p [2]float64) geo.Point {
	t.Helper()
	q, err := geo.Snap(orb.Point(p))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestSitingKeepsItsPromise: the chosen places, opened in a scenario, cover exactly the households
// that were promised, one by one and all together; the gains add up to the objective, which is at
// most the bound; and the same question has the same answer.
func TestSitingKeepsItsPromise(t *testing.T) {
	d := demoDesk(t, demo.SizeMiddle)
	for _, ask := range []plan.SitingAsk{{Model: "mclp", New: 6, Minutes: 5}, {Model: "pmedian", New: 6, Minutes: 5}, {Model: "mclp", New: 6, Minutes: 5, Policy: true}, {Model: "pmedian", New: 6, Minutes: 5, Policy: true}, {Model: "mclp", New: 6, Minutes: 5, Direction: "from"}, {Model: "pmedian", New: 6, Minutes: 90}} {
		model := ask.Model
		got, err := d.Site(t.Context(), ask, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Chosen) != 6 || got.Objective > got.UpperBound || got.GapPercent < 0 {
			t.Fatalf("%s: %+v", model, got)
		}
		sc := d.scenario(plan.ScenarioAsk{Minutes: ask.Minutes, Policy: ask.Policy, Direction: ask.Direction})
		before, sum, saved := *sc.Before.Covered, int64(0), 0.0
		if *got.Before.Covered != before {
			t.Errorf("%s: %d are covered before, the scenario says %d", model, *got.Before.Covered, before)
		}
		for _, c := range got.Chosen {
			if sc, err = d.Edit(sc.ID, plan.Edit{Op: "open", Lon: &c.Lon, Lat: &c.Lat}); err != nil {
				t.Fatal(err)
			}
			if sc.Last.Gained != c.Gain || sc.Last.Lost != 0 {
				t.Errorf("%s: %+v was to gain %d households, it gains %d", model, c, c.Gain, sc.Last.Gained)
			}
			sum += c.Gain
			if c.Saves != nil {
				saved += *c.Saves
			}
		}
		if *sc.After.Covered != before+sum {
			t.Errorf("%s: %d covered and %d more are %d", model, before, sum, *sc.After.Covered)
		}
		if model == "mclp" && float64(sum) != got.Objective || model == "pmedian" && (saved < got.Objective-1e-6 || saved > got.Objective+1e-6) {
			t.Errorf("%s: the gains add up to %d and %g, the objective is %g", model, sum, saved, got.Objective)
		}
		again, err := d.Site(t.Context(), ask, nil)
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s: asked again it answers something else: %v", model, err)
		}
	}
}

// TestSetCover: with the places of lscp everybody is covered who can be.
func TestSetCover(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	for _, policy := range []bool{false, true} {
		var told []jobs.Step
		got, err := d.Site(t.Context(), plan.SitingAsk{Model: "lscp", Minutes: 5, Policy: policy}, func(_ float64, _ string, parts ...jobs.Step) { told = append(told, parts...) })
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, c := range got.Chosen {
			sum += c.Gain
		}
		if n := len(told); n < 3 || told[0].Stage != "measuring" || told[n-1].Stage != "checking" || told[n-1].Of != got.Candidates {
			t.Errorf("told %+v", told)
		}
		for _, s := range told {
			if s.Found != nil && (*s.Bound > got.UpperBound || *s.Found < got.Objective) {
				t.Errorf("told %g places, at least %g; in the end they are %g and %g", *s.Found, *s.Bound, got.Objective, got.UpperBound)
			}
		}
		if *got.Before.Uncovered != sum+got.Unreached || float64(len(got.Chosen)) != got.Objective || got.UpperBound > got.Objective {
			t.Errorf("%d uncovered, %d gained, %d unreached; %d places, objective %g, bound %g", *got.Before.Uncovered, sum, got.Unreached, len(got.Chosen), got.Objective, got.UpperBound)
		}
		if want := d.coverage(plan.Ask{Minutes: 5, Policy: policy, Exact: true}); *want.Households.Uncovered != *got.Before.Uncovered {
			t.Errorf("policy %v: %d uncovered before, coverage says %d", policy, *got.Before.Uncovered, *want.Households.Uncovered)
		}
	}
}

// TestCandidates: those in water, off the network and outside of the city are left out and counted.
func TestCandidates(t *testing.T) {
	pond := &city.Area{Layer: "land_use", Code: "w", Shape: rect(1480, -30, 1520, 30), Class: map[string]string{"kind": "water"}}
	d := small(t, house("h1", 1500, 35, 40), house("h2", 600, 5, 30), pond, station("s1", 20, 5))
	spot := func(x, y float64) plan.Candidate {
		p := at(x, y).LonLat()
		return plan.Candidate{Lon: p[0], Lat: p[1]}
	}
	ask := plan.SitingAsk{New: 1, Minutes: 5, Candidates: []plan.Candidate{spot(1500, 5), spot(1500, 400), spot(1500, 4000), spot(650, 5), spot(1400, 5)}}
	got, err := d.Site(t.Context(), ask, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.LeftOut{{Why: "off the network", WhyZh: "不在步行路网上", Count: 1}, {Why: "on water", WhyZh: "位于水面", Count: 1}, {Why: "outside the city", WhyZh: "位于市域外", Count: 1}}
	if got.Candidates != 2 || !reflect.DeepEqual(got.LeftOut, want) {
		t.Errorf("%d candidates, left out %+v", got.Candidates, got.LeftOut)
	}
	if len(got.Chosen) != 1 || got.Chosen[0].Gain != 40 || got.Objective != 40 || got.UpperBound != 40 {
		t.Errorf("%+v", got)
	}
	ask.Candidates[0].Required = true
	if _, err := d.Site(t.Context(), ask, nil); city.CodeOf(err) != "bad_candidate" {
		t.Errorf("required in water: %v", err)
	}
	made, err := d.Site(t.Context(), plan.SitingAsk{New: 2, Minutes: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range made.Chosen {
		if rect(1480, -30, 1520, 30).Owns(snap(t, [2]float64{c.Lon, c.Lat})) {
			t.Errorf("%+v is in the pond", c)
		}
	}
	if made.Objective != 70 || made.Candidates < 7 {
		t.Errorf("made: %+v", made)
	}
}

// TestBadSiting: a question without an answer says so, and one that is cancelled gives nothing.
func TestBadSiting(t *testing.T) {
	d := small(t, house("h1", 1500, 5, 40), station("s1", 20, 5))
	for name, c := range map[string]struct {
		ask  plan.SitingAsk
		code string
	}{
		"nothing asked": {plan.SitingAsk{}, "missing_parameter"}, "no model": {plan.SitingAsk{New: 1, Model: "x"}, "unknown_value"},
		"more places than candidates": {plan.SitingAsk{New: 3, Candidates: []plan.Candidate{{Lon: at(1500, 5).LonLat()[0], Lat: at(1500, 5).LonLat()[1]}}}, "no_siting"},
		"unknown to close":            {plan.SitingAsk{New: 1, MayClose: []string{"nix"}}, "unknown_code"},
	} {
		if got, err := d.Site(t.Context(), c.ask, nil); city.CodeOf(err) != c.code || got != nil {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if got, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 100}, nil); err != nil || got.Objective != 0 || got.UpperBound != 0 || got.GapPercent != 0 {
		t.Errorf("all are covered already: %+v, %v", got, err)
	}
	if _, err := small(t, station("s1", 20, 5)).Site(t.Context(), plan.SitingAsk{New: 1}, nil); city.CodeOf(err) != "no_siting" {
		t.Errorf("nobody lives here: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	got, err := d.Site(ctx, plan.SitingAsk{New: 1, Minutes: 5}, func(float64, string, ...jobs.Step) { cancel() })
	if !errors.Is(err, context.Canceled) || got != nil {
		t.Errorf("cancelled: %v, %+v", err, got)
	}
}

// TestSitingAtAnHour: of the places that stand only those open at the hour count, new ones all; opened in a scenario
// of that hour they gain just that many.
func TestSitingAtAnHour(t *testing.T) {
	day := station("s1", 120, 5)
	day.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1080)}}}}
	d := small(t, house("h1", 100, 5, 40), house("h2", 1500, 5, 9), day, station("nix", 130, 5))
	place := candidateAt(140, 5)
	for hour, want := range map[string]float64{"": 0, "2026-11-28T12:00:00+08:00": 0, "2026-11-28T20:30:00+08:00": 40} {
		got, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 5, OpenAt: hour, Candidates: []plan.Candidate{place}}, nil)
		if err != nil || got.Objective != want || (got.OpenAt == nil) != (hour == "") || hour != "" && (*got.OpenAt != hour || got.Unknown != 1) || got.Direction != "to" {
			t.Errorf("%q: %v, %+v", hour, err, got)
			continue
		}
		if want == 0 {
			continue
		}
		at, err := time.Parse(time.RFC3339, hour)
		if err != nil {
			t.Fatal(err)
		}
		sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 5, OpenAt: hour, Edits: []plan.Edit{{Op: "open", Lon: &place.Lon, Lat: &place.Lat}}}, at)
		if err != nil || sc.Change.Gained != int64(want) {
			t.Errorf("opened in a scenario: %v, %+v", err, sc)
		}
		for form, says := range map[string]string{"html": "places open at 2026-11-28T20:30", "csv": ",to the place,2026-11-28T20:30", "geojson": `"open_at":"2026-11-28T20:30`} {
			if text, err := d.SitingReport(t.Context(), got, form); err != nil || !strings.Contains(string(text), says) {
				t.Errorf("%s: %v, %s", form, err, text)
			}
		}
	}
	for hour, code := range map[string]string{"soon": "bad_time", "2026-11-28T20:30:00+08:00": "unknown_code"} {
		if _, err := d.Site(t.Context(), plan.SitingAsk{New: 1, OpenAt: hour, MayClose: []string{"s1"}}, nil); city.CodeOf(err) != code {
			t.Errorf("a closed place may close at %s: %v", hour, err)
		}
	}
}

// TestGivenUpPlacesSayWhatTheyCost: what a place given up costs is told in the unit of the objective, without a sign to guess.
func TestGivenUpPlacesSayWhatTheyCost(t *testing.T) {
	d := small(t, house("h1", 100, 5, 4), house("h2", 1500, 5, 40), station("s1", 20, 5))
	for model, unit := range map[string]float64{"mclp": 1, "pmedian": 600} {
		got, err := d.Site(t.Context(), plan.SitingAsk{Model: model, Minutes: 5, MayClose: []string{"s1"}, Candidates: []plan.Candidate{candidateAt(1490, 5)}}, nil)
		if err != nil || len(got.Closed) != 1 {
			t.Errorf("%s: %v, %+v", model, err, got)
			continue
		}
		if c := got.Closed[0]; c.Loss >= 0 || c.Lost != float64(-c.Loss)/unit {
			t.Errorf("%s: %+v", model, c)
		}
	}
	if _, err := small(t).Site(t.Context(), plan.SitingAsk{New: 1, Candidates: []plan.Candidate{{Required: true, Forbidden: true}}}, nil); err == nil || !strings.Contains(err.Error(), "candidate 1 is required and forbidden") {
		t.Errorf("a candidate without a name: %v", err)
	}
}

// TestSpot: the card says what a place there would do: as much as an edit that opens it.
func TestSpot(t *testing.T) {
	pond := &city.Area{Layer: "land_use", Code: "w", Shape: rect(1480, -30, 1520, 30), Class: map[string]string{"kind": "water"}}
	school := house("school", 690, 20, 0)
	school.Class["use"] = "小学"
	school.Names, school.Address = city.Names{Zh: "2号楼", En: "Building 2"}, city.Address{Road: "学府路", Number: "5号"}
	pond.Names = city.Names{Zh: "荷塘", En: "Lotus Pond"}
	shop := house("shop", 691, 30, 0)
	shop.Class["use"] = "商铺"
	d := small(t, shop, house("h1", 700, 5, 310), house("h2", 1100, 5, 50), house("far", 100, 5, 9), school, pond, station("s1", 1200, 5))
	ask := func(x, y float64) *plan.Spot {
		t.Helper()
		p := at(x, y).LonLat()
		got, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1], Minutes: 6}) // 450 m
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := ask(750, 5)
	if !got.Allowed || got.Households != 360 || got.New != 310 || got.Twice != 50 || *got.Nearest300 != *got.NearestS || len(got.Areas) != 2 || got.Areas[1].Code != "west" {
		t.Errorf("%+v", got)
	}
	if len(got.Circles) != 1 || got.Circles[0] != (plan.SpotCircle{Code: "s1", Name: "s1", Shared: 50}) || len(got.Buildings) != 1 || got.Buildings[0].Use != "小学" || got.Buildings[0].NameEn != "Building 2" || got.Buildings[0].Address != "学府路5号" {
		t.Errorf("circles %+v, buildings %+v", got.Circles, got.Buildings)
	}
	if got = ask(1500, 5); got.Allowed || got.Why != "on water" || got.LandUse[0].Kind != "water" || got.LandUse[0].NameEn != "Lotus Pond" {
		t.Errorf("in the pond: %+v", got)
	}
	if got = ask(500, 400); got.Allowed || got.Why != "off the network" || got.Households != 0 {
		t.Errorf("off the network: %+v", got)
	}
}

// TestSpotOfAnHour: of the places that stand only those open at that hour count, and the city is that of the date asked for.
func TestSpotOfAnHour(t *testing.T) {
	day := station("s1", 100, 5)
	day.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1200)}}}}
	d := small(t, house("h1", 120, 5, 40), day, station("s2", 1900, 5))
	p := at(140, 5).LonLat()
	ask := func(at, openAt string) *plan.Spot {
		t.Helper()
		got, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1], Minutes: 5, At: at, OpenAt: openAt})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for openAt, want := range map[string][2]int64{"": {0, 40}, "2026-11-28T12:00:00+08:00": {0, 40}, "2026-11-28T22:00:00+08:00": {40, 0}} {
		got := ask("", openAt)
		if got.New != want[0] || got.Twice != want[1] || len(got.Circles) != int(want[1]/40) || (got.OpenAt == nil) != (openAt == "") || (got.Unknown == 1) != (openAt != "") {
			t.Errorf("open at %q: %+v", openAt, got)
		}
	}
	later, err := city.ParseDate("2026-06-01")
	if err != nil {
		t.Fatal(err)
	}
	more := put()
	more.Effective = later
	more.Entries = append(more.Entries, city.PutContent(house("h1", 120, 5, 90), city.Period{From: later, To: city.OpenEnd}))
	d.apply(more)
	for at, want := range map[string]int64{"2026-05-31": 40, "2026-06-01": 90, "": 90} {
		if got := ask(at, ""); got.Twice != want || at != "" && got.At[:10] != at {
			t.Errorf("at %q: %+v", at, got)
		}
	}
	for _, bad := range []plan.SpotAsk{{At: "soon"}, {OpenAt: "20:00"}} {
		if _, err := d.Spot(t.Context(), bad); city.CodeOf(err) != "bad_time" {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
