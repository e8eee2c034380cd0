package demo

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// hit is where a ray meets the ring of a face: a half, and how far along it and the ray.
type hit struct {
	half      int32
	share, by float64
}

// meet finds where the step d from a meets the half h; by is in lengths of d.
func (m *mesh) meet(a, d vec, h int32) (hit, bool) {
	p := m.from(h)
	e := m.to(h).sub(p)
	det := d.cross(e)
	if math.Abs(det) < 1e-9 {
		return hit{}, false
	}
	w := p.sub(a)
	by, share := w.cross(e)/det, w.cross(d)/det
	return hit{half: h, share: share, by: by}, share >= 0 && share <= 1
}

// first is the nearest half of a ring that the step d from a meets within reach lengths.
// Halves that touch the vertex skip are passed over.
func (m *mesh) first(ring []int32, a, d vec, reach float64, skip int32) (hit, bool) {
	best, found := hit{by: reach}, false
	for _, h := range ring {
		if skip != none && (m.halves[h].from == skip || m.halves[h^1].from == skip) {
			continue
		}
		if x, ok := m.meet(a, d, h); ok && x.by > 1e-9 && x.by <= best.by {
			best, found = x, true
		}
	}
	return best, found
}

// anchor makes a vertex of a hit: an end of the edge that is at most snap metres away, or
// a new one.
func (m *mesh) anchor(x hit, snap float64) int32 {
	a, b := m.from(x.half), m.to(x.half)
	l := a.dist(b)
	switch {
	case float64(x.share*l) <= snap && x.share <= 0.5:
		return m.halves[x.half].from
	case float64((1-x.share)*l) <= snap && x.share > 0.5:
		return m.halves[x.half^1].from
	}
	return m.cutEdge(x.half, a.mix(b, x.share).lattice())
}

// corner is the nearest vertex of the ring, within snap metres of the hit, at which
// another line already ends from the far side; none without one. Meeting it makes a
// crossing out of two junctions.
func (m *mesh) corner(ring []int32, x hit, snap float64) int32 {
	at := m.from(x.half).mix(m.to(x.half), x.share)
	best := int32(none)
	for _, h := range ring {
		d := m.from(h).dist(at)
		if d <= snap && m.halves[m.halves[h].prev^1].prev^1 != h {
			best, snap = m.halves[h].from, d
		}
	}
	return best
}

// clear is true when no part of the path, from vertex u to vertex v, touches the ring
// elsewhere. It is exact.
func (m *mesh) clear(ring []int32, u, v int32, path []vec) bool {
	last, lastAt := u, m.points[u]
	for i := 0; i <= len(path); i++ {
		end, endAt := v, m.points[v]
		if i < len(path) {
			end, endAt = none, path[i].lattice()
		}
		for _, h := range ring {
			p, q := m.halves[h].from, m.halves[h^1].from
			if last != none && (p == last || q == last) || end != none && (p == end || q == end) {
				if m.folds(lastAt, endAt, last, end, p, q) {
					return false
				}
				continue
			}
			if touch(lastAt, endAt, m.points[p], m.points[q]) {
				return false
			}
		}
		last, lastAt = end, endAt
	}
	return true
}

// folds is true when a step and an edge that share a vertex lie upon each other.
func (m *mesh) folds(a, b geo.Point, u, v, p, q int32) bool {
	if p == u && q == v || p == v && q == u {
		return true
	}
	far := m.points[p]
	if p == u || p == v {
		far = m.points[q]
	}
	if geo.Orient(a, b, far) != 0 {
		return false
	}
	shared, other := a, b
	if p == v || q == v {
		shared, other = b, a
	}
	d, e := place(other).sub(place(shared)), place(far).sub(place(shared))
	return d.dot(e) > 0
}

// touch is true when the closed segments a–b and c–d share a point.
func touch(a, b, c, d geo.Point) bool {
	if max(a.X, b.X) < min(c.X, d.X) || max(c.X, d.X) < min(a.X, b.X) ||
		max(a.Y, b.Y) < min(c.Y, d.Y) || max(c.Y, d.Y) < min(a.Y, b.Y) {
		return false
	}
	return geo.Orient(a, b, c)*geo.Orient(a, b, d) <= 0 && geo.Orient(c, d, a)*geo.Orient(c, d, b) <= 0
}

