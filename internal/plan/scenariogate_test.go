package plan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// yard is a town with a home in a yard whose only opening, by which its link goes, is a gate.
func yard(t *testing.T, locks map[string]string) *desk {
	t.Helper()
	gate := line("wall", "G", "gate", at(498, 10), at(502, 10))
	for k, v := range locks {
		gate.Class[k] = v
	}
	inside := house("h1", 500, 20, 40)
	inside.Entrances = inside.Entrances[:1]
	return small(t, inside, house("h2", 560, 2, 7), station("s1", 520, 5), gate,
		line("wall", "W", "wall", at(498, 10), at(400, 10), at(400, 200), at(600, 200), at(600, 10), at(502, 10)))
}

// TestALockedGateIsOpened: a home behind a gate that is locked in the data comes onto the network
// by a scenario, and leaves it again; the change that the scenario gives does the same.
func TestALockedGateIsOpened(t *testing.T) {
	for _, locks := range []map[string]string{{"closed": "yes"}, {"locked": "yes", "access": "no"}} {
		d := yard(t, locks)
		sc := d.scenario(plan.ScenarioAsk{Minutes: 5})
		if *sc.Before.Covered != 7 || *sc.Before.Estimated != 40 {
			t.Fatalf("%+v: %d covered, %d estimated", locks, *sc.Before.Covered, *sc.Before.Estimated)
		}
		got, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "G", Closed: ptr(false)})
		if err != nil {
			t.Fatal(err)
		}
		if *got.After.Covered != 47 || *got.After.Estimated != 0 || got.Last.Gained != 40 || *got.Before.Estimated != 40 {
			t.Errorf("%v: opened: %+v, gained %d", locks, got.After, got.Last.Gained)
		}
		versus, err := d.Compare(sc.ID, "")
		if err != nil || *versus.In.Covered != 47 || *versus.Other.Estimated != 40 || len(versus.Layer.Features) != 1 {
			t.Errorf("compared: %+v, %v", versus, err)
		}
		text, err := d.ScenarioChange(sc.ID)
		if err != nil {
			t.Fatal(err)
		}
		var c plan.AdoptedChange
		if err := json.Unmarshal(text, &c); err != nil || len(c.Puts) != 1 || len(c.Puts[0].Class) != len(locks) {
			t.Errorf("%v: %s", err, text)
		}
		for k := range locks {
			if v, named := c.Puts[0].Class[k]; !named || v != nil {
				t.Errorf("the change leaves %s: %s", k, text)
			}
		}
		if got, err = d.Undo(sc.ID); err != nil || *got.After.Covered != 7 || *got.After.Estimated != 40 || got.Last.Lost != 40 {
			t.Errorf("undone: %+v, %v", got, err)
		}
		if got, err = d.Redo(sc.ID); err != nil || *got.After.Covered != 47 {
			t.Errorf("done again: %+v, %v", got, err)
		}
		if got, err = d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "G", Closed: ptr(true)}); err != nil || *got.After.Covered != 7 || *got.After.Estimated != 40 || got.Change.Gained != 0 {
			t.Errorf("closed again: %+v, %v", got, err)
		}
	}
}

// TestAClosedGateMovesLinks: a home whose link passes a gate that a scenario closes stands where it
// would if the data said so, and so does a station.
func TestAClosedGateMovesLinks(t *testing.T) {
	d := yard(t, nil)
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}, openAt(500, 30)}})
	if *sc.After.Covered != 47 {
		t.Fatalf("%+v", sc.After)
	}
	got, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "G", Closed: ptr(true)})
	if err != nil || *got.After.Covered != 0 || *got.After.Uncovered != 7 || *got.After.Estimated != 40 || got.Last.Lost != 47 {
		t.Errorf("locked in: %+v, %v", got, err)
	}
	if _, err := d.Edit(sc.ID, openAt(510, 30)); city.CodeOf(err) != "off_network" {
		t.Errorf("a place in the yard: %v", err)
	}
	d.again(plan.Options{})
	sc = d.scenario(plan.ScenarioAsk{Minutes: 5})
	if _, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: "W", Closed: ptr(true)}); city.CodeOf(err) != "unknown_code" {
		t.Errorf("a wall is no gate: %v", err)
	}
}

