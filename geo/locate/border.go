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
	if layer < 0 || layer >= len(x.layers) || area < 0 || area >= len(x.layers[layer].areas) {
		return Border{}, false
	}
	l := &x.layers[layer]
	a := &l.areas[area]
	s := newSearch(newMetric(p, a.box.Min.Y, a.box.Max.Y), math.MaxFloat64)
	s.visit(&a.border)
	return l.answer(area, s.best), true
}

// Nearest finds the area of the layer whose boundary is nearest to p and not farther
// than within; ok is false when there is none. It is meant for a point that no area
// holds. Areas at the same distance, in whole micrometres, go by the owner rule: the
// smaller one, then the lower code.
func (x *Index) Nearest(layer int, p geo.Point, within geo.Metres) (area int, b Border, ok bool) {
	if layer < 0 || layer >= len(x.layers) || !(within >= 0) {
		return None, Border{}, false
	}
	l := &x.layers[layer]
	low, high := rows(p, within)
	m := newMetric(p, low, high)
	limit := float64(within)
	var best found
	area = None
	l.tree.Nearest(m.box, func(_ geo.Box, i int32, d float64) bool {
		if d > limit+micrometre {
			return false
		}
		s := newSearch(m, limit)
		s.visit(&l.areas[i].border)
		if s.found && (area == None || s.best.micro < best.micro ||
			s.best.micro == best.micro && l.rank[i] < l.rank[area]) {
			area, best, limit = int(i), s.best, min(limit, float64(s.best.distance))
		}
		return true
	})
	// The search lets a micrometre through, so that ties are seen; the limit itself is sharp.
	if area == None || best.distance > within {
		return None, Border{}, false
	}
	return area, l.answer(area, best), true
}

// rows gives the lattice rows that hold every place within a distance of p.
func rows(p geo.Point, within geo.Metres) (low, high int32) {
	const shortest = equatorRadius * (1 - eccentricity2) * unitRadians // a unit of latitude at the equator
	reach := min(float64(within)/shortest+1, 2*geo.MaxY)
	return int32(max(float64(p.Y)-reach, -geo.MaxY)), int32(min(float64(p.Y)+reach, geo.MaxY))
}

func (l *layer) answer(area int, f found) Border {
	b := Border{Distance: f.distance, At: f.at, Neighbour: None}
	if l.partition {
		b.Neighbour = l.across(area, f.edge)
	}
	return b
}
