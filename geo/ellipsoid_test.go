package geo_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// vectors reads a file of written-down values and drops its column names.
func vectors(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s holds no values", path)
	}
	return rows[1:]
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDistanceAgreesWithGeod(t *testing.T) {
	for _, row := range vectors(t, "testdata/geodesics.csv") {
		var v [5]float64
		for i := range v {
			v[i] = number(t, row[i])
		}
		a, b := orb.Point{v[0], v[1]}, orb.Point{v[2], v[3]}
		got := float64(geo.Distance(a, b))
		if math.Abs(got-v[4]) > 1e-3 || v[4] < 1e6 && math.Abs(got-v[4]) > 1e-6+1e-10*v[4] {
			t.Errorf("Distance(%v, %v) = %.9f, geod says %.9f", a, b, got, v[4])
		}
	}
}

func TestDistanceIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPoint().Draw(t, "a").LonLat(), anyPoint().Draw(t, "b").LonLat()
		there, back := geo.Distance(a, b), geo.Distance(b, a)
		if math.Abs(float64(there-back)) > 1e-3 || there < 0 || there > 20003932 {
			t.Fatalf("%v and %v", there, back)
		}
	})
}

func TestDistanceOfNoPlaceIsNaN(t *testing.T) {
	for _, p := range []orb.Point{{math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}, {0, math.Inf(-1)}} {
		if d := float64(geo.Distance(p, orb.Point{1, 1})); !math.IsNaN(d) {
			t.Errorf("Distance from %v = %v", p, d)
		}
	}
}

func TestSegmentDistanceFindsTheNearestPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-80, 80).Draw(t, "lat")
		lon := rapid.Float64Range(-179, 179).Draw(t, "lon")
		reach := rapid.Float64Range(1e-6, 0.03).Draw(t, "reach") // up to about 5 km each way
		near := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{
				lon + reach*rapid.Float64Range(-1, 1).Draw(t, "x"),
				lat + reach*rapid.Float64Range(-1, 1).Draw(t, "y"),
			}
		})
		p, a, b := near.Draw(t, "p"), near.Draw(t, "a"), near.Draw(t, "b")
		got, at := geo.SegmentDistance(p, a, b)
		want, _ := bruteSegment(p, a, b)
		if diff := math.Abs(float64(got - want)); diff > 1e-6*float64(want)+1e-8 {
			t.Fatalf("SegmentDistance(%v, %v, %v) = %v, by search %v", p, a, b, got, want)
		}
		if diff := math.Abs(float64(geo.Distance(p, at) - got)); diff > 1e-8*float64(got)+1e-8 {
			t.Fatalf("the point found is %v away, not %v", geo.Distance(p, at), got)
		}
	})
}

// bruteSegment narrows the place of the least Distance along the segment.
func bruteSegment(p, a, b orb.Point) (geo.Metres, orb.Point) {
	along := func(s float64) orb.Point { return orb.Point{a[0] + s*(b[0]-a[0]), a[1] + s*(b[1]-a[1])} }
	lo, hi := 0.0, 1.0
	for range 100 {
		third := (hi - lo) / 3
		if geo.Distance(p, along(lo+third)) < geo.Distance(p, along(hi-third)) {
			hi -= third
		} else {
			lo += third
		}
	}
	best, at := geo.Distance(p, along((lo+hi)/2)), along((lo+hi)/2)
	for _, end := range []orb.Point{a, b} {
		if d := geo.Distance(p, end); d < best {
			best, at = d, end
		}
	}
	return best, at
}

func TestSegmentDistanceOfAPointSegment(t *testing.T) {
	p, a := orb.Point{116, 35}, orb.Point{116.01, 35}
	d, at := geo.SegmentDistance(p, a, a)
	if at != a || math.Abs(float64(d-geo.Distance(p, a))) > 1e-6 {
		t.Errorf("distance %v at %v", d, at)
	}
	if d, at := geo.SegmentDistance(a, p, a); d != 0 || at != a {
		t.Errorf("at its own end: %v at %v", d, at)
	}
}

func latticeRing(t *testing.T, s string) geo.Ring {
	t.Helper()
	var r geo.Ring
	for pair := range strings.SplitSeq(s, ";") {
		var p geo.Point
		if _, err := fmt.Sscanf(pair, "%d %d", &p.X, &p.Y); err != nil {
			t.Fatal(err)
		}
		r = append(r, p)
	}
	return r
}

func TestAreaAgreesWithPostGIS(t *testing.T) {
	for _, row := range vectors(t, "testdata/areas.csv") {
		area, perimeter, ring := number(t, row[0]), number(t, row[1]), latticeRing(t, row[2])
		m := geo.MultiPolygon{{ring}}
		if got := float64(m.Area()); math.Abs(got-area) > 1e-4*area {
			t.Errorf("ring at %v: area %v, PostGIS says %v", ring[0].LonLat(), got, area)
		}
		if got := float64(ring.Perimeter()); math.Abs(got-perimeter) > 1e-9*perimeter {
			t.Errorf("ring at %v: perimeter %v, PostGIS says %v", ring[0].LonLat(), got, perimeter)
		}
	}
}

func TestAreaOfTheWholeEarth(t *testing.T) {
	// Karney 2013 gives 510,065,621.724 km² for the surface of WGS-84.
	const earth = 510_065_621_724_088.5
	var m geo.MultiPolygon
	for y := int32(-90); y < 90; y += 10 {
		m = append(m, geo.Polygon{{
			{X: -geo.MaxX, Y: y * geo.Scale}, {X: geo.MaxX, Y: y * geo.Scale},
			{X: geo.MaxX, Y: (y + 10) * geo.Scale}, {X: -geo.MaxX, Y: (y + 10) * geo.Scale},
		}})
	}
	if got := float64(m.Area()); math.Abs(got-earth) > 1e-12*earth {
		t.Errorf("area = %v, want %v", got, earth)
	}
}

func TestAreaOfPartsAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := mesh().Draw(t, "mesh")
		var whole geo.MultiPolygon
		var sum geo.SquareMetres
		for _, p := range parts {
			sum += p.Area()
			whole = append(whole, p...)
		}
		if math.Abs(float64(whole.Area()-sum)) > 1e-12*float64(sum) {
			t.Fatalf("%v and %v", whole.Area(), sum)
		}
		outer := parts[0][0][0]
		centre := geo.Point{
			X: int32((int64(outer[0].X) + int64(outer[1].X) + int64(outer[2].X)) / 3),
			Y: int32((int64(outer[0].Y) + int64(outer[1].Y) + int64(outer[2].Y)) / 3),
		}
		// A triangle cut from its middle point: three parts, the same area.
		var cut geo.SquareMetres
		outer.Edges(func(a, b geo.Point) { cut += geo.Ring{a, b, centre}.Area() })
		if math.Abs(float64(cut-outer.Area())) > 1e-9*float64(cut)+1e-6 {
			t.Fatalf("triangle %v, its thirds %v", outer.Area(), cut)
		}
	})
}

func TestAreaOfNothing(t *testing.T) {
	if a := (geo.Ring{{X: 1, Y: 1}, {X: 2, Y: 2}}).Area(); a != 0 {
		t.Errorf("area of a line = %v", a)
	}
	if a := (geo.MultiPolygon{}).Area(); a != 0 {
		t.Errorf("area of nothing = %v", a)
	}
}
