package siting

import (
	"container/heap"
	"math/bits"
)

// stale is a site with the gain that it had when so many sites were open: gains only fall, so an
// old gain is an upper bound, and a site whose gain is new and still first is the best one.
type stale struct {
	gain, cost int64 // cost 1 where gains alone count
	site       int32
	open       int
}

// before orders by gain per cost, then gain, then number.
func (a stale) before(b stale) bool {
	ha, la := bits.Mul64(uint64(a.gain), uint64(b.cost))
	hb, lb := bits.Mul64(uint64(b.gain), uint64(a.cost))
	switch {
	case ha != hb:
		return ha > hb
	case la != lb:
		return la > lb
	case a.gain != b.gain:
		return a.gain > b.gain
	}
	return a.site < b.site
}

type gainHeap []stale

func (h gainHeap) Len() int           { return len(h) }
func (h gainHeap) Less(i, j int) bool { return h[i].before(h[j]) }
func (h gainHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *gainHeap) Push(x any)        { *h = append(*h, x.(stale)) } //nolint:forcetypeassert // only stale is pushed
func (h *gainHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// fill opens sites that are allowed and not yet open as long as they fit and add something, best
// first, by gain per cost or by gain. It returns all open sites and the gains of the new ones.
func (in *instance) fill(open []int32, allowed func(int32) bool, perCost bool) ([]int32, []int64) {
	best := make([]uint32, len(in.weight))
	isOpen := make([]bool, in.sites())
	for _, i := range open {
		in.take(i, best)
		isOpen[i] = true
	}
	h := make(gainHeap, 0, in.sites())
	for i := range int32(in.sites()) {
		if isOpen[i] || !allowed(i) {
			continue
		}
		s := stale{gain: in.gain(i, best), cost: 1, site: i, open: len(open)}
		if perCost {
			s.cost = in.cost[i]
		}
		if s.gain > 0 {
			h = append(h, s)
		}
	}
	heap.Init(&h)
	left := in.purse - in.spent(open)
	var gains []int64
	for len(h) > 0 && len(open) < in.most {
		s := h[0]
		switch {
		case in.purse != NoLimit && in.cost[s.site] > left:
			heap.Pop(&h)
		case s.open == len(open):
			heap.Pop(&h)
			in.take(s.site, best)
			open, gains = append(open, s.site), append(gains, s.gain)
			left -= in.cost[s.site]
		default:
			if h[0].gain, h[0].open = in.gain(s.site, best), len(open); h[0].gain == 0 {
				heap.Pop(&h)
			} else {
				heap.Fix(&h, 0)
			}
		}
	}
	return open, gains
}

func anySite(int32) bool { return true }

// required are the sites that every choice has.
func (in *instance) required() []int32 {
	var open []int32
	for i, must := range in.must {
		if must {
			open = append(open, int32(i))
		}
	}
	return open
}

// refill opens what fits beside the sites given, by gain, or the better of two ways where sites
// have costs: by gain per cost, by gain.
func (in *instance) refill(open []int32) []int32 {
	byGain, _ := in.fill(open[:len(open):len(open)], anySite, false)
	if in.purse == NoLimit {
		return byGain
	}
	byRatio, _ := in.fill(open[:len(open):len(open)], anySite, true)
	if in.value(byRatio) > in.value(byGain) {
		return byRatio
	}
	return byGain
}
