package geo_test

import (
	"math/big"
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// mesh is a random triangulation: a grid of moved points, each cell cut along one of its
// diagonals. The grid is fine (so that points fall on edges and corners) or spans most of
// the lattice (so that products come near the limits of int64).
func mesh() *rapid.Generator[[]geo.MultiPolygon] {
	const n = 4
	return rapid.Custom(func(t *rapid.T) []geo.MultiPolygon {
		step := rapid.SampledFrom([]int32{6, 60, 400_000_000}).Draw(t, "step")
		move := rapid.Int32Range(-step/6, step/6)
		var at [n + 1][n + 1]geo.Point
		for i := range at {
			for j := range at[i] {
				at[i][j] = geo.Point{
					X: (int32(i)-n/2)*step + move.Draw(t, "dx"),
					Y: (int32(j)-n/2)*step + move.Draw(t, "dy"),
				}
			}
		}
		var out []geo.MultiPolygon
		for i := range n {
			for j := range n {
				a, b, c, d := at[i][j], at[i+1][j], at[i+1][j+1], at[i][j+1]
				if rapid.Bool().Draw(t, "diagonal") {
					a, b, c, d = b, c, d, a
				}
				out = append(out, geo.MultiPolygon{{{a, b, c}}}, geo.MultiPolygon{{{a, c, d}}})
			}
		}
		return out
	})
}

// frame is the outer border of the mesh: all edges that only one triangle has. Even–odd,
// it needs no order, so it is given as rings of the triangles themselves.
func frame(parts []geo.MultiPolygon) geo.MultiPolygon {
	var all geo.MultiPolygon
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// probes are the points that a partition can get wrong: corners, middles of edges, and
// one unit around them; and a drawn one.
func probes(t *rapid.T, parts []geo.MultiPolygon) []geo.Point {
	box := frame(parts).Box()
	out := []geo.Point{{
		X: rapid.Int32Range(box.Min.X, box.Max.X).Draw(t, "qx"),
		Y: rapid.Int32Range(box.Min.Y, box.Max.Y).Draw(t, "qy"),
	}}
	for _, m := range parts {
		m.Edges(func(a, b geo.Point) {
			mid := geo.Point{
				X: int32((int64(a.X) + int64(b.X)) / 2),
				Y: int32((int64(a.Y) + int64(b.Y)) / 2),
			}
			for _, p := range []geo.Point{a, mid} {
				out = append(out, p,
					geo.Point{X: p.X + 1, Y: p.Y}, geo.Point{X: p.X, Y: p.Y + 1},
					geo.Point{X: p.X - 1, Y: p.Y}, geo.Point{X: p.X, Y: p.Y - 1})
			}
		})
	}
	return out
}

func TestEveryPointHasOneOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := mesh().Draw(t, "mesh")
		whole := frame(parts)
		for _, q := range probes(t, parts) {
			owners := 0
			for _, m := range parts {
				if m.Owns(q) {
					owners++
				}
			}
			want := 0
			if whole.Owns(q) {
				want = 1
			}
			if owners != want {
				t.Fatalf("%v has %d owners, want %d", q, owners, want)
			}
		}
	})
}

// crossesEastExactly is the definition with fractions: the edge meets the height y+ε² at
// x + O(ε²), which must lie east of q.X+ε.
func crossesEastExactly(a, b, q geo.Point) bool {
	if a.Y > b.Y {
		a, b = b, a
	}
	if a.Y > q.Y || b.Y <= q.Y {
		return false
	}
	num := big.NewInt(int64(b.X) - int64(a.X))
	num.Mul(num, big.NewInt(int64(q.Y)-int64(a.Y)))
	x := new(big.Rat).SetFrac(num, big.NewInt(int64(b.Y)-int64(a.Y)))
	x.Add(x, new(big.Rat).SetInt64(int64(a.X)))
	return x.Cmp(new(big.Rat).SetInt64(int64(q.X))) > 0
}

func TestCrossesEastIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b")
		at := rapid.SampledFrom([]geo.Point{
			anyPoint().Draw(t, "q"), a, b,
			{X: int32((int64(a.X) + int64(b.X)) / 2), Y: int32((int64(a.Y) + int64(b.Y)) / 2)},
		})
		q := at.Draw(t, "at")
		if got, want := geo.CrossesEast(a, b, q), crossesEastExactly(a, b, q); got != want {
			t.Fatalf("CrossesEast(%v, %v, %v) = %v, exactly %v", a, b, q, got, want)
		}
		if geo.CrossesEast(a, b, q) != geo.CrossesEast(b, a, q) {
			t.Fatalf("edge %v–%v answers by its direction", a, b)
		}
	})
}

func TestOwnerOfBordersAndCorners(t *testing.T) {
	square := func(x, y int32) geo.MultiPolygon {
		return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + 10, Y: y}, {X: x + 10, Y: y + 10}, {X: x, Y: y + 10}}}}
	}
	west, east, north := square(-10, -10), square(0, -10), square(0, 0)
	for _, c := range []struct {
		name  string
		q     geo.Point
		owner geo.MultiPolygon
	}{
		{"upright border goes to the east", geo.Point{X: 0, Y: -5}, east},
		{"level border goes to the north", geo.Point{X: 5, Y: 0}, north},
		{"corner goes to the area met first going east", geo.Point{X: 0, Y: 0}, north},
		{"inside", geo.Point{X: -5, Y: -5}, west},
	} {
		for i, m := range []geo.MultiPolygon{west, east, north} {
			want := m.Box() == c.owner.Box()
			if m.Owns(c.q) != want {
				t.Errorf("%s: area %d owns %v: %v, want %v", c.name, i, c.q, m.Owns(c.q), want)
			}
		}
	}
}

func TestHolesAndEmptyShapes(t *testing.T) {
	outer := geo.Ring{{X: 0, Y: 0}, {X: 30, Y: 0}, {X: 30, Y: 30}, {X: 0, Y: 30}}
	hole := geo.Ring{{X: 10, Y: 10}, {X: 20, Y: 10}, {X: 20, Y: 20}, {X: 10, Y: 20}}
	m := geo.MultiPolygon{{outer, hole}}
	enclave := geo.MultiPolygon{{hole}}
	for y := int32(-1); y <= 31; y++ {
		for x := int32(-1); x <= 31; x++ {
			q := geo.Point{X: x, Y: y}
			inOuter := geo.MultiPolygon{{outer}}.Owns(q)
			if m.Owns(q) == enclave.Owns(q) && inOuter {
				t.Fatalf("%v: the area and its enclave both own it, or neither", q)
			}
		}
	}
	if (geo.MultiPolygon{}).Owns(geo.Point{}) || (geo.MultiPolygon{{{}}}).Owns(geo.Point{}) {
		t.Error("an empty shape owns a point")
	}
}

func TestOrientIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b"), anyPoint().Draw(t, "c")
		product := func(x, y int64) *big.Int { return new(big.Int).Mul(big.NewInt(x), big.NewInt(y)) }
		want := product(int64(b.X)-int64(a.X), int64(c.Y)-int64(a.Y)).Cmp(
			product(int64(b.Y)-int64(a.Y), int64(c.X)-int64(a.X)))
		if got := geo.Orient(a, b, c); got != want {
			t.Fatalf("Orient = %d, exactly %d", got, want)
		}
	})
}

func TestOwnsDoesNotAllocate(t *testing.T) {
	m := geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 5, Y: 10}}}}
	if n := testing.AllocsPerRun(100, func() { m.Owns(geo.Point{X: 5, Y: 5}) }); n != 0 {
		t.Errorf("Owns allocates %v times", n)
	}
}
