package plan_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// pond is water over the street of the small town.
func pond() *city.Area {
	return &city.Area{Layer: "land_use", Code: "w", Shape: rect(1480, -30, 1520, 30), Class: map[string]string{"kind": "water"}}
}

// TestScenarioKeepsToTheGround: where siting proposes no place none is opened, nor moved to, but for who says so;
// what a scenario has so is read again and taken back as any other.
func TestScenarioKeepsToTheGround(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), pond(), station("s1", 120, 5))
	shelf := newRack()
	d.again(plan.Options{Shelf: shelf})
	wet, outside := openAt(1500, 5), openAt(1900, 700)
	move := plan.Edit{Op: "move", Place: "s1", Lon: wet.Lon, Lat: wet.Lat}
	for name, c := range map[string]struct {
		edit plan.Edit
		says string
	}{"open": {wet, "on water (位于水面)"}, "move": {move, "on water (位于水面)"}, "outside": {outside, "outside the city (位于市域外)"}} {
		if _, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Edits: []plan.Edit{c.edit}}, now()); city.CodeOf(err) != "refused_ground" || city.KindOf(err) != city.Conflict || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5})
	if _, err := d.Edit(sc.ID, wet); city.CodeOf(err) != "refused_ground" {
		t.Errorf("one more edit: %v", err)
	}
	wet.EvenRefused, move.EvenRefused = true, true
	for _, e := range []plan.Edit{wet, move} {
		if _, err := d.Edit(sc.ID, e); err != nil {
			t.Errorf("%s all the same: %v", e.Op, err)
		}
	}
	dry := openAt(300, 5)
	dry.EvenRefused = true
	if got, err := d.Edit(sc.ID, dry); err != nil || !slices.Equal(got.Refused, []plan.OnGround{{0, "on water", "位于水面"}, {1, "on water", "位于水面"}}) {
		t.Errorf("on which ground: %v, %+v", err, got.Refused)
	}
	if _, err := d.Undo(sc.ID); err != nil {
		t.Error(err)
	}
	d.again(plan.Options{Shelf: shelf})
	got, err := d.ScenarioOf(sc.ID)
	if err != nil || len(got.Edits) != 2 || !got.Edits[0].EvenRefused || *got.After.Covered != 40 {
		t.Errorf("read again: %v, %+v", err, got)
	}
	if _, err := d.Edit(sc.ID, plan.Edit{Op: "close", Place: "s1", EvenRefused: true}); city.CodeOf(err) != "bad_edit" {
		t.Errorf("close has no ground: %v", err)
	}
}

// TestScenarioRefusesWhatDoesNothing by the name of the field.
func TestScenarioRefusesWhatDoesNothing(t *testing.T) {
	d := small(t, house("h1", 100, 5, 40), station("s1", 120, 5), station("s2", 900, 5))
	plain := d.scenario(plan.ScenarioAsk{Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	timed, err := d.NewScenario(t.Context(), plan.ScenarioAsk{OpenAt: "x"}, now())
	if err != nil {
		t.Fatal(err)
	}
	to := openAt(300, 5)
	for name, c := range map[string]struct {
		id         string
		edit       plan.Edit
		code, says string
	}{
		"closed moves":    {plain.ID, plan.Edit{Op: "move", Place: "s1", Lon: to.Lon, Lat: to.Lat}, "already_closed", "closed in this scenario"},
		"closed closes":   {plain.ID, plan.Edit{Op: "close", Place: "s1"}, "already_closed", "closed already"},
		"no hours asked":  {plain.ID, plan.Edit{Op: "hours", Place: "s2", Daily: [][2]string{{"08:00", "20:00"}}}, "bad_edit", "open_at: "},
		"hours of no day": {timed.ID, plan.Edit{Op: "hours", Place: "s2"}, "missing_parameter", "daily: "},
	} {
		if _, err := d.Edit(c.id, c.edit); city.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	evening := plan.Edit{Op: "hours", Place: "s2", Daily: [][2]string{{"08:00", "21:30"}}}
	if _, err := d.Edit(timed.ID, evening); err != nil {
		t.Error(err)
	}
	if _, err := d.Edit(timed.ID, evening); city.CodeOf(err) != "no_change" || !strings.Contains(err.Error(), "daily: ") {
		t.Errorf("hours that it has: %v", err)
	}
	s2 := station("s2", 900, 5)
	s2.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{city.Clock(480, 1290)}}, {Days: city.Weekend, Open: []city.Span{city.Clock(480, 1290)}}}}
	d.apply(put(s2))
	if got, err := d.ScenarioOf(timed.ID); err != nil || len(got.Edits) != 0 {
		t.Errorf("once the city has these hours: %v, %+v", err, got)
	}
	shut, err := d.Edit(timed.ID, plan.Edit{Op: "hours", Place: "s1", Daily: [][2]string{}})
	if err != nil || *shut.After.Covered != 0 && *shut.Before.Covered == *shut.After.Covered {
		t.Errorf("closed all day: %v, %+v", err, shut)
	}
	if text, err := json.Marshal(shut.Edits); err != nil || !strings.Contains(string(text), `"daily":[]`) {
		t.Errorf("an edit that could not be sent again: %s, %v", text, err)
	}
}

