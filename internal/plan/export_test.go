package plan

import (
	"reflect"
	"strings"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
)

// EditOnly does an edit and gives what it did to the households by area, without describing the
// whole scenario.
func (p *Planner) EditOnly(id string, e Edit) (*Delta, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := sc.play.do(&sc.ask, e)
	if err != nil {
		return nil, err
	}
	return sc.play.town.delta(got), nil
}

// SumsAgree tells whether the sums of a scenario and the walk that nine tenths keep, which are kept edit by edit,
// are those of looking at every house.
func (p *Planner) SumsAgree(id string) bool {
	sc, done, err := p.scenario(id)
	if err != nil {
		panic(err)
	}
	defer done()
	one, all := newShifts(), newShifts()
	before, after := sc.play.sums(one)
	wasAll, isAll := sc.play.allSums(all)
	pl := sc.play
	fresh := newWalkTimes(len(pl.town.houses), walk.Time(len(pl.times.in)-1))
	for i := range pl.town.houses {
		if h := pl.house(i); h.measured() && h.households > 0 {
			fresh.set(int32(i), pl.timeOf(i), h.households)
		}
	}
	return before == wasAll && after == isAll && reflect.DeepEqual(one, all) && reflect.DeepEqual(fresh, pl.times)
}

// UndoOnly takes it back.
func (p *Planner) UndoOnly(id string) (*Delta, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := sc.play.undo()
	if err != nil {
		return nil, err
	}
	return sc.play.town.delta(got), nil
}

// Forget lets a scenario's session forget the steps of its edits, as it does after many.
func (p *Planner) Forget(id string) {
	sc, done, err := p.scenario(id)
	if err != nil {
		panic(err)
	}
	defer done()
	fresh, err := sc.play.town.newPlay(sc.ask)
	if err != nil {
		panic(err)
	}
	sc.play.session = fresh.session
}

// Sites is how many places a scenario knows.
func (p *Planner) Sites(id string) int {
	sc, done, err := p.scenario(id)
	if err != nil {
		panic(err)
	}
	defer done()
	return len(sc.play.sites)
}

// Bytes is what all scenarios in memory take, as the planner counts it and as it is.
func (p *Planner) Bytes() int64 {
	p.plans.mu.Lock()
	defer p.plans.mu.Unlock()
	sum := int64(0)
	for _, sc := range p.plans.list {
		if sc.play != nil {
			sum += sc.play.bytes()
		}
	}
	return max(sum, p.plans.bytes)
}

// Awake tells whether a scenario has its play.
func (p *Planner) Awake(id string) bool {
	p.plans.mu.Lock()
	defer p.plans.mu.Unlock()
	return p.plans.list[p.plans.index(id)].play != nil
}

// Rebuilt tells whether a scenario has a network of its own.
func (p *Planner) Rebuilt(id string) bool {
	sc, done, err := p.scenario(id)
	if err != nil {
		panic(err)
	}
	defer done()
	return sc.play.town != sc.play.root
}

// SameWays tells whether two answers about buildings were measured once for both.
func SameWays(a, b *Buildings) bool { return a.field == b.field }

// Widest is widest.
func Widest(grounds []atlas.Ground) []int32 { return widest(grounds) }

// CauseZh is what a class of a control is called in a cause; that of one which is none is said too.
func CauseZh(class string) string {
	if leadsNowhere[class] {
		return "无"
	}
	if strings.Contains(class, "gate") {
		class = "gate"
	}
	return causeLabel(class).Zh
}
