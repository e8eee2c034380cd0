package plan

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// scenarios are those in memory, used last at the end.
type scenarios struct {
	mu    sync.Mutex
	list  []*Scenario
	bytes int64 // of their plays
}

// NewScenario makes a scenario. An edit that cannot be done makes none, and is
// named by an EditError; where the rest is asked for (Partly), it is named in LeftOut.
func (p *Planner) NewScenario(ctx context.Context, a ScenarioAsk, openAt time.Time) (*ScenarioState, error) {
	if len(a.Name) > MostName || !city.PlainText(a.Name) {
		return nil, city.Errorf(city.Invalid, "bad_text", "name: it is longer than %d bytes, or no plain UTF-8 text", MostName)
	}
	if len(a.Edits) > MostEdits {
		return nil, city.Errorf(city.TooLarge, "too_many_edits", "edits: a scenario has at most %d", MostEdits)
	}
	if err := checkDirection(a.Direction); err != nil {
		return nil, err
	}
	t, err := p.Town(p.atlas.Current(), a.Profile)
	if err != nil {
		return nil, err
	}
	now := p.atlas.Now()
	sc := &Scenario{id: rand.Text(), name: a.Name, made: now, ask: Ask{Minutes: int(a.Minutes), Kind: a.Kind, Profile: a.Profile, Policy: a.Policy, From: a.Direction == DirectionFrom, At: now, Exact: true, Open: a.OpenAt != "", OpenAt: openAt}}
	sc.mu.Lock() // from the list on others see it
	defer sc.mu.Unlock()
	if err := p.plans.reserve(sc, t, p.room()); err != nil {
		return nil, err
	}
	var left []EditLeft
	if sc.play, left, err = t.firstPlay(ctx, &sc.ask, a.Edits, a.Partly); err != nil {
		p.plans.remove(sc)
		return nil, err
	}
	sc.ask.Minutes, sc.ask.Kind = int(sc.play.limit/600), sc.play.kind
	p.plans.enter(sc)
	p.save(sc)
	out := sc.state(nil)
	out.LeftOut = left
	p.plans.settle(sc, p.room())
	return out, nil
}

// playOf does edits on a town that were admitted before.
func (t *Town) playOf(ctx context.Context, a *Ask, edits []Edit) (*play, error) {
	pl, err := t.newPlay(*a)
	if err != nil {
		return nil, err
	}
	for i, e := range edits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := pl.do(a, e); err != nil {
			return nil, &EditError{At: i, Err: err}
		}
	}
	return pl, nil
}

// firstPlay does new edits on a town, each after it is admitted: all or none, or (partly) those that can be done, in
// their order. What the city has done already is not asked for here.
func (t *Town) firstPlay(ctx context.Context, a *Ask, edits []Edit, partly bool) (*play, []EditLeft, error) {
	pl, err := t.newPlay(*a)
	if err != nil {
		return nil, nil, err
	}
	left := []EditLeft{}
	for i, e := range edits {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		err := pl.admit(a, e)
		if err == nil {
			_, err = pl.do(a, e)
		}
		var why *city.Error
		switch {
		case err == nil:
		case partly && errors.As(err, &why) && why.Kind != city.Internal:
			left = append(left, EditLeft{i, why.Code, why.Msg})
		default:
			return nil, nil, &EditError{At: i, Err: err}
		}
	}
	return pl, left, nil
}

// EditError is why an edit of a list cannot be done.
type EditError struct {
	At  int // in the list, the first is 0
	Err error
}

func (e *EditError) Error() string { return fmt.Sprintf("edits[%d]: %s", e.At, e.Err) }

func (e *EditError) Unwrap() error { return e.Err }

// scenario finds a scenario, in memory or on the shelf, and puts its edits onto the city as it is
// now. Until done is called nobody else is inside.
func (p *Planner) scenario(id string) (sc *Scenario, done func(), err error) {
	if sc, err = p.inside(id); err != nil {
		return nil, nil, err
	}
	t, err := p.Town(p.atlas.Current(), sc.ask.Profile)
	if err == nil && (sc.play == nil || t != sc.play.root) {
		err = p.wake(sc, t)
	}
	if err != nil {
		p.plans.settle(sc, p.room())
		sc.mu.Unlock()
		return nil, nil, err
	}
	return sc, func() {
		p.plans.settle(sc, p.room())
		sc.mu.Unlock()
	}, nil
}

