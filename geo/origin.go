package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Origin is a point from which many distances are measured: what they have in common is
// computed once.
type Origin struct {
	p    orb.Point
	here metric
	at   [3]float64 // geocentric, metres
}

// NewOrigin makes the origin at p, lon/lat in degrees.
func NewOrigin(p orb.Point) Origin {
	return Origin{p: p, here: metricAt(p[1]), at: cartesian(p)}
}

// Degree gives the lengths in metres of a degree of longitude and of latitude at the origin.
func (o *Origin) Degree() (east, north float64) {
	return o.here.east * radian, o.here.north * radian
}

// Beyond is a length so great that no place within limit, by Segment or Distance, is
// farther than it in the plane in which all degrees are as long as those at the origin
// (Degree). It is little more than limit: by a part of limit/6,300 km over the cosine of the
// latitude. Where no such length is known, it is infinite.
//
// The shortest way g to such a place changes the latitude by at most g over the least radius
// of the meridian. On it, the radius of the parallel is less than at the origin by at most
// that angle times the greatest radius of the meridian, and that of the meridian by at most
// 1.02 % of its own for each radian (3·e²·sin·cos/w). A chord is not less than g·(1−δ²/24),
// since no way on the ellipsoid is bent more than 1/leastRadius (Schur), and thus g at most
// 1.2 times the limit unless δ is so great that nothing is known.
func (o *Origin) Beyond(limit Metres) float64 {
	const (
		leastRadius    = 6_335_439.0 // of the meridian, at the equator
		greatestRadius = 6_399_594.0 // of it, at the poles
		rounding       = 1e-6        // metres, a hundred times that of positions in space
	)
	delta := 1.2 * float64(limit) / leastRadius
	shrunk := min(1-delta*greatestRadius/o.here.east, 1-0.0102*delta) * (1 - delta*delta/24)
	if !(shrunk > 0) || delta > 2 {
		return math.Inf(1)
	}
	return (float64(limit) + rounding) / shrunk
}

// Segment is SegmentDistance from the origin.
func (o *Origin) Segment(a, b orb.Point) (Metres, orb.Point) {
	near := o.here.nearestOn(o.p, a, b)
	// The metric halfway to the first answer is good to second order in the distance.
	halfway := metricAt((o.p[1] + near[1]) / 2)
	near = halfway.nearestOn(o.p, a, b)
	return o.chord(near), near
}

// Distance is that of Segment to a segment without length.
func (o *Origin) Distance(p orb.Point) Metres { return o.chord(p) }

// metric gives the lengths on the ellipsoid of a radian of longitude and of latitude, at a
// latitude.
type metric struct{ east, north float64 }

// metricAt is the metric at a latitude in degrees.
func metricAt(lat float64) metric {
	m, n, cos := radii(lat)
	return metric{east: n * cos, north: m}
}

// nearestOn is the point of a–b nearest to p when the metric holds all over.
func (m *metric) nearestOn(p, a, b orb.Point) orb.Point {
	dx, dy := (b[0]-a[0])*m.east, (b[1]-a[1])*m.north
	px, py := (p[0]-a[0])*m.east, (p[1]-a[1])*m.north
	length := dx*dx + dy*dy
	if length == 0 {
		return a
	}
	switch t := (px*dx + py*dy) / length; {
	case t <= 0:
		return a
	case t >= 1:
		return b
	default:
		return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
	}
}

// chord is the geodesic distance to a near point: the straight line through space between
// them, bent to the curvature of the ellipsoid in its direction (Euler). Up to 10 km the
// error is below 1e-9 of the distance.
func (o *Origin) chord(b orb.Point) Metres {
	if o.p == b {
		return 0
	}
	p, q := o.at, cartesian(b)
	chord := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
	m, n, cos := radii((o.p[1] + b[1]) / 2)
	north, east := (b[1]-o.p[1])*m, (b[0]-o.p[0])*n*cos
	curvature := (north*north/m + east*east/n) / (north*north + east*east)
	bend := chord * curvature
	return Metres(chord * (1 + bend*bend/24))
}
