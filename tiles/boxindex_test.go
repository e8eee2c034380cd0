package tiles

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
)

// TestBoxIndexFindsClosedBoxes holds the index against a look at every box.
func TestBoxIndexFindsClosedBoxes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	for _, n := range []int{0, 1, 15, 16, 17, 256, 257, 5000} {
		for _, wide := range []int64{20, 1 << 32} {
			box := func() geo.Box {
				b := geo.EmptyBox()
				for range 1 + random.IntN(2) {
					b = b.Extend(geo.Point{X: int32(random.Int64N(wide) - wide/2), Y: int32(random.Int64N(wide) - wide/2)})
				}
				return b
			}
			boxes, things := make([]geo.Box, n), make([]int32, n)
			for i := range boxes {
				boxes[i], things[i] = box(), int32(i)
				if i%7 == 3 {
					boxes[i] = geo.EmptyBox()
				}
			}
			x := newBoxIndex(things, func(i int32) geo.Box { return boxes[i] })
			for range 200 {
				window := box()
				var got, want []int32
				for i := range boxes {
					if !boxes[i].Empty() && boxes[i].Intersects(window) {
						want = append(want, int32(i))
					}
				}
				x.search(window, func(i int32) bool { got = append(got, i); return true })
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Fatalf("of %d boxes %v are found in %v, want %v", n, got, window, want)
				}
				looked := 0
				x.search(window, func(int32) bool { looked++; return looked < 2 })
				if looked != min(len(want), 2) {
					t.Fatalf("the search goes on after its end: %d calls", looked)
				}
			}
		}
	}
}
