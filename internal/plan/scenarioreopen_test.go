package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// shutStation is one that is closed, with the stages that it had come to.
func shutStation(code string, x, y float64, came int) *city.Place {
	p := station(code, x, y)
	p.State = city.PlaceClosed
	for _, s := range city.PlaceStages()[:came] {
		p.Stages = append(p.Stages, city.Stage{State: s, Date: "2026-01-05"})
	}
	return p
}

// TestScenarioReopens: a station that is closed in the city opens again where it stands, and counts as the city does in
// which it is open; that is taken back, done again, and kept on another revision of the city.
func TestScenarioReopens(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), shutStation("tc", 1500, 5, 0), station("s1", 120, 5))
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "open", Place: "tc"}}})
	if *sc.Before.Covered != 0 || *sc.After.Covered != 40 || len(sc.Places) != 1 || sc.Places[0].State != "opened" || !d.SumsAgree(sc.ID) {
		t.Fatalf("%+v", sc)
	}
	if _, err := d.Edit(sc.ID, plan.Edit{Op: "open", Place: "tc"}); city.CodeOf(err) != "code_taken" {
		t.Errorf("twice: %v", err)
	}
	var err error
	if sc, err = d.Undo(sc.ID); err != nil || *sc.After.Covered != 0 {
		t.Errorf("taken back: %v, %+v", err, sc)
	}
	if sc, err = d.Redo(sc.ID); err != nil || *sc.After.Covered != 40 {
		t.Errorf("done again: %v, %+v", err, sc)
	}
	d.apply(put(station("s7", 900, 5)))
	if sc, err = d.ScenarioOf(sc.ID); err != nil || len(sc.Edits) != 1 || *sc.After.Covered != 40 {
		t.Errorf("on another revision: %v, %+v", err, sc)
	}
	d.apply(put(station("tc", 1500, 5)))
	if sc, err = d.ScenarioOf(sc.ID); err != nil || len(sc.Edits) != 0 || *sc.Before.Covered != 40 {
		t.Errorf("once the city has opened it: %v, %+v", err, sc)
	}
}

// TestReopenedIsOpenInTheChange: the change of the scenario opens the station again, moved where the scenario moved it;
// one that was closed before it ever opened is left to its stages, and named.
func TestReopenedIsOpenInTheChange(t *testing.T) {
	for name, c := range map[string]struct {
		came  int
		move  bool
		state string
		note  bool
	}{
		"without a log": {0, false, "open", false}, "it was open": {6, false, "open", false}, "it was moved": {0, true, "open", false},
		"never open": {3, false, "", true}, "never open, moved": {3, true, "", true},
	} {
		d := small(t, house("h1", 1500, 35, 40), shutStation("tc", 1500, 5, c.came), station("s1", 120, 5))
		edits := []plan.Edit{{Op: "open", Place: "tc"}}
		if to := openAt(1400, 5); c.move {
			edits = append(edits, plan.Edit{Op: "move", Place: "tc", Lon: to.Lon, Lat: to.Lat})
		}
		text, err := d.ScenarioChange(d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: edits}).ID)
		var got plan.AdoptedChange
		if err != nil || json.Unmarshal(text, &got) != nil {
			t.Fatalf("%s: %v, %s", name, err, text)
		}
		if c.state == "" && !c.move {
			if len(got.Puts) != 0 {
				t.Errorf("%s: %s", name, text)
			}
		} else if len(got.Puts) != 1 || got.Puts[0].Code != "tc" || got.Puts[0].State != c.state || (got.Puts[0].Geometry != nil) != c.move || got.Puts[0].Names != nil {
			t.Errorf("%s: %s", name, text)
		}
		if said := len(got.Note) > 0 && got.Note[len(got.Note)-3:] == " tc"; said != c.note {
			t.Errorf("%s: the note is %q", name, got.Note)
		}
	}
}

// TestClosedAgainInTheScenario: what the scenario opened and closed stays closed when the edits are done again on another
// revision, though the city has it closed, or not there yet, all along.
func TestClosedAgainInTheScenario(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), shutStation("tc", 1500, 5, 0), record("tp", 1490, 5, city.PlacePlanned, nil), station("s1", 120, 5))
	for _, code := range []string{"tc", "tp"} {
		sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "open", Place: code}, {Op: "close", Place: code}}})
		d.apply(put(station("s7-"+code, 900, 5)))
		if got, err := d.ScenarioOf(sc.ID); err != nil || len(got.Edits) != 2 || *got.After.Covered != 0 {
			t.Errorf("%s: %v, %+v", code, err, got)
		}
	}
}
