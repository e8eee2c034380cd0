package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Distance is the length of the shortest way between two points (lon/lat in degrees) on
// the WGS-84 ellipsoid.
//
// It is Vincenty's inverse formula (Survey Review XXIII, 176, 1975) with the error of its
// series, 0.1 mm, at any distance. The formula does not settle within half a degree or so
// of the antipodes; there the way is put together from two halves, within 1 mm.
// A point that is not finite gives NaN.
func Distance(a, b orb.Point) Metres {
	if a == b {
		return 0
	}
	if d, ok := vincenty(a, b); ok {
		return Metres(d)
	}
	return Metres(antipodal(a, b))
}

// vincenty is the inverse formula; ok is false when the iteration does not settle.
func vincenty(a, b orb.Point) (metres float64, ok bool) {
	sinU1, cosU1 := reduced(a[1])
	sinU2, cosU2 := reduced(b[1])
	dLon := math.Remainder(b[0]-a[0], 360) * radian
	lambda := dLon
	for range 50 {
		sinL, cosL := math.Sincos(lambda)
		sinSigma := math.Hypot(cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL)
		if sinSigma == 0 && cosL > 0 {
			return 0, true
		}
		cosSigma := sinU1*sinU2 + cosU1*cosU2*cosL
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cosU1 * cosU2 * sinL / sinSigma
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cos2M := 0.0 // along the equator the term has no weight
		if cos2Alpha > 1e-15 {
			cos2M = cosSigma - 2*sinU1*sinU2/cos2Alpha
		}
		c := flattening / 16 * cos2Alpha * (4 + flattening*(4-3*cos2Alpha))
		next := dLon + (1-c)*flattening*sinAlpha*
			(sigma+c*sinSigma*(cos2M+c*cosSigma*(2*cos2M*cos2M-1)))
		if math.IsNaN(next) {
			return next, true
		}
		if math.Abs(next) > math.Pi {
			return 0, false
		}
		// Relative, so that short ways keep their digits.
		if math.Abs(next-lambda) <= 1e-13*math.Abs(lambda) {
			return vincentyLength(sigma, sinSigma, cosSigma, cos2Alpha, cos2M), true
		}
		lambda = next
	}
	return 0, false
}

// vincentyLength is the arc sigma on the auxiliary sphere as a length on the ellipsoid.
func vincentyLength(sigma, sinSigma, cosSigma, cos2Alpha, cos2M float64) float64 {
	const second = (equatorRadius*equatorRadius - polarRadius*polarRadius) / (polarRadius * polarRadius)
	u2 := cos2Alpha * second
	a := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
	b := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
	delta := b * sinSigma * (cos2M + b/4*(cosSigma*(2*cos2M*cos2M-1)-
		b/6*cos2M*(4*sinSigma*sinSigma-3)*(4*cos2M*cos2M-3)))
	return polarRadius * a * (sigma - delta)
}

// reduced gives sine and cosine of the reduced latitude of a latitude in degrees.
func reduced(lat float64) (sin, cos float64) {
	s, c := math.Sincos(lat * radian)
	s *= 1 - flattening
	h := math.Hypot(s, c)
	return s / h, c / h
}

// antipodal is the distance of nearly opposite points. Every way to b passes the circle
// 90° round a, so the shortest is that over the best point of it; both halves are far from
// the antipodes, where vincenty settles. At the minimum a small error in the point does
// not count.
func antipodal(a, b orb.Point) float64 {
	over := func(azimuth float64) float64 {
		m := quarterWay(a, azimuth)
		to, _ := vincenty(a, m)
		from, _ := vincenty(m, b)
		return to + from
	}
	const steps = 72
	best, least := 0.0, math.Inf(1)
	for i := range steps {
		if d := over(float64(i) * 2 * math.Pi / steps); d < least {
			best, least = float64(i)*2*math.Pi/steps, d
		}
	}
	lo, hi := best-2*math.Pi/steps, best+2*math.Pi/steps
	for range 60 {
		third := (hi - lo) / 3
		if over(lo+third) < over(hi-third) {
			hi -= third
		} else {
			lo += third
		}
	}
	return over((lo + hi) / 2)
}

// quarterWay is the point 90° from p on a sphere, in the direction of azimuth (radians).
func quarterWay(p orb.Point, azimuth float64) orb.Point {
	sinLat, cosLat := math.Sincos(p[1] * radian)
	sinAz, cosAz := math.Sincos(azimuth)
	lon := math.Atan2(sinAz, -sinLat*cosAz)
	return orb.Point{p[0] + lon/radian, math.Asin(cosLat*cosAz) / radian}
}
