package cql2_test

import (
	"fmt"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
)

// A small grid makes shapes touch in every way: at corners, along edges, inside each other.
func gridPoint(t *rapid.T, name string) geo.Point {
	return geo.Point{X: rapid.Int32Range(0, 7).Draw(t, name+"x"), Y: rapid.Int32Range(0, 7).Draw(t, name+"y")}
}

// someRing is a triangle or a rectangle of the grid: simple rings, which all judges accept.
func someRing(t *rapid.T) geo.Ring {
	for {
		a, b, c := gridPoint(t, "a"), gridPoint(t, "b"), gridPoint(t, "c")
		if rapid.Bool().Draw(t, "box") {
			if a.X != b.X && a.Y != b.Y {
				lo, hi := geo.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, geo.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}
				return geo.Ring{lo, {X: hi.X, Y: lo.Y}, hi, {X: lo.X, Y: hi.Y}}
			}
		} else if geo.Orient(a, b, c) != 0 {
			return geo.Ring{a, b, c}
		}
	}
}

// frame is a square ring of ground with a hole, which may hold the other shape.
func frame() geo.Polygon {
	return geo.Polygon{{{X: 0, Y: 0}, {X: 7, Y: 0}, {X: 7, Y: 7}, {X: 0, Y: 7}}, {{X: 1, Y: 1}, {X: 1, Y: 6}, {X: 6, Y: 6}, {X: 6, Y: 1}}}
}

func someShape(t *rapid.T) cql2.Shape {
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return cql2.Shape{Points: []geo.Point{gridPoint(t, "p"), gridPoint(t, "q")}}
	case 1:
		l := geo.Line{gridPoint(t, "p")}
		for len(l) < 4 {
			if q := gridPoint(t, "q"); q != l[len(l)-1] {
				l = append(l, q)
			}
		}
		return cql2.Shape{Lines: []geo.Line{l}}
	case 2:
		return cql2.Shape{Polygons: geo.MultiPolygon{frame()}}
	default:
		return cql2.Shape{Polygons: geo.MultiPolygon{{someRing(t)}}}
	}
}

// judged is the shape for simplefeatures.
func judged(t *rapid.T, s cql2.Shape) geom.Geometry {
	at := func(p geo.Point) string { return fmt.Sprintf("%d %d", p.X, p.Y) }
	list := func(ps []geo.Point, closed bool) string {
		out := ""
		for i, p := range ps {
			if i > 0 {
				out += ","
			}
			out += at(p)
		}
		if closed {
			out += "," + at(ps[0])
		}
		return "(" + out + ")"
	}
	text := ""
	switch {
	case len(s.Points) > 0:
		text = "MULTIPOINT" + list(s.Points, false)
	case len(s.Lines) > 0:
		text = "LINESTRING" + list(s.Lines[0], false)
	default:
		text = "POLYGON("
		for i, r := range s.Polygons[0] {
			if i > 0 {
				text += ","
			}
			text += list(r, true)
		}
		text += ")"
	}
	g, err := geom.UnmarshalWKT(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return g
}

// TestMeetsEqualsSimpleFeatures: whether two shapes share a point is what simplefeatures says
// of them, where its floating point is exact; and it is the same the other way round.
func TestMeetsEqualsSimpleFeatures(t *testing.T) {
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, b := someShape(t), someShape(t)
		want := geom.Intersects(judged(t, a), judged(t, b))
		seen[want]++
		if got := cql2.NewGround(a).Meets(b); got != want {
			t.Fatalf("%v meets %v: %v", a, b, got)
		}
		if got := cql2.NewGround(b).Meets(a); got != want {
			t.Fatalf("%v meets %v the other way round: %v", b, a, got)
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("only one answer was seen: %v", seen)
	}
}

// TestMeetsIsExact: one unit of the lattice makes the difference, at the corners of the earth.
func TestMeetsIsExact(t *testing.T) {
	line := func(a, b geo.Point) cql2.Shape { return cql2.Shape{Lines: []geo.Line{{a, b}}} }
	lo, hi := geo.Point{X: -geo.MaxX, Y: -geo.MaxY}, geo.Point{X: geo.MaxX, Y: geo.MaxY}
	g := cql2.NewGround(line(lo, hi))
	for p, want := range map[geo.Point]bool{{}: true, {X: 1}: false, {Y: 1}: false, {X: 2, Y: 1}: true, {X: -2, Y: -1}: true, hi: true, {X: geo.MaxX - 1, Y: geo.MaxY}: false} {
		if got := g.Meets(cql2.Shape{Points: []geo.Point{p}}); got != want {
			t.Errorf("%v: %v", p, got)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	f, err := cql2.Parse(`code LIKE '3708%' AND (floors BETWEEN 3 AND 7 OR name IN ('a','b')) AND NOT "户 数" > 4`, columns, cql2.LonLat)
	if err != nil {
		b.Fatal(err)
	}
	r := sample()
	b.ReportAllocs()
	for b.Loop() {
		f.Match(r)
	}
}
