package partition_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"pgregory.net/rapid"
)

var canonicalCases = []struct {
	name     string
	in, want geo.MultiPolygon
}{
	{"clockwise", one(ring(0, 0, 0, 9, 9, 9, 9, 0)), one(square(0, 0, 9, 9))},
	{"starts elsewhere, closed, repeated", one(ring(9, 9, 0, 9, 0, 9, 0, 0, 9, 0, 9, 9)), one(square(0, 0, 9, 9))},
	{"spike outwards", one(ring(0, 0, 9, 0, 9, 4, 20, 4, 9, 4, 9, 9, 0, 9)), one(ring(0, 0, 9, 0, 9, 4, 9, 9, 0, 9))},
	{"spike inwards", one(ring(0, 0, 9, 0, 9, 4, 2, 4, 9, 4, 9, 9, 0, 9)), one(ring(0, 0, 9, 0, 9, 4, 9, 9, 0, 9))},
	{"spike along an edge", one(ring(0, 0, 9, 0, 4, 0, 9, 0, 9, 9, 0, 9)), one(ring(0, 0, 4, 0, 9, 0, 9, 9, 0, 9))},
	{
		"keyhole becomes a hole",
		one(ring(0, 0, 90, 0, 90, 90, 0, 90, 0, 0, 30, 30, 30, 60, 60, 60, 60, 30, 30, 30)),
		one(square(0, 0, 90, 90), ring(30, 30, 30, 60, 60, 60, 60, 30)),
	},
	{
		"touches itself from inside: a hole at a vertex",
		one(ring(0, 0, 90, 0, 90, 90, 0, 90, 0, 45, 40, 60, 40, 30, 0, 45)),
		one(ring(0, 0, 90, 0, 90, 90, 0, 90, 0, 45), ring(0, 45, 40, 60, 40, 30)),
	},
	{
		"touches itself from outside: two polygons",
		one(ring(0, 0, 40, 0, 40, 40, 80, 40, 80, 80, 40, 80, 40, 40, 0, 40)),
		geo.MultiPolygon{{square(0, 0, 40, 40)}, {square(40, 40, 80, 80)}},
	},
	{
		"touches an edge with a vertex",
		one(ring(0, 0, 90, 0, 90, 90, 45, 0, 0, 90)),
		geo.MultiPolygon{{ring(0, 0, 45, 0, 0, 90)}, {ring(45, 0, 90, 0, 90, 90)}},
	},
	{
		"polygons that share an edge are one",
		geo.MultiPolygon{{square(9, 0, 18, 9)}, {square(0, 0, 9, 9)}},
		one(ring(0, 0, 9, 0, 18, 0, 18, 9, 9, 9, 0, 9)),
	},
	{
		"hole along the shell is a notch",
		one(square(0, 0, 90, 90), square(0, 30, 30, 60)),
		one(ring(0, 0, 90, 0, 90, 90, 0, 90, 0, 60, 30, 60, 30, 30, 0, 30)),
	},
	{
		"island in a hole, holes sorted",
		geo.MultiPolygon{
			{square(40, 40, 50, 50)},
			{square(0, 0, 90, 90), square(30, 30, 60, 60), square(10, 10, 20, 20)},
		},
		geo.MultiPolygon{
			{square(0, 0, 90, 90), ring(10, 10, 10, 20, 20, 20, 20, 10), ring(30, 30, 30, 60, 60, 60, 60, 30)},
			{square(40, 40, 50, 50)},
		},
	},
	{"a part that rounds to nothing", geo.MultiPolygon{{square(0, 0, 9, 9)}, {ring(50, 50, 50, 50, 51, 50)}}, one(square(0, 0, 9, 9))},
}

func TestNormalise(t *testing.T) {
	for _, c := range canonicalCases {
		t.Run(c.name, func(t *testing.T) {
			got, err := partition.Normalise(c.in)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Fatalf("got %v, %v\nwant %v", got, err, c.want)
			}
			requireCanonical(t, got)
		})
	}
}

func TestNormaliseFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     geo.MultiPolygon
		reason string
		at     []geo.Point
	}{
		{"bow-tie", one(ring(0, 0, 90, 90, 90, 0, 0, 90)), partition.SelfCrossing, ring(45, 45)},
		{"bow-tie at a vertex", one(ring(0, 0, 45, 45, 90, 90, 90, 0, 45, 45, 0, 90)), partition.SelfCrossing, ring(45, 45)},
		{"bow-tie off the lattice", one(ring(0, 0, 91, 92, 90, 0, 0, 90)), partition.SelfCrossing, ring(45, 45)},
		{"round twice", one(ring(0, 0, 90, 0, 90, 90, 0, 90, 0, 0, 80, 5, 80, 80, 5, 80)), partition.SelfCrossing, ring(0, 0)},
		{"loop inside", one(ring(0, 0, 60, 0, 60, 60, 30, 60, 30, 30, 90, 30, 90, 90, 0, 90)), partition.SelfCrossing, ring(60, 30)},
		{"hole outside", one(square(0, 0, 90, 90), square(100, 0, 110, 10)), partition.HoleOutside, ring(100, 0)},
		{"hole across", one(square(0, 0, 90, 90), square(80, 30, 100, 60)), partition.HoleOutside, ring(90, 30, 90, 60)},
		{"hole in hole", one(square(0, 0, 90, 90), square(10, 10, 80, 80), square(20, 20, 30, 30)), partition.PartsOverlap, ring(20, 20)},
		{"parts across", geo.MultiPolygon{{square(0, 0, 50, 50)}, {square(30, 30, 90, 90)}}, partition.PartsOverlap, ring(30, 50, 50, 30)},
		{"part in part", geo.MultiPolygon{{square(0, 0, 50, 50)}, {square(10, 10, 20, 20)}}, partition.PartsOverlap, ring(10, 10)},
		{"the same twice", geo.MultiPolygon{{square(0, 0, 50, 50)}, {square(0, 0, 50, 50)}}, partition.PartsOverlap, ring(0, 0)},
		{"nothing", nil, partition.Collapsed, nil},
		{"a line", one(ring(0, 0, 50, 0, 20, 0)), partition.Collapsed, ring(0, 0)},
		{"a point", one(ring(7, 7, 7, 7, 7, 7, 7, 7)), partition.Collapsed, ring(7, 7)},
		{"two points", one(ring(0, 0, 9, 9)), partition.RingTooShort, ring(0, 0, 9, 9)},
		{"empty hole", one(square(0, 0, 9, 9), geo.Ring{}), partition.RingTooShort, geo.Ring{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := partition.Normalise(c.in)
			var fault *partition.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("got %v, %v", got, err)
			}
			if fault.Reason != c.reason || !slices.Equal(fault.At, c.at) {
				t.Fatalf("got %v at %v, want %s at %v", fault.Reason, fault.At, c.reason, c.at)
			}
		})
	}
}

