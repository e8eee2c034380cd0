package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// The box in which the published GCJ-02 formula shifts positions: longitude
// 72.004°–137.8347°, latitude 0.8293°–55.8271°.
const (
	shiftWest, shiftEast   = 72.004, 137.8347
	shiftSouth, shiftNorth = 0.8293, 55.8271
)

// shifted is GCJ-02 (bd false) or BD-09 (bd true): WGS-84 degrees moved by some hundred
// metres. The formulas were never published by their makers; these are the ones that all
// libraries share (eviltransform, gcoord). They meet the maps of the providers to some
// metres, not better.
//
// A WGS-84 position outside the box of the formula is not shifted and is the same in both
// systems. The box holds more than China; within one offset (about 1 km) of its edge, abroad or
// at sea, two positions can share one shifted position: there ToWGS84 gives the one inside.
type shifted struct{ bd bool }

func (s shifted) Name() string {
	if s.bd {
		return "bd09"
	}
	return "gcj02"
}

func (s shifted) Projected() bool { return false }

func (s shifted) FromWGS84(p orb.Point) (orb.Point, error) {
	if err := onEarth(s.Name(), p); err != nil || !inShiftBox(p, 0) {
		return p, err
	}
	return s.shift(p), nil
}

// ToWGS84 finds the position that the formula moves to p, by fixed point, to 1e-11°: a
// step shrinks the error at least a hundredfold, so seven are plenty.
func (s shifted) ToWGS84(p orb.Point) (orb.Point, error) {
	const margin = 0.1 // more than any offset
	if err := onEarth(s.Name(), p); err != nil || !inShiftBox(p, margin) {
		return p, err
	}
	w := p
	for range 12 {
		q := s.shift(w)
		dx, dy := p[0]-q[0], p[1]-q[1]
		w[0], w[1] = w[0]+dx, w[1]+dy
		if math.Abs(dx) < 1e-12 && math.Abs(dy) < 1e-12 {
			break
		}
	}
	if !inShiftBox(w, 1e-9) { // a position on the edge may come back one rounding outside
		return p, nil
	}
	return w, nil
}

// inShiftBox is true inside the box grown by so many degrees.
func inShiftBox(p orb.Point, grown float64) bool {
	return p[0] >= shiftWest-grown && p[0] <= shiftEast+grown &&
		p[1] >= shiftSouth-grown && p[1] <= shiftNorth+grown
}

func (s shifted) shift(p orb.Point) orb.Point {
	p = toGCJ(p)
	if s.bd {
		p = toBD(p)
	}
	return p
}

// toGCJ is the formula of GCJ-02 on the Krasovsky ellipsoid.
func toGCJ(p orb.Point) orb.Point {
	const (
		a  = 6378245.0
		e2 = 0.00669342162296594323
	)
	x, y := p[0]-105, p[1]-35
	root := math.Sqrt(math.Abs(x))
	waves := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root + waves +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 +
		(160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root + waves +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 +
		(150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sin, cos := math.Sincos(p[1] * radian)
	w := 1 - e2*sin*sin
	meridian := a * (1 - e2) / (w * math.Sqrt(w))
	prime := a / math.Sqrt(w)
	return orb.Point{p[0] + east/(prime*cos*radian), p[1] + north/(meridian*radian)}
}

// toBD is the formula that makes BD-09 of GCJ-02.
func toBD(p orb.Point) orb.Point {
	const turns = math.Pi * 3000 / 180
	z := math.Hypot(p[0], p[1]) + 0.00002*math.Sin(p[1]*turns)
	sin, cos := math.Sincos(math.Atan2(p[1], p[0]) + 0.000003*math.Cos(p[0]*turns))
	return orb.Point{z*cos + 0.0065, z*sin + 0.006}
}
