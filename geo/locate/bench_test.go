package locate_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// cpu is the processor time of the process in nanoseconds: others use the machine, and the
// clock on the wall would measure them.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano() + u.Stime.Nano())
}

// heap is what is in use.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

var extents = []struct {
	name   string
	extent geotest.Extent
}{{"city", geotest.City}, {"province", geotest.Province}, {"state", geotest.State}}

func BenchmarkCountry(b *testing.B) {
	for _, e := range extents {
		if e.extent == geotest.State && os.Getenv("REDSAIL_LONG") == "" {
			continue // takes 5 GB and minutes
		}
		b.Run(e.name, func(b *testing.B) { benchCountry(b, e.extent) })
	}
}

func benchCountry(b *testing.B, e geotest.Extent) {
	c := geotest.NewCountry(e)
	layers := country(c)
	before, start, begun := heap(), cpu(), time.Now()
	x := build(b, layers...)
	built, wall := cpu()-start, time.Since(begun)
	size := heap() - before
	points := c.Queries(1 << 20)
	b.Run("build", func(b *testing.B) {
		for range b.N {
		}
		b.ReportMetric(built/1e9, "cpu-s")
		b.ReportMetric(wall.Seconds(), "wall-s")
		b.ReportMetric(size/float64(c.Grids()), "B/grid")
	})
	row := make([]int32, len(layers))
	b.Run("row", func(b *testing.B) {
		perPoint(b, func(i int) int { x.Row(points[i&(1<<20-1)], row); return 1 })
	})
	rows := make([]int32, 64*len(layers))
	b.Run("rows", func(b *testing.B) {
		perPoint(b, func(i int) int { x.Rows(points[64*i&(1<<20-1):][:64], rows); return 64 })
	})
	b.Run("border", func(b *testing.B) {
		perPoint(b, func(i int) int {
			p := points[i&(1<<20-1)]
			if o := x.Owner(3, p); o != locate.None {
				x.Border(3, o, p)
			}
			return 1
		})
	})
	b.Run("snapshot", func(b *testing.B) { benchSnapshot(b, x, points[0]) })
	b.Run("edit", func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 1))
		edited := x
		perPoint(b, func(int) int {
			var err error
			if edited, err = edited.Edit(bend(c, r)); err != nil {
				b.Fatal(err)
			}
			return 1
		})
	})
	runtime.KeepAlive(layers)
	if e == geotest.State {
		return // the peers need more room than there is
	}
	for name, make := range peers(c) {
		ask := make()
		b.Run(name, func(b *testing.B) { perPoint(b, func(i int) int { ask(points[i&(1<<20-1)]); return 1 }) })
	}
}

// benchSnapshot measures how long it takes to open a snapshot, and to have its first answer.
func benchSnapshot(b *testing.B, x *locate.Index, p geo.Point) {
	path := filepath.Join(b.TempDir(), "bench.index")
	start := time.Now()
	if err := x.Save(path, name); err != nil {
		b.Fatal(err)
	}
	saved := time.Since(start)
	var opened, answered time.Duration
	for b.Loop() {
		start := time.Now()
		s, err := locate.Open(path, name)
		if err != nil {
			b.Fatal(err)
		}
		opened += time.Since(start)
		s.Owner(0, p)
		answered += time.Since(start)
		s.Close()
	}
	b.ReportMetric(opened.Seconds()*1000/float64(b.N), "open-ms")
	b.ReportMetric(answered.Seconds()*1000/float64(b.N), "answer-ms")
	b.ReportMetric(saved.Seconds(), "save-s")
	s, err := locate.Open(path, name)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	begun := cpu()
	if err := s.Verify(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric((cpu()-begun)/1e9, "verify-cpu-s")
}

// blocks are the levels of a country that are layers, the widest first.
var blocks = []int{30, 6, 2, 1}

// bend moves a border of a country, in all layers that have it.
func bend(c *geotest.Country, r *rand.Rand) []locate.Change {
	a, b := c.Bend(r)
	var changes []locate.Change
	for l, block := range blocks {
		if x, y := c.Holding(block, a), c.Holding(block, b); x != y {
			changes = append(changes,
				locate.Change{Layer: l, Area: x, Code: fmt.Sprintf("%d-%07d", block, x), Shape: c.Area(block, x)},
				locate.Change{Layer: l, Area: y, Code: fmt.Sprintf("%d-%07d", block, y), Shape: c.Area(block, y)})
		}
	}
	return changes
}

// perPoint measures calls that each answer for some points.
func perPoint(b *testing.B, ask func(i int) (points int)) {
	b.ReportAllocs()
	points := 0
	start := cpu()
	for i := 0; b.Loop(); i++ {
		points += ask(i)
	}
	b.ReportMetric((cpu()-start)/float64(points), "cpu-ns/point")
}
