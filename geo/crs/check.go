package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// inArcticSea is true of (lon, lat) between 26°E and 50°E north of 72.5°N. Nobody lives
// there; but (lat, lon) of much of China, read the wrong way round, falls there.
func inArcticSea(p orb.Point) bool {
	return p[0] >= 26 && p[0] <= 50 && p[1] >= 72.5 && p[1] <= 90
}

// aroundChina is the box whose places are taken as the likely ones in messages.
func aroundChina(p orb.Point) bool {
	return p[0] >= 73 && p[0] <= 136 && p[1] >= 3 && p[1] <= 54
}

func (g geographic) check(b orb.Bound) *Refusal { return checkDegrees(g.name, b) }
func (s shifted) check(b orb.Bound) *Refusal    { return checkDegrees(s.Name(), b) }

func checkDegrees(name string, b orb.Bound) *Refusal {
	turned := flip(b)
	switch {
	case cornersIn(b, inDegrees) && !cornersIn(b, inArcticSea):
		return nil
	case cornersIn(turned, inDegrees):
		where := ""
		if cornersIn(turned, aroundChina) {
			where = ", as of a place in China"
		}
		return refuse(CauseSwappedAxes, suggestSwap, "%s: latitude seems to stand before longitude%s: %s", name, where, extent(b))
	case inDegrees(b.Min) != inDegrees(b.Max):
		return refuse(CauseOutOfRange, "", "%s: some coordinates are degrees and some cannot be: %s", name, extent(b))
	}
	s, r := metres(b)
	switch {
	case r == nil:
		return refuse(CauseMetresWhereDegrees, "--crs "+s.Name(),
			"%s is in degrees, but these are metres of a zone: %s", name, extent(b))
	case r.Cause == CauseOutOfRange:
		return refuse(CauseOutOfRange, "", "%s: coordinates are not within ±180°, ±90°: %s", name, extent(b))
	default:
		return refuse(CauseMetresWhereDegrees, r.Suggest, "%s is in degrees, but these are metres: %s", name, r.Message)
	}
}

func (s swapped) check(b orb.Bound) *Refusal {
	c, ok := s.of.(checker)
	if !ok {
		return nil
	}
	r := c.check(flip(b))
	if r != nil && r.Cause == CauseSwappedAxes {
		r.Suggest = "leaving out " + suggestSwap
		r.Message += " after " + suggestSwap
	}
	return r
}

func (m mercator) check(b orb.Bound) *Refusal {
	if r := degreesForMetres(m.Name(), b); r != nil {
		return r
	}
	if !cornersIn(b, inMercator) {
		return elsewhere(m.Name(), b)
	}
	inSea := func(p orb.Point) bool {
		q, err := m.ToWGS84(p)
		return err == nil && inArcticSea(q)
	}
	if cornersIn(b, inSea) {
		return refuse(CauseSwappedAxes, suggestSwap, "%s: northing seems to stand before easting: %s", m.Name(), extent(b))
	}
	return nil
}

// degreesForMetres refuses bounds that are degrees, in either order.
func degreesForMetres(name string, b orb.Bound) *Refusal {
	turned := flip(b)
	straight := cornersIn(b, inDegrees)
	if !straight && !cornersIn(turned, inDegrees) {
		return nil
	}
	suggest := "--crs EPSG:4326"
	if !straight || cornersIn(turned, aroundChina) {
		suggest += " " + suggestSwap
	}
	return refuse(CauseDegreesWhereMetres, suggest, "%s is in metres, but these are degrees: %s", name, extent(b))
}

// elsewhere refuses metres beyond the reach of a system and suggests the one they name.
func elsewhere(name string, b orb.Bound) *Refusal {
	suggest := ""
	if s, r := metres(b); r == nil {
		suggest = "--crs " + s.Name()
	} else if r.Cause == CauseSwappedAxes {
		return refuse(CauseSwappedAxes, r.Suggest, "%s: %s", name, r.Message)
	}
	return refuse(CauseOutOfRange, suggest, "%s does not reach there: %s", name, extent(b))
}

func (t *transverse) check(b orb.Bound) *Refusal {
	if r := degreesForMetres(t.name, b); r != nil {
		return r
	}
	if t.reaches(b, 1.1e6) {
		return nil
	}
	if t.reaches(flip(b), 7e5) {
		return refuse(CauseSwappedAxes, suggestSwap, "%s: northing seems to stand before easting: %s", t.name, extent(b))
	}
	if !t.tm.prefixed() {
		if t.reaches(b, maxEta*t.scale) {
			return nil
		}
		return elsewhere(t.name, b)
	}
	plain := t.tm
	plain.fe = math.Mod(plain.fe, 1e6)
	if other := newTransverse(plain.name(), plain); other.reaches(b, 5e5) {
		return refuse(CauseOutOfRange, "--crs "+other.name,
			"%s has its zone before the eastings, but these are without: %s", t.name, extent(b))
	}
	return elsewhere(t.name, b)
}

// reaches is true when the bounds lie within so many metres of the central meridian, on
// the earth. Beyond half a million metres a zone before the easting would be another.
func (t *transverse) reaches(b orb.Bound, metres float64) bool {
	if t.tm.prefixed() {
		metres = min(metres, 5e5)
	}
	return cornersIn(b, func(p orb.Point) bool {
		return math.Abs(p[0]-t.tm.fe) <= metres && math.Abs(p[1]-t.equator) <= math.Pi/2*t.scale
	})
}