// What rounding did is no fault: hairline crossings, hairline overlaps of parts.
func TestNormaliseDust(t *testing.T) {
	for name, m := range map[string]geo.MultiPolygon{
		"border drawn over itself by a unit": one(ring(0, 0, 1000, 0, 1000, 500, 500, 1, 400, -1, 0, 900)),
		"needle crossed at the tip":          one(ring(0, 0, 900, 2, 2000, 0, 2000, 900, 1000, 1, 0, 900)),
		"parts a hair over each other":       {{square(0, 0, 500, 500)}, {ring(500, 0, 900, 0, 900, 500, 499, 250)}},
		"hole a hair over its shell":         one(square(0, 0, 500, 500), ring(100, 100, 501, 250, 100, 400)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := partition.Normalise(m)
			if err != nil {
				t.Fatal(err)
			}
			requireCanonical(t, got)
		})
	}
}

// smallShape draws rings on a small piece of the lattice, so that touching, crossing
// and running along happen all the time.
func smallShape() *rapid.Generator[geo.MultiPolygon] {
	return rapid.Custom(func(t *rapid.T) geo.MultiPolygon {
		side := rapid.SampledFrom([]int32{4, 9, 40}).Draw(t, "side")
		point := rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{X: rapid.Int32Range(0, side).Draw(t, "x"), Y: rapid.Int32Range(0, side).Draw(t, "y")}
		})
		rings := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(point, 3, 9), func(p []geo.Point) geo.Ring { return p }), 1, 3)
		var m geo.MultiPolygon
		for _, poly := range rapid.SliceOfN(rings, 1, 2).Draw(t, "rings") {
			m = append(m, poly)
		}
		return m
	})
}

// The interior is exactly that of the even–odd rule where no edges cross, the form is
// canonical, and a fault of winding has a witness.
func TestNormaliseProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := smallShape().Draw(rt, "shape")
		got, err := partition.Normalise(m)
		var fault *partition.Fault
		switch {
		case errors.As(err, &fault):
			if fault.Reason == partition.SelfCrossing && len(m) == 1 && len(m[0]) == 1 {
				requireBadWinding(rt, m[0][0])
			}
			return
		case err != nil:
			rt.Fatal(err)
		}
		requireCanonical(t, got)
		if !crossesItself(m) {
			eachPoint(m.Box(), 1, func(q geo.Point) {
				if got.Owns(q) != m.Owns(q) {
					rt.Fatalf("%v is owned: %v, by the even–odd rule: %v", q, got.Owns(q), m.Owns(q))
				}
			})
		}
		again, err := partition.Normalise(got)
		if err != nil || !reflect.DeepEqual(again, got) {
			rt.Fatalf("normalised again: %v, %v\nfirst: %v", again, err, got)
		}
	})
}

// requireBadWinding: a wide face has a lattice point in it (Jarník: the number of points
// differs from the area by less than the perimeter).
func requireBadWinding(t *rapid.T, r geo.Ring) {
	seen := map[int]bool{}
	eachPoint(r.Box(), 1, func(q geo.Point) { seen[winding(r, q)] = true })
	delete(seen, 0)
	if len(seen) < 2 && (seen[1] || seen[-1]) {
		t.Fatalf("fault of a ring with windings %v", seen)
	}
}

// The outcome does not depend on the direction of a ring, where it starts, repeated
// points, whether it is closed, nor on the order of holes and polygons.
func TestNormaliseInvariance(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := smallShape().Draw(rt, "shape")
		var other geo.MultiPolygon
		for _, poly := range m {
			var rings geo.Polygon
			for _, r := range poly {
				rings = append(rings, disguise(rt, r))
			}
			slices.Reverse(rings[1:])
			other = append(other, rings)
		}
		slices.Reverse(other)
		got, err := partition.Normalise(m)
		same, err2 := partition.Normalise(other)
		if !reflect.DeepEqual(got, same) || !reflect.DeepEqual(err, err2) {
			rt.Fatalf("%v, %v\nbut %v, %v", got, err, same, err2)
		}
	})
}

func disguise(t *rapid.T, r geo.Ring) geo.Ring {
	k := rapid.IntRange(0, len(r)-1).Draw(t, "start")
	out := append(slices.Clone(r[k:]), r[:k]...)
	if rapid.Bool().Draw(t, "reverse") {
		slices.Reverse(out)
	}
	if rapid.Bool().Draw(t, "close") {
		out = append(out, out[0])
	}
	k = rapid.IntRange(0, len(out)-1).Draw(t, "repeat")
	return slices.Insert(out, k, out[k])
}
