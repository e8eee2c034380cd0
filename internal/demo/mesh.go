package demo

import (
	"github.com/redsail/redsail/geo"
)

// The mesh is one planar graph on the lattice: vertices, edges of two halves each, and
// faces without holes. It only grows by cutting an edge at a point and a face by a chord,
// so that faces always part the ground without gap or overlap, and whatever is a set of
// faces shares its border exactly with its neighbours.

const (
	none    = -1
	outside = 0 // the face around the city
)

// half is one direction of an edge. The twin of half h is h^1; a half has its face on its
// left.
type half struct{ from, next, prev, face int32 }

// face is a piece of ground.
type face struct {
	edge  int32 // one of its halves
	owner owner
	use   use
}

// owner says to which areas a face belongs, as indices; none = not known yet.
type owner struct{ super, district, street, community, village, block, grid int32 }

// stroke is a line that was drawn into the mesh: what its edges are.
type stroke struct {
	class class
	name  int32 // index into the mesh's names; none = nameless
}

type mesh struct {
	points  []geo.Point
	at      []vec
	leaving []int32 // a half that leaves the vertex
	halves  []half
	strokes []int32 // by edge (half / 2): index into lines
	lines   []stroke
	faces   []face
}

// newMesh has one face, within a closed line that runs anticlockwise.
func newMesh(line []vec) *mesh {
	m := &mesh{lines: []stroke{{class: classOutline, name: none}}}
	m.faces = []face{{edge: 1}, {edge: 0, owner: owner{none, none, none, none, none, none, none}}}
	n := int32(len(line))
	for i, v := range line {
		m.vertex(v.lattice())
		k := int32(i)
		m.halves = append(m.halves,
			half{from: k, next: 2 * ((k + 1) % n), prev: 2 * ((k + n - 1) % n), face: 1},
			half{from: (k + 1) % n, next: 2*((k+n-1)%n) + 1, prev: 2*((k+1)%n) + 1, face: outside})
		m.strokes = append(m.strokes, 0)
		m.leaving[k] = 2 * k
	}
	return m
}

func (m *mesh) vertex(p geo.Point) int32 {
	m.points = append(m.points, p)
	m.at = append(m.at, place(p))
	m.leaving = append(m.leaving, none)
	return int32(len(m.points) - 1)
}

func (m *mesh) stroke(s stroke) int32 {
	m.lines = append(m.lines, s)
	return int32(len(m.lines) - 1)
}

func (m *mesh) from(h int32) vec    { return m.at[m.halves[h].from] }
func (m *mesh) to(h int32) vec      { return m.at[m.halves[h^1].from] }
func (m *mesh) line(h int32) stroke { return m.lines[m.strokes[h/2]] }

// ring lists the halves of a face.
func (m *mesh) ring(f int32) []int32 {
	first := m.faces[f].edge
	out := []int32{first}
	for h := m.halves[first].next; h != first; h = m.halves[h].next {
		out = append(out, h)
	}
	return out
}

// outline is the ring of a face as places.
func (m *mesh) outline(f int32) []vec {
	ring := m.ring(f)
	out := make([]vec, len(ring))
	for i, h := range ring {
		out[i] = m.from(h)
	}
	return out
}

// out is the half that leaves v in face f; none if v is not on it.
func (m *mesh) out(v, f int32) int32 {
	first := m.leaving[v]
	for h := first; ; {
		if m.halves[h].face == f {
			return h
		}
		if h = m.halves[h].prev ^ 1; h == first {
			return none
		}
	}
}

// cutEdge puts a vertex at p on the edge of h; afterwards h ends there.
func (m *mesh) cutEdge(h int32, p geo.Point) int32 {
	v, t := m.vertex(p), h^1
	fresh := int32(len(m.halves))
	back := fresh + 1
	hn, tp, end := m.halves[h].next, m.halves[t].prev, m.halves[t].from
	m.halves = append(m.halves,
		half{from: v, next: hn, prev: h, face: m.halves[h].face},
		half{from: end, next: t, prev: tp, face: m.halves[t].face})
	m.strokes = append(m.strokes, m.strokes[h/2])
	m.halves[h].next, m.halves[hn].prev = fresh, fresh
	m.halves[t].prev, m.halves[tp].next = back, back
	m.halves[t].from = v
	m.leaving[v], m.leaving[end] = fresh, back
	return v
}

// chord cuts the face of hu and hv from the start of hu, by the places of path, to the
// start of hv. The new face is on the chord's right and inherits owner and use.
func (m *mesh) chord(hu, hv int32, path []vec, line int32) int32 {
	f := m.halves[hu].face
	fresh := int32(len(m.faces))
	m.faces = append(m.faces, m.faces[f])
	last, pu, pv := m.halves[hu].from, m.halves[hu].prev, m.halves[hv].prev
	behind, ahead := pu, hu // the halves before the chord's next forward and after its backward half
	for i := 0; i <= len(path); i++ {
		end := m.halves[hv].from
		if i < len(path) {
			end = m.vertex(path[i].lattice())
		}
		a := int32(len(m.halves))
		m.halves = append(m.halves,
			half{from: last, prev: behind, face: f},
			half{from: end, next: ahead, face: fresh})
		m.strokes = append(m.strokes, line)
		m.halves[behind].next, m.halves[ahead].prev = a, a+1
		if i < len(path) {
			m.leaving[end] = a + 1
		}
		last, behind, ahead = end, a, a+1
	}
	m.halves[behind].next, m.halves[hv].prev = hv, behind
	m.halves[ahead].prev, m.halves[pv].next = pv, ahead
	m.faces[f].edge, m.faces[fresh].edge = hv, hu
	for h := hu; ; {
		m.halves[h].face = fresh
		if h = m.halves[h].next; h == hu {
			return fresh
		}
	}
}
