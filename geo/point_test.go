package geo_test

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// anyPoint draws a point of the whole lattice, its limits included.
func anyPoint() *rapid.Generator[geo.Point] {
	return rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{
			X: rapid.Int32Range(-geo.MaxX, geo.MaxX).Draw(t, "x"),
			Y: rapid.Int32Range(-geo.MaxY, geo.MaxY).Draw(t, "y"),
		}
	})
}

func TestSnapUndoesLonLat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPoint().Draw(t, "p")
		back, err := geo.Snap(p.LonLat())
		if err != nil || back != p {
			t.Fatalf("%v → %v → %v, %v", p, p.LonLat(), back, err)
		}
	})
}

func TestSnapRoundsHalvesAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int32Range(0, geo.MaxY-1).Draw(t, "k")
		v := (float64(k) + 0.5) / geo.Scale
		if float64(v*geo.Scale) != float64(k)+0.5 {
			t.Skip("no float64 lies on this half")
		}
		for _, c := range []struct {
			v    float64
			want int32
		}{{v, k + 1}, {-v, -k - 1}} {
			got, err := geo.Snap(orb.Point{c.v, c.v})
			if err != nil || got != (geo.Point{X: c.want, Y: c.want}) {
				t.Fatalf("Snap(%v) = %v, %v; want %d", c.v, got, err, c.want)
			}
		}
	})
}

func TestSnapIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Float64Range(-180, 180).Draw(t, "lon")
		p, err := geo.Snap(orb.Point{lon, 0})
		if err != nil {
			t.Fatal(err)
		}
		// One rounding of lon·1e7 (at most 2^-23 near 180°) may add to the half.
		if off := math.Abs(lon*geo.Scale - float64(p.X)); off > 0.5+1.0/(1<<22) {
			t.Fatalf("%v snaps to %d, %v units away", lon, p.X, off)
		}
	})
}

func TestSnapTable(t *testing.T) {
	for _, c := range []struct {
		in   orb.Point
		want geo.Point
	}{
		{orb.Point{0, 0}, geo.Point{}},
		{orb.Point{math.Copysign(0, -1), 0}, geo.Point{}},
		{orb.Point{180, 90}, geo.Point{X: geo.MaxX, Y: geo.MaxY}},
		{orb.Point{-180, -90}, geo.Point{X: -geo.MaxX, Y: -geo.MaxY}},
		{orb.Point{116.5871, 35.4146}, geo.Point{X: 1165871000, Y: 354146000}},
		{orb.Point{0.00000005, -0.00000005}, geo.Point{X: 1, Y: -1}},
		{orb.Point{0.00000004, -0.00000004}, geo.Point{}},
	} {
		if got, err := geo.Snap(c.in); err != nil || got != c.want {
			t.Errorf("Snap(%v) = %v, %v; want %v", c.in, got, err, c.want)
		}
	}
}

func TestSnapRefusesWhatIsNotOnEarth(t *testing.T) {
	inf, above := math.Inf(1), math.Nextafter(180, 181)
	for _, p := range []orb.Point{
		{math.NaN(), 0},
		{0, math.NaN()},
		{inf, 0},
		{0, -inf},
		{above, 0},
		{-above, 0},
		{0, math.Nextafter(90, 91)},
		{35.4, 116.6},
		{39462498, 3920668},
	} {
		var rangeError *geo.RangeError
		if got, err := geo.Snap(p); !errors.As(err, &rangeError) {
			t.Errorf("Snap(%v) = %v, %v; want a RangeError", p, got, err)
		}
	}
}

func TestPointOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b")
		if a.Compare(b) != -b.Compare(a) || a.Less(b) != (a.Compare(b) < 0) || a.Compare(a) != 0 {
			t.Fatalf("order of %v and %v is not consistent", a, b)
		}
	})
	if !(geo.Point{X: 1, Y: 9}).Less(geo.Point{X: 2, Y: 0}) || !(geo.Point{X: 1, Y: 0}).Less(geo.Point{X: 1, Y: 1}) {
		t.Error("points are not ordered by X, then by Y")
	}
}
