package city

import (
	"cmp"
	"slices"
	"strings"
)

// Stage says when a candidate of a place came to a state, and who decided it.
type Stage struct {
	State PlaceState `cbor:"state" json:"state" enum:"applied,reviewed,approved,building,accepted,open"`
	Date  string     `cbor:"date" json:"date" doc:"YYYY-MM-DD"`
	// By is an office or an account, never a person's name: what it says is kept in the log of
	// changes for ever, as the author of a revision is. Empty = who wrote the revision.
	By string `cbor:"by,omitempty" json:"by,omitempty" doc:"the office or the account that decided it; never a person's name; left out = who wrote the revision"`
}

// PlaceStages lists the stages of a candidate, 申报→审核→审批→在建→验收→启用. Each follows the one
// before it; none is left out.
func PlaceStages() []PlaceState {
	return []PlaceState{PlaceApplied, PlaceReviewed, PlaceApproved, PlaceBuilding, PlaceAccepted, PlaceOpen}
}

// IsCandidate tells whether a place is a record of one that is not there yet: planned, or at a stage
// before it opens.
func (p *Place) IsCandidate() bool {
	return p.State != PlaceOpen && p.State != PlaceClosed
}

// checkStages: the log begins with the application, leaves no stage out and goes back to none, its dates
// do not go back, and it ends at the state that the place has (one that is closed may have any).
func (p *Place) checkStages(k Key) error {
	order := PlaceStages()
	if len(p.Stages) > len(order) {
		return Errorf(Invalid, "stage_order", "%s: its log has %d stages; there are %d", k, len(p.Stages), len(order))
	}
	before := ""
	for i, s := range p.Stages {
		if s.State != order[i] {
			return Errorf(Invalid, "stage_order", "%s: stage %d of its log is %q, yet %q comes there: the stages are %s, none left out and none twice", k, i+1, s.State, order[i], stageNames())
		}
		if _, err := ParseDate(s.Date); err != nil {
			return Errorf(Invalid, "bad_date", "%s: %q, the date of its stage %s, is no date (YYYY-MM-DD)", k, s.Date, s.State)
		}
		if s.Date < before {
			return Errorf(Invalid, "stage_order", "%s: its stage %s is of %s, before the stage in front of it (%s)", k, s.State, s.Date, before)
		}
		if !plain(s.By) {
			return Errorf(Invalid, "bad_text", "%s: who decided its stage %s is too long or no plain UTF-8 text", k, s.State)
		}
		if strings.ContainsAny(s.By, ";；") || s.By != strings.Join(strings.Fields(s.By), " ") {
			return Errorf(Invalid, "bad_text", "%s: who decided its stage %s has a semicolon, a line break or spaces too many: it could not be read again from a table", k, s.State)
		}
		before = s.Date
	}
	if n := len(p.Stages); n > 0 && p.State != PlaceClosed && p.State != p.Stages[n-1].State {
		return Errorf(Invalid, "stage_order", "%s: its state is %s, yet its log of stages ends at %s", k, p.State, p.Stages[n-1].State)
	}
	return nil
}

// Reached is how many stages of its log a place has come to by a day: the others are planned, each for its date. On an
// open end it is all of them.
func (p *Place) Reached(on Date) int {
	if on.Open() {
		return len(p.Stages)
	}
	day := on.String()
	n := slices.IndexFunc(p.Stages, func(s Stage) bool { return s.Date > day }) // dates do not go back
	if n < 0 {
		return len(p.Stages)
	}
	return n
}

// StateOn is the state of a place on a day: that of the last stage of its log that it has come to by then. One that is
// closed, or has no log, has its state on every day.
func (p *Place) StateOn(day Date) PlaceState {
	if len(p.Stages) == 0 || p.State == PlaceClosed {
		return p.State
	}
	if n := p.Reached(day); n > 0 {
		return p.Stages[n-1].State
	}
	return PlacePlanned
}

