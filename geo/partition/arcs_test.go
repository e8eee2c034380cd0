package partition_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// TestWeaveKeepsEveryBorderOnce: an edge is in exactly one arc, whose shapes are those that
// pass the edge an odd number of times.
func TestWeaveKeepsEveryBorderOnce(t *testing.T) {
	type edge [2]geo.Point
	key := func(a, b geo.Point) edge {
		if b.Less(a) {
			a, b = b, a
		}
		return edge{a, b}
	}
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{X: rapid.Int32Range(0, 3).Draw(t, "x"), Y: rapid.Int32Range(0, 3).Draw(t, "y")}
		})
		ring := rapid.SliceOfN(point, 3, 9)
		var shapes []geo.MultiPolygon
		want := map[edge]map[uint32]bool{}
		for i := range rapid.IntRange(1, 5).Draw(t, "shapes") {
			m := geo.MultiPolygon{{ring.Draw(t, "ring")}, {ring.Draw(t, "ring")}}
			shapes = append(shapes, m)
			m.Edges(func(a, b geo.Point) {
				if a == b {
					return
				}
				if want[key(a, b)] == nil {
					want[key(a, b)] = map[uint32]bool{}
				}
				want[key(a, b)][uint32(i)] = !want[key(a, b)][uint32(i)]
			})
		}
		arcs := partition.Weave(shapes)
		got := map[edge][]uint32{}
		times := map[edge]int{}
		for i := range arcs.Len() {
			from, to := arcs.Arc(i)
			if to <= from {
				t.Fatalf("arc %d is %d–%d", i, from, to)
			}
			for v := from; v < to; v++ {
				k := key(arcs.Points[v], arcs.Points[v+1])
				got[k] = arcs.Shapes(i)
				times[k]++
			}
		}
		for k, shapes := range want {
			var list []uint32
			for s, odd := range shapes {
				if odd {
					list = append(list, s)
				}
			}
			slices.Sort(list)
			if !slices.Equal(got[k], list) {
				t.Fatalf("edge %v bounds %v, want %v", k, got[k], list)
			}
			// A shape that passes an edge three times writes it three times: still odd.
			if n := times[k]; len(list) == 0 && n != 0 || len(list) > 0 && n%2 != 1 {
				t.Fatalf("edge %v is in %d arcs", k, n)
			}
		}
	})
}

// TestWeaveMakesLongArcs: two squares side by side have three arcs, however many vertices
// lie on them.
func TestWeaveMakesLongArcs(t *testing.T) {
	left := geo.Ring{{X: 0, Y: 0}, {X: 5, Y: 0}, {X: 5, Y: 2}, {X: 5, Y: 5}, {X: 0, Y: 5}}
	right := geo.Ring{{X: 5, Y: 5}, {X: 5, Y: 2}, {X: 5, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 5}}
	both := geo.Ring{{X: 0, Y: 0}, {X: 5, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 5}, {X: 5, Y: 5}, {X: 0, Y: 5}}
	arcs := partition.Weave([]geo.MultiPolygon{{{left}}, {{right}}, {{both}}})
	var sets [][]uint32
	for i := range arcs.Len() {
		sets = append(sets, arcs.Shapes(i))
	}
	// The ring of the left square begins in the middle of one arc, so that is two.
	want := [][]uint32{{0, 2}, {0, 1}, {0, 2}, {1, 2}}
	if !slices.EqualFunc(sets, want, slices.Equal) || len(arcs.Points) != 2+3+3+4 {
		t.Errorf("arcs of %v with %d points, want %v", sets, len(arcs.Points), want)
	}
}
