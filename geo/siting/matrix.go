package siting

import (
	"cmp"
	"slices"
)

// matrix says which sites serve which rows, and the other way round; all lists are in order.
type matrix struct {
	rows  [][]int32 // the sites of each row
	sites [][]int32 // the rows of each site
	old   []bool    // sites that stand
	by    []int32   // of a site that another makes needless: that one; else -1
	work  int
}

// newMatrix are the rows of a cover that no required site serves, and the sites that serve them.
func newMatrix(in *instance) *matrix {
	m := &matrix{rows: make([][]int32, len(in.weight)), sites: make([][]int32, in.sites()), old: in.old, by: slices.Repeat([]int32{-1}, in.sites())}
	served := make([]bool, len(in.weight))
	for _, i := range in.required() {
		for _, l := range in.of(i) {
			served[l.row] = true
		}
	}
	for row := range int32(len(in.weight)) {
		if served[row] {
			continue
		}
		for _, x := range in.at(row) {
			m.rows[row] = append(m.rows[row], x.site)
			m.sites[x.site] = append(m.sites[x.site], row)
		}
	}
	return m
}

// reduce drops rows that are served whenever another is, and sites that serve no more than another, until there
// are none: the fewest sites that serve the rest serve all.
func (m *matrix) reduce() {
	for {
		rows := needless(m.rows, m.sites, false, nil, &m.work)
		m.drop(rows, m.rows, m.sites)
		sites := needless(m.sites, m.rows, true, m.old, &m.work)
		for i, by := range sites {
			if by >= 0 {
				m.by[i] = by
			}
		}
		m.drop(sites, m.sites, m.rows)
		if !slices.ContainsFunc(slices.Concat(rows, sites), func(by int32) bool { return by >= 0 }) {
			return
		}
	}
}

// drop empties lists for which there is another, also in the lists that go the other way.
func (m *matrix) drop(by []int32, lists, back [][]int32) {
	for i, k := range by {
		if k < 0 {
			continue
		}
		for _, x := range lists[i] {
			back[x] = slices.DeleteFunc(back[x], func(n int32) bool { return n == int32(i) })
		}
		lists[i] = nil
	}
}

// needless finds the lists that lie within another one (within), or around another one, which is told for each,
// -1 for those that are needed. Of equal lists one that is old is kept, else the first.
func needless(lists, back [][]int32, within bool, old []bool, work *int) []int32 {
	by, order := make([]int32, len(lists)), make([]int32, 0, len(lists))
	for i := range lists {
		if by[i] = -1; len(lists[i]) > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if within {
			return cmp.Or(cmp.Compare(len(lists[b]), len(lists[a])), -compareTrue(old[a], old[b]))
		}
		return cmp.Compare(len(lists[a]), len(lists[b]))
	})
	for _, k := range order { // whoever makes others needless comes first
		if by[k] >= 0 {
			continue
		}
		for _, i := range others(lists, back, k, within) {
			if i == k || by[i] >= 0 || *work > dominanceWork {
				continue
			}
			*work += len(lists[i])
			if within && contains(lists[k], lists[i]) || !within && contains(lists[i], lists[k]) {
				by[i] = k
			}
		}
	}
	return by
}

// others are lists that may lie within, or around, list k.
func others(lists, back [][]int32, k int32, within bool) []int32 {
	if within {
		var out []int32
		for _, x := range lists[k] {
			out = append(out, back[x]...)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	rare := lists[k][0]
	for _, x := range lists[k] {
		if len(back[x]) < len(back[rare]) {
			rare = x
		}
	}
	return back[rare]
}

// contains tells whether a has all of b.
func contains(a, b []int32) bool {
	if len(a) < len(b) {
		return false
	}
	k := 0
	for _, x := range b {
		for k < len(a) && a[k] < x {
			k++
		}
		if k == len(a) || a[k] != x {
			return false
		}
	}
	return true
}

// components are the sets of sites that share rows, each in order, those with the first site first.
func (m *matrix) components() [][]int32 {
	of := make([]int, len(m.sites))
	var out [][]int32
	for i := range m.sites {
		if len(m.sites[i]) == 0 || of[i] > 0 {
			continue
		}
		part := []int32{int32(i)}
		of[i] = len(out) + 1
		for n := 0; n < len(part); n++ {
			for _, row := range m.sites[part[n]] {
				for _, k := range m.rows[row] {
					if of[k] == 0 {
						of[k] = len(out) + 1
						part = append(part, k)
					}
				}
			}
		}
		slices.Sort(part)
		out = append(out, part)
	}
	return out
}
