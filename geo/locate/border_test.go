package locate_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// segment is an edge without direction, the lesser end first.
type segment struct{ a, b geo.Point }

func undirected(a, b geo.Point) segment {
	if b.Less(a) {
		a, b = b, a
	}
	return segment{a, b}
}

// sides lists the areas at each edge: what a noded layer knows of its neighbours.
func sides(areas []locate.Area) map[segment][]int {
	at := map[segment][]int{}
	for i, a := range areas {
		a.Shape.Edges(func(a, b geo.Point) {
			e := undirected(a, b)
			at[e] = append(at[e], i)
		})
	}
	return at
}

// border is what Index.Border must give in a noded layer without overlaps: every edge is
// measured, and the neighbour is the other area that has the nearest one.
func border(areas []locate.Area, at map[segment][]int, area int, p geo.Point) (locate.Border, float64) {
	best := locate.Border{Neighbour: locate.None}
	var nearest segment
	micro := math.Inf(1)
	areas[area].Shape.Edges(func(a, b geo.Point) {
		e := undirected(a, b)
		d, where := geo.SegmentDistance(p.LonLat(), e.a.LonLat(), e.b.LonLat())
		m := math.Round(float64(d) / 1e-6)
		if m > micro || m == micro && !(e.a.Less(nearest.a) || e.a == nearest.a && e.b.Less(nearest.b)) {
			return
		}
		best.Distance, best.At, nearest, micro = d, where, e, m
	})
	for _, other := range at[nearest] {
		if other != area {
			best.Neighbour = other
		}
	}
	return best, micro
}

func drawPoint(t *rapid.T, areas []locate.Area) geo.Point {
	box := bounds(areas)
	w, h := box.Max.X-box.Min.X, box.Max.Y-box.Min.Y
	return geo.Point{
		X: rapid.Int32Range(box.Min.X-w/2, box.Max.X+w/2).Draw(t, "x"),
		Y: rapid.Int32Range(box.Min.Y-h/2, box.Max.Y+h/2).Draw(t, "y"),
	}
}

func TestBorderAgainstEveryEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := drawCells(t)
		x, err := locate.Build([]locate.Layer{{Key: "grid", Partition: true, Areas: areas}})
		if err != nil {
			t.Fatal(err)
		}
		at := sides(areas)
		points := []geo.Point{areas[0].Shape[0][0][0]}
		for range 20 {
			points = append(points, drawPoint(t, areas))
		}
		for _, p := range points {
			for i := range areas {
				want, _ := border(areas, at, i, p)
				if got, ok := x.Border(0, i, p); !ok || got != want {
					t.Fatalf("Border(%d, %v) = %+v, %v, want %+v", i, p, got, ok, want)
				}
			}
		}
	})
}

func TestNearestAgainstEveryArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := drawCells(t)
		for i := len(areas) - 1; i > 0; i-- { // gaps
			if rapid.IntRange(0, 3).Draw(t, "gap") == 0 {
				areas = append(areas[:i], areas[i+1:]...)
			}
		}
		x, err := locate.Build([]locate.Layer{{Key: "grid", Partition: true, Areas: areas}})
		if err != nil {
			t.Fatal(err)
		}
		at := sides(areas)
		for range 20 {
			p := drawPoint(t, areas)
			var want locate.Border
			area, micro := locate.None, math.Inf(1)
			for i := range areas {
				b, m := border(areas, at, i, p)
				if m < micro || m == micro && smaller(areas[i], areas[area]) {
					want, area, micro = b, i, m
				}
			}
			got, b, ok := x.Nearest(0, p, want.Distance)
			if !ok || got != area || b != want {
				t.Fatalf("Nearest(%v) = %d %+v %v, want %d %+v", p, got, b, ok, area, want)
			}
			if want.Distance > 0 {
				if got, _, ok := x.Nearest(0, p, want.Distance*(1-1e-12)); ok {
					t.Fatalf("Nearest(%v) = %d beyond the limit", p, got)
				}
			}
			if got, b, ok := x.Nearest(0, p, geo.Metres(math.Inf(1))); !ok || got != area || b != want {
				t.Fatalf("Nearest(%v) without limit = %d %+v %v, want %d %+v", p, got, b, ok, area, want)
			}
		}
	})
}

