package siting_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
)

// middling is a town that is solved in some tens of milliseconds.
func middling(m siting.Model, seed uint64) *siting.Problem {
	c := town{homes: 5000, sites: 500, side: 15_000, clusters: 9, limit: 6000, model: m, p: 15, seed: seed, existing: 60}
	if m == siting.LSCP {
		c.p = 0
	}
	return c.problem()
}

var models = []siting.Model{siting.MCLP, siting.PMedian, siting.LSCP}

// TestEqualProblemsHaveEqualResults: to the byte, on one processor or several.
func TestEqualProblemsHaveEqualResults(t *testing.T) {
	text := func(p *siting.Problem) string {
		res := solved(t, p)
		out, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := json.Marshal(res.Proof)
		if err != nil {
			t.Fatal(err)
		}
		return string(out) + string(proof)
	}
	for _, m := range models {
		p := statuses(middling(m, 3))
		first := text(p)
		if len(first) < 5000 {
			t.Fatalf("the result is only %s", first)
		}
		for _, procs := range []int{1, 2, 4} {
			before := runtime.GOMAXPROCS(procs)
			again := text(p)
			runtime.GOMAXPROCS(before)
			if again != first {
				t.Errorf("model %d, GOMAXPROCS %d: another result", m, procs)
			}
		}
	}
}

// TestPrintedGaps: as the service promises them, for the two models with a number of sites.
func TestPrintedGaps(t *testing.T) {
	var gaps []float64
	for _, m := range models[:2] {
		for seed := range uint64(6) {
			res := solved(t, middling(m, seed))
			gaps = append(gaps, res.GapPercent)
			if res.GapPercent > 0.5 {
				t.Errorf("model %d, seed %d: a gap of %.3f %%", m, seed, res.GapPercent)
			}
		}
	}
	slices.Sort(gaps)
	t.Logf("gaps in per cent: %.3f", gaps)
	if median := gaps[len(gaps)/2]; median > 0.1 {
		t.Errorf("a median gap of %.3f %%", median)
	}
}

// TestBoundIsNoMoreThanThereIs: with so many new sites that they reach all that can be reached, the bound is
// just that, and there is no gap.
func TestBoundIsNoMoreThanThereIs(t *testing.T) {
	for seed := range uint64(4) {
		p := middling(models[0], seed)
		within, sum := map[int32]bool{}, int64(0)
		for i := range p.Sites {
			for _, r := range p.Reach[i] {
				if d := r.Demand; r.Time <= p.Limit && (p.Now == nil || p.Now[d] > p.Limit) && !within[d] {
					within[d], sum = true, sum+p.Demand[d]
				}
			}
		}
		for _, n := range []int{len(p.Sites) / 4, len(p.Sites)} {
			p.P = n
			if res := solved(t, p); res.Bound > sum || n == len(p.Sites) && (res.Objective != sum || res.GapPercent != 0) {
				t.Errorf("seed %d, %d sites: %d of %d can be reached, bound %d, gap %.2f %%", seed, n, res.Objective, sum, res.Bound, res.GapPercent)
			}
		}
	}
}

// TestResultReads: gains fall and add up, the curve falls, and nobody is listed twice.
func TestResultReads(t *testing.T) {
	for _, m := range models[:2] {
		p := middling(m, 1)
		res := solved(t, p)
		if len(res.Chosen) != p.P || len(res.Curve) != p.P || len(res.Unreachable) == 0 || res.Iterations == 0 {
			t.Errorf("%d chosen, a curve of %d, %d out of reach, %d iterations", len(res.Chosen), len(res.Curve), len(res.Unreachable), res.Iterations)
		}
		for _, list := range [][]siting.Choice{res.Chosen, res.Curve} {
			if !slices.IsSortedFunc(list, func(a, b siting.Choice) int { return int(b.Gain - a.Gain) }) {
				t.Errorf("gains rise: %v", list)
			}
		}
		sum := int64(0)
		for _, c := range res.Chosen {
			sum += c.Gain
		}
		if sum != res.Objective || sum == 0 {
			t.Errorf("gains add up to %d, the objective is %d", sum, res.Objective)
		}
	}
}

