package partition_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

func at(x, y int32) geo.Point { return geo.Point{X: x, Y: y} }

func block(x1, y1, x2, y2 int32) geo.MultiPolygon {
	return geo.MultiPolygon{{{at(x1, y1), at(x2, y1), at(x2, y2), at(x1, y2)}}}
}

// TestExchange: ground within the loop changes hands, whatever way the loop runs, also
// where it crosses the border, and what both have together stays as it was.
func TestExchange(t *testing.T) {
	west, east := block(0, 0, 1000, 1000), block(1000, 0, 2000, 1000)
	both := []partition.Area{{Shape: west}, {Shape: east}}
	for name, loop := range map[string]geo.Ring{
		"to the west":    {at(1000, 200), at(1000, 800), at(500, 500)},
		"to the east":    {at(1000, 200), at(1000, 800), at(1700, 500)},
		"to and fro":     {at(1000, 200), at(1000, 800), at(600, 600), at(1400, 400)},
		"the whole side": {at(1000, 0), at(1000, 1000), at(300, 1000), at(700, 0)},
		"nothing":        {at(1000, 200), at(1000, 800)},
	} {
		for range 2 {
			shapes, ground, err := partition.Exchange(t.Context(), both, loop)
			if err != nil {
				t.Fatal(name, err)
			}
			r := rand.New(rand.NewPCG(1, 2))
			for range 4000 {
				p := at(r.Int32N(2100)-50, r.Int32N(1100)-50)
				if name == "to and fro" && abs(p.X-1000) < 3 {
					continue // the crossing is rounded
				}
				in := geo.MultiPolygon{{loop}}.Owns(p)
				if ground.Owns(p) != in || shapes[0].Owns(p) != (west.Owns(p) != in) || shapes[1].Owns(p) != (east.Owns(p) != in) {
					if onEdge(p, loop) {
						continue
					}
					t.Fatalf("%s: %v is dealt with wrongly", name, p)
				}
			}
			found, err := partition.FindFaults(t.Context(), []partition.Area{{Shape: shapes[0]}, {Shape: shapes[1]}})
			if err != nil || len(found.Overlaps)+len(found.Gaps) > 0 {
				t.Errorf("%s: %+v, %v", name, found, err)
			}
			slices.Reverse(loop)
		}
	}
}

func abs(v int32) int32 { return max(v, -v) }

