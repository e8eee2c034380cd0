package balance

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// empty is a state in which nothing is parted yet.
func (z *puzzle) empty() *state {
	n := len(z.weight)
	return &state{puzzle: z, part: make([]int, n), weight: make([]int64, z.k), size: make([]int, z.k), seen: make([]int, n)}
}

// coarse is the puzzle with each cell where nobody lives put to the neighbour from which it
// would be dearest to part it (as Karypis and Kumar, A fast and high quality multilevel scheme,
// 1998, with their heavy edges), and the coarse cell of each.
func (z *puzzle) coarse() (*puzzle, []int) {
	beside := make([]map[int]int64, len(z.weight))
	for i := range beside {
		beside[i] = map[int]int64{}
		for _, l := range z.links[i] {
			beside[i][l.to] = l.cost
		}
	}
	same := newSets(len(z.weight))
	into := make([]int, len(z.weight))
	for i, w := range z.weight {
		into[i] = i
		if w > 0 || len(beside[i]) == 0 {
			continue
		}
		to := -1
		for j, cost := range beside[i] {
			if to < 0 || cost > beside[i][to] || cost == beside[i][to] && j < to {
				to = j
			}
		}
		into[i] = to
		same.join(i, to)
		for j, cost := range beside[i] {
			delete(beside[j], i)
			if j != to {
				beside[to][j] += cost
				beside[j][to] += cost
			}
		}
	}
	return z.gathered(same, into, beside)
}

// gathered is the coarse puzzle of sets of cells; the cell of a set that went into no other
// one knows its neighbours.
func (z *puzzle) gathered(same *sets, into []int, beside []map[int]int64) (*puzzle, []int) {
	out := &puzzle{k: z.k, total: z.total}
	number := map[int]int{} // by set
	last := map[int]int{}   // by set: the cell that the others went to
	of := make([]int, len(z.weight))
	for i := range of {
		root := same.root(i)
		if _, known := number[root]; !known {
			number[root] = len(number)
			out.weight = append(out.weight, 0)
		}
		of[i] = number[root]
		out.weight[of[i]] += z.weight[i]
		if into[i] == i {
			last[of[i]] = i
		}
	}
	out.links = make([][]link, len(out.weight))
	for n := range out.links {
		for j, cost := range beside[last[n]] {
			out.links[n] = append(out.links[n], link{of[j], cost})
		}
		slices.SortFunc(out.links[n], func(x, y link) int { return cmp.Compare(x.to, y.to) })
	}
	return out, of
}

// first is one way to solve a coarse puzzle; nil where none is found.
func (z *puzzle) first(ctx context.Context, chance *rand.Rand) (*answer, error) {
	switch n := len(z.weight); {
	case n < z.k:
		return nil, nil
	case z.k == 2 && n <= mostExact:
		return z.all(ctx)
	}
	return z.anneal(ctx, chance, nil)
}

// lift gives the cells the parts of their coarse cells; nil stays nil.
func (z *puzzle) lift(a *answer, of []int) *state {
	if a == nil {
		return nil
	}
	s := z.empty()
	for i := range s.part {
		p := a.part[of[i]]
		s.part[i] = p
		s.weight[p] += z.weight[i]
		s.size[p]++
	}
	s.judge()
	return s
}
