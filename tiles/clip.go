package tiles

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// buffer is how many tile units beyond its edges a tile holds, so that lines drawn along
// a clipped border lie out of sight.
const buffer = 64

// The frame to which polygons are clipped, in tile units.
const (
	frameLow  = -buffer
	frameHigh = mvt.Extent + buffer
)

// spot is a position in fine units of a tile (see fineBits), before clipping possibly far
// outside of it.
type spot struct{ X, Y int64 }

// clipper cuts rings to the frame (Sutherland and Hodgman, CACM 17(1), 1974). Where a
// ring leaves and comes back, the result runs along the frame, possibly to and fro; by
// the even–odd rule, as assembler reads it, that encloses nothing.
type clipper struct{ a, b []spot }

// ring adds to dst the part of a ring in the frame of the tile, in fine units, as a closed
// run. Nothing is added when fewer than three points are left.
func (c *clipper) ring(dst *bundle[spot], r *ring, a Address) {
	g := newGrid(a)
	c.a = c.a[:0]
	inside := true
	for _, p := range r.places {
		s := g.spot(p)
		inside = inside && g.inFrame(s)
		c.a = append(c.a, s)
	}
	if !inside {
		c.clip(g.low, g.high)
	}
	for _, s := range c.a {
		dst.add(s)
	}
	r0 := dst.start(len(dst.runEnd))
	for len(dst.points) > r0+1 && dst.points[len(dst.points)-1] == dst.points[r0] {
		dst.points = dst.points[:len(dst.points)-1]
	}
	if len(dst.points) < r0+3 {
		dst.dropRun()
		return
	}
	dst.points = append(dst.points, dst.points[r0])
	dst.closeRun()
}

// clip keeps in c.a what is in the square from low to high.
func (c *clipper) clip(low, high int64) {
	c.half(spot.flip, -low)
	c.half(spot.same, high)
	c.half(spot.turn, high)
	c.half(spot.turnFlip, -low)
}

// The four views of the plane in which the frame's edges are x = limit with the inside
// at lesser x. Each is its own inverse.
func (s spot) same() spot     { return s }
func (s spot) flip() spot     { return spot{-s.X, s.Y} }
func (s spot) turn() spot     { return spot{s.Y, s.X} }
func (s spot) turnFlip() spot { return spot{-s.Y, -s.X} }

// half keeps in c.a what has x ≤ limit in a view.
func (c *clipper) half(view func(spot) spot, limit int64) {
	c.b = c.b[:0]
	if len(c.a) == 0 {
		return
	}
	a := view(c.a[len(c.a)-1])
	for _, s := range c.a {
		b := view(s)
		if (a.X > limit) != (b.X > limit) {
			c.b = append(c.b, view(spot{limit, crossing(a, b, limit)}))
		}
		if b.X <= limit {
			c.b = append(c.b, s)
		}
		a = b
	}
	c.a, c.b = c.b, c.a
}

// sortAlong sorts places near the segment a–b from a to b.
func sortAlong(places []spot, a, b spot) {
	slices.SortFunc(places, func(s, o spot) int {
		return cmp.Or(cmp.Compare(s.X, o.X)*cmp.Compare(b.X, a.X), cmp.Compare(s.Y, o.Y)*cmp.Compare(b.Y, a.Y))
	})
}

// crossing is the y at which a–b passes x, rounded to a unit: the same for b–a, so that
// two areas clip their common edge alike.
func crossing(a, b spot, x int64) int64 {
	if a.X > b.X {
		a, b = b, a
	}
	width, height := uint64(b.X-a.X), b.Y-a.Y
	down := height < 0
	if down {
		height = -height
	}
	q, rest := scale(uint64(height), uint64(x-a.X), width)
	if rest >= width-rest {
		q++
	}
	if down {
		return a.Y - int64(q)
	}
	return a.Y + int64(q)
}

// scale is v·num/den and the rest, for num ≤ den. At zoom 22 an edge across the world has
// 2^35 fine units, so the product needs 128 bits.
func scale(v, num, den uint64) (quotient, rest uint64) {
	hi, lo := bits.Mul64(v, num)
	return bits.Div64(hi, lo, den)
}