// TestProgress: it grows, objectives rise and bounds fall, and the last one is the result.
func TestProgress(t *testing.T) {
	for _, m := range models {
		var all []siting.Progress
		res, err := siting.Solve(t.Context(), middling(m, 2), func(p siting.Progress) { all = append(all, p) })
		if err != nil {
			t.Fatal(err)
		}
		sign := int64(1)
		if m == siting.LSCP {
			sign = -1
		}
		for k := 1; k < len(all); k++ {
			a, b := all[k-1], all[k]
			if b.Done < a.Done || b.Done > b.Of || sign*b.Objective < sign*a.Objective || a.Bound != 0 && sign*b.Bound > sign*a.Bound {
				t.Fatalf("model %d: %+v after %+v", m, b, a)
			}
		}
		last := all[len(all)-1]
		if len(all) < 10 || last.Objective != res.Objective || last.Bound != res.Bound {
			t.Errorf("model %d: %d reports, the last is %+v, the result %d, %d", m, len(all), last, res.Objective, res.Bound)
		}
	}
}

// TestCancel: wherever a run is stopped, there is an error and no half result.
func TestCancel(t *testing.T) {
	for _, m := range models {
		p := middling(m, 4)
		steps := 0
		if _, err := siting.Solve(t.Context(), p, func(siting.Progress) { steps++ }); err != nil {
			t.Fatal(err)
		}
		for _, stop := range []int{0, 1, steps / 3, steps - 1, steps} {
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			if stop == 0 {
				cancel()
			}
			res, err := siting.Solve(ctx, p, func(siting.Progress) {
				if n++; n == stop {
					cancel()
				}
			})
			cancel()
			if res != nil || !errors.Is(err, context.Canceled) {
				t.Errorf("model %d, stopped at step %d of %d: result %v, error %v", m, stop, steps, res != nil, err)
			}
			if n > stop+1 {
				t.Errorf("model %d, stopped at step %d: went on to %d", m, stop, n)
			}
		}
	}
}

// permuted has the same sites and demands in another order.
func permuted(p *siting.Problem, rng *rand.Rand) *siting.Problem {
	q := *p
	q.Demand, q.Now = make([]int64, len(p.Demand)), nil
	if p.Now != nil {
		q.Now = make([]walk.Time, len(p.Now))
	}
	to := rng.Perm(len(p.Demand))
	for j, k := range to {
		q.Demand[k] = p.Demand[j]
		if p.Now != nil {
			q.Now[k] = p.Now[j]
		}
	}
	q.Sites, q.Reach = make([]siting.Site, len(p.Sites)), make([][]siting.Reach, len(p.Sites))
	for i, k := range rng.Perm(len(p.Sites)) {
		q.Sites[k] = p.Sites[i]
		for _, r := range p.Reach[i] {
			q.Reach[k] = append(q.Reach[k], siting.Reach{Demand: int32(to[r.Demand]), Time: r.Time})
		}
		rng.Shuffle(len(q.Reach[k]), func(a, b int) { q.Reach[k][a], q.Reach[k][b] = q.Reach[k][b], q.Reach[k][a] })
	}
	return &q
}

// TestOrderDoesNotMatter: with sites and demands in another order the objective is the same, or,
// in a large problem, still within the bound of the first.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 2))
		p := tinyProblem(rng.IntN)
		a, errA := siting.Solve(t.Context(), p, nil)
		b, errB := siting.Solve(t.Context(), permuted(p, rng), nil)
		switch {
		case (errA == nil) != (errB == nil):
			t.Fatalf("seed %d: %v, in another order %v", seed, errA, errB)
		case errA == nil && a.Objective != b.Objective:
			t.Errorf("seed %d: objective %d, in another order %d", seed, a.Objective, b.Objective)
		}
	}
	for _, m := range models[:2] {
		p := middling(m, 5)
		q := permuted(p, rand.New(rand.NewPCG(5, 5)))
		a, b := solved(t, p), solved(t, q)
		if b.Objective > a.Bound || a.Objective > b.Bound {
			t.Errorf("model %d: %d ≤ %d, in another order %d ≤ %d: one bound is wrong", m, a.Objective, a.Bound, b.Objective, b.Bound)
		}
	}
}

