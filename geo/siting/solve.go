package siting

import (
	"context"
	"math"
)

// Solve chooses sites. It is one goroutine and takes no more than a few seconds for 5,000 sites and
// 100,000 demands; an LSCP in which most demands have hundreds of sites each takes ten. Progress may be nil; it is called between steps, on the same goroutine. Errors: a
// *Refusal for a problem that has no answer; that of ctx, with no result.
func Solve(ctx context.Context, p *Problem, report func(Progress)) (*Result, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in := newInstance(p)
	s := &search{in: in, report: report, treeWork: treeWork, bound: math.MaxInt64}
	run := s.cover
	if p.Model != LSCP {
		s.today = in.value(in.standingNow())
		run = s.maximise
	}
	if err := run(ctx, p.Seed); err != nil {
		return nil, err
	}
	s.done = s.of
	s.tell()
	if err := ctx.Err(); err != nil { // nobody waits for the result any more
		return nil, err
	}
	return s.result(), nil
}

// maximise is the whole search for MCLP and PMedian.
func (s *search) maximise(ctx context.Context, seed uint64) error {
	s.of = s.iterationsPlanned() + s.kicksPlanned() + s.nodesPlanned()
	s.board = newBoard(s.in)
	if err := s.start(ctx); err != nil {
		return err
	}
	r := newRelaxation(s.in)
	s.warm(r)
	if err := s.plant(ctx, r, s.feedBack); err != nil {
		return err
	}
	if err := s.kicks(ctx, seed); err != nil {
		return err
	}
	if err := s.branch(ctx, r, s.feedBack); err != nil {
		return err
	}
	s.board.set(s.open)
	s.board.tidy()
	s.open, s.value = s.board.open, s.board.value // sites that stand may have added to it
	return nil
}

// fairShares are prices for a cover: the share that a row has of the largest site that covers it
// is what it may cost, so that no site is worth more than its price.
func (s *search) fairShares(r *relaxation) {
	most := make([]int64, len(r.pi))
	for i := range int32(s.in.sites()) {
		own := s.in.of(i)
		for _, l := range own {
			most[l.row] = max(most[l.row], int64(len(own)))
		}
	}
	for row, n := range most {
		r.pi[row] = int64(1)<<r.shift - int64(1)<<r.shift/n
	}
}

// standingNow are the sites that stand and may close.
func (in *instance) standingNow() []int32 {
	var now []int32
	for i, old := range in.old {
		if old {
			now = append(now, int32(i))
		}
	}
	return now
}

// amounts are objective and bound as in Result.
func (s *search) amounts() (objective, bound int64) {
	if s.in.problem.Model == LSCP {
		n := int64(len(s.in.weight))
		return n - s.value, n - s.bound
	}
	return s.value - s.today, s.bound - s.today
}
