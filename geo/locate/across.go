package locate

import "github.com/redsail/redsail/geo"

// edge is a directed edge of a ring.
type edge struct{ a, b geo.Point }

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

// place is a lattice point in whose cell the place lies.
func (s *beside) place() geo.Point {
	p := geo.Point{X: s.a.X, Y: s.row}
	if s.b.X < s.a.X || s.b.X == s.a.X && s.left {
		p.X--
	}
	return p
}

// upward is the edge with its lower end first.
func upward(a, b geo.Point) edge {
	if a.Y > b.Y {
		return edge{b, a}
	}
	return edge{a, b}
}

// across is the owner of the land on the other side of an edge of an area, or None.
func (x *Index) across(layer int, of int32, e segment) int {
	s := newBeside(edge(e), true)
	held, other := x.cells.beside(layer, of, &s)
	if held {
		s = newBeside(edge(e), false)
		_, other = x.cells.beside(layer, of, &s)
	}
	return int(other)
}

// beside tells whether an area of a layer holds the place, and which other area does: the
// first by rank, or None.
func (c *cells) beside(layer int, of int32, s *beside) (held bool, other int32) {
	other = None
	take := func(e entry) bool {
		switch {
		case e.layer() != layer:
		case e.area() == of:
			held = true
		case other == None:
			other = e.area()
		}
		return true
	}
	at := c.find(s.place())
	if at.word == 0 {
		return held, other
	}
	if at.word.kind() == listWord {
		c.list(at.word).each(take)
		return held, other
	}
	r := leaf(c.records.at(at.word.address())).read(at.centre())
	for _, e := range r.rest {
		take(entry(e))
	}
	var small [smallMask]uint32
	mask := r.at(s, small[:])
	for i, e := range r.slots {
		if mask[i/32]>>(i%32)&1 != 0 {
			take(entry(e))
		}
	}
	return held, other
}

// at is the mask of the slots that hold a place.
func (r *reader) at(s *beside, mask []uint32) []uint32 {
	if n := (len(r.slots) + 31) / 32; n > len(mask) {
		mask = make([]uint32, n)
	}
	r.toggle(mask)
	for r.run() {
		odd := r.first && s.row >= r.p.Y
		for a := r.p; r.step(); a = r.p {
			if (a.Y <= s.row) != (r.p.Y <= s.row) && !s.crosses(upward(a, r.p)) {
				odd = !odd
			}
		}
		if odd != (r.last && s.row >= r.p.Y) {
			r.toggle(mask)
		}
	}
	return mask
}
