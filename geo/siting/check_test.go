package siting_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/siting"
)

// spoiled is a result with one thing in it made wrong.
type spoiled struct {
	name  string
	says  string
	spoil func(r *siting.Result)
}

// spoilings make wrong what every result has. free is a candidate that was not chosen, fixed a
// site that stands for ever, barred one that is forbidden.
func spoilings(free, fixed, barred int) []spoiled {
	return []spoiled{
		{"no such site", "does not exist", func(r *siting.Result) { r.Chosen[0].Site = 100_000 }},
		{"negative site", "does not exist", func(r *siting.Result) { r.Chosen[0].Site = -1 }},
		{"another site", "", func(r *siting.Result) { r.Chosen[last(r)].Site = free }},
		{"site that stands", "may not open", func(r *siting.Result) { r.Chosen[last(r)].Site = fixed }},
		{"forbidden site", "may not open", func(r *siting.Result) { r.Chosen[last(r)].Site = barred }},
		{"twice", "chosen twice", func(r *siting.Result) { r.Chosen[last(r)] = r.Chosen[0] }},
		{"gain", "gain", func(r *siting.Result) { r.Chosen[1].Gain++ }},
		{"order", "gain", func(r *siting.Result) { slices.Reverse(r.Chosen) }},
		{"one left out", "", func(r *siting.Result) { r.Chosen = r.Chosen[1:] }},
		{"one too many", "", func(r *siting.Result) { r.Chosen = append(r.Chosen, siting.Choice{Site: free}) }},
		{"closes what stays", "may not close", func(r *siting.Result) { r.Closed = append(r.Closed, siting.Choice{Site: fixed}) }},
		{"closes nothing", "does not exist", func(r *siting.Result) { r.Closed = append(r.Closed, siting.Choice{Site: 100_000}) }},
		{"objective", "objective", func(r *siting.Result) { r.Objective++ }},
		{"bound up", "", func(r *siting.Result) { r.Bound++ }},
		{"bound down", "", func(r *siting.Result) { r.Bound-- }},
		{"gap", "gap", func(r *siting.Result) { r.GapPercent += 0.001 }},
		{"curve", "curve", func(r *siting.Result) { r.Curve[1].Gain-- }},
		{"curve's site", "curve", func(r *siting.Result) { r.Curve[0].Site = fixed }},
		{"out of reach", "out of reach", func(r *siting.Result) { r.Unreachable = r.Unreachable[1:] }},
		{"within reach", "out of reach", func(r *siting.Result) { r.Unreachable = append(r.Unreachable, 1<<20) }},
		{"iterations", "iterations", func(r *siting.Result) { r.Iterations = 0 }},
		{"seed", "seed", func(r *siting.Result) { r.Seed++ }},
		{"proof is gone", "missing", func(r *siting.Result) { r.Proof = nil }},
		{"price below 0", "price", func(r *siting.Result) { r.Proof.Prices[0] = -1 }},
		{"price too high", "price", func(r *siting.Result) { r.Proof.Prices[0] = 1 << 60 }},
		{"other prices", "not proved", func(r *siting.Result) { cut(r.Proof) }},
		{"rate below 0", "rate", func(r *siting.Result) { r.Proof.Rate = -1 }},
		{"finer prices", "", func(r *siting.Result) { r.Proof.Shift++ }},
		{"absurd prices", "", func(r *siting.Result) { r.Proof.Shift = 70 }},
	}
}

// cloned copies a proof.
func cloned(p *siting.Proof) *siting.Proof {
	if p == nil {
		return nil
	}
	q := *p
	q.Prices, q.Open, q.Shut = slices.Clone(p.Prices), cloned(p.Open), cloned(p.Shut)
	return &q
}

// cut makes all prices 0, and takes the parts away.
func cut(p *siting.Proof) {
	clear(p.Prices)
	p.Branch, p.Open, p.Shut = -1, nil, nil
}

func last(r *siting.Result) int { return len(r.Chosen) - 1 }

// TestCheckRejects: each thing made wrong is found, and named.
func TestCheckRejects(t *testing.T) {
	for _, m := range models {
		p := statuses(middling(m, 7))
		p.Sites[2].Status = siting.Candidate // so that a candidate is free for certain
		res := solved(t, p)
		free := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Status == siting.Candidate && !s.Forbidden })
		for slices.ContainsFunc(res.Chosen, func(c siting.Choice) bool { return c.Site == free }) || p.Sites[free].Forbidden || p.Sites[free].Status != siting.Candidate {
			free++
		}
		fixed := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Status == siting.Existing })
		barred := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Forbidden })
		for _, s := range spoilings(free, fixed, barred) {
			wrong := *res
			wrong.Chosen, wrong.Closed, wrong.Curve = slices.Clone(res.Chosen), slices.Clone(res.Closed), slices.Clone(res.Curve)
			wrong.Unreachable, wrong.Proof = slices.Clone(res.Unreachable), cloned(res.Proof)
			s.spoil(&wrong)
			if err := siting.Check(p, &wrong); err == nil || !strings.Contains(err.Error(), s.says) {
				t.Errorf("model %d, %s: %v", m, s.name, err)
			}
		}
		if len(res.Closed) > 0 {
			wrong := *res
			wrong.Closed = append(slices.Clone(res.Closed), res.Closed[0])
			if err := siting.Check(p, &wrong); err == nil || !strings.Contains(err.Error(), "closed twice") {
				t.Errorf("model %d, closed twice: %v", m, err)
			}
		}
	}
}

// TestCheckKeepsToTheMeans: a sound choice is refused for a problem that allows less.
func TestCheckKeepsToTheMeans(t *testing.T) {
	p := middling(siting.MCLP, 8)
	res := solved(t, costly(p, 5_000))
	cost := int64(0)
	for _, c := range res.Chosen {
		cost += p.Sites[c.Site].Cost
	}
	p.Budget = cost - 1
	if err := siting.Check(p, res); err == nil || !strings.Contains(err.Error(), "the budget is") {
		t.Errorf("a budget that is overdrawn: %v", err)
	}
	p.Budget, p.P = 5_000, len(res.Chosen)-1
	if err := siting.Check(p, res); err == nil || !strings.Contains(err.Error(), "are allowed") {
		t.Errorf("a site too many: %v", err)
	}
	p.P, p.Sites[slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Status == siting.Candidate })].Status = 15, siting.Required
	if err := siting.Check(p, res); err == nil || !strings.Contains(err.Error(), "required site 0") {
		t.Errorf("a required site: %v", err)
	}
	if err := siting.Check(p, nil); err == nil {
		t.Error("no result is accepted")
	}
	p.Limit = 0
	if err := siting.Check(p, res); err == nil {
		t.Error("an unsound problem is accepted")
	}
}
