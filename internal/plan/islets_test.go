package plan_test

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// covered are the households within five minutes, as the keeper is told.
func (d *desk) covered() int64 {
	d.t.Helper()
	return *d.coverage(plan.Ask{Minutes: 5, Exact: true}).Households.Covered
}

// TestAStubTakesNoHousehold: footways past the homes of a town, added by a Change, that meet no street
// take no household's circle away. Where the scheme has no islets they do.
func TestAStubTakesNoHousehold(t *testing.T) {
	for _, off := range []bool{false, true} {
		none := geo.Metres(0)
		d := demoDeskOf(t, demo.SizeTiny, func(s *city.Scheme) {
			if off {
				s.Walking = &walk.Rules{IsletMetres: &none}
			}
		})
		before := d.coverage(plan.Ask{Minutes: 5, Exact: true})
		streets, err := d.atlas.Current().Streets()
		if err != nil {
			t.Fatal(err)
		}
		change, n := city.Change{Effective: city.OpenStart}, 0
		for i, h := range streets.Dwellings() {
			if i%10 != 0 || len(h.Doors) == 0 {
				continue
			}
			p := h.Doors[0]
			stub := line("path", fmt.Sprintf("stub%d", i), "footway", geo.Point{X: p.X - 900, Y: p.Y + 1}, geo.Point{X: p.X + 900, Y: p.Y + 3})
			change.Entries = append(change.Entries, city.PutContent(stub, city.Always()))
			n++
		}
		d.apply(change)
		after := d.coverage(plan.Ask{Minutes: 5, Exact: true})
		t.Logf("without islets %v: %d stubs, covered %d before and %d after", off, n, *before.Households.Covered, *after.Households.Covered)
		if same := *before.Households.Covered == *after.Households.Covered && *before.Households.Uncovered == *after.Households.Uncovered; same == off {
			t.Errorf("without islets %v: covered %d before, %d after", off, *before.Households.Covered, *after.Households.Covered)
		}
		want := map[bool]int{false: before.Assumptions.Network.Islets + n, true: 0}[off]
		if got := after.Assumptions.Network.Islets; got != want {
			t.Errorf("without islets %v: the answer tells %d islets, want %d", off, got, want)
		}
	}
}

// TestAnswersTellPrivateParts: streets that are all for residents only, and join no other, are told.
func TestAnswersTellPrivateParts(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	if n := d.coverage(plan.Ask{Minutes: 5, Exact: true}).Assumptions.Network.Private; n != 0 {
		t.Fatalf("%d parts are private in the demo city", n)
	}
	streets, err := d.atlas.Current().Streets()
	if err != nil {
		t.Fatal(err)
	}
	at := streets.Dwellings()[0].Doors[0]
	lane := line("path", "private", "footway", geo.Point{X: at.X + 900, Y: at.Y + 1}, geo.Point{X: at.X + 1900, Y: at.Y + 3})
	lane.Class["access"] = "private"
	d.apply(city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(lane, city.Always())}})
	if n := d.coverage(plan.Ask{Minutes: 5, Exact: true}).Assumptions.Network.Private; n != 1 {
		t.Errorf("%d parts are told, want 1", n)
	}
}

// TestAPathThatJoinsAnIslet: a home that stands on an islet for want of another street walks from the
// moment that a Change joins it, and stands on the islet no more when a street is laid beside it.
func TestAPathThatJoinsAnIslet(t *testing.T) {
	d := small(t, line("path", "far", "footway", at(1000, 170), at(1000, 400)), house("h1", 1002, 300, 40), station("s1", 1000, 5))
	if n := d.covered(); n != 0 {
		t.Fatalf("%d households walk from an islet", n)
	}
	d.apply(put(line("path", "join", "footway", at(1000, 0), at(1000, 170))))
	if n := d.covered(); n != 40 {
		t.Errorf("joined: %d households", n)
	}
	d.apply(put(line("path", "join", "footway", at(1000, 10), at(1000, 170))))
	if n := d.covered(); n != 0 {
		t.Errorf("no longer joined: %d households", n)
	}
	d.apply(put(line("path", "other", "footway", at(1000, 0), at(1050, 310))))
	if n := d.covered(); n != 40 {
		t.Errorf("with a street beside it: %d households", n)
	}
}

