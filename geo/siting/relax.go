package siting

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// mostShift is the finest price: 1/2^mostShift of a unit.
const mostShift = 24

// relaxation is the problem with a price pi on being served, for each row and unit of weight:
//
//	L(pi) = Σ w·pi + the most that an allowed set can have of Σ rho(i),
//	rho(i) = Σ w·max(0, unit − pi) − price
//
// For any pi ≥ 0, L(pi) is at least the objective of every allowed set. All is in 1/2^shift.
type relaxation struct {
	in    *instance
	shift uint
	fix   []int8  // of a site: open, shut, or 0 for free
	fixed []int32 // the open ones among them
	pi    []int64
	rho   []int64
	free  []int32 // optional sites with rho > 0
	taken []int32 // the set that makes L
	work  int     // links looked at since it was last set to 0
	part  int32   // a site of which only a part was affordable, or -1
	share float64
	rate  int64   // of the unit of cost, where that is a limit
	base  int64   // of L, without what is chosen of the free sites
	room  int     // how many of the free sites may be chosen; more than there are is no limit
	left  int64   // and what they may cost
	dear  []int32 // the set of which there is share, the rest being of taken; nil for none
}

func newRelaxation(in *instance) *relaxation {
	total := int64(1)
	for _, l := range in.links {
		total += in.weight[l.row] * int64(l.unit)
	}
	total = 2*total + int64(in.sites())*in.price // of Σ w·pi, of Σ rho, of prices
	shift := min(mostShift, uint(61-bits.Len64(uint64(total))))
	r := &relaxation{in: in, shift: shift, pi: make([]int64, len(in.weight)), rho: make([]int64, in.sites()), fix: make([]int8, in.sites())}
	for _, i := range in.required() {
		r.fix[i] = opened
	}
	return r
}

// What a site is fixed to in a part of the search.
const (
	opened int8 = 1
	shut   int8 = -1
)

// bound computes L(pi) over the sets that keep to fix, and the set that makes it; false when
// there is none.
func (r *relaxation) bound() (int64, bool) {
	sum := int64(0)
	for row, pi := range r.pi {
		sum += r.in.weight[row] * pi
	}
	r.free, r.fixed = r.free[:0], r.fixed[:0]
	for i := range int32(r.in.sites()) {
		if r.fix[i] == shut {
			continue
		}
		r.work += len(r.in.of(i))
		rho := -r.in.price << r.shift
		for _, l := range r.in.of(i) {
			if d := int64(l.unit)<<r.shift - r.pi[l.row]; d > 0 {
				rho += r.in.weight[l.row] * d
			}
		}
		r.rho[i] = rho
		if r.fix[i] == opened {
			sum += rho
			r.fixed = append(r.fixed, i)
		} else if rho > 0 {
			r.free = append(r.free, i)
		}
	}
	r.base, r.left = sum, r.in.purse-r.in.spent(r.fixed)
	if len(r.fixed) > r.in.most || r.in.purse != NoLimit && r.left < 0 {
		return 0, false
	}
	r.room = min(r.in.most-len(r.fixed), r.affordable())
	return sum + r.choose(), true
}

// affordable is how many of the free sites can be paid for at once: so many of the cheapest as there is left for,
// no limit where that is all of them.
func (r *relaxation) affordable() int {
	number, left := 0, r.left
	for _, i := range r.in.byCost { // none where there is no purse
		if r.fix[i] == 0 && r.rho[i] > 0 {
			if left -= r.in.cost[i]; left < 0 {
				return number
			}
			number++
		}
	}
	return math.MaxInt
}

