package siting

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// bound: it is proved, the objective is within it, and the gap is what it should be.
func (c *checker) bound() error {
	res := c.res
	if err := c.proved(); err != nil {
		return fmt.Errorf("bound %d is not proved: %w", res.Bound, err)
	}
	gap := 0.0
	switch {
	case res.Bound == res.Objective:
	case res.Bound == 0:
		gap = 100
	default:
		gap = 100 * math.Abs(float64(res.Bound)-float64(res.Objective)) / math.Abs(float64(res.Bound))
	}
	beyond := res.Objective > res.Bound
	if c.p.Model == LSCP {
		beyond = res.Objective < res.Bound
	}
	switch {
	case beyond:
		return fmt.Errorf("objective %d is beyond the bound %d", res.Objective, res.Bound)
	case gap != res.GapPercent:
		return fmt.Errorf("a gap of %v %% is said, it is %v %%", res.GapPercent, gap)
	case res.Iterations < 1:
		return fmt.Errorf("%d iterations are said", res.Iterations)
	case res.Seed != c.p.Seed:
		return fmt.Errorf("seed %d is said, it was %d", res.Seed, c.p.Seed)
	}
	return nil
}

func (c *checker) proved() error {
	proof := c.res.Proof
	switch {
	case proof == nil:
		return errors.New("the proof is missing")
	case c.p.Model == LSCP:
		return c.parts(proof.Parts)
	}
	p := newProver(c)
	if err := p.drop(proof.Drops); err != nil {
		return err
	}
	p.setMeans(c.p)
	return p.prove(proof, slices.Clone(p.fix), c.res.Bound+c.worth(c.times(c.today())))
}

// prover goes through a proof of the problem, or of a part of it.
type prover struct {
	sites  []int    // numbers in the problem, in their order
	links  [][]link // of each site, rows being the demands
	weight []int64  // of the demands that count, 0 for the others
	most   []uint32 // that a unit of each can have
	costs  []int64  // of the sites
	fix    []int8   // of each site at the root: required ones are opened, those that cannot be chosen shut
	price  int64    // of each open site
	number int      // of sites
	purse  int64    // of all sites, where limited
	tight  bool     // the purse is a limit
}

func newProver(c *checker) *prover {
	n := len(c.p.Sites)
	p := &prover{sites: make([]int, n), links: make([][]link, n), costs: make([]int64, n), fix: make([]int8, n),
		weight: make([]int64, len(c.p.Demand)), most: make([]uint32, len(c.p.Demand))}
	for i, s := range c.p.Sites {
		p.sites[i], p.costs[i] = i, s.Cost
		switch {
		case s.Status == Required:
			p.fix[i] = opened
		case s.Status != MayClose && !s.mayOpen():
			p.fix[i] = shut
			continue
		}
		p.links[i] = c.links(i)
		for _, l := range p.links[i] {
			p.most[l.row] = max(p.most[l.row], l.unit)
			p.weight[l.row] = c.p.Demand[l.row]
		}
	}
	return p
}

// links are the demands that have something of a site.
func (c *checker) links(site int) []link {
	var out []link
	for _, r := range c.p.Reach[site] {
		if unit := c.p.saved(r.Time, c.now[r.Demand]); unit > 0 {
			out = append(out, link{r.Demand, unit})
		}
	}
	return out
}

// drop shuts the sites that others make needless.
func (p *prover) drop(drops []Drop) error {
	best := make([]uint32, len(p.weight))
	for _, d := range drops {
		i, foundI := slices.BinarySearch(p.sites, d.Site)
		k, foundK := slices.BinarySearch(p.sites, d.By)
		if !foundI || !foundK || i == k || p.fix[i] != 0 || p.fix[k] == shut || p.costs[k] > p.costs[i] {
			return fmt.Errorf("site %d does not make site %d needless", d.By, d.Site)
		}
		for _, l := range p.links[k] {
			best[l.row] = l.unit
		}
		for _, l := range p.links[i] {
			if p.weight[l.row] > 0 && best[l.row] < l.unit {
				return fmt.Errorf("site %d does not give demand %d what the needless site %d does", d.By, l.row, d.Site)
			}
		}
		for _, l := range p.links[k] {
			best[l.row] = 0
		}
		p.fix[i] = shut
	}
	return nil
}

