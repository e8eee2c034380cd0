package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Scale is the number of lattice units in one degree: a unit is 1e-7°, about 1.1 cm.
const Scale = 1e7

// Limits of the lattice, in units.
const (
	MaxX = 180 * 10_000_000
	MaxY = 90 * 10_000_000
)

// Point is a vertex of the lattice: X is longitude and Y latitude, in units of 1e-7°.
type Point struct{ X, Y int32 }

// RangeError says that a position is not on the earth: not finite, or outside ±180°, ±90°.
type RangeError struct{ Lon, Lat float64 }

func (e *RangeError) Error() string {
	return fmt.Sprintf("position lon %v, lat %v is not within ±180°, ±90°", e.Lon, e.Lat)
}

// Snap rounds a position in degrees (lon, lat) to the lattice, half away from zero.
// It fails with *RangeError when a value is not finite or out of range.
func Snap(p orb.Point) (Point, error) {
	lon, lat := p[0], p[1]
	// Written so that NaN fails too.
	if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) {
		return Point{}, &RangeError{Lon: lon, Lat: lat}
	}
	return Point{X: snap(lon), Y: snap(lat)}, nil
}

// snap is trunc(v·1e7 + copysign(0.5, v)) in two rounded float64 steps. The explicit
// conversion forbids a fused multiply-add, which arm64 and loong64 would otherwise use.
func snap(v float64) int32 {
	return int32(math.Trunc(float64(v*Scale) + math.Copysign(0.5, v)))
}

// LonLat gives the position in degrees, correctly rounded; Snap gives the same Point back.
func (p Point) LonLat() orb.Point {
	return orb.Point{float64(p.X) / Scale, float64(p.Y) / Scale}
}

// Less orders points by X, then by Y.
func (p Point) Less(q Point) bool {
	if p.X != q.X {
		return p.X < q.X
	}
	return p.Y < q.Y
}

// Compare is -1, 0 or +1 in the order of Less.
func (p Point) Compare(q Point) int {
	switch {
	case p == q:
		return 0
	case p.Less(q):
		return -1
	default:
		return 1
	}
}
