package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// metres finds the system of coordinates in metres that name no system.
func metres(b orb.Bound) (System, *Refusal) {
	turned := flip(b)
	if zone, ok := prefixedZone(b); ok {
		return zoneSystem(zone, b)
	}
	if _, ok := prefixedZone(turned); ok {
		return nil, refuse(CauseSwappedAxes, suggestSwap,
			"northing seems to stand before an easting with its zone: %s", extent(b))
	}
	first, last := math.Floor(b.Min[0]/1e6), math.Floor(b.Max[0]/1e6)
	switch {
	case first >= 13 && last <= 45 && first != last && northings(b) && !webMercatorOfChina(b):
		return nil, refuse(CauseAmbiguousZone, "",
			"eastings of several zones, %v to %v, in one file: %s; split the file by zone", first, last, extent(b))
	case cornersIn(b, unprefixed):
		return nil, refuse(CauseAmbiguousZone, suggestUnprefixedZone,
			"metres without a zone fit every central meridian: %s; %s", extent(b), adviceUnprefixed)
	case cornersIn(turned, unprefixed):
		return nil, refuse(CauseSwappedAxes, suggestSwap+" "+suggestUnprefixedZone,
			"northing seems to stand before an easting without its zone: %s; %s", extent(b), adviceUnprefixed)
	case cornersIn(b, inMercator):
		return nil, refuse(CauseAmbiguousZone, "--crs EPSG:3857",
			"these may be metres of Web Mercator, but the file does not say so: %s", extent(b))
	default:
		return nil, refuse(CauseOutOfRange, "", "neither degrees nor metres of a known system: %s", extent(b))
	}
}

// unprefixed is true of an easting and northing in the half of a zone north of the equator.
func unprefixed(p orb.Point) bool {
	return p[0] >= 0 && p[0] < 1e6 && p[1] >= 0 && p[1] <= 1e7
}

// prefixedZone is the zone number before the eastings of the bounds, when it is one and
// the same of CGCS2000, and the northings are possible.
func prefixedZone(b orb.Bound) (int, bool) {
	zone := math.Floor(b.Min[0] / 1e6)
	six, three := zone >= 13 && zone <= 23, zone >= 25 && zone <= 45
	same := zone == math.Floor(b.Max[0]/1e6)
	return int(zone), same && (six || three) && northings(b)
}

// northings is true when the second axis can be metres north of the equator.
func northings(b orb.Bound) bool { return b.Min[1] >= 0 && b.Max[1] <= 1e7 }

func webMercatorOfChina(b orb.Bound) bool {
	return cornersIn(b, func(p orb.Point) bool {
		q, err := mercator{}.ToWGS84(p)
		return err == nil && aroundChina(q)
	})
}

// zoneSystem is the system of a zone number. The numbers 13–15 are refused where the same
// metres are those of a place in eastern China in Web Mercator.
func zoneSystem(zone int, b orb.Bound) (System, *Refusal) {
	code := 4488 + zone
	if zone < 25 {
		code = 4478 + zone
	}
	p, _ := zoneOf(code)
	name := fmt.Sprintf("EPSG:%d", code)
	if webMercatorOfChina(b) {
		return nil, refuse(CauseAmbiguousZone, "--crs EPSG:3857",
			"metres of zone %d (%s) or of Web Mercator (EPSG:3857), the file does not say which: %s", zone, name, extent(b))
	}
	return newTransverse(name, p), nil
}
