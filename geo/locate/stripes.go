package locate

import "github.com/redsail/redsail/geo"

// stripes holds the edges of an area by the rows of the lattice that they cross, in
// stripes of 2^shift rows. An edge covers the rows from its lower end up to, not
// including, its upper end, exactly as geo.CrossesEast reads it; so horizontal edges are
// left out and an edge stands in each stripe that holds one of its rows.
type stripes struct {
	bottom, top int32 // rows bottom … top−1 have edges
	shift       uint8
	start       []int32 // stripe i is edges[start[i]:start[i+1]]
	edges       []edge  // lower end first
}

const (
	// edgesPerStripe is the mean aimed at: fewer would cost more copies than it saves tests.
	edgesPerStripe = 4
	// copies bounds the memory: tall edges stand in many stripes, so the stripes grow until
	// there are at most this many copies an edge.
	copies = 3
)

func newStripes(box geo.Box, edges []edge) stripes {
	s := stripes{bottom: box.Min.Y, top: box.Max.Y}
	height := int64(s.top) - int64(s.bottom)
	most := int64(max(1, len(edges)/edgesPerStripe))
	for height>>s.shift >= most && s.shift < 32 {
		s.shift++
	}
	for s.shift < 32 && s.entries(edges) > copies*len(edges) {
		s.shift++
	}
	if height == 0 {
		return s
	}
	s.start = make([]int32, s.stripe(s.top-1)+2)
	s.each(edges, func(i int, _ edge) { s.start[i+1]++ })
	for i := range len(s.start) - 1 {
		s.start[i+1] += s.start[i]
	}
	s.edges = make([]edge, s.start[len(s.start)-1])
	next := append([]int32(nil), s.start...)
	s.each(edges, func(i int, e edge) {
		s.edges[next[i]] = e
		next[i]++
	})
	return s
}

// stripe is the number of the stripe that holds row y, which must not be below bottom.
func (s *stripes) stripe(y int32) int {
	return int((int64(y) - int64(s.bottom)) >> s.shift)
}

func (s *stripes) entries(edges []edge) int {
	n := 0
	for _, e := range edges {
		if lo, hi := min(e.a.Y, e.b.Y), max(e.a.Y, e.b.Y); lo < hi {
			n += s.stripe(hi-1) - s.stripe(lo) + 1
		}
	}
	return n
}

// each calls f for each stripe of each edge that has rows, the edge with its lower end first.
func (s *stripes) each(edges []edge, f func(stripe int, e edge)) {
	for _, e := range edges {
		if e.a.Y > e.b.Y {
			e.a, e.b = e.b, e.a
		}
		if e.a.Y == e.b.Y {
			continue
		}
		for i := s.stripe(e.a.Y); i <= s.stripe(e.b.Y-1); i++ {
			f(i, e)
		}
	}
}

// row gives the edges among which are all that cross row y.
func (s *stripes) row(y int32) []edge {
	if y < s.bottom || y >= s.top {
		return nil
	}
	i := s.stripe(y)
	return s.edges[s.start[i]:s.start[i+1]]
}

// owns is geo.MultiPolygon.Owns for the edges kept.
func (s *stripes) owns(q geo.Point) bool {
	in := false
	for _, e := range s.row(q.Y) {
		if e.a.Y <= q.Y && q.Y < e.b.Y && geo.CrossesEast(e.a, e.b, q) {
			in = !in
		}
	}
	return in
}
