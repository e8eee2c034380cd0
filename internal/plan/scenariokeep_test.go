package plan_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// rack is a city.Shelf in memory.
type rack struct {
	mu      sync.Mutex
	records map[string][]byte
	aside   []string
	fails   error
}

func newRack() *rack { return &rack{records: map[string][]byte{}} }

func (r *rack) Put(name string, record []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fails != nil {
		return r.fails
	}
	r.records[name] = slices.Clone(record)
	return nil
}

func (r *rack) Get(name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text, ok := r.records[name]; ok {
		return text, nil
	}
	return nil, city.ErrNoRecord
}

func (r *rack) Drop(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.records, name)
	return nil
}

func (r *rack) SetAside(name string, why error) *city.BrokenRecordError {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.records, name)
	r.aside = append(r.aside, name)
	return &city.BrokenRecordError{Aside: name + ".broken", Why: why}
}

// again is the planner of a server that was started anew.
func (d *desk) again(o plan.Options) { d.Planner = plan.NewWith(d.atlas, o) }

func openAt(x, y float64) plan.Edit {
	p := at(x, y).LonLat()
	return plan.Edit{Op: "open", Lon: &p[0], Lat: &p[1]}
}

// TestScenarioOutlivesTheServer: after a restart the number gives the same scenario, with what can
// be done again, and no record tells of households.
func TestScenarioOutlivesTheServer(t *testing.T) {
	d := small(t, house("h1", 500, 5, 4321), station("s1", 520, 5), station("s2", 1900, 5))
	r := newRack()
	d.again(plan.Options{Shelf: r})
	sc := d.scenario(plan.ScenarioAsk{Name: "<明年>", Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}, openAt(540, 5), {Op: "close", Place: "s2"}}})
	if !sc.Kept {
		t.Error("it says that it is not kept")
	}
	sc, err := d.Undo(sc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(r.records[sc.ID]); strings.Contains(text, "4321") || !strings.Contains(text, `"<明年>"`) {
		t.Errorf("on the shelf lies %s", text)
	}
	d.again(plan.Options{Shelf: r})
	got, err := d.ScenarioOf(sc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != sc.Name || got.Minutes != 5 || len(got.Edits) != 2 || got.Undone != 1 || *got.After.Covered != *sc.After.Covered || got.Places[1].Code != sc.Places[1].Code || !got.Kept {
		t.Errorf("before %+v, after %+v", sc, got)
	}
	if got, err = d.Redo(sc.ID); err != nil || len(got.Edits) != 3 || got.Undone != 0 {
		t.Errorf("done again: %+v, %v", got, err)
	}
	d.again(plan.Options{Shelf: r})
	if err := d.Drop(sc.ID); err != nil || len(r.records) != 0 {
		t.Errorf("given up: %v, %v", err, r.records)
	}
	if _, err := d.ScenarioOf(sc.ID); city.CodeOf(err) != "unknown_scenario" {
		t.Error(err)
	}
}

// TestScenarioHoursOutliveTheServer: the moment that was asked for is kept too.
func TestScenarioHoursOutliveTheServer(t *testing.T) {
	s := station("s1", 120, 5)
	s.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1200)}}}}
	d := small(t, house("h1", 100, 5, 40), s)
	r := newRack()
	d.again(plan.Options{Shelf: r})
	night := time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC).In(d.atlas.Zone())
	sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 5, OpenAt: "x", Edits: []plan.Edit{{Op: "hours", Place: "s1", Daily: [][2]string{{"08:00", "23:00"}}}}}, night)
	if err != nil {
		t.Fatal(err)
	}
	d.again(plan.Options{Shelf: r})
	got, err := d.ScenarioOf(sc.ID)
	if err != nil || *got.OpenAt != *sc.OpenAt || *got.Before.Covered != 0 || *got.After.Covered != 40 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestBrokenRecord: what is no scenario is named and set aside, and nothing else fails.
