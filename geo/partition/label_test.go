package partition_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"pgregory.net/rapid"
)

func TestLabelPoint(t *testing.T) {
	for _, c := range []struct {
		name string
		m    geo.MultiPolygon
		want geo.Point
		off  float64
	}{
		{"square", one(square(0, 0, 1000, 1000)), geo.Point{X: 500, Y: 500}, 30},
		{"the thick end of an L", one(ring(0, 0, 9000, 0, 9000, 500, 2000, 500, 2000, 2000, 0, 2000)), geo.Point{X: 1000, Y: 1000}, 100},
		{"beside a hole", one(square(0, 0, 4000, 1000), square(0, 100, 3000, 900)), geo.Point{X: 3500, Y: 500}, 60},
		{"the greater polygon", geo.MultiPolygon{{square(0, 0, 10, 10)}, {square(100, 100, 300, 300)}}, geo.Point{X: 200, Y: 200}, 10},
		// At 60° a degree of longitude is half as long: the widest place is the tall part.
		{"far north", one(ring(0, 600_000_000, 3000, 600_000_000, 3000, 600_002_000, 12000, 600_002_000, 12000, 600_003_400, 0, 600_003_400)),
			geo.Point{X: 1500, Y: 600_002_400}, 900},
	} {
		p := partition.LabelPoint(c.m)
		if d := math.Hypot(float64(p.X-c.want.X), float64(p.Y-c.want.Y)); d > c.off || !c.m.Owns(p) {
			t.Errorf("%s: label at %v, want about %v", c.name, p, c.want)
		}
	}
}

// Slivers of less than a unit: the label is on an owned point if there is one.
func TestLabelPointThin(t *testing.T) {
	for name, m := range map[string]geo.MultiPolygon{
		"flat":  one(ring(0, 0, 200000, 0, 100000, 1)),
		"steep": one(ring(0, 0, 3, 1000000, 2, 1000001)),
		"unit":  one(square(7, 7, 8, 8)),
	} {
		if p := partition.LabelPoint(m); !m.Owns(p) {
			t.Errorf("%s: label %v is outside", name, p)
		}
	}
	// The triangle (0,0) (1,1) (0,1) owns no lattice point; the first point is given.
	none := one(ring(0, 0, 1, 1, 0, 1))
	eachPoint(none.Box(), 1, func(q geo.Point) {
		if none.Owns(q) {
			t.Fatalf("owns %v", q)
		}
	})
	if p := partition.LabelPoint(none); p != (geo.Point{}) {
		t.Errorf("label of a shape without points: %v", p)
	}
	if p := partition.LabelPoint(nil); p != (geo.Point{}) {
		t.Errorf("label of nothing: %v", p)
	}
}

// The label is owned whenever the shape owns a point, and is about as deep as the
// deepest lattice point.
func TestLabelPointProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m, err := partition.Normalise(smallShape().Draw(rt, "shape"))
		if err != nil {
			rt.Skip("fault")
		}
		p := partition.LabelPoint(m)
		deepest, some := 0.0, false
		eachPoint(m.Box(), 0, func(q geo.Point) {
			if m.Owns(q) {
				some = true
				deepest = max(deepest, depth(m, q))
			}
		})
		if m.Owns(p) != some {
			rt.Fatalf("label %v owned: %v", p, m.Owns(p))
		}
		if some && depth(m, p) < deepest/1.02-1.01 {
			rt.Fatalf("label %v is %v deep, the deepest point %v", p, depth(m, p), deepest)
		}
	})
}

// depth is the distance from p to the border in units; near the equator both axes are alike.
func depth(m geo.MultiPolygon, p geo.Point) float64 {
	least := math.Inf(1)
	for _, e := range edgesOf(m) {
		dx, dy := float64(e[1].X-e[0].X), float64(e[1].Y-e[0].Y)
		px, py := float64(p.X-e[0].X), float64(p.Y-e[0].Y)
		t := min(max((px*dx+py*dy)/(dx*dx+dy*dy), 0), 1)
		least = min(least, math.Hypot(px-t*dx, py-t*dy))
	}
	return least
}

func TestUnionAndAdjacent(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const cells, size = 4, 100000
	s := newSheet(r, cells, size)
	areas := noded(t, s.blocks(1))
	union, err := partition.Union(shapesOf(areas))
	if err != nil || len(union) != 1 || len(union[0]) != 1 {
		t.Fatalf("union %v, %v", union, err)
	}
	if frame := one(square(0, 0, cells*size, cells*size)); union.TwiceArea() != frame.TwiceArea() {
		t.Fatalf("union has area %v, the frame %v", union.TwiceArea(), frame.TwiceArea())
	}
	met, err := partition.Adjacent(t.Context(), areas)
	if err != nil {
		t.Fatal(err)
	}
	borders, corners := 0, 0
	for i, m := range met {
		if i > 0 && (met[i-1].A > m.A || met[i-1].A == m.A && met[i-1].B >= m.B) || m.A >= m.B {
			t.Fatalf("%v after %v", m, met[i-1])
		}
		dx, dy := m.B%cells-m.A%cells, m.B/cells-m.A/cells
		switch {
		case m.Corner && m.Border == 0 && dx*dx == 1 && dy == 1:
			corners++
		case !m.Corner && m.Border > 500 && dx*dx+dy*dy == 1:
			borders++
		default:
			t.Errorf("cells %d and %d: %+v", m.A, m.B, m)
		}
	}
	if borders != 24 || corners != 18 {
		t.Errorf("%d borders, %d corners; want 24 and 18", borders, corners)
	}
}

// Overlapping areas that run along an edge on the same side are no neighbours there.
func TestAdjacentSides(t *testing.T) {
	areas := noded(t, []geo.MultiPolygon{one(square(0, 0, 100000, 100000)), one(square(0, 0, 50000, 100000)), one(square(-100000, 0, 0, 100000))})
	met, err := partition.Adjacent(t.Context(), areas)
	if err != nil {
		t.Fatal(err)
	}
	side := geo.Distance(geo.Point{}.LonLat(), geo.Point{Y: 100000}.LonLat())
	want := []partition.Adjacency{{A: 0, B: 1, Corner: true}, {A: 0, B: 2, Border: side}, {A: 1, B: 2, Border: side}}
	if len(met) != len(want) {
		t.Fatalf("got %v", met)
	}
	for i := range want {
		if met[i] != want[i] {
			t.Errorf("got %v, want %v", met[i], want[i])
		}
	}
}
