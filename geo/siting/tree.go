package siting

import (
	"context"
	"math"
	"slices"
)

// How far choices are parted where the prices of the root leave a gap.
const (
	mostNodes      = 2000
	nodeMemory     = 4_000_000  // prices kept by all nodes
	treeWork       = 60_000_000 // links looked at, about
	nodeIterations = 80
)

// node is a part of all choices: those in which some sites are open and some are shut.
type node struct {
	fix    []int8
	pi     []int64 // the best prices found for it
	rate   int64   // and the rate of cost that belongs to them
	l      int64   // their L
	often  []int32 // how often a site was taken while the prices were looked for
	branch int32
	open   *node // with the site branch
	shut   *node // without it
}

// keep keeps the prices if their bound l is lower than before, and counts which sites are taken.
// It returns for how many iterations the bound has not fallen: one by a little does not count.
func (n *node) keep(r *relaxation, l int64, first bool, stall int) int {
	switch {
	case first || n.l-l > n.l/100_000:
		stall = 0
	case l >= n.l:
		stall++
	}
	if first || l < n.l {
		n.l, n.rate = l, r.rate
		copy(n.pi, r.pi)
	}
	for _, i := range r.taken {
		n.often[i] += 2
	}
	if len(r.dear) > 0 { // each set for half
		for _, i := range r.taken {
			n.often[i]--
		}
		for _, i := range r.dear {
			n.often[i]++
		}
	}
	if r.part >= 0 {
		n.often[r.part]++
	}
	return stall
}

// nodesPlanned is how many nodes there may be; work may end before.
func (s *search) nodesPlanned() int { return min(mostNodes, nodeMemory/(len(s.in.rowOf)+1)) }

// plant makes the root, with the prices of r to begin with.
func (s *search) plant(ctx context.Context, r *relaxation, feed feed) error {
	s.root = &node{fix: r.fix, pi: slices.Clone(r.pi), often: make([]int32, s.in.sites())}
	s.shift = r.shift
	if err := s.descend(ctx, r, s.root, s.iterationsPlanned(), feed); err != nil {
		return err
	}
	s.root.ceiling(r)
	return nil
}

// ceiling takes the prices at which no site is worth anything, where their bound is lower: it is what all
// sites together could give, which many new ones come near to.
func (n *node) ceiling(r *relaxation) {
	for row, most := range r.in.hi {
		r.pi[row] = int64(most) << r.shift
	}
	if l, ok := r.bound(); ok && l < n.l {
		n.l, n.rate = l, r.rate
		copy(n.pi, r.pi)
	}
}

// branch parts the choices further, the part with the highest bound first, until the bound is
// reached or the work is done.
func (s *search) branch(ctx context.Context, r *relaxation, feed feed) error {
	leaves := []*node{s.root}
	r.work = 0
	for left := s.nodesPlanned(); ; left -= 2 {
		at := 0
		for k, n := range leaves {
			if n.l > leaves[at].l {
				at = k
			}
		}
		n := leaves[at]
		s.bound = min(s.bound, max(s.value, n.l>>r.shift))
		if left < 2 || r.work > s.treeWork || s.bound <= s.value {
			return nil
		}
		r.fix = n.fix
		copy(r.pi, n.pi)
		r.bound()
		r.rate = n.rate
		r.fixMore(s.value)
		n.branch = n.split(r)
		if n.branch < 0 {
			return nil
		}
		n.open, n.shut = n.child(opened), n.child(shut)
		for _, c := range []*node{n.open, n.shut} {
			if err := s.descend(ctx, r, c, nodeIterations, feed); err != nil {
				return err
			}
		}
		n.fix, n.often = nil, nil
		leaves[at] = n.open
		leaves = append(leaves, n.shut)
		s.tell()
	}
}

// child is the part of a node with its branch fixed.
func (n *node) child(to int8) *node {
	c := &node{fix: slices.Clone(n.fix), pi: slices.Clone(n.pi), l: math.MaxInt64, often: make([]int32, len(n.often))}
	c.fix[n.branch] = to
	return c
}

// fixMore fixes the sites of which the other choice cannot be better than value, by what the choices are worth
// at the rate.
func (r *relaxation) fixMore(value int64) {
	var offers []int64
	for _, i := range r.free {
		if gain := afterCost(r.rho[i], r.rate, r.in.cost[i]); gain > 0 {
			offers = append(offers, gain)
		}
	}
	o := offered(offers, r.room, r.base, r.rate, max(r.left, 0))
	full := o.lowest
	for i, f := range r.fix {
		if f == 0 {
			if o.lowest = full; r.in.purse != NoLimit && r.rho[i] <= 0 {
				o.lowest = 0 // it is none of those of which room is the number: it may be had beside them
			}
			r.fix[i] = o.settle(r.rho[i], r.rate, r.in.cost[i], r.shift, value)
		}
	}
}

// split is the free site about which the prices agreed least; -1 when none is free.
func (n *node) split(r *relaxation) int32 {
	best, doubt := int32(-1), int32(-1)
	top := slices.Max(n.often)
	for i, f := range r.fix {
		if f != 0 {
			continue
		}
		d := min(n.often[i], top-n.often[i])
		if d > doubt || d == doubt && r.rho[i] > r.rho[best] {
			best, doubt = int32(i), d
		}
	}
	return best
}
