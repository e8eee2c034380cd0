package near_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

func box(x0, y0, x1, y1 int32) geo.Box {
	return geo.Box{Min: geo.Point{X: x0, Y: y0}, Max: geo.Point{X: x1, Y: y1}}
}

func Example() {
	var t near.Tree[string]
	t.Insert(box(0, 0, 10, 10), "west")
	t.Insert(box(10, 0, 20, 10), "east")
	t.Search(box(10, 5, 10, 5), func(_ geo.Box, v string) bool {
		fmt.Println(v)
		return true
	})
	// Output:
	// west
	// east
}

// boxes draws boxes on a small raster or over the whole lattice, so that both touching
// boxes and the largest products occur.
func boxes() *rapid.Generator[geo.Box] {
	return rapid.Custom(func(t *rapid.T) geo.Box {
		mx, my := int32(30), int32(30)
		if rapid.Bool().Draw(t, "wide") {
			mx, my = geo.MaxX, geo.MaxY
		}
		draw := func(m int32, name string) int32 { return rapid.Int32Range(-m, m).Draw(t, name) }
		return geo.EmptyBox().
			Extend(geo.Point{X: draw(mx, "x0"), Y: draw(my, "y0")}).
			Extend(geo.Point{X: draw(mx, "x1"), Y: draw(my, "y1")})
	})
}

func TestSearchFindsClosedBoxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(boxes(), 0, 300).Draw(t, "boxes")
		var tree near.Tree[int]
		for i, b := range all {
			tree.Insert(b, i)
		}
		if tree.Len() != len(all) {
			t.Fatalf("Len is %d after %d insertions", tree.Len(), len(all))
		}
		q := boxes().Draw(t, "query")
		var want, got []int
		for i, b := range all {
			if b.Intersects(q) {
				want = append(want, i)
			}
		}
		tree.Search(q, func(b geo.Box, i int) bool {
			if b != all[i] {
				t.Fatalf("value %d comes with box %v, was inserted under %v", i, b, all[i])
			}
			got = append(got, i)
			return true
		})
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}

func TestNearestRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(boxes(), 0, 200).Draw(t, "boxes")
		var tree near.Tree[int]
		for i, b := range all {
			tree.Insert(b, i)
		}
		p := boxes().Draw(t, "point").Min
		dist := func(b geo.Box) float64 {
			dx := max(0, float64(b.Min.X)-float64(p.X), float64(p.X)-float64(b.Max.X))
			dy := max(0, float64(b.Min.Y)-float64(p.Y), float64(p.Y)-float64(b.Max.Y))
			return math.Hypot(dx, dy)
		}
		last, seen := 0.0, map[int]bool{}
		tree.Nearest(dist, func(_ geo.Box, i int, d float64) bool {
			if d < last || d != dist(all[i]) || seen[i] {
				t.Fatalf("value %d at %v after %v (seen before: %v)", i, d, last, seen[i])
			}
			last, seen[i] = d, true
			return true
		})
		if len(seen) != len(all) {
			t.Fatalf("visited %d of %d", len(seen), len(all))
		}
	})
}

func TestStopsWhenTold(t *testing.T) {
	var tree near.Tree[int]
	for i := range 200 {
		tree.Insert(box(0, 0, 1, 1), i)
	}
	n := 0
	tree.Search(box(0, 0, 1, 1), func(geo.Box, int) bool { n++; return n < 3 })
	tree.Nearest(func(geo.Box) float64 { return 0 }, func(geo.Box, int, float64) bool { n++; return n < 6 })
	if n != 6 {
		t.Fatalf("called %d times, want 3 + 3", n)
	}
}

func TestEmptyBoxes(t *testing.T) {
	var tree near.Tree[int]
	tree.Insert(geo.EmptyBox(), 1)
	if tree.Len() != 0 {
		t.Fatal("an empty box was kept")
	}
	tree.Insert(box(-5, -5, 5, 5), 2)
	tree.Search(geo.EmptyBox(), func(geo.Box, int) bool {
		t.Fatal("an empty box found something")
		return false
	})
}

func TestSearchDoesNotAllocate(t *testing.T) {
	var tree near.Tree[int]
	for i := range int32(500) {
		tree.Insert(box(i, i, i+3, i+3), int(i))
	}
	n := 0
	got := testing.AllocsPerRun(100, func() {
		tree.Search(box(100, 100, 100, 100), func(geo.Box, int) bool { n++; return true })
	})
	if got != 0 || n == 0 {
		t.Fatalf("%v allocations a search, %d found", got, n)
	}
}
