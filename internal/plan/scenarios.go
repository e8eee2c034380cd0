package plan

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// scenarios are those in memory, used last at the end.
type scenarios struct {
	mu   sync.Mutex
	list []*Scenario
}

// ScenarioAsk begins a scenario: the question that its numbers answer, and its first edits.
type ScenarioAsk struct {
	Name    string `json:"name,omitempty"`
	Minutes int    `json:"minutes,omitempty" doc:"the service circle; what the scheme's norms say when left out"`
	Kind    string `json:"kind,omitempty" doc:"kind of places; Red Sail stations when left out"`
	OpenAt  string `json:"open_at,omitempty" doc:"only places open at this instant count; hours aside when left out"`
	Edits   []Edit `json:"edits,omitempty"`
}

// Delta is what edits did to the households.
type Delta struct {
	Gained          int64       `json:"gained" doc:"measured households that are covered now and were not"`
	Lost            int64       `json:"lost" doc:"measured households that were covered and are not"`
	GainedEstimate  int64       `json:"gained_estimated" doc:"households without a count of their own, newly covered"`
	LostEstimate    int64       `json:"lost_estimated"`
	GainedBuildings int         `json:"gained_buildings"`
	LostBuildings   int         `json:"lost_buildings"`
	By              []DeltaArea `json:"by" doc:"areas in which anything changed, by layer and code"`
}

// DeltaArea is what edits did in an area.
type DeltaArea struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Gained int64  `json:"gained"`
	Lost   int64  `json:"lost"`
}

// ScenarioState is a scenario as it stands.
type ScenarioState struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Revision int64       `json:"revision" doc:"the city's revision on which the edits stand now"`
	Minutes  int         `json:"minutes"`
	Kind     string      `json:"kind"`
	OpenAt   *string     `json:"open_at"`
	Edits    []Edit      `json:"edits" doc:"in force, the first first"`
	Undone   int         `json:"undone" doc:"how many can be done again"`
	Places   []ScenPlace `json:"places" doc:"places that the edits opened, closed or moved"`
	Before   Count       `json:"before" doc:"the city without the edits"`
	After    Count       `json:"after"`
	Share    [2]*float64 `json:"share" doc:"covered / (total − estimated), before and after"`
	Change   *Delta      `json:"change" doc:"after against before"`
	Last     *Delta      `json:"last" doc:"what the last edit, undo or redo did; null in answers about none"`
}

// ScenPlace is a place that a scenario changed.
type ScenPlace struct {
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	State  string     `json:"state" enum:"opened,closed,moved,hours"`
	Point  [2]float64 `json:"point" doc:"lon, lat"`
	OnFoot bool       `json:"on_network"`
}

// NewScenario makes a scenario. An edit that cannot be done makes none.
func (p *Planner) NewScenario(ctx context.Context, a ScenarioAsk, openAt time.Time) (*ScenarioState, error) {
	if len(a.Name) > MostName {
		return nil, city.Errorf(city.Invalid, "bad_text", "name: it is longer than %d bytes", MostName)
	}
	if len(a.Edits) > MostEdits {
		return nil, city.Errorf(city.TooLarge, "too_many_edits", "edits: a scenario has at most %d", MostEdits)
	}
	t, err := p.Town(p.atlas.Current())
	if err != nil {
		return nil, err
	}
	now := p.atlas.Now()
	sc := &Scenario{id: rand.Text(), name: a.Name, made: now, ask: Ask{Minutes: a.Minutes, Kind: a.Kind, At: now, Exact: true, Open: a.OpenAt != "", OpenAt: openAt}}
	if sc.play, err = t.newPlay(sc.ask); err != nil {
		return nil, err
	}
	for _, e := range a.Edits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := sc.play.do(&sc.ask, e); err != nil {
			return nil, err
		}
	}
	p.plans.mu.Lock()
	defer p.plans.mu.Unlock()
	if p.plans.list = append(p.plans.list, sc); len(p.plans.list) > MostScenarios {
		p.plans.list = p.plans.list[1:]
	}
	return sc.state(nil), nil
}

