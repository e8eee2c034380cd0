package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// System is a coordinate reference system. Its points are (longitude, latitude) in
// degrees, or (easting, northing) in metres when it is projected. A System does not
// change and may be used from many goroutines; the conversions do not allocate.
type System interface {
	// Name is the name under which Parse finds the system: "EPSG:4548", "gcj02".
	Name() string
	// Projected is true when coordinates are metres.
	Projected() bool
	// ToWGS84 gives the WGS-84 position (lon, lat) of a point of the system. It fails
	// with *PointError where the system does not reach.
	ToWGS84(orb.Point) (orb.Point, error)
	// FromWGS84 is the reverse of ToWGS84.
	FromWGS84(orb.Point) (orb.Point, error)
}

// PointError says that a point lies outside the reach of a system.
type PointError struct {
	System string
	Point  orb.Point
	Reason string
}

func (e *PointError) Error() string {
	return fmt.Sprintf("%s: point (%v, %v) %s", e.System, e.Point[0], e.Point[1], e.Reason)
}

// geographic is WGS-84 or CGCS2000 in degrees: nothing to convert.
type geographic struct{ name string }

func (g geographic) Name() string    { return g.name }
func (g geographic) Projected() bool { return false }

func (g geographic) ToWGS84(p orb.Point) (orb.Point, error)   { return p, onEarth(g.name, p) }
func (g geographic) FromWGS84(p orb.Point) (orb.Point, error) { return p, onEarth(g.name, p) }

func onEarth(system string, p orb.Point) error {
	if !inDegrees(p) {
		return &PointError{system, p, "is not within ±180°, ±90°"}
	}
	return nil
}

// inDegrees is false for NaN too.
func inDegrees(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90
}

// Swapped is s for files that hold the second axis first: (latitude, longitude) or
// (northing, easting). Swapped twice is s.
func Swapped(s System) System {
	if w, ok := s.(swapped); ok {
		return w.of
	}
	return swapped{s}
}

type swapped struct{ of System }

func (s swapped) Name() string    { return s.of.Name() + " with swapped axes" }
func (s swapped) Projected() bool { return s.of.Projected() }

func (s swapped) ToWGS84(p orb.Point) (orb.Point, error) { return s.of.ToWGS84(turn(p)) }

func (s swapped) FromWGS84(p orb.Point) (orb.Point, error) {
	q, err := s.of.FromWGS84(p)
	return turn(q), err
}

func turn(p orb.Point) orb.Point { return orb.Point{p[1], p[0]} }