func TestBrokenRecord(t *testing.T) {
	d := small(t, station("s1", 520, 5))
	r := newRack()
	d.again(plan.Options{Shelf: r})
	whole := d.scenario(plan.ScenarioAsk{Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	text := string(r.records[whole.ID])
	for name, record := range map[string]string{
		"EMPTY": "", "HALF": text[:len(text)/2], "OTHER": text, "VERSION": strings.ReplaceAll(strings.Replace(text, `"version":1`, `"version":2`, 1), whole.ID, "VERSION"),
		"OP": strings.ReplaceAll(strings.Replace(text, `"op":"close"`, `"op":"burn"`, 1), whole.ID, "OP"), "TIME": strings.ReplaceAll(strings.Replace(text, `"made":"2026`, `"made":"x`, 1), whole.ID, "TIME"),
		"MINUTES": strings.ReplaceAll(strings.Replace(text, `"minutes":10`, `"minutes":0`, 1), whole.ID, "MINUTES"), "ARRAY": "[]", "NULL": "null",
	} {
		if record == text && name != "OTHER" {
			t.Fatalf("%s: nothing is broken in %s", name, text)
		}
		r.records[name] = []byte(record)
		if _, err := d.ScenarioOf(name); city.CodeOf(err) != "unknown_scenario" || !strings.Contains(err.Error(), name+".broken") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(r.aside) != 9 {
		t.Errorf("set aside: %v", r.aside)
	}
	if _, err := d.ScenarioOf(whole.ID); err != nil {
		t.Error(err)
	}
}

// TestShelfFails: what was done is answered, and that it is not kept is said.
func TestShelfFails(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), station("s1", 520, 5))
	r, told := newRack(), 0
	d.again(plan.Options{Shelf: r, Failed: func(error) { told++ }})
	sc := d.scenario(plan.ScenarioAsk{})
	r.fails = errors.New("the disk is full")
	got, err := d.Edit(sc.ID, plan.Edit{Op: "close", Place: "s1"})
	if err != nil || got.Kept || *got.After.Covered != 0 || told != 1 {
		t.Errorf("%+v, %v, told %d times", got, err, told)
	}
	r.fails = nil
	if got, err = d.Undo(sc.ID); err != nil || !got.Kept {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestRedoSurvivesARevision: what was undone can be done again on another revision of the city, and
// after the edit before it was undone by doing all others anew.
func TestRedoSurvivesARevision(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), house("h2", 1900, 380, 30), station("s1", 520, 5))
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "close", Place: "s1"}, openAt(1900, 300), openAt(400, 5)}})
	want := *sc.After.Covered
	for range 2 {
		if _, err := d.Undo(sc.ID); err != nil {
			t.Fatal(err)
		}
	}
	d.apply(put(station("s3", 30, 5)))
	for i := range 2 {
		got, err := d.Redo(sc.ID)
		if err != nil || got.Undone != 1-i || len(got.Edits) != 2+i {
			t.Fatalf("redo %d: %+v, %v", i, got, err)
		}
		sc = got
	}
	if *sc.After.Covered != want {
		t.Errorf("%d are covered, %d before", *sc.After.Covered, want)
	}
	if _, err := d.Redo(sc.ID); city.CodeOf(err) != "nothing_to_redo" {
		t.Error(err)
	}
	d.Forget(sc.ID)
	for range 3 {
		var err error
		if sc, err = d.Undo(sc.ID); err != nil {
			t.Fatal(err)
		}
	}
	if sc.Undone != 3 {
		t.Errorf("%d can be done again", sc.Undone)
	}
	for range 3 {
		var err error
		if sc, err = d.Redo(sc.ID); err != nil {
			t.Fatal(err)
		}
	}
	if *sc.After.Covered != want {
		t.Errorf("%d are covered, %d before", *sc.After.Covered, want)
	}
}

// TestOpeningIsOneOfAChange: a code or a name that no change could put opens nothing.
func TestOpeningIsOneOfAChange(t *testing.T) {
	d := small(t, station("s1", 520, 5))
	sc := d.scenario(plan.ScenarioAsk{})
	for _, c := range []struct{ code, name, want string }{
		{" x", "", "bad_code"}, {"1E+05", "", "bad_code"}, {strings.Repeat("字", 65), "", "bad_code"}, {"\xff", "", "bad_code"},
		{"x", "a\x00b", "bad_text"}, {"x", "\xff", "bad_text"}, {strings.Repeat("字", 64), "新站", ""},
	} {
		e := openAt(100, 5)
		e.Place, e.Name = c.code, c.name
		if _, err := d.Edit(sc.ID, e); (err == nil) != (c.want == "") || err != nil && city.CodeOf(err) != c.want {
			t.Errorf("%q %q: %v, want %q", c.code, c.name, err, c.want)
		}
	}
	if _, err := d.Edit(sc.ID, plan.Edit{Op: "gate", Line: strings.Repeat("g", 65), Closed: ptr(true)}); city.CodeOf(err) != "bad_code" {
		t.Error(err)
	}
}

