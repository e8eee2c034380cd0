package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// Ring is a closed line of lattice points; the first point is not repeated at the end.
type Ring []Point

// Polygon is an outer ring and its holes, the outer ring first.
type Polygon []Ring

// MultiPolygon is the shape of an area. The canonical form (partition.Normalise makes
// it) has outer rings anticlockwise, holes clockwise, each ring from its smallest
// point, holes by their first point, polygons by theirs.
type MultiPolygon []Polygon

// Box is a closed rectangle of the lattice.
type Box struct{ Min, Max Point }

// EmptyBox holds nothing; extending it by a point gives the box of that point.
func EmptyBox() Box {
	return Box{Min: Point{X: 1<<31 - 1, Y: 1<<31 - 1}, Max: Point{X: -1 << 31, Y: -1 << 31}}
}

// Extend returns the smallest box that holds b and p.
func (b Box) Extend(p Point) Box {
	b.Min.X, b.Min.Y = min(b.Min.X, p.X), min(b.Min.Y, p.Y)
	b.Max.X, b.Max.Y = max(b.Max.X, p.X), max(b.Max.Y, p.Y)
	return b
}

// Union returns the smallest box that holds both.
func (b Box) Union(o Box) Box {
	if o.Empty() {
		return b
	}
	return b.Extend(o.Min).Extend(o.Max)
}

// Empty is true of a box that holds no point.
func (b Box) Empty() bool { return b.Min.X > b.Max.X || b.Min.Y > b.Max.Y }

// Contains is true when p lies in the closed box.
func (b Box) Contains(p Point) bool {
	return b.Min.X <= p.X && p.X <= b.Max.X && b.Min.Y <= p.Y && p.Y <= b.Max.Y
}

// Intersects is true when the closed boxes share a point.
func (b Box) Intersects(o Box) bool {
	return b.Min.X <= o.Max.X && o.Min.X <= b.Max.X && b.Min.Y <= o.Max.Y && o.Min.Y <= b.Max.Y
}

// Box returns the ring's bounds.
func (r Ring) Box() Box {
	b := EmptyBox()
	for _, p := range r {
		b = b.Extend(p)
	}
	return b
}

// Box returns the bounds of the shape.
func (m MultiPolygon) Box() Box {
	b := EmptyBox()
	for _, poly := range m {
		for _, r := range poly {
			b = b.Union(r.Box())
		}
	}
	return b
}

// Vertices counts the points of all rings.
func (m MultiPolygon) Vertices() int {
	n := 0
	for _, poly := range m {
		for _, r := range poly {
			n += len(r)
		}
	}
	return n
}

// Equal tells whether two shapes have the same rings, point by point in the same order.
func (m MultiPolygon) Equal(o MultiPolygon) bool {
	return slices.EqualFunc(m, o, func(p, q Polygon) bool {
		return slices.EqualFunc(p, q, func(r, s Ring) bool { return slices.Equal(r, s) })
	})
}

// Edges calls f for each edge (a, b) of the ring, the closing one included.
func (r Ring) Edges(f func(a, b Point)) {
	if len(r) == 0 {
		return
	}
	a := r[len(r)-1]
	for _, b := range r {
		f(a, b)
		a = b
	}
}

// Edges calls f for each edge of each ring of the shape.
func (m MultiPolygon) Edges(f func(a, b Point)) {
	for _, poly := range m {
		for _, r := range poly {
			r.Edges(f)
		}
	}
}

// Orb gives the shape in degrees (lon, lat), rings closed by repeating their first point.
func (m MultiPolygon) Orb() orb.MultiPolygon {
	out := make(orb.MultiPolygon, 0, len(m))
	for _, poly := range m {
		op := make(orb.Polygon, 0, len(poly))
		for _, r := range poly {
			op = append(op, r.Orb())
		}
		out = append(out, op)
	}
	return out
}

// Orb gives the ring in degrees (lon, lat), closed by repeating its first point.
func (r Ring) Orb() orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for _, p := range r {
		out = append(out, p.LonLat())
	}
	if len(r) > 0 {
		out = append(out, r[0].LonLat())
	}
	return out
}
