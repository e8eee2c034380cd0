package partition

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// snapper cuts edges at hot points.
type snapper struct {
	hot   []geo.Point
	tree  *tree
	late  []geo.Point // added since: few, in a tree of their own
	lates *tree
	reach reach
}

func newSnapper(hot []geo.Point, r reach) *snapper {
	return &snapper{hot: hot, tree: pointTree(hot), lates: &tree{}, reach: r}
}

// add takes more hot points; they may be there already.
func (s *snapper) add(hot []geo.Point) {
	s.late = merged(s.late, hot)
	s.lates = pointTree(s.late)
}

// near calls f for each hot point that may be beside a–b.
func (s *snapper) near(a, b geo.Point, f func(geo.Point)) {
	test := strip(a, b)
	s.tree.search(test, func(id int32) bool {
		f(s.hot[id])
		return true
	})
	s.lates.search(test, func(id int32) bool {
		f(s.late[id])
		return true
	})
}

// cut is the hot point at which the edge a–b is to be cut first: the nearest, of
// several the smallest.
func (s *snapper) cut(a, b geo.Point) (geo.Point, bool) {
	var best geo.Point
	var least uint64
	found := false
	s.near(a, b, func(p geo.Point) {
		d, ok := beside(a, b, p, s.reach)
		if ok && (!found || d < least || d == least && p.Less(best)) {
			best, least, found = p, d, true
		}
	})
	return best, found
}

// walk appends the points at which the edge a–b is cut, in order from a to b. Each part
// is shorter than the whole, in whole squared units, so the recursion ends.
func (s *snapper) walk(dst []geo.Point, a, b geo.Point) []geo.Point {
	m, ok := s.cut(a, b)
	if !ok {
		return dst
	}
	dst = s.walk(dst, a, m)
	dst = append(dst, m)
	return s.walk(dst, m, b)
}

// thread draws the edge through the hot points beside it, then cuts the parts; it
// returns the inner points of all, in order from a to b.
func (s *snapper) thread(e edge) []geo.Point {
	beads := s.beads(e)
	if len(beads) == 0 {
		return nil
	}
	var out []geo.Point
	from := e.a
	for _, p := range beads {
		out = append(s.walk(out, from, p), p)
		from = p
	}
	return s.walk(out, from, e.b)
}

// beads are the hot points beside the edge, in order from a to b; of several on one
// perpendicular the nearest, then the smallest. Drawn through them, the edge passes
// over no hot point either: what is beside it is on it.
func (s *snapper) beads(e edge) []geo.Point {
	type bead struct {
		at    geo.Point
		dist  uint64
		along uint64
	}
	var found []bead
	s.near(e.a, e.b, func(p geo.Point) {
		if d, ok := beside(e.a, e.b, p, s.reach); ok {
			found = append(found, bead{p, d, along(e, p)})
		}
	})
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(x, y bead) int {
		return cmp.Or(cmp.Compare(x.along, y.along), cmp.Compare(x.dist, y.dist), x.at.Compare(y.at))
	})
	found = slices.CompactFunc(found, func(x, y bead) bool { return x.along == y.along })
	out := make([]geo.Point, len(found))
	for i, b := range found {
		out[i] = b.at
	}
	return out
}

// along orders the points beside an edge by their feet. The dot product is between 0 and
// the squared length, which fits uint64 for every edge, whatever overflows on the way.
func along(e edge, p geo.Point) uint64 {
	dx, dy := int64(e.b.X)-int64(e.a.X), int64(e.b.Y)-int64(e.a.Y)
	px, py := int64(p.X)-int64(e.a.X), int64(p.Y)-int64(e.a.Y)
	return uint64(dx)*uint64(px) + uint64(dy)*uint64(py)
}
