package plan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

func (d *desk) scenario(a plan.ScenarioAsk) *plan.ScenarioState {
	d.t.Helper()
	got, err := d.NewScenario(d.t.Context(), a, time.Time{})
	if err != nil {
		d.t.Fatal(err)
	}
	return got
}

func ptr[T any](v T) *T { return &v }

// TestScenarioIsWhatAChangeWouldBe: whatever is edited, closed, moved, opened, taken back and done
// again, the scenario counts what coverage counts once the same is written into the store, where
// everything is built anew.
func TestScenarioIsWhatAChangeWouldBe(t *testing.T) {
	for _, ask := range []plan.ScenarioAsk{{}, {Policy: true}, {Direction: "from"}, {Direction: "from", Policy: true}} {
		t.Run(fmt.Sprintf("policy=%v %s", ask.Policy, ask.Direction), func(t *testing.T) { checkEdits(t, ask) })
	}
}

func checkEdits(t *testing.T, ask plan.ScenarioAsk) {
	d := demoDeskWith(t, demo.SizeTiny, map[string]any{"service_circle_by_class": []any{ // the town has no village
		map[string]any{"layer": "community", "class": "location", "is": "location_fringe", "minutes": 7},
	}})
	const minutes = 4
	ask.Minutes = minutes
	policy, from := ask.Policy, ask.Direction == "from"
	r := rand.New(rand.NewPCG(1, 2))
	c := city.Change{Effective: city.OpenStart}
	for i, g := range gatesOf(d.atlas.Current()) {
		if i%3 == 0 {
			c.Entries = append(c.Entries, city.PutContent(lockedGate(g, true), city.Always()))
		}
	}
	d.apply(c)
	d.apply(lanesPast(d))
	sc := d.scenario(ask)
	pic := d.atlas.Current()
	var stations []*city.Place
	for _, p := range pic.PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			stations = append(stations, p)
		}
	}
	closed := map[string]bool{}
	moved := map[string][2]float64{}
	opened := map[string][2]float64{}
	shut := map[string]bool{}
	gates := gatesOf(pic)
	homes := pic.Dwellings()
	spot := func() (lon, lat float64) {
		p := homes[r.IntN(len(homes))].Doors[0].LonLat()
		return p[0], p[1]
	}
	do := func(e plan.Edit) {
		t.Helper()
		got, err := d.Edit(sc.ID, e)
		if err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		if *got.After.Covered-*sc.After.Covered != got.Last.Gained-got.Last.Lost {
			t.Errorf("%+v: %d covered before, %d after, gained %d, lost %d", e, *sc.After.Covered, *got.After.Covered, got.Last.Gained, got.Last.Lost)
		}
		if !d.SumsAgree(sc.ID) {
			t.Errorf("%+v: the sums kept edit by edit are not those of all houses", e)
		}
		sc = got
	}
	for i := range 40 {
		s := stations[r.IntN(len(stations))]
		lon, lat := spot()
		switch r.IntN(4) {
		case 0:
			if !closed[s.Code] {
				do(plan.Edit{Op: "close", Place: s.Code})
				closed[s.Code] = true
			}
		case 1:
			if !closed[s.Code] {
				do(plan.Edit{Op: "move", Place: s.Code, Lon: &lon, Lat: &lat})
				moved[s.Code] = [2]float64{lon, lat}
			}
		case 2:
			code := fmt.Sprintf("N%d", i)
			do(plan.Edit{Op: "open", Place: code, Lon: &lon, Lat: &lat})
			opened[code] = [2]float64{lon, lat}
		default:
			g := gates[r.IntN(len(gates))]
			was, edited := shut[g.Code]
			to := !was // the other state: that it is in already would be refused
			if !edited {
				to = g.Class["closed"] != "yes"
			}
			do(plan.Edit{Op: "gate", Line: g.Code, Closed: &to})
			shut[g.Code] = to
		}
	}
	first := *sc.After.Covered
	steps := len(sc.Edits)
	for range steps {
		got, err := d.Undo(sc.ID)
		if err != nil {
			t.Fatal(err)
		}
		sc = got
	}
	if *sc.After.Covered != *sc.Before.Covered || sc.Undone != steps || sc.Change.Gained != 0 || sc.Change.Lost != 0 {
		t.Errorf("all taken back: %d covered, %d at first, %d can be done again", *sc.After.Covered, *sc.Before.Covered, sc.Undone)
	}
	for range steps {
		got, err := d.Redo(sc.ID)
		if err != nil {
			t.Fatal(err)
		}
		sc = got
	}
	if *sc.After.Covered != first || len(closed)+len(moved)+len(opened)+len(shut) < 20 {
		t.Errorf("done again: %d covered, %d before; %d closed, %d moved, %d opened, %d gates", *sc.After.Covered, first, len(closed), len(moved), len(opened), len(shut))
	}
	d.write(stations, gates, closed, shut, moved, opened)
	got := d.coverage(plan.Ask{Minutes: minutes, Policy: policy, From: from, Exact: true})
	if other := d.coverage(plan.Ask{Minutes: minutes, Policy: !policy, From: from, Exact: true}); *other.Households.Covered == *got.Households.Covered {
		t.Errorf("%d are covered by the class of areas and by one number of minutes: nothing is shown", *got.Households.Covered)
	}
	checkNinetieth(t, sc.P90S[1], got.Walking)
	if *got.Households.Covered != first || *got.Households.Estimated != *sc.After.Estimated {
		t.Errorf("the scenario covers %d, the city with the same changes %d; %d and %d are estimated", first, *got.Households.Covered, *sc.After.Estimated, *got.Households.Estimated)
	}
}