// TestMoreCandidatesAreNoWorse: what is reached without a site is within the bound with it, and
// nothing is lost in small problems.
func TestMoreCandidatesAreNoWorse(t *testing.T) {
	tried := 0
	for seed := range uint64(400) {
		p := tinyProblem(rand.New(rand.NewPCG(seed, 3)).IntN)
		if len(p.Sites) < 2 || p.Sites[0].Status != siting.Candidate || p.Model == siting.LSCP {
			continue // LSCP has more to cover with one site more
		}
		with, errWith := siting.Solve(t.Context(), p, nil)
		p.Sites[0].Forbidden = true
		without, err := siting.Solve(t.Context(), p, nil)
		if err != nil || errWith != nil {
			continue
		}
		tried++
		if without.Objective > with.Objective {
			t.Errorf("seed %d: %d without a candidate, %d with it", seed, without.Objective, with.Objective)
		}
	}
	if tried < 50 {
		t.Errorf("only %d problems were tried", tried)
	}
	for _, m := range models[:2] {
		p := middling(m, 6)
		with := solved(t, p)
		for k := range 3 {
			p.Sites[with.Chosen[k].Site].Forbidden = true
		}
		if without := solved(t, p); without.Objective > with.Bound {
			t.Errorf("model %d: %d without three candidates, at most %d with them", m, without.Objective, with.Bound)
		}
	}
}

