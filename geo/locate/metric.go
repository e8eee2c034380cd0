package locate

import "github.com/redsail/redsail/geo"

// metric is the plane round a point in which all degrees are as long as there: squares of
// distances in metres, none of which tells more than geo.Origin.Beyond says.
type metric struct {
	x0, y0 int64
	x, y   float64 // metres of a lattice unit
}

func newMetric(p geo.Point, o *geo.Origin) metric {
	east, north := o.Degree()
	return metric{x0: int64(p.X), y0: int64(p.Y), x: east / geo.Scale, y: north / geo.Scale}
}

// box is the square of the distance to the closed box.
func (m *metric) box(b geo.Box) float64 {
	dx := max(0, int64(b.Min.X)-m.x0, m.x0-int64(b.Max.X))
	dy := max(0, int64(b.Min.Y)-m.y0, m.y0-int64(b.Max.Y))
	x, y := float64(dx)*m.x, float64(dy)*m.y
	return x*x + y*y
}

// edge is the square of the distance to the edge.
func (m *metric) edge(e segment) float64 {
	ax, ay := m.offset(e.a)
	bx, by := m.offset(e.b)
	return between(ax, ay, bx, by)
}

// between is the square of the distance from the middle of the plane to the line from a to b.
func between(ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	along, length := -(ax*dx + ay*dy), dx*dx+dy*dy
	switch {
	case along >= length:
		ax, ay = bx, by
	case along > 0:
		t := along / length
		ax, ay = ax+t*dx, ay+t*dy
	}
	return ax*ax + ay*ay
}

// offset is the way from p to q in the plane.
func (m *metric) offset(q geo.Point) (x, y float64) {
	return float64(int64(q.X)-m.x0) * m.x, float64(int64(q.Y)-m.y0) * m.y
}

// around is the part of a box that lies within a distance of p, which may be infinite; ok is
// false when none does.
func (m *metric) around(box geo.Box, reach float64) (part geo.Box, ok bool) {
	const all = 4 * geo.MaxX
	dx, dy := int64(min(reach/m.x+1, all)), int64(min(reach/m.y+1, all))
	west, east := max(int64(box.Min.X), m.x0-dx), min(int64(box.Max.X), m.x0+dx)
	south, north := max(int64(box.Min.Y), m.y0-dy), min(int64(box.Max.Y), m.y0+dy)
	if west > east || south > north {
		return geo.Box{}, false
	}
	return geo.Box{Min: geo.Point{X: int32(west), Y: int32(south)}, Max: geo.Point{X: int32(east), Y: int32(north)}}, true
}