// scenario finds a scenario and puts its edits onto the city as it is now.
func (p *Planner) scenario(id string) (*Scenario, func(), error) {
	p.plans.mu.Lock()
	i := slices.IndexFunc(p.plans.list, func(s *Scenario) bool { return s.id == id })
	if i < 0 {
		p.plans.mu.Unlock()
		return nil, nil, city.Errorf(city.NotFound, "unknown_scenario", "there is no such scenario; they lie in memory, the last %d of this run of the server", MostScenarios)
	}
	sc := p.plans.list[i]
	p.plans.list = append(slices.Delete(p.plans.list, i, i+1), sc)
	p.plans.mu.Unlock()
	sc.mu.Lock()
	t, err := p.Town(p.atlas.Current())
	if err == nil && t != sc.play.town {
		err = sc.rebase(t)
	}
	if err != nil {
		sc.mu.Unlock()
		return nil, nil, err
	}
	return sc, sc.mu.Unlock, nil
}

// rebase does the edits again on another revision of the city. One that cannot be done there is
// Conflict with code scenario_conflict.
func (sc *Scenario) rebase(t *Town) error {
	fresh, err := t.newPlay(sc.ask)
	if err != nil {
		return err
	}
	for i := range sc.play.log {
		if fresh.done(sc.play.log[i].edit) {
			continue // as when the change that the scenario gave was adopted
		}
		if _, err := fresh.do(&sc.ask, sc.play.log[i].edit); err != nil {
			return city.Errorf(city.Conflict, "scenario_conflict", "edit %d (%s) cannot be done on revision %d of the city: %s", i+1, sc.play.log[i].edit.Op, t.pic.Revision, err)
		}
	}
	sc.play = fresh
	return nil
}

// shorten does all edits but the last again, from the city on.
func (sc *Scenario) shorten() (*shifts, error) {
	fresh, err := sc.play.town.newPlay(sc.ask)
	if err != nil {
		return nil, err
	}
	n := len(sc.play.log) - 1
	for i := range n {
		if _, err := fresh.do(&sc.ask, sc.play.log[i].edit); err != nil {
			return nil, err
		}
	}
	into := newShifts()
	for i, was := range sc.play.covered {
		if is := fresh.covered[i]; is != was {
			fresh.count(i, is, into)
		}
	}
	sc.play = fresh
	return into, nil
}

// done is true of an edit that the city has done since: the place is closed there, or has come.
func (p *play) done(e Edit) bool {
	state, known := p.known(e.Place)
	switch e.Op {
	case "close":
		return known && state != city.PlaceOpen
	case "open":
		return known && e.Place != ""
	}
	return false
}

// ScenarioOf gives a scenario as it stands.
func (p *Planner) ScenarioOf(id string) (*ScenarioState, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	return sc.state(nil), nil
}

// Edit does an edit in a scenario.
func (p *Planner) Edit(id string, e Edit) (*ScenarioState, error) {
	return p.step(id, func(sc *Scenario) (*shifts, error) {
		if len(sc.play.log) >= MostEdits {
			return nil, city.Errorf(city.TooLarge, "too_many_edits", "a scenario has at most %d edits", MostEdits)
		}
		return sc.play.do(&sc.ask, e)
	})
}

// Undo takes the last edit of a scenario back.
func (p *Planner) Undo(id string) (*ScenarioState, error) {
	return p.step(id, func(sc *Scenario) (*shifts, error) {
		got, err := sc.play.undo()
		if errors.Is(err, errForgotten) {
			return sc.shorten()
		}
		return got, err
	})
}

// Redo does again the edit that was undone last.
func (p *Planner) Redo(id string) (*ScenarioState, error) {
	return p.step(id, func(sc *Scenario) (*shifts, error) {
		got, err := sc.play.redo()
		if errors.Is(err, errForgotten) {
			return sc.play.do(&sc.ask, sc.play.undone[len(sc.play.undone)-1].edit)
		}
		return got, err
	})
}

