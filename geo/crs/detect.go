package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// Detect is what "--crs auto" does. A declared system is taken when Check finds nothing
// against it. For a file that says nothing (nil) degrees in range are WGS-84, and eastings
// with a zone before them (39,462,498 m: zone 39) the CGCS2000 zone they name; all else is
// a *Refusal, above all metres without a zone, which could lie on any central meridian.
//
// The bounds are those of the coordinates as the file holds them. With "--swap-axes" give
// the bounds swapped, and use Swapped of the answer.
func Detect(declared System, bounds orb.Bound) (System, error) {
	if declared != nil {
		if err := Check(declared, bounds); err != nil {
			return nil, err
		}
		return declared, nil
	}
	if r := notFinite("the file", bounds); r != nil {
		return nil, r
	}
	if cornersIn(bounds, inDegrees) || cornersIn(flip(bounds), inDegrees) {
		s := geographic{"EPSG:4326"}
		if r := s.check(bounds); r != nil {
			return nil, r
		}
		return s, nil
	}
	s, r := metres(bounds)
	if r != nil {
		return nil, r
	}
	return s, nil
}

// Check says whether coordinates within bounds can be in the system: nil or a *Refusal
// with the likely cause. It refuses only what cannot be right for an inhabited place; the
// place of China in it only tells which cause is likely.
func Check(s System, bounds orb.Bound) error {
	if r := notFinite(s.Name(), bounds); r != nil {
		return r
	}
	if c, ok := s.(checker); ok {
		if r := c.check(bounds); r != nil {
			return r
		}
	}
	return nil
}

// checker is what every system of this package does for Check; the bounds are finite.
type checker interface{ check(orb.Bound) *Refusal }

func notFinite(what string, b orb.Bound) *Refusal {
	for _, v := range []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return refuse(CauseOutOfRange, "", "%s: coordinates that are not finite (%s)", what, extent(b))
		}
	}
	if b.Min[0] > b.Max[0] || b.Min[1] > b.Max[1] {
		return refuse(CauseOutOfRange, "", "%s: no coordinates at all", what)
	}
	return nil
}

// cornersIn is true when both corners of the bounds satisfy the test.
func cornersIn(b orb.Bound, test func(orb.Point) bool) bool { return test(b.Min) && test(b.Max) }

func flip(b orb.Bound) orb.Bound { return orb.Bound{Min: turn(b.Min), Max: turn(b.Max)} }
