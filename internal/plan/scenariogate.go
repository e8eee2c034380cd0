package plan

import (
	"errors"
	"maps"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// gateStep is what the edit of a gate did beside the session, both ways.
type gateStep struct {
	before, after gateState
	houses        []houseStep
	sites         []siteStep
}

type gateState struct {
	gates  *walk.Gates
	closed map[int64]bool
}

type houseStep struct {
	house         int32
	before, after []walk.Foothold
}

type siteStep struct {
	site          int32
	before, after []walk.Foothold
}

// gate locks a gate, or opens it, also one that is locked in the data: then people wait there as
// the rules say. Homes and places whose straight links to the street pass the gate, or could, stand
// where they would if the data said so.
func (p *play) gate(a *Ask, e Edit, into *shifts) error {
	net := p.town.streets.Network()
	number := p.town.streets.NumberOf(city.LayerWall, e.Line)
	if number < 0 || net == nil || len(net.GateLines(number)) == 0 {
		return city.Errorf(city.NotFound, "unknown_code", "line: there is no gate %.80q", e.Line)
	}
	step := &gateStep{before: gateState{p.gates, p.closed}}
	step.after.closed = maps.Clone(p.closed)
	if step.after.closed == nil {
		step.after.closed = map[int64]bool{}
	}
	step.after.closed[number] = *e.Closed
	var err error
	step.after.gates, err = net.WithGates(step.after.closed)
	switch {
	case errors.Is(err, walk.ErrEnclosed):
		return p.rebuild(a, e, step.after.closed, into)
	case err != nil:
		return city.Errorf(city.Invalid, "bad_edit", "line: the gate %.80q: %s", e.Line, err)
	}
	return p.swing(e, number, step, into)
}

// swing does the step of a gate; where it fails nothing is changed.
func (p *play) swing(e Edit, number int64, step *gateStep, into *shifts) error {
	touched, err := p.session.SetEdges(step.after.gates.Costs())
	if err != nil {
		return city.Errorf(city.Invalid, "bad_edit", "gate: %s", err)
	}
	nodes, steps := slices.Clone(touched), 1
	p.gates, p.closed = step.after.gates, step.after.closed
	p.restand(number, step)
	for _, s := range step.sites {
		was := p.sites[s.site]
		now := was
		now.feet = s.after
		n, touched, err := p.turn(s.site, was, now)
		if err != nil {
			for range steps {
				p.session.Undo()
			}
			p.gates, p.closed = step.before.gates, step.before.closed
			return city.Errorf(city.Invalid, "bad_edit", "gate: %s", err)
		}
		nodes, steps = append(nodes, touched...), steps+n
	}
	p.keep(logged{edit: e, session: steps, site: -1, gate: step})
	p.recount(nodes, p.turnGate(step, true), into)
	return nil
}

// turnGate lets the houses and places of a step stand as after it, or as before, and gives the
// houses; nil does nothing.
func (p *play) turnGate(step *gateStep, after bool) []int32 {
	if step == nil {
		return nil
	}
	pick := func(before, then []walk.Foothold) []walk.Foothold {
		if after {
			return then
		}
		return before
	}
	state := step.before
	if after {
		state = step.after
	}
	p.gates, p.closed = state.gates, state.closed
	for _, s := range step.sites {
		p.sites[s.site].feet = pick(s.before, s.after)
	}
	houses := make([]int32, len(step.houses))
	for i, h := range step.houses {
		p.stand(h.house, pick(h.before, h.after))
		houses[i] = h.house
	}
	return houses
}

// stand puts a house somewhere on the streets.
func (p *play) stand(i int32, feet []walk.Foothold) {
	h := &p.town.houses[i]
	if slices.Equal(feet, p.town.feetOf(h)) {
		delete(p.moved, i)
		return
	}
	p.moved[i] = feet
	p.hang(i, p.feetOf(i))
}

// hang notes at which nodes a house hangs.
func (p *play) hang(i int32, feet []walk.Foothold) {
	for _, f := range feet {
		e := p.session.Edge(f.Edge)
		for _, n := range [2]uint32{e.A, e.B} {
			if !slices.Contains(p.hung[n], i) {
				p.hung[n] = append(p.hung[n], i)
			}
		}
	}
}

// restand finds the houses and places that stand elsewhere once a gate has another state: their
// links pass the gate, or will.
func (p *play) restand(number int64, step *gateStep) {
	dwellings := p.town.streets.Dwellings()
	seen := map[int32]bool{}
	net := p.town.streets.Network()
	for _, line := range net.GateLines(number) {
		around := newAround(line)
		p.town.doorTree().Search(around.box, func(door geo.Box, i int32) bool {
			was := p.setOut(i)
			doors := dwellings[p.town.houses[i].number].Doors
			if seen[i] || !around.reaches(door.Min, longest(net, was, len(doors))) {
				return true
			}
			seen[i] = true
			var feet []walk.Foothold
			for _, q := range doors {
				feet, _ = p.standAt(q, feet)
			}
			if !slices.Equal(feet, was) {
				step.houses = append(step.houses, houseStep{i, was, feet})
			}
			return true
		})
		p.restandSites(&around, step)
	}
	slices.SortFunc(step.houses, func(a, b houseStep) int { return int(a.house) - int(b.house) })
}

func (p *play) restandSites(around *around, step *gateStep) {
	for i := range p.sites {
		s := &p.sites[i]
		if s.gone || !slices.ContainsFunc(doorsOf(s.Place), around.box.Contains) || slices.ContainsFunc(step.sites, func(x siteStep) bool { return x.site == int32(i) }) {
			continue
		}
		var feet []walk.Foothold
		for _, q := range doorsOf(s.Place) {
			feet, _ = p.place(q, feet)
		}
		if !slices.Equal(feet, s.feet) {
			step.sites = append(step.sites, siteStep{int32(i), s.feet, feet})
		}
	}
}

// standAt appends where a door stands on the streets, with the gates as they are here.
func (p *play) standAt(q geo.Point, feet []walk.Foothold) ([]walk.Foothold, walk.Miss) {
	if p.gates != nil {
		return p.gates.Stand(q, feet)
	}
	return p.town.streets.Network().Stand(q, feet)
}

// feetOf are the footholds at which a house is reached, or from which people set out, with the gates as they are here.
func (p *play) feetOf(i int32) []walk.Foothold {
	if p.from {
		return p.town.streets.ArrivalsAt(p.setOut(i))
	}
	return p.setOut(i)
}

// setOut are the footholds from which people of a house set out.
func (p *play) setOut(i int32) []walk.Foothold {
	if len(p.moved) > 0 {
		if feet, moved := p.moved[i]; moved {
			return feet
		}
	}
	return p.town.feetOf(&p.town.houses[i])
}

// house is a house as it stands here.
func (p *play) house(i int) house { return houseIn(p.town, i, p.moved) }

func houseIn(t *Town, i int, moved map[int32][]walk.Foothold) house {
	h := t.houses[i]
	if len(moved) > 0 {
		if feet, other := moved[int32(i)]; other {
			h.apart = len(feet) == 0
		}
	}
	return h
}

// locksOf are the attributes of a gate's line that keep people out.
func (p *play) locksOf(code string) []string {
	return p.root.streets.Network().GateLocks(p.root.streets.NumberOf(city.LayerWall, code))
}

// isSo is true of the edit of a gate that is in that state already, by the data or by an edit.
func (p *play) isSo(e Edit) bool {
	net, number := p.root.streets.Network(), p.root.streets.NumberOf(city.LayerWall, e.Line)
	if net == nil || number < 0 || len(net.GateLines(number)) == 0 {
		return false // there is no such gate
	}
	closed, edited := p.closed[number]
	if !edited {
		closed = len(net.GateLocks(number)) > 0
	}
	return closed == *e.Closed
}

// longest is how far the links of a thing with so many doors go; as far as any may where a door has
// none, or stands on an islet, be it for want of another street in reach.
func longest(net *walk.Network, feet []walk.Foothold, doors int) float64 {
	if len(feet) < doors {
		return float64(walk.SnapReach)
	}
	most := 0.0
	for _, f := range feet {
		if net.OnIslet(f) {
			return float64(walk.SnapReach)
		}
		most = max(most, float64(f.Metres))
	}
	return most
}

// around is what lies so near to a line that a link may pass it.
type around struct {
	line, box   geo.Box
	east, north float64 // metres of a lattice unit
}

func newAround(line geo.Line) around {
	a := around{line: geo.EmptyBox(), north: 0.01106} // 1e-7° of latitude, the least on the ellipsoid is 0.011057 m
	for _, q := range line {
		a.line = a.line.Extend(q)
	}
	a.east = a.north * math.Cos(float64(max(abs(a.line.Min.Y), abs(a.line.Max.Y)))/1e7*math.Pi/180) * 0.99
	y, x := int32(float64(walk.SnapReach)*1.02/a.north), int32(min(float64(walk.SnapReach)*1.02/max(a.east, 1e-6), 1e8))
	a.box = geo.Box{Min: geo.Point{X: a.line.Min.X - x, Y: a.line.Min.Y - y}, Max: geo.Point{X: a.line.Max.X + x, Y: a.line.Max.Y + y}}
	return a
}

func abs(v int32) int32 { return max(v, -v) }

// reaches tells whether a link of so many metres from a point can meet the line.
func (a *around) reaches(q geo.Point, metres float64) bool {
	dx := float64(max(a.line.Min.X-q.X, q.X-a.line.Max.X, 0)) * a.east
	dy := float64(max(a.line.Min.Y-q.Y, q.Y-a.line.Max.Y, 0)) * a.north
	return math.Hypot(dx, dy) <= metres*1.02+1
}

// doorTree finds houses by their doors.
func (t *Town) doorTree() *near.Tree[int32] {
	t.doorsOnce.Do(func() {
		dwellings := t.streets.Dwellings()
		for i := range t.houses {
			if n := t.houses[i].number; n >= 0 {
				for _, q := range dwellings[n].Doors {
					t.doors.Insert(geo.Box{Min: q, Max: q}, int32(i))
				}
			}
		}
	})
	return &t.doors
}
