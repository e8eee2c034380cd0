package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// Limits of EPSG:3857: half the girth of the sphere, and the northing of 85.06°.
const (
	mercatorX   = equatorRadius * math.Pi
	mercatorLat = 85.06
	mercatorY   = 20048966.11
)

// mercator is EPSG:3857, Web Mercator: the spherical projection of geodetic coordinates
// (IOGP 373-7-2, method 1024). Its metres are not metres of the earth: never measure in it.
type mercator struct{}

func (mercator) Name() string    { return "EPSG:3857" }
func (mercator) Projected() bool { return true }

func (m mercator) FromWGS84(p orb.Point) (orb.Point, error) {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= mercatorLat) {
		return p, &PointError{m.Name(), p, "is not within ±180°, ±85.06°"}
	}
	return orb.Point{equatorRadius * p[0] * radian, equatorRadius * math.Asinh(math.Tan(p[1]*radian))}, nil
}

func (m mercator) ToWGS84(p orb.Point) (orb.Point, error) {
	if !inMercator(p) {
		return p, &PointError{m.Name(), p, "is not within ±20,037,508 m, ±20,048,966 m"}
	}
	// Half a metre beyond the seam is rounding by whoever wrote the file.
	lon := max(-180, min(180, p[0]/equatorRadius/radian))
	return orb.Point{lon, math.Atan(math.Sinh(p[1]/equatorRadius)) / radian}, nil
}

func inMercator(p orb.Point) bool {
	return math.Abs(p[0]) <= mercatorX+0.5 && math.Abs(p[1]) <= mercatorY+0.5
}
