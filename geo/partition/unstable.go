package partition

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// finish compares the shapes with those of the areas as they came, and finds the areas
// that cannot be taken: still tangled, pulled too far, or about a stored area that did
// not come to rest. Their shapes stay as given.
func (res NodeResult) finish(areas []Area, changing []int) NodeResult {
	bad := make([]bool, len(areas))
	for _, i := range res.Unstable {
		bad[i] = true
	}
	for i, a := range areas {
		if !a.Shape.Equal(res.Shapes[i]) {
			if far, ok := moved(a.Shape, res.Shapes[i]); ok {
				res.MaxMove = max(res.MaxMove, far)
			} else {
				bad[i] = true
			}
		}
	}
	for _, c := range changing {
		around := grow(areas[c].Shape.Box(), 2*int32(drift))
		for i, a := range areas {
			bad[i] = bad[i] || !a.Stored && around.Intersects(a.Shape.Box())
		}
	}
	res.Unstable = blame(areas, bad)
	for _, i := range res.Unstable {
		res.Shapes[i] = areas[i].Shape
	}
	res.Changed = make([]bool, len(areas))
	for i, a := range areas {
		res.Changed[i] = !a.Shape.Equal(res.Shapes[i])
		if len(res.Shapes[i]) == 0 {
			res.Collapsed = append(res.Collapsed, i)
		}
	}
	return res
}

// blame lists the bad areas: those not yet stored, if there are any.
func blame(areas []Area, bad []bool) []int {
	var fresh, stored []int
	for i, a := range areas {
		switch {
		case bad[i] && a.Stored:
			stored = append(stored, i)
		case bad[i]:
			fresh = append(fresh, i)
		}
	}
	if len(fresh) > 0 {
		return fresh
	}
	return stored
}

// moved measures how far the vertices of the outcome are from the border that was
// given, at most, and tells whether it is two units or less, which is decided exactly.
func moved(given, now geo.MultiPolygon) (far float64, ok bool) {
	edges := appendEdges(nil, given)
	old := ends(slices.Clone(edges))
	t := edgeTree(edges)
	ok = true
	for _, p := range ends(appendEdges(nil, now)) {
		if _, known := slices.BinarySearchFunc(old, p, geo.Point.Compare); known {
			continue
		}
		least, near := math.Inf(1), false
		around := grow(geo.Box{Min: p, Max: p}, 4*int32(drift))
		t.search(around.Intersects, func(id int32) bool {
			e := edges[id]
			least = min(least, distance(e.a, e.b, p))
			near = near || within(e.a, e.b, p, drift)
			return true
		})
		far, ok = max(far, least), ok && near
	}
	return far, ok
}

// meets is true when a noded part of the shape's edges is among the tangled.
func (c *cuts) meets(m geo.MultiPolygon, tangle []edge) bool {
	if len(tangle) == 0 {
		return false
	}
	for _, part := range c.appendNoded(nil, m) {
		if _, ok := slices.BinarySearchFunc(tangle, part, edge.compare); ok {
			return true
		}
	}
	return false
}

// distance from p to the segment a–b in units.
func distance(a, b, p geo.Point) float64 {
	dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	px, py := float64(p.X)-float64(a.X), float64(p.Y)-float64(a.Y)
	t := min(max((px*dx+py*dy)/(dx*dx+dy*dy), 0), 1)
	return math.Hypot(px-t*dx, py-t*dy)
}
