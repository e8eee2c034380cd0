package atlas

import (
	"github.com/redsail/redsail/geo"
)

// oneCrossing is how near, in lattice units (about 65 m), the points where two roads meet are one
// crossing: roads with two carriageways meet four times.
const oneCrossing = 6_000

// meets adds the crossings of two streets that are not in out yet.
func (s *street) meets(o *street, out []geo.Point) []geo.Point {
	mine, theirs := s.runsIn(o.box), o.runsIn(s.box)
	for _, a := range mine {
		box := geo.EmptyBox().Extend(a[0]).Extend(a[1])
		for _, b := range theirs {
			if !box.Intersects(geo.EmptyBox().Extend(b[0]).Extend(b[1])) {
				continue
			}
			if q, ok := crossAt(a, b); ok {
				out = addCrossing(out, q)
			}
		}
	}
	return out
}

func addCrossing(out []geo.Point, q geo.Point) []geo.Point {
	for _, p := range out {
		if steps(p, q) < oneCrossing {
			return out
		}
	}
	return append(out, q)
}

// runsIn are the stretches between two vertices whose boxes meet a box.
func (s *street) runsIn(box geo.Box) [][2]geo.Point {
	var out [][2]geo.Point
	for _, l := range s.pieces {
		for _, run := range l.Shape {
			for i := 1; i < len(run); i++ {
				if geo.EmptyBox().Extend(run[i-1]).Extend(run[i]).Intersects(box) {
					out = append(out, [2]geo.Point{run[i-1], run[i]})
				}
			}
		}
	}
	return out
}

// crossAt is where two stretches meet: a common vertex, else the crossing, to a unit or so.
func crossAt(a, b [2]geo.Point) (geo.Point, bool) {
	for _, p := range a {
		if p == b[0] || p == b[1] {
			return p, true
		}
	}
	dx, dy := float64(a[1].X)-float64(a[0].X), float64(a[1].Y)-float64(a[0].Y)
	ex, ey := float64(b[1].X)-float64(b[0].X), float64(b[1].Y)-float64(b[0].Y)
	fx, fy := float64(b[0].X)-float64(a[0].X), float64(b[0].Y)-float64(a[0].Y)
	det := float64(dx*ey) - float64(dy*ex)
	if det == 0 {
		return geo.Point{}, false
	}
	t := (float64(fx*ey) - float64(fy*ex)) / det
	u := (float64(fx*dy) - float64(fy*dx)) / det
	if t < 0 || t > 1 || u < 0 || u > 1 {
		return geo.Point{}, false
	}
	return geo.Point{X: a[0].X + int32(float64(t*dx)), Y: a[0].Y + int32(float64(t*dy))}, true
}
