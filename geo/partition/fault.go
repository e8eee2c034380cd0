package partition

import (
	"fmt"

	"github.com/redsail/redsail/geo"
)

// Reasons of a Fault: stable codes.
const (
	// SelfCrossing is a ring whose winding numbers are not all in {0, s}: a bow-tie or
	// a ring that goes round twice.
	SelfCrossing = "self_crossing"
	// HoleOutside is a hole that is not within its outer ring.
	HoleOutside = "hole_outside"
	// PartsOverlap is two polygons of one shape, or two holes of one polygon, that
	// share some area.
	PartsOverlap = "parts_overlap"
	// Collapsed is a shape of which nothing is left on the lattice.
	Collapsed = "collapsed"
	// RingTooShort is a ring of fewer than three points.
	RingTooShort = "ring_too_short"
)

// maxPlaces bounds the places of one Fault.
const maxPlaces = 100

// Fault says why a shape cannot be the shape of an area.
type Fault struct {
	Reason string      // one of the constants above
	At     []geo.Point // where, sorted; at most 100 places
}

func (f *Fault) Error() string {
	if len(f.At) == 0 {
		return "shape: " + f.Reason
	}
	p := f.At[0].LonLat()
	if len(f.At) == 1 {
		return fmt.Sprintf("shape: %s at lon %v, lat %v", f.Reason, p[0], p[1])
	}
	return fmt.Sprintf("shape: %s at lon %v, lat %v and %d more places", f.Reason, p[0], p[1], len(f.At)-1)
}

// NotNodedError says that two edges meet elsewhere than at a common vertex: the shapes
// did not come from Node.
type NotNodedError struct{ At geo.Point }

func (e *NotNodedError) Error() string {
	p := e.At.LonLat()
	return fmt.Sprintf("edges are not noded at lon %v, lat %v", p[0], p[1])
}