// TestAGateBesideAnIslet: a home behind a locked gate stands on the islet at its door; a scenario that
// opens the gate puts it on the street outside, as a Change does.
func TestAGateBesideAnIslet(t *testing.T) {
	gate := line("wall", "G", "gate", at(495, 50), at(505, 50))
	gate.Class["locked"] = "yes"
	d := small(t, gate, line("wall", "W", "wall", at(495, 50), at(400, 50), at(400, 250), at(600, 250), at(600, 50), at(505, 50)),
		line("path", "yard", "footway", at(480, 105), at(520, 105)), house("h1", 500, 100, 40), station("s1", 500, 5))
	if n := d.covered(); n != 0 {
		t.Fatalf("%d households walk through a locked gate", n)
	}
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5})
	for _, closed := range []bool{false, true, false} {
		got, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "G", Closed: &closed})
		want := map[bool]int64{false: 40, true: 0}[closed]
		if err != nil || *got.After.Covered != want {
			t.Fatalf("closed %v: %+v, %v", closed, got, err)
		}
	}
	open := *gate
	open.Class = map[string]string{"class": "gate"}
	d.apply(put(&open))
	if n := d.covered(); n != 40 {
		t.Errorf("opened by a Change: %d households", n)
	}
}

// TestAStationBesideTheLaneOfACompound: a station within reach of the street that stands beside a lane drawn
// short of it is reached over the lane by homes that have only that, and over the street by those that have the
// street: both ways, in scenarios as after a Change, of spots, sites and ways on foot. Behind a locked gate it
// stands on the street alone.
func TestAStationBesideTheLaneOfACompound(t *testing.T) {
	gate := line("wall", "G", "gate", at(1003, 95), at(1003, 105))
	wall := line("wall", "W", "wall", at(1003, 105), at(1003, 140))
	lane, s1 := line("path", "lane", "footway", at(1000, 20), at(1000, 300)), station("s1", 1005, 100)
	d := small(t, lane, gate, wall, house("h1", 1002, 200, 40), house("h2", 1002, 250, 40), house("h3", 1050, 5, 7), s1)
	for _, from := range []bool{false, true} {
		if n := *d.coverage(plan.Ask{Minutes: 5, From: from, Exact: true}).Households.Covered; n != 87 {
			t.Errorf("from %v: %d households, want 87", from, n)
		}
		compoundScenario(t, d, from)
	}
	p := at(1005, 100).LonLat()
	spot, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1], Minutes: 5})
	if err != nil || spot.Households != 87 {
		t.Errorf("spot: %+v, %v", spot, err)
	}
	way, err := d.atlas.WayTo(t.Context(), d.atlas.Current(), at(1002, 200), "red_sail_station", "s1", "")
	if err != nil || way.WalkS > 120 {
		t.Errorf("way: %+v, %v", way, err)
	}
	d.apply(put(station("s1", 1800, 5)))
	if n := d.covered(); n != 0 {
		t.Errorf("moved away: %d households", n)
	}
	sites, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 5, Candidates: []plan.Candidate{{Lon: p[0], Lat: p[1]}}}, nil)
	if err != nil || sites.Objective != 87 {
		t.Errorf("site: %+v, %v", sites, err)
	}
	shut := *gate
	shut.Class = map[string]string{"class": "gate", "locked": "yes"}
	d.apply(put(&shut, s1))
	if n := d.covered(); n != 7 {
		t.Errorf("behind a locked gate: %d households, want 7", n)
	}
}

