package streets

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// leastHalf is half the breadth of the narrowest gate, in metres.
const leastHalf = 0.05

// gateSpot is what lies around a gate or a crossing.
type gateSpot struct {
	half float64     // half its breadth, in metres: no other way is touched by it
	arms []geo.Point // where the ways at it go on
}

// survey finds out what lies around each gate: a closed one must not close the wicket beside
// it.
func (m *maker) survey() {
	m.spots = map[int64]*gateSpot{}
	var tree near.Tree[int64]
	for i := range m.marked {
		id := m.marked[i].id
		p, found := m.find(id)
		if !found || m.spots[id] != nil {
			continue
		}
		m.spots[id] = &gateSpot{half: gateHalf}
		tree.Insert(geo.EmptyBox().Extend(p), id)
	}
	if tree.Len() == 0 {
		return
	}
	for i := range m.lines {
		if m.lines[i].Kind != Road && m.lines[i].Kind != Path {
			continue
		}
		for _, r := range m.lines[i].runs {
			for j := 1; j < len(r.line); j++ {
				m.pass(&tree, r.line[j-1], r.line[j])
			}
		}
	}
}

// pass tells the gates nearby of a piece of a way.
func (m *maker) pass(tree *near.Tree[int64], a, b geo.Point) {
	box := Wider(geo.EmptyBox().Extend(a).Extend(b), gateHalf)
	tree.Search(box, func(at geo.Box, id int64) bool {
		s, p := m.spots[id], at.Min
		switch p {
		case a:
			s.arms = append(s.arms, b)
		case b:
			s.arms = append(s.arms, a)
		default:
			d, _ := geo.SegmentDistance(p.LonLat(), a.LonLat(), b.LonLat())
			s.half = max(min(s.half, 0.7*float64(d)), leastHalf)
		}
		return true
	})
}

// Wider is a box with so many metres more on each side, at least.
func Wider(b geo.Box, metres float64) geo.Box {
	lat := max(math.Abs(b.Min.LonLat()[1]), math.Abs(b.Max.LonLat()[1]))
	dy := math.Ceil(1.01 * metres / metresPerUnit)
	dx := min(math.Ceil(dy/max(math.Cos(lat*math.Pi/180), 1e-6)), geo.MaxX)
	return geo.Box{
		Min: geo.Point{X: int32(max(float64(b.Min.X)-dx, -geo.MaxX)), Y: int32(max(float64(b.Min.Y)-dy, -geo.MaxY))},
		Max: geo.Point{X: int32(min(float64(b.Max.X)+dx, geo.MaxX)), Y: int32(min(float64(b.Max.Y)+dy, geo.MaxY))},
	}
}

// across is a line of a gate's breadth through the node, as far from the direction of every
// way there as can be: at a right angle where there is one way.
func (m *maker) across(id int64) geo.MultiLine {
	s := m.spots[id]
	p, found := m.find(id)
	if !found || s == nil || len(s.arms) == 0 {
		return nil
	}
	shrink := max(math.Cos(p.LonLat()[1]*math.Pi/180), 1e-6)
	var angles []float64 // of the ways, in [0, π)
	for _, q := range s.arms {
		a := math.Atan2(float64(q.Y)-float64(p.Y), float64((float64(q.X)-float64(p.X))*shrink))
		if a < 0 {
			a += math.Pi
		}
		if a >= math.Pi {
			a -= math.Pi
		}
		angles = append(angles, a)
	}
	slices.Sort(angles)
	angles = append(angles, angles[0]+math.Pi)
	widest, at := 0.0, 0.0
	for i := 1; i < len(angles); i++ {
		if gap := angles[i] - angles[i-1]; gap > widest {
			widest, at = gap, angles[i-1]+gap/2
		}
	}
	k := s.half / metresPerUnit
	dx, dy := k*math.Cos(at)/shrink, k*math.Sin(at)
	left, okL := shift(p, -dx, -dy)
	right, okR := shift(p, dx, dy)
	if !okL || !okR || left == p || right == p {
		return nil
	}
	return geo.MultiLine{{left, p, right}}
}

// shift is the point so many units away; false when that is off the earth.
func shift(p geo.Point, dx, dy float64) (geo.Point, bool) {
	x, y := math.Round(float64(p.X)+dx), math.Round(float64(p.Y)+dy)
	if !(math.Abs(x) <= geo.MaxX && math.Abs(y) <= geo.MaxY) {
		return p, false
	}
	return geo.Point{X: int32(x), Y: int32(y)}, true
}