func smaller(a, b locate.Area) bool {
	c := a.Shape.TwiceArea().Compare(b.Shape.TwiceArea())
	return c < 0 || c == 0 && a.Code < b.Code
}

func TestNeighbourInAnOverlapIsTheOwner(t *testing.T) {
	// b lies inside a, c inside b and in the corner of it; they overlap as bad data do.
	areas := []locate.Area{
		{Code: "a", Shape: geo.MultiPolygon{{square(0, 0, 1000, 1000)}}},
		{Code: "b", Shape: geo.MultiPolygon{{square(100, 100, 500, 500)}}},
		{Code: "c", Shape: geo.MultiPolygon{{square(100, 100, 200, 200)}}},
		{Code: "d", Shape: geo.MultiPolygon{{square(0, 1000, 1000, 1300)}}},
	}
	x := build(t, locate.Layer{Key: "l", Partition: true, Areas: areas},
		locate.Layer{Key: "free", Areas: areas})
	for _, c := range []struct {
		area int
		p    geo.Point
		want int
	}{
		{2, geo.Point{X: 110, Y: 150}, 0}, // west of both b and c is a
		{2, geo.Point{X: 190, Y: 150}, 1},
		{2, geo.Point{X: 150, Y: 190}, 1},
		{2, geo.Point{X: 150, Y: 110}, 0}, // south, across a horizontal edge
		{1, geo.Point{X: 300, Y: 490}, 0},
		{1, geo.Point{X: 110, Y: 150}, 0}, // the flank of b where c owns the inside
		{0, geo.Point{X: 500, Y: 990}, 3},
		{3, geo.Point{X: 500, Y: 1010}, 0},
		{0, geo.Point{X: 500, Y: 10}, locate.None},
		{3, geo.Point{X: 500, Y: 1290}, locate.None},
	} {
		if b, ok := x.Border(0, c.area, c.p); !ok || b.Neighbour != c.want {
			t.Errorf("across from %s at %v: %d, want %d", areas[c.area].Code, c.p, b.Neighbour, c.want)
		}
		if b, ok := x.Border(1, c.area, c.p); !ok || b.Neighbour != locate.None {
			t.Errorf("a free layer has neighbour %d", b.Neighbour)
		}
	}
}

func TestBorderFarAway(t *testing.T) {
	// A province-sized square: bounds made for its latitudes must not cut the answer off.
	ring := geo.Ring{}
	for i := int32(0); i < 400; i++ {
		ring = append(ring, geo.Point{X: 1_000_000_000 + i*250_000, Y: 300_000_000})
	}
	for i := int32(0); i < 400; i++ {
		ring = append(ring, geo.Point{X: 1_100_000_000, Y: 300_000_000 + i*250_000})
	}
	ring = append(ring, geo.Point{X: 1_100_000_000, Y: 400_000_000}, geo.Point{X: 1_000_000_000, Y: 400_000_000})
	areas := []locate.Area{{Code: "p", Shape: geo.MultiPolygon{{ring}}}}
	x := build(t, locate.Layer{Key: "province", Partition: true, Areas: areas})
	at := sides(areas)
	for _, p := range []geo.Point{
		{X: 1_050_000_000, Y: 350_000_000}, {X: 1_001_000_000, Y: 398_000_000},
		{X: 1_120_000_000, Y: 290_000_000}, {X: 1_099_000_000, Y: 301_000_000},
	} {
		want, _ := border(areas, at, 0, p)
		if got, ok := x.Border(0, 0, p); !ok || got != want {
			t.Errorf("Border(%v) = %+v, want %+v", p, got, want)
		}
	}
}