// TestAHomeBesideTheLaneOfACompound: a home, and a click, within reach of a street that stands beside a lane drawn short
// of it reaches the station that has only the lane over that, and the one at the street over the street: both ways, in
// scenarios as after a Change, of spots, sites, ways on foot and circles. Behind a locked gate it stands on the street alone.
func TestAHomeBesideTheLaneOfACompound(t *testing.T) {
	gate := line("wall", "G", "gate", at(1003, 95), at(1003, 105))
	wall := line("wall", "W", "wall", at(1003, 105), at(1003, 140))
	lane, s1 := line("path", "lane", "footway", at(1000, 20), at(1000, 300)), station("s1", 1002, 250)
	d := small(t, lane, gate, wall, house("h1", 1005, 100, 40), house("h2", 1002, 200, 20), house("h3", 1050, 5, 7), s1)
	for _, from := range []bool{false, true} {
		if n := *d.coverage(plan.Ask{Minutes: 5, From: from, Exact: true}).Households.Covered; n != 60 {
			t.Errorf("from %v: %d households, want 60", from, n)
		}
		homesScenario(t, d, from)
	}
	p := at(1002, 250).LonLat()
	if spot, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1], Minutes: 5}); err != nil || spot.Households != 60 || spot.Twice != 60 {
		t.Errorf("spot: %+v, %v", spot, err)
	}
	if way, err := d.atlas.WayTo(t.Context(), d.atlas.Current(), at(1005, 100), "red_sail_station", "s1", ""); err != nil || way.WalkS < 120 || way.WalkS > 130 {
		t.Errorf("way: %+v, %v", way, err)
	}
	here := d.atlas.Current().Locate(at(1005, 100), atlas.Asked{NoBorder: true})
	if len(here.Stations) != 1 || here.Stations[0].Method != atlas.Network || here.Stations[0].WalkS < 120 || here.Stations[0].WalkS > 130 {
		t.Errorf("a click: %+v", here.Stations)
	}
	d.apply(put(station("s2", 1010, 5)))
	here = d.atlas.Current().Locate(at(1005, 100), atlas.Asked{NoBorder: true})
	if len(here.Stations) != 2 || here.Stations[0].Code != "s2" || here.Stations[1].Code != "s1" {
		t.Errorf("a click with a station at the street too: %+v", here.Stations)
	}
	if n := d.covered(); n != 67 {
		t.Errorf("with a station at the street too: %d households, want 67", n)
	}
	d.apply(put(station("s1", 1800, 5), station("s2", 1810, 5)))
	sites, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 5, Candidates: []plan.Candidate{{Lon: p[0], Lat: p[1]}}}, nil)
	if err != nil || sites.Objective != 60 {
		t.Errorf("site: %+v, %v", sites, err)
	}
	shut := *gate
	shut.Class = map[string]string{"class": "gate", "locked": "yes"}
	d.apply(put(&shut, s1))
	if n := d.covered(); n != 20 {
		t.Errorf("behind a locked gate: %d households, want 20", n)
	}
}

// editCovers is an edit, and the households that are covered once it is done.
type editCovers struct {
	edit plan.Edit
	want int64
}

// edited makes a scenario of five minutes, to the stations or from them, and does the edits one after the other.
func edited(t *testing.T, d *desk, from bool, edits []editCovers) *plan.ScenarioState {
	t.Helper()
	ask := plan.ScenarioAsk{Minutes: 5}
	if from {
		ask.Direction = plan.DirectionFrom
	}
	sc := d.scenario(ask)
	for _, x := range edits {
		got, err := d.Edit(sc.ID, x.edit)
		if err != nil || *got.After.Covered != x.want {
			t.Errorf("from %v: %s: %+v, %v; want %d", from, x.edit.Op, got, err, x.want)
		}
	}
	return sc
}

// homesScenario turns the gate, and moves, closes and opens the station, of the test above.
func homesScenario(t *testing.T, d *desk, from bool) {
	t.Helper()
	street, lane := at(1010, 5).LonLat(), at(1002, 260).LonLat()
	yes, no := true, false
	sc := edited(t, d, from, []editCovers{
		{plan.Edit{Op: "gate", Line: "G", Closed: &yes}, 20},
		{plan.Edit{Op: "gate", Line: "G", Closed: &no}, 60},
		{plan.Edit{Op: "move", Place: "s1", Lon: &street[0], Lat: &street[1]}, 47},
		{plan.Edit{Op: "open", Lon: &lane[0], Lat: &lane[1]}, 67},
		{plan.Edit{Op: "close", Place: "s1"}, 60},
	})
	for range 5 {
		if _, err := d.Undo(sc.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := d.ScenarioOf(sc.ID); err != nil || *got.After.Covered != 60 {
		t.Errorf("from %v: all undone: %+v, %v", from, got, err)
	}
}

// compoundScenario moves, closes and opens the station, and its gate, of the test above.
func compoundScenario(t *testing.T, d *desk, from bool) {
	t.Helper()
	far, here := at(1800, 5).LonLat(), at(1005, 100).LonLat()
	yes, no := true, false
	edited(t, d, from, []editCovers{
		{plan.Edit{Op: "gate", Line: "G", Closed: &yes}, 7},
		{plan.Edit{Op: "gate", Line: "G", Closed: &no}, 87},
		{plan.Edit{Op: "move", Place: "s1", Lon: &far[0], Lat: &far[1]}, 0},
		{plan.Edit{Op: "move", Place: "s1", Lon: &here[0], Lat: &here[1]}, 87},
		{plan.Edit{Op: "close", Place: "s1"}, 0},
		{plan.Edit{Op: "open", Lon: &here[0], Lat: &here[1]}, 87},
	})
}
