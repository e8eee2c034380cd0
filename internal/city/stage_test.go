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
		if err := p.Advance(to, "2026-06-01", ""); city.CodeOf(err) != "stage_order" || p.State != city.PlaceReviewed {
			t.Errorf("to %s: %v, %s", to, err, p.State)
		}
	}
	old := *p
	if err := p.Advance(city.PlaceApproved, "2026-06-01", "区委"); err != nil || p.State != city.PlaceApproved || p.Stages[2] != (city.Stage{State: city.PlaceApproved, Date: "2026-06-01", By: "区委"}) {
		t.Errorf("%v %+v", err, p)
	}
	if !slices.Equal(old.Stages, before) || city.CheckFollows(&old, p) != nil || city.CodeOf(city.CheckFollows(p, &old)) != "stage_order" {
		t.Errorf("the log before is %+v", old.Stages)
	}
	if err := p.Advance(city.PlaceClosed, "2026-07-01", ""); err != nil || len(p.Stages) != 3 {
		t.Errorf("%v %+v", err, p)
	}
	if err := p.Advance(city.PlaceApproved, "2026-08-01", ""); err != nil || len(p.Stages) != 3 {
		t.Errorf("taken up again: %v %+v", err, p)
	}
	free := &city.Place{State: city.PlacePlanned}
	if err := free.Advance(city.PlaceOpen, "2026-08-01", ""); err != nil || free.State != city.PlaceOpen || free.Stages != nil {
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
