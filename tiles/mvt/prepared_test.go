package mvt_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestPreparedIsOuterAndHole writes rings both ways: the bytes are the same.
func TestPreparedIsOuterAndHole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var direct, prepared mvt.Polygons
		origin := mvt.Point{X: rapid.Int32Range(0, 1<<28).Draw(t, "ox"), Y: rapid.Int32Range(0, 1<<28).Draw(t, "oy")}
		var rings mvt.Rings
		open := false
		for range rapid.IntRange(1, 4).Draw(t, "rings") {
			var here, there []mvt.Point
			for range rapid.IntRange(1, 9).Draw(t, "points") {
				p := mvt.Point{X: rapid.Int32Range(-5000, 5000).Draw(t, "x"), Y: rapid.Int32Range(-5000, 5000).Draw(t, "y")}
				if len(here) > 0 && (here[len(here)-1] == p || here[0] == p) {
					continue
				}
				here, there = append(here, p), append(there, mvt.Point{X: p.X + origin.X, Y: p.Y + origin.Y})
			}
			outer := !open || rapid.Bool().Draw(t, "outer")
			ok := rings.Prepare(there, outer)
			taken := outer && direct.Outer(here) || !outer && direct.Hole(here)
			if outer {
				open = taken
			}
			if ok != taken {
				t.Fatalf("%v prepared: %v, taken: %v", here, ok, taken)
			}
			if !ok {
				continue
			}
			r := rings.At(rings.Len() - 1)
			if got := r.Points(nil); !slices.Equal(got, there) {
				t.Fatalf("%v comes back as %v", there, got)
			}
			prepared.AddPrepared(&r, origin)
		}
		var a, b mvt.Layer
		a.Reset("l", 0)
		b.Reset("l", 0)
		a.AddPolygons(1, &direct, nil)
		b.AddPolygons(1, &prepared, nil)
		if !bytes.Equal(a.AppendTo(nil), b.AppendTo(nil)) {
			t.Fatal("other bytes")
		}
	})
}
