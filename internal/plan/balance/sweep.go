package balance

import (
	"context"
	"math"
	"slices"
)

// Bounds of what is gone through whole.
const (
	mostSwept  = 400     // cells
	mostWeight = 20_000  // households
	mostStates = 300_000 // in all steps
	mostFront  = 100     // cells whose neighbours are still to come
)

// sweeping goes through all ways to part cells in two connected parts, cell by cell: of what is
// parted already only the cells that have neighbours still to come count, with the parts and the
// pieces of these that they belong to (a frontier, as in Sekine, Imai and Tani, 1995). Of ways that
// are alike so far the cheapest is kept.
type sweeping struct {
	*puzzle
	order []int
	last  []int    // by cell: the step after which no neighbour comes any more
	good  [][]bool // by step and households of part 0: the cells to come can balance it
	steps [][]swept
	front []int // cells
}

// swept is a way as far as a step.
type swept struct {
	mark   []byte // of each cell of the front: its piece, times two, and its part
	closed [2]bool
	weight int64 // of part 0
	cost   int64
	from   int32 // its way of the step before
	part   byte  // of the step's cell
}

// balanced is the cheapest way to part the cells in two within ten per cent. Nil: sure says whether
// it is certain that there is none, or there are too many ways to go through.
func (z *puzzle) balanced(ctx context.Context) (best *answer, sure bool, err error) {
	if z.k != 2 || len(z.weight) > mostSwept || z.total > mostWeight {
		return nil, false, nil
	}
	s := &sweeping{puzzle: z}
	s.arrange()
	now, states := []swept{{}}, 0
	for i := range s.order {
		if now, err = s.step(ctx, i, now); err != nil {
			return nil, false, err
		}
		if states += len(now); states > mostStates || len(s.front) > mostFront {
			return nil, false, nil
		}
		s.steps = append(s.steps, now)
	}
	least := int64(math.MaxInt64)
	end := -1
	for i := range now {
		if now[i].closed[0] && now[i].closed[1] && now[i].cost < least {
			least, end = now[i].cost, i
		}
	}
	if end < 0 {
		return nil, true, nil
	}
	return s.answer(end), true, nil
}

// arrange finds an order of the cells in which few at a time have neighbours still to come, and what
// is known by step.
func (s *sweeping) arrange() {
	n := len(s.weight)
	left := make([]int, n) // neighbours not taken yet; -1 = it is taken itself
	for c := range left {
		left[c] = len(s.links[c])
	}
	for len(s.order) < n {
		next, least := -1, 0
		for c := range n {
			if left[c] < 0 {
				continue
			}
			if wider := s.wider(c, left); next < 0 || wider < least {
				next, least = c, wider
			}
		}
		s.order = append(s.order, next)
		left[next] = -1
		for _, l := range s.links[next] {
			left[l.to]--
		}
	}
	s.last = make([]int, n)
	for i, c := range s.order {
		s.last[c] = max(s.last[c], i)
		for _, l := range s.links[c] {
			s.last[l.to] = max(s.last[l.to], i)
		}
	}
	s.weigh()
}

// wider is by how many cells the front grows when a cell is taken; one far from those taken comes last.
func (s *sweeping) wider(c int, left []int) int {
	wider := 0
	if left[c] > 0 {
		wider = 1
	}
	if left[c] == len(s.links[c]) {
		return wider + len(left) + left[c]
	}
	for _, l := range s.links[c] {
		if s.waits(l.to, left) == 1 {
			wider--
		}
	}
	return wider
}

// waits is how many neighbours of a taken cell are still to come; 0 of one that is not taken.
func (s *sweeping) waits(c int, left []int) int {
	if left[c] >= 0 {
		return 0
	}
	n := 0
	for _, l := range s.links[c] {
		if left[l.to] >= 0 {
			n++
		}
	}
	return n
}

// weigh finds from the last step on with how many households of part 0 it can still be balanced.
func (s *sweeping) weigh() {
	n := len(s.weight)
	s.good = make([][]bool, n+1)
	for i := n; i >= 0; i-- {
		s.good[i] = make([]bool, s.total+1)
		for w := range s.good[i] {
			if i == n {
				s.good[i][w] = s.over(int64(w)) == 0
				continue
			}
			more := int64(w) + s.weight[s.order[i]]
			s.good[i][w] = s.good[i+1][w] || more <= s.total && s.good[i+1][more]
		}
	}
}