// TestScenarioRefusesGatesAsTheyAre: locking a locked gate and opening an open one is refused, by the data and by
// the edits before; once the city has done what a scenario does, the edit falls away.
func TestScenarioRefusesGatesAsTheyAre(t *testing.T) {
	for _, locks := range []map[string]string{nil, {"closed": "yes"}} {
		d := yard(t, locks)
		locked := len(locks) > 0
		sc := d.scenario(plan.ScenarioAsk{Minutes: 5})
		for n, c := range []struct {
			closed, so bool
		}{{locked, true}, {!locked, false}, {!locked, true}, {locked, false}, {locked, true}, {!locked, false}} {
			_, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "G", Closed: &c.closed})
			if refused := city.CodeOf(err) == "no_change" && city.KindOf(err) == city.Conflict && strings.Contains(err.Error(), `"G"`); refused != c.so || err != nil && !refused {
				t.Errorf("locked %v, edit %d: %v", locked, n, err)
			}
		}
		sc = d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}, {Op: "gate", Line: "G", Closed: ptr(!locked)}}})
		gate := line("wall", "G", "gate", at(498, 10), at(502, 10))
		if !locked {
			gate.Class["closed"] = "yes"
		}
		d.apply(put(gate))
		if got, err := d.ScenarioOf(sc.ID); err != nil || len(got.Edits) != 1 || got.Edits[0].Op != "close" {
			t.Errorf("locked %v, once the city has done it: %v, %+v", locked, err, got)
		}
	}
}

// TestScenarioOpensRecords: a place of the store that is not there yet opens where its record says, on whatever
// ground, and the change of the scenario leaves it to its stages.
func TestScenarioOpensRecords(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), pond(), record("c1", 1500, 5, city.PlaceApproved, nil), record("far", 1500, 450, city.PlacePlanned, nil), station("s1", 120, 5))
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "open", Place: "c1"}}})
	if *sc.After.Covered != 40 || len(sc.Places) != 1 || sc.Places[0].Code != "c1" || sc.Places[0].State != "opened" {
		t.Errorf("%+v", sc)
	}
	text, err := d.ScenarioChange(sc.ID)
	var c plan.AdoptedChange
	if err != nil || json.Unmarshal(text, &c) != nil || len(c.Puts) != 0 || !strings.HasSuffix(c.Note, "; records that open by their own stages, not by it: c1") {
		t.Errorf("its change: %s, %v", text, err)
	}
	for name, want := range map[string]string{"c1": "code_taken", "s1": "code_taken", "ghost": "unknown_code", "far": "off_network"} {
		if _, err := d.Edit(sc.ID, plan.Edit{Op: "open", Place: name}); city.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	d.apply(put(station("s7", 900, 5))) // another revision: the edits are done again
	if got, err := d.ScenarioOf(sc.ID); err != nil || len(got.Edits) != 1 || got.Revision == sc.Revision {
		t.Errorf("on another revision: %v, %+v", err, got)
	}
	if sc, err = d.Undo(sc.ID); err != nil || *sc.After.Covered != 0 {
		t.Errorf("taken back: %v, %+v", err, sc)
	}
	if sc, err = d.Redo(sc.ID); err != nil || *sc.After.Covered != 40 {
		t.Errorf("done again: %v, %+v", err, sc)
	}
}

// TestPlanningBothWays: where a street is ridden one way only a scenario and siting of the way home count others than
// those of the way there.
func TestPlanningBothWays(t *testing.T) {
	oneWay := line("road", "loop", "local", at(10, 0), at(10, 300), at(1000, 300), at(1000, 0))
	oneWay.Class["oneway"] = "yes"
	d := small(t, oneWay, house("a", 10, 150, 5), station("s2", 1800, 0))
	// Along the loop from the home to this spot it is 440 m; back it is 850 m and 150 m more.
	spot := openAt(300, 300)
	for direction, want := range map[string]int64{"to": 5, "from": 0} {
		sc := d.scenario(plan.ScenarioAsk{Minutes: 4, Profile: "bicycle", Direction: direction, Edits: []plan.Edit{spot}})
		if *sc.After.Covered != want || sc.Direction != direction {
			t.Errorf("scenario %s: %+v", direction, sc)
		}
		ask := plan.SitingAsk{New: 1, Minutes: 4, Profile: "bicycle", Direction: direction, Candidates: []plan.Candidate{{Lon: *spot.Lon, Lat: *spot.Lat}}}
		got, err := d.Site(t.Context(), ask, nil)
		if err != nil || int64(got.Objective) != want || got.Assumptions.Direction != direction+" the place" {
			t.Errorf("siting %s: %v, %+v", direction, err, got)
		}
	}
	a, b := d.scenario(plan.ScenarioAsk{}), d.scenario(plan.ScenarioAsk{Direction: "from"})
	if _, err := d.Compare(a.ID, b.ID); city.CodeOf(err) != "bad_edit" {
		t.Errorf("both ways were compared: %v", err)
	}
	if _, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Direction: "up"}, now()); city.CodeOf(err) != "unknown_value" {
		t.Errorf("a direction that is none: %v", err)
	}
}

