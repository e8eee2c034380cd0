package intake

import (
	"math"
	"testing"

	"github.com/redsail/redsail/geo"
)

// round is a ring of n points about a place, in units of the lattice.
func round(n int, x, y, radius float64) geo.Ring {
	out := make(geo.Ring, n)
	for i := range out {
		a := 2 * math.Pi * float64(i) / float64(n)
		out[i] = geo.Point{X: int32(x + radius*math.Cos(a)), Y: int32(y + radius*math.Sin(a))}
	}
	return out
}

// TestOutlined: a shape is drawn as it is where there is room, else by its largest rings, closed, within the
// bound; without room by nothing.
func TestOutlined(t *testing.T) {
	const lon, lat = 1_160_000_000, 390_000_000
	square := geo.MultiPolygon{{round(4, lon, lat, 1000)}}
	if got := outlined(square, 5); pointsIn(got) != 5 || len(got) != 1 {
		t.Errorf("a square: %v", got)
	}
	shape := geo.MultiPolygon{{round(50, lon+900_000, lat, 2000)}, {round(5000, lon, lat, 100_000), round(800, lon, lat, 40_000)}}
	for i := range 300 {
		shape = append(shape, geo.Polygon{round(6, lon+200_000+float64(i)*300, lat, 100)})
	}
	got := outlined(shape, 1000)
	if n := pointsIn(got); n > 1000 || n < 500 || len(got) > 200 || len(got[0]) != 2 {
		t.Fatalf("%d points of %d polygons", n, len(got))
	}
	if d := got[0][0].Bound(); math.Abs(d.Max[0]-d.Min[0]-0.02) > 0.0005 {
		t.Errorf("the largest ring is %v wide, not 0.02 degrees", d.Max[0]-d.Min[0])
	}
	for _, p := range got {
		for _, r := range p {
			if len(r) < 4 || !r.Closed() {
				t.Fatalf("a ring of %d points, closed %v", len(r), r.Closed())
			}
		}
	}
	for _, most := range []int{0, 4} {
		if got := outlined(square, most); pointsIn(got) != 0 {
			t.Errorf("with room for %d: %v", most, got)
		}
	}
}
