package walk_test

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"

	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// servedTown is a made-up city with its network and the doors of its stations.
func servedTown(t testing.TB, size geotest.WalkSize) (*geotest.WalkCity, *walk.Network, []walk.Door) {
	t.Helper()
	c := geotest.MakeWalkCity(size)
	n, _ := build(t, streetsOf(c, true))
	var doors []walk.Door
	for i, s := range c.Stations {
		f, miss := n.Snap(c.Points[s])
		if !miss.OK() {
			t.Fatalf("station %d: %v", i, miss)
		}
		for _, a := range n.Arrivals(f) {
			doors = append(doors, walk.Door{Facility: int32(i), Foothold: a})
		}
	}
	return c, n, doors
}

// TestServiceIsReach: over a town the service field has the facilities and times of a Reach, and
// the lengths are those of the routes, link to link; nothing is allocated.
func TestServiceIsReach(t *testing.T) {
	c, n, doors := servedTown(t, geotest.WalkTown)
	service := must(n.Service(doors, tenMinutes, 1_000_000))(t)
	reach := must(n.Graph().Reach(walk.ToFacility, doors, tenMinutes))(t)
	pairs := 0
	for i, h := range c.Homes {
		f, miss := n.Snap(h.At)
		if !miss.OK() {
			continue
		}
		got := service.At(f, nil)
		var times []walk.Found
		for _, w := range got {
			times = append(times, walk.Found{Facility: w.Facility, Time: w.Time})
		}
		if want := reach.At(f, nil); !slices.Equal(times, want) {
			t.Fatalf("home %d: %v, want %v", i, times, want)
		}
		for _, w := range got {
			if pairs++; pairs%7 == 0 {
				checkLength(t, n, f, doors, w)
			}
		}
	}
	if pairs < len(c.Homes)/10 {
		t.Errorf("%d homes have %d stations near: the comparison says little", len(c.Homes), pairs)
	}
	buf, i := make([]walk.Walked, 0, len(doors)), 0
	if allocs := testing.AllocsPerRun(1000, func() {
		if f, miss := n.Snap(c.Homes[i%len(c.Homes)].At); miss.OK() {
			buf = service.At(f, buf[:0])
		}
		i++
	}); allocs != 0 {
		t.Errorf("a point allocates %v times", allocs)
	}
}

// checkLength compares with a search of its own: the field may only be shorter, where several
// ways are equally quick, and never shorter than the straight line.
func checkLength(t *testing.T, n *walk.Network, f walk.Foothold, doors []walk.Door, w walk.Walked) {
	t.Helper()
	best := walk.Route{Time: walk.Never}
	line := math.Inf(1)
	for _, d := range doors {
		if d.Facility != w.Facility {
			continue
		}
		if r, ok := n.Route(f, d.Foothold, tenMinutes); ok && (r.Time < best.Time || r.Time == best.Time && r.Metres < best.Metres) {
			best = r
		}
		line = min(line, float64(geo.Distance(n.Place(f).LonLat(), n.Place(d.Foothold).LonLat())+f.Metres+d.Metres))
	}
	metres := float64(w.Millimetres) / 1000
	if best.Time != w.Time || metres > float64(best.Metres)+0.5 || metres < line-0.5 {
		t.Fatalf("facility %d: %d tenths, %.2f m; the route takes %d and %.2f m, the straight line %.2f m", w.Facility, w.Time, metres, best.Time, float64(best.Metres), line)
	}
}

// TestServiceLimits: what is too much or no door is refused; without doors nothing is found.
func TestServiceLimits(t *testing.T) {
	_, n, doors := servedTown(t, geotest.WalkSize{Side: 3000, Homes: 10, Stations: 5, Candidates: 5})
	if _, err := n.Service(doors, tenMinutes, 10); !errors.Is(err, walk.ErrTooMany) {
		t.Errorf("ten pairs at most: %v", err)
	}
	if _, err := n.Service(doors, walk.HalfHour+1, 10); err == nil {
		t.Error("more than half an hour was taken")
	}
	if _, err := n.Service([]walk.Door{{Facility: -1}}, tenMinutes, 10); err == nil {
		t.Error("a facility below 0 was taken")
	}
	none := must(n.Service(nil, tenMinutes, 10))(t)
	if got := none.At(doors[0].Foothold, nil); len(got) != 0 {
		t.Errorf("no facility, but %v", got)
	}
}

// BenchmarkService asks for homes of the city of the study, wall-aware snap and field: the
// processor time of each question, and the time on the clock that 99 of 100 stay below; once of
// all questions, once of the quickest that was asked for each home, which says what the program
// takes where the machine does other things too.
func BenchmarkService(b *testing.B) {
	c, n, doors := servedTown(b, geotest.WalkBenchmark)
	begin := cpu(b)
	s := must(n.Service(doors, tenMinutes, 16_000_000))(b)
	made := cpu(b) - begin
	buf, feet := make([]walk.Walked, 0, 256), make([]walk.Foothold, 0, walk.MostStand)
	took := make([]time.Duration, 0, 1<<20)
	least := make([]time.Duration, len(c.Homes))
	b.ReportAllocs()
	b.ResetTimer()
	begin = cpu(b)
	i := 0
	for b.Loop() {
		at := time.Now()
		feet, _ = n.Stand(c.Homes[i%len(c.Homes)].At, feet[:0])
		buf = s.AtEach(feet, buf[:0])
		d := time.Since(at)
		if len(took) < cap(took) {
			took = append(took, d)
		}
		if h := i % len(c.Homes); i < len(c.Homes) || d < least[h] {
			least[h] = d
		}
		i++
	}
	b.ReportMetric(float64((cpu(b)-begin).Nanoseconds())/float64(i), "cpu-ns/op")
	b.ReportMetric(float64(percentile99(took).Nanoseconds()), "p99-ns")
	b.ReportMetric(float64(percentile99(least[:min(i, len(least))]).Nanoseconds()), "p99-quickest-ns")
	b.ReportMetric(made.Seconds()*1000, "field-cpu-ms")
	b.ReportMetric(float64(s.Bytes())/1e6, "field-MB")
}

// percentile99 sorts them and gives the one that 99 of 100 stay below.
func percentile99(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}

// TestServiceOfEachFoothold: who may set out from either of two footholds is told each facility once, the quickest way.
func TestServiceOfEachFoothold(t *testing.T) {
	c, n, doors := servedTown(t, geotest.WalkTown)
	service := must(n.Service(doors, tenMinutes, 1_000_000))(t)
	both := 0
	for i := range c.Homes {
		var feet []walk.Foothold
		best := map[int32]walk.Walked{}
		for _, at := range []geo.Point{c.Homes[i].At, c.Homes[(i+3)%len(c.Homes)].At} {
			f, miss := n.Snap(at)
			if !miss.OK() {
				continue
			}
			feet = append(feet, f)
			for _, w := range service.At(f, nil) {
				if o, known := best[w.Facility]; !known || w.Time < o.Time || w.Time == o.Time && w.Millimetres < o.Millimetres {
					best[w.Facility] = w
				}
				both++
			}
		}
		both -= len(best)
		want := slices.SortedFunc(maps.Values(best), func(a, b walk.Walked) int {
			return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Facility, b.Facility))
		})
		first := []walk.Walked{{Facility: 7}}
		if got := service.AtEach(feet, first); got[0] != first[0] || !slices.Equal(got[1:], want) {
			t.Fatalf("home %d: %v, want %v", i, got, want)
		}
	}
	if both < 50 {
		t.Errorf("%d facilities were found from both footholds: it says little", both)
	}
}