// adjacentOnRing is true when one edge of the face joins u and v.
func (m *mesh) adjacentOnRing(f, u, v int32) bool {
	h := m.out(u, f)
	return h == none || m.halves[m.halves[h].next].from == v || m.halves[m.halves[h].prev].from == v
}

// inside is true when the ray from vertex u towards d starts within face f.
func (m *mesh) inside(u, f int32, d vec) bool {
	h := m.out(u, f)
	if h == none {
		return false
	}
	a := m.to(h).sub(m.at[u])
	b := m.from(m.halves[h].prev).sub(m.at[u])
	if a.cross(b) > 0 {
		return a.cross(d) > 0 && d.cross(b) > 0
	}
	return a.cross(d) > 0 || d.cross(b) > 0
}

// cutting says how a face is cut.
type cutting struct {
	snap  float64 // metres within which an end joins a corner
	bend  float64 // how far the cut bows to the side, as a share of its length
	rough float64 // how far it wanders, as a share of its length
	least float64 // the smaller part must have this share of the face
}

// split cuts face f through the place at, along the direction d both ways. It returns the
// new face, or none if no clean cut was found.
func (m *mesh) split(f int32, at, d vec, c cutting, line int32) int32 {
	ring := m.ring(f)
	x, ok := m.first(ring, at, d.mul(-1), math.MaxFloat64, none)
	y, ok2 := m.first(ring, at, d, math.MaxFloat64, none)
	if !ok || !ok2 || x.half == y.half {
		return none
	}
	u, v := m.corner(ring, x, c.snap), m.corner(ring, y, c.snap)
	if u == none {
		u = m.anchor(x, 1.5)
	}
	if v == none {
		ring = m.ring(f)
		if y, ok = m.first(ring, at, d, math.MaxFloat64, none); !ok {
			return none
		}
		v = m.anchor(y, 1.5)
	}
	if u == v || m.adjacentOnRing(f, u, v) {
		return none
	}
	ring = m.ring(f)
	for _, path := range [][]vec{wander(m.at[u], m.at[v], c), nil} {
		if m.clear(ring, u, v, path) && m.inside(u, f, step(m.at[u], m.at[v], path, false)) &&
			m.inside(v, f, step(m.at[v], m.at[u], path, true)) && m.fair(f, u, v, path, c.least) {
			return m.chord(m.out(u, f), m.out(v, f), path, line)
		}
	}
	return none
}

// fair is true when the smaller part has at least a share of the face.
func (m *mesh) fair(f, u, v int32, path []vec, least float64) bool {
	hu, hv := m.out(u, f), m.out(v, f)
	part := []vec{}
	for h := hu; h != hv; h = m.halves[h].next {
		part = append(part, m.from(h))
	}
	part = append(part, m.at[v])
	for i := len(path) - 1; i >= 0; i-- {
		part = append(part, path[i])
	}
	share := size(part) / size(m.outline(f))
	return share >= least && share <= 1-least
}

// step is the direction in which a path leaves a towards b; back reads it from its end.
func step(a, b vec, path []vec, back bool) vec {
	switch {
	case len(path) == 0:
		return b.sub(a)
	case back:
		return path[len(path)-1].sub(a)
	default:
		return path[0].sub(a)
	}
}

// wander are the places between a and b of a way that bows and wanders; none when both
// are little.
func wander(a, b vec, c cutting) []vec {
	span := b.sub(a)
	l := span.len()
	if math.Abs(float64(c.bend*l)) < 3 && float64(c.rough*l) < 4 {
		return nil
	}
	n := min(max(int(l/160), 3), 60)
	reach := min(l, 1500)
	var path []vec
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		taper := float64(4 * t * (1 - t))
		p := a.along(span, t)
		off := float64(c.bend*l*taper) + float64(c.rough*reach*field(p, 1100, 151)*min(1, taper*1.6))
		path = append(path, p.along(span.left().unit(), off))
	}
	return path
}
