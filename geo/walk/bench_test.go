package walk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

const tenMinutes walk.Time = 6000

// cpu is the processor time of the process: others use the machine, and the clock on the wall
// would measure them.
func cpu(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measured loops over f and tells its processor time.
func measured(b *testing.B, f func()) {
	begin, n := cpu(b), 0
	for b.Loop() {
		f()
		n++
	}
	b.ReportMetric(float64((cpu(b)-begin).Nanoseconds())/float64(n), "cpu-ns/op")
}

// madeCity is a WalkCity as the fields want it.
type madeCity struct {
	*geotest.WalkCity
	graph *walk.Graph
	doors []walk.Door // of the stations, numbered as they stand
	homes []walk.Foothold
}

var studyCity = sync.OnceValues(func() (*madeCity, error) { return makeCity(geotest.WalkBenchmark) })

func makeCity(size geotest.WalkSize) (*madeCity, error) {
	c := &madeCity{WalkCity: geotest.MakeWalkCity(size)}
	edges := make([]walk.Edge, len(c.Edges))
	for i, e := range c.Edges {
		edges[i] = walk.Edge{A: uint32(e.A), B: uint32(e.B), Forth: walk.Time(e.Forth), Back: walk.Time(e.Back)}
	}
	var err error
	if c.graph, err = walk.NewGraph(len(c.Points), edges); err != nil {
		return nil, err
	}
	for i, n := range c.Stations {
		f, err := c.node(n)
		if err != nil {
			return nil, err
		}
		c.doors = append(c.doors, walk.Door{Facility: int32(i), Foothold: f})
	}
	for _, h := range c.Homes {
		c.homes = append(c.homes, walk.Foothold{Edge: uint32(h.Edge), Along: uint32(h.Along * whole), Link: walk.Time(h.Link)})
	}
	return c, nil
}

// node is a foothold at a node, on whichever edge ends there.
func (c *madeCity) node(n int32) (walk.Foothold, error) {
	arcs := c.graph.Out(uint32(n))
	if len(arcs) == 0 {
		return walk.Foothold{}, fmt.Errorf("no street leaves node %d", n)
	}
	if c.Edges[arcs[0].Edge].A == n {
		return walk.Foothold{Edge: arcs[0].Edge}, nil
	}
	return walk.Foothold{Edge: arcs[0].Edge, Along: whole}, nil
}

func benchCity(b *testing.B) *madeCity {
	b.Helper()
	c, err := studyCity()
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkFields makes each kind of field over the city of the siting study.
func BenchmarkFields(b *testing.B) {
	c := benchCity(b)
	b.Run("reach/10min", func(b *testing.B) {
		measured(b, func() { must(c.graph.Reach(walk.ToFacility, c.doors, tenMinutes))(b) })
	})
	for _, x := range []struct {
		name  string
		limit walk.Time
	}{{"10min", tenMinutes}, {"30min", walk.HalfHour}, {"unbounded", walk.Unbounded}} {
		b.Run("nearest/"+x.name, func(b *testing.B) {
			measured(b, func() { must(c.graph.Nearest(walk.ToFacility, c.doors, x.limit))(b) })
		})
		b.Run("top-3/"+x.name, func(b *testing.B) {
			measured(b, func() { must(c.graph.TopK(walk.ToFacility, c.doors, x.limit))(b) })
		})
	}
}

// BenchmarkAt asks for every home of the city.
func BenchmarkAt(b *testing.B) {
	c := benchCity(b)
	nearest := must(c.graph.Nearest(walk.ToFacility, c.doors, tenMinutes))(b)
	reach := must(c.graph.Reach(walk.ToFacility, c.doors, tenMinutes))(b)
	top := must(c.graph.TopK(walk.ToFacility, c.doors, walk.HalfHour))(b)
	session := top.Session()
	buf := make([]walk.Found, 0, 64)
	for _, x := range []struct {
		name string
		at   func(walk.Foothold)
	}{
		{"nearest", func(f walk.Foothold) { nearest.At(f) }},
		{"reach", func(f walk.Foothold) { reach.At(f, buf) }},
		{"top-3", func(f walk.Foothold) { top.At(f, buf) }},
		{"session", func(f walk.Foothold) { session.At(f, buf) }},
	} {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				x.at(c.homes[i%len(c.homes)])
			}
		})
	}
}

// BenchmarkWhatIf opens candidates and closes stations, each undone at once, and tells the
// middle and the 95th percentile; with them, all homes at the nodes named are asked again.
func BenchmarkWhatIf(b *testing.B) {
	c := benchCity(b)
	top := must(c.graph.TopK(walk.ToFacility, c.doors, walk.HalfHour))(b)
	homes := c.homesByNode()
	random := rand.New(rand.NewPCG(1, 2))
	gates := c.gates()
	for _, x := range []struct {
		name string
		edit func(*walk.Session) ([]uint32, error)
	}{
		{"add", func(s *walk.Session) ([]uint32, error) {
			f, err := c.node(c.Candidates[random.IntN(len(c.Candidates))])
			if err != nil {
				return nil, err
			}
			return s.Add(int32(len(c.doors)), []walk.Foothold{f})
		}},
		{"close", func(s *walk.Session) ([]uint32, error) { return s.Close(int32(random.IntN(len(c.doors)))) }},
		{"gate", func(s *walk.Session) ([]uint32, error) {
			return s.CloseEdges([]uint32{gates[random.IntN(len(gates))]})
		}},
	} {
		b.Run(x.name, func(b *testing.B) {
			s := top.Session()
			var took []time.Duration
			nodes, asked := 0, 0
			buf := make([]walk.Found, 0, walk.Best)
			for b.Loop() {
				begin := cpu(b)
				touched, err := x.edit(s)
				if err != nil {
					b.Fatal(err)
				}
				for _, n := range touched {
					for _, h := range homes[n] {
						s.At(c.homes[h], buf)
						asked++
					}
				}
				took = append(took, cpu(b)-begin)
				nodes += len(touched)
				s.Undo()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-cpu-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-cpu-µs")
			b.ReportMetric(float64(nodes)/float64(len(took)), "nodes/edit")
			b.ReportMetric(float64(asked)/float64(len(took)), "homes/edit")
		})
	}
}

// homesByNode are the homes whose street ends at a node.
func (c *madeCity) homesByNode() [][]int32 {
	out := make([][]int32, len(c.Points))
	for i, h := range c.Homes {
		e := c.Edges[h.Edge]
		out[e.A] = append(out[e.A], int32(i))
		out[e.B] = append(out[e.B], int32(i))
	}
	return out
}

func (c *madeCity) gates() []uint32 {
	var out []uint32
	for i, e := range c.Edges {
		if e.Kind == geotest.WalkGate {
			out = append(out, uint32(i))
		}
	}
	return out
}