// step gives the next cell to either part, in every way so far.
func (s *sweeping) step(ctx context.Context, i int, now []swept) ([]swept, error) {
	c := s.order[i]
	front := append(s.front, c)
	cost := make([]int64, len(front)) // of the border to the new cell; -1 = there is none
	for k, f := range s.front {
		cost[k] = -1
		for _, l := range s.links[c] {
			if l.to == f {
				cost[k] = l.cost
			}
		}
	}
	known := map[string]int32{}
	var next []swept
	for from := range now {
		if from%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for part := range byte(2) {
			if i == 0 && part == 1 {
				break // the other part is the same with the names changed
			}
			t, ok := s.give(&now[from], part, i, front, cost)
			if !ok {
				continue
			}
			t.from = int32(from)
			key := t.key()
			if k, there := known[key]; !there {
				known[key] = int32(len(next))
				next = append(next, t)
			} else if t.cost < next[k].cost {
				next[k] = t
			}
		}
		if len(next) > mostStates {
			return next, nil
		}
	}
	s.front = slices.DeleteFunc(slices.Clone(front), func(f int) bool { return s.last[f] <= i })
	return next, nil
}

// give is a way with the new cell, the last of the front, in a part; false where that cannot end well.
func (s *sweeping) give(was *swept, part byte, i int, front []int, cost []int64) (swept, bool) {
	t := swept{closed: was.closed, weight: was.weight, cost: was.cost, part: part}
	if part == 0 {
		t.weight += s.weight[front[len(front)-1]]
	}
	if was.closed[part] || !s.good[i+1][t.weight] {
		return t, false
	}
	own := byte(len(front)-1)<<1 | part
	t.mark = append(append(make([]byte, 0, len(front)), was.mark...), own)
	for k, m := range was.mark {
		switch {
		case cost[k] < 0:
		case m&1 != part:
			t.cost += cost[k]
		default:
			for j, o := range t.mark {
				if o == m {
					t.mark[j] = own
				}
			}
		}
	}
	return t, s.leave(&t, i, front)
}

// leave takes the cells that have no neighbours to come from the front. A part whose last piece
// leaves is closed; false where it has other pieces, which nothing joins to it any more.
func (s *sweeping) leave(t *swept, i int, front []int) bool {
	kept := t.mark[:0:0]
	for k, m := range t.mark {
		if s.last[front[k]] > i {
			kept = append(kept, m)
		}
	}
	for k, m := range t.mark {
		if s.last[front[k]] > i || slices.Contains(kept, m) || slices.Contains(t.mark[:k], m) {
			continue
		}
		part := m & 1
		if t.closed[part] || slices.ContainsFunc(t.mark, func(o byte) bool { return o != m && o&1 == part }) {
			return false
		}
		t.closed[part] = true
	}
	t.mark = kept
	for k, names, next := 0, [128]byte{}, byte(0); k < len(kept); k++ { // by first appearance
		name := &names[kept[k]>>1]
		if *name == 0 {
			next++
			*name = next
		}
		kept[k] = (*name-1)<<1 | kept[k]&1
	}
	return true
}

// key is all of a way that matters to what comes.
func (t *swept) key() string {
	out := make([]byte, 0, len(t.mark)+5)
	out = append(out, byte(t.weight), byte(t.weight>>8), byte(t.weight>>16))
	for _, c := range t.closed {
		if c {
			out = append(out, 1)
		} else {
			out = append(out, 0)
		}
	}
	return string(append(out, t.mark...))
}

// answer follows a way of the last step back.
func (s *sweeping) answer(end int) *answer {
	out := &answer{part: make([]int, len(s.order)), cost: s.steps[len(s.steps)-1][end].cost, exact: true}
	for i := len(s.order) - 1; i >= 0; i-- {
		t := &s.steps[i][end]
		out.part[s.order[i]] = int(t.part)
		end = int(t.from)
	}
	return out
}