// onEdge is true of a point within a unit of a loop: noding may have moved the edge.
func onEdge(p geo.Point, loop geo.Ring) bool {
	near := false
	loop.Edges(func(a, b geo.Point) {
		area := (int64(b.X)-int64(a.X))*(int64(p.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(p.X)-int64(a.X))
		near = near || max(area, -area) < 2*int64(max(abs(b.X-a.X), abs(b.Y-a.Y)))
	})
	return near
}

// TestExchangeOfLevels: a border that two layers share stays one line in both.
func TestExchangeOfLevels(t *testing.T) {
	fine := []partition.Area{{Layer: 1, Shape: block(0, 0, 1000, 500)}, {Layer: 1, Shape: block(1000, 0, 2000, 500)}}
	coarse := []partition.Area{{Layer: 0, Shape: geo.MultiPolygon{{{at(0, 0), at(1000, 0), at(1000, 500), at(1000, 1000), at(0, 1000)}}}},
		{Layer: 0, Shape: geo.MultiPolygon{{{at(1000, 0), at(2000, 0), at(2000, 1000), at(1000, 1000), at(1000, 500)}}}}}
	shapes, _, err := partition.Exchange(t.Context(), append(fine, coarse...), geo.Ring{at(1000, 0), at(1000, 500), at(777, 333), at(1234, 100)})
	if err != nil {
		t.Fatal(err)
	}
	edges := func(m geo.MultiPolygon) map[[2]geo.Point]bool {
		out := map[[2]geo.Point]bool{}
		m.Edges(func(a, b geo.Point) { out[[2]geo.Point{a, b}] = true })
		return out
	}
	west := edges(shapes[2])
	n := 0
	for e := range edges(shapes[0]) {
		if e[0].X != 0 && e[1].X != 0 && (e[0].Y < 500 || e[1].Y < 500) && e[0].Y+e[1].Y > 0 {
			n++
			if !west[e] {
				t.Errorf("the levels came apart at %v", e)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d edges of the new border", n)
	}
}

func TestLineMeets(t *testing.T) {
	for name, c := range map[string]struct {
		line geo.Line
		want []geo.Point
	}{
		"straight":     {geo.Line{at(0, 0), at(5, 0), at(9, 0)}, nil},
		"a ring":       {geo.Line{at(0, 0), at(5, 0), at(5, 5), at(0, 0)}, nil},
		"a point":      {geo.Line{at(0, 0)}, nil},
		"crossing":     {geo.Line{at(0, 0), at(10, 0), at(10, 10), at(5, -10)}, []geo.Point{at(8, 0)}},
		"forth, back":  {geo.Line{at(0, 0), at(10, 0), at(0, 0)}, []geo.Point{at(0, 0)}},
		"half back":    {geo.Line{at(0, 0), at(10, 0), at(4, 0)}, []geo.Point{at(4, 0)}},
		"touching":     {geo.Line{at(0, 0), at(10, 0), at(10, 10), at(5, 0), at(5, 9)}, []geo.Point{at(5, 0)}},
		"a vertex met": {geo.Line{at(0, 0), at(10, 0), at(20, 0), at(20, 5), at(10, 0), at(3, 9)}, []geo.Point{at(10, 0)}},
	} {
		if got := partition.LineMeets(c.line); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	whole := block(0, 0, 100, 100)
	ring := geo.MultiPolygon{{{at(0, 0), at(100, 0), at(100, 100), at(0, 100)}, {at(40, 40), at(40, 60), at(60, 60), at(60, 40)}}}
	two := geo.MultiPolygon{block(0, 0, 100, 100)[0], block(200, 0, 210, 10)[0]}
	for name, c := range map[string]struct {
		shape geo.MultiPolygon
		line  geo.Line
		want  []int32 // sizes
		cut   int
	}{
		"through":           {whole, geo.Line{at(30, -50), at(30, 150)}, []int32{7000, 3000}, 2},
		"from edge to edge": {whole, geo.Line{at(30, 0), at(30, 100)}, []int32{7000, 3000}, 2},
		"short of it":       {whole, geo.Line{at(30, 0), at(30, 90)}, []int32{10000}, 0},
		"outside":           {whole, geo.Line{at(130, 0), at(130, 90)}, []int32{10000}, 0},
		"along the border":  {whole, geo.Line{at(0, 0), at(100, 0)}, []int32{10000}, 0},
		"an enclave":        {whole, geo.Line{at(10, 10), at(20, 10), at(20, 20), at(10, 20), at(10, 10)}, []int32{9900, 100}, 2},
		"with loose ends":   {whole, geo.Line{at(30, -50), at(30, 50), at(70, 50), at(70, -50)}, []int32{8000, 2000}, 2},
		"into a hole":       {ring, geo.Line{at(0, 50), at(50, 50)}, []int32{9600}, 1}, // a ring cut open is one piece
		"over a hole":       {ring, geo.Line{at(-5, 50), at(105, 50)}, []int32{4800, 4800}, 2},
		"one of two":        {two, geo.Line{at(30, -50), at(30, 150)}, []int32{7000, 3000, 100}, 2},
		"a zigzag":          {whole, geo.Line{at(-10, 10), at(110, 10), at(110, 90), at(-10, 90)}, []int32{8000, 1000, 1000}, 3},
	} {
		got, err := partition.Cut(t.Context(), c.shape, c.line)
		if err != nil {
			t.Fatal(name, err)
		}
		var sizes []int32
		cut := 0
		for _, p := range got {
			sizes = append(sizes, int32(p.Shape.TwiceArea().Float64()/2))
			if p.Cut {
				cut++
			}
		}
		if !slices.Equal(sizes, c.want) || cut != c.cut {
			t.Errorf("%s: %v, %d cut; want %v, %d", name, sizes, cut, c.want, c.cut)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := partition.Cut(ctx, whole, geo.Line{at(30, -50), at(30, 150)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestCutAtRandom: the pieces are the shape, whatever the line: no ground is lost or twice.
func TestCutAtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	shape := geo.MultiPolygon{{{at(0, 0), at(10000, 300), at(9000, 9000), at(300, 10000)}, {at(4000, 4000), at(4000, 6000), at(6000, 6000), at(6000, 4000)}}}
	for n := range 200 {
		var line geo.Line
		for range 2 + r.IntN(6) {
			line = append(line, at(r.Int32N(12000)-1000, r.Int32N(12000)-1000))
		}
		got, err := partition.Cut(t.Context(), shape, line)
		if errors.Is(err, partition.ErrUnstable) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var areas []partition.Area
		for _, p := range got {
			areas = append(areas, partition.Area{Shape: p.Shape})
		}
		found, err := partition.FindFaults(t.Context(), areas)
		if err != nil || len(found.Overlaps) > 0 {
			t.Fatalf("%d: %d overlaps, %v", n, len(found.Overlaps), err)
		}
		var shapes []geo.MultiPolygon
		for _, a := range areas {
			shapes = append(shapes, a.Shape)
		}
		all, err := partition.Union(shapes)
		if err != nil {
			t.Fatal(err)
		}
		before, after := shape.TwiceArea().Float64(), all.TwiceArea().Float64()
		// A crossing with the border is rounded by half a unit: the border moves by that.
		if d := before - after; d > 80000 || d < -80000 || len(all) != 1 {
			t.Fatalf("%d: the pieces have %v of %v, in %d parts", n, after, before, len(all))
		}
	}
}

// TestNodeNear: it looks as far as borders change, and gives what noding all areas gives.
func TestNodeNear(t *testing.T) {
	var stored []partition.Area
	var boxes []geo.Box
	for i := range int32(20) { // each neighbour's edge has a vertex a unit beside the next one's
		stored = append(stored, partition.Area{Code: "s", Stored: true, Shape: geo.MultiPolygon{{{at(i*100, 0), at(i*100+100, 0), at(i*100+100, 100), at(i*100+100, 200), at(i*100, 200), at(i*100, 100)}}}})
		boxes = append(boxes, stored[i].Shape.Box())
	}
	fresh := []partition.Area{{Code: "f", Layer: 1, Shape: geo.MultiPolygon{{{at(0, -50), at(101, 50), at(100, 151), at(0, 150)}}}}}
	got, err := partition.NodeNear(t.Context(), fresh, stored, boxes)
	if err != nil || len(got.Unstable) > 0 {
		t.Fatal(got.Unstable, err)
	}
	want, err := partition.Node(t.Context(), append(slices.Clone(fresh), stored...))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Of) >= 21 || len(got.Of) < 3 {
		t.Errorf("%d areas were looked at", len(got.Of))
	}
	changed := 0
	for k, i := range got.Of {
		if want.Changed[i] {
			changed++
		}
		if got.Changed[k] != want.Changed[i] || !got.Shapes[k].Equal(want.Shapes[i]) {
			t.Errorf("area %d: %v, want %v", i, got.Shapes[k], want.Shapes[i])
		}
	}
	if changed < 2 {
		t.Errorf("%d areas changed: the test shows nothing", changed)
	}
}
