package partition_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"pgregory.net/rapid"
)

func findStrays(t interface{ Fatal(...any) }, children, parents []partition.Area, named []int) partition.Strays {
	found, err := partition.FindStrays(context.Background(), children, parents, named)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// shortly is each stray as child, parent and pieces of it.
func shortly(s partition.Strays) []string {
	var out []string
	for _, f := range s.Found {
		out = append(out, fmt.Sprintf("%d in %d: %d", f.Child, f.Parent, len(f.Shape)))
	}
	return out
}

func TestFindStrays(t *testing.T) {
	parents := areasOf(one(square(0, 0, 1000, 1000)), one(square(1000, 0, 2000, 1000)))
	for name, c := range map[string]struct {
		child geo.MultiPolygon
		named int
		want  []string
	}{
		"inside":                {one(square(100, 100, 200, 200)), 0, nil},
		"all of it":             {one(square(0, 0, 1000, 1000)), 0, nil},
		"on the border":         {one(square(500, 0, 1000, 500)), 0, nil},
		"in the other":          {one(square(100, 100, 200, 200)), 1, []string{"0 in 0: 1"}},
		"across":                {one(square(400, 0, 1400, 1000)), 0, []string{"0 in 1: 1"}},
		"across and out":        {one(square(400, 400, 1400, 1400)), 1, []string{"0 in -1: 1", "0 in 0: 1"}},
		"outside":               {one(square(0, 2000, 100, 2100)), 0, []string{"0 in -1: 1"}},
		"second piece":          {geo.MultiPolygon{{square(100, 100, 200, 200)}, {square(1100, 100, 1200, 200)}}, 0, []string{"0 in 1: 1"}},
		"of nobody in the list": {one(square(100, 100, 200, 200)), 7, []string{"0 in 0: 1"}},
		"two pieces":            {one(ring(900, 0, 1100, 100, 900, 200, 1100, 300, 900, 400)), 0, []string{"0 in 1: 2"}},
		"slanted across":        {one(ring(3, 7, 1501, 333, 1490, 900)), 0, []string{"0 in 1: 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := findStrays(t, areasOf(c.child), parents, []int{c.named})
			if !slices.Equal(shortly(got), c.want) || len(got.Untold) != 0 {
				t.Errorf("got %v, want %v", shortly(got), c.want)
			}
		})
	}
	// The parent has a hole with another in it: no border of either meets that of the child.
	frame := areasOf(one(square(0, 0, 1000, 1000), ring(400, 400, 400, 600, 600, 600, 600, 400)), one(square(400, 400, 600, 600)))
	got := findStrays(t, areasOf(one(square(100, 100, 900, 900))), frame, []int{0})
	if !slices.Equal(shortly(got), []string{"0 in 1: 1"}) || got.Found[0].Shape.TwiceArea() != one(square(400, 400, 600, 600)).TwiceArea() {
		t.Errorf("round an island: %v", shortly(got))
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := partition.FindStrays(gone, frame, frame, []int{0, 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func areasOf(shapes ...geo.MultiPolygon) []partition.Area {
	out := make([]partition.Area, len(shapes))
	for i, m := range shapes {
		out[i] = partition.Area{Code: fmt.Sprint(i), Shape: m}
	}
	return out
}

// TestFindStraysAgainstPoints: rectangles on a coarse grid cross on the lattice, so each
// lattice point must be stray exactly when it is the child's and another parent owns it.
func TestFindStraysAgainstPoints(t *testing.T) {
	const cells, width = 8, 4
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		draw := func(most int) []partition.Area {
			var shapes []geo.MultiPolygon
			for range 1 + rng.IntN(most) {
				x, y := rng.IntN(cells-1), rng.IntN(cells-1)
				shapes = append(shapes, one(square(int32(x*width), int32(y*width),
					int32((x+1+rng.IntN(cells-1-x))*width), int32((y+1+rng.IntN(cells-1-y))*width))))
			}
			return areasOf(shapes...)
		}
		children, parents := draw(4), draw(5)
		named := make([]int, len(children))
		for i := range named {
			named[i] = rng.IntN(len(parents))
		}
		got := map[[2]int]geo.MultiPolygon{}
		for _, f := range findStrays(t, children, parents, named).Found {
			got[[2]int{f.Child, f.Parent}] = f.Shape
		}
		want := map[[2]int]int{}
		seen := map[[2]int]int{}
		for x := range int32(cells * width) {
			for y := range int32(cells * width) {
				p := geo.Point{X: x, Y: y}
				owner := ownerOf(parents, p)
				for i := range children {
					if children[i].Shape.Owns(p) && owner != named[i] {
						want[[2]int{i, owner}]++
					}
				}
				for k, m := range got {
					if m.Owns(p) {
						seen[k]++
					}
				}
			}
		}
		if !reflect.DeepEqual(seen, want) {
			t.Fatalf("children %v of %v in %v: strays hold the points %v, want %v", children, named, parents, seen, want)
		}
	})
}

func ownerOf(parents []partition.Area, p geo.Point) int {
	owner := -1
	for i := range parents {
		if !parents[i].Shape.Owns(p) {
			continue
		}
		if owner < 0 || cmp.Or(parents[i].Shape.TwiceArea().Compare(parents[owner].Shape.TwiceArea()), cmp.Compare(parents[i].Code, parents[owner].Code)) < 0 {
			owner = i
		}
	}
	return owner
}

// TestFindStraysUntold: children whose borders do not come to rest with those of the
// parents are named, and the others are judged without them.
func TestFindStraysUntold(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		s := newSheet(r, 4, 30)
		children := areasOf(normal(t, jitter(r, s.blocks(1), 3))...)
		parents := areasOf(normal(t, jitter(r, s.blocks(2), 3))...)
		// This one is far from all that is unclear, and from its parent.
		children = append(children, areasOf(one(square(50_000, 50_000, 51_000, 51_000)))...)
		last := len(children) - 1
		got := findStrays(t, children, parents, make([]int, len(children)))
		for _, f := range got.Found {
			if slices.Contains(got.Untold, f.Child) {
				t.Fatalf("child %d is untold, and told of", f.Child)
			}
		}
		if n := len(got.Found); n == 0 || got.Found[n-1].Child != last || got.Found[n-1].Parent != -1 {
			t.Fatalf("the last child is not told of: %v", shortly(got))
		}
		if len(got.Untold) == 0 {
			continue
		}
		if !slices.IsSorted(got.Untold) || len(slices.Compact(slices.Clone(got.Untold))) != len(got.Untold) {
			t.Errorf("untold: %v", got.Untold)
		}
		return
	}
	t.Fatal("nothing was untold: the test shows nothing")
}

// TestSurvey: areas that were never noded with each other are, and what is found comes by
// size, whatever the order of the areas.
func TestSurvey(t *testing.T) {
	areas := areasOf(
		one(square(0, 0, 1000, 1000)),
		one(ring(990, 0, 2000, 0, 2000, 1000, 980, 333)),                                    // crosses the first off the lattice
		one(square(0, 990, 500, 2000)),                                                      // overlaps it less
		one(square(500, 1000, 600, 2000), ring(510, 1010, 510, 1020, 520, 1020, 520, 1010)), // has a small gap in it
		one(square(700, 1000, 800, 2000), ring(710, 1010, 710, 1090, 790, 1090, 790, 1010)), // and a large one
	)
	before := shapesOf(areas)
	if _, err := partition.FindFaults(t.Context(), areas); err == nil {
		t.Fatal("the areas are noded")
	}
	var sums []string
	for range 2 {
		f, err := partition.Survey(t.Context(), areas)
		if err != nil || len(f.Overlaps) != 2 || len(f.Gaps) < 2 {
			t.Fatalf("%+v, %v", f, err)
		}
		if f.Overlaps[0].Area < f.Overlaps[1].Area || f.Gaps[0].Area < f.Gaps[1].Area {
			t.Errorf("not the largest first: %+v", f)
		}
		sum := fmt.Sprint(f.Overlaps[0].Shape, f.Overlaps[1].Shape)
		for _, g := range f.Gaps {
			sum += fmt.Sprint(" ", g.Defect, " in ", areas[g.Around[0]].Code, len(g.Around))
		}
		sums = append(sums, sum)
		slices.Reverse(areas)
	}
	if sums[0] != sums[1] {
		t.Errorf("the order of the areas shows: %s", sums)
	}
	if !reflect.DeepEqual(shapesOf(areas), before) {
		t.Error("the caller's areas were changed")
	}
}
