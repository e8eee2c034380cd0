package siting

import "slices"

// result puts the best set into words.
func (s *search) result() *Result {
	in, p := s.in, s.in.problem
	res := &Result{Iterations: s.iterations, Seed: p.Seed, Proof: s.proved(), Unreachable: in.lost}
	res.Objective, res.Bound = s.amounts()
	res.GapPercent = gapPercent(res.Objective, res.Bound)

	measure := *in
	measure.weight = in.people
	res.Chosen, res.Closed = measure.order(s.open)
	curve, gains := measure.fill(in.standingNow(), anySite, in.purse != NoLimit)
	for k, i := range curve[len(curve)-len(gains):] {
		res.Curve = append(res.Curve, Choice{int(in.site[i]), gains[k]})
	}
	return res
}

// order lists the sites to open, the one that adds most to those before it first, then those to close.
func (in *instance) order(open []int32) (chosen, closed []Choice) {
	isOpen := make([]bool, in.sites())
	for _, i := range open {
		isOpen[i] = true
	}
	stands := in.standingNow()
	all := *in
	all.most, all.purse = in.sites(), NoLimit // both are needed for a while
	full, gains := all.fill(slices.Clone(stands), func(i int32) bool { return isOpen[i] }, false)
	for k, i := range full[len(stands):] {
		chosen = append(chosen, Choice{int(in.site[i]), gains[k]})
	}
	for _, i := range open { // they add nothing, but are required, or take the place of one that closes
		if !in.old[i] && !slices.Contains(full, i) {
			full = append(full, i)
			chosen = append(chosen, Choice{int(in.site[i]), 0})
		}
	}
	value := in.value(full)
	for _, i := range stands {
		if !isOpen[i] {
			full = slices.DeleteFunc(full, func(k int32) bool { return k == i })
			less := in.value(full)
			closed = append(closed, Choice{int(in.site[i]), less - value})
			value = less
		}
	}
	return chosen, closed
}

// proved is the proof of the bound, and what it leaves out.
func (s *search) proved() *Proof {
	if s.in.problem.Model == LSCP {
		return &Proof{Parts: s.parts, Branch: -1}
	}
	p := s.proof(s.root)
	p.Drops = s.in.drops
	return p
}

// proof is the tree of nodes as Check reads it; of those not needed for the bound nothing stays.
func (s *search) proof(n *node) *Proof {
	p := &Proof{Prices: s.spread(n.pi), Rate: n.rate, Shift: s.shift, Branch: -1}
	if n.open != nil && n.l>>s.shift > s.bound {
		p.Branch = int(s.in.site[n.branch])
		p.Open, p.Shut = s.proof(n.open), s.proof(n.shut)
	}
	return p
}

// spread gives each demand the price of its row.
func (s *search) spread(pi []int64) []int64 {
	prices := make([]int64, len(s.in.rowOf))
	for j, row := range s.in.rowOf {
		if row >= 0 {
			prices[j] = pi[row]
		}
	}
	return prices
}

// gapPercent is 100·|bound − objective|/|bound|; 100 where only the bound is 0.
func gapPercent(objective, bound int64) float64 {
	diff := float64(max(bound-objective, objective-bound))
	switch {
	case diff == 0:
		return 0
	case bound == 0:
		return 100
	}
	return 100 * diff / float64(max(bound, -bound))
}
