package partition_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"pgregory.net/rapid"
)

func findFaults(t testing.TB, areas []partition.Area) partition.Faults {
	t.Helper()
	f, err := partition.FindFaults(t.Context(), areas)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFindFaults(t *testing.T) {
	big := square(0, 0, 1000, 1000)
	areas := inLayer(0, false, []geo.MultiPolygon{
		one(big, ring(400, 400, 400, 600, 600, 600, 600, 400)), // its hole is a gap with an island
		one(square(450, 450, 550, 550)),
		one(ring(1000, 0, 2000, 0, 2000, 1000, 1000, 1000, 900, 750, 1000, 500, 900, 250)), // two pieces over the first
		one(square(1000, 0, 2000, 1000)),                                                   // over the third
		one(square(5000, 0, 6000, 1000)),                                                   // apart: what lies between is no gap
	})
	areas = noded(t, shapesOf(areas))
	f := findFaults(t, areas)
	type overlap struct{ a, b, pieces int }
	var got []overlap
	for _, o := range f.Overlaps {
		got = append(got, overlap{o.A, o.B, o.Pieces})
		if !o.Shape.Owns(o.At) {
			t.Errorf("%d and %d: place %v is not in the overlap", o.A, o.B, o.At)
		}
	}
	if want := []overlap{{0, 2, 2}, {2, 3, 1}}; !slices.Equal(got, want) {
		t.Fatalf("overlaps %v, want %v", got, want)
	}
	if len(f.Gaps) != 1 {
		t.Fatalf("gaps %v", f.Gaps)
	}
	want := one(square(400, 400, 600, 600), ring(450, 450, 450, 550, 550, 550, 550, 450))
	if g := f.Gaps[0]; !reflect.DeepEqual(g.Shape, want) || !want.Owns(g.At) || g.Hairline {
		t.Fatalf("gap %+v", g)
	}
}

func shapesOf(areas []partition.Area) []geo.MultiPolygon {
	var out []geo.MultiPolygon
	for _, a := range areas {
		out = append(out, a.Shape)
	}
	return out
}

// A sliver 4 units wide (4.4 cm) is a hairline, one of 8 units is not; the width of a
// long rectangle is its short side.
func TestHairline(t *testing.T) {
	for _, c := range []struct {
		width    int32
		hairline bool
	}{{4, true}, {8, false}} {
		f := findFaults(t, noded(t, []geo.MultiPolygon{one(square(0, 0, 100000+c.width, 100000)), one(square(100000, 0, 200000, 100000))}))
		if len(f.Overlaps) != 1 {
			t.Fatalf("overlaps %v", f.Overlaps)
		}
		o := f.Overlaps[0]
		metres := geo.Metres(float64(c.width) * 0.011132)
		if o.Hairline != c.hairline || o.Width < 0.99*metres || o.Width > 1.01*metres {
			t.Errorf("%d units: width %v m, hairline %v", c.width, o.Width, o.Hairline)
		}
	}
}

func TestFindFaultsWantsNoded(t *testing.T) {
	var notNoded *partition.NotNodedError
	for name, shapes := range map[string][]geo.MultiPolygon{
		"crossing": {one(ring(0, 0, 100, 100, 0, 100)), one(ring(0, 100, 100, 0, 200, 0))},
		"touching": {one(square(0, 0, 100, 100)), one(ring(100, 50, 200, 0, 200, 100))},
	} {
		if _, err := partition.FindFaults(t.Context(), inLayer(0, false, shapes)); !errors.As(err, &notNoded) {
			t.Errorf("%s: FindFaults gives %v", name, err)
		}
		if _, err := partition.Union(shapes); !errors.As(err, &notNoded) {
			t.Errorf("%s: Union gives %v", name, err)
		}
	}
}

// On noded messy layers: an overlap is exactly where two areas own a point, a gap where
// none does within the outline; the areas add up, each face counted by its owners.
func TestFaultsProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3))
		s := newSheet(r, 3, 12)
		areas := noded(t, jitter(r, s.blocks(1), rapid.Int32Range(0, 3).Draw(rt, "off")))
		f := findFaults(t, areas)
		union, err := partition.Union(shapesOf(areas))
		if err != nil {
			rt.Fatal(err)
		}
		requireCanonical(rt, union)
		eachPoint(union.Box(), 1, func(q geo.Point) {
			owners := []int{}
			for i, a := range areas {
				if a.Shape.Owns(q) {
					owners = append(owners, i)
				}
			}
			requireListed(rt, f, union, q, owners)
		})
		sum := union.TwiceArea()
		for _, o := range f.Overlaps {
			requireCanonical(rt, o.Shape)
			sum = sum.Add(o.Shape.TwiceArea())
		}
		total := geo.MultiPolygon{}.TwiceArea()
		for _, a := range areas {
			total = total.Add(a.Shape.TwiceArea())
		}
		// Three areas over each other make three pairs, of which two would do.
		if total.Compare(sum) > 0 || len(f.Overlaps) < 3 && total != sum {
			rt.Fatalf("areas %v, union and overlaps %v", total, sum)
		}
		filled := union.TwiceArea()
		for _, g := range f.Gaps {
			requireCanonical(rt, g.Shape)
			filled = filled.Add(g.Shape.TwiceArea())
		}
		if outline := outlineOf(union); len(union) == 1 && filled != outline.TwiceArea() {
			rt.Fatalf("union and gaps %v, outline %v", filled, outline.TwiceArea())
		}
	})
}

// requireListed: q is in the overlaps of just its owners, and in a gap if it has none
// within the outline.
func requireListed(t *rapid.T, f partition.Faults, union geo.MultiPolygon, q geo.Point, owners []int) {
	for _, o := range f.Overlaps {
		if both := slices.Contains(owners, o.A) && slices.Contains(owners, o.B); both != o.Shape.Owns(q) {
			t.Fatalf("%v has owners %v, overlap of %d and %d: %v", q, owners, o.A, o.B, o.Shape.Owns(q))
		}
	}
	for i, a := range owners {
		for _, b := range owners[i+1:] {
			if !slices.ContainsFunc(f.Overlaps, func(o partition.Overlap) bool { return o.A == a && o.B == b }) {
				t.Fatalf("overlap of %d and %d is not listed", a, b)
			}
		}
	}
	if union.Owns(q) != (len(owners) > 0) {
		t.Fatalf("%v has owners %v, union: %v", q, owners, union.Owns(q))
	}
	gap := slices.ContainsFunc(f.Gaps, func(g partition.Gap) bool { return g.Shape.Owns(q) })
	// Parts that touch in corners can have a gap between them, outside of each.
	if free := len(owners) == 0; gap && !free || !gap && free && outlineOf(union).Owns(q) {
		t.Fatalf("%v has owners %v, in a gap: %v", q, owners, gap)
	}
}

// outlineOf fills the holes.
func outlineOf(m geo.MultiPolygon) geo.MultiPolygon {
	var out geo.MultiPolygon
	for _, poly := range m {
		out = append(out, poly[:1])
	}
	return out
}
