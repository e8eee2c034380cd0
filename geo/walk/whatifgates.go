package walk

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Gates is a network some of whose gates are in another state than the streets say: what a
// network would be that is built with them so. It is immutable.
type Gates struct {
	net    *Network
	closed map[int64]bool
	lifted []int32 // barriers of the network that are gates, and open now
	laid   []piece // of gates that are closed now, and are not in the network
	of     []int32 // by piece: the gate
	costs  []EdgeCost
}

// ErrEnclosed says that the state of a gate decides which streets are for residents only. Such a
// network has other nodes: it must be built.
var ErrEnclosed = errors.New("walk: the gate decides which streets are for residents only")

// MostGateStates is the largest number of gates of a Gates.
const MostGateStates = 1000

// WithGates is the network with gates closed (true) or open (false) by their numbers; others stay
// as they are. Opening takes away the tags that keep people out (GateLocks), and no more: who may
// pass then is for the rules to say. A gate whose class nobody passes cannot be opened. Where the
// states change which streets are residents' it is ErrEnclosed.
func (n *Network) WithGates(closed map[int64]bool) (*Gates, error) {
	if len(closed) > MostGateStates {
		return nil, fmt.Errorf("walk: %d gates are too many; at most %d can be in another state", len(closed), MostGateStates)
	}
	g := &Gates{net: n, closed: maps.Clone(closed)}
	for _, number := range slices.Sorted(maps.Keys(closed)) {
		if err := g.set(number, closed[number]); err != nil {
			return nil, err
		}
	}
	slices.Sort(g.lifted)
	return g, g.price()
}

// GateLocks are the tags of a gate that keep people out, sorted; opening it takes them away.
func (n *Network) GateLocks(number int64) []string {
	var out []string
	for i := range n.gates {
		if n.gates[i].number == number {
			out = append(out, n.ruling.locks(n.gates[i].tags)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// locks are the tags that bar a gate, or shut it for the profile.
func (r *ruling) locks(tags map[string]string) []string {
	var out []string
	for k, v := range tags {
		use, known := r.access[[2]string{k, v}]
		if known && (use == Barred || use == Shut && (slices.Contains(r.profile.Keys, k) || k == "motorroad")) {
			out = append(out, k)
		}
	}
	return out
}

// use is who may pass a gate in the state that it has here.
func (g *Gates) use(gate int32) Use {
	at := &g.net.gates[gate]
	closed, other := g.closed[at.number]
	switch {
	case !other:
	case closed:
		return Barred
	default:
		open := maps.Clone(at.tags)
		for _, k := range g.net.ruling.locks(at.tags) {
			delete(open, k)
		}
		use, _, _ := g.net.ruling.gate(open)
		return use
	}
	use, _, _ := g.net.ruling.gate(at.tags)
	return use
}

// set lays the gates of a number as barriers, or lifts them.
func (g *Gates) set(number int64, closed bool) error {
	known := false
	for i := range g.net.gates {
		at := &g.net.gates[i]
		if at.number != number {
			continue
		}
		known = true
		free := passed(g.use(int32(i)))
		switch {
		case !closed && !free:
			return fmt.Errorf("walk: the gate %d has the class %q, which nobody passes", number, at.class)
		case free && at.wall >= 0:
			g.lifted = append(g.lifted, at.wall)
		case !free && at.wall < 0:
			for k := 1; k < len(at.points); k++ {
				g.laid, g.of = append(g.laid, piece{at.points[k-1], at.points[k]}), append(g.of, int32(i))
			}
		}
	}
	if !known {
		return fmt.Errorf("walk: there is no gate %d", number)
	}
	return nil
}

// stopUses is who may pass the stops at which one of the gates stands.
func (g *Gates) stopUses() map[int32]Use {
	uses := map[int32]Use{}
	for k := range g.net.stops {
		s := &g.net.stops[k]
		if !slices.ContainsFunc(s.gates, func(gate int32) bool { _, other := g.closed[g.net.gates[gate].number]; return other }) {
			continue
		}
		use := Open
		for _, gate := range s.gates {
			if u := g.use(gate); strict(u) > strict(use) {
				use = u
			}
		}
		uses[int32(k)] = use
	}
	return uses
}

// price finds what the edges of the gates cost.
func (g *Gates) price() error {
	uses, links := g.stopUses(), g.net.joints.links
	said := func(link int32) Use {
		if use, other := uses[links[link].stop]; other {
			return use
		}
		return links[link].said
	}
	var e enclosure
	if g.net.joints.private || slices.Contains(slices.Collect(maps.Values(uses)), Residents) {
		var err error
		if e, err = g.enclosed(said); err != nil {
			return err
		}
	}
	for i := range links {
		if _, other := uses[links[i].stop]; !other {
			continue
		}
		use, level := e.at(links[i].a, said(int32(i)))
		if passed(use) && level != links[i].level {
			return ErrEnclosed
		}
		if err := g.cost(int32(i), use); err != nil {
			return err
		}
	}
	return nil
}

// cost is that of a link with another use. A link of residents has two edges, others one.
func (g *Gates) cost(link int32, use Use) error {
	l, edge := &g.net.joints.links[link], g.net.linkOf[link]
	if passed(use) && (use == Residents) != (l.use == Residents) {
		return ErrEnclosed
	}
	cost := l.cost
	if !passed(use) {
		cost = Never
	}
	g.costs = append(g.costs, EdgeCost{edge, cost, cost})
	if l.use == Residents {
		g.costs = append(g.costs, EdgeCost{edge + 1, cost, cost})
	}
	return nil
}

// enclosed is which streets are residents', and ErrEnclosed where these are others than in the
// network, or lie in others.
func (g *Gates) enclosed(said func(link int32) Use) (enclosure, error) {
	j := &g.net.joints
	e := j.enclose(said)
	for i := range j.parts {
		s := &j.parts[i]
		if _, level := e.at(s.a, s.said()); level != s.level {
			return e, ErrEnclosed
		}
	}
	for i := range j.links {
		l := &j.links[i]
		if use := said(int32(i)); use == l.said {
			if _, level := e.at(l.a, use); level != l.level {
				return e, ErrEnclosed
			}
		}
	}
	return e, nil
}

// Stand is that of the network with the gates as they are here.
func (g *Gates) Stand(p geo.Point, out []Foothold) ([]Foothold, Miss) { return g.net.stand(p, g, out) }

// Time is that of the shortest walk between two footholds with the gates as they are here; false if there is none
// within the limit.
func (g *Gates) Time(from, to Foothold, limit Time) (Time, bool) {
	if !sound(&from, len(g.net.info)) || !sound(&to, len(g.net.info)) {
		return Never, false
	}
	s := walker{net: g.net, from: from, ends: g.net.Arrivals(to), limit: min(limit, Unbounded), other: g.costs, reached: map[uint32]came{}}
	s.start()
	s.run()
	return s.best, s.best != Never
}

// Costs are the edges at the gates, with what they cost here: for Session.SetEdges.
func (g *Gates) Costs() []EdgeCost { return g.costs }

// GateLines are the lines or points of a gate: a link that it can be in the way of meets them.
func (n *Network) GateLines(number int64) []geo.Line {
	var out []geo.Line
	for i := range n.gates {
		if n.gates[i].number == number {
			out = append(out, n.gates[i].points)
		}
	}
	return out
}
