package walk

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// Route is the shortest walk between two footholds, for drawing and for saying what it passes.
type Route struct {
	Time   Time       // links included
	Metres geo.Metres // links included
	// Line leads from the one foothold's place on the street to the other's.
	Line   geo.Line
	Passes []Pass
}

// PassKind is what a route passes.
type PassKind string

// The kinds of passes.
const (
	PassGate   PassKind = "gate" // or a crossing where one waits: see Class
	PassBridge PassKind = "bridge"
	PassSteps  PassKind = "steps"
)

// Pass is a gate, a bridge or a flight of steps on a route, in the order of the walk.
type Pass struct {
	Kind   PassKind
	Number int64  // of the gate or the way
	Class  string // of the gate: gate, traffic_signals …
	Place  geo.Point
	Wait   Time
}

// leg is one edge of a route, and whether it is walked from its A to its B.
type leg struct {
	edge  uint32
	forth bool
}

// Route finds the shortest walk between two footholds; false if there is none within the
// limit. Edges that are named closed are not walked.
func (n *Network) Route(from, to Foothold, limit Time, closed ...uint32) (Route, bool) {
	if !sound(&from, len(n.info)) || !sound(&to, len(n.info)) {
		return Route{}, false
	}
	s := walker{net: n, from: from, ends: n.Arrivals(to), limit: min(limit, Unbounded), closed: closed, reached: map[uint32]came{}}
	s.start()
	s.run()
	if s.best == Never {
		return Route{}, false
	}
	return s.route(), true
}

// came is how a node was reached: the time, the edge, and the node before; at first, the edge
// of the foothold.
type came struct {
	time  Time
	step  leg
	first bool
	done  bool
}

// walker is one search for a route.
type walker struct {
	net     *Network
	from    Foothold
	ends    []Foothold
	limit   Time
	closed  []uint32
	other   []EdgeCost // edges with other costs than the graph's
	reached map[uint32]came
	queue   frontier

	best   Time
	last   uint32 // the node at which the best route leaves the graph
	end    Foothold
	inward bool // the last edge is walked from A to B
	alone  bool // the route stays on the edge of its start
}

func (s *walker) shut(edge uint32) bool { return slices.Contains(s.closed, edge) }

// start leaves the first foothold, and tries the way along its own edge.
func (s *walker) start() {
	s.best = Never
	if s.shut(s.from.Edge) {
		return
	}
	e := &s.net.graph.edges[s.from.Edge]
	for _, to := range s.ends {
		if to.Edge != s.from.Edge {
			continue
		}
		if t := direct(e, &s.from, &Door{Foothold: to}, ToFacility); t <= s.limit && t < s.best {
			s.best, s.end, s.alone = t, to, true
		}
	}
	a, b := ends(e, &s.from, FromFacility)
	s.push(e.A, a, leg{s.from.Edge, false}, true)
	s.push(e.B, b, leg{s.from.Edge, true}, true)
}

func (s *walker) push(node uint32, t Time, by leg, first bool) {
	if t > s.limit || t >= s.best {
		return
	}
	if old, known := s.reached[node]; known && old.time <= t {
		return
	}
	s.reached[node] = came{time: t, step: by, first: first}
	s.queue.push(uint64(t)<<32 | uint64(node))
}

func (s *walker) run() {
	for len(s.queue) > 0 {
		key := s.queue.pop()
		t, node := Time(key>>32), uint32(key)
		here := s.reached[node]
		if here.done || here.time != t {
			continue
		}
		if t >= s.best {
			return
		}
		here.done = true
		s.reached[node] = here
		s.arrive(node, t)
		arcs, edges := s.net.graph.out.of(node), s.net.graph.out.edgesOf(node)
		for i, a := range arcs {
			if id := edges[i]; !s.shut(id) && !s.repriced(id) {
				// Of a street that begins and ends at one node the direction does not show in
				// the arc; it is walked as it is cheaper.
				e := &s.net.graph.edges[id]
				s.push(a.to, t+a.cost, leg{id, e.A == node && (e.A != e.B || e.Forth <= e.Back)}, false)
			}
		}
		s.overOther(node, t)
	}
}

func (s *walker) repriced(edge uint32) bool {
	return slices.ContainsFunc(s.other, func(c EdgeCost) bool { return c.Edge == edge })
}

// overOther goes on from a node over the edges with other costs.
func (s *walker) overOther(node uint32, t Time) {
	for _, c := range s.other {
		e := &s.net.graph.edges[c.Edge]
		if e.A == node && c.Forth != Never {
			s.push(e.B, t+c.Forth, leg{c.Edge, true}, false)
		}
		if e.B == node && c.Back != Never {
			s.push(e.A, t+c.Back, leg{c.Edge, false}, false)
		}
	}
}