// Advance gives a place with a log of stages another state on a day: one stage on adds to what it has come to by then,
// in the place of what was planned; closing leaves the log, and any other step is Invalid with code stage_order. A place
// without a log just has the state. It changes p alone, never what its log was before.
func (p *Place) Advance(to PlaceState, on Date, by string) error {
	if len(p.Stages) == 0 || to == PlaceClosed {
		p.State = to
		return nil
	}
	now := p.StateOn(on)
	if to == now {
		return nil // what is planned stays planned
	}
	end := p.Stages[len(p.Stages)-1].State
	if now == PlaceClosed && to == end {
		p.State = to
		return nil
	}
	n, order := p.Reached(on), PlaceStages()
	if n >= len(order) || to != order[n] {
		return Errorf(Invalid, "stage_order", "%s: from %s it cannot become %s: the stages are %s, each after the one before it", p.Key(), cmp.Or(now, end), to, stageNames())
	}
	p.Stages = append(slices.Clone(p.Stages[:n]), Stage{State: to, Date: on.String(), By: by})
	p.State = to
	return nil
}

// CheckOpening refuses a place that is open by a stage which is planned for after a day: it would be counted as open from
// then on. Such a change is to hold from the date of the stage.
func CheckOpening(c Content, from Date) error {
	p, ok := c.(*Place)
	if !ok || p.State != PlaceOpen || p.Reached(from) == len(p.Stages) {
		return nil
	}
	date := p.Stages[len(p.Stages)-1].Date
	return Errorf(Invalid, "stage_order", "%s: it opens on %s, after %s: enter that stage on the day, or let the change hold from %s (effective_from)", p.Key(), date, from, date)
}

// StateByLog is the state that a log of stages gives a place, old before it or nil: that of its last stage.
// One that is closed stays so while its log does not grow. Empty where there is no log.
func StateByLog(log []Stage, old *Place) PlaceState {
	n := len(log)
	switch {
	case n == 0:
		return ""
	case old != nil && old.State == PlaceClosed && n <= len(old.Stages):
		return PlaceClosed
	}
	return log[n-1].State
}

// CheckFollows tells whether a content may come after another of the same thing from a day on: of the log of stages of a
// place what it has come to by then stays as it is (Invalid with code stage_order). What is planned for later may
// become another date, or go; a wrong entry of what was reached is taken back with the revision that wrote it.
func CheckFollows(old, c Content, from Date) error {
	was, isPlace := old.(*Place)
	p, same := c.(*Place)
	if !isPlace || !same {
		return nil
	}
	if n := was.Reached(from); n > 0 && (len(p.Stages) < n || !slices.Equal(p.Stages[:n], was.Stages[:n])) {
		return Errorf(Invalid, "stage_order", "%s: its log of stages has come to %s (%s) and only grows: the new one must begin with it", p.Key(), was.Stages[n-1].State, was.Stages[n-1].Date)
	}
	return nil
}

func stageNames() string {
	names := make([]string, 0, len(PlaceStages()))
	for _, s := range PlaceStages() {
		names = append(names, string(s))
	}
	return strings.Join(names, " → ")
}

// StageText writes a log of stages as a cell of a table: "applied 2026-01-05 by; reviewed 2026-02-01".
func StageText(log []Stage) string {
	parts := make([]string, 0, len(log))
	for _, s := range log {
		parts = append(parts, strings.TrimSpace(string(s.State)+" "+s.Date+" "+s.By))
	}
	return strings.Join(parts, "; ")
}

// ParseStages reads what StageText writes. word finds the state that a word means, empty = none; stages
// are parted by ; or ；. Invalid with code bad_stage.
func ParseStages(text string, word func(string) PlaceState) ([]Stage, error) {
	var out []Stage
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		fields := strings.Fields(part)
		if len(fields) == 0 {
			continue
		}
		state := word(fields[0])
		if len(fields) < 2 || state == "" {
			return nil, Errorf(Invalid, "bad_stage", "%.80q is no stage: write its state, its date and who decided it, as in applied 2026-01-05 OFFICE; reviewed 2026-02-01 OFFICE", strings.TrimSpace(part))
		}
		out = append(out, Stage{State: state, Date: fields[1], By: strings.Join(fields[2:], " ")})
	}
	return out, nil
}
