package walk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// doorsOf are the stations of a made-up city, which stand at nodes, on a network of its streets.
func doorsOf(t testing.TB, c *geotest.WalkCity, n *walk.Network) []walk.Door {
	t.Helper()
	var doors []walk.Door
	for i, s := range c.Stations {
		f, miss := n.Snap(c.Points[s])
		if !miss.OK() || f.Metres != 0 {
			t.Fatalf("station %d: %+v, %+v", i, f, miss)
		}
		doors = append(doors, walk.Door{Facility: int32(i), Foothold: f})
	}
	return doors
}

// trueHolds are the footholds of the homes as the generator knows them, by its own streets.
func trueHolds(c *geotest.WalkCity, n *walk.Network) []walk.Foothold {
	edgeOf := map[int64]uint32{}
	n.Streets(func(e uint32) {
		w, _ := n.Way(e)
		edgeOf[w] = e
	})
	out := make([]walk.Foothold, len(c.Homes))
	for i, h := range c.Homes {
		out[i] = walk.Foothold{Edge: edgeOf[int64(h.Edge)], Along: uint32(h.Along * (1 << 16)), Link: walk.Time(h.Link)}
	}
	return out
}

// TestFewAreCountedAsCoveredThatAreNot holds the answers for homes that are only points against
// the truth of the generator, which knows the street of each: the share of households that are
// wrongly counted within ten minutes stays below 3 %.
func TestFewAreCountedAsCoveredThatAreNot(t *testing.T) {
	size := geotest.WalkBenchmark
	if testing.Short() {
		size = geotest.WalkTown
	}
	c := geotest.MakeWalkCity(size)
	n, _ := build(t, streetsOf(c, true))
	field, err := n.Graph().Nearest(walk.ToFacility, doorsOf(t, c, n), tenMinutes)
	if err != nil {
		t.Fatal(err)
	}
	all, covered, falseYes, falseNo := 0, 0, 0, 0
	for i, f := range trueHolds(c, n) {
		h := int(c.Homes[i].Households)
		_, truth := field.At(f)
		g, miss := n.Snap(c.Homes[i].At)
		counted := false
		if miss.OK() {
			_, counted = field.At(g)
		}
		all += h
		if truth {
			covered += h
		}
		if counted && !truth {
			falseYes += h
		}
		if truth && !counted {
			falseNo += h
		}
	}
	share := func(h int) float64 { return 100 * float64(h) / float64(all) }
	t.Logf("of %d households %.2f %% are covered; %.2f %% are counted so and are not, %.2f %% are and are not counted", all, share(covered), share(falseYes), share(falseNo))
	if share(covered) < 20 || share(covered) > 90 {
		t.Errorf("%.2f %% are covered: this is not the city of the study", share(covered))
	}
	if share(falseYes) > 3 || share(falseNo) > 3 {
		t.Errorf("%.2f %% of the households are wrongly counted as covered, %.2f %% wrongly not", share(falseYes), share(falseNo))
	}
}

func BenchmarkBuild(b *testing.B) {
	s := streetsOf(geotest.MakeWalkCity(geotest.WalkBenchmark), true)
	b.ResetTimer()
	measured(b, func() { build(b, s) })
}

// BenchmarkPoint is the walking part of a question about a point: its footholds and the nearest
// station; p99 is by the clock on the wall.
func BenchmarkPoint(b *testing.B) {
	c := geotest.MakeWalkCity(geotest.WalkBenchmark)
	pointBenchmark(b, c, streetsOf(c, true))
}

// BenchmarkPointByIslets is BenchmarkPoint with a stub of 15 m that meets no street at each twenty-fifth home.
func BenchmarkPointByIslets(b *testing.B) {
	c := geotest.MakeWalkCity(geotest.WalkBenchmark)
	s := streetsOf(c, true)
	s.Ways = append(s.Ways, stubsAt(c, len(s.Ways))...)
	pointBenchmark(b, c, s)
}

func pointBenchmark(b *testing.B, c *geotest.WalkCity, s *walk.Streets) {
	n, _ := build(b, s)
	field, err := n.Graph().Nearest(walk.ToFacility, doorsOf(b, c, n), walk.HalfHour)
	if err != nil {
		b.Fatal(err)
	}
	took := make([]time.Duration, len(c.Homes))
	i, covered, feet := 0, 0, make([]walk.Foothold, 0, walk.MostStand)
	b.ReportAllocs()
	b.ResetTimer()
	measured(b, func() {
		k := i * 7919 % len(c.Homes)
		begin := time.Now()
		feet, _ = n.Stand(c.Homes[k].At, feet[:0])
		for _, f := range feet {
			if _, ok := field.At(f); ok {
				covered++
			}
		}
		took[k] = time.Since(begin)
		i++
	})
	took = slices.DeleteFunc(took, func(d time.Duration) bool { return d == 0 })
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
}

// BenchmarkHomes is every building's answer: 100,000 footholds and their nearest stations.
func BenchmarkHomes(b *testing.B) {
	c := geotest.MakeWalkCity(geotest.WalkBenchmark)
	n, _ := build(b, streetsOf(c, true))
	doors, feet := doorsOf(b, c, n), make([]walk.Foothold, 0, walk.MostStand)
	b.ResetTimer()
	measured(b, func() {
		field, err := n.Graph().Nearest(walk.ToFacility, doors, tenMinutes)
		if err != nil {
			b.Fatal(err)
		}
		for i := range c.Homes {
			feet, _ = n.Stand(c.Homes[i].At, feet[:0])
			for _, f := range feet {
				field.At(f)
			}
		}
	})
}
