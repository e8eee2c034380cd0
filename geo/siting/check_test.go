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
		{"price below 0", "price", func(r *siting.Result) { at(r.Proof).Prices[0] = -1 }},
		{"price too high", "price", func(r *siting.Result) { at(r.Proof).Prices[0] = 1 << 60 }},
		{"other prices", "not proved", func(r *siting.Result) { cut(r.Proof) }},
		{"a needless site by itself", "needless", func(r *siting.Result) {
			at(r.Proof).Drops = append(at(r.Proof).Drops, siting.Drop{Site: free, By: free})
		}},
		{"needless by one that is forbidden", "needless", func(r *siting.Result) {
			at(r.Proof).Drops = append(at(r.Proof).Drops, siting.Drop{Site: free, By: barred})
		}},
		{"rate below 0", "rate", func(r *siting.Result) { at(r.Proof).Rate = -1 }},
		{"finer prices", "", func(r *siting.Result) { at(r.Proof).Shift++ }},
		{"absurd prices", "", func(r *siting.Result) { at(r.Proof).Shift = 70 }},
	}
}

// partSpoilings make wrong what the proof of a cover has.
func partSpoilings() []spoiled {
	first := func(r *siting.Result) *siting.Part { return &r.Proof.Parts[0] }
	return []spoiled{
		{"part is gone", "the parts need", func(r *siting.Result) { r.Proof.Parts = r.Proof.Parts[1:] }},
		{"part twice", "is not to be served", func(r *siting.Result) { r.Proof.Parts = append(r.Proof.Parts, *first(r)) }},
		{"more than there are", "do not need", func(r *siting.Result) { first(r).Bound = int64(len(first(r).Demands)) + 1 }},
		{"less than none", "do not need", func(r *siting.Result) { first(r).Bound = -1 }},
		{"bound of a part", "part", func(r *siting.Result) {
			for k := range r.Proof.Parts {
				r.Proof.Parts[k].Bound++
			}
		}},
		{"proof of a part is gone", "proof is missing", func(r *siting.Result) { first(r).Proof = nil }},
		{"no such demand", "is not to be served", func(r *siting.Result) { first(r).Demands[0] = 1 << 20 }},
		{"demand that nobody serves", "no site serves", func(r *siting.Result) { first(r).Demands[0] = int32(r.Unreachable[0]) }},
		{"one part as two", "serves two parts", func(r *siting.Result) {
			p := &r.Proof.Parts[slices.IndexFunc(r.Proof.Parts, func(p siting.Part) bool { return len(p.Demands) > 1 })]
			half := *p
			p.Demands, half.Demands = p.Demands[:1], p.Demands[1:]
			p.Bound, half.Bound = 1, 1
			r.Proof.Parts = append(r.Proof.Parts, half)
		}},
	}
}

// at is the proof, or that of the first part.
func at(p *siting.Proof) *siting.Proof {
	if len(p.Parts) > 0 {
		return p.Parts[0].Proof
	}
	return p
}

// cloned copies a proof.
func cloned(p *siting.Proof) *siting.Proof {
	if p == nil {
		return nil
	}
	q := *p
	q.Prices, q.Open, q.Shut = slices.Clone(p.Prices), cloned(p.Open), cloned(p.Shut)
	q.Drops, q.Parts = slices.Clone(p.Drops), slices.Clone(p.Parts)
	for k := range q.Parts {
		q.Parts[k].Demands, q.Parts[k].Proof = slices.Clone(p.Parts[k].Demands), cloned(p.Parts[k].Proof)
	}
	return &q
}

// cut makes all prices 0, and takes the branches away.
func cut(p *siting.Proof) {
	clear(p.Prices)
	p.Branch, p.Open, p.Shut = -1, nil, nil
	for _, part := range p.Parts {
		cut(part.Proof)
	}
}

func last(r *siting.Result) int { return len(r.Chosen) - 1 }

// TestCheckRejects: each thing made wrong is found, and named.
func TestCheckRejects(t *testing.T) {
	for _, m := range models {
		p := statuses(middling(m, 7))
		if m == siting.LSCP { // so dense that its parts are more than single demands
			p = statuses(town{homes: 4000, sites: 600, side: 9000, clusters: 5, limit: 4500, model: m, seed: 7}.problem())
		}
		p.Sites[2].Status = siting.Candidate // so that a candidate is free for certain
		res := solved(t, p)
		free := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Status == siting.Candidate && !s.Forbidden })
		for slices.ContainsFunc(res.Chosen, func(c siting.Choice) bool { return c.Site == free }) || p.Sites[free].Forbidden || p.Sites[free].Status != siting.Candidate {
			free++
		}
		fixed := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Status == siting.Existing })
		barred := slices.IndexFunc(p.Sites, func(s siting.Site) bool { return s.Forbidden })
		list := spoilings(free, fixed, barred)
		if m == siting.LSCP {
			list = append(list, partSpoilings()...)
		}
		for _, s := range list {
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