func (p *Planner) step(id string, do func(*Scenario) (*shifts, error)) (*ScenarioState, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := do(sc)
	if err != nil {
		return nil, err
	}
	return sc.state(got), nil
}

// Drop gives a scenario up.
func (p *Planner) Drop(id string) error {
	p.plans.mu.Lock()
	defer p.plans.mu.Unlock()
	i := slices.IndexFunc(p.plans.list, func(s *Scenario) bool { return s.id == id })
	if i < 0 {
		return city.Errorf(city.NotFound, "unknown_scenario", "there is no such scenario")
	}
	p.plans.list = slices.Delete(p.plans.list, i, i+1)
	return nil
}

// state describes the scenario.
func (sc *Scenario) state(last *shifts) *ScenarioState {
	pl := sc.play
	out := &ScenarioState{
		ID: sc.id, Name: sc.name, Revision: pl.town.pic.Revision, Minutes: int(pl.limit / 600), Kind: pl.kind, Edits: []Edit{}, Undone: len(pl.undone),
		Places: pl.changed(),
	}
	if sc.ask.Open {
		at := sc.ask.OpenAt.Format(time.RFC3339)
		out.OpenAt = &at
	}
	for i := range pl.log {
		out.Edits = append(out.Edits, pl.log[i].edit)
	}
	change := newShifts()
	before, after := pl.sums(change)
	out.Before, out.After = before.counted(), after.counted()
	out.Share = [2]*float64{out.Before.share(), out.After.share()}
	out.Change = pl.town.delta(change)
	if last != nil {
		out.Last = pl.town.delta(last)
	}
	return out
}

// sums counts the households before and after all edits, and what differs.
func (p *play) sums(change *shifts) (before, after sums) {
	for i := range p.town.houses {
		h := &p.town.houses[i]
		if h.apart { // a straight line is an estimate, whatever a scenario does
			before.add(h, false, false, false)
			after.add(h, false, false, false)
			continue
		}
		was, is := p.first[i], p.covered[i]
		before.add(h, was, was, was)
		after.add(h, is, is, is)
		if was != is {
			p.count(i, is, change)
		}
	}
	return before, after
}

// changed are the places that the edits in force opened, closed or moved, in their order.
func (p *play) changed() []ScenPlace {
	out := []ScenPlace{}
	seen := map[int32]bool{}
	for i := range p.log {
		n := p.log[i].site
		if n < 0 || seen[n] {
			continue
		}
		seen[n] = true
		s := &p.sites[n]
		var state string
		switch {
		case s.gone || s.added && s.closed:
			continue
		case s.added:
			state = "opened"
		case s.closed:
			state = "closed"
		case s.moved:
			state = "moved"
		default:
			state = "hours"
		}
		out = append(out, ScenPlace{Code: s.Code, Name: s.Name(), State: state, Point: s.Point.LonLat(), OnFoot: len(s.feet) > 0})
	}
	return out
}

// rehoured are the codes of places that have other hours, closed ones left out.
func (p *play) rehoured() []string {
	var out []string
	for i := range p.sites {
		if s := &p.sites[i]; s.rehoured && !s.gone && !s.closed {
			out = append(out, s.Code)
		}
	}
	return out
}

// delta puts shifts into words.
func (t *Town) delta(s *shifts) *Delta {
	out := &Delta{
		Gained: s.all.gained, Lost: s.all.lost, GainedEstimate: s.all.gainedEstimate, LostEstimate: s.all.lostEstimate,
		GainedBuildings: s.all.gainedBuildings, LostBuildings: s.all.lostBuildings, By: []DeltaArea{},
	}
	for _, spot := range sortedKeys(s.by) {
		layer, v := t.areaOf(spot)
		if x := s.by[spot]; v != nil {
			out.By = append(out.By, DeltaArea{Layer: layer, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Gained: x.gained, Lost: x.lost})
		}
	}
	return out
}

// timeOf is a walking time for answers; −1 = never.
func timeOf(t walk.Time) int {
	if t == walk.Never {
		return -1
	}
	return t.Seconds()
}
