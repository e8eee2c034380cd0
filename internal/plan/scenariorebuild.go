package plan

import (
	"math"

	"github.com/redsail/redsail/internal/city"
)

// baked marks an edit that the network of the play is built with: no session can take it back, so
// that all edits before are done again from the city on.
const baked = math.MaxInt

// rebuild does the edit of a gate that decides which streets are for residents only: the network
// and the play are made anew, with the gates as they are then. It takes as long as the first
// question of a revision. Where an edit before it cannot be done there, nothing is changed.
func (p *play) rebuild(a *Ask, e Edit, closed map[int64]bool, into *shifts) error {
	streets, err := p.root.streets.WithGates(closed, p.root.pic.Scheme.WalkRules())
	if err != nil {
		return err
	}
	town := newTown(p.root.pic, streets, p.root.profile)
	if len(town.houses) != len(p.root.houses) {
		return city.Errorf(city.Internal, "internal", "with another gate %d houses count, without %d", len(town.houses), len(p.root.houses))
	}
	fresh, err := town.newPlay(*a)
	if err != nil {
		return err
	}
	fresh.root, fresh.first, fresh.p90, fresh.closed = p.root, p.first, p.p90, closed
	fresh.differ, fresh.before = nil, p.before
	for i, l := range p.log {
		if l.edit.Op == "gate" {
			fresh.log = append(fresh.log, logged{edit: l.edit, session: baked, site: -1})
			continue
		}
		if _, err := fresh.do(a, l.edit); err != nil {
			return city.Errorf(city.Conflict, "scenario_conflict", "edit %d (%s) cannot be done once the gate %.80q is in that state: %s", i+1, l.edit.Op, e.Line, err)
		}
		fresh.log[len(fresh.log)-1].session = baked
	}
	fresh.log = append(fresh.log, logged{edit: e, session: baked, site: -1})
	for i, was := range p.covered {
		if is := fresh.covered[i]; is != was {
			fresh.count(i, is, into)
		}
	}
	*p = *fresh
	return nil
}

// ownBytes is about what a town with a network of its own takes.
func (t *Town) ownBytes() int64 {
	const perEdge, perHouse = 250, 150
	return perEdge*int64(len(t.streets.Graph().Edges())) + perHouse*int64(len(t.houses))
}
