package siting_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo/siting"
)

// apart is a cover of so many towns between which nobody walks. Every home can go to so many sites of its own town,
// drawn at random, some of them twice.
func apart(towns, sites, homes, choices int) *siting.Problem {
	rng := rand.New(rand.NewPCG(1, 2))
	p := &siting.Problem{Model: siting.LSCP, Limit: 6000, Budget: siting.NoLimit, P: siting.NoLimit, Seed: 1}
	p.Sites, p.Reach = make([]siting.Site, towns*sites), make([][]siting.Reach, towns*sites)
	for town := range towns {
		for range homes {
			j := int32(len(p.Demand))
			p.Demand = append(p.Demand, 1)
			to := map[int]bool{}
			for range choices {
				to[town*sites+rng.IntN(sites)] = true
			}
			for i := range to {
				p.Reach[i] = append(p.Reach[i], siting.Reach{Demand: j, Time: 600})
			}
		}
	}
	return p
}

// TestCoverIsBoundedFarFromTheFirstPrices: a first step may be so long that all prices end where none may go further.
// That proves nothing, and the descent goes on: it ended with 245 at the third iteration, and comes to 331.
func TestCoverIsBoundedFarFromTheFirstPrices(t *testing.T) {
	if res := solved(t, apart(1, 4000, 8000, 12)); res.Bound < 328 || res.Objective > 590 || res.Iterations < 300 {
		t.Errorf("%d sites, at least %d, after %d iterations", res.Objective, res.Bound, res.Iterations)
	}
}

// TestWorkOfPartsIsBounded: many towns do not have as much work each as one alone (546,102 iterations), and their bound
// is good all the same (828, of 973).
func TestWorkOfPartsIsBounded(t *testing.T) {
	res := solved(t, apart(100, 40, 80, 6))
	if res.Bound < 800 || res.Objective > 980 {
		t.Errorf("%d sites, at least %d", res.Objective, res.Bound)
	}
	if res.Iterations > 420_000 {
		t.Errorf("%d iterations", res.Iterations)
	}
}
