package partition_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"pgregory.net/rapid"
)

func nodeAll(t testing.TB, areas ...[]partition.Area) ([]partition.Area, partition.NodeResult) {
	t.Helper()
	in := slices.Concat(areas...)
	res, err := partition.Node(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	out := slices.Clone(in)
	for i := range out {
		out[i].Shape, out[i].Stored = res.Shapes[i], true
	}
	return out, res
}

func TestNodeCases(t *testing.T) {
	left, right := square(0, 0, 100, 100), square(100, 0, 200, 100)
	for _, c := range []struct {
		name  string
		areas []partition.Area
		want  []geo.MultiPolygon
		move  float64
	}{
		{
			"a junction off the border by a unit",
			inLayer(0, false, []geo.MultiPolygon{one(left), one(ring(100, 0, 200, 0, 200, 100, 100, 100, 101, 40))}),
			[]geo.MultiPolygon{one(ring(0, 0, 100, 0, 101, 40, 100, 100, 0, 100)), one(ring(100, 0, 200, 0, 200, 100, 100, 100, 101, 40))},
			1,
		},
		{
			"farther off it stays",
			inLayer(0, false, []geo.MultiPolygon{one(left), one(ring(100, 0, 200, 0, 200, 100, 100, 100, 102, 40))}),
			[]geo.MultiPolygon{one(left), one(ring(100, 0, 200, 0, 200, 100, 100, 100, 102, 40))},
			0,
		},
		{
			"crossing of one layer, rounded half away from zero",
			inLayer(0, false, []geo.MultiPolygon{one(ring(0, 0, 101, 101, 0, 101)), one(ring(-30, 0, 131, 101, -30, 101))}),
			nil, 0.5,
		},
		{
			"layers cross, but a vertex of one cuts the other",
			append(inLayer(0, false, []geo.MultiPolygon{one(left)}), inLayer(1, false, []geo.MultiPolygon{one(ring(50, 50, 100, 30, 150, 50))})...),
			[]geo.MultiPolygon{one(ring(0, 0, 100, 0, 100, 30, 100, 100, 0, 100)), one(ring(50, 50, 100, 30, 150, 50))},
			0,
		},
		{
			"a ring that starts elsewhere",
			inLayer(0, false, []geo.MultiPolygon{one(ring(100, 0, 100, 100, 0, 100, 0, 0)), one(right)}),
			[]geo.MultiPolygon{one(left), one(right)},
			0,
		},
		{
			"nothing to do",
			inLayer(0, false, []geo.MultiPolygon{one(left), one(right)}),
			[]geo.MultiPolygon{one(left), one(right)}, 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, res := nodeAll(t, c.areas)
			requireNoded(t, out)
			if c.want != nil && !reflect.DeepEqual(res.Shapes, c.want) {
				t.Fatalf("got %v\nwant %v", res.Shapes, c.want)
			}
			if res.MaxMove > c.move || len(res.Unstable)+len(res.Collapsed) > 0 {
				t.Fatalf("moved %v, want at most %v; unstable %v, collapsed %v", res.MaxMove, c.move, res.Unstable, res.Collapsed)
			}
			for i, changed := range res.Changed {
				if changed == reflect.DeepEqual(res.Shapes[i], c.areas[i].Shape) {
					t.Errorf("area %d: changed is %v", i, changed)
				}
			}
		})
	}
}

func TestNodeCollapsed(t *testing.T) {
	needle := one(ring(0, 0, 100, 0, 50, 1)) // its tip is beside its own base
	_, res := nodeAll(t, inLayer(0, false, []geo.MultiPolygon{needle, one(square(0, 10, 50, 60))}))
	if !slices.Equal(res.Collapsed, []int{0}) || res.Shapes[0] != nil {
		t.Fatalf("collapsed %v, shape %v", res.Collapsed, res.Shapes[0])
	}
}

