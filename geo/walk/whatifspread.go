package walk

// save keeps a row, on a page of the session's own, before the edit under way changes it.
func (s *Session) save(node uint32) *row {
	p := s.pages[node/pageSize]
	if p.owner != s {
		own := *p
		own.owner = s
		p = &own
		s.pages[node/pageSize] = p
	}
	i := node % pageSize
	if p.saved[i] != s.edit {
		p.saved[i] = s.edit
		s.touched = append(s.touched, node)
		s.step.rows = append(s.step.rows, rowStep{node: node, before: p.rows[i]})
	}
	return &p.rows[i]
}

// enter puts a facility into the row of a node and, if it belongs there, into the queue.
func (s *Session) enter(node uint32, f Found) {
	if f.Time > s.base.limit {
		return
	}
	r := *rowOf(s.pages, node)
	if r.enter(f) {
		*s.save(node) = r
		s.q.push(f.Time, item{node, uint32(f.Facility)})
	}
}

// spread empties the queue: what entered a row goes on to the nodes beyond.
func (s *Session) spread() {
	for {
		t, x, ok := s.q.pop()
		if !ok {
			return
		}
		if !rowOf(s.pages, x.node).has(Found{int32(x.what), t}) {
			continue
		}
		for _, a := range s.outOf(x.node) {
			s.enter(a.to, Found{int32(x.what), t + a.cost})
		}
	}
}

// wither takes a facility out of the row of a node, if it stands there with just this time.
func (s *Session) wither(node uint32, f Found) {
	if !rowOf(s.pages, node).has(f) {
		return
	}
	s.save(node).remove(f)
	s.withered = append(s.withered, label{node, f})
	s.bare = append(s.bare, node)
}

// witherOn takes out all that came, or may have come, over what was taken out. Too much is
// no fault: refill brings back what another way leads to. What stays has a way of which
// nothing was taken out.
func (s *Session) witherOn() {
	for len(s.withered) > 0 {
		x := s.withered[len(s.withered)-1]
		s.withered = s.withered[:len(s.withered)-1]
		for _, a := range s.outOf(x.node) {
			s.wither(a.to, Found{x.Facility, x.Time + a.cost})
		}
	}
}

// refill lets into the rows that lost a facility what stands at their nodes and what the
// neighbours know, and what follows from it.
func (s *Session) refill() {
	for _, n := range s.bare {
		for _, x := range s.base.startsAt[n] {
			if _, changed := s.doors[x.Facility]; !changed {
				s.enter(n, Found{x.Facility, x.Time})
			}
		}
		for _, x := range s.startsAt[n] {
			s.enter(n, Found{x.Facility, x.Time})
		}
		for _, a := range s.inOf(n) {
			for _, f := range rowOf(s.pages, a.to).list() {
				s.enter(n, Found{f.Facility, f.Time + a.cost})
			}
		}
	}
	s.bare = s.bare[:0]
	s.spread()
}

// outOf are the arcs over which a facility spreads from a node.
func (s *Session) outOf(n uint32) []hop {
	if len(s.arcs) > 0 {
		if own, ok := s.arcs[n]; ok {
			return own.out
		}
	}
	return s.base.out().of(n)
}

// inOf are the arcs over which facilities come to a node.
func (s *Session) inOf(n uint32) []hop {
	if len(s.arcs) > 0 {
		if own, ok := s.arcs[n]; ok {
			return own.in
		}
	}
	return s.base.in().of(n)
}
