package partition_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// turns is how often a ring goes round a point that is not on it.
func turns(r geo.Ring, p geo.Point) int {
	n := 0
	r.Edges(func(a, b geo.Point) {
		if geo.CrossesEast(a, b, p) {
			if b.Y > a.Y {
				n++
			} else {
				n--
			}
		}
	})
	return n
}

// TestUntangle compares with the winding numbers of the raw rings, away from borders.
func TestUntangle(t *testing.T) {
	done, refused, looked := 0, 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 12))
		var m geo.MultiPolygon
		for range 1 + r.IntN(2) {
			var poly geo.Polygon
			for range 1 + r.IntN(2) {
				ring := make(geo.Ring, 3+r.IntN(8))
				for i := range ring {
					ring[i] = geo.Point{X: r.Int32N(4000), Y: r.Int32N(4000)}
				}
				poly = append(poly, ring)
			}
			m = append(m, poly)
		}
		u, err := partition.Untangle(m)
		if err != nil {
			var fault *partition.Fault
			if !errors.As(err, &fault) {
				t.Fatal(err)
			}
			refused++
			continue
		}
		if u == nil { // it had no fault
			continue
		}
		done++
		if same, err := partition.Normalise(u.Shape); err != nil || !same.Equal(u.Shape) {
			t.Errorf("seed %d: not valid: %v", seed, err)
		}
		if len(u.At) == 0 || u.Reason == "" {
			t.Errorf("seed %d: %+v", seed, u)
		}
		for range 50 {
			p := geo.Point{X: r.Int32N(4000), Y: r.Int32N(4000)}
			if nearBorder(m, p) {
				continue
			}
			looked++
			if got, want := u.Shape.Owns(p), ruled(m, p); got != want {
				t.Errorf("seed %d: %v is owned: %v, by the rule %v", seed, p, got, want)
			}
		}
	}
	t.Logf("%d untangled, %d refused, %d points", done, refused, looked)
	if done < 100 || looked < 1000 {
		t.Errorf("only %d shapes and %d points were looked at", done, looked)
	}
}

// ruled is the rule of Untangle at a point.
func ruled(m geo.MultiPolygon, p geo.Point) bool {
	for _, poly := range m {
		in := turns(poly[0], p) != 0
		for _, hole := range poly[1:] {
			in = in && turns(hole, p) == 0
		}
		if in {
			return true
		}
	}
	return false
}

// nearBorder is true within four units of an edge.
func nearBorder(m geo.MultiPolygon, p geo.Point) bool {
	near := false
	m.Edges(func(a, b geo.Point) {
		d, _ := geo.SegmentDistance(p.LonLat(), a.LonLat(), b.LonLat())
		near = near || d < 4*0.0112
	})
	return near
}