// TestScenarioNamesTheEdit of a list that cannot be done; of a place that the city has closed it says so. Partly, the
// others are done, what would follow from it is left out too, and what ground refuses is not taken silently.
func TestScenarioNamesTheEdit(t *testing.T) {
	shut := station("s2", 900, 5)
	shut.State = city.PlaceClosed
	d := small(t, house("h1", 100, 5, 40), pond(), station("s1", 120, 5), shut)
	wet := openAt(1500, 5)
	wet.Place = "new-1"
	after := plan.Edit{Op: "close", Place: "new-1"}
	yes := true
	edits := []plan.Edit{{Op: "close", Place: "nix"}, {Op: "close", Place: "s1"}, {Op: "close", Place: "s1"}, {Op: "close", Place: "s2"}, wet, after, {Op: "gate", Line: "nix", Closed: &yes}}
	codes := []string{"unknown_code", "", "already_closed", "already_closed", "refused_ground", "unknown_code", "unknown_code"}
	_, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Edits: edits[1:]}, now())
	var of *plan.EditError
	if !errors.As(err, &of) || of.At != 1 || city.CodeOf(err) != "already_closed" {
		t.Errorf("all or none: %v", err)
	}
	got, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Edits: edits, Partly: true}, now())
	if err != nil || len(got.Edits) != 1 || got.Edits[0].Place != "s1" || got.Change.Lost != 40 {
		t.Fatalf("partly: %v, %+v", err, got)
	}
	left := make([]string, len(edits))
	for _, l := range got.LeftOut {
		left[l.Edit] = l.Code
	}
	if !slices.Equal(left, codes) || !strings.Contains(got.LeftOut[0].Detail, `"nix"`) || !strings.Contains(got.LeftOut[3].Detail, "on water (位于水面)") {
		t.Errorf("left out: %+v", got.LeftOut)
	}
	if again, err := d.ScenarioOf(got.ID); err != nil || len(again.Edits) != 1 || len(again.LeftOut) != 0 {
		t.Errorf("afterwards: %v, %+v", err, again)
	}
}

// TestALinkNamesWhatTheCityHasDone: edits of a link that the city has done meanwhile, a gate opened, hours given, a place
// closed, moved or written, are named as so already, and the others are done.
func TestALinkNamesWhatTheCityHasDone(t *testing.T) {
	d := yard(t, nil)
	hours := [][2]string{{"00:00", "24:00"}}
	there, fresh, other := openAt(700, 5), openAt(300, 5), openAt(900, 5)
	fresh.Place, other.Place = "new-1", "new-1"
	s2 := station("s2", 700, 5)
	s2.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend | city.Holiday, Open: []city.Span{city.Clock(0, 1440)}}}}
	s2.Entrances = []geo.Point{at(700, 5)}
	shut := station("s3", 800, 5)
	shut.State = city.PlaceClosed
	s1 := station("s1", 520, 5)
	s1.Hours = s2.Hours
	d.apply(put(s1, s2, shut, record("new-1", 300, 5, city.PlacePlanned, nil)))
	edits := []plan.Edit{
		{Op: "gate", Line: "G", Closed: ptr(false)}, {Op: "hours", Place: "s2", Daily: hours}, {Op: "close", Place: "s1"},
		{Op: "move", Place: "s2", Lon: there.Lon, Lat: there.Lat}, fresh, other, {Op: "close", Place: "s3"},
	}
	got, err := d.NewScenario(t.Context(), plan.ScenarioAsk{OpenAt: "x", Partly: true, Edits: edits}, now())
	if err != nil || len(got.Edits) != 1 || got.Edits[0].Op != "close" || got.Edits[0].Place != "s1" {
		t.Fatalf("%v, %+v", err, got)
	}
	left := map[int]string{}
	for _, l := range got.LeftOut {
		left[l.Edit] = l.Code
	}
	if want := (map[int]string{0: "no_change", 1: "no_change", 3: "no_change", 4: "no_change", 5: "code_taken", 6: "already_closed"}); !maps.Equal(left, want) {
		t.Errorf("left out: %+v, want %v", got.LeftOut, want)
	}
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}, {Op: "move", Place: "s2", Lon: other.Lon, Lat: other.Lat}}})
	moved := station("s2", 900, 5)
	moved.Entrances = []geo.Point{at(900, 5)}
	d.apply(put(moved))
	if again, err := d.ScenarioOf(sc.ID); err != nil || len(again.Edits) != 1 || again.Edits[0].Op != "close" {
		t.Errorf("once the city has moved it: %v, %+v", err, again)
	}
}
