package siting

import (
	"context"
	"math/rand/v2"
	"slices"
)

// How much work goes into the parts of a cover. Each has much to itself while those before it together took less than
// most; after that each has its share, by its links, of what one part alone would have.
const (
	leastTreeWork  = 3_000_000 // links looked at in branches
	mostTreeWork   = 2 * treeWork
	mostCoverSteps = 20 * coverSteps
)

// part is a part of a cover that is solved for itself.
type part struct {
	search
	sites   []int32 // numbers of its sites in the whole
	demands []int32 // of its rows
	drops   []Drop
	share   float64 // of its links in those of all parts
	steps   int     // exchanges that it may make, and then has made
	worked  int     // links looked at, about
	told    Progress
}

// cover is the whole search for LSCP: needless rows and sites are left out, and each set of sites that share rows
// is solved for itself.
func (s *search) cover(ctx context.Context, seed uint64) error {
	m := newMatrix(s.in)
	m.reduce()
	list := s.split(m)
	for _, p := range list {
		p.start()
		s.of += p.of
		p.told.Objective, p.told.Bound = p.amounts()
		p.report = func(now Progress) {
			s.value -= now.Objective - p.told.Objective
			s.bound -= now.Bound - p.told.Bound
			p.told = now
			s.tell()
		}
	}
	s.sum(list)
	work, steps := 0, 0
	for k, p := range list {
		before := s.done
		p.allow(work, steps)
		if err := p.solve(ctx, seed+uint64(k)); err != nil {
			return err
		}
		work += p.worked
		steps += p.steps
		s.done = before + p.of
		s.iterations += p.iterations
		proof := p.proof(p.root)
		proof.Drops = p.drops
		s.parts = append(s.parts, Part{Demands: p.demands, Bound: int64(len(p.demands)) - p.bound, Proof: proof})
	}
	s.sum(list)
	s.iterations = max(s.iterations, 1)
	return nil
}

// sum puts the parts together, and tells so.
func (s *search) sum(list []*part) {
	s.open = s.in.required()
	rows := int64(len(s.in.weight))
	bound := rows - int64(len(s.open))
	for _, p := range list {
		for _, i := range p.open {
			s.open = append(s.open, p.sites[i])
		}
		bound -= int64(len(p.demands)) - p.bound
	}
	s.bound = bound
	s.value = rows - int64(len(s.open))
	s.done--
	s.tell()
}

// split makes the parts.
func (s *search) split(m *matrix) []*part {
	demandOf := make([]int32, len(s.in.weight))
	for j := len(s.in.rowOf) - 1; j >= 0; j-- {
		if row := s.in.rowOf[j]; row >= 0 {
			demandOf[row] = int32(j)
		}
	}
	needless := make(map[int32][]Drop)
	for i, by := range m.by {
		if by < 0 || !slices.ContainsFunc(s.in.of(int32(i)), func(l link) bool { return len(m.rows[l.row]) > 0 }) {
			continue // it is needed, or serves nothing that is left
		}
		for m.by[by] >= 0 {
			by = m.by[by]
		}
		needless[by] = append(needless[by], Drop{int(s.in.site[i]), int(s.in.site[by])})
	}
	var out []*part
	links := 0
	for _, sites := range m.components() {
		p := &part{sites: sites}
		p.in = s.in.cut(m, sites)
		for _, row := range rowsOf(m, sites) {
			p.demands = append(p.demands, demandOf[row])
		}
		for _, i := range sites {
			p.drops = append(p.drops, needless[i]...)
		}
		links += len(p.in.links)
		out = append(out, p)
	}
	for _, p := range out {
		p.share = float64(len(p.in.links)) / float64(links)
	}
	return out
}

// rowsOf are the rows of a component, in order.
func rowsOf(m *matrix, sites []int32) []int32 {
	var rows []int32
	for _, i := range sites {
		rows = append(rows, m.sites[i]...)
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// cut is the instance of a component.
func (in *instance) cut(m *matrix, sites []int32) *instance {
	out := &instance{problem: in.problem, must: make([]bool, len(sites)), cost: make([]int64, len(sites)), purse: NoLimit, price: 1, most: len(sites)}
	number := make(map[int32]int32, len(sites))
	for n, i := range sites {
		number[i] = int32(n)
		out.site, out.old = append(out.site, in.site[i]), append(out.old, in.old[i])
	}
	var rows [][]pair
	for n, row := range rowsOf(m, sites) {
		var own []pair
		for _, i := range m.rows[row] {
			own = append(own, pair{number[i], 1})
		}
		rows = append(rows, own)
		out.rowOf = append(out.rowOf, int32(n))
	}
	out.weight = slices.Repeat([]int64{1}, len(rows))
	out.setLinks(rows)
	return out
}

// start finds a first cover, and a bound of 1.
func (p *part) start() {
	p.of = p.iterationsPlanned() + p.nodesPlanned()
	greedy, _ := p.in.fill(nil, anySite, false)
	p.offer(newCover(p.in).prune(greedy))
	p.bound = int64(len(p.in.weight)) - 1
}

// allow says how much work the part may have after so much of those before it.
func (p *part) allow(work, steps int) {
	if p.treeWork = int(p.share * treeWork); work < mostTreeWork {
		p.treeWork = max(p.treeWork, leastTreeWork)
	}
	if p.steps = coverSteps; steps >= mostCoverSteps {
		p.steps = int(p.share * coverSteps)
	}
}

// solve looks for the fewest sites of a part.
func (p *part) solve(ctx context.Context, seed uint64) error {
	c, r := newCover(p.in), newRelaxation(p.in)
	p.fairShares(r)
	feed := func(_ context.Context, r *relaxation) error {
		full, _ := p.in.fill(append([]int32(nil), r.taken...), anySite, false)
		p.offer(c.prune(full))
		return nil
	}
	if err := p.plant(ctx, r, feed); err != nil {
		return err
	}
	least := int(int64(len(p.in.weight)) - p.bound)
	best, err := c.shrink(ctx, p.open, least, p.steps, rand.New(rand.NewPCG(seed, 0xc03e5)))
	if err != nil {
		return err
	}
	p.offer(best)
	p.steps, p.worked = int(c.step), r.work
	err = p.branch(ctx, r, feed)
	p.worked += r.work
	return err
}
