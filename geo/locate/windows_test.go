package locate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
)

// TestWindowsOfRealBorders counts all lattice points of windows on the borders of real
// layers, those that cross each other and leave gaps among them: each area holds as many as
// the crossings of its border with each row say, and no other area holds any.
func TestWindowsOfRealBorders(t *testing.T) {
	const side = 60
	for name, layers := range real(t) {
		x := build(t, layers...)
		r := rand.New(rand.NewPCG(15, 16))
		crowded, empty := 0, 0
		for _, at := range places(t, layers, r) {
			at.X, at.Y = at.X-r.Int32N(side), at.Y-r.Int32N(side)
			for l := range layers {
				got := map[int32]int{}
				var held []int32
				for y := range int32(side) {
					for i := range int32(side) {
						held = x.Covering(l, geo.Point{X: at.X + i, Y: at.Y + y}, held[:0])
						for _, a := range held {
							got[a]++
						}
						if len(held) > 1 {
							crowded++
						} else if len(held) == 0 {
							empty++
						}
					}
				}
				window := geo.Box{Min: at, Max: geo.Point{X: at.X + side, Y: at.Y + side}}
				for a, box := range boxes(layers[l].Areas) {
					want := 0
					if box.Intersects(window) {
						want = inWindow(layers[l].Areas[a].Shape, at, side)
					}
					if got[int32(a)] != want {
						t.Fatalf("%s: %s holds %d points of the window at %v, its crossings say %d", name, layers[l].Areas[a].Code, got[int32(a)], at, want)
					}
				}
			}
		}
		t.Logf("%s: %d points in several areas of a layer, %d in none", name, crowded, empty)
		if name == "ahmedabad" && crowded == 0 {
			t.Error("no window lies on an overlap")
		}
	}
}

// places are vertices taken at random, and places where areas of a layer overlap.
func places(t *testing.T, layers []locate.Layer, r *rand.Rand) []geo.Point {
	var out []geo.Point
	for _, l := range layers {
		var areas []partition.Area
		for _, a := range l.Areas {
			areas = append(areas, partition.Area{Code: a.Code, Shape: a.Shape})
			if ring := a.Shape[0][0]; r.IntN(len(l.Areas)) < 20 {
				out = append(out, ring[r.IntN(len(ring))])
			}
		}
		found, err := partition.Survey(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		for i := range min(20, len(found.Overlaps)) {
			out = append(out, found.Overlaps[i].At)
		}
	}
	return out
}

// TestWindowsAsPickSays: of the lattice points of a cell that are not on its border there are
// as many as its area and the points on its border make (Pick, 1899), and on the border each
// point has one owner, but on the frame.
func TestWindowsAsPickSays(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 17))
		const n, step = 5, 48
		areas := cells{n: n, step: step, at: geo.Point{X: -50, Y: 398_000_000}, move: func() int32 { return r.Int32N(13) - 6 }}.areas()
		x := build(t, locate.Layer{Key: "cell", Partition: true, Areas: areas})
		rims := make([]map[geo.Point]bool, len(areas))
		for i, a := range areas {
			rims[i] = rim(a.Shape)
		}
		within := make([]int, len(areas))
		box := bounds(areas)
		for p := (geo.Point{Y: box.Min.Y}); p.Y <= box.Max.Y; p.Y++ {
			for p.X = box.Min.X; p.X <= box.Max.X; p.X++ {
				if owner := x.Owner(0, p); owner >= 0 && !rims[owner][p] {
					within[owner]++
				}
			}
		}
		for i, a := range areas {
			if twice := a.Shape.TwiceArea().Float64(); float64(2*within[i]+len(rims[i])-2) != twice {
				t.Fatalf("seed %d: %s holds %d points and has %d on its border; twice its area is %v", seed, a.Code, within[i], len(rims[i]), twice)
			}
		}
	}
}

// rim is the lattice points on the border of a shape.
func rim(m geo.MultiPolygon) map[geo.Point]bool {
	out := map[geo.Point]bool{}
	m.Edges(func(a, b geo.Point) {
		n := gcd(b.X-a.X, b.Y-a.Y)
		for i := range n {
			out[geo.Point{X: a.X + (b.X-a.X)/n*i, Y: a.Y + (b.Y-a.Y)/n*i}] = true
		}
	})
	return out
}

func gcd(a, b int32) int32 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}
