package plan_test

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
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
		if streets, err = d.atlas.Current().Streets(); err != nil || (streets.Report().Islets < n) != off {
			t.Errorf("without islets %v: %d islets, %v", off, streets.Report().Islets, err)
		}
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
