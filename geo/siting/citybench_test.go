package siting_test

import (
	"context"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
)

// walkedCity is the city of the siting study: 1,700 stations, 5,000 candidates and 100,000 buildings on a network.
type walkedCity struct {
	graph              *walk.Graph
	homes              []walk.Foothold
	demand             []int64
	stations, proposed []walk.Door
}

var studyCity = sync.OnceValues(func() (*walkedCity, error) {
	const whole = 1 << 16
	made := geotest.MakeWalkCity(geotest.WalkBenchmark)
	edges := make([]walk.Edge, len(made.Edges))
	at := make([]walk.Foothold, len(made.Points)) // of each node, at an end of one of its edges
	for i, e := range made.Edges {
		edges[i] = walk.Edge{A: uint32(e.A), B: uint32(e.B), Forth: walk.Time(e.Forth), Back: walk.Time(e.Back)}
		at[e.A], at[e.B] = walk.Foothold{Edge: uint32(i)}, walk.Foothold{Edge: uint32(i), Along: whole}
	}
	c := &walkedCity{}
	var err error
	if c.graph, err = walk.NewGraph(len(made.Points), edges); err != nil {
		return nil, err
	}
	doors := func(nodes []int32) (out []walk.Door) {
		for i, n := range nodes {
			out = append(out, walk.Door{Facility: int32(i), Foothold: at[n]})
		}
		return out
	}
	c.stations, c.proposed = doors(made.Stations), doors(made.Candidates)
	for _, h := range made.Homes {
		c.homes = append(c.homes, walk.Foothold{Edge: uint32(h.Edge), Along: uint32(h.Along * whole), Link: walk.Time(h.Link)})
		c.demand = append(c.demand, int64(h.Households))
	}
	return c, nil
})

// problem measures all walks and puts the question.
func (c *walkedCity) problem(ctx context.Context, model siting.Model, limit walk.Time) (*siting.Problem, error) {
	now, err := c.graph.Nearest(walk.ToFacility, c.stations, walk.Unbounded)
	if err != nil {
		return nil, err
	}
	reach, err := c.graph.ReachWithin(ctx, walk.ToFacility, c.proposed, limit, 30_000_000)
	if err != nil {
		return nil, err
	}
	p := &siting.Problem{Model: model, Limit: limit, P: 50, Budget: siting.NoLimit, Seed: 1, Demand: c.demand, Sites: make([]siting.Site, len(c.proposed)), Reach: make([][]siting.Reach, len(c.proposed))}
	var found []walk.Found
	for i, f := range c.homes {
		walked := walk.Never
		if x, ok := now.At(f); ok {
			walked = x.Time
		}
		p.Now = append(p.Now, walked)
		found = reach.At(f, found[:0])
		for _, x := range found {
			p.Reach[x.Facility] = append(p.Reach[x.Facility], siting.Reach{Demand: int32(i), Time: x.Time})
		}
	}
	return p, nil
}

// BenchmarkCity asks where 50 new stations should stand in the city of the study, from the network on: the walks
// to what stands, the cover sets of all candidates, the choice and its bound.
func BenchmarkCity(b *testing.B) {
	c, err := studyCity()
	if err != nil {
		b.Fatal(err)
	}
	for _, bm := range []struct {
		name  string
		model siting.Model
		limit walk.Time
	}{{"mclp50", siting.MCLP, 6000}, {"pmedian50", siting.PMedian, walk.HalfHour}} {
		b.Run(bm.name, func(b *testing.B) {
			var p *siting.Problem
			var res *siting.Result
			sets, before := 0.0, cpu()
			for b.Loop() {
				begun := cpu()
				var err error
				if p, err = c.problem(b.Context(), bm.model, bm.limit); err != nil {
					b.Fatal(err)
				}
				sets += cpu() - begun
				if res, err = siting.Solve(b.Context(), p, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu()-before)/float64(b.N), "cpu_ms")
			b.ReportMetric(sets/float64(b.N), "sets_cpu_ms")
			b.ReportMetric(res.GapPercent, "gap_%")
			b.ReportMetric(float64(res.Objective), "objective")
			if err := siting.Check(p, res); err != nil {
				b.Fatal(err)
			}
		})
	}
}
