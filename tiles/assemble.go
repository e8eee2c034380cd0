package tiles

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// assembler makes valid polygons of noded rings by the even–odd rule: edges that occur
// an even number of times vanish, the others are walked into simple rings, and these
// nest: outer rings, holes in them, islands in the holes.
type assembler struct {
	table   []mvt.Point // the points of the feature, by x, then y; others name them by number
	edges   []edgeKey
	halves  []edgeKey // both directions of each edge: from above to; sorted
	partner []int     // of each half: the other one of the same ring at its start
	joint   []bool    // of each half: more than one ring passes its start
	used    []bool
	path    []uint32
	cycles  shapes // a cycle a run
	boxes   []frame
	depth   []int
	parent  []int
}

// edgeKey packs the numbers of two points. An edge without direction has the lesser one
// above the greater one.
type edgeKey uint64

func (e edgeKey) ends() (a, b uint32) { return uint32(e >> 32), uint32(e) }

func twin(h edgeKey) edgeKey { return h>>32 | h<<32 }

// frame is a box in tile units.
type frame struct{ minX, minY, maxX, maxY int32 }

// polygons writes feature f of s into g, and leaves g empty when nothing is left of it.
func (m *assembler) polygons(s *shapes, f int, g *mvt.Polygons) {
	g.Reset()
	m.run(s, f)
	m.each(func(ring []mvt.Point, outer bool) bool {
		if outer {
			return g.Outer(ring)
		}
		return g.Hole(ring)
	})
}

// run makes the rings of feature f of s, which each gives.
func (m *assembler) run(s *shapes, f int) {
	m.cycles.reset()
	m.depth = m.depth[:0]
	m.oddEdges(s, f)
	if len(m.edges) == 0 {
		return
	}
	m.pair()
	m.walk()
	m.nest()
}

// each gives the outer rings, each followed by its holes unless it was refused.
func (m *assembler) each(take func(ring []mvt.Point, outer bool) bool) {
	for i := range m.depth {
		if m.depth[i]%2 != 0 || !take(m.cycles.run(i), true) {
			continue
		}
		for k := range m.depth {
			if m.parent[k] == i {
				take(m.cycles.run(k), false)
			}
		}
	}
}

func (m *assembler) oddEdges(s *shapes, f int) {
	from, to := s.runs(f)
	m.table = m.table[:0]
	for i := from; i < to; i++ {
		m.table = append(m.table, s.run(i)...)
	}
	slices.SortFunc(m.table, comparePoints)
	m.table = slices.Compact(m.table)
	m.edges = m.edges[:0]
	for i := from; i < to; i++ {
		r := s.run(i)
		a := m.number(r[len(r)-1])
		for _, p := range r {
			b := m.number(p)
			if a != b {
				m.edges = append(m.edges, edgeKey(min(a, b))<<32|edgeKey(max(a, b)))
			}
			a = b
		}
	}
	slices.Sort(m.edges)
	kept := 0
	for i := 0; i < len(m.edges); {
		k := i + 1
		for k < len(m.edges) && m.edges[k] == m.edges[i] {
			k++
		}
		if (k-i)%2 == 1 {
			m.edges[kept] = m.edges[i]
			kept++
		}
		i = k
	}
	m.edges = m.edges[:kept]
}

func comparePoints(p, q mvt.Point) int {
	if p.X != q.X {
		return cmp.Compare(p.X, q.X)
	}
	return cmp.Compare(p.Y, q.Y)
}

// number finds a point that is in the table.
func (m *assembler) number(p mvt.Point) uint32 {
	i, _ := slices.BinarySearchFunc(m.table, p, comparePoints)
	return uint32(i)
}

// pair joins the edges at each point two by two. Where more than two meet, neighbours by
// direction are joined, so that rings touch there but do not cross.
func (m *assembler) pair() {
	m.halves = m.halves[:0]
	for _, e := range m.edges {
		m.halves = append(m.halves, e, twin(e))
	}
	slices.Sort(m.halves)
	n := len(m.halves)
	m.partner = slices.Grow(m.partner[:0], n)[:n]
	m.joint = slices.Grow(m.joint[:0], n)[:n]
	for i := 0; i < n; {
		k := i + 1
		for k < n && m.halves[k]>>32 == m.halves[i]>>32 {
			k++
		}
		if k-i > 2 {
			slices.SortFunc(m.halves[i:k], m.byDirection)
		}
		for p := i; p < k; p++ {
			m.partner[p], m.joint[p] = i+((p-i)^1), k-i > 2
		}
		i = k
	}
}