// checkNinetieth compares the walk that nine tenths of the households of a scenario keep with the histogram of the
// city that has the same changes: those that reach no place are among the tenth that walks longer.
func checkNinetieth(t *testing.T, p90 *int, w *plan.Walking) {
	t.Helper()
	if p90 == nil {
		t.Fatal("more than a tenth walk over half an hour")
	}
	all, before, at := w.Households+w.Unreachable, int64(0), (*p90-1)/60
	for _, n := range w.ByMinute[:at] {
		before += n
	}
	if most := (9*all + 9) / 10; before >= most || before+w.ByMinute[at] < most {
		t.Errorf("nine tenths of %d households walk at most %d s; in the changed city %d walk no longer than %d minutes, %d in the next", all, *p90, before, at, w.ByMinute[at])
	}
}

// write puts into the store what a scenario did.
func (d *desk) write(stations []*city.Place, gates []*city.Line, closed, shut map[string]bool, moved, opened map[string][2]float64) {
	d.t.Helper()
	from, err := city.ParseDate("2026-11-28")
	if err != nil {
		d.t.Fatal(err)
	}
	c := city.Change{Effective: from}
	entry := func(one city.Content) {
		c.Entries = append(c.Entries, city.PutContent(one, city.Period{From: from, To: city.OpenEnd}))
	}
	for _, s := range stations {
		one := *s
		if to, is := moved[s.Code]; is {
			one.Point, one.Entrances = snap(d.t, to), nil
		}
		if closed[s.Code] {
			one.State = city.PlaceClosed
		}
		if closed[s.Code] || len(one.Entrances) == 0 {
			entry(&one)
		}
	}
	for code, p := range opened {
		entry(&city.Place{Kind: "red_sail_station", Code: code, Point: snap(d.t, p), State: city.PlaceOpen})
	}
	for _, g := range gates {
		if to, edited := shut[g.Code]; edited {
			entry(lockedGate(g, to))
		}
	}
	d.apply(c)
}

func gatesOf(pic *atlas.Picture) []*city.Line {
	var gates []*city.Line
	for _, l := range pic.LinesOf() {
		if c := l.Class["class"]; c == "gate" || c == "main_gate" {
			gates = append(gates, l)
		}
	}
	return gates
}

