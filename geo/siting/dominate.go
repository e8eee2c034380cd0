package siting

import (
	"cmp"
	"slices"
)

// dominanceWork is how many links the search for sites that others make needless looks at.
const dominanceWork = 200_000_000

// Drop is a candidate that need not be looked at: whatever it gives any demand By gives too, at no more
// cost, so that a choice with By in its place is no worse.
type Drop struct {
	Site, By int
}

// dominated finds the candidates that another site makes needless. Their By are kept themselves. A cover, to
// which costs are nothing, finds them by its matrix.
func (in *instance) dominated() []Drop {
	if in.problem.Model == LSCP {
		return nil
	}
	sums := make([]int64, in.sites())
	order := make([]int32, in.sites())
	for i := range order {
		order[i] = int32(i)
		for _, l := range in.of(int32(i)) {
			sums[i] += int64(l.unit)
		}
	}
	slices.SortFunc(order, func(a, b int32) int { // whoever dominates comes first
		return cmp.Or(cmp.Compare(len(in.of(b)), len(in.of(a))), cmp.Compare(sums[b], sums[a]),
			cmp.Compare(in.cost[a], in.cost[b]), cmp.Compare(in.rank(a), in.rank(b)), cmp.Compare(a, b))
	})
	var drops []Drop
	kept, work := make([]bool, in.sites()), 0
	for _, i := range order {
		kept[i] = true
		if in.rank(i) < 2 || len(in.of(i)) == 0 {
			continue
		}
		for _, x := range in.at(in.rarest(i)) {
			if k := x.site; kept[k] && k != i && in.cost[k] <= in.cost[i] && work < dominanceWork {
				work += len(in.of(k))
				if covers(in.of(k), in.of(i)) {
					kept[i] = false
					drops = append(drops, Drop{int(in.site[i]), int(in.site[k])})
					break
				}
			}
		}
	}
	return drops
}

// rank is 0 for what is required, 1 for what stands, 2 for what may be left out without a word.
func (in *instance) rank(i int32) int {
	switch {
	case in.must[i]:
		return 0
	case in.old[i]:
		return 1
	}
	return 2
}

// rarest is the row of a site that fewest sites have.
func (in *instance) rarest(i int32) int32 {
	best := in.of(i)[0].row
	for _, l := range in.of(i) {
		if len(in.at(l.row)) < len(in.at(best)) {
			best = l.row
		}
	}
	return best
}

// covers tells whether a has all that b has, row by row; both are in the order of rows.
func covers(a, b []link) bool {
	if len(a) < len(b) {
		return false
	}
	k := 0
	for _, x := range b {
		for k < len(a) && a[k].row < x.row {
			k++
		}
		if k == len(a) || a[k].row != x.row || a[k].unit < x.unit {
			return false
		}
		k++
	}
	return true
}

// drop takes dominated sites out.
func (in *instance) drop(drops []Drop) {
	gone := make(map[int32]bool, len(drops))
	for _, d := range drops {
		gone[int32(d.Site)] = true
	}
	was := *in
	in.drops, in.site, in.must, in.old, in.cost = drops, nil, nil, nil, nil
	for i, s := range was.site {
		if !gone[s] {
			in.site, in.must, in.old, in.cost = append(in.site, s), append(in.must, was.must[i]), append(in.old, was.old[i]), append(in.cost, was.cost[i])
		}
	}
}
