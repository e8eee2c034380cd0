package balance

import (
	"cmp"
	"context"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// puzzle is a graph of cells to be parted into k connected parts of about equal weight.
type puzzle struct {
	k      int
	weight []int64
	total  int64
	links  [][]link
}

// answer is a way to part the cells.
type answer struct {
	part   []int // of a cell
	excess int64 // by how much parts are beyond ten per cent; 0 = balanced
	cost   int64 // of all borders
	exact  bool  // none is better
	none   bool  // it is certain that none is balanced
}

// Bounds of the search.
const (
	mostExact   = 18 // cells of which all ways are tried
	starts      = 4
	mostStarts  = 24 // while no balanced way is found
	mostSteps   = 100_000
	stepsPer    = 250 // steps for a cell
	balanceCost = 20  // what a unit of excess costs while the search goes on
)

// over is by how much a part of so many households is beyond ten per cent of the mean.
func (z *puzzle) over(w int64) int64 {
	off := int64(z.k)*w - z.total
	return max(0, 10*max(off, -off)-z.total)
}

// solve looks for the best ways, the best first; none where there are fewer cells than parts.
func (z *puzzle) solve(ctx context.Context, seed uint64) ([]*answer, error) {
	switch n := len(z.weight); {
	case n < z.k || z.total == 0:
		return nil, nil
	case z.k == 2 && n <= mostExact:
		a, err := z.all(ctx)
		if a == nil {
			return nil, err
		}
		return []*answer{a}, nil
	}
	return z.search(ctx, seed)
}

// search gives what comes of many beginnings; where none of it is balanced, all ways are gone
// through if there are not too many.
func (z *puzzle) search(ctx context.Context, seed uint64) ([]*answer, error) {
	var out []*answer
	balanced := false
	rough, of := z.coarse()
	for i := range uint64(mostStarts) {
		if i >= starts && balanced {
			break
		}
		chance := rand.New(rand.NewPCG(seed, i))
		var from *state
		if i%2 == 0 && len(rough.weight) < len(z.weight) {
			a, err := rough.first(ctx, chance)
			if err != nil {
				return nil, err
			}
			from = z.lift(a, of)
		}
		a, err := z.anneal(ctx, chance, from)
		if err != nil {
			return nil, err
		}
		if a != nil {
			out = append(out, a)
			balanced = balanced || a.excess == 0
		}
	}
	if !balanced {
		a, sure, err := z.balanced(ctx)
		if err != nil {
			return nil, err
		}
		if a != nil {
			out = append(out, a)
		}
		for _, o := range out {
			o.none = sure && a == nil
		}
	}
	slices.SortStableFunc(out, func(a, b *answer) int {
		return cmp.Or(cmp.Compare(a.excess, b.excess), cmp.Compare(a.cost, b.cost))
	})
	return out, nil
}

// all tries every set of cells that has the first one.
func (z *puzzle) all(ctx context.Context) (*answer, error) {
	n := len(z.weight)
	beside := make([]uint32, n)
	for i := range beside {
		for _, l := range z.links[i] {
			beside[i] |= 1 << l.to
		}
	}
	whole := uint32(1)<<n - 1
	sums := make([]int64, 1<<(n-1))
	best := answer{excess: -1}
	found := uint32(0)
	for m := uint32(0); m < uint32(len(sums)); m++ {
		if m%(1<<14) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if m > 0 {
			sums[m] = sums[m&(m-1)] + z.weight[1+bits.TrailingZeros32(m)]
		}
		set := m<<1 | 1
		w := sums[m] + z.weight[0]
		excess := z.over(w) + z.over(z.total-w)
		if set == whole || best.excess >= 0 && excess > best.excess {
			continue
		}
		cost := z.between(set)
		if best.excess >= 0 && excess == best.excess && cost >= best.cost {
			continue
		}
		if hangs(set, beside) && hangs(whole&^set, beside) {
			best.excess, best.cost, found = excess, cost, set
		}
	}
	if best.excess < 0 {
		return nil, nil // it does not hang together
	}
	best.exact, best.none, best.part = true, best.excess > 0, make([]int, n)
	for i := range best.part {
		best.part[i] = 1 - int(found>>i&1)
	}
	return &best, nil
}

// between is the cost of the border of a set.
func (z *puzzle) between(set uint32) int64 {
	cost := int64(0)
	for rest := set; rest != 0; rest &= rest - 1 {
		for _, l := range z.links[bits.TrailingZeros32(rest)] {
			if set>>l.to&1 == 0 {
				cost += l.cost
			}
		}
	}
	return cost
}

// hangs is true of a set that is connected.
func hangs(set uint32, beside []uint32) bool {
	seen := set & -set
	for edge := seen; edge != 0; {
		next := uint32(0)
		for ; edge != 0; edge &= edge - 1 {
			next |= beside[bits.TrailingZeros32(edge)]
		}
		edge = next & set &^ seen
		seen |= edge
	}
	return seen == set
}

// state is a way to part the cells while it is worked on.
type state struct {
	*puzzle
	part   []int
	weight []int64 // of parts
	size   []int   // of parts
	seen   []int   // by cell: the number of the last search that met it
	search int
	excess int64
	cost   int64
}

// anneal parts the cells from a beginning, a random one where none is given, and gives cells to other parts, at first
// even where that makes it worse (threshold accepting: Dueck and Scheuer, 1990). All numbers are
// whole, so that every machine does the same.
func (z *puzzle) anneal(ctx context.Context, chance *rand.Rand, s *state) (*answer, error) {
	warm := z.warmth()
	if s != nil {
		warm /= 4 // it is a good one already
	} else if s = z.grow(chance); s == nil {
		return nil, nil
	}
	best := s.answer()
	steps := min(mostSteps, stepsPer*len(z.weight))
	for i := range steps {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c := chance.IntN(len(z.weight))
		if len(z.links[c]) == 0 {
			continue
		}
		to := s.part[z.links[c][chance.IntN(len(z.links[c]))].to]
		if to == s.part[c] || s.size[s.part[c]] == 1 {
			continue
		}
		excess, cost := s.after(c, to)
		if worse := balanceCost*(excess-s.excess) + cost - s.cost; worse > warm*int64(steps-i)/int64(steps) || !s.free(c) {
			continue
		}
		s.move(c, to, excess, cost)
		if s.excess < best.excess || s.excess == best.excess && s.cost < best.cost {
			best = s.answer()
		}
	}
	return best, nil
}

// grow lets parts grow from random cells, the lightest first; nil where one finds no room.
func (z *puzzle) grow(chance *rand.Rand) *state {
	n := len(z.weight)
	s := z.empty()
	for i, c := range chance.Perm(n) {
		s.part[c] = -1
		if i < z.k {
			s.part[c], s.weight[i], s.size[i] = i, z.weight[c], 1
		}
	}
	for left := n - z.k; left > 0; left-- {
		var rim []int // cells without a part beside the lightest part that has such
		lightest := -1
		for c := range s.part {
			if s.part[c] >= 0 {
				continue
			}
			for _, l := range z.links[c] {
				switch p := s.part[l.to]; {
				case p < 0 || lightest >= 0 && s.weight[p] > s.weight[lightest]:
				case p == lightest:
					rim = append(rim, c)
				case lightest < 0 || s.weight[p] < s.weight[lightest] || p < lightest:
					lightest, rim = p, append(rim[:0], c)
				}
			}
		}
		if lightest < 0 {
			return nil
		}
		c := rim[chance.IntN(len(rim))]
		s.part[c] = lightest
		s.weight[lightest] += z.weight[c]
		s.size[lightest]++
	}
	s.judge()
	return s
}

// judge works out excess and cost from scratch.
func (s *state) judge() {
	for _, w := range s.weight {
		s.excess += s.over(w)
	}
	for c := range s.part {
		for _, l := range s.links[c] {
			if c < l.to && s.part[c] != s.part[l.to] {
				s.cost += l.cost
			}
		}
	}
}

// warmth is how much worse a step may make it at first: a border of usual length.
func (z *puzzle) warmth() int64 {
	sum, n := int64(0), int64(1)
	for c := range z.links {
		for _, l := range z.links[c] {
			sum, n = sum+l.cost, n+1
		}
	}
	return 2 * sum / n
}

// after is what excess and cost are when a cell goes to another part.
func (s *state) after(c, to int) (excess, cost int64) {
	from, w := s.part[c], s.puzzle.weight[c]
	excess = s.excess - s.over(s.weight[from]) - s.over(s.weight[to]) + s.over(s.weight[from]-w) + s.over(s.weight[to]+w)
	cost = s.cost
	for _, l := range s.links[c] {
		switch s.part[l.to] {
		case from:
			cost += l.cost
		case to:
			cost -= l.cost
		}
	}
	return excess, cost
}

func (s *state) move(c, to int, excess, cost int64) {
	from, w := s.part[c], s.puzzle.weight[c]
	s.weight[from] -= w
	s.weight[to] += w
	s.size[from]--
	s.size[to]++
	s.part[c], s.excess, s.cost = to, excess, cost
}

// free is true of a cell without which its part is still connected.
func (s *state) free(c int) bool {
	from, start, beside := s.part[c], -1, 0
	for _, l := range s.links[c] {
		if s.part[l.to] == from {
			start = l.to
			beside++
		}
	}
	if beside < 2 {
		return true // it hangs on by one cell
	}
	s.search++
	s.seen[c], s.seen[start] = s.search, s.search
	met, queue := 1, []int{start}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, l := range s.links[queue[0]] {
			if s.part[l.to] == from && s.seen[l.to] != s.search {
				s.seen[l.to] = s.search
				met++
				queue = append(queue, l.to)
			}
		}
	}
	return met == s.size[from]-1
}

func (s *state) answer() *answer {
	return &answer{part: append([]int(nil), s.part...), excess: s.excess, cost: s.cost}
}