// byDirection sorts halves with the same start by the direction of their end.
func (m *assembler) byDirection(h, o edgeKey) int {
	a, b := m.table[h>>32], m.table[uint32(h)]
	c := m.table[uint32(o)]
	if u, v := lower(a, b), lower(a, c); u != v {
		return cmp.Compare(u, v)
	}
	return cmp.Compare(0, turn(a, b, c))
}

// lower is 0 for directions from 0° up to, not including, 180°, else 1.
func lower(a, b mvt.Point) int {
	if b.Y > a.Y || b.Y == a.Y && b.X > a.X {
		return 0
	}
	return 1
}

// find gives the index of a half, which is there. Halves with one start are sorted by
// direction where they are more than two, so the last step looks at each.
func (m *assembler) find(h edgeKey) int {
	i, _ := slices.BinarySearchFunc(m.halves, h>>32, func(e, start edgeKey) int { return cmp.Compare(e>>32, start) })
	for m.halves[i] != h {
		i++
	}
	return i
}

// walk turns the joined edges into cycles in which no point occurs twice.
func (m *assembler) walk() {
	n := len(m.halves)
	m.used = slices.Grow(m.used[:0], n)[:n]
	clear(m.used)
	m.cycles.reset()
	for start := range n {
		if m.used[start] {
			continue
		}
		from, _ := m.halves[start].ends()
		m.path = append(m.path[:0], from)
		for h := start; !m.used[h]; {
			back := m.find(twin(m.halves[h]))
			m.used[h], m.used[back] = true, true
			_, to := m.halves[h].ends()
			m.arrive(to, m.joint[back] || to == from)
			h = m.partner[back]
		}
	}
}

// arrive goes on to a point. If the path has been there, what lies between is a cycle.
func (m *assembler) arrive(at uint32, look bool) {
	if look {
		for i, p := range m.path {
			if p == at {
				for _, q := range m.path[i:] {
					m.cycles.points = append(m.cycles.points, m.table[q])
				}
				m.cycles.closeRun()
				m.path = m.path[:i+1]
				return
			}
		}
	}
	m.path = append(m.path, at)
}

// nest finds how many other cycles hold each one, and the innermost of these. Cycles do
// not cross and share no edge, so the middle of one edge speaks for the whole.
func (m *assembler) nest() {
	n := len(m.cycles.runEnd)
	m.depth = slices.Grow(m.depth[:0], n)[:n]
	m.parent = slices.Grow(m.parent[:0], n)[:n]
	m.boxes = m.boxes[:0]
	for i := range n {
		m.depth[i], m.parent[i] = 0, -1
		m.boxes = append(m.boxes, boxOf(m.cycles.run(i)))
	}
	for i := range n {
		r := m.cycles.run(i)
		for k := range n {
			if k == i || !m.boxes[k].holds(m.boxes[i]) || !holds(m.cycles.run(k), r[0], r[1]) {
				continue
			}
			m.depth[i]++
			inner := m.cycles.run(k)
			if p := m.parent[i]; p < 0 || holds(m.cycles.run(p), inner[0], inner[1]) {
				m.parent[i] = k
			}
		}
	}
}

func boxOf(r []mvt.Point) frame {
	f := frame{r[0].X, r[0].Y, r[0].X, r[0].Y}
	for _, p := range r {
		f.minX, f.minY = min(f.minX, p.X), min(f.minY, p.Y)
		f.maxX, f.maxY = max(f.maxX, p.X), max(f.maxY, p.Y)
	}
	return f
}

func (f frame) holds(o frame) bool {
	return f.minX <= o.minX && f.minY <= o.minY && f.maxX >= o.maxX && f.maxY >= o.maxY
}

// holds is true when the middle of p–q, which is not on the ring, is inside it. Twice
// the coordinates keep it whole.
func holds(r []mvt.Point, p, q mvt.Point) bool {
	x, y := int64(p.X)+int64(q.X), int64(p.Y)+int64(q.Y)
	in := false
	a := r[len(r)-1]
	for _, b := range r {
		if (2*int64(a.Y) <= y) != (2*int64(b.Y) <= y) {
			left := int64(b.X-a.X)*(y-2*int64(a.Y)) > (x-2*int64(a.X))*int64(b.Y-a.Y)
			if left == (b.Y > a.Y) {
				in = !in
			}
		}
		a = b
	}
	return in
}
