package plan_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestTwoEditsOfOnePlaceAdopted: a change that does what several edits of one place do together ends them, though none
// of them could be done on the city any more; where the city has done something else the scenario says which cannot.
func TestTwoEditsOfOnePlaceAdopted(t *testing.T) {
	move := func(code string, x float64) plan.Edit {
		to := openAt(x, 5)
		return plan.Edit{Op: "move", Place: code, Lon: to.Lon, Lat: to.Lat}
	}
	open := openAt(700, 5)
	open.Place = "n1"
	shut := station("s2", 1500, 5)
	shut.State = city.PlaceClosed
	planned := station("n1", 900, 5)
	planned.State = city.PlacePlanned
	elsewhere := station("n1", 300, 5)
	elsewhere.State = city.PlacePlanned
	for name, c := range map[string]struct {
		edits   []plan.Edit
		adopted *city.Place
		left    int // edits; -1: they cannot be done
	}{
		"moved and closed":                              {[]plan.Edit{move("s2", 1400), {Op: "close", Place: "s2"}}, shut, 0},
		"closed, beside another one":                    {[]plan.Edit{move("s2", 1400), {Op: "close", Place: "s2"}, move("s1", 200)}, shut, 1},
		"opened and moved":                              {[]plan.Edit{open, move("n1", 900)}, planned, 0},
		"opened, and written where it was not moved to": {[]plan.Edit{open, move("n1", 900)}, elsewhere, -1},
	} {
		d := small(t, house("h1", 1500, 35, 40), station("s1", 120, 5), station("s2", 1500, 5))
		sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: c.edits})
		d.apply(put(c.adopted))
		got, err := d.ScenarioOf(sc.ID)
		switch {
		case c.left < 0:
			if city.CodeOf(err) != "scenario_conflict" {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil || len(got.Edits) != c.left:
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
}