// choose takes the most that fits of the free sites: by number, or by cost with one site in part;
// where both bind, at the rate that gives the lowest bound.
func (r *relaxation) choose() int64 {
	r.part, r.dear, r.rate = -1, r.dear[:0], 0
	number, left := min(len(r.free), r.room), r.left
	selectFirst(r.free, number, func(a, b int32) int {
		return cmp.Or(cmp.Compare(r.rho[b], r.rho[a]), cmp.Compare(a, b))
	})
	sum, cost := int64(0), int64(0)
	for _, i := range r.free[:number] {
		sum += r.rho[i]
		cost += r.in.cost[i]
	}
	switch {
	case r.in.purse == NoLimit || cost <= left:
		r.taken = append(append(r.taken[:0], r.fixed...), r.free[:number]...)
		return sum
	case number == len(r.free):
		return r.knapsack(left)
	}
	return r.twice(number, left)
}

// knapsack takes free sites by rho per cost while they fit, and the part of the next that fits.
func (r *relaxation) knapsack(left int64) int64 {
	slices.SortFunc(r.free, func(a, b int32) int {
		x, y := stale{gain: r.rho[a], cost: r.in.cost[a], site: a}, stale{gain: r.rho[b], cost: r.in.cost[b], site: b}
		if x.before(y) {
			return -1
		}
		return 1
	})
	r.taken = append(r.taken[:0], r.fixed...)
	sum := int64(0)
	for _, i := range r.free {
		cost := r.in.cost[i]
		if cost > left {
			r.part, r.share, r.rate = i, float64(left)/float64(cost), r.rho[i]/cost
			return sum + portion(r.rho[i], left, cost)
		}
		sum, left = sum+r.rho[i], left-cost
		r.taken = append(r.taken, i)
	}
	return sum
}

// portion is amount·left/cost, rounded up, for 0 ≤ left < cost.
func portion(amount, left, cost int64) int64 {
	hi, lo := bits.Mul64(uint64(amount), uint64(left))
	q, rest := bits.Div64(hi, lo, uint64(cost))
	if rest > 0 {
		q++
	}
	return int64(q)
}

// selectFirst moves the n first of list by order to its front, in no order among themselves.
func selectFirst[T any](list []T, n int, order func(a, b T) int) {
	lo, hi := 0, len(list)
	for n > lo && n < hi {
		mid := list[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for order(list[i], mid) < 0 {
				i++
			}
			for order(list[j], mid) > 0 {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case n <= j+1:
			hi = j + 1
		case n > i:
			lo = i
		default:
			return
		}
	}
}

// direction turns way, three quarters of the last direction, by how often each row is served by the taken sites less
// once, negated: a subgradient of L by w·pi. Without what is left of the last one, prices would go to and fro between
// sites that serve nearly the same (Camerini, Fratta and Maffioli, 1975). All is in sixty-fourths. It returns Σ way².
func (r *relaxation) direction(way []int32) int64 {
	for row, x := range way {
		way[row] = 64 + x*3/4
	}
	serve := func(i, amount int32) {
		for _, l := range r.in.of(i) {
			if int64(l.unit)<<r.shift > r.pi[l.row] {
				way[l.row] -= amount
			}
		}
	}
	rest := int32(64)
	if len(r.dear) > 0 {
		rest = 64 - int32(64*r.share)
		for _, i := range r.dear {
			serve(i, 64-rest)
		}
	}
	for _, i := range r.taken {
		serve(i, rest)
	}
	if r.part >= 0 {
		serve(r.part, int32(64*r.share))
	}
	norm := int64(0)
	for row, x := range way {
		if x > 0 && r.pi[row] <= 0 || x < 0 && r.pi[row] >= int64(r.in.hi[row])<<r.shift {
			way[row] = 0
			continue
		}
		norm += int64(x) * int64(x)
	}
	return norm
}

// step moves the prices by −length·way/weight each, kept between 0 and the most that anybody saves.
func (r *relaxation) step(way []int32, length float64) {
	for row, x := range way {
		if x == 0 {
			continue
		}
		most := int64(r.in.hi[row]) << r.shift
		move := length * float64(x) / float64(r.in.weight[row])
		pi := r.pi[row]
		switch {
		case move >= float64(pi):
			pi = 0
		case -move >= float64(most-pi):
			pi = most
		default:
			pi -= int64(move)
		}
		r.pi[row] = pi
	}
}
