package walk

import (
	"fmt"
	"slices"
)

// EdgeCost is what the two directions of an edge cost from now on.
type EdgeCost struct {
	Edge        uint32
	Forth, Back Time
}

// CloseEdges lets nobody walk over the edges: a gate is locked, a bridge is down.
func (s *Session) CloseEdges(ids []uint32) ([]uint32, error) {
	costs := make([]EdgeCost, len(ids))
	for i, id := range ids {
		costs[i] = EdgeCost{id, Never, Never}
	}
	return s.SetEdges(costs)
}

// SetEdges gives edges other times; Never closes a direction, anything else opens it.
func (s *Session) SetEdges(costs []EdgeCost) ([]uint32, error) {
	next := make([]edgeStep, 0, len(costs))
	seen := make(map[uint32]bool, len(costs))
	for _, c := range costs {
		if int(c.Edge) >= s.edgeCount() {
			return nil, fmt.Errorf("walk: there is no edge %d; there are %d", c.Edge, s.edgeCount())
		}
		if seen[c.Edge] {
			return nil, fmt.Errorf("walk: edge %d is named twice", c.Edge)
		}
		seen[c.Edge] = true
		before := s.Edge(c.Edge)
		after := Edge{before.A, before.B, c.Forth, c.Back}
		if err := checkEdge(c.Edge, after, s.base.graph.Nodes()); err != nil {
			return nil, err
		}
		next = append(next, edgeStep{c.Edge, before, after})
	}
	s.begin()
	s.change(next)
	return s.commit(), nil
}

// AddEdges adds edges between nodes of the graph: a bridge, a path. They get the numbers from
// first on, and keep them: an edge that is undone is closed.
func (s *Session) AddEdges(edges []Edge) (first uint32, touched []uint32, err error) {
	if len(edges) > MostAdded-s.added {
		return 0, nil, fmt.Errorf("walk: %d edges and %d more are too many to add; at most %d are possible", s.added, len(edges), MostAdded)
	}
	first = uint32(s.edgeCount())
	next := make([]edgeStep, len(edges))
	for i, e := range edges {
		id := first + uint32(i)
		if err := checkEdge(id, e, s.base.graph.Nodes()); err != nil {
			return 0, nil, err
		}
		next[i] = edgeStep{id, Edge{e.A, e.B, Never, Never}, e}
	}
	s.added += len(edges)
	s.begin()
	s.change(next)
	return first, s.commit(), nil
}

// change takes the facilities that stand on the edges away, makes dearer what becomes dearer,
// then cheaper what becomes cheaper, and puts the facilities back.
func (s *Session) change(next []edgeStep) {
	moved := s.standingOn(next)
	for _, m := range moved {
		s.shut(m.facility)
	}
	dearer := make([]edgeStep, len(next))
	for i, x := range next {
		up := Edge{x.before.A, x.before.B, max(x.before.Forth, x.after.Forth), max(x.before.Back, x.after.Back)}
		dearer[i] = edgeStep{x.id, x.before, up}
		s.save(up.A)
		s.save(up.B)
		s.witherOver(x.before, up)
	}
	s.witherOn()
	for _, x := range dearer {
		s.putEdge(x.id, x.after)
	}
	s.refill()
	for i, x := range next {
		s.putEdge(x.id, x.after)
		s.enterOver(dearer[i].after, x.after)
	}
	s.spread()
	s.step.edges = append(s.step.edges, next...)
	for _, m := range moved {
		s.open(m.facility, m.after)
	}
}

// standingOn are the facilities with a door on one of the edges, by number.
func (s *Session) standingOn(next []edgeStep) []doorStep {
	var numbers []int32
	for _, x := range next {
		if int(x.id) < len(s.base.graph.edges) {
			for _, d := range s.base.on(x.id) {
				if _, changed := s.doors[d.Facility]; !changed {
					numbers = append(numbers, d.Facility)
				}
			}
		}
		for _, d := range s.doorsOn[x.id] {
			numbers = append(numbers, d.Facility)
		}
	}
	slices.Sort(numbers)
	var out []doorStep
	for _, f := range slices.Compact(numbers) {
		out = append(out, doorStep{facility: f, after: s.Doors(f)})
	}
	return out
}

// spans calls f for both directions of an edge as a search goes, with the time that each
// takes before and after.
func (s *Session) spans(before, after Edge, f func(from, to uint32, before, after Time)) {
	if s.base.dir == ToFacility { // a search goes against the walkers
		f(before.B, before.A, before.Forth, after.Forth)
		f(before.A, before.B, before.Back, after.Back)
		return
	}
	f(before.A, before.B, before.Forth, after.Forth)
	f(before.B, before.A, before.Back, after.Back)
}

// witherOver takes out what came over an edge in a direction that becomes dearer.
func (s *Session) witherOver(before, after Edge) {
	s.spans(before, after, func(from, to uint32, was, will Time) {
		if will <= was {
			return
		}
		for _, f := range *rowOf(s.pages, from) {
			if f.Time != Never {
				s.wither(to, Found{f.Facility, f.Time + was})
			}
		}
	})
}

// enterOver lets over an edge what comes sooner in a direction that becomes cheaper.
func (s *Session) enterOver(before, after Edge) {
	s.spans(before, after, func(from, to uint32, was, will Time) {
		if will >= was {
			return
		}
		for _, f := range *rowOf(s.pages, from) {
			if f.Time != Never {
				s.enter(to, Found{f.Facility, f.Time + will})
			}
		}
	})
}

// putEdge writes down an edge and makes the arcs of its ends anew.
func (s *Session) putEdge(id uint32, e Edge) {
	if _, known := s.edges[id]; !known {
		s.edgesAt[e.A] = append(s.edgesAt[e.A], id)
		if e.B != e.A {
			s.edgesAt[e.B] = append(s.edgesAt[e.B], id)
		}
	}
	s.edges[id] = e
	s.arcs[e.A], s.arcs[e.B] = s.arcsOf(e.A), s.arcsOf(e.B)
}

// arcsOf are the arcs of a node: those of the graph, but of the changed edges as they are now.
func (s *Session) arcsOf(n uint32) *arcs {
	a := &arcs{out: s.unchanged(s.base.out(), n), in: s.unchanged(s.base.in(), n)}
	for _, id := range s.edgesAt[n] {
		e := s.edges[id]
		s.spans(e, e, func(from, to uint32, cost, _ Time) {
			if cost == Never {
				return
			}
			if from == n {
				a.out = append(a.out, hop{to, cost})
			}
			if to == n {
				a.in = append(a.in, hop{from, cost})
			}
		})
	}
	return a
}

func (s *Session) unchanged(r *rows, n uint32) []hop {
	list, edges := r.of(n), r.edgesOf(n)
	out := make([]hop, 0, len(list))
	for i, a := range list {
		if _, changed := s.edges[edges[i]]; !changed {
			out = append(out, a)
		}
	}
	return out
}

// checkEdge refuses what NewGraph refuses.
func checkEdge(id uint32, e Edge, nodes int) error {
	if int(e.A) >= nodes || int(e.B) >= nodes {
		return fmt.Errorf("walk: edge %d joins the nodes %d and %d; there are %d", id, e.A, e.B, nodes)
	}
	if e.Forth > MostTime && e.Forth != Never || e.Back > MostTime && e.Back != Never {
		return fmt.Errorf("walk: edge %d takes %d and %d tenths of a second; at most %d are kept", id, e.Forth, e.Back, MostTime)
	}
	return nil
}
