package demo

import "math"

// side is one side of a ring with the line that it is moved inwards by.
type side struct {
	a, b vec
	by   float64
}

// inset is the ring of a face moved inwards by half of what lies along each side and a
// setback. It is nil when nothing of use is left.
func (m *mesh) inset(f int32, setback float64) []vec {
	sides := m.sides(f)
	for i := range sides {
		sides[i].by += setback
	}
	ring := offset(sides)
	if len(ring) < 3 || size(ring) < 300 {
		return nil
	}
	for _, p := range ring {
		for _, s := range sides {
			if apart(p, s.a, s.b) < s.by-1.2 {
				return nil
			}
		}
	}
	return ring
}

// sides are the sides of a face; vertices that lie nearly on the straight way between
// others are passed over.
func (m *mesh) sides(f int32) []side {
	ring := m.ring(f)
	start := 0
	for i, h := range ring { // begin at a true corner
		prev := ring[(i+len(ring)-1)%len(ring)]
		if d, e := m.to(prev).sub(m.from(prev)).unit(), m.to(h).sub(m.from(h)).unit(); d.cross(e) > 0.4 {
			start = i
			break
		}
	}
	var out []side
	var passed []vec
	for i := range ring {
		h := ring[(start+i)%len(ring)]
		by := m.line(h).class.half()
		a, b := m.from(h), m.to(h)
		if n := len(out); n > 0 {
			last := &out[n-1]
			straight := a.sub(last.a).dot(b.sub(a)) > 0
			for _, p := range append(passed, a) {
				straight = straight && apart(p, last.a, b) < 0.8
			}
			if straight {
				last.b, last.by = b, max(last.by, by)
				passed = append(passed, a)
				continue
			}
		}
		out, passed = append(out, side{a, b, by}), nil
	}
	return out
}

// offset moves every side inwards and joins them again. Sides that would turn round are
// dropped; nil when too few are left.
func offset(sides []side) []vec {
	live := append([]side(nil), sides...)
	for len(live) >= 3 {
		ring := make([]vec, len(live)) // ring[i] is where side i begins
		for i := range live {
			ring[i] = joint(live[(i+len(live)-1)%len(live)], live[i])
		}
		worst, least := none, 0.0
		for i, s := range live {
			moved := ring[(i+1)%len(ring)].sub(ring[i]).dot(s.b.sub(s.a).unit())
			if moved <= least {
				worst, least = i, moved
			}
		}
		if worst == none {
			if crosses(ring) {
				return nil
			}
			return ring
		}
		live = append(live[:worst], live[worst+1:]...)
	}
	return nil
}

// joint is where two sides meet after they were moved.
func joint(s, t side) vec {
	d, e := s.b.sub(s.a).unit(), t.b.sub(t.a).unit()
	p, q := s.b.along(d.left(), s.by), t.a.along(e.left(), t.by)
	det := d.cross(e)
	if math.Abs(det) < 0.03 {
		return p.mix(q, 0.5)
	}
	return p.along(d, q.sub(p).cross(e)/det)
}

// crosses is true when two sides of a ring that are no neighbours meet.
func crosses(ring []vec) bool {
	n := len(ring)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue
			}
			a, b, c, d := ring[i], ring[i+1], ring[j], ring[(j+1)%n]
			ab, cd := b.sub(a), d.sub(c)
			if ab.cross(c.sub(a))*ab.cross(d.sub(a)) <= 0 && cd.cross(a.sub(c))*cd.cross(b.sub(c)) <= 0 {
				return true
			}
		}
	}
	return false
}
