package plan_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestLockedGateMakesTheGap: where the way leads round by signals, it is the locked gate of the wall that is told, with what
// opening it saves, and no signals.
func TestLockedGateMakesTheGap(t *testing.T) {
	for name, lanes := range map[string]map[string]string{"public": {"class": "path"}, "residents only": {"class": "service", "access": "private"}} {
		t.Run(name, func(t *testing.T) { checkLockedGate(t, lanes) })
	}
}

func checkLockedGate(t *testing.T, lanes map[string]string) {
	lane := func(code string, points ...geo.Point) *city.Line {
		return &city.Line{Layer: "road", Code: code, Shape: geo.MultiLine{points}, Class: lanes}
	}
	lock := func(code string, x float64) *city.Line {
		g := line("wall", code, "gate", at(x-3, 100), at(x+3, 100))
		g.Class["locked"] = "yes"
		return g
	}
	signals := line("wall", "S4", "traffic_signals", at(1895, 50), at(1905, 50))
	signals.Class[streets.Stop] = "yes" // as an import of streets says it
	things := []city.Content{
		line("wall", "Q0", "wall", at(903, 100), at(997, 100)), lock("G11", 1000), line("wall", "Q1", "wall", at(1003, 100), at(1895, 100)), signals,
		lane("P1", at(1000, 120), at(1900, 120), at(1900, 130)), lane("P2", at(1000, 120), at(1000, 0)),
		lock("far", 900), line("path", "P3", "path", at(900, 120), at(900, 0)), // leads to no home
		line("road", "up2", "local", at(1900, 400), at(1900, 130), at(1900, 0)), house("h1", 1100, 125, 20), station("s1", 1100, 5),
	}
	d := small(t, things...)
	got, err := d.Gaps(t.Context(), plan.Ask{Minutes: 9, Exact: true}, 10)
	if err != nil || len(got.Gaps) != 1 {
		t.Fatalf("%v %+v", err, got)
	}
	c, walked := got.Gaps[0].Cause, got.Gaps[0].Nearest.WalkS
	if c.Kind != "barrier" || c.Barrier.Code != "Q1" || c.Binding != nil || c.Locked == nil || c.Locked.Code != "G11" || strings.Contains(c.Zh, "traffic") || !strings.Contains(c.Zh, "出入口 G11已锁，打开可少走") || !strings.Contains(c.En, "the gate G11 is locked: opened, the walk is") {
		t.Fatalf("%+v, binding %+v, locked %+v", c, c.Binding, c.Locked)
	}
	sc := d.scenario(plan.ScenarioAsk{Minutes: 9, Edits: []plan.Edit{{Op: "gate", Line: "G11", Closed: ptr(false)}}})
	if sc.Change.Gained != 20 {
		t.Errorf("opened it gains %d", sc.Change.Gained)
	}
	d.apply(put(line("wall", "G11", "gate", at(997, 100), at(1003, 100))))
	if got, err = d.Gaps(t.Context(), plan.Ask{Minutes: 1, Exact: true}, 10); err != nil || len(got.Gaps) != 1 || got.Gaps[0].Nearest.WalkS != walked-c.Locked.SavedS || got.Gaps[0].Cause.Locked != nil {
		t.Errorf("opened: %v, %+v; it was %d s, and %+v", err, got.Gaps[0].Nearest, walked, c.Locked)
	}
}

// TestEveryControlHasWords: whatever the usual rules let stand on a way has Chinese words in a cause, or is none.
func TestEveryControlHasWords(t *testing.T) {
	for _, s := range walk.DefaultRules().Stops {
		if zh := plan.CauseZh(s.Word); zh == "" || regexp.MustCompile("[a-z]").MatchString(zh) || zh == "通行点" {
			t.Errorf("%s is %q", s.Word, zh)
		}
	}
	if zh := plan.CauseZh("my_own_gatehouse_of_glass"); zh != "出入口" && zh != "通行点" {
		t.Errorf("a class of one's own is %q", zh)
	}
}
