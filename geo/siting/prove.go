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
	p := newProver(c)
	target := res.Bound
	if c.p.Model == LSCP {
		target = p.total() - res.Bound
	} else {
		target += c.worth(c.times(c.today()))
	}
	if err := p.prove(res.Proof, slices.Clone(p.fix), target); err != nil {
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

// prover goes through a proof.
type prover struct {
	c      *checker
	weight []int64  // of the demands that count, 0 for the others
	most   []uint32 // that a unit of each can have
	fix    []int8   // of each site at the root: required ones are opened, those that cannot be chosen shut
	number int      // of sites
	cost   int64    // of all sites, where limited
	tight  bool     // cost is a limit
}

func newProver(c *checker) *prover {
	p := &prover{c: c, weight: make([]int64, len(c.p.Demand)), most: make([]uint32, len(c.p.Demand)),
		fix: make([]int8, len(c.p.Sites)), number: len(c.p.Sites)}
	p.cost = c.p.Budget
	closable, all := 0, int64(0)
	for i, s := range c.p.Sites {
		switch {
		case s.Status == MayClose:
			closable++
			p.cost += s.Cost
		case s.Status == Required:
			p.fix[i] = opened
		case !s.mayOpen():
			p.fix[i] = shut
			continue
		}
		all += s.Cost
		for _, r := range c.p.Reach[i] {
			j := r.Demand
			p.most[j] = max(p.most[j], c.p.saved(r.Time, c.now[j]))
			if p.most[j] > 0 {
				p.weight[j] = c.p.Demand[j]
			}
		}
	}
	p.tight = c.p.Model != LSCP && c.p.Budget != NoLimit && p.cost < all
	if c.p.Model == LSCP {
		for j, w := range p.weight {
			p.weight[j] = min(w, 1)
		}
	} else if c.p.P != NoLimit {
		p.number = c.p.P + closable
	}
	return p
}

// total is the demand that counts.
func (p *prover) total() int64 {
	sum := int64(0)
	for _, w := range p.weight {
		sum += w
	}
	return sum
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
	branch := proof.Branch
	if branch < 0 || branch >= len(fix) {
		return fmt.Errorf("the prices leave %d, more than %d", v.l>>proof.Shift, target)
	}
	p.settle(v, fix, proof.Shift, target)
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

// value is L of some prices, and what makes it.
type value struct {
	l          int64
	rho        []int64
	taken      []bool
	lowest     int64 // rho of the last site taken where there is no room for more, else 0
	next       int64 // rho of the first one not taken
	impossible bool  // no choice keeps to fix
}

// lagrangian is L of the prices over the choices that keep to fix, in 1/2^Shift.
func (p *prover) lagrangian(proof *Proof, fix []int8) (*value, error) {
	if len(proof.Prices) != len(p.weight) {
		return nil, fmt.Errorf("%d prices for %d demands", len(proof.Prices), len(p.weight))
	}
	if proof.Rate < 0 {
		return nil, fmt.Errorf("the rate of cost is %d; it is 0 or more", proof.Rate)
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
	v := &value{rho: make([]int64, len(fix)), taken: make([]bool, len(fix))}
	var free []int
	number, left := p.number, p.cost
	for i, f := range fix {
		if f == shut {
			continue
		}
		rho := p.rho(i, proof)
		v.rho[i] = rho.sum
		sum.over = sum.over || rho.over
		switch {
		case f == opened:
			v.taken[i] = true
			sum.sum += rho.sum
			number--
			left -= p.c.p.Sites[i].Cost
		case rho.sum > 0:
			free = append(free, i)
		}
	}
	if number < 0 || p.tight && left < 0 {
		v.impossible = true
		return v, nil
	}
	sum.add(1, p.take(v, free, number, left, proof.Rate))
	if v.l = sum.sum; sum.over {
		return nil, errors.New("the sums of the prices are too large")
	}
	return v, nil
}

// rho is what a site is worth at the prices.
func (p *prover) rho(i int, proof *Proof) wide {
	var rho wide
	for _, r := range p.c.p.Reach[i] {
		unit := p.c.p.saved(r.Time, p.c.now[r.Demand])
		if d := int64(unit)<<proof.Shift - proof.Prices[r.Demand]; d > 0 {
			rho.add(p.weight[r.Demand], d)
		}
	}
	if p.c.p.Model == LSCP {
		rho.sum -= 1 << proof.Shift
	}
	return rho
}

// take is an upper bound of what fits of the free sites: the least one of three, by number alone, by
// cost alone with a part of one site, and by number with each unit of cost at the rate.
func (p *prover) take(v *value, free []int, number int, left, rate int64) int64 {
	slices.SortFunc(free, func(a, b int) int { return cmp.Compare(v.rho[b], v.rho[a]) })
	byNumber := int64(0)
	for k, i := range free {
		if k == number {
			v.next = v.rho[i]
			break
		}
		byNumber += v.rho[i]
		v.taken[i] = true
		if k == number-1 {
			v.lowest = v.rho[i]
		}
	}
	if !p.tight {
		return byNumber
	}
	slices.SortFunc(free, func(a, b int) int {
		ah, al := bits.Mul64(uint64(v.rho[a]), uint64(p.c.p.Sites[b].Cost))
		bh, bl := bits.Mul64(uint64(v.rho[b]), uint64(p.c.p.Sites[a].Cost))
		return -cmp.Or(cmp.Compare(ah, bh), cmp.Compare(al, bl))
	})
	byNumber = min(byNumber, p.atRate(v, free, number, left, rate))
	byCost := int64(0)
	for _, i := range free {
		cost := p.c.p.Sites[i].Cost
		if cost > left {
			hi, lo := bits.Mul64(uint64(v.rho[i]), uint64(left))
			q, rest := bits.Div64(hi, lo, uint64(cost))
			return min(byNumber, byCost+int64(q)+int64(min(rest, 1)))
		}
		byCost, left = byCost+v.rho[i], left-cost
	}
	return min(byNumber, byCost)
}

// atRate is what left buys at the rate, and what the best sites in number are worth beyond it.
func (p *prover) atRate(v *value, free []int, number int, left, rate int64) int64 {
	gains := make([]int64, len(free))
	for k, i := range free {
		gains[k] = afterCost(v.rho[i], rate, p.c.p.Sites[i].Cost)
	}
	slices.Sort(gains)
	total := int64(0)
	for _, g := range gains[max(0, len(gains)-number):] {
		total += g
	}
	return withBudget(total, rate, left)
}

// settle fixes the sites of which the other choice would not be worth more than target, where
// number is the only limit.
func (p *prover) settle(v *value, fix []int8, shift uint, target int64) {
	for i, f := range fix {
		switch {
		case f != 0 || p.tight:
		case v.taken[i] && (v.l-v.rho[i]+v.next)>>shift <= target:
			fix[i] = opened
		case !v.taken[i] && (v.l-v.lowest+v.rho[i])>>shift <= target:
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
