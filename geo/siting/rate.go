package siting

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Where number and cost are both limits, a rate on the unit of cost joins them: for any rate ≥ 0
// the sets allowed have at most
//
//	rate·left + the most that a set of that number can have of Σ (rho − rate·cost).
//
// The least of it over all rates is what the two limits leave to parts of sites.

// rated is a choice of free sites at a rate: the best ones in number, with their rho and cost.
type rated struct {
	sites []int32
	sum   int64
	cost  int64
}

// twice finds the rate of the least bound, by cutting from both sides: the set of one side costs
// more than left, that of the other no more. It needs room for number sites, dearer than left at
// rate 0. taken becomes the cheaper set, dear the other one, of which there is share.
func (r *relaxation) twice(number int, left int64) int64 {
	dear, least := r.at(0, number, left)
	cheap := rated{}
	r.rate = 0
	for range 64 {
		rate := (dear.sum - cheap.sum) / (dear.cost - cheap.cost)
		next, total := r.at(rate, number, left)
		if total < least {
			least, r.rate = total, rate
		}
		if next.cost == dear.cost || next.cost == cheap.cost {
			break
		}
		if next.cost > left {
			dear = next
		} else {
			cheap = next
		}
		if dear.sum <= cheap.sum {
			break
		}
	}
	r.taken = append(append(r.taken[:0], r.fixed...), cheap.sites...)
	r.dear = append(append(r.dear[:0], r.fixed...), dear.sites...)
	r.share = float64(left-cheap.cost) / float64(dear.cost-cheap.cost)
	return least
}

// at is the best choice at a rate, and what it bounds.
func (r *relaxation) at(rate int64, number int, left int64) (rated, int64) {
	type offer struct {
		site int32
		gain int64
	}
	offers := make([]offer, 0, len(r.free))
	r.work += len(r.free)
	for _, i := range r.free {
		if gain := afterCost(r.rho[i], rate, r.in.cost[i]); gain > 0 {
			offers = append(offers, offer{i, gain})
		}
	}
	number = min(number, len(offers))
	selectFirst(offers, number, func(a, b offer) int {
		return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.site, b.site))
	})
	out := rated{sites: make([]int32, number)}
	total := int64(0)
	for k, o := range offers[:number] {
		out.sites[k] = o.site
		out.sum += r.rho[o.site]
		out.cost += r.in.cost[o.site]
		total += o.gain
	}
	return out, withBudget(total, rate, left)
}

// afterCost is rho − rate·cost, or 0 where that is not above it. All are 0 or more.
func afterCost(rho, rate, cost int64) int64 {
	hi, lo := bits.Mul64(uint64(rate), uint64(cost))
	if hi > 0 || lo >= uint64(rho) {
		return 0
	}
	return rho - int64(lo)
}

// withBudget is total + rate·left, or MaxInt64 where that is too large to say anything.
func withBudget(total, rate, left int64) int64 {
	hi, lo := bits.Mul64(uint64(rate), uint64(left))
	if hi > 0 || lo > math.MaxInt64/4 || total > math.MaxInt64/4 {
		return math.MaxInt64
	}
	return total + int64(lo)
}

// offers are what the free sites are worth beyond the rate, and what that bounds.
type offers struct {
	l      int64 // the bound at the rate
	lowest int64 // the worth of the last one for which there is room; 0 where there is room for all
	next   int64 // that of the first one for which there is none
}

// offered sums up gains, of which room may be had.
func offered(gains []int64, room int, base, rate, left int64) offers {
	slices.SortFunc(gains, func(a, b int64) int { return cmp.Compare(b, a) })
	sum, o := base, offers{}
	for k, gain := range gains {
		if k == room {
			o.next = gain
			break
		}
		sum += gain
		o.lowest = gain
	}
	if len(gains) < room {
		o.lowest = 0
	}
	o.l = withBudget(sum, rate, left)
	return o
}

// settle is what becomes of a free site of which the other choice would not be worth more than value: opened, shut or,
// where that cannot be told, 0. Sites of equal worth are on the same side of what there is room for.
func (o *offers) settle(rho, rate, cost int64, shift uint, value int64) int8 {
	if o.l == math.MaxInt64 {
		return 0
	}
	gain := afterCost(rho, rate, cost)
	switch {
	case gain > o.next && gain >= o.lowest:
		if (o.l-gain+o.next)>>shift <= value {
			return opened
		}
	case (o.l-o.lowest+worth(rho, rate, cost))>>shift <= value:
		return shut
	}
	return 0
}

// worth is rho − rate·cost, far below 0 where that is too large to count with.
func worth(rho, rate, cost int64) int64 {
	hi, lo := bits.Mul64(uint64(rate), uint64(cost))
	if hi > 0 || lo > math.MaxInt64/8 {
		return math.MinInt64 / 4
	}
	return rho - int64(lo)
}
