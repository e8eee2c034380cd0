package partition_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
)

// fittedAreas nodes shapes as one layer; every seventh area is in the store already.
func fittedAreas(t testing.TB, shapes []geo.MultiPolygon, stored bool) []partition.Area {
	t.Helper()
	areas := make([]partition.Area, len(shapes))
	for i, m := range shapes {
		areas[i] = partition.Area{Shape: m, Code: string(rune('a' + i))}
	}
	areas = nodedAreas(t, areas)
	for i := range areas {
		areas[i].Stored = stored && i%7 == 3
	}
	return areas
}

// nodedAreas nodes areas and leaves out what does not come to rest or vanishes.
func nodedAreas(t testing.TB, areas []partition.Area) []partition.Area {
	t.Helper()
	for {
		res, err := partition.Node(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		bad := map[int]bool{}
		for _, i := range append(res.Unstable, res.Collapsed...) {
			bad[i] = true
		}
		var out []partition.Area
		for i, a := range areas {
			if !bad[i] {
				a.Shape = res.Shapes[i]
				out = append(out, a)
			}
		}
		if areas = out; len(bad) == 0 {
			return areas
		}
	}
}

func faultsOf(t testing.TB, areas []partition.Area) partition.Faults {
	t.Helper()
	found, err := partition.FindFaults(t.Context(), areas)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// movedFar is how far a vertex of a shape is from a border, at most.
func movedFar(now, from geo.MultiPolygon) geo.Metres {
	far := geo.Metres(0)
	for _, poly := range now {
		for _, r := range poly {
			for _, p := range r {
				least := geo.Metres(1e9)
				from.Edges(func(a, b geo.Point) {
					d, _ := geo.SegmentDistance(p.LonLat(), a.LonLat(), b.LonLat())
					least = min(least, d)
				})
				far = max(far, least)
			}
		}
	}
	return far
}

// checkMended checks what holds of every repair, whatever it was.
func checkMended(t testing.TB, areas []partition.Area, m *partition.Mended, bound geo.Metres) {
	t.Helper()
	for i, shape := range m.Shapes {
		if far := movedFar(shape, areas[i].Shape); areas[i].Stored && far > 0.0224 { // noded at most
			t.Errorf("area %d of the store moved %v m", i, far)
		}
		if same, err := partition.Normalise(shape); err != nil || !same.Equal(shape) {
			t.Errorf("area %d is not valid: %v", i, err)
		}
		if shape.Equal(areas[i].Shape) {
			continue
		}
		if far := max(movedFar(shape, areas[i].Shape), movedFar(areas[i].Shape, shape)); far > bound {
			t.Errorf("area %d moved %v m, more than %v", i, far, bound)
		}
	}
	for _, s := range m.Done {
		if s.Moved > bound {
			t.Errorf("a strip moved %v", s.Moved)
		}
	}
}

func withShapes(areas []partition.Area, shapes []geo.MultiPolygon) []partition.Area {
	out := append([]partition.Area{}, areas...)
	for i := range out {
		out[i].Shape = shapes[i]
	}
	return out
}

func TestCloseHairlines(t *testing.T) {
	before, after, done := 0, 0, 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 8))
		sheet := newSheet(r, 4+r.IntN(4), 1500)
		areas := fittedAreas(t, jitter(r, sheet.blocks(1), 1+r.Int32N(2)), seed%2 == 1)
		m, err := partition.CloseHairlines(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		// A strip beside another one moves a border twice.
		checkMended(t, areas, &m, 2*0.05)
		first := faultsOf(t, areas)
		second := faultsOf(t, nodedAreas(t, withShapes(areas, m.Shapes)))
		before += len(first.Gaps) + len(first.Overlaps)
		after += len(second.Gaps) + len(second.Overlaps)
		done += len(m.Done)
		all := len(second.Gaps) + len(second.Overlaps)
		if left := all - wide(second); seed%2 == 0 && left > len(m.Left) {
			t.Errorf("seed %d: %d hairlines are left, %d of them told", seed, left, len(m.Left))
		}
	}
	t.Logf("%d faults before, %d strips closed, %d faults after", before, done, after)
	if done == 0 || after*20 > before {
		t.Errorf("%d faults before, %d after", before, after)
	}
}

func TestCloseHairlinesOfARealLayerLeavesWhatIsWide(t *testing.T) {
	for name, shapes := range dirtyLayers(t) {
		areas := fittedAreas(t, shapes, false)
		first := faultsOf(t, areas)
		m, err := partition.CloseHairlines(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		checkMended(t, areas, &m, 2*0.05)
		second := faultsOf(t, nodedAreas(t, withShapes(areas, m.Shapes)))
		if a, b := wide(first), wide(second); a != b {
			t.Errorf("%s: %d wide gaps and overlaps before, %d after", name, a, b)
		}
		t.Logf("%s: %d gaps and %d overlaps before, %d strips closed, %d left, %d and %d after",
			name, len(first.Gaps), len(first.Overlaps), len(m.Done), len(m.Left), len(second.Gaps), len(second.Overlaps))
	}
}

// wide counts what is no hairline.
func wide(f partition.Faults) int {
	n := 0
	for _, g := range f.Gaps {
		if !g.Hairline {
			n++
		}
	}
	for _, o := range f.Overlaps {
		if !o.Hairline {
			n++
		}
	}
	return n
}

// dirtyLayers are real layers whose areas do not fit, without what is not valid by itself.
func dirtyLayers(t testing.TB) map[string][]geo.MultiPolygon {
	t.Helper()
	_, villages := geotest.Taipei(t)
	out := map[string][]geo.MultiPolygon{}
	for name, c := range map[string]geotest.Coverage{"Taipei": villages, "Ahmedabad": geotest.Ahmedabad(t)} {
		for _, m := range c.Shapes {
			if shape, err := partition.Normalise(m); err == nil {
				out[name] = append(out[name], shape)
			}
		}
	}
	return out
}
