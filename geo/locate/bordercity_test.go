package locate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// TestBorderOfACityAgainstEveryEdge: at places where people are, at vertices and a unit
// beside them, where edges tie, the border is to the bit the one that measuring every edge
// of the area with geo.SegmentDistance finds.
func TestBorderOfACityAgainstEveryEdge(t *testing.T) {
	c := geotest.NewCountry(geotest.City)
	layers := country(c)
	x := build(t, layers...)
	r := rand.New(rand.NewPCG(51, 52))
	queries := c.Queries(3000)
	for l, layer := range layers {
		at := sides(layer.Areas)
		for n := range 600 {
			p := queries[r.IntN(len(queries))]
			if n%2 == 0 {
				shape := layer.Areas[r.IntN(len(layer.Areas))].Shape
				p = shape[0][0][r.IntN(len(shape[0][0]))]
				p.X, p.Y = p.X+r.Int32N(3)-1, p.Y+r.Int32N(3)-1
			}
			if o := x.Owner(l, p); o != locate.None {
				borderIsThat(t, x, layers, at, l, o, p)
			}
			if n%10 == 0 { // that of an area elsewhere
				borderIsThat(t, x, layers, at, l, r.IntN(len(layer.Areas)), p)
			}
		}
	}
}

// TestBorderAtHighLatitudes is the same for small areas far north and far south, of which
// the plane is least true.
func TestBorderAtHighLatitudes(t *testing.T) {
	for seed, y := range []int32{700_000_000, 799_000_000, 880_000_000, 899_500_000, -799_000_000, -890_000_000} {
		r := rand.New(rand.NewPCG(uint64(seed), 53))
		for _, step := range []int32{300, 60_000} {
			areas := cells{n: 8, step: step, at: geo.Point{X: 1_160_000_000, Y: y}, move: func() int32 { return r.Int32N(step/4) - step/8 }}.areas()
			layers := []locate.Layer{{Key: "cell", Partition: true, Areas: areas}}
			x, at := build(t, layers...), sides(areas)
			box := bounds(areas)
			for range 300 {
				p := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
				borderIsThat(t, x, layers, at, 0, r.IntN(len(areas)), p)
			}
		}
	}
}

func borderIsThat(t *testing.T, x *locate.Index, layers []locate.Layer, at map[segment][]int, layer, area int, p geo.Point) {
	t.Helper()
	want, _ := border(layers[layer].Areas, at, area, p)
	if got, ok := x.Border(layer, area, p); !ok || got != want {
		t.Fatalf("Border(%d, %d, %v) = %+v, %v, want %+v", layer, area, p, got, ok, want)
	}
}
