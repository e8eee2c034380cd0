package siting_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
)

// town says how a made-up town is built: clustered homes in a square, sites on some of them, and
// walks of 1.4 times the straight line at 4.5 km/h.
type town struct {
	homes, sites, existing int
	side                   float64 // metres
	clusters               int
	limit                  walk.Time
	model                  siting.Model
	p                      int
	seed                   uint64
}

type spot struct{ x, y float64 }

const metresPerTenth = 0.125 // 4.5 km/h

// problem makes the town. Sites that stand are told by Now, as from a field of walking times.
func (c town) problem() *siting.Problem {
	rng := rand.New(rand.NewPCG(c.seed, 7))
	centres := make([]spot, c.clusters)
	for i := range centres {
		centres[i] = spot{rng.Float64() * c.side, rng.Float64() * c.side}
	}
	place := func() spot {
		if rng.IntN(4) == 0 {
			return spot{rng.Float64() * c.side, rng.Float64() * c.side}
		}
		at := centres[rng.IntN(len(centres))]
		spread := c.side / 3 / math.Sqrt(float64(c.clusters))
		return spot{at.x + rng.NormFloat64()*spread, at.y + rng.NormFloat64()*spread}
	}
	homes := make([]spot, c.homes)
	p := &siting.Problem{Model: c.model, P: c.p, Limit: c.limit, Seed: c.seed, Demand: make([]int64, c.homes)}
	for j := range homes {
		homes[j] = place()
		p.Demand[j] = int64(1 + rng.IntN(72))
	}
	p.Now = make([]walk.Time, c.homes)
	for j := range p.Now {
		p.Now[j] = walk.Never
	}
	near := newFinder(homes, float64(c.limit)*metresPerTenth/1.4)
	for range c.existing {
		for _, r := range near.reach(place()) {
			p.Now[r.Demand] = min(p.Now[r.Demand], r.Time)
		}
	}
	p.Sites, p.Reach = make([]siting.Site, c.sites), make([][]siting.Reach, c.sites)
	for i := range p.Reach {
		p.Reach[i] = near.reach(place())
	}
	return p
}

// finder finds homes within a radius by a grid.
type finder struct {
	homes  []spot
	radius float64
	cells  map[[2]int][]int32
}

func newFinder(homes []spot, radius float64) *finder {
	f := &finder{homes, radius, map[[2]int][]int32{}}
	for j, h := range homes {
		f.cells[f.cell(h)] = append(f.cells[f.cell(h)], int32(j))
	}
	return f
}

func (f *finder) cell(s spot) [2]int {
	return [2]int{int(math.Floor(s.x / f.radius)), int(math.Floor(s.y / f.radius))}
}

func (f *finder) reach(from spot) (out []siting.Reach) {
	c := f.cell(from)
	for x := c[0] - 1; x <= c[0]+1; x++ {
		for y := c[1] - 1; y <= c[1]+1; y++ {
			for _, j := range f.cells[[2]int{x, y}] {
				if d := math.Hypot(f.homes[j].x-from.x, f.homes[j].y-from.y); d <= f.radius {
					out = append(out, siting.Reach{Demand: j, Time: walk.Time(d * 1.4 / metresPerTenth)})
				}
			}
		}
	}
	return out
}

// solved solves a problem, and has the result checked.
func solved(t testing.TB, p *siting.Problem) *siting.Result {
	t.Helper()
	res, err := siting.Solve(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := siting.Check(p, res); err != nil {
		t.Fatal(err)
	}
	return res
}
