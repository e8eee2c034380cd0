package demo

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFit: seats are dealt out by weight, never more than there are nodes, and none is lost
// while there is room.
func TestFit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "parts")
		weight := rapid.SliceOfN(rapid.Float64Range(0, 1000), n, n).Draw(rt, "weight")
		most := rapid.SliceOfN(rapid.IntRange(1, 9), n, n).Draw(rt, "nodes")
		room := 0
		for _, m := range most {
			room += m
		}
		total := rapid.IntRange(n, room).Draw(rt, "seats")
		seats := fit(apportion(weight, total), weight, most)
		sum := 0
		for i, s := range seats {
			sum += s
			if s < 1 || s > most[i] {
				rt.Errorf("part %d has %d seats and %d nodes", i, s, most[i])
			}
		}
		if sum != total {
			rt.Errorf("%d seats of %d", sum, total)
		}
	})
}