// Edges 0.9 units apart, each beside the last vertex that pulled: a staircase that
// would carry a border away is refused by name, and the rest is noded without it.
func TestNodeUnstable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		s := newSheet(r, 4, 30)
		areas := append(inLayer(0, false, normal(t, jitter(r, s.blocks(1), 3))), inLayer(1, false, normal(t, jitter(r, s.blocks(2), 3)))...)
		res, err := partition.Node(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Unstable) == 0 {
			continue
		}
		for _, i := range res.Unstable {
			if !reflect.DeepEqual(res.Shapes[i], areas[i].Shape) || res.Changed[i] {
				t.Fatalf("unstable area %d has another shape", i)
			}
		}
		return
	}
	t.Fatal("nothing was unstable: the test shows nothing")
}

func TestNodeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := partition.Node(ctx, inLayer(0, false, []geo.MultiPolygon{one(square(0, 0, 9, 9))})); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

// messy is two layers over the same ground, each vertex of each area off by up to so
// many units.
func messy(t *rapid.T, off int32) (a, b []geo.MultiPolygon, r *rand.Rand) {
	r = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	s := newSheet(r, 4, rapid.SampledFrom([]int32{30, 100, 1000, 100000}).Draw(t, "size"))
	return jitter(r, s.blocks(1), off), jitter(r, s.blocks(2), off), r
}

// After Node the layers are noded, shapes are canonical and moved two units at most;
// the order of areas does not matter; noding again changes nothing; nor does the raw
// form of one layer against the stored rest.
func TestNodeProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rawA, rawB, r := messy(rt, rapid.Int32Range(0, 3).Draw(rt, "off"))
		b, _ := nodeAll(t, inLayer(1, false, normal(t, rawB)))
		a := inLayer(0, false, normal(t, rawA))
		out, res := nodeAll(t, a, b)
		if res.MaxMove > 2 {
			rt.Fatalf("moved %v units", res.MaxMove)
		}
		if len(res.Unstable) > 0 {
			rt.Skip("unstable")
		}
		requireNoded(rt, out)
		for _, area := range out {
			requireCanonical(rt, area.Shape)
		}
		if _, again := nodeAll(t, out); !reflect.DeepEqual(again.Shapes, res.Shapes) {
			rt.Fatal("noding again changes shapes")
		}
		if _, again := nodeAll(t, a, out[len(a):]); !reflect.DeepEqual(again.Shapes, res.Shapes) {
			rt.Fatal("the raw layer against the stored one comes out otherwise")
		}
		in := slices.Concat(a, b)
		order := r.Perm(len(in))
		mixed := make([]partition.Area, len(in))
		for i, k := range order {
			mixed[i] = in[k]
		}
		_, other := nodeAll(t, mixed)
		for i, k := range order {
			if !reflect.DeepEqual(other.Shapes[i], res.Shapes[k]) {
				rt.Fatalf("area %d comes out otherwise in another order", k)
			}
		}
	})
}

// An exact coverage whose areas keep different vertices of their common borders
// (T-junctions, rounded): after Node every lattice point within the frame has one
// owner, and the areas sum up to the frame.
func TestNodeClosesTJunctions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		size := rapid.SampledFrom([]int32{24, 300, 5000}).Draw(rt, "size")
		out := noded(t, tJunctions(r, 3, size))
		sum := geo.MultiPolygon{}.TwiceArea()
		var shapes []geo.MultiPolygon
		for _, area := range out {
			sum = sum.Add(area.Shape.TwiceArea())
			shapes = append(shapes, area.Shape)
		}
		union, err := partition.Union(shapes)
		if err != nil {
			rt.Fatal(err)
		}
		frame := one(square(0, 0, 3*size, 3*size))
		if sum != frame.TwiceArea() || union.TwiceArea() != sum || len(union) != 1 || len(union[0]) != 1 {
			rt.Fatalf("areas sum up to %v, their union is %v, of the frame %v", sum, union, frame.TwiceArea())
		}
		corner := geo.Point{X: r.Int32N(3 * size), Y: r.Int32N(3 * size)}
		window := geo.Box{Min: corner, Max: geo.Point{X: corner.X + 30, Y: corner.Y + 30}}
		eachPoint(window, 0, func(q geo.Point) {
			owners := 0
			for _, m := range shapes {
				if m.Owns(q) {
					owners++
				}
			}
			if inside := frame.Owns(q); inside != (owners == 1) || !inside && owners != 0 {
				rt.Fatalf("%v has %d owners", q, owners)
			}
		})
	})
}
