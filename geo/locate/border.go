package locate

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// Border is where the boundary of an area is nearest to a point.
type Border struct {
	Distance  geo.Metres
	At        orb.Point // lon, lat in degrees, on the boundary
	Neighbour int       // the owner across it in the same layer; None beyond the outer frame and in a gap
}

// Border finds the place on the boundary of an area that is nearest to p, which may lie
// inside or outside the area. It is false when there is no such layer or area.
//
// Distances are those of geo.SegmentDistance, compared in whole micrometres; among
// edges at the same distance (those that meet in the nearest vertex) the one whose
// lesser end, then greater end, is less in the order of geo.Point.Less decides At and
// Neighbour. In a free layer, which has no owners, Neighbour is None.
func (x *Index) Border(layer, area int, p geo.Point) (Border, bool) {
	if !x.knows(layer, area) {
		return Border{}, false
	}
	s := newSearch(x, p, layer, int32(area), x.record(layer, int32(area)).box(), math.MaxFloat64)
	s.run(p)
	return s.answer(), s.found
}

// Nearest finds the area of the layer whose boundary is nearest to p and not farther
// than within; ok is false when there is none. It is meant for a point that no area
// holds. Areas at the same distance, in whole micrometres, go by the owner rule: the
// smaller one, then the lower code.
func (x *Index) Nearest(layer int, p geo.Point, within geo.Metres) (area int, b Border, ok bool) {
	if layer < 0 || layer >= len(x.layers) || !(within >= 0) {
		return None, Border{}, false
	}
	everywhere := geo.Box{Min: geo.Point{X: -geo.MaxX, Y: -geo.MaxY}, Max: geo.Point{X: geo.MaxX, Y: geo.MaxY}}
	s := newSearch(x, p, layer, None, everywhere, float64(within))
	s.run(p)
	// The search lets a micrometre through, so that ties are seen; the limit itself is sharp.
	if !s.found || s.best.distance > within {
		return None, Border{}, false
	}
	return int(s.best.area), s.answer(), true
}

func (s *search) answer() Border {
	b := Border{Distance: s.best.distance, At: s.best.at, Neighbour: None}
	if s.found && s.x.layers[s.layer].partition {
		b.Neighbour = s.x.across(s.layer, s.best.area, s.best.edge)
	}
	return b
}
