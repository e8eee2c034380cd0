package walk

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// Straight is what lies on the straight line between two points.
type Straight struct {
	Metres geo.Metres
	Time   Time // at the profile's speed
	// Behind is the barrier that the line meets first, Place where; Blocked is false when it
	// meets none.
	Blocked bool
	Behind  Obstacle
	Place   geo.Point
}

// Straight measures the straight line from one point to another, and finds the barrier that it
// meets first: with the time of the walk it says how much of a detour there is, and why.
func (n *Network) Straight(from, to geo.Point) Straight {
	m := geo.Distance(from.LonLat(), to.LonLat())
	out := Straight{Metres: m, Time: Time(min(float64(m)*36/n.profile.Kmh+0.5, float64(Unbounded)))}
	line := piece{from, to}
	least, best := 2.0, int32(-1)
	n.barriers.grid.near(&line, func(item uint32) {
		barrier := &n.barriers.pieces[item]
		of := barrier.of
		if !barrier.blocks(from, to) {
			return
		}
		for _, p := range crossing(line, barrier.piece) {
			if t := line.share(p); t < least || t == least && of < best {
				least, best, out.Place = t, of, p
			}
		}
	})
	if best >= 0 {
		out.Blocked, out.Behind = true, n.barriers.things[best]
	}
	return out
}

// onRiver is how near to the line of a river one stands in it, in metres: a line says nothing of its breadth.
const onRiver = 1.0

// River finds the river on whose line a point stands: a barrier, so none in a pipe or under the ground. Of several it
// is the first that was given.
func (n *Network) River(p geo.Point) (Obstacle, bool) {
	const units = 90 // of the lattice, a metre to the north; to the east there are more to a metre
	wide := int32(min(units/max(math.Cos(p.LonLat()[1]*math.Pi/180), 0.01), 1e4))
	best := int32(-1)
	look := func(item uint32) {
		b := &n.barriers.pieces[item]
		if n.barriers.things[b.of].Kind != River || best >= 0 && best <= b.of {
			return
		}
		if d, _ := geo.SegmentDistance(p.LonLat(), b.a.LonLat(), b.b.LonLat()); float64(d) <= onRiver {
			best = b.of
		}
	}
	for _, up := range []int32{units, -units} { // both diagonals of the ground around pass all cells of it
		n.barriers.grid.near(&piece{geo.Point{X: p.X - wide, Y: p.Y - up}, geo.Point{X: p.X + wide, Y: p.Y + up}}, look)
	}
	if best < 0 {
		return Obstacle{}, false
	}
	return n.barriers.things[best], true
}

// share is how far along the run a point on it lies, 0 to 1.
func (r *piece) share(p geo.Point) float64 {
	dx, dy := float64(r.b.X)-float64(r.a.X), float64(r.b.Y)-float64(r.a.Y)
	x, y := float64(p.X)-float64(r.a.X), float64(p.Y)-float64(r.a.Y)
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		return (float64(x*dx) + float64(y*dy)) / l
	}
	return 0
}
