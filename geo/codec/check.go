package codec

import (
	"math"

	"github.com/paulmach/orb"
)

// checkGeometry judges the form of a geometry, not its place on the earth: it is there,
// its numbers are finite, its rings are closed and long enough (RFC 7946 §3.1.6).
func checkGeometry(g orb.Geometry, ringVertices int) *FeatureError {
	switch g := g.(type) {
	case nil:
		return fault(ReasonNoGeometry, "no geometry")
	case orb.Point:
		return checkPoint(g)
	case orb.MultiPoint:
		return checkLine(g, 1, ringVertices)
	case orb.LineString:
		return checkLine(g, 2, ringVertices)
	case orb.MultiLineString:
		return checkEach(g, func(l orb.LineString) *FeatureError { return checkLine(l, 2, ringVertices) })
	case orb.Polygon:
		return checkPolygon(g, ringVertices)
	case orb.MultiPolygon:
		return checkEach(g, func(p orb.Polygon) *FeatureError { return checkPolygon(p, ringVertices) })
	case orb.Collection:
		return checkEach(g, func(m orb.Geometry) *FeatureError { return checkGeometry(m, ringVertices) })
	default:
		return fault(ReasonWrongGeometry, "geometry type %s is not read", g.GeoJSONType())
	}
}

func checkEach[G any](members []G, check func(G) *FeatureError) *FeatureError {
	if len(members) == 0 {
		return fault(ReasonNoGeometry, "the geometry is empty")
	}
	for _, m := range members {
		if err := check(m); err != nil {
			return err
		}
	}
	return nil
}

func checkPolygon(p orb.Polygon, ringVertices int) *FeatureError {
	return checkEach(p, func(r orb.Ring) *FeatureError { return checkRing(r, ringVertices) })
}

func checkRing(r orb.Ring, limit int) *FeatureError {
	if err := checkPoints(r, limit); err != nil {
		return err
	}
	switch {
	case len(r) == 0:
		return fault(ReasonRingTooShort, "a ring has no positions")
	case r[0] != r[len(r)-1]:
		return faultAt(r[0], ReasonRingUnclosed, "a ring ends at %v %v, not where it begins", r[len(r)-1][0], r[len(r)-1][1])
	case len(r) < 4:
		return faultAt(r[0], ReasonRingTooShort, "a ring has %d positions, fewer than 4", len(r))
	}
	return nil
}

func checkLine[L ~[]orb.Point](l L, least, limit int) *FeatureError {
	switch err := checkPoints(l, limit); {
	case err != nil:
		return err
	case len(l) == 0:
		return fault(ReasonNoGeometry, "the geometry is empty")
	case len(l) < least:
		return faultAt(l[0], ReasonLineTooShort, "a line has %d positions, fewer than %d", len(l), least)
	}
	return nil
}

func checkPoints[L ~[]orb.Point](l L, limit int) *FeatureError {
	if len(l) > limit {
		return tooManyVertices(l[0], limit)
	}
	for _, p := range l {
		if err := checkPoint(p); err != nil {
			return err
		}
	}
	return nil
}

func checkPoint(p orb.Point) *FeatureError {
	if !finite(p[0]) || !finite(p[1]) {
		return fault(ReasonNotFinite, "a coordinate is not finite: %v %v", p[0], p[1])
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func tooManyVertices(at orb.Point, limit int) *FeatureError {
	return faultAt(at, ReasonTooManyVertices, "a ring or line has more than %d vertices", limit)
}

// flatten gives a MultiPolygon for a collection of polygons, nested or not, and the
// collection as it is when it holds anything else.
func flatten(c orb.Collection) orb.Geometry {
	out, ok := polygonsOf(c, nil)
	if !ok || len(out) == 0 {
		return c
	}
	return out
}

func polygonsOf(c orb.Collection, out orb.MultiPolygon) (orb.MultiPolygon, bool) {
	for _, g := range c {
		switch g := g.(type) {
		case orb.Polygon:
			out = append(out, g)
		case orb.MultiPolygon:
			out = append(out, g...)
		case orb.Collection:
			var ok bool
			if out, ok = polygonsOf(g, out); !ok {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return out, true
}
