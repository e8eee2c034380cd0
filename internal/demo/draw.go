package demo

import "math"

// draw carries a line over the faces that it crosses, from the first edge that it meets to
// the last; what hangs over at either end is left out. A line that comes back to where it
// began ends there. Vertices at most snap metres from a crossing are taken for it.
func (m *mesh) draw(line []vec, snap float64, id int32) {
	u, next, ok := m.begin(line, 1, snap)
	start := u
	for ok && next < len(line) {
		if line[next].dist(m.at[u]) < snap {
			next++
			continue
		}
		f := m.towards(u, line[next].sub(m.at[u]))
		if f == outside { // the line left the city: go on where it comes back
			u, next, ok = m.begin(line, next+1, snap)
			continue
		}
		if f == none {
			next++
			continue
		}
		v, after := m.carry(u, f, line, next, snap, id)
		switch {
		case v == none:
			return
		case v == u: // blocked: try again from the next place on
			after++
		}
		u, next = v, after
		if u == start {
			return
		}
	}
}

// begin finds the first place, from the step to line[from] on, where the line meets an
// edge, and the line's next place.
func (m *mesh) begin(line []vec, from int, snap float64) (u int32, next int, ok bool) {
	for i := from; i < len(line); i++ {
		d := line[i].sub(line[i-1])
		best, found := hit{by: 1}, false
		for h := int32(0); h < int32(len(m.halves)); h += 2 {
			if x, met := m.meet(line[i-1], d, h); met && x.by >= 0 && x.by <= best.by {
				best, found = x, true
			}
		}
		if found {
			return m.anchor(best, snap), i, true
		}
	}
	return none, 0, false
}

// towards is the face into which the direction d leads from vertex u; none along an edge.
func (m *mesh) towards(u int32, d vec) int32 {
	first := m.leaving[u]
	for h := first; ; {
		if f := m.halves[h].face; m.inside(u, f, d) {
			return f
		}
		if h = m.halves[h].prev ^ 1; h == first {
			return none
		}
	}
}

// carry draws from vertex u over face f until an edge is met. It returns the vertex there
// and the line's next place; u itself when the way was not clear, none at the line's end.
func (m *mesh) carry(u, f int32, line []vec, next int, snap float64, id int32) (int32, int) {
	var path []vec
	ring := m.ring(f)
	at, skip := m.at[u], u
	for next < len(line) {
		d := line[next].sub(at)
		x, met := m.first(ring, at, d, 1, skip)
		if !met {
			at, skip = line[next], none
			path = append(path, at)
			next++
			continue
		}
		for _, near := range []float64{snap, 0.5} {
			v := m.anchor(x, near)
			if v == u {
				continue
			}
			trimmed := trim(path, m.at[v], snap)
			ring = m.ring(f)
			if m.clear(ring, u, v, trimmed) && !(len(trimmed) == 0 && m.adjacentOnRing(f, u, v)) {
				m.chord(m.out(u, f), m.out(v, f), trimmed, id)
				return v, next
			}
			if x, met = m.first(ring, at, d, math.MaxFloat64, skip); !met {
				break
			}
		}
		return u, next
	}
	return none, next
}

// trim leaves out the last places of a path that crowd its end.
func trim(path []vec, end vec, near float64) []vec {
	for len(path) > 0 && path[len(path)-1].dist(end) < near {
		path = path[:len(path)-1]
	}
	return path
}
