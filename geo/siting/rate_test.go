package siting_test

import (
	"testing"

	"github.com/redsail/redsail/geo/siting"
)

// TestNumberAndBudgetGap: where a number and a budget both bind the gap stays small, by a rate that
// the proof cannot do without.
func TestNumberAndBudgetGap(t *testing.T) {
	for seed := range uint64(3) {
		p := costly(town{homes: 2000, sites: 200, side: 9000, clusters: 5, limit: 6000, model: siting.MCLP, p: 12, seed: seed + 1}.problem(), 1_300)
		res := solved(t, p)
		if res.GapPercent > 0.5 {
			t.Errorf("seed %d: objective %d, bound %d, a gap of %.2f %%", seed, res.Objective, res.Bound, res.GapPercent)
		}
		if !unrated(res.Proof) {
			t.Fatalf("seed %d: no part of the proof has a rate, the instance tests nothing", seed)
		}
		if siting.Check(p, res) == nil {
			t.Errorf("seed %d: bound %d is held for proved without the rates", seed, res.Bound)
		}
	}
}

// unrated takes the rates out of a proof and tells whether there were any.
func unrated(p *siting.Proof) bool {
	if p == nil {
		return false
	}
	had := p.Rate > 0
	p.Rate = 0
	open, shut := unrated(p.Open), unrated(p.Shut)
	return had || open || shut
}
