package siting

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// How much work goes into a run. Work is counted, never timed, so that equal problems have equal
// results.
const (
	mostIterations  = 1200
	leastIterations = 300
	relaxWork       = 60_000_000 // links looked at in the relaxation, about
	kickWork        = 30_000_000 // links looked at in kicks, about
	mostKicks       = 3000
	kicksAway       = 10 // kicks from the best set on
	feedEvery       = 10 // iterations between sets that are fed back
	feedWork        = 2  // times all links that feeding back looks at, about
	patience        = 12 // iterations without progress before steps shrink
	stride          = 128
)

// search looks for the best set and the lowest bound.
type search struct {
	in     *instance
	report func(Progress)
	board  *board

	open  []int32 // the best set so far
	value int64   // of it, less prices

	root       *node
	parts      []Part // of a cover, in place of a root
	treeWork   int
	shift      uint
	bound      int64 // in whole units
	iterations int
	done, of   int
	today      int64 // value of what stands now and may close
}

// offer takes a set if it is better than the best so far.
func (s *search) offer(open []int32) bool {
	v := s.in.value(open) - s.in.price*int64(len(open))
	if s.open != nil && v <= s.value {
		return false
	}
	s.open, s.value = slices.Clone(open), v
	return true
}

// polish improves a set by exchanges and offers what comes of it.
func (s *search) polish(ctx context.Context, open []int32) error {
	s.board.set(open)
	if err := s.board.improve(ctx); err != nil {
		return err
	}
	if s.board.value > s.value {
		s.offer(s.board.open)
	}
	return nil
}

// start offers what stands now, the greedy choices and the best single site, and polishes the best.
func (s *search) start(ctx context.Context) error {
	in := s.in
	must := in.required()
	s.offer(must)
	kept := must[:len(must):len(must)]
	for i, old := range in.old {
		if old {
			kept = append(kept, int32(i))
		}
	}
	if len(kept) <= in.most && (in.purse == NoLimit || in.spent(kept) <= in.purse) {
		s.offer(in.refill(kept))
	}
	s.offer(in.refill(must))
	if in.purse != NoLimit {
		s.offer(in.refill(in.single(must)))
	}
	return s.polish(ctx, s.open)
}

// single adds the affordable site that alone adds most: with it, greedy by ratio is never worse
// than a constant part of the best (Khuller, Moss and Naor, 1999).
func (in *instance) single(open []int32) []int32 {
	best := make([]uint32, len(in.weight))
	for _, i := range open {
		in.take(i, best)
	}
	left, most, which := in.purse-in.spent(open), int64(0), int32(-1)
	for i := range int32(in.sites()) {
		if in.cost[i] <= left && !in.must[i] {
			if g := in.gain(i, best); g > most {
				most, which = g, i
			}
		}
	}
	if which < 0 || len(open) >= in.most {
		return open
	}
	return append(open[:len(open):len(open)], which)
}

// feed makes a start of a set from the relaxation.
type feed func(ctx context.Context, r *relaxation) error

// descend lowers the bound of a node by subgradients from its prices, and keeps there what it
// finds. Each tenth set goes to feed.
func (s *search) descend(ctx context.Context, r *relaxation, n *node, iterations int, feed feed) error {
	way := make([]int32, len(r.pi))
	r.fix = n.fix
	copy(r.pi, n.pi)
	theta, stall := 1.0, 0
	afresh := true // way has nothing of an earlier direction, and the prices are the best ones
	for it := range iterations {
		if err := ctx.Err(); err != nil {
			return err
		}
		l, possible := r.bound()
		s.iterations++
		if !possible {
			n.l = math.MinInt64
			return nil
		}
		stall = n.keep(r, l, it == 0, stall)
		if n == s.root {
			s.bound = min(s.bound, n.l>>r.shift)
			s.tell()
		}
		if it%feedEvery == 0 {
			r.work += feedWork * len(s.in.links)
			if err := feed(ctx, r); err != nil {
				return err
			}
		}
		if n.l>>r.shift <= s.value || theta < 1e-4 {
			break
		}
		norm := int64(0)
		if stall <= patience {
			norm = r.direction(way)
		}
		if norm == 0 && afresh {
			break // no prices near these have a lower bound, and so none at all
		}
		if afresh = norm == 0; afresh { // no progress, or a step so long that it ended in a corner
			theta *= 0.7
			stall = 0
			copy(r.pi, n.pi)
			clear(way)
			continue
		}
		r.step(way, stride*theta*float64(l-s.value<<r.shift)/float64(norm))
	}
	return nil
}

// warm are the prices from which the relaxation of a maximum starts: half of what the best set gives.
func (s *search) warm(r *relaxation) {
	best := make([]uint32, len(s.in.weight))
	for _, i := range s.open {
		s.in.take(i, best)
	}
	for row, unit := range best {
		r.pi[row] = int64(unit) << r.shift / 2
	}
}

// feedBack polishes a set that is not far below the best one.
func (s *search) feedBack(ctx context.Context, r *relaxation) error {
	in := s.in
	order := slices.Clone(r.taken)
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Or(-compareTrue(in.must[a], in.must[b]), cmp.Compare(r.rho[b], r.rho[a]))
	})
	var open []int32
	left := in.purse
	for _, i := range order {
		if len(open) < in.most && (in.purse == NoLimit || in.cost[i] <= left) {
			open = append(open, i)
			left -= in.cost[i]
		}
	}
	if in.value(open)*10 <= s.value*9 {
		return nil
	}
	return s.polish(ctx, in.refill(open))
}

func compareTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// kicks close some sites at random, fill up and improve, while the bound is not reached. They go
// on from where the last one led, and back to the best set after some without a better one.
func (s *search) kicks(ctx context.Context, seed uint64) error {
	rng := rand.New(rand.NewPCG(seed, 0x5e7715))
	b := s.board
	b.set(s.open)
	idle := 0
	for n := s.kicksPlanned(); n > 0 && s.bound > s.value && len(s.open) > 0; n-- {
		barred := int32(-1) // the last one closed stays so while filling: others have a turn
		for range min(1+rng.IntN(4), len(b.open)) {
			if i := b.open[rng.IntN(len(b.open))]; !s.in.must[i] {
				barred = i
				b.remove(i)
			}
		}
		b.fill(barred, s.in.purse != NoLimit && n%2 == 0)
		if err := b.improve(ctx); err != nil {
			return err
		}
		if idle++; b.value > s.value {
			s.offer(b.open)
			idle = 0
		}
		if idle >= kicksAway {
			b.set(s.open)
			idle = 0
		}
		s.tell()
	}
	return nil
}

func (s *search) iterationsPlanned() int {
	return min(mostIterations, max(leastIterations, relaxWork/(len(s.in.links)+1)))
}

func (s *search) kicksPlanned() int { return min(mostKicks, kickWork/(6*len(s.in.links)+1)) }

// tell reports progress, one step further.
func (s *search) tell() {
	s.done++
	if s.report == nil {
		return
	}
	p := Progress{Done: min(s.done, s.of), Of: s.of}
	p.Objective, p.Bound = s.amounts()
	s.report(p)
}
