package tiles

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestCrossing holds the integer arithmetic of the clip against fractions, up to the
// fine units of zoom 22.
func TestCrossing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		far := rapid.SampledFrom([]int64{10, 1 << 20, 1 << 35}).Draw(t, "far")
		draw := func(name string) int64 { return rapid.Int64Range(-far, far).Draw(t, name) }
		a, b := spot{draw("ax"), draw("ay")}, spot{draw("bx"), draw("by")}
		if a.X == b.X {
			b.X++
		}
		x := rapid.Int64Range(min(a.X, b.X), max(a.X, b.X)).Draw(t, "x")
		got := crossing(a, b, x)
		if back := crossing(b, a, x); back != got {
			t.Fatalf("%d one way, %d the other", got, back)
		}
		y := new(big.Rat).SetFrac64(x-a.X, 1)
		y.Mul(y, new(big.Rat).SetFrac64(b.Y-a.Y, 1))
		y.Mul(y, new(big.Rat).SetFrac(big.NewInt(1), big.NewInt(b.X-a.X)))
		y.Add(y, new(big.Rat).SetFrac64(a.Y, 1))
		y.Sub(y, new(big.Rat).SetFrac64(got, 1))
		if y.Abs(y).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("crossing %v–%v at x = %d is %d, off by %v", a, b, x, got, y)
		}
	})
}
