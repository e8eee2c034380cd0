package mvt_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

// piece is a part of a ring, written along it or against it.
type piece struct {
	first, last mvt.Point // as written
	ways        []byte
	back        bool
}

// pieces cuts a ring at random, and turns some of what it is cut into.
func pieces(t *rapid.T, ring []mvt.Point) (out []piece) {
	line := append(slices.Clone(ring), ring[0])
	for len(line) > 1 {
		n := rapid.IntRange(1, len(line)-1).Draw(t, "length")
		part := slices.Clone(line[:n+1])
		line = line[n:]
		back := rapid.Bool().Draw(t, "back")
		if back {
			slices.Reverse(part)
		}
		out = append(out, piece{part[0], part[len(part)-1], mvt.AppendWays(nil, part), back})
		if got := mvt.AppendPoints(nil, part[0], mvt.AppendWays(nil, part)); !slices.Equal(got, part) {
			t.Fatalf("%v comes back as %v", part, got)
		}
	}
	return out
}

// TestPiecesAreTheRing writes rings piece by piece: the bytes are those of the ring in one.
func TestPiecesAreTheRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int32{3, 63, 64, 70, 9000, 1 << 19}).Draw(t, "size")
		var ring []mvt.Point
		for range rapid.IntRange(3, 40).Draw(t, "points") {
			p := mvt.Point{X: rapid.Int32Range(-size, size).Draw(t, "x"), Y: rapid.Int32Range(-size, size).Draw(t, "y")}
			if n := len(ring); n == 0 || ring[n-1] != p && ring[0] != p {
				ring = append(ring, p)
			}
		}
		switch area := mvt.TwiceArea(ring); {
		case area == 0:
			t.Skip("no area")
		case area < 0:
			slices.Reverse(ring)
		}
		var whole, parts mvt.Polygons
		for range 2 { // the second one begins where the cursor is
			if !whole.Outer(ring) {
				t.Fatalf("%v is not taken", ring)
			}
			parts.Begin(ring[0], len(ring))
			for _, p := range pieces(t, ring) {
				if p.back {
					parts.Back(p.ways)
				} else {
					parts.Forth(p.ways)
				}
			}
			parts.End()
		}
		var a, b mvt.Layer
		a.Reset("l", 0)
		b.Reset("l", 0)
		a.AddPolygons(1, &whole, nil)
		b.AddPolygons(1, &parts, nil)
		if !bytes.Equal(a.AppendTo(nil), b.AppendTo(nil)) {
			t.Fatal("other bytes")
		}
	})
}

// TestPiecesAreClampedAlike clamps rings piece by piece, and leaves out what lies beside the square.
func TestPiecesAreClampedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origin := mvt.Point{X: rapid.Int32Range(0, 1<<27).Draw(t, "ox"), Y: rapid.Int32Range(0, 1<<27).Draw(t, "oy")}
		ring := staircase(t, origin)
		var rings mvt.Rings
		if !rings.Prepare(ring, mvt.TwiceArea(ring) > 0) {
			t.Skip("no area")
		}
		p := rings.At(0)
		c := mvt.Clamper{Origin: origin, Low: rapid.Int32Range(-6, 0).Draw(t, "low"), High: rapid.Int32Range(1, 6).Draw(t, "high")}
		want := c.Ring(nil, &p)
		c.Begin(nil)
		for _, part := range pieces(t, ring) {
			line := mvt.AppendPoints(nil, part.first, part.ways)
			start := part.first
			if part.back {
				start = part.last
			}
			beside := func(out func(mvt.Point) bool) bool {
				return !slices.ContainsFunc(line, func(q mvt.Point) bool { return !out(mvt.Point{X: q.X - origin.X, Y: q.Y - origin.Y}) })
			}
			switch {
			case beside(func(q mvt.Point) bool { return q.X <= c.Low }), beside(func(q mvt.Point) bool { return q.X >= c.High }),
				beside(func(q mvt.Point) bool { return q.Y <= c.Low }), beside(func(q mvt.Point) bool { return q.Y >= c.High }):
				c.Add(start)
			case part.back:
				c.Back(start, part.ways)
			default:
				c.Forth(start, part.ways)
			}
		}
		// Fewer than three points are nothing.
		if got := c.End(); !slices.Equal(got, want) && max(len(got), len(want)) > 2 {
			t.Fatalf("%v, in one %v", got, want)
		}
	})
}
