package partition

import (
	"math/big"
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// anywhere draws points of the whole lattice, often close together or on round places.
func anywhere() *rapid.Generator[geo.Point] {
	x := rapid.OneOf(rapid.Int32Range(-geo.MaxX, geo.MaxX), rapid.Int32Range(-20, 20), rapid.SampledFrom([]int32{-geo.MaxX, geo.MaxX}))
	y := rapid.OneOf(rapid.Int32Range(-geo.MaxY, geo.MaxY), rapid.Int32Range(-20, 20), rapid.SampledFrom([]int32{-geo.MaxY, geo.MaxY}))
	return rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{X: x.Draw(t, "x"), Y: y.Draw(t, "y")}
	})
}

func TestBesideIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := anywhere().Draw(rt, "a"), anywhere().Draw(rt, "b")
		p := anywhere().Draw(rt, "p")
		if rapid.Bool().Draw(rt, "on the edge") {
			p.X = int32((int64(a.X) + int64(b.X)) / 2)
			p.Y = int32((int64(a.Y)+int64(b.Y))/2) + rapid.Int32Range(-2, 2).Draw(rt, "off")
		}
		dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
		px, py := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
		for _, r := range []reach{touch, unit, drift} {
			dist, ok := beside(a, b, p, r)
			wide, want := besideWide(dx, dy, px, py, r)
			if ok != want || ok && dist != wide {
				rt.Fatalf("reach %d: %d, %v; in big numbers %d, %v", r, dist, ok, wide, want)
			}
			if foot := new(big.Int).SetUint64(along(edge{a, b}, p)); ok && foot.Cmp(sumOfProducts(dx, px, dy, py)) != 0 {
				rt.Fatalf("foot at %v", foot)
			}
		}
	})
}

func TestCrossingIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := anywhere().Draw(rt, "a"), anywhere().Draw(rt, "b")
		c, d := anywhere().Draw(rt, "c"), anywhere().Draw(rt, "d")
		if !crosses(a, b, c, d) {
			return
		}
		p := crossing(a, b, c, d)
		if p != crossing(b, a, c, d) || p != crossing(d, c, a, b) {
			rt.Fatal("depends on the order of points")
		}
		// At most half a unit off each axis, so within one unit of both segments.
		if !within(a, b, p, unit) || !within(c, d, p, unit) {
			rt.Fatalf("%v is not on the segments", p)
		}
	})
}

func TestRoundRatio(t *testing.T) {
	for _, c := range []struct {
		n, d int64
		want int32
	}{{1, 2, 1}, {-1, 2, -1}, {1, -2, -1}, {-1, -2, 1}, {3, 2, 2}, {49, 100, 0}, {-50, 100, -1}, {-49, 100, 0}, {0, -7, 0}, {7, 7, 1}} {
		if got := roundRatio(big.NewInt(c.n), big.NewInt(c.d)); got != c.want {
			t.Errorf("%d/%d: %d, want %d", c.n, c.d, got, c.want)
		}
	}
}

// The tree finds what a loop over all items finds, in the strip round an edge.
func TestTreeFindsAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		points := uniquePoints(rapid.SliceOfN(anywhere(), 0, 200).Draw(rt, "points"))
		a, b := anywhere().Draw(rt, "a"), anywhere().Draw(rt, "b")
		found := map[geo.Point]bool{}
		pointTree(points).search(strip(a, b), func(id int32) bool {
			found[points[id]] = true
			return true
		})
		for _, p := range points {
			if within(a, b, p, drift) && !found[p] {
				rt.Fatalf("%v is near %v–%v, but not found", p, a, b)
			}
		}
	})
}
