package merge_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
)

// drawn is a layer of n by n grids over 4 by 4 steps, whose inner corners are off by so much.
func (w *town) drawn(r *rand.Rand, layer, parent string, n int, off float64) {
	var at [10][10]geo.Point
	for y := range n + 1 {
		for x := range n + 1 {
			px, py := 4*float64(x)/float64(n), 4*float64(y)/float64(n)
			if x > 0 && x < n {
				px += (r.Float64() - 0.5) * off
			}
			if y > 0 && y < n {
				py += (r.Float64() - 0.5) * off
			}
			at[y][x] = corner(px, py)
		}
	}
	for y := range n {
		for x := range n {
			shape, err := partition.Normalise(geo.MultiPolygon{{geo.Ring{at[y][x], at[y][x+1], at[y+1][x+1], at[y+1][x]}}})
			if err != nil {
				w.Fatal(err)
			}
			w.area(layer, fmt.Sprintf("%s%d%d", layer, x, y), parent, shape)
		}
	}
}

// TestRandomLayers: however the layers lie, the outcome covers the ground of the base exactly, no
// building is cut, every household counts once, every old code leads to a grid or is told, and
// the same merge once more changes nothing.
func TestRandomLayers(t *testing.T) {
	moved := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := newTown(t)
		w.area("community", "c", "", box(0, 0, 4, 4))
		w.drawn(r, "grid", "c", 3+r.IntN(3), 0.3)
		w.drawn(r, "police", "c", 2+r.IntN(4), 0.3)
		w.drawn(r, "urban", "", 2+r.IntN(4), 0.3)
		homes := int64(0)
		for i := range 60 {
			n := int64(r.IntN(12))
			homes += n
			w.house(fmt.Sprintf("h%d", i), 3.8*r.Float64(), 3.8*r.Float64(), n, "")
		}
		w.write()
		ask := merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}
		first := w.merge(ask, false)
		w.whole("merged")
		area, counted := geo.SquareMetres(0), int64(0)
		for _, v := range w.versions("merged") {
			area += v.Shape.Area()
		}
		for _, g := range first.Grids {
			counted += g.Households
		}
		if want := box(0, 0, 4, 4).Area(); area < want-1 || area > want+1 || counted != homes {
			t.Errorf("seed %d: %v m² of %v, %d households of %d", seed, area, want, counted, homes)
		}
		if first.Cut != 0 {
			t.Errorf("seed %d: %d buildings are cut", seed, first.Cut)
		}
		moved += first.Whole + first.Slivers + first.Split + first.Joined
		w.checkCodes(first)
		if again := w.merge(ask, false); again.Status != merge.Unchanged {
			t.Errorf("seed %d, again: %s", seed, again.Status)
		}
	}
	if moved == 0 {
		t.Error("nothing was ever done to a grid")
	}
}

// checkCodes looks each code of the layers up in the target layer.
func (w *town) checkCodes(r *merge.Report) {
	w.Helper()
	left := map[string]bool{}
	for _, a := range r.Left {
		left[a.Code] = true
	}
	for _, layer := range r.Layers {
		for code := range w.versions(layer) {
			if _, err := city.Find(w.Context(), w.store, city.Key{Layer: r.Into, Code: code}, day, 0); err != nil && !left[code] {
				w.Errorf("%s/%s leads nowhere: %v", layer, code, err)
			}
		}
	}
}
