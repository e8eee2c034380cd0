package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// The WGS-84 ellipsoid (EPSG:7030). That of CGCS2000 has the same equatorial radius and
// a polar one 0.1 mm longer: lengths and areas are equal to 1e-10.
const (
	equatorRadius = 6378137.0
	flattening    = 1 / 298.257223563
	polarRadius   = equatorRadius * (1 - flattening)
	eccentricity2 = flattening * (2 - flattening)
	radian        = math.Pi / 180
)

// SegmentDistance is the distance from p to the segment a–b, and the point of the segment
// nearest to p. All are lon/lat in degrees; the segment is straight in lon/lat and does
// not cross the 180th meridian.
//
// The distance is that of Distance to 1e-6 within 10 km of p (at most 80° of latitude);
// farther away the point found can lie beside the nearest one.
func SegmentDistance(p, a, b orb.Point) (Metres, orb.Point) {
	o := NewOrigin(p)
	return o.Segment(a, b)
}

// radii gives the radii of curvature at a latitude in degrees, of the meridian and of the
// prime vertical, and the cosine of the latitude.
func radii(lat float64) (meridian, primeVertical, cos float64) {
	s, cos := math.Sincos(lat * radian)
	w := 1 - eccentricity2*s*s
	n := equatorRadius / math.Sqrt(w)
	return n * (1 - eccentricity2) / w, n, cos
}

// cartesian gives the geocentric position of a point of the ellipsoid in metres.
func cartesian(p orb.Point) [3]float64 {
	sinLat, cosLat := math.Sincos(p[1] * radian)
	sinLon, cosLon := math.Sincos(p[0] * radian)
	n := equatorRadius / math.Sqrt(1-eccentricity2*sinLat*sinLat)
	return [3]float64{n * cosLat * cosLon, n * cosLat * sinLon, n * (1 - eccentricity2) * sinLat}
}

// Perimeter is the length of the ring: the sum of the geodesics between its points.
func (r Ring) Perimeter() Metres {
	var sum Metres
	r.Edges(func(a, b Point) { sum += Distance(a.LonLat(), b.LonLat()) })
	return sum
}

// Area is the area of the shape: its outer rings less its holes, whatever their direction.
//
// Edges are straight in lon/lat, so the areas of the parts of a divided area add up to it,
// T-junctions included. Against areas with geodesic edges (PostGIS ST_Area(geography))
// the difference is below 0.01 % while edges stay below some 10 km.
func (m MultiPolygon) Area() SquareMetres {
	var sum SquareMetres
	for _, poly := range m {
		for i, r := range poly {
			if i == 0 {
				sum += r.Area()
			} else {
				sum -= r.Area()
			}
		}
	}
	return sum
}

// Area is the area that the ring encloses, not negative, with edges straight in lon/lat.
//
// It is the integral of the authalic function q over longitude (Snyder, "Map
// projections", USGS PP 1395, eq. 3-12), on each edge by Gauss–Legendre with three nodes:
// exact to rounding for edges of up to some degrees of latitude.
func (r Ring) Area() SquareMetres {
	if len(r) < 3 {
		return 0
	}
	// q less its value on the ring leaves the sum the same and the terms small.
	base := authalic(float64(r[0].Y))
	sum := 0.0
	a := r[len(r)-1]
	for _, b := range r {
		if a.X != b.X {
			sum += float64(int64(b.X)-int64(a.X)) * (meanAuthalic(a.Y, b.Y) - base)
		}
		a = b
	}
	const half = equatorRadius * equatorRadius / 2 * radian / Scale
	return SquareMetres(math.Abs(sum) * half)
}

// meanAuthalic is the mean of q along an edge between two latitudes in lattice units.
func meanAuthalic(from, to int32) float64 {
	mid := (float64(from) + float64(to)) / 2
	if from == to {
		return authalic(mid)
	}
	const node = 0.7745966692414834 // √(3/5)
	reach := (float64(to) - float64(from)) / 2 * node
	return (5*authalic(mid-reach) + 8*authalic(mid) + 5*authalic(mid+reach)) / 18
}

// authalic is Snyder's q at a latitude in lattice units: equatorRadius²/2·q is the area per
// radian of longitude between the equator and there. The closed form is expanded in
// e²·sin²φ; what is cut off is below 1e-16.
func authalic(y float64) float64 {
	s := math.Sin(y * (radian / Scale))
	x := eccentricity2 * s * s
	series := 1 + x*(2.0/3+x*(3.0/5+x*(4.0/7+x*(5.0/9+x*(6.0/11+x*(7.0/13))))))
	return 2 * (1 - eccentricity2) * s * series
}