// arrive tries to end the walk over a node.
func (s *walker) arrive(node uint32, t Time) {
	for _, to := range s.ends {
		if s.shut(to.Edge) {
			continue
		}
		e := &s.net.graph.edges[to.Edge]
		a, b := ends(e, &to, ToFacility)
		for _, way := range []struct {
			end    uint32
			cost   Time
			inward bool
		}{{e.A, a, true}, {e.B, b, false}} {
			if way.end != node || way.cost == Never || way.cost > s.limit || t+way.cost > s.limit || t+way.cost >= s.best {
				continue
			}
			s.best, s.last, s.end, s.inward, s.alone = t+way.cost, node, to, way.inward, false
		}
	}
}

// route follows the way back from its end.
func (s *walker) route() Route {
	out := routing{net: s.net, route: Route{Time: s.best, Metres: s.from.Metres + s.end.Metres}}
	if s.alone {
		out.walk(s.from.Edge, s.from.Along, s.end.Along)
		return out.route
	}
	var steps []leg
	for node := s.last; ; {
		c := s.reached[node]
		steps = append(steps, c.step)
		if c.first {
			break
		}
		e := &s.net.graph.edges[c.step.edge]
		if node = e.A; !c.step.forth {
			node = e.B
		}
	}
	slices.Reverse(steps)
	for i, st := range steps {
		from, to := uint32(0), uint32(whole)
		if !st.forth {
			from, to = whole, 0
		}
		if i == 0 {
			from = s.from.Along
		}
		out.walk(st.edge, from, to)
	}
	entry := uint32(0)
	if !s.inward {
		entry = whole
	}
	out.walk(s.end.Edge, entry, s.end.Along)
	return out.route
}

// routing puts a route together edge by edge.
type routing struct {
	net   *Network
	route Route
}

// walk goes along an edge, from one place to another.
func (r *routing) walk(edge uint32, from, to uint32) {
	i := &r.net.info[edge]
	switch i.kind {
	case between: // takes no time and no ground
	case atStop:
		e := &r.net.graph.edges[edge]
		for _, g := range r.net.stops[i.of].gates {
			r.pass(Pass{PassGate, r.net.gates[g].number, r.net.gates[g].class, r.net.nodes[e.A], e.Forth})
		}
	case onStreet:
		p := &r.net.parts[i.of]
		r.net.along(p, from, to, func(q geo.Point) {
			if l := r.route.Line; len(l) == 0 || l[len(l)-1] != q {
				r.route.Line = append(l, q)
			}
		})
		r.route.Metres += geo.Metres(p.metres * float64(max(from, to)-min(from, to)) / whole)
		if from == to {
			return
		}
		if p.onBridge {
			r.pass(Pass{Kind: PassBridge, Number: p.bridge, Place: r.net.line[p.from]})
		}
		if p.steps {
			r.pass(Pass{Kind: PassSteps, Number: r.net.numbers[p.way], Place: r.net.line[p.from]})
		}
	}
}

// pass notes what is passed, once for the parts of one thing that follow each other.
func (r *routing) pass(p Pass) {
	for i := len(r.route.Passes) - 1; i >= 0; i-- {
		if o := &r.route.Passes[i]; o.Kind == p.Kind && o.Number == p.Number {
			o.Wait = max(o.Wait, p.Wait)
			return
		} else if o.Kind != p.Kind {
			continue
		}
		break
	}
	r.route.Passes = append(r.route.Passes, p)
}

// along calls visit for the points of a street from one place to another, in 65536ths.
func (n *Network) along(p *stretch, from, to uint32, visit func(geo.Point)) {
	line := n.line[p.from:p.to]
	lo, hi := p.metres*float64(min(from, to))/whole, p.metres*float64(max(from, to))/whole
	points := []geo.Point{n.placeAt(p, lo)}
	at := 0.0
	for k := 1; k < len(line)-1; k++ {
		if at += n.metric.length(line[k-1], line[k]); at > lo && at < hi {
			points = append(points, line[k])
		}
	}
	points = append(points, n.placeAt(p, hi))
	if from > to {
		slices.Reverse(points)
	}
	for _, q := range points {
		visit(q)
	}
}

// placeAt is the place so many metres along a street.
func (n *Network) placeAt(p *stretch, metres float64) geo.Point {
	for k := p.from + 1; k < p.to; k++ {
		one := piece{n.line[k-1], n.line[k]}
		l := n.metric.length(one.a, one.b)
		if metres <= l || k+1 == p.to {
			if l == 0 {
				return one.a
			}
			return one.at(min(1, max(0, metres/l)))
		}
		metres -= l
	}
	return n.line[p.from]
}

// frontier is a binary heap of times and nodes in one word, the least first.
type frontier []uint64

func (f *frontier) push(key uint64) {
	h := append(*f, key)
	i := len(h) - 1
	for i > 0 && h[(i-1)/2] > key {
		h[i] = h[(i-1)/2]
		i = (i - 1) / 2
	}
	h[i] = key
	*f = h
}

func (f *frontier) pop() uint64 {
	h := *f
	top, key := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*f = h
	i := 0
	for 2*i+1 < len(h) {
		c := 2*i + 1
		if c+1 < len(h) && h[c+1] < h[c] {
			c++
		}
		if h[c] >= key {
			break
		}
		h[i] = h[c]
		i = c
	}
	if len(h) > 0 {
		h[i] = key
	}
	return top
}