// TestStatuses: a street with a home at each of eight places, a minute apart, and a site at each.
func TestStatuses(t *testing.T) {
	street := func(change func(p *siting.Problem)) *siting.Problem {
		p := &siting.Problem{Model: siting.MCLP, Limit: 600, Budget: siting.NoLimit, Demand: []int64{5, 1, 1, 9, 1, 1, 1, 3}}
		for i := range p.Demand {
			p.Sites = append(p.Sites, siting.Site{Cost: 10})
			row := []siting.Reach{}
			for j := max(0, i-1); j <= min(7, i+1); j++ {
				row = append(row, siting.Reach{Demand: int32(j), Time: walk.Time(600 * max(i-j, j-i))})
			}
			p.Reach = append(p.Reach, row)
		}
		change(p)
		return p
	}
	tests := []struct {
		name   string
		change func(p *siting.Problem)
		chosen string
		closed string
		value  int64
	}{
		{"two of eight", func(p *siting.Problem) { p.P = 2 }, "[{4 11} {1 7}]", "[]", 18},
		{"one is required", func(p *siting.Problem) { p.P, p.Sites[6].Status = 2, siting.Required }, "[{2 11} {6 5}]", "[]", 16},
		{"one stands", func(p *siting.Problem) { p.P, p.Sites[3].Status = 1, siting.Existing }, "[{0 6}]", "[]", 6},
		{"one is forbidden", func(p *siting.Problem) { p.P, p.Sites[2].Forbidden, p.Sites[3].Forbidden = 1, true, true }, "[{4 11}]", "[]", 11},
		{"one moves", func(p *siting.Problem) { p.P, p.Sites[7].Status = 0, siting.MayClose }, "[{2 11}]", "[{7 -4}]", 7},
		{"a budget for one", func(p *siting.Problem) { p.P, p.Budget = siting.NoLimit, 19 }, "[{2 11}]", "[]", 11},
		{"closing pays", func(p *siting.Problem) { p.P, p.Budget, p.Sites[7].Status = siting.NoLimit, 4, siting.MayClose }, "[{2 11}]", "[{7 -4}]", 7},
		{"nothing to gain", func(p *siting.Problem) { p.P, p.Now = 1, slices.Repeat([]walk.Time{600}, 8) }, "[]", "[]", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := street(tt.change)
			res := solved(t, p)
			if best := bruteForce(p); res.Objective != best {
				t.Errorf("objective %d, the best choice has %d", res.Objective, best)
			}
			if c, d := fmt.Sprint(res.Chosen), fmt.Sprint(res.Closed); c != tt.chosen || d != tt.closed || res.Objective != tt.value {
				t.Errorf("chosen %s, closed %s, objective %d", c, d, res.Objective)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		reason string
		says   string
		spoil  func(p *siting.Problem)
	}{
		{siting.BadModel, "model 9", func(p *siting.Problem) { p.Model = 9 }},
		{siting.BadLimit, "limit of 0", func(p *siting.Problem) { p.Limit = 0 }},
		{siting.BadLimit, "limit of", func(p *siting.Problem) { p.Limit = walk.Never }},
		{siting.BadDemand, "demand 7 has the weight -1", func(p *siting.Problem) { p.Demand[7] = -1 }},
		{siting.BadDemand, "times now of 3", func(p *siting.Problem) { p.Now = p.Now[:3] }},
		{siting.ZeroDemand, "zero everywhere", func(p *siting.Problem) { clear(p.Demand) }},
		{siting.ZeroDemand, "zero everywhere", func(p *siting.Problem) { p.Demand, p.Now, p.Reach = nil, nil, make([][]siting.Reach, len(p.Sites)) }},
		{siting.NoCandidates, "none of the 0 sites", func(p *siting.Problem) { p.Sites, p.Reach = nil, nil }},
		{siting.NoCandidates, "none of the 500 sites", func(p *siting.Problem) {
			for i := range p.Sites {
				p.Sites[i].Forbidden = true
			}
		}},
		{siting.BadSite, "site 4 costs -5", func(p *siting.Problem) { p.Sites[4].Cost = -5 }},
		{siting.BadSite, "site 4 has the status 77", func(p *siting.Problem) { p.Sites[4].Status = 77 }},
		{siting.BarredSite, "site 8 is required and forbidden", func(p *siting.Problem) {
			p.Sites[8] = siting.Site{Status: siting.Required, Forbidden: true}
		}},
		{siting.BadReach, "what 4 of them reach", func(p *siting.Problem) { p.Reach = p.Reach[:4] }},
		{siting.BadReach, "site 2 reaches demand 5000", func(p *siting.Problem) { p.Reach[2] = []siting.Reach{{Demand: 5000}} }},
		{siting.BadReach, "site 2 reaches demand 5 twice", func(p *siting.Problem) { p.Reach[2] = []siting.Reach{{Demand: 5}, {Demand: 6}, {Demand: 5}} }},
		{siting.BadNumber, "number of -2", func(p *siting.Problem) { p.P = -2 }},
		{siting.BadNumber, "neither a number", func(p *siting.Problem) { p.Model = siting.LSCP }},
		{siting.TooMany, "501 sites are to open, there are 500 candidates", func(p *siting.Problem) { p.P = 501 }},
		{siting.TooFew, "0 sites may be added", func(p *siting.Problem) { p.P = 0 }},
		{siting.TooFew, "2 are required", func(p *siting.Problem) {
			p.P, p.Sites[1].Status, p.Sites[2].Status = 1, siting.Required, siting.Required
		}},
		{siting.NothingAsked, "neither a number nor the budget", func(p *siting.Problem) { p.P = siting.NoLimit }},
		{siting.BuysNothing, "the cheapest site costs 50", func(p *siting.Problem) { costly(p, 49) }},
		{siting.OverBudget, "the required sites cost", func(p *siting.Problem) { costly(p, 60).Sites[1].Status = siting.Required }},
		{siting.TooLarge, "add up to more than", func(p *siting.Problem) {
			p.Model = siting.PMedian
			p.Limit = walk.MostTime
			for j := range p.Demand {
				p.Demand[j] = siting.MostWeight
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			p := middling(siting.MCLP, 1)
			tt.spoil(p)
			res, err := siting.Solve(t.Context(), p, nil)
			var refusal *siting.Refusal
			if res != nil || !errors.As(err, &refusal) || refusal.Reason != tt.reason || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("result %v, error %v", res, err)
			}
		})
	}
}
