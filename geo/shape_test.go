package geo_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

func TestBoxHoldsItsPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := geo.Ring(rapid.SliceOfN(anyPoint(), 1, 20).Draw(t, "r"))
		s := geo.Ring(rapid.SliceOfN(anyPoint(), 0, 20).Draw(t, "s"))
		both := geo.MultiPolygon{{r}, {s}}.Box()
		if both != r.Box().Union(s.Box()) {
			t.Fatal("the box of a shape is not the union of its rings' boxes")
		}
		for _, p := range append(r, s...) {
			if !both.Contains(p) {
				t.Fatalf("%v lies outside %v", p, both)
			}
		}
		meet := false
		for _, p := range s {
			meet = meet || r.Box().Contains(p)
		}
		if meet && !(r.Box().Intersects(s.Box()) && s.Box().Intersects(r.Box())) {
			t.Fatal("boxes share a point and do not intersect")
		}
		if s.Box().Empty() != (len(s) == 0) {
			t.Fatal("Empty is wrong")
		}
	})
}

func TestBoxesThatTouchOrPass(t *testing.T) {
	unit := geo.Ring{{X: 0, Y: 0}, {X: 10, Y: 10}}.Box()
	for _, c := range []struct {
		box  geo.Box
		want bool
	}{
		{geo.Box{Min: geo.Point{X: 10, Y: 10}, Max: geo.Point{X: 20, Y: 20}}, true},
		{geo.Box{Min: geo.Point{X: 11, Y: 0}, Max: geo.Point{X: 20, Y: 20}}, false},
		{geo.Box{Min: geo.Point{X: 0, Y: -9}, Max: geo.Point{X: 20, Y: -1}}, false},
		{geo.EmptyBox(), false},
	} {
		if got := unit.Intersects(c.box); got != c.want {
			t.Errorf("%v intersects %v: %v", unit, c.box, got)
		}
	}
}

func TestEdgesCloseTheRing(t *testing.T) {
	m := geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 2, Y: 0}, {X: 0, Y: 2}}, {}}, {{{X: 9, Y: 9}}}}
	var got [][2]geo.Point
	m.Edges(func(a, b geo.Point) { got = append(got, [2]geo.Point{a, b}) })
	want := [][2]geo.Point{
		{{X: 0, Y: 2}, {X: 0, Y: 0}},
		{{X: 0, Y: 0}, {X: 2, Y: 0}},
		{{X: 2, Y: 0}, {X: 0, Y: 2}},
		{{X: 9, Y: 9}, {X: 9, Y: 9}},
	}
	if len(got) != len(want) {
		t.Fatalf("edges = %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("edge %d = %v, want %v", i, got[i], want[i])
		}
	}
	if m.Vertices() != 4 {
		t.Errorf("vertices = %d", m.Vertices())
	}
}

func TestOrbClosesRings(t *testing.T) {
	m := geo.MultiPolygon{{{{X: 10_000_000, Y: 0}, {X: 20_000_000, Y: 0}, {X: 10_000_000, Y: 5_000_000}}}}
	o := m.Orb()
	if r := o[0][0]; len(r) != 4 || !r.Closed() || r[2] != [2]float64{1, 0.5} {
		t.Errorf("ring = %v", r)
	}
	if r := (geo.Ring{}).Orb(); len(r) != 0 {
		t.Errorf("empty ring = %v", r)
	}
}

func TestEqual(t *testing.T) {
	a := geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 4, Y: 0}, {X: 0, Y: 4}}, {{X: 1, Y: 1}, {X: 1, Y: 2}, {X: 2, Y: 1}}}}
	same := geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 4, Y: 0}, {X: 0, Y: 4}}, {{X: 1, Y: 1}, {X: 1, Y: 2}, {X: 2, Y: 1}}}}
	turned := geo.MultiPolygon{{{{X: 4, Y: 0}, {X: 0, Y: 4}, {X: 0, Y: 0}}, a[0][1]}}
	if !a.Equal(same) || a.Equal(turned) || a.Equal(geo.MultiPolygon{{a[0][0]}}) || a.Equal(nil) || !geo.MultiPolygon(nil).Equal(nil) {
		t.Error("shapes are equal when they have the same rings in the same order, and only then")
	}
}
