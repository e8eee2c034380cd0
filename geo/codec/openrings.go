package codec

import (
	"slices"

	"github.com/paulmach/orb"
)

// OpenRing is a ring whose last position differed from its first. Options.CloseRings had it
// closed by a straight line between the two, in the file's own coordinates.
type OpenRing struct{ First, Last orb.Point }

// mostOpen bounds the open rings told of one feature; all of them are closed.
const mostOpen = 1000

// closeRings closes the open rings of a geometry of three positions or more and tells of
// them. A geometry without any comes back as it was; rings may share their memory, so a
// ring that grows is a copy.
func closeRings(g orb.Geometry) (orb.Geometry, []OpenRing) {
	var open []OpenRing
	switch g := g.(type) {
	case orb.Polygon:
		return orb.Polygon(closeAll(g, &open)), open
	case orb.MultiPolygon:
		for i := range g {
			g[i] = orb.Polygon(closeAll(g[i], &open))
		}
		return g, open
	case orb.Collection:
		for i := range g {
			closed, more := closeRings(g[i])
			g[i], open = closed, append(open, more...)
		}
		return g, open
	}
	return g, nil
}

func closeAll(rings []orb.Ring, open *[]OpenRing) []orb.Ring {
	for i, r := range rings {
		n := len(r)
		if n < 3 || r[0] == r[n-1] {
			continue
		}
		if len(*open) < mostOpen {
			*open = append(*open, OpenRing{First: r[0], Last: r[n-1]})
		}
		rings[i] = append(slices.Clip(r), r[0])
	}
	return rings
}
