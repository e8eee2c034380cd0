package city_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

func logOf(n int) (out []city.Stage) {
	for i, s := range city.PlaceStages()[:n] {
		out = append(out, city.Stage{State: s, Date: "2026-0" + string(rune('1'+i)) + "-05", By: "澜庆街道办"})
	}
	return out
}

func dayOf(t *testing.T, text string) city.Date {
	t.Helper()
	d, err := city.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPlannedStages: a stage whose date is yet to come is not reached before it, may get another date or a true one, and
// what was reached stays as it is; a place does not open by a stage of the future.
func TestPlannedStages(t *testing.T) {
	p := &city.Place{Kind: "k", Code: "x", State: city.PlaceApproved, Stages: logOf(3)} // of 01-05, 02-05, 03-05
	for day, want := range map[string]city.PlaceState{"2025-12-31": city.PlacePlanned, "2026-01-05": city.PlaceApplied, "2026-03-04": city.PlaceReviewed, "2026-03-05": city.PlaceApproved, "2030-01-01": city.PlaceApproved} {
		if got := p.StateOn(dayOf(t, day)); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
	for _, c := range []struct{ from, date, code string }{{"2026-03-04", "2026-04-01", ""}, {"2026-03-05", "2026-04-01", "stage_order"}} {
		later := *p
		later.Stages = append(slices.Clone(p.Stages[:2]), city.Stage{State: city.PlaceApproved, Date: c.date})
		if err := city.CheckFollows(p, &later, dayOf(t, c.from)); city.CodeOf(err) != c.code && (err != nil || c.code != "") {
			t.Errorf("another date, written for %s: %v", c.from, err)
		}
	}
	same := *p
	if err := same.Advance(city.PlaceReviewed, dayOf(t, "2026-02-10"), ""); err != nil || len(same.Stages) != 3 {
		t.Errorf("the state that it has: %v, %+v", err, same)
	}
	early := *p
	if err := early.Advance(city.PlaceApproved, dayOf(t, "2026-02-20"), "区委"); err != nil || early.Stages[2] != (city.Stage{State: city.PlaceApproved, Date: "2026-02-20", By: "区委"}) || len(p.Stages) != 3 || p.Stages[2].Date != "2026-03-05" {
		t.Errorf("earlier than planned: %v, %+v", err, early)
	}
	opens := &city.Place{Kind: "k", Code: "x", State: city.PlaceOpen, Stages: logOf(6)} // on 06-05
	if err := city.CheckOpening(opens, dayOf(t, "2026-06-04")); city.CodeOf(err) != "stage_order" {
		t.Errorf("opens by a stage of the future: %v", err)
	}
	for _, from := range []city.Date{dayOf(t, "2026-06-05"), city.OpenStart} {
		if err := city.CheckOpening(opens, from); err != nil {
			t.Errorf("from %s: %v", from, err)
		}
	}
}

// TestStages: a log that leaves a stage out, goes back, or ends elsewhere than the place is refused; one that
// is whole is not.
func TestStages(t *testing.T) {
	scheme := storetest.Scheme(t)
	swapped := logOf(3)
	swapped[1].Date = "2025-12-31"
	for name, c := range map[string]struct {
		state city.PlaceState
		log   []city.Stage
		code  string
	}{
		"none":          {city.PlaceBuilding, nil, ""},
		"whole":         {city.PlaceOpen, logOf(6), ""},
		"part":          {city.PlaceApproved, logOf(3), ""},
		"closed":        {city.PlaceClosed, logOf(2), ""},
		"left out":      {city.PlaceApproved, append(logOf(1), logOf(3)[2]), "stage_order"},
		"backwards":     {city.PlaceApplied, append(logOf(2), logOf(1)...), "stage_order"},
		"late begin":    {city.PlaceReviewed, logOf(2)[1:], "stage_order"},
		"another state": {city.PlaceOpen, logOf(5), "stage_order"},
		"earlier date":  {city.PlaceApproved, swapped, "stage_order"},
		"no date":       {city.PlaceApplied, []city.Stage{{State: city.PlaceApplied, Date: "2026-13-01"}}, "bad_date"},
		"semicolon":     {city.PlaceApplied, []city.Stage{{State: city.PlaceApplied, Date: "2026-01-01", By: "街道办；区委"}}, "bad_text"},
		"two lines":     {city.PlaceApplied, []city.Stage{{State: city.PlaceApplied, Date: "2026-01-01", By: "a\nb"}}, "bad_text"},
		"planned":       {city.PlacePlanned, []city.Stage{{State: city.PlacePlanned, Date: "2026-01-01"}}, "stage_order"},
	} {
		p := &city.Place{Kind: "station", Code: "x", State: c.state, Stages: c.log}
		if err := p.Check(scheme); city.CodeOf(err) != c.code && (err != nil || c.code != "") {
			t.Errorf("%s: %v, not %q", name, err, c.code)
		}
	}
}

// TestAdvance: one stage on is written down, a step over one or back is not; the log grows and nothing else.
func TestAdvance(t *testing.T) {
	p := &city.Place{Kind: "red_sail_station", Code: "x", State: city.PlaceReviewed, Stages: logOf(2)}
	before := slices.Clone(p.Stages)
	for _, to := range []city.PlaceState{city.PlaceBuilding, city.PlaceApplied, city.PlacePlanned, city.PlaceOpen} {
		if err := p.Advance(to, dayOf(t, "2026-06-01"), ""); city.CodeOf(err) != "stage_order" || p.State != city.PlaceReviewed {
			t.Errorf("to %s: %v, %s", to, err, p.State)
		}
	}
	old := *p
	if err := p.Advance(city.PlaceApproved, dayOf(t, "2026-06-01"), "区委"); err != nil || p.State != city.PlaceApproved || p.Stages[2] != (city.Stage{State: city.PlaceApproved, Date: "2026-06-01", By: "区委"}) {
		t.Errorf("%v %+v", err, p)
	}
	if !slices.Equal(old.Stages, before) || city.CheckFollows(&old, p, dayOf(t, "2026-06-01")) != nil || city.CodeOf(city.CheckFollows(p, &old, dayOf(t, "2026-06-01"))) != "stage_order" {
		t.Errorf("the log before is %+v", old.Stages)
	}
	if err := p.Advance(city.PlaceClosed, dayOf(t, "2026-07-01"), ""); err != nil || len(p.Stages) != 3 {
		t.Errorf("%v %+v", err, p)
	}
	if err := p.Advance(city.PlaceApproved, dayOf(t, "2026-08-01"), ""); err != nil || len(p.Stages) != 3 {
		t.Errorf("taken up again: %v %+v", err, p)
	}
	free := &city.Place{State: city.PlacePlanned}
	if err := free.Advance(city.PlaceOpen, dayOf(t, "2026-08-01"), ""); err != nil || free.State != city.PlaceOpen || free.Stages != nil {
		t.Errorf("without a log: %v %+v", err, free)
	}
}

// TestStageText: a cell comes back as it was written, and says what is no stage.
func TestStageText(t *testing.T) {
	word := func(w string) city.PlaceState {
		if s := city.PlaceState(w); slices.Contains(city.PlaceStates(), s) {
			return s
		}
		return ""
	}
	log := append(logOf(2), city.Stage{State: city.PlaceApproved, Date: "2026-09-01"}, city.Stage{State: city.PlaceBuilding, Date: "2026-10-01", By: "a b"})
	if got, err := city.ParseStages(city.StageText(log), word); err != nil || !slices.Equal(got, log) {
		t.Errorf("%v %+v", err, got)
	}
	for _, bad := range []string{"applied", "bought 2026-01-01", "；applied 2026-01-01; x"} {
		if _, err := city.ParseStages(bad, word); city.CodeOf(err) != "bad_stage" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestPlaceWithoutLog: what is stored of a place without a cost and a log is what it was before there were any.
func TestPlaceWithoutLog(t *testing.T) {
	p := &city.Place{Kind: "k", Code: "c", Point: geo.Point{X: 1, Y: 2}, State: city.PlaceOpen}
	body, err := city.Encode(p)
	if err != nil || bytes.Contains(body, []byte("stages")) || bytes.Contains(body, []byte("cost")) {
		t.Errorf("%v %x", err, body)
	}
	p.Stages, p.Cost = logOf(6), new(int64)
	if body, err = city.Encode(p); err != nil || !bytes.Contains(body, []byte("stages")) || !bytes.Contains(body, []byte("cost")) {
		t.Errorf("%v %x", err, body)
	}
}
