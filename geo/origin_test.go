package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// TestOriginIsSegmentDistance: whatever an origin was asked before, it measures bit for bit
// what SegmentDistance, written out once more as its definition says, gives.
func TestOriginIsSegmentDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for range 20_000 {
		p := orb.Point{r.Float64()*358 - 179, r.Float64()*178 - 89}
		o := geo.NewOrigin(p)
		for range 5 {
			reach := math.Pow(10, -r.Float64()*7)
			near := func() orb.Point {
				q, err := geo.Snap(orb.Point{p[0] + reach*(r.Float64()*2-1), p[1] + reach*(r.Float64()*2-1)})
				if err != nil {
					t.Fatal(err)
				}
				return q.LonLat()
			}
			a, b := near(), near()
			want, at := segmentDistance(p, a, b)
			if d, where := geo.SegmentDistance(p, a, b); d != want || where != at {
				t.Fatalf("SegmentDistance(%v, %v, %v) = %v at %v, want %v at %v", p, a, b, d, where, want, at)
			}
			if d, where := o.Segment(a, b); d != want || where != at {
				t.Fatalf("Segment(%v, %v) from %v = %v at %v, want %v at %v", a, b, p, d, where, want, at)
			}
			if d, _ := segmentDistance(p, a, a); o.Distance(a) != d {
				t.Fatalf("Distance(%v) from %v = %v, want %v", a, p, o.Distance(a), d)
			}
		}
	}
}

const (
	radian        = math.Pi / 180
	flattening    = 1 / 298.257223563
	eccentricity2 = flattening * (2 - flattening)
)

// segmentDistance is the definition: twice the nearest point by the metric of a latitude,
// then the chord to it, bent.
func segmentDistance(p, a, b orb.Point) (geo.Metres, orb.Point) {
	near := nearestOn(p, a, b, p[1])
	near = nearestOn(p, a, b, (p[1]+near[1])/2)
	return chordDistance(p, near), near
}

// nearestOn is the point of a–b nearest to p when the metric of latitude lat holds all over.
func nearestOn(p, a, b orb.Point, lat float64) orb.Point {
	m, n := radii(lat)
	kx, ky := n*math.Cos(lat*radian), m
	dx, dy := (b[0]-a[0])*kx, (b[1]-a[1])*ky
	px, py := (p[0]-a[0])*kx, (p[1]-a[1])*ky
	length := dx*dx + dy*dy
	if length == 0 {
		return a
	}
	switch t := (px*dx + py*dy) / length; {
	case t <= 0:
		return a
	case t >= 1:
		return b
	default:
		return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
	}
}

// radii gives the radii of curvature at a latitude in degrees: of the meridian, and of the
// prime vertical.
func radii(lat float64) (meridian, primeVertical float64) {
	s := math.Sin(lat * radian)
	w := 1 - eccentricity2*s*s
	n := 6378137.0 / math.Sqrt(w)
	return n * (1 - eccentricity2) / w, n
}

// chordDistance is the geodesic distance of two near points: the straight line through
// space between them, bent to the curvature of the ellipsoid in its direction (Euler). Up
// to 10 km the error is below 1e-9 of the distance.
func chordDistance(a, b orb.Point) geo.Metres {
	if a == b {
		return 0
	}
	p, q := cartesian(a), cartesian(b)
	chord := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
	lat := (a[1] + b[1]) / 2
	m, n := radii(lat)
	north, east := (b[1]-a[1])*m, (b[0]-a[0])*n*math.Cos(lat*radian)
	curvature := (north*north/m + east*east/n) / (north*north + east*east)
	bend := chord * curvature
	return geo.Metres(chord * (1 + bend*bend/24))
}

// cartesian gives the geocentric position of a point of the ellipsoid in metres.
func cartesian(p orb.Point) [3]float64 {
	sinLat, cosLat := math.Sincos(p[1] * radian)
	sinLon, cosLon := math.Sincos(p[0] * radian)
	n := 6378137.0 / math.Sqrt(1-eccentricity2*sinLat*sinLat)
	return [3]float64{n * cosLat * cosLon, n * cosLat * sinLon, n * (1 - eccentricity2) * sinLat}
}

// TestBeyond: what is within the limit is not beyond in the plane, and hardly more than the
// limit is needed for it.
func TestBeyond(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for range 300_000 {
		p := orb.Point{0, r.Float64()*178 - 89}
		o := geo.NewOrigin(p)
		east, north := o.Degree()
		reach := math.Pow(10, 2-r.Float64()*9)
		q := orb.Point{min(170, reach/max(0.02, math.Cos(p[1]*radian))) * (r.Float64()*2 - 1), min(max(p[1]+reach*(r.Float64()*2-1), -90), 90)}
		d := o.Distance(q)
		if flat := math.Hypot(q[0]*east, (q[1]-p[1])*north); flat > o.Beyond(d) {
			t.Fatalf("%v to %v is %v m, in the plane %v, beyond %v", p, q, d, flat, o.Beyond(d))
		}
	}
	o := geo.NewOrigin(orb.Point{116, 40})
	if got := o.Beyond(100); got > 100.01 {
		t.Errorf("Beyond(100) = %v", got)
	}
	if got := o.Beyond(geo.Metres(math.Inf(1))); !math.IsInf(got, 1) {
		t.Errorf("Beyond(∞) = %v", got)
	}
}
