package partition_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

func ground(side int32) geo.MultiPolygon {
	return geo.MultiPolygon{{{{X: 0, Y: 0}, {X: side, Y: 0}, {X: side, Y: side}, {X: 0, Y: side}}}}
}

// TestCarve: a cross and a stub cut a square into four; the stub is no edge; the mesh says
// which line runs where and what lies beside it.
func TestCarve(t *testing.T) {
	lines := []geo.Line{
		{{X: -50, Y: 400}, {X: 1050, Y: 400}},
		{{X: 300, Y: 0}, {X: 300, Y: 1000}},
		{{X: 300, Y: 700}, {X: 600, Y: 700}},                                 // ends inside
		{{X: 2000, Y: 0}, {X: 2000, Y: 9}, {X: 2010, Y: 0}, {X: 2000, Y: 0}}, // outside
	}
	m, err := partition.Carve(context.Background(), ground(1000), lines)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Faces) != 4 {
		t.Fatalf("%d faces", len(m.Faces))
	}
	inner := 0
	for _, e := range m.Edges {
		if e.A.X > 1000 || slices.Contains(e.Lines, 2) || slices.Contains(e.Lines, 3) {
			t.Errorf("%+v", e)
		}
		if e.Left >= 0 && e.Right >= 0 {
			inner++
			if len(e.Lines) != 1 {
				t.Errorf("%+v", e)
			}
		}
		// The face on the left owns the point beside the middle.
		mid := geo.Point{X: (e.A.X + e.B.X) / 2, Y: (e.A.Y + e.B.Y) / 2}
		left := geo.Point{X: mid.X - signOf(e.B.Y-e.A.Y)*2, Y: mid.Y + signOf(e.B.X-e.A.X)*2}
		if owner := slices.IndexFunc(m.Faces, func(f geo.MultiPolygon) bool { return f.Owns(left) }); owner != e.Left {
			t.Errorf("%+v: %d owns %v", e, owner, left)
		}
	}
	if inner != 5 { // the stub leaves its foot as a vertex
		t.Errorf("%d edges within", inner)
	}
}

func signOf(v int32) int32 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// TestCarveParts: whatever the lines, the faces have the area of the shape together, none
// overlaps another, and each is a union of what the edges close.
func TestCarveParts(t *testing.T) {
	for seed := range uint64(200) {
		c := rand.New(rand.NewPCG(seed, 3))
		shape := ground(10_000)
		if seed%3 == 0 {
			shape[0] = append(shape[0], geo.Ring{{X: 3000, Y: 3000}, {X: 3000, Y: 6000}, {X: 6000, Y: 6000}, {X: 6000, Y: 3000}})
		}
		var lines []geo.Line
		for range 1 + c.IntN(12) {
			var l geo.Line
			for range 2 + c.IntN(4) {
				l = append(l, geo.Point{X: int32(c.IntN(14_000) - 2000), Y: int32(c.IntN(14_000) - 2000)})
			}
			lines = append(lines, l)
		}
		m, err := partition.Carve(context.Background(), shape, lines)
		if err != nil {
			t.Fatal(seed, err)
		}
		areas := make([]partition.Area, len(m.Faces))
		for i, f := range m.Faces {
			areas[i] = partition.Area{Code: fmt.Sprint(i), Shape: f}
		}
		faults, err := partition.FindFaults(context.Background(), areas)
		if err != nil || len(faults.Overlaps) > 0 {
			t.Fatalf("%d: %v, %d overlaps", seed, err, len(faults.Overlaps))
		}
		whole, err := partition.Union(m.Faces)
		if err != nil {
			t.Fatal(seed, err)
		}
		if got, want := whole.TwiceArea().Float64(), shape.TwiceArea().Float64(); got < want*0.999 || got > want*1.001 {
			t.Errorf("%d: %g of %g", seed, got, want)
		}
		for _, e := range m.Edges {
			if e.Left == e.Right || e.Left >= 0 && e.Right >= 0 && len(e.Lines) == 0 {
				t.Errorf("%d: %+v", seed, e)
			}
		}
	}
}
