package cql2

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// Shape is a geometry of any kind: the union of its parts, each with its border.
type Shape struct {
	Points   []geo.Point
	Lines    []geo.Line
	Polygons geo.MultiPolygon
}

// edges calls f for each edge; a point is an edge without length. It ends when f says so.
func (s *Shape) edges(f func(a, b geo.Point) bool) bool {
	for _, p := range s.Points {
		if !f(p, p) {
			return false
		}
	}
	for _, l := range s.Lines {
		for i := 1; i < len(l); i++ {
			if !f(l[i-1], l[i]) {
				return false
			}
		}
	}
	for _, poly := range s.Polygons {
		for _, ring := range poly {
			for i, a := range ring {
				if !f(a, ring[(i+1)%len(ring)]) {
					return false
				}
			}
		}
	}
	return true
}

// firsts calls f for a point of each connected part of what edges gives, until f is true.
func (s *Shape) firsts(f func(geo.Point) bool) bool {
	for _, p := range s.Points {
		if f(p) {
			return true
		}
	}
	for _, l := range s.Lines {
		if len(l) > 0 && f(l[0]) {
			return true
		}
	}
	for _, poly := range s.Polygons {
		for _, ring := range poly {
			if len(ring) > 0 && f(ring[0]) {
				return true
			}
		}
	}
	return false
}

// inside is true of a point in the interior of a polygon (even–odd), which is on no edge.
func (s *Shape) inside(q geo.Point) bool {
	for _, poly := range s.Polygons {
		if (geo.MultiPolygon{poly}).Owns(q) {
			return true
		}
	}
	return false
}

// Ground is a shape made ready to be compared with many others.
type Ground struct {
	shape Shape
	box   geo.Box
	tree  near.Tree[[2]geo.Point] // its edges
}

// NewGround makes ground of a shape.
func NewGround(s Shape) *Ground {
	g := &Ground{shape: s, box: geo.EmptyBox()}
	s.edges(func(a, b geo.Point) bool {
		g.box = g.box.Extend(a).Extend(b)
		g.tree.Insert(geo.EmptyBox().Extend(a).Extend(b), [2]geo.Point{a, b})
		return true
	})
	return g
}

// Box is the smallest box that holds the ground.
func (g *Ground) Box() geo.Box { return g.box }

// Meets is true when the ground and the shape share a point, borders included. It is exact:
// either an edge of one meets an edge of the other, or a part of one lies wholly inside.
func (g *Ground) Meets(s Shape) bool {
	if !s.edges(func(a, b geo.Point) bool { return !g.touched(a, b) }) {
		return true
	}
	return len(g.shape.Polygons) > 0 && s.firsts(func(p geo.Point) bool { return g.box.Contains(p) && g.shape.inside(p) }) ||
		len(s.Polygons) > 0 && g.shape.firsts(s.inside)
}

// touched is true when the edge meets one of the ground's.
func (g *Ground) touched(a, b geo.Point) bool {
	box := geo.Box{Min: geo.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, Max: geo.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}}
	if !g.box.Intersects(box) {
		return false
	}
	found := false
	g.tree.Search(box, func(_ geo.Box, e [2]geo.Point) bool {
		found = meet(a, b, e[0], e[1])
		return !found
	})
	return found
}

// meet is true when two closed segments whose boxes share a point share one themselves:
// neither lies on one side of the other's line. Segments on one line share what their boxes do.
func meet(a, b, c, d geo.Point) bool {
	return geo.Orient(a, b, c)*geo.Orient(a, b, d) <= 0 && geo.Orient(c, d, a)*geo.Orient(c, d, b) <= 0
}
