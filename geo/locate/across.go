package locate

import "github.com/redsail/redsail/geo"

// beside is a place infinitely near an edge: a + ε·(b−a) + ε²·n, where a is the end of
// the edge that comes first upward, then eastward, and n the normal to the left or to
// the right of a→b. In a noded layer no edge starts, ends or passes between there and
// the rest of the edge's flank, so it stands for all of it.
type beside struct {
	a, b geo.Point
	left bool
	// row is that of the place: an edge crosses it from its lower end's row up to, not
	// including, its upper end's. Only the place south of a horizontal edge is in the row below.
	row int32
}

func newBeside(e edge, left bool) beside {
	s := beside{a: e.a, b: e.b, left: left}
	if s.b.Y < s.a.Y || s.b.Y == s.a.Y && s.b.X < s.a.X {
		s.a, s.b = s.b, s.a
	}
	s.row = s.a.Y
	if s.a.Y == s.b.Y && !left {
		s.row--
	}
	return s
}

// crosses is true when the ray east from the place crosses the edge e, lower end first.
// The place lies west of e when it is left of it, upward; that is decided by the first
// of a, b−a and n that is not on the line of e. The products fit int64 as in geo.Orient.
func (s *beside) crosses(e edge) bool {
	if s.row < e.a.Y || s.row >= e.b.Y {
		return false
	}
	if side := geo.Orient(e.a, e.b, s.a); side != 0 {
		return side > 0
	}
	l := (int64(e.b.X) - int64(e.a.X)) * (int64(s.b.Y) - int64(s.a.Y))
	r := (int64(e.b.Y) - int64(e.a.Y)) * (int64(s.b.X) - int64(s.a.X))
	if l != r {
		return l > r
	}
	return s.left
}

// holds is true when the area has the place inside.
func (a *area) holds(s *beside) bool {
	in := false
	for _, e := range a.stripes.row(s.row) {
		if s.crosses(e) {
			in = !in
		}
	}
	return in
}

// across is the owner of the land on the other side of an edge of an area, or None.
func (l *layer) across(of int, e edge) int {
	s := newBeside(e, true)
	if l.areas[of].holds(&s) {
		s = newBeside(e, false)
	}
	best := None
	l.tree.Search(geo.Box{Min: s.a, Max: s.a}, func(_ geo.Box, i int32) bool {
		if int(i) != of && (best == None || l.rank[i] < l.rank[best]) && l.areas[i].holds(&s) {
			best = int(i)
		}
		return true
	})
	return best
}