// TestOpenedAndUndoneLeavesNothing: an opening that was undone takes no room once another edit is
// done, and its code is free again.
func TestOpenedAndUndoneLeavesNothing(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), station("s1", 1900, 5))
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5})
	first := 0
	for i := range 50 {
		e := openAt(400+float64(i), 5)
		e.Place = "again"
		got, err := d.Edit(sc.ID, e)
		if err != nil || got.Last.Gained != 40 {
			t.Fatalf("%d: %+v, %v", i, got, err)
		}
		if n := d.Sites(sc.ID); i == 0 {
			first = n
		} else if n != first {
			t.Fatalf("%d: %d places, %d at first", i, n, first)
		}
		if got, err = d.Undo(sc.ID); err != nil || got.Last.Lost != 40 {
			t.Fatalf("%d: %+v, %v", i, got, err)
		}
	}
}

// TestScenarioMemoryIsBounded: whatever is edited where, all scenarios together take no more than
// they may, and none loses anything: those that sleep do their edits again.
func TestScenarioMemoryIsBounded(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	d.scenario(plan.ScenarioAsk{Minutes: 4})
	one := d.Bytes()
	if one == 0 {
		t.Fatal("a scenario in memory takes nothing")
	}
	var stations []string
	for _, p := range d.atlas.Current().PlacesOf("red_sail_station") {
		if p.State == city.PlaceOpen {
			stations = append(stations, p.Code)
		}
	}
	for _, room := range []int64{1, one / 2, one * 3 / 2, 3 * one, plan.MostScenarioBytes} {
		d.again(plan.Options{ScenarioBytes: room})
		want := map[string]int64{}
		for i := range 5 {
			sc := d.scenario(plan.ScenarioAsk{Minutes: 4, Edits: []plan.Edit{{Op: "close", Place: stations[i]}}})
			want[sc.ID] = *sc.After.Covered
		}
		for round := range 3 {
			for _, id := range slices.Sorted(maps.Keys(want)) {
				if _, err := d.Edit(id, plan.Edit{Op: "close", Place: stations[6+round]}); err != nil {
					t.Fatal(err)
				}
				if got, err := d.Undo(id); err != nil || *got.After.Covered != want[id] || got.Undone != 1 || len(got.Edits) != 1 {
					t.Errorf("room %d: %+v, %v", room, got, err)
				}
				if n := d.Bytes(); n > room {
					t.Errorf("%d bytes are taken, %d may be", n, room)
				}
			}
		}
	}
}

// TestScenariosAtOnce: many at work on the same and on other scenarios, with room for one.
func TestScenariosAtOnce(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), station("s1", 520, 5), station("s2", 1900, 5))
	d.again(plan.Options{Shelf: newRack(), ScenarioBytes: 1})
	var ids []string
	for range 4 {
		ids = append(ids, d.scenario(plan.ScenarioAsk{Minutes: 5}).ID)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 20 {
				_, err := d.Edit(ids[i%4], plan.Edit{Op: "close", Place: "s1"})
				if err == nil {
					_, err = d.Undo(ids[i%4])
				}
				// Of two at one scenario each sees what the other did; what is out of memory is asked for again.
				if code := city.CodeOf(err); err != nil && code != "already_closed" && code != "nothing_to_undo" && code != "scenarios_full" {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := d.Bytes(); n > 1 {
		t.Errorf("%d bytes are taken", n)
	}
}

// TestOldTownsAreLetGo: a scenario that nobody touches does not keep an old revision in memory.
func TestOldTownsAreLetGo(t *testing.T) {
	d := small(t, house("h1", 500, 5, 40), station("s1", 520, 5))
	old := d.scenario(plan.ScenarioAsk{Edits: []plan.Edit{{Op: "close", Place: "s1"}}})
	d.apply(put(station("s2", 1900, 5)))
	d.scenario(plan.ScenarioAsk{})
	if d.Awake(old.ID) {
		t.Error("the old one keeps its town")
	}
	if got, err := d.ScenarioOf(old.ID); err != nil || len(got.Edits) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestRedoOfWhatTheCityHasDone: a move that was undone, and that the city has made since, is not done again for nothing:
// that is said, and there is then nothing more to do again.
func TestRedoOfWhatTheCityHasDone(t *testing.T) {
	d := small(t, house("h1", 500, 5, 4321), station("s1", 520, 5), station("s2", 1900, 5))
	there := openAt(700, 5)
	sc := d.scenario(plan.ScenarioAsk{Minutes: 5, Edits: []plan.Edit{{Op: "move", Place: "s2", Lon: there.Lon, Lat: there.Lat}}})
	if _, err := d.Undo(sc.ID); err != nil {
		t.Fatal(err)
	}
	d.apply(put(station("s2", 700, 5)))
	for _, code := range []string{"no_change", "nothing_to_redo"} {
		if _, err := d.Redo(sc.ID); city.CodeOf(err) != code {
			t.Errorf("redo: %v, want %s", err, code)
		}
	}
}
