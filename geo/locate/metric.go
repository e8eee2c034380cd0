package locate

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// metric gives lower bounds of lengths on WGS-84 (a = 6378137 m, e² = 0.00669438)
// between a point and places within a band of latitudes: one lattice unit is nowhere in the
// band shorter than x metres eastward and y metres northward.
type metric struct {
	x0, y0 int64
	x, y   float64
}

const (
	equatorRadius = 6378137.0
	eccentricity2 = 0.00669437999014
	unitRadians   = math.Pi / 180 / geo.Scale
	// slack covers that a shortest way leaves the band poleward, which is below 1 % of its
	// length for ways up to 1,000 km outside the polar regions.
	slack = 0.99
)

// newMetric makes the metric round p for rows low to high and that of p.
func newMetric(p geo.Point, low, high int32) metric {
	low, high = min(low, p.Y), max(high, p.Y)
	farthest := max(math.Abs(float64(low)), math.Abs(float64(high))) * unitRadians
	nearest := 0.0 // to the equator: there a degree of latitude is shortest
	if low > 0 || high < 0 {
		nearest = min(math.Abs(float64(low)), math.Abs(float64(high))) * unitRadians
	}
	sin := math.Sin(nearest)
	w := 1 - eccentricity2*sin*sin
	return metric{
		x0: int64(p.X), y0: int64(p.Y),
		x: slack * equatorRadius * max(0, math.Cos(farthest)) * unitRadians,
		y: slack * equatorRadius * (1 - eccentricity2) / (w * math.Sqrt(w)) * unitRadians,
	}
}

// box is at most the distance to any place in the closed box, in metres.
func (m *metric) box(b geo.Box) float64 {
	dx := max(0, int64(b.Min.X)-m.x0, m.x0-int64(b.Max.X))
	dy := max(0, int64(b.Min.Y)-m.y0, m.y0-int64(b.Max.Y))
	x, y := float64(dx)*m.x, float64(dy)*m.y
	return math.Sqrt(x*x + y*y)
}

// edge is at most the distance to any place of the edge, in metres.
func (m *metric) edge(e segment) float64 {
	ax, ay := m.offset(e.a)
	bx, by := m.offset(e.b)
	dx, dy := bx-ax, by-ay
	t := -(ax*dx + ay*dy) / (dx*dx + dy*dy)
	switch {
	case t > 0 && t < 1:
		ax, ay = ax+t*dx, ay+t*dy
	case t >= 1:
		ax, ay = bx, by
	}
	return math.Sqrt(ax*ax + ay*ay)
}

// offset is the way from p to q in metres of the metric.
func (m *metric) offset(q geo.Point) (x, y float64) {
	return float64(int64(q.X)-m.x0) * m.x, float64(int64(q.Y)-m.y0) * m.y
}
