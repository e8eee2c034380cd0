package partition

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// apart is how far a vertex of one border is from the other, at most; ok is false when that
// is more than the bound, or one of the two is empty.
func apart(x, y []edge, bound geo.Metres) (far geo.Metres, ok bool) {
	if len(x) == 0 || len(y) == 0 {
		return 0, false
	}
	for range 2 {
		t := edgeTree(y)
		for _, p := range ends(slices.Clone(x)) {
			d, _, near := nearestOf(t, y, p, bound)
			if !near {
				return 0, false
			}
			far = max(far, d)
		}
		x, y = y, x
	}
	return far, true
}

// nearestOf is the distance from p to the nearest of the edges and the point of it there, on
// the lattice; ok when it is within the bound. Equals go to the edge that comes first.
func nearestOf(t *tree, edges []edge, p geo.Point, bound geo.Metres) (least geo.Metres, foot geo.Point, ok bool) {
	at, best := p.LonLat(), int32(-1)
	var on orb.Point
	t.search(reachBox(p, bound).Intersects, func(id int32) bool {
		d, q := geo.SegmentDistance(at, edges[id].a.LonLat(), edges[id].b.LonLat())
		if best < 0 || d < least || d == least && edges[id].compare(edges[best]) < 0 {
			least, best, on = d, id, q
		}
		return true
	})
	if best < 0 || least > bound {
		return 0, geo.Point{}, false
	}
	foot, err := geo.Snap(on)
	if err != nil {
		return 0, geo.Point{}, false
	}
	return least, vertexAt(t, edges, foot), true
}

// footing is how near to a foot, in units, a vertex stands for it: a border that gained a
// vertex there once is bent by a unit, and must not gain another one beside it.
const footing = 4

// vertexAt is the vertex nearest to the foot, of several the first, if one is near; else the foot.
func vertexAt(t *tree, edges []edge, foot geo.Point) geo.Point {
	best, least := foot, int64(footing*footing+1)
	around := grow(geo.Box{Min: foot, Max: foot}, footing)
	t.search(around.Intersects, func(id int32) bool {
		for _, p := range [2]geo.Point{edges[id].a, edges[id].b} {
			dx, dy := int64(p.X)-int64(foot.X), int64(p.Y)-int64(foot.Y)
			if abs(dx) > footing || abs(dy) > footing {
				continue
			}
			if d := dx*dx + dy*dy; d < least || d == least && p.Less(best) {
				best, least = p, d
			}
		}
		return true
	})
	return best
}

// reachBox holds every point within so many metres of p.
func reachBox(p geo.Point, bound geo.Metres) geo.Box {
	const perMetre = geo.Scale / 110_000 // a degree of latitude is longer
	north := float64(bound)*perMetre + 2
	east := north / max(math.Cos((math.Abs(float64(p.Y))+north)/geo.Scale*math.Pi/180), 1e-3)
	grown := func(v int32, by float64) int32 {
		return int32(min(max(float64(v)+by, math.MinInt32+1), math.MaxInt32-1))
	}
	return geo.Box{
		Min: geo.Point{X: grown(p.X, -east), Y: grown(p.Y, -north)},
		Max: geo.Point{X: grown(p.X, east), Y: grown(p.Y, north)},
	}
}
