package partition_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// The slow and plain other ways by which the tests check.

// failer is a test or a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// edgesOf lists the directed edges of a shape that have a length.
func edgesOf(m geo.MultiPolygon) [][2]geo.Point {
	var out [][2]geo.Point
	m.Edges(func(a, b geo.Point) {
		if a != b {
			out = append(out, [2]geo.Point{a, b})
		}
	})
	return out
}

// properCrossing is true when two edges cross inside both.
func properCrossing(e, f [2]geo.Point) bool {
	return geo.Orient(e[0], e[1], f[0])*geo.Orient(e[0], e[1], f[1]) < 0 &&
		geo.Orient(f[0], f[1], e[0])*geo.Orient(f[0], f[1], e[1]) < 0
}

// crossesItself is true when two edges of the shape cross inside both.
func crossesItself(m geo.MultiPolygon) bool {
	edges := edgesOf(m)
	for i, e := range edges {
		for _, f := range edges[i+1:] {
			if properCrossing(e, f) {
				return true
			}
		}
	}
	return false
}

// besideBig is the rule of noding in big numbers: p at most one unit from the line e,
// its foot strictly inside.
func besideBig(e [2]geo.Point, p geo.Point) bool {
	sub := func(a, b int32) *big.Int { return big.NewInt(int64(a) - int64(b)) }
	dx, dy := sub(e[1].X, e[0].X), sub(e[1].Y, e[0].Y)
	px, py := sub(p.X, e[0].X), sub(p.Y, e[0].Y)
	mul := func(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }
	dot := new(big.Int).Add(mul(dx, px), mul(dy, py))
	square := new(big.Int).Add(mul(dx, dx), mul(dy, dy))
	cross := new(big.Int).Sub(mul(dx, py), mul(dy, px))
	return dot.Sign() > 0 && dot.Cmp(square) < 0 && mul(cross, cross).Cmp(square) <= 0
}

// requireNoded fails when an edge has a vertex of any area beside it, or crosses an
// edge of its own layer.
func requireNoded(t failer, areas []partition.Area) {
	t.Helper()
	var points []geo.Point
	for _, a := range areas {
		for _, e := range edgesOf(a.Shape) {
			points = append(points, e[0])
		}
	}
	slices.SortFunc(points, geo.Point.Compare)
	points = slices.Compact(points)
	for i, a := range areas {
		for _, e := range edgesOf(a.Shape) {
			for _, p := range points {
				if besideBig(e, p) {
					t.Fatalf("area %d: edge %v has vertex %v beside it", i, e, p)
				}
			}
			for _, b := range areas[i:] {
				if b.Layer != a.Layer {
					continue
				}
				for _, f := range edgesOf(b.Shape) {
					if properCrossing(e, f) {
						t.Fatalf("edges %v and %v of layer %d cross", e, f, a.Layer)
					}
				}
			}
		}
	}
}

// requireCanonical fails when the shape is not in canonical form, or not valid by OGC's
// rules as simplefeatures (after JTS) checks them.
func requireCanonical(t failer, m geo.MultiPolygon) {
	t.Helper()
	for i, poly := range m {
		for j, r := range poly {
			if sign := r.TwiceArea().Sign(); (j == 0) != (sign > 0) {
				t.Fatalf("polygon %d ring %d has direction %d: %v", i, j, sign, m)
			}
			if slices.MinFunc(r, geo.Point.Compare) != r[0] {
				t.Fatalf("polygon %d ring %d does not start at its smallest point: %v", i, j, m)
			}
			if j > 1 && slices.CompareFunc(poly[j-1], r, geo.Point.Compare) >= 0 {
				t.Fatalf("polygon %d: holes are not sorted: %v", i, m)
			}
		}
		if i > 0 && slices.CompareFunc(m[i-1][0], poly[0], geo.Point.Compare) >= 0 {
			t.Fatalf("polygons are not sorted: %v", m)
		}
	}
	if err := simple(m).Validate(); err != nil {
		t.Fatalf("not valid: %v: %v", err, m)
	}
}

// simple is the shape in lattice units for simplefeatures.
func simple(m geo.MultiPolygon) geom.MultiPolygon {
	var polys []geom.Polygon
	for _, poly := range m {
		var rings []geom.LineString
		for _, r := range poly {
			var xy []float64
			for _, p := range append(slices.Clone(r), r[0]) {
				xy = append(xy, float64(p.X), float64(p.Y))
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(xy, geom.DimXY)))
		}
		polys = append(polys, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polys)
}

// winding is how often the ring goes round (q.X+ε, q.Y+ε²).
func winding(r geo.Ring, q geo.Point) int {
	n := 0
	r.Edges(func(a, b geo.Point) {
		if geo.CrossesEast(a, b, q) {
			if a.Y < b.Y {
				n++
			} else {
				n--
			}
		}
	})
	return n
}

// eachPoint calls f for each lattice point of the box widened by n.
func eachPoint(b geo.Box, n int32, f func(geo.Point)) {
	for x := b.Min.X - n; x <= b.Max.X+n; x++ {
		for y := b.Min.Y - n; y <= b.Max.Y+n; y++ {
			f(geo.Point{X: x, Y: y})
		}
	}
}

func ring(xy ...int32) geo.Ring {
	var r geo.Ring
	for i := 0; i+1 < len(xy); i += 2 {
		r = append(r, geo.Point{X: xy[i], Y: xy[i+1]})
	}
	return r
}

// square is a ring anticlockwise.
func square(x0, y0, x1, y1 int32) geo.Ring { return ring(x0, y0, x1, y0, x1, y1, x0, y1) }

func one(rings ...geo.Ring) geo.MultiPolygon { return geo.MultiPolygon{rings} }

// inLayer makes areas of shapes.
func inLayer(layer int, stored bool, shapes []geo.MultiPolygon) []partition.Area {
	var out []partition.Area
	for _, m := range shapes {
		out = append(out, partition.Area{Layer: layer, Shape: m, Stored: stored})
	}
	return out
}

// normal normalises shapes that have no fault.
func normal(t testing.TB, shapes []geo.MultiPolygon) []geo.MultiPolygon {
	t.Helper()
	var out []geo.MultiPolygon
	for i, m := range shapes {
		n, err := partition.Normalise(m)
		if err != nil {
			t.Fatalf("shape %d: %v", i, err)
		}
		out = append(out, n)
	}
	return out
}

// noded puts shapes into one layer and nodes them, without those that are unstable.
func noded(t testing.TB, shapes []geo.MultiPolygon) []partition.Area {
	t.Helper()
	areas := inLayer(0, false, normal(t, shapes))
	for {
		res, err := partition.Node(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Unstable) == 0 {
			for i := range areas {
				areas[i].Shape = res.Shapes[i]
			}
			return areas
		}
		for _, i := range slices.Backward(res.Unstable) {
			areas = slices.Delete(areas, i, i+1)
		}
	}
}
