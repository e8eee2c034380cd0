package locate_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func Example() {
	index, err := locate.Build([]locate.Layer{{Key: "grid", Partition: true, Areas: []locate.Area{
		{Code: "west", Shape: geo.MultiPolygon{{square(0, 0, 1000, 1000)}}},
		{Code: "east", Shape: geo.MultiPolygon{{square(1000, 0, 2000, 1000)}}},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := geo.Point{X: 1000, Y: 500} // on the border: it belongs to the area on its east
	owner := index.Owner(0, p)
	border, _ := index.Border(0, owner, geo.Point{X: 1100, Y: 500})
	fmt.Println(owner, border.Neighbour, math.Round(float64(border.Distance)*1000), "mm")
	// Output: 1 0 1113 mm
}

func TestPartitionOwnsEachPointOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := drawCells(t)
		x, err := locate.Build([]locate.Layer{{Key: "grid", Partition: true, Areas: areas}})
		if err != nil {
			t.Fatal(err)
		}
		all := geo.MultiPolygon{}
		for _, a := range areas {
			all = append(all, a.Shape...) // inner edges cancel: this is the union
		}
		for _, p := range probes(areas) {
			want := 0
			if all.Owns(p) {
				want = 1
			}
			if got := agree(t, x, 0, areas, p); len(got) != want {
				t.Fatalf("%v has owners %v, want %d", p, got, want)
			}
		}
	})
}

func TestOverlapsGoToTheSmallerThenTheLowerCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		areas := make([]locate.Area, n)
		for i := range areas {
			draw := func(name string, lo, hi int32) int32 { return rapid.Int32Range(lo, hi).Draw(t, name) }
			x, y := draw("x", 0, 20), draw("y", 0, 20)
			w, h := draw("w", 1, 4)*2, draw("h", 1, 4)*2
			areas[i] = locate.Area{
				Code:  fmt.Sprintf("%02d", (i*5)%12), // not in file order
				Shape: geo.MultiPolygon{{square(x, y, x+w, y+h)}},
			}
			if w > 2 && h > 2 && rapid.Bool().Draw(t, "hole") {
				areas[i].Shape[0] = append(areas[i].Shape[0], hole(x+1, y+1, x+w-1, y+h-1))
			}
		}
		for _, partition := range []bool{true, false} {
			x, err := locate.Build([]locate.Layer{{Key: "compound", Partition: partition, Areas: areas}})
			if err != nil {
				t.Fatal(err)
			}
			for py := int32(-1); py < 30; py++ {
				for px := int32(-1); px < 30; px++ {
					agree(t, x, 0, areas, geo.Point{X: px, Y: py})
				}
			}
		}
	})
}

func TestEnclavesInEnclaves(t *testing.T) {
	var areas []locate.Area
	for i := int32(0); i < 6; i++ {
		poly := geo.Polygon{square(i, i, 40-i, 40-i)}
		if i < 5 {
			poly = append(poly, hole(i+1, i+1, 39-i, 39-i))
		}
		// Codes fall inward, and every second shell belongs to one area with two rings.
		areas = append(areas, locate.Area{Code: fmt.Sprint(9 - i), Shape: geo.MultiPolygon{poly}})
	}
	areas[0].Shape = append(areas[0].Shape, areas[3].Shape...)
	areas = slices.Delete(areas, 3, 4)
	x := build(t, locate.Layer{Key: "l", Partition: true, Areas: areas})
	for py := int32(-1); py <= 41; py++ {
		for px := int32(-1); px <= 41; px++ {
			in := px >= 0 && px < 40 && py >= 0 && py < 40
			if got := agree(t, x, 0, areas, geo.Point{X: px, Y: py}); (len(got) == 1) != in {
				t.Fatalf("%d,%d has owners %v", px, py, got)
			}
		}
	}
}