// setMeans finds how many sites there may be and what they may cost: beyond the required ones no more than a
// multiple of what divides all costs.
func (p *prover) setMeans(q *Problem) {
	p.number = len(p.sites)
	closable, all, fixed, grain := 0, int64(0), int64(0), int64(0)
	p.purse = q.Budget
	for i, s := range q.Sites {
		if s.Status == MayClose {
			closable++
			p.purse += s.Cost
		}
		if s.Status == MayClose || s.mayOpen() {
			all += s.Cost
		}
		switch p.fix[i] {
		case opened:
			fixed += s.Cost
		case 0:
			for a := s.Cost; a != 0; {
				grain, a = a, grain%a
			}
		}
	}
	if q.P != NoLimit {
		p.number = q.P + closable
	}
	if p.tight = q.Budget != NoLimit && p.purse < all; p.tight && grain > 0 {
		p.purse -= max(0, p.purse-fixed) % grain
	}
}

// prove shows that no choice that keeps to fix is worth more than target.
func (p *prover) prove(proof *Proof, fix []int8, target int64) error {
	if proof == nil {
		return errors.New("a part of the proof is missing")
	}
	v, err := p.lagrangian(proof, fix)
	if err != nil || v.impossible || v.l>>proof.Shift <= target {
		return err
	}
	branch, found := slices.BinarySearch(p.sites, proof.Branch)
	if !found {
		return fmt.Errorf("the prices leave %d, more than %d", v.l>>proof.Shift, target)
	}
	p.settle(v, fix, proof, target)
	for side, part := range map[int8]*Proof{opened: proof.Open, shut: proof.Shut} {
		if fix[branch] == -side { // there is nothing better on that side
			continue
		}
		own := slices.Clone(fix)
		own[branch] = side
		if err := p.prove(part, own, target); err != nil {
			return err
		}
	}
	return nil
}

// value is what the prices show of the choices that keep to fix.
type value struct {
	l          int64 // no choice is worth more
	impossible bool  // no choice keeps to fix
	rho        []int64
	atRate     int64 // what is shown at the rate alone
	lowest     int64 // beyond the rate: of the last site for which there is room, 0 where there is room for all
	next       int64 // and of the first for which there is none
}

// lagrangian computes the value of a node.
func (p *prover) lagrangian(proof *Proof, fix []int8) (*value, error) {
	if len(proof.Prices) != len(p.weight) {
		return nil, fmt.Errorf("%d prices for %d demands", len(proof.Prices), len(p.weight))
	}
	if proof.Rate < 0 || proof.Rate > 0 && !p.tight {
		return nil, fmt.Errorf("the rate of cost is %d; it is 0 or, where cost is a limit, more", proof.Rate)
	}
	if proof.Shift > mostShift {
		return nil, fmt.Errorf("the prices are in 1/2^%d", proof.Shift)
	}
	var sum wide
	for j, pi := range proof.Prices {
		if most := int64(p.most[j]) << proof.Shift; pi < 0 || pi > most {
			return nil, fmt.Errorf("the price of demand %d is %d; it is from 0 to %d", j, pi, most)
		}
		sum.add(p.weight[j], pi)
	}
	v := &value{rho: make([]int64, len(fix))}
	var free []int
	number, left := p.number, p.purse
	for i, f := range fix {
		if f == shut {
			continue
		}
		rho := p.rho(i, proof)
		v.rho[i] = rho.sum
		sum.over = sum.over || rho.over
		switch {
		case f == opened:
			sum.sum += rho.sum
			number--
			left -= p.costs[i]
		case rho.sum > 0:
			free = append(free, i)
		}
	}
	if number < 0 || p.tight && left < 0 {
		v.impossible = true
		return v, nil
	}
	p.take(v, free, number, left, proof.Rate)
	v.atRate = min(v.atRate, math.MaxInt64/2) + sum.sum
	if v.l += sum.sum; sum.over || sum.sum > math.MaxInt64/4 {
		return nil, errors.New("the sums of the prices are too large")
	}
	return v, nil
}