// lockedGate is a gate that is locked, or is not.
func lockedGate(g *city.Line, to bool) *city.Line {
	one := *g
	one.Class = map[string]string{}
	for k, v := range g.Class {
		if k != "closed" {
			one.Class[k] = v
		}
	}
	if to {
		one.Class["closed"] = "yes"
	}
	return &one
}

// TestScenarioFollowsTheCity: on a new revision the edits stand on what it says, or it says which
// cannot.
func TestScenarioFollowsTheCity(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), station("s1", 520, 5), station("s2", 1900, 5))
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	if *sc.Before.Covered != 40 || *sc.After.Covered != 0 || sc.Change.Lost != 40 {
		t.Errorf("before %d, after %d, lost %d", *sc.Before.Covered, *sc.After.Covered, sc.Change.Lost)
	}
	d.apply(put(station("s3", 530, 5)))
	got, err := d.ScenarioOf(sc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if *got.After.Covered != 40 || got.Revision == sc.Revision {
		t.Errorf("with s3: %d covered on revision %d", *got.After.Covered, got.Revision)
	}
	from, _ := city.ParseDate("2026-11-28")
	d.apply(city.Change{Effective: from, Entries: []city.Entry{city.DeleteKey(city.Key{Kind: city.KindPlace, Layer: "red_sail_station", Code: "s1"}, from)}})
	if _, err := d.ScenarioOf(sc.ID); city.CodeOf(err) != "scenario_conflict" {
		t.Errorf("without s1: %v", err)
	}
}

// TestCompare: two scenarios differ by the households and the buildings of which they say another.
func TestCompare(t *testing.T) {
	d := small(t, house("h1", 100, 5, 40), house("h2", 1900, 395, 30), station("s1", 120, 5))
	a := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "open", Lon: ptr(at(1900, 300).LonLat()[0]), Lat: ptr(at(1900, 300).LonLat()[1])}}})
	b := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	got, err := d.Compare(a.ID, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Delta.Gained != 70 || got.Delta.Lost != 0 || len(got.Layer.Features) != 2 || *got.In.Covered != 70 || *got.Other.Covered != 0 {
		t.Errorf("%+v, delta %+v", got, got.Delta)
	}
	if got, err = d.Compare(b.ID, ""); err != nil || got.Delta.Lost != 40 || got.Delta.Gained != 0 {
		t.Errorf("against the city: %+v, %v", got, err)
	}
	if got.Delta.By[0].Layer != "city" || len(got.Delta.By) != 2 || got.Delta.By[1].Code != "west" || got.Delta.By[1].Lost != 40 {
		t.Errorf("by area: %+v", got.Delta.By)
	}
}

// TestScenarioHours: asked by hours, other hours open and close places.
func TestScenarioHours(t *testing.T) {
	s := station("s1", 120, 5)
	s.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1200)}}}}
	d := small(t, house("h1", 100, 5, 40), s)
	night := time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC).In(d.atlas.Zone())
	sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 5, OpenAt: "x"}, night)
	if err != nil {
		t.Fatal(err)
	}
	if *sc.Before.Covered != 0 {
		t.Errorf("at night %d are covered", *sc.Before.Covered)
	}
	for _, c := range []struct {
		daily [][2]string
		want  int64
	}{{[][2]string{{"08:00", "23:00"}}, 40}, {[][2]string{}, 0}, {[][2]string{{"21:00", "02:00"}}, 40}} {
		if sc, err = d.Edit(sc.ID, plan.Edit{Op: "hours", Place: "s1", Daily: c.daily}); err != nil || *sc.After.Covered != c.want {
			t.Errorf("%v: %v, %+v", c.daily, err, sc)
		}
	}
}

// TestScenariosAreBounded: the one not used for longest is given up.
func TestScenariosAreBounded(t *testing.T) {
	d := small(t, station("s1", 120, 5))
	first, second := d.scenario(plan.ScenarioAsk{}), d.scenario(plan.ScenarioAsk{})
	if _, err := d.ScenarioOf(first.ID); err != nil {
		t.Fatal(err)
	}
	for range plan.MostScenarios - 1 {
		d.scenario(plan.ScenarioAsk{})
	}
	if _, err := d.ScenarioOf(first.ID); err != nil {
		t.Errorf("the one used since: %v", err)
	}
	if _, err := d.ScenarioOf(second.ID); city.CodeOf(err) != "unknown_scenario" {
		t.Errorf("the oldest: %v", err)
	}
}