func TestTheWholeEarth(t *testing.T) {
	x := build(t, locate.Layer{Key: "l", Partition: true, Areas: []locate.Area{
		{Code: "w", Shape: geo.MultiPolygon{{{{X: -geo.MaxX, Y: -geo.MaxY}, {X: 1, Y: -geo.MaxY}, {X: -1, Y: geo.MaxY}, {X: -geo.MaxX, Y: geo.MaxY}}}}},
		{Code: "e", Shape: geo.MultiPolygon{{{{X: 1, Y: -geo.MaxY}, {X: geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: geo.MaxY}, {X: -1, Y: geo.MaxY}}}}},
	}})
	for p, want := range map[geo.Point]int{
		{X: 0, Y: 0}: 1, {X: -1, Y: 0}: 0, {X: 0, Y: -1}: 0, {X: 0, Y: 1}: 1,
		{X: -geo.MaxX, Y: -geo.MaxY}: 0, {X: 1, Y: -geo.MaxY}: 1,
		{X: geo.MaxX, Y: 0}: locate.None, {X: 0, Y: geo.MaxY}: locate.None,
	} {
		if got := x.Owner(0, p); got != want {
			t.Errorf("Owner(%v) = %d, want %d", p, got, want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	ok := geo.MultiPolygon{{square(0, 0, 5, 5)}}
	for name, layers := range map[string][]locate.Layer{
		"key twice":    {{Key: "a"}, {Key: "a"}},
		"code twice":   {{Key: "a", Areas: []locate.Area{{Code: "1", Shape: ok}, {Code: "1", Shape: ok}}}},
		"no ring":      {{Key: "a", Areas: []locate.Area{{Code: "1"}}}},
		"short ring":   {{Key: "a", Areas: []locate.Area{{Code: "1", Shape: geo.MultiPolygon{{{{X: 1}, {X: 2}}}}}}}},
		"no extent":    {{Key: "a", Areas: []locate.Area{{Code: "1", Shape: geo.MultiPolygon{{{{X: 1}, {X: 2}, {X: 3}}}}}}}},
		"beyond earth": {{Key: "a", Areas: []locate.Area{{Code: "1", Shape: geo.MultiPolygon{{square(0, 0, 5, geo.MaxY+1)}}}}}},
	} {
		_, err := locate.Build(layers)
		var fault *locate.BuildError
		if !errors.As(err, &fault) || fault.Layer != "a" || fault.Reason == "" {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestUnknownLayerAnswersNothing(t *testing.T) {
	x := build(t, locate.Layer{Key: "l", Partition: true})
	for _, layer := range []int{-1, 0, 1} {
		_, ok := x.Border(layer, 0, geo.Point{})
		_, _, near := x.Nearest(layer, geo.Point{}, 5000)
		if x.Owner(layer, geo.Point{}) != locate.None || x.Covering(layer, geo.Point{}, nil) != nil || ok || near {
			t.Errorf("layer %d answers", layer)
		}
	}
}

func TestOwnerDoesNotAllocate(t *testing.T) {
	areas := cells{n: 12, step: 1000, move: func() int32 { return 0 }}.areas()
	x := build(t, locate.Layer{Key: "grid", Partition: true, Areas: areas})
	p := geo.Point{X: 5500, Y: 5500}
	dst := make([]int32, 0, 8)
	if n := testing.AllocsPerRun(100, func() { x.Owner(0, p) }); n != 0 {
		t.Errorf("Owner allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { dst = x.Covering(0, p, dst[:0]) }); n != 0 {
		t.Errorf("Covering allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { x.Border(0, 65, p) }); n != 0 {
		t.Errorf("Border allocates %v times", n)
	}
	if len(dst) != 1 {
		t.Fatalf("owners %v", dst)
	}
}

func TestManyAskAtOnce(t *testing.T) {
	areas := cells{n: 8, step: 1000, move: func() int32 { return 0 }}.areas()
	x := build(t, locate.Layer{Key: "grid", Partition: true, Areas: areas})
	var wg sync.WaitGroup
	for g := range int32(8) {
		wg.Go(func() {
			for i := range int32(500) {
				p := geo.Point{X: (i * 37) % 8000, Y: (i*91 + g) % 8000}
				if got, want := x.Owner(0, p), int(p.Y/1000*8+p.X/1000); got != want {
					t.Errorf("Owner(%v) = %d, want %d", p, got, want)
				}
				if _, _, ok := x.Nearest(0, p, 100); !ok {
					t.Errorf("no border near %v", p)
				}
			}
		})
	}
	wg.Wait()
}
