package mvt_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestClampedRingsKeepTheirGround draws rings that step through the lattice, so that they have a
// vertex on every line, and holds each cell of the square against the true ring.
func TestClampedRingsKeepTheirGround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origin := mvt.Point{X: rapid.Int32Range(0, 1<<27).Draw(t, "ox"), Y: rapid.Int32Range(0, 1<<27).Draw(t, "oy")}
		ring := staircase(t, origin)
		var rings, copied mvt.Rings
		if !rings.Prepare(staircase(t, origin), true) || !rings.Prepare(ring, true) {
			t.Skip("no area")
		}
		last := rings.At(1)
		copied.Add(&last)
		p := copied.At(0)
		if !p.Equal(last) {
			t.Fatal("a ring is copied otherwise")
		}
		c := mvt.Clamper{Origin: origin, Low: rapid.Int32Range(-6, 0).Draw(t, "low"), High: rapid.Int32Range(1, 6).Draw(t, "high")}
		before := []mvt.Point{{X: 77, Y: 78}}
		got := c.Ring(before, &p)
		if got[0] != before[0] {
			t.Fatal("what was there is changed")
		}
		got = got[1:]
		true2 := p.Points(nil)
		for i := range true2 {
			true2[i].X, true2[i].Y = true2[i].X-origin.X, true2[i].Y-origin.Y
		}
		for i, q := range got {
			if q.X < c.Low || q.X > c.High || q.Y < c.Low || q.Y > c.High {
				t.Fatalf("%v is outside", q)
			}
			a, b := got[(i+1)%len(got)], got[(i+2)%len(got)]
			onSide := q.X == a.X && a.X == b.X && (q.X == c.Low || q.X == c.High) || q.Y == a.Y && a.Y == b.Y && (q.Y == c.Low || q.Y == c.High)
			if len(got) > 3 && onSide {
				t.Fatalf("%v, %v and %v are on one side", q, a, b)
			}
		}
		for x := c.Low; x < c.High; x++ {
			for y := c.Low; y < c.High; y++ {
				if holdsCell(true2, x, y) != holdsCell(got, x, y) {
					t.Fatalf("cell %d, %d has changed hands: %v became %v", x, y, true2, got)
				}
			}
		}
	})
}

// staircase is a closed walk of unit steps, long enough for stretches at times. It may cross itself.
func staircase(t *rapid.T, origin mvt.Point) []mvt.Point {
	at := mvt.Point{X: rapid.Int32Range(-9, 9).Draw(t, "x"), Y: rapid.Int32Range(-9, 9).Draw(t, "y")}
	start := at
	var ring []mvt.Point
	walk := func(dx, dy int32, n int) {
		for range n {
			ring = append(ring, mvt.Point{X: at.X + origin.X, Y: at.Y + origin.Y})
			at.X, at.Y = at.X+dx, at.Y+dy
		}
	}
	for range rapid.IntRange(2, 12).Draw(t, "legs") {
		n := rapid.IntRange(1, 14).Draw(t, "leg")
		switch rapid.IntRange(0, 3).Draw(t, "way") {
		case 0:
			walk(1, 0, n)
		case 1:
			walk(0, 1, n)
		case 2:
			walk(-1, 0, n)
		default:
			walk(0, -1, n)
		}
	}
	way := func(from, to int32) (step int32, n int) {
		if to < from {
			return -1, int(from - to)
		}
		return 1, int(to - from)
	}
	dx, n := way(at.X, start.X)
	walk(dx, 0, n)
	dy, m := way(at.Y, start.Y)
	walk(0, dy, m)
	return ring
}

// holdsCell is the even–odd rule for the middle of the unit square at x, y.
func holdsCell(ring []mvt.Point, x, y int32) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y <= y) == (b.Y <= y) {
			continue
		}
		// Edges here are upright, or slant nowhere within a cell that is asked for.
		at := float64(a.X) + (float64(y)+.5-float64(a.Y))/float64(b.Y-a.Y)*float64(b.X-a.X)
		if at > float64(x)+.5 {
			in = !in
		}
	}
	return in
}
