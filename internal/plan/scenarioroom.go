package plan

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// room is how many bytes all plays may take.
func (p *Planner) room() int64 {
	if p.opts.ScenarioBytes > 0 {
		return p.opts.ScenarioBytes
	}
	return MostScenarioBytes
}

// find gives a scenario in memory, and makes it the one used last; nil = it is not there.
func (l *scenarios) find(id string) *Scenario {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.index(id)
	if i < 0 {
		return nil
	}
	sc := l.list[i]
	l.list = append(slices.Delete(l.list, i, i+1), sc)
	return sc
}

func (l *scenarios) index(id string) int {
	return slices.IndexFunc(l.list, func(s *Scenario) bool { return s.id == id })
}

// enter puts a scenario at the end of the list, or gives the one of that number that somebody else
// has put there meanwhile. Of too many the one that was used longest ago leaves memory.
func (l *scenarios) enter(sc *Scenario) *Scenario {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := l.index(sc.id); i >= 0 {
		return l.list[i]
	}
	for i := 0; len(l.list) >= MostScenarios && i < len(l.list); i++ {
		if old := l.list[i]; old.mu.TryLock() { // nobody is inside
			l.count(old, 0)
			l.list = slices.Delete(l.list, i, i+1)
			old.mu.Unlock()
			break
		}
	}
	l.list = append(l.list, sc)
	return sc
}

// holds tells whether a scenario is still in memory.
func (l *scenarios) holds(sc *Scenario) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Contains(l.list, sc)
}

// remove takes a scenario out of memory.
func (l *scenarios) remove(sc *Scenario) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count(sc, 0)
	if i := l.index(sc.id); i >= 0 {
		l.list = slices.Delete(l.list, i, i+1)
	}
}

// count says how many bytes the play of a scenario takes.
func (l *scenarios) count(sc *Scenario, bytes int64) {
	l.bytes += bytes - sc.bytes
	sc.bytes = bytes
}

// reserve makes room for a play on a town before it is made. Others that nobody is inside go to
// sleep for it, those used longest ago first, and all that stand on another picture of the city: their edits must
// be done again anyway, and they keep it in memory. Where those at work leave no room it is
// Unavailable with code scenarios_full.
func (l *scenarios) reserve(sc *Scenario, t *Town, room int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count(sc, 0)
	need := t.playBytes()
	for _, other := range l.list {
		stale := func() bool { return other.play != nil && other.play.root.pic != t.pic }
		l.lull(sc, other, func() bool { return l.bytes+need > room || stale() })
	}
	if l.bytes > 0 && l.bytes+need > room {
		return city.Errorf(city.Unavailable, "scenarios_full", "the scenarios that are worked on now take %d MB, and all together may take %d: try again", l.bytes>>20, room>>20)
	}
	l.count(sc, need)
	return nil
}

// lull lets another scenario sleep, if that is wanted and nobody is inside.
func (l *scenarios) lull(mine, other *Scenario, wanted func() bool) {
	if other == mine || !other.mu.TryLock() {
		return
	}
	defer other.mu.Unlock()
	if other.play != nil && wanted() {
		other.sleep()
		l.count(other, 0)
	}
}

// settle counts what the play of a scenario takes after a step, with the scenario's lock held.
// Beyond the room others go to sleep; then this one forgets how to take its steps back, and then it
// sleeps too: its edits are done again when somebody comes.
func (l *scenarios) settle(sc *Scenario, room int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.index(sc.id) < 0 { // dropped, or out of memory: it takes what it takes until this call ends
		return
	}
	bytes := func() int64 {
		if sc.play == nil {
			return 0
		}
		return sc.play.bytes()
	}
	l.count(sc, bytes())
	for _, other := range l.list {
		l.lull(sc, other, func() bool { return l.bytes > room })
	}
	if l.bytes > room && sc.play != nil {
		sc.play.session.Forget()
		l.count(sc, bytes())
	}
	if l.bytes > room {
		sc.sleep()
		l.count(sc, 0)
	}
}

// playBytes is about what a play without edits takes.
func (t *Town) playBytes() int64 {
	const perNode, perHouse = 30, 6
	return perNode*int64(t.streets.Graph().Nodes()) + perHouse*int64(len(t.houses))
}
