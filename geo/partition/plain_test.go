package partition

import (
	"math"
	"reflect"
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// star is a ring round a point, in most cases a simple one, that runs either way and starts anywhere.
func star(t *rapid.T, at geo.Point) geo.Ring {
	n := rapid.IntRange(3, 40).Draw(t, "corners")
	far := rapid.SampledFrom([]int32{3, 50, 100_000}).Draw(t, "far")
	var r geo.Ring
	for k := range n {
		out := float64(rapid.Int32Range(1, far).Draw(t, "out"))
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		r = append(r, geo.Point{X: at.X + int32(out*cos), Y: at.Y + int32(out*sin)})
	}
	k := rapid.IntRange(0, n-1).Draw(t, "start")
	r = append(r[k:n:n], r[:k]...)
	if rapid.Bool().Draw(t, "clockwise") {
		for i := range n / 2 {
			r[i], r[n-1-i] = r[n-1-i], r[i]
		}
	}
	return r
}

// A shape that needs no cutting comes out as it does when each ring is cut first.
func TestNormaliseIsTheCutting(t *testing.T) {
	simple := 0
	rapid.Check(t, func(rt *rapid.T) {
		var m geo.MultiPolygon
		for range rapid.IntRange(1, 2).Draw(rt, "polygons") {
			var poly geo.Polygon
			for range rapid.IntRange(1, 2).Draw(rt, "rings") {
				poly = append(poly, star(rt, geo.Point{X: rapid.Int32Range(-60, 60).Draw(rt, "x"), Y: rapid.Int32Range(-60, 60).Draw(rt, "y")}))
			}
			m = append(m, poly)
		}
		got, gotErr := Normalise(m)
		loops, err := clean(m)
		if err != nil {
			rt.Fatal(err)
		}
		var want geo.MultiPolygon
		if err = nodeLoops(loops); err == nil {
			want, err = ofLoops(m, loops)
		}
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(gotErr, err) {
			rt.Fatalf("%v\ngot  %v, %v\nwant %v, %v", m, got, gotErr, want, err)
		}
		if len(m) == 1 && len(m[0]) == 1 && len(want) == 1 {
			simple++
		}
	})
	if simple == 0 {
		t.Fatal("no ring was simple: the test shows little")
	}
}