// inside finds a scenario and holds its lock.
func (p *Planner) inside(id string) (*Scenario, error) {
	for {
		sc := p.plans.find(id)
		if sc == nil {
			read, err := p.load(id)
			if err != nil {
				return nil, err
			}
			sc = p.plans.enter(read)
		}
		sc.mu.Lock()
		switch {
		case sc.dropped:
			sc.mu.Unlock()
			return nil, unknownScenario()
		case p.plans.holds(sc):
			return sc, nil
		}
		sc.mu.Unlock() // it left memory meanwhile, and another one may stand for it
	}
}

// wake does the edits of a scenario that sleeps, or stands on another revision of the city. One
// that cannot be done there is Conflict with code scenario_conflict; those that the city has done
// since, as when the change that the scenario gave was adopted, fall away, alone or all of one place together.
func (p *Planner) wake(sc *Scenario, t *Town) error {
	sc.sleep()
	if err := p.plans.reserve(sc, t, p.room()); err != nil {
		return err
	}
	settled := map[string]bool{} // places of which the city has done what the edits do together
	for {
		fresh, err := t.newPlay(sc.ask)
		if err != nil {
			return err
		}
		i, err := fresh.doAll(sc, settled)
		if err == nil {
			fresh.carry(sc.undone)
			sc.play, sc.edits, sc.undone = fresh, nil, nil
			return nil
		}
		e := &sc.edits[i]
		if e.Place == "" || settled[e.Place] || !fresh.settled(e.Place, sc.edits) {
			return city.Errorf(city.Conflict, "scenario_conflict", "edit %d (%s) cannot be done on revision %d of the city: %s", i+1, e.Op, t.pic.Revision, err)
		}
		settled[e.Place] = true
	}
}

// sleep gives the play up; the edits stay.
func (sc *Scenario) sleep() {
	if sc.play != nil {
		sc.edits, sc.undone, sc.play = editsOf(sc.play.log), editsOf(sc.play.undone), nil
	}
}

// shorten does all edits but the last again, from the city on, where the session has forgotten how
// to take the last one back.
func (sc *Scenario) shorten() (*shifts, error) {
	n := len(sc.play.log) - 1
	edits := editsOf(sc.play.log)
	fresh, err := sc.play.root.playOf(context.Background(), &sc.ask, edits[:n])
	if err != nil {
		return nil, err
	}
	fresh.carry(append(editsOf(sc.play.undone), edits[n]))
	into := newShifts()
	for i, was := range sc.play.covered {
		if is := fresh.covered[i]; is != was {
			fresh.count(i, is, into)
		}
	}
	sc.play = fresh
	return into, nil
}

// done is true of an edit that the city has done since: the place is closed there or has come, stands there, has the hours, or the
// gate is in that state.
func (p *play) done(e Edit) bool {
	state, known := p.known(e.Place)
	switch e.Op {
	case "close":
		return known && state != city.PlaceOpen && !p.taken(e.Place) // one that the scenario opens itself is closed by it alone
	case "open":
		return known && e.Place != "" && (e.Lon != nil || state == city.PlaceOpen)
	case "move":
		return p.standsThere(e)
	case "hours":
		return p.keepsHours(e)
	case "gate":
		return p.isSo(e)
	}
	return false
}

// keepsHours is true of hours that the place has already.
func (p *play) keepsHours(e Edit) bool {
	i, known := p.byKey[e.Place]
	if !known || p.sites[i].gone {
		return false
	}
	daily, err := spansOf(e.Daily)
	return err == nil && p.sites[i].Hours.Daily(daily)
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
		if err := sc.play.admit(&sc.ask, e); err != nil {
			return nil, err
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
		got, err := sc.play.redo(&sc.ask)
		if errors.Is(err, errForgotten) {
			return sc.play.doAgain(&sc.ask, sc.play.undone[len(sc.play.undone)-1].edit)
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
	p.save(sc)
	return sc.state(got), nil
}

// Drop gives a scenario up.
func (p *Planner) Drop(id string) error {
	sc, err := p.inside(id) // whoever is inside would put it on the shelf again
	if err != nil {
		return err
	}
	defer sc.mu.Unlock()
	sc.dropped = true
	p.plans.remove(sc)
	return p.unsave(id)
}
