package mvttest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// side is an edge of ring number ring, its end with the lesser x first.
type side struct {
	a, b mvt.Point
	ring int
}

// checkRings checks that the rings of a feature are simple, that none cross or share a
// piece of line, that holes are inside their outer ring and outer rings beside each other.
func checkRings(polys [][]Ring) error {
	var sides []side
	n := 0
	for _, poly := range polys {
		for _, r := range poly {
			seen := map[mvt.Point]bool{}
			a := r[len(r)-1]
			for _, b := range r {
				if seen[b] {
					return fmt.Errorf("a ring touches itself at %v", b)
				}
				seen[b] = true
				s := side{a, b, n}
				if b.X < a.X {
					s.a, s.b = b, a
				}
				sides = append(sides, s)
				a = b
			}
			n++
		}
	}
	if err := checkSides(sides); err != nil {
		return err
	}
	if err := checkCorners(polys); err != nil {
		return err
	}
	return checkNesting(polys)
}

// corner is a point of a ring between the two beside it.
type corner struct{ from, at, to mvt.Point }

// checkCorners finds rings that cross where they share a point.
func checkCorners(polys [][]Ring) error {
	at := map[mvt.Point][]corner{}
	for _, poly := range polys {
		for _, r := range poly {
			for i, p := range r {
				c := corner{r[(i+len(r)-1)%len(r)], p, r[(i+1)%len(r)]}
				for _, o := range at[p] {
					if c.within(o.from) != c.within(o.to) {
						return fmt.Errorf("rings cross at %v", p)
					}
				}
				at[p] = append(at[p], c)
			}
		}
	}
	return nil
}

// within is true when q lies in the angle to the left of from–at–to.
func (c corner) within(q mvt.Point) bool {
	in, out := turn(c.from, c.at, q) > 0, turn(c.at, c.to, q) > 0
	if turn(c.from, c.at, c.to) > 0 {
		return in && out
	}
	return in || out
}

func checkSides(sides []side) error {
	slices.SortFunc(sides, func(s, o side) int { return cmp.Compare(s.a.X, o.a.X) })
	for i, s := range sides {
		for _, o := range sides[i+1:] {
			if o.a.X > s.b.X {
				break
			}
			if bad := s.meets(o); bad != "" {
				return fmt.Errorf("edges %v–%v and %v–%v %s", s.a, s.b, o.a, o.b, bad)
			}
		}
	}
	return nil
}

// meets says how two edges meet if they must not.
func (s side) meets(o side) string {
	if min(o.a.Y, o.b.Y) > max(s.a.Y, s.b.Y) || max(o.a.Y, o.b.Y) < min(s.a.Y, s.b.Y) {
		return ""
	}
	c, d := turn(s.a, s.b, o.a), turn(s.a, s.b, o.b)
	a, b := turn(o.a, o.b, s.a), turn(o.a, o.b, s.b)
	if c*d < 0 && a*b < 0 {
		return "cross"
	}
	touch := c == 0 && s.inside(o.a) || d == 0 && s.inside(o.b) || a == 0 && o.inside(s.a) || b == 0 && o.inside(s.b)
	same := s.a == o.a && s.b == o.b || s.a == o.b && s.b == o.a
	switch {
	case same || touch && c == 0 && d == 0:
		return "lie on each other"
	case touch && s.ring == o.ring:
		return "touch"
	}
	return ""
}

// inside is true when p, on the line of s, is between its ends.
func (s side) inside(p mvt.Point) bool {
	return p != s.a && p != s.b && p.X >= s.a.X && p.X <= s.b.X &&
		p.Y >= min(s.a.Y, s.b.Y) && p.Y <= max(s.a.Y, s.b.Y)
}

func turn(a, b, c mvt.Point) int {
	return cmp.Compare((int64(b.X)-int64(a.X))*(int64(c.Y)-int64(a.Y)), (int64(b.Y)-int64(a.Y))*(int64(c.X)-int64(a.X)))
}

func checkNesting(polys [][]Ring) error {
	for i, poly := range polys {
		for k, h := range poly[1:] {
			if !h.within(poly[0]) {
				return fmt.Errorf("the hole at %v is not in its outer ring", h[0])
			}
			for _, o := range poly[k+2:] {
				if h.within(o) || o.within(h) {
					return fmt.Errorf("the holes at %v and %v overlap", h[0], o[0])
				}
			}
		}
		for k, o := range polys {
			if k != i && poly[0].within(o[0]) && !slices.ContainsFunc(o[1:], poly[0].within) {
				return fmt.Errorf("the polygon at %v overlaps that at %v", poly[0][0], o[0][0])
			}
		}
	}
	return nil
}

// within is true when the ring lies in o. The two do not cross, so one place of the ring
// that is not on o decides: the middle of an edge.
func (r Ring) within(o Ring) bool {
	x, y := int64(r[0].X)+int64(r[1].X), int64(r[0].Y)+int64(r[1].Y)
	in := false
	a := o[len(o)-1]
	for _, b := range o {
		ax, ay, bx, by := 2*int64(a.X), 2*int64(a.Y), 2*int64(b.X), 2*int64(b.Y)
		if (ay <= y) != (by <= y) && ((bx-ax)*(y-ay) > (x-ax)*(by-ay)) == (by > ay) {
			in = !in
		}
		a = b
	}
	return in
}