// TestGatesAreWhatAChangeWouldBe: whatever gates of the demo city are opened and locked, the
// scenario counts what coverage counts once the store says the same, also where gates for residents
// decide which streets are theirs.
func TestGatesAreWhatAChangeWouldBe(t *testing.T) {
	for name, private := range map[string]bool{"public": false, "residents": true} {
		t.Run(name, func(t *testing.T) {
			d := demoDesk(t, demo.SizeTiny)
			d.apply(lanesPast(d))
			random, who := rand.New(rand.NewPCG(7, 8)), ""
			if private {
				who = "elderly"
				d.apply(privateGates(d, random))
			}
			lost, gained, rebuilt := int64(0), int64(0), 0
			for round, minutes := range []int{2, 3, 5, 8, 12} {
				gates := gatesOf(d.atlas.Current())
				direction := []string{"to", "from"}[round%2]
				sc, states := d.turnGates(gates, random, plan.ScenarioAsk{Minutes: plan.Minutes(minutes), Profile: who, Direction: direction})
				lost, gained = lost+sc.Change.Lost, gained+sc.Change.Gained
				if d.Rebuilt(sc.ID) {
					rebuilt++
				}
				c := city.Change{Effective: city.OpenStart}
				for _, g := range gates {
					if to, edited := states[g.Code]; edited {
						c.Entries = append(c.Entries, city.PutContent(lockedGate(g, to), city.Always()))
					}
				}
				d.apply(c)
				got := d.coverage(plan.Ask{Minutes: minutes, Profile: who, From: direction == "from", Exact: true}).Households
				if *got.Covered != *sc.After.Covered || *got.Uncovered != *sc.After.Uncovered || *got.Estimated != *sc.After.Estimated {
					t.Errorf("round %d: covered %d, uncovered %d, estimated %d; a change has %d, %d, %d", round, *sc.After.Covered, *sc.After.Uncovered, *sc.After.Estimated,
						*got.Covered, *got.Uncovered, *got.Estimated)
				}
			}
			if lost < 100 || gained < 100 || (rebuilt > 0) != private {
				t.Errorf("%d households lost and %d gained in all rounds, %d networks built anew: it says little", lost, gained, rebuilt)
			}
		})
	}
}

// privateGates lets residents only through many gates.
func privateGates(d *desk, random *rand.Rand) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for _, g := range gatesOf(d.atlas.Current()) {
		if random.IntN(2) == 0 {
			one := lockedGate(g, false)
			one.Class["access"] = "private"
			delete(one.Class, "walk")
			c.Entries = append(c.Entries, city.PutContent(one, city.Always()))
		}
	}
	return c
}

// turnGates opens and locks gates of a new scenario; the last five edits are taken back and done again.
func (d *desk) turnGates(gates []*city.Line, random *rand.Rand, ask plan.ScenarioAsk) (*plan.ScenarioState, map[string]bool) {
	d.t.Helper()
	sc, states := d.scenario(ask), map[string]bool{}
	step := func(got *plan.ScenarioState, err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatal(err)
		}
		if *got.After.Covered-*sc.After.Covered != got.Last.Gained-got.Last.Lost {
			d.t.Errorf("%d covered before, %d after, gained %d, lost %d", *sc.After.Covered, *got.After.Covered, got.Last.Gained, got.Last.Lost)
		}
		sc = got
	}
	for range len(gates) / 2 {
		g, to := gates[random.IntN(len(gates))], random.IntN(2) == 0
		got, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: g.Code, Closed: &to})
		if city.CodeOf(err) == "no_change" { // it is in that state
			continue
		}
		states[g.Code] = to
		step(got, err)
	}
	end := sc.After
	back := min(5, len(sc.Edits))
	for range back {
		step(d.Undo(sc.ID))
	}
	for range back {
		step(d.Redo(sc.ID))
	}
	if *end.Covered != *sc.After.Covered || *end.Estimated != *sc.After.Estimated {
		d.t.Errorf("taken back and done again: %+v, before %+v", sc.After, end)
	}
	return sc, states
}

// BenchmarkGate is what locking a gate of the demo city and opening it again cost, with homes that
// stand elsewhere for it.
func BenchmarkGate(b *testing.B) {
	d := demoDesk(b, demo.SizeCity)
	sc, err := d.NewScenario(b.Context(), plan.ScenarioAsk{}, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	gates := gatesOf(d.atlas.Current())
	timed := newStopwatch(b)
	for i := 0; b.Loop(); i++ {
		e := plan.Edit{Op: "gate", Line: gates[i*37%len(gates)].Code, Closed: ptr(true)}
		timed.run(func() error { _, err := d.EditOnly(sc.ID, e); return err })
		timed.run(func() error { _, err := d.UndoOnly(sc.ID); return err })
	}
	timed.report()
}

// lanesPast lays a lane that meets no street past each sixth home.
func lanesPast(d *desk) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for i, h := range d.atlas.Current().Dwellings() {
		if i%6 != 0 || len(h.Doors) == 0 {
			continue
		}
		p := h.Doors[0]
		lane := line("path", fmt.Sprintf("lane%d", i), "footway", geo.Point{X: p.X - 3_000, Y: p.Y + 40}, geo.Point{X: p.X + 6_000, Y: p.Y + 90})
		c.Entries = append(c.Entries, city.PutContent(lane, city.Always()))
	}
	return c
}
