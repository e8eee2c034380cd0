package intake

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"github.com/redsail/redsail/geo"
)

const (
	// mostOutlinePoints bounds an outline that is drawn, allOutlinePoints all those of a report.
	mostOutlinePoints = 1000
	allOutlinePoints  = 20_000
	// leastRingPoints are those of a ring that is left of one with more, closed.
	leastRingPoints = 5
)

// outlined is a shape to be drawn with no more than most points, in degrees, WGS-84: as it is where it has no
// more, else of its largest rings those points that its form needs most. nil where there is room for none.
func outlined(shape geo.MultiPolygon, most int) orb.MultiPolygon {
	points := shape.Vertices()
	for _, p := range shape {
		points += len(p) // rings are closed by their first point
	}
	if points <= most {
		return shape.Orb()
	}
	pieces := slices.Clone(shape)
	slices.SortStableFunc(pieces, func(a, b geo.Polygon) int {
		return cmp.Compare(geo.MultiPolygon{b}.Area(), geo.MultiPolygon{a}.Area())
	})
	rings, kept := 0, 0
	for i, p := range pieces {
		room := most/leastRingPoints - rings
		if room <= 0 {
			pieces = pieces[:i]
			break
		}
		pieces[i] = p[:min(len(p), room)]
		for _, r := range pieces[i] {
			rings, kept = rings+1, kept+len(r)+1
		}
	}
	out := geo.MultiPolygon(pieces).Orb()
	spare := most - rings*leastRingPoints
	for _, p := range out {
		for i, r := range p {
			if keep := leastRingPoints + spare*len(r)/kept; keep < len(r) {
				p[i] = simplify.VisvalingamKeep(keep).Ring(r)
			}
		}
	}
	return out
}

// pointsIn counts those of an outline.
func pointsIn(m orb.MultiPolygon) int {
	n := 0
	for _, p := range m {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}
