package plan

import (
	"errors"

	"github.com/redsail/redsail/internal/city"
)

// undo takes the last edit back.
func (p *play) undo() (*shifts, error) {
	if len(p.log) == 0 {
		return nil, city.Errorf(city.Conflict, "nothing_to_undo", "the scenario has no edit")
	}
	l := p.log[len(p.log)-1]
	kept, _ := p.session.Steps()
	nodes, err := p.retrace(l.session, kept, p.session.Undo)
	if err != nil {
		return nil, err
	}
	p.log, p.undone = p.log[:len(p.log)-1], append(p.undone, l)
	if l.site >= 0 {
		p.sites[l.site] = l.before
	}
	houses := p.turnGate(l.gate, false)
	into := newShifts()
	p.recount(nodes, houses, into)
	return into, nil
}

// errForgotten: a session keeps so many steps; the scenario then does its edits again.
var errForgotten = errors.New("plan: the session has forgotten an edit of the scenario")

// retrace lets the session take so many of its kept steps, all or none, and gives the nodes that
// they touch.
func (p *play) retrace(steps, kept int, step func() ([]uint32, bool)) (nodes []uint32, err error) {
	if kept < steps {
		return nil, errForgotten
	}
	for range steps {
		touched, _ := step()
		nodes = append(nodes, touched...) // the session's list is good until its next step only
	}
	return nodes, nil
}

// redo does again what was undone last.
func (p *play) redo(a *Ask) (*shifts, error) {
	if len(p.undone) == 0 {
		return nil, city.Errorf(city.Conflict, "nothing_to_redo", "no edit of the scenario was undone last")
	}
	l := p.undone[len(p.undone)-1]
	if l.session == anew {
		return p.doAgain(a, l.edit)
	}
	_, kept := p.session.Steps()
	nodes, err := p.retrace(l.session, kept, p.session.Redo)
	if err != nil {
		return nil, err
	}
	p.undone, p.log = p.undone[:len(p.undone)-1], append(p.log, l)
	if l.site >= 0 {
		p.sites[l.site] = l.after
		p.byKey[l.after.Code] = l.site
	}
	houses := p.turnGate(l.gate, true)
	into := newShifts()
	p.recount(nodes, houses, into)
	return into, nil
}

// doAgain does the edit that was undone last as a new one: the session does not know it. What was
// undone before stays undone. An edit that the city has done since is let go, and its error says so.
func (p *play) doAgain(a *Ask, e Edit) (*shifts, error) {
	rest := p.undone[: len(p.undone)-1 : len(p.undone)-1]
	if err := p.admit(a, e); err != nil {
		if city.CodeOf(err) == "no_change" {
			p.undone = rest
		}
		return nil, err
	}
	got, err := p.do(a, e)
	if err == nil {
		p.undone = rest
	}
	return got, err
}

// carry lets a play have edits that were undone on another one. Those that the city has done since
// are not among them. Hours, gates and moves are judged when they are done again: what is undone in front of them may
// decide.
func (p *play) carry(undone []Edit) {
	for _, e := range undone {
		if e.Op == "hours" || e.Op == "gate" || e.Op == "move" || !p.done(e) {
			p.undone = append(p.undone, logged{edit: e, session: anew, site: -1})
		}
	}
}
