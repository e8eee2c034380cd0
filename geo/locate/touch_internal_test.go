package locate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
)

// TestEditFindsEachEdgeOfBuild: an edge stands only in leaves of top cells that meet names, for
// by these Edit knows which to make anew. Build asks for one band of rows at a time, and long
// edges pass several.
func TestEditFindsEachEdgeOfBuild(t *testing.T) {
	edges := 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 20))
		at := func() geo.Point { return geo.Point{X: r.Int32N(80_000), Y: r.Int32N(80_000)} }
		l := Layer{Key: "l", Partition: true}
		for a := range 40 {
			l.Areas = append(l.Areas, Area{Code: fmt.Sprint(a), Shape: geo.MultiPolygon{{{at(), at(), at()}}}})
		}
		// With one edge in a cell there are many rows, and so many bands.
		x, err := build([]Layer{l}, tuning{leafEdges: 16, topEdges: 1, dense: 1})
		if err != nil {
			t.Fatal(err)
		}
		fine, err := build([]Layer{l, dots()}, tuning{leafEdges: 16, topEdges: 1})
		if err != nil {
			t.Fatal(err)
		}
		edges += met(t, x) + met(t, fine)
	}
	if edges < 10_000 {
		t.Errorf("only %d edges", edges)
	}
}

// dots is an area of many short edges, for the sake of a fine raster.
func dots() Layer {
	var r geo.Ring
	for x := int32(0); x < 80_000; x += 20 {
		r = append(r, geo.Point{X: x, Y: x % 40})
	}
	return Layer{Key: "dots", Areas: []Area{{Code: "d", Shape: geo.MultiPolygon{{append(r, geo.Point{X: 80_000, Y: 80_000})}}}}}
}

// met fails when an edge of a leaf is not among those that meet its top cell.
func met(t *testing.T, x *Index) (edges int) {
	c := &x.cells
	for n := range c.nx * c.ny {
		c.eachLeaf(n, func(f leaf, centre geo.Point) {
			for r := f.read(centre); r.run(); {
				for a := r.p; r.step(); a = r.p {
					edges++
					if !slices.Contains(c.meet(a, r.p, nil), n) {
						t.Fatalf("the edge %v–%v stands in a leaf at %v of top cell %d", a, r.p, centre, n)
					}
				}
			}
		})
	}
	return edges
}