// rho is what a site is worth at the prices.
func (p *prover) rho(i int, proof *Proof) wide {
	var rho wide
	for _, l := range p.links[i] {
		if d := int64(l.unit)<<proof.Shift - proof.Prices[l.row]; d > 0 {
			rho.add(p.weight[l.row], d)
		}
	}
	rho.sum -= p.price << proof.Shift
	return rho
}

// take sets an upper bound of what fits of the free sites: the least one of three, by number alone, by
// cost alone with a part of one site, and by number with each unit of cost at the rate.
func (p *prover) take(v *value, free []int, number int, left, rate int64) {
	if p.tight {
		number = min(number, p.affordable(free, left))
	} else {
		left = 0
	}
	slices.SortFunc(free, func(a, b int) int { return cmp.Compare(v.rho[b], v.rho[a]) })
	for _, i := range free[:min(number, len(free))] {
		v.l += v.rho[i]
	}
	p.takeAtRate(v, free, number, left, rate)
	v.l = min(v.l, v.atRate)
	if !p.tight {
		return
	}
	slices.SortFunc(free, func(a, b int) int {
		ah, al := bits.Mul64(uint64(v.rho[a]), uint64(p.costs[b]))
		bh, bl := bits.Mul64(uint64(v.rho[b]), uint64(p.costs[a]))
		return -cmp.Or(cmp.Compare(ah, bh), cmp.Compare(al, bl))
	})
	byCost := int64(0)
	for _, i := range free {
		if cost := p.costs[i]; cost > left {
			hi, lo := bits.Mul64(uint64(v.rho[i]), uint64(left))
			q, rest := bits.Div64(hi, lo, uint64(cost))
			byCost += int64(q) + int64(min(rest, 1))
			break
		}
		byCost, left = byCost+v.rho[i], left-p.costs[i]
	}
	v.l = min(v.l, byCost)
}

// affordable is how many of the free sites left pays for at the most, no limit where that is all of them.
func (p *prover) affordable(free []int, left int64) int {
	costs := make([]int64, len(free))
	for k, i := range free {
		costs[k] = p.costs[i]
	}
	slices.Sort(costs)
	for k, cost := range costs {
		if left -= cost; left < 0 {
			return k
		}
	}
	return math.MaxInt
}

// takeAtRate is what left buys at the rate, and what the best sites in number are worth beyond it.
func (p *prover) takeAtRate(v *value, free []int, number int, left, rate int64) {
	var gains []int64
	for _, i := range free {
		if gain := afterCost(v.rho[i], rate, p.costs[i]); gain > 0 {
			gains = append(gains, gain)
		}
	}
	slices.Sort(gains)
	slices.Reverse(gains)
	total := int64(0)
	for _, gain := range gains[:min(number, len(gains))] {
		total += gain
	}
	if 0 < number && number <= len(gains) {
		v.lowest = gains[number-1]
	}
	if number < len(gains) {
		v.next = gains[number]
	}
	v.atRate = withBudget(total, rate, left)
}

// settle fixes the sites of which the other choice would not be worth more than target.
func (p *prover) settle(v *value, fix []int8, proof *Proof, target int64) {
	if v.atRate >= math.MaxInt64/2 {
		return
	}
	for i, f := range fix {
		if f != 0 {
			continue
		}
		beyond, lowest := worth(v.rho[i], proof.Rate, p.costs[i]), v.lowest
		if p.tight && v.rho[i] <= 0 {
			lowest = 0 // number counts those with a gain: this one may be had beside them
		}
		switch without := v.atRate - max(beyond, 0) + v.next; {
		case beyond > v.next && beyond >= v.lowest: // it is taken
			if without>>proof.Shift <= target {
				fix[i] = opened
			}
		case (v.atRate-lowest+beyond)>>proof.Shift <= target:
			fix[i] = shut
		}
	}
}

// wide is a sum of products that tells when it has become too large.
type wide struct {
	sum  int64
	over bool
}

func (w *wide) add(a, b int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi > 0 || lo > math.MaxInt64/4 || w.sum > math.MaxInt64/4 {
		w.over = true
		return
	}
	w.sum += int64(lo)
}