// BenchmarkEdit is what closing a station of the demo city and taking it back cost, with the
// households that it gains and loses by area.
func BenchmarkEdit(b *testing.B) {
	d := demoDesk(b, demo.SizeCity)
	sc, err := d.NewScenario(b.Context(), plan.ScenarioAsk{}, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	var codes []string
	for _, p := range d.atlas.Current().PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			codes = append(codes, p.Code)
		}
	}
	timed := newStopwatch(b)
	for i := 0; b.Loop(); i++ {
		code := codes[i%len(codes)]
		timed.run(func() error {
			_, err := d.EditOnly(sc.ID, plan.Edit{Op: "close", Place: code})
			return err
		})
		timed.run(func() error {
			_, err := d.UndoOnly(sc.ID)
			return err
		})
	}
	timed.report()
}

// BenchmarkEditAnswered times whole answers of a scenario with 60 edits in force, as the server gives them but
// for the shelf and the network: edits of places and of hours, each described and taken back.
func BenchmarkEditAnswered(b *testing.B) {
	d := demoDesk(b, demo.SizeCity)
	var codes []string
	var spots [][2]float64
	for _, p := range d.atlas.Current().PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			codes, spots = append(codes, p.Code), append(spots, p.Point.LonLat())
		}
	}
	for _, op := range []string{"close", "open", "move", "hours"} {
		b.Run(op, func(b *testing.B) {
			sc, err := d.NewScenario(b.Context(), plan.ScenarioAsk{OpenAt: "2026-11-28T10:00:00+08:00"}, time.Date(2026, 11, 28, 10, 0, 0, 0, time.FixedZone("", 8*3600)))
			if err != nil {
				b.Fatal(err)
			}
			open := codes[:0:0]
			for _, code := range codes {
				if _, err := d.Edit(sc.ID, plan.Edit{Op: "hours", Place: code, Daily: [][2]string{{"08:00", "20:00"}}}); err != nil {
					continue
				}
				if open = append(open, code); len(open) == 60 {
					break
				}
			}
			timed := newStopwatch(b)
			for i := 0; b.Loop(); i++ {
				at := spots[(7*i)%len(spots)]
				edit := map[string]plan.Edit{
					"close": {Op: "close", Place: open[i%len(open)]}, "open": {Op: "open", Lon: &at[0], Lat: &at[1]}, "move": {Op: "move", Place: open[i%len(open)], Lon: &at[0], Lat: &at[1]},
					"hours": {Op: "hours", Place: open[i%len(open)], Daily: [][2]string{{"00:00", "01:00"}}},
				}[op]
				timed.run(func() error { _, err := d.Edit(sc.ID, edit); return err })
				if _, err := d.Undo(sc.ID); err != nil {
					b.Fatal(err)
				}
			}
			timed.report()
		})
	}
}

// stopwatch collects how long single steps take, by the clock and by the processor: where others use the machine
// too the clock counts their work as well.
type stopwatch struct {
	b         *testing.B
	took, cpu []time.Duration
}

func newStopwatch(b *testing.B) *stopwatch { return &stopwatch{b: b} }

func (s *stopwatch) run(do func() error) {
	s.b.Helper()
	start, used := time.Now(), cpuTime(s.b)
	err := do()
	s.cpu = append(s.cpu, cpuTime(s.b)-used)
	if s.took = append(s.took, time.Since(start)); err != nil {
		s.b.Fatal(err)
	}
}

