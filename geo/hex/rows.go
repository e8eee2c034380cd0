package hex

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// Edge is an edge of a shape that is not level; A is its lower end.
type Edge struct{ A, B geo.Point }

// Compare orders edges by their points.
func (e Edge) Compare(f Edge) int {
	if c := e.A.Compare(f.A); c != 0 {
		return c
	}
	return e.B.Compare(f.B)
}

// Rows finds the edges of one shape by the latitudes over which they go.
type Rows struct {
	low    int64 // of the lowest row
	height int64 // of each row
	rows   [][]Edge
}

// maxRows bounds the rows of a shape: an edge stands in each over which it goes, on the average
// in no more than about meanRows, so that a comb does not fill the memory.
const (
	maxRows  = 1 << 12
	meanRows = 8
)

// NewRows takes the edges of a shape.
func NewRows(m geo.MultiPolygon) *Rows {
	box := m.Box()
	n := int64(min(max(m.Vertices()/16, 1), maxRows))
	edges, climb := int64(0), int64(0)
	m.Edges(func(a, b geo.Point) {
		edges, climb = edges+1, climb+max(int64(a.Y)-int64(b.Y), int64(b.Y)-int64(a.Y))
	})
	if tall := int64(box.Max.Y) - int64(box.Min.Y); climb > 0 {
		n = max(min(n, meanRows*edges*tall/climb), 1)
	}
	r := &Rows{low: int64(box.Min.Y), rows: make([][]Edge, n)}
	r.height = max((int64(box.Max.Y)-r.low)/n+1, 1)
	m.Edges(func(a, b geo.Point) {
		if a.Y == b.Y {
			return // no ray to the east crosses it
		}
		if a.Y > b.Y {
			a, b = b, a
		}
		for i := r.row(a.Y); i <= r.row(b.Y); i++ {
			r.rows[i] = append(r.rows[i], Edge{a, b})
		}
	})
	return r
}

func (r *Rows) row(y int32) int {
	return int(min(max((int64(y)-r.low)/r.height, 0), int64(len(r.rows)-1)))
}

// each calls f for each edge that a ray to the east from latitudes low to high may cross.
func (r *Rows) each(low, high int32, f func(Edge)) {
	from, to := r.row(low), r.row(high)
	for i := from; i <= to; i++ {
		for _, e := range r.rows[i] {
			if e.A.Y <= high && e.B.Y > low && max(r.row(e.A.Y), from) == i {
				f(e)
			}
		}
	}
}

// Owns is what geo.MultiPolygon.Owns says of the shape.
func (r *Rows) Owns(q geo.Point) bool {
	in := false
	r.each(q.Y, q.Y, func(e Edge) { in = in != geo.CrossesEast(e.A, e.B, q) })
	return in
}

// Cut gives edges that decide as the whole shape does for every point of the closed box: the
// shape owns such a point when an odd number of them is crossed by its ray
// (geo.CrossesEast). They are the shape's own edges about the box, and for what lies east of
// it upright ones on the next meridian. They are sorted.
func (r *Rows) Cut(box geo.Box) []Edge {
	var out []Edge
	var turns []int32 // latitudes where the number of borders east of the box turns odd or even
	r.each(box.Min.Y, box.Max.Y, func(e Edge) {
		switch {
		case max(e.A.X, e.B.X) < box.Min.X: // never crossed
		case min(e.A.X, e.B.X) > box.Max.X: // crossed from everywhere on its latitudes
			turns = append(turns, max(e.A.Y, box.Min.Y), min(e.B.Y, box.Max.Y+1))
		default:
			out = append(out, e)
		}
	})
	slices.Sort(turns)
	for i := 0; i+1 < len(turns); i += 2 { // an odd number lies between the first two, and so on
		if turns[i] < turns[i+1] {
			out = append(out, Edge{geo.Point{X: box.Max.X + 1, Y: turns[i]}, geo.Point{X: box.Max.X + 1, Y: turns[i+1]}})
		}
	}
	slices.SortFunc(out, Edge.Compare)
	return out
}
