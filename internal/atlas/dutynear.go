package atlas

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// NearArea is an area near a point that lies in none of its layer.
type NearArea struct {
	Layer     string  `json:"layer"`
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	DistanceM float64 `json:"distance_m" doc:"metres to its border"`
}

// nearAreas are the areas of a layer nearest to a point that lies in none of them, within 5 km.
func (p *Picture) nearAreas(layer int, q geo.Point, most int) []NearArea {
	l := &p.layers[layer]
	l.meeting(geo.Box{Min: q, Max: q}) // makes the tree
	origin := geo.NewOrigin(q.LonLat())
	type found struct {
		at int
		m  float64
	}
	var best []found
	east, north := origin.Degree()
	boxDistance := func(b geo.Box) float64 { // never more than the true one, but by a part in a thousand
		lo, hi, at := b.Min.LonLat(), b.Max.LonLat(), q.LonLat()
		dx := max(lo[0]-at[0], at[0]-hi[0], 0) * east
		dy := max(lo[1]-at[1], at[1]-hi[1], 0) * north
		return math.Hypot(dx, dy)
	}
	l.boxes.tree.Nearest(boxDistance, func(_ geo.Box, i int, d float64) bool {
		if d*0.99 > float64(nearby) || len(best) == most && d*0.99 > best[most-1].m {
			return false
		}
		if m := ringDistance(&origin, l.areas[i].Shape); m <= float64(nearby) {
			at, _ := slices.BinarySearchFunc(best, m, func(f found, m float64) int {
				if f.m <= m {
					return -1
				}
				return 1
			})
			best = slices.Insert(best, at, found{i, m})
			best = best[:min(len(best), most)]
		}
		return true
	})
	out := make([]NearArea, len(best))
	for n, f := range best {
		v := l.areas[f.at]
		out[n] = NearArea{Layer: l.def.Key, Code: v.Code, Name: v.Name(), DistanceM: math.Round(f.m*100) / 100}
	}
	return out
}

// ringDistance is the distance to the nearest edge of a shape, in metres.
func ringDistance(o *geo.Origin, m geo.MultiPolygon) float64 {
	best := math.Inf(1)
	for _, poly := range m {
		for _, ring := range poly {
			ring.Edges(func(a, b geo.Point) {
				d, _ := o.Segment(a.LonLat(), b.LonLat())
				best = min(best, float64(d))
			})
		}
	}
	return best
}