// cpuTime is the time of processors that the whole process has used.
func cpuTime(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (s *stopwatch) report() {
	slices.Sort(s.took)
	slices.Sort(s.cpu)
	s.b.ReportMetric(float64(s.cpu[len(s.cpu)*95/100].Microseconds()), "p95-cpu-µs")
	s.b.ReportMetric(float64(s.took[len(s.took)/2].Microseconds()), "p50-µs")
	s.b.ReportMetric(float64(s.took[len(s.took)*95/100].Microseconds()), "p95-µs")
}

// TestScenarioChangeHoldsAll: of two edits of one place none is lost in the change, in whatever
// order, and hours are named; the code of a place that is not open is no code for a new one.
func TestScenarioChangeHoldsAll(t *testing.T) {
	shut := station("s9", 140, 5)
	shut.State = city.PlaceClosed
	d := small(t, house("h1", 100, 5, 40), station("s1", 120, 5), shut)
	to := at(130, 5).LonLat()
	hours := plan.Edit{Op: "hours", Place: "s1", Daily: [][2]string{{"08:00", "20:00"}}}
	move := plan.Edit{Op: "move", Place: "s1", Lon: &to[0], Lat: &to[1]}
	for _, edits := range [][]plan.Edit{{hours, move}, {move, hours}} {
		sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{OpenAt: "x"}, now())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range edits {
			if _, err := d.Edit(sc.ID, e); err != nil {
				t.Fatal(err)
			}
		}
		text, err := d.ScenarioChange(sc.ID)
		if err != nil {
			t.Fatal(err)
		}
		var c plan.AdoptedChange
		if err := json.Unmarshal(text, &c); err != nil || len(c.Puts) != 1 || c.Puts[0].Geometry == nil || !strings.Contains(c.Note, "hours are not in it: s1") {
			t.Errorf("%v: %s", err, text)
		}
	}
	sc := d.scenario(plan.ScenarioAsk{})
	_, err := d.Edit(sc.ID, plan.Edit{Op: "open", Place: "s9", Lon: &to[0], Lat: &to[1]})
	if city.CodeOf(err) != "code_taken" {
		t.Errorf("the code of a closed place: %v", err)
	}
}

// TestScenarioLivesOn: adopted as a change it is read and edited as before, and what is not alike is
// not compared.
func TestScenarioLivesOn(t *testing.T) {
	d := small(t, house("h1", 100, 5, 40), station("s1", 120, 5), station("s2", 1900, 5))
	sc := d.scenario(plan.ScenarioAsk{Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	shut := station("s1", 120, 5)
	shut.State = city.PlaceClosed
	d.apply(city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(shut, city.Always())}})
	if got, err := d.ScenarioOf(sc.ID); err != nil || len(got.Edits) != 0 {
		t.Errorf("once the city has done it: %+v, %v", got, err)
	}
	if _, err := d.Edit(sc.ID, plan.Edit{Op: "close", Place: "s2"}); err != nil {
		t.Error(err)
	}
	other := d.scenario(plan.ScenarioAsk{Kind: "activity_venue"})
	if _, err := d.Compare(sc.ID, other.ID); city.CodeOf(err) != "bad_edit" {
		t.Errorf("two kinds are compared: %v", err)
	}
	if _, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Policy: true}, time.Time{}); city.CodeOf(err) != "no_policy" {
		t.Errorf("by the class of areas, of which the scheme says nothing: %v", err)
	}
}

// TestScenarioForgetsNothing: as many moves as a session forgets are all taken back.
func TestScenarioForgetsNothing(t *testing.T) {
	d := small(t, house("h1", 100, 5, 40), station("s1", 120, 5))
	sc := d.scenario(plan.ScenarioAsk{})
	first := *sc.After.Covered
	for i := range 6 {
		to := at(130+300*float64(i), 5).LonLat()
		if _, err := d.Edit(sc.ID, plan.Edit{Op: "move", Place: "s1", Lon: &to[0], Lat: &to[1]}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 6 {
		if i%2 == 0 {
			d.Forget(sc.ID)
		}
		var err error
		if sc, err = d.Undo(sc.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(sc.Edits) != 0 || *sc.After.Covered != first {
		t.Errorf("%d edits, %d covered", len(sc.Edits), *sc.After.Covered)
	}
}
