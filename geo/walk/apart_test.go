package walk_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/walk"
)

// stripCost are times of edges within a strip of the queue, over its border, and over several.
var stripCost = rapid.SampledFrom([]walk.Time{0, 1, 2, 30, 31, 32, 33, 63, 64, 500, 2000, walk.Never})

// TestNearestApartAgainstNaive: where facilities are few for the size of the network they spread
// one by one, and a node may be taken out before its time is known; the field is the same.
func TestNearestApartAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		for i := range w.edges {
			w.edges[i].Forth, w.edges[i].Back = stripCost.Draw(t, "forth"), stripCost.Draw(t, "back")
		}
		w.limit = rapid.SampledFrom([]walk.Time{31, 32, 100, 5999, 6000}).Draw(t, "limit")
		streets := w.nodes
		w.nodes += 100 * len(w.facilities()) // islands
		nearest := must(w.graph(t).Nearest(w.dir, w.doors, w.limit))(t)
		for n, want := range w.of() {
			same(t, "nearest of", n, one(nearest.Of(uint32(n))), want, 1)
			if n >= streets && len(want) > 0 {
				t.Fatalf("island %d is reached by %v", n, want)
			}
		}
		for range 4 {
			p := drawFoothold(t, len(w.edges))
			same(t, "nearest at", p, one(nearest.At(p)), w.at(p), 1)
		}
	})
}
