package tiles

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestPasses holds fineEdge.passes against its definition in exact fractions: is there a
// t from 0 to 1 with x0 ≤ x(t) < x1 and y0 ≤ y(t) < y1?
func TestPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		depth := rapid.UintRange(1, 3).Draw(t, "depth")
		draw := func(name string) spot {
			return spot{X: rapid.Int64Range(-12, 12).Draw(t, name), Y: rapid.Int64Range(-12, 12).Draw(t, name)}
		}
		a, b := draw("a"), draw("b")
		if a == b {
			b.X++
		}
		e := (&noder{depth: depth}).edge(a, b)
		for x := int32(-8); x <= 8; x++ {
			for y := int32(-8); y <= 8; y++ {
				p := mvt.Point{X: x, Y: y}
				var s span
				half := int64(1) << (depth - 1)
				s.limit(e.a.X, e.b.X, int64(x)<<depth-half, int64(x)<<depth+half)
				s.limit(e.a.Y, e.b.Y, int64(y)<<depth-half, int64(y)<<depth+half)
				if got := e.passes(p, depth); got != s.some() {
					t.Fatalf("%v at depth %d passes %v: %v", e, depth, p, got)
				}
			}
		}
	})
}

// span is a set of t: those with each t ≥ from, t ≤ to, t > above and t < below given.
type span struct {
	from, to, above, below []*big.Rat
	never                  bool
}

// limit keeps the t for which low ≤ a + t·(b−a) < high.
func (s *span) limit(a, b, low, high int64) {
	d := b - a
	switch {
	case d == 0:
		s.never = s.never || a < low || a >= high
	case d > 0:
		s.from, s.below = append(s.from, big.NewRat(low-a, d)), append(s.below, big.NewRat(high-a, d))
	default:
		s.to, s.above = append(s.to, big.NewRat(low-a, d)), append(s.above, big.NewRat(high-a, d))
	}
}

// some is true when a t from 0 to 1 is left: each lower limit must fit each upper one.
func (s *span) some() bool {
	from, to := append(s.from, big.NewRat(0, 1)), append(s.to, big.NewRat(1, 1))
	for _, l := range from {
		for _, u := range to {
			if l.Cmp(u) > 0 {
				return false
			}
		}
		for _, u := range s.below {
			if l.Cmp(u) >= 0 {
				return false
			}
		}
	}
	for _, l := range s.above {
		for _, u := range append(to, s.below...) {
			if l.Cmp(u) >= 0 {
				return false
			}
		}
	}
	return !s.never
}
