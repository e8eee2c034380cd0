package demo

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// shapes makes the shapes of n areas out of the faces: area says to which one each face
// belongs, none to no one; an area without faces stays empty. Neighbours share their border point by point.
func (m *mesh) shapes(n int, area func(f int32) int32) ([]geo.MultiPolygon, error) {
	of := empty(len(m.faces))
	for f := int32(1); f < int32(len(m.faces)); f++ {
		of[f] = area(f)
	}
	done := make([]bool, len(m.halves))
	rings := make([][]geo.Ring, n)
	border := func(h int32) bool { return of[m.halves[h].face] != of[m.halves[h^1].face] }
	for h := range int32(len(m.halves)) {
		a := of[m.halves[h].face]
		if a == none || done[h] || !border(h) {
			continue
		}
		var ring geo.Ring
		for k := h; !done[k]; {
			done[k] = true
			ring = append(ring, m.points[m.halves[k].from])
			for k = m.halves[k].next; !border(k); {
				k = m.halves[k^1].next
			}
		}
		rings[a] = append(rings[a], ring)
	}
	out := make([]geo.MultiPolygon, n)
	for i := range rings {
		if len(rings[i]) == 0 {
			continue
		}
		var err error
		if out[i], err = partition.Normalise(assemble(rings[i])); err != nil {
			return nil, fmt.Errorf("demo: area %d of a layer: %w", i, err)
		}
	}
	return out, nil
}

// assemble puts holes into the polygon that they lie in.
func assemble(rings []geo.Ring) geo.MultiPolygon {
	var out geo.MultiPolygon
	for _, r := range rings {
		if r.TwiceArea().Sign() > 0 {
			out = append(out, geo.Polygon{r})
		}
	}
	for _, r := range rings {
		if r.TwiceArea().Sign() > 0 {
			continue
		}
		home := 0
		for i := range out {
			if len(out) > 1 && (geo.MultiPolygon{{out[i][0]}}).Owns(r[0]) {
				home = i
			}
		}
		if len(out) > 0 {
			out[home] = append(out[home], r)
		}
	}
	return out
}

// polygon is the shape of one closed line of places that runs anticlockwise and does not
// cross itself.
func polygon(ring []vec) geo.MultiPolygon {
	out := make(geo.Ring, 0, len(ring))
	for _, v := range ring {
		if p := v.lattice(); len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	first := 0
	for i, p := range out {
		if p.Less(out[first]) {
			first = i
		}
	}
	return geo.MultiPolygon{{slices.Concat(out[first:], out[:first])}}
}
