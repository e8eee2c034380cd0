package siting

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo/walk"
)

// link says what one unit of a row has of a site.
type link struct {
	row  int32
	unit uint32
}

// instance is a problem made ready for the search: the sites that may be open or not, and rows
// of demand. Demands that have the same of every site are one row. Sites have new numbers.
type instance struct {
	problem *Problem
	site    []int32 // number in the problem
	must    []bool  // required
	old     []bool  // stands now
	cost    []int64
	byCost  []int32 // sites, the cheapest first, where there is a purse
	weight  []int64 // of a row
	people  []int64 // the same, where LSCP has put 1 in weight
	hi      []uint32
	first   []int32 // links of site i: links[first[i]:first[i+1]]
	links   []link
	rowAt   []int32 // the same by row: byRow[rowAt[row]:rowAt[row+1]]
	byRow   []pair
	most    int   // how many may be open
	purse   int64 // what they may cost, or NoLimit where that is no limit
	price   int64 // of each open site, in units of the objective
	rowOf   []int32
	lost    []int  // demand that nobody reaches
	drops   []Drop // candidates that are no sites here
}

// of are the links of a site.
func (in *instance) of(i int32) []link { return in.links[in.first[i]:in.first[i+1]] }

// at are the links of a row.
func (in *instance) at(row int32) []pair { return in.byRow[in.rowAt[row]:in.rowAt[row+1]] }

func (in *instance) sites() int { return len(in.site) }

// newInstance reads a sound problem.
func newInstance(p *Problem) *instance {
	in := &instance{problem: p, purse: NoLimit}
	for i, s := range p.Sites {
		if s.Status == MayClose || s.mayOpen() {
			in.site = append(in.site, int32(i))
			in.must = append(in.must, s.Status == Required)
			in.old = append(in.old, s.Status == MayClose)
			in.cost = append(in.cost, s.Cost)
		}
	}
	now := p.standing()
	in.setRows(now)
	if drops := in.dominated(); len(drops) > 0 {
		in.drop(drops)
		in.setRows(now)
	}
	in.setMeans()
	in.people = in.weight
	if p.Model == LSCP {
		in.price = 1
		in.weight = slices.Repeat([]int64{1}, len(in.people))
	}
	return in
}

func (in *instance) setMeans() {
	p, c := in.problem, in.problem.count()
	in.most = in.sites()
	if p.Model == LSCP {
		return
	}
	if p.P != NoLimit {
		in.most = min(in.most, p.P+c.closable)
	}
	if p.Budget != NoLimit && p.Budget+c.freed < c.cost+c.freed {
		in.purse = in.spendable(p.Budget + c.freed)
		in.byCost = make([]int32, in.sites())
		for i := range in.byCost {
			in.byCost[i] = int32(i)
		}
		slices.SortStableFunc(in.byCost, func(a, b int32) int { return cmp.Compare(in.cost[a], in.cost[b]) })
	}
}

// spendable is what of the purse can be spent: beyond the required sites whole multiples of the greatest amount
// that divides all costs.
func (in *instance) spendable(purse int64) int64 {
	fixed, grain := int64(0), int64(0)
	for i, cost := range in.cost {
		if in.must[i] {
			fixed += cost
		} else {
			grain = divisor(grain, cost)
		}
	}
	if grain == 0 || purse < fixed {
		return purse
	}
	return purse - (purse-fixed)%grain
}

// divisor is the greatest common divisor, of 0 and b that is b.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// standing is the walking time of each demand to what stands and stays.
func (p *Problem) standing() []walk.Time {
	now := slices.Clone(p.Now)
	if now == nil {
		now = slices.Repeat([]walk.Time{walk.Never}, len(p.Demand))
	}
	for i, s := range p.Sites {
		if s.Status == Existing {
			for _, r := range p.Reach[i] {
				now[r.Demand] = min(now[r.Demand], r.Time)
			}
		}
	}
	return now
}

// pair is a link seen from a demand.
type pair struct {
	site int32
	unit uint32
}

// setRows makes rows and links. A row takes the place of its first demand, so that the order of
// rows is that of the problem.
func (in *instance) setRows(now []walk.Time) {
	p := in.problem
	first := make([]int32, len(p.Demand)+1)
	in.eachLink(now, func(_ int32, j int32, _ uint32) { first[j+1]++ })
	for j := range p.Demand {
		first[j+1] += first[j]
	}
	pairs, next := make([]pair, first[len(p.Demand)]), slices.Clone(first)
	in.eachLink(now, func(i, j int32, unit uint32) { pairs[next[j]], next[j] = pair{i, unit}, next[j]+1 })

	in.rowOf, in.weight, in.byRow, in.lost = make([]int32, len(p.Demand)), nil, nil, nil
	same := merger{like: make(map[uint64][]int32, len(p.Demand)/4)}
	for j, w := range p.Demand {
		in.rowOf[j] = -1
		own := pairs[first[j]:first[j+1]]
		switch {
		case w > 0 && len(own) > 0:
			row := same.row(own)
			if int(row) == len(in.weight) {
				in.weight = append(in.weight, 0)
			}
			in.weight[row] += w
			in.rowOf[j] = row
		case w > 0 && p.unserved(now[j]):
			in.lost = append(in.lost, j)
		}
	}
	in.setLinks(same.rows)
}

// merger finds demands with equal links.
type merger struct {
	rows [][]pair
	like map[uint64][]int32 // rows by the hash of their links
}

// row is the number of the row with these links, a new one if need be.
func (m *merger) row(own []pair) int32 {
	h := hash(own)
	for _, r := range m.like[h] {
		if slices.Equal(m.rows[r], own) {
			return r
		}
	}
	row := int32(len(m.rows))
	m.rows, m.like[h] = append(m.rows, own), append(m.like[h], row)
	return row
}

// eachLink tells all links with a saving, site by site.
func (in *instance) eachLink(now []walk.Time, take func(i, j int32, unit uint32)) {
	for i, s := range in.site {
		for _, r := range in.problem.Reach[s] {
			if unit := in.problem.saved(r.Time, now[r.Demand]); unit > 0 {
				take(int32(i), r.Demand, unit)
			}
		}
	}
}

// setLinks keeps the rows, and their links by site.
func (in *instance) setLinks(rows [][]pair) {
	in.first = make([]int32, in.sites()+1)
	in.hi, in.rowAt = make([]uint32, len(rows)), make([]int32, 1, len(rows)+1)
	for _, own := range rows {
		in.byRow = append(in.byRow, own...)
		in.rowAt = append(in.rowAt, int32(len(in.byRow)))
		for _, x := range own {
			in.first[x.site+1]++
		}
	}
	for i := range in.site {
		in.first[i+1] += in.first[i]
	}
	in.links = make([]link, in.first[in.sites()])
	next := slices.Clone(in.first)
	for row, own := range rows {
		for _, x := range own {
			in.links[next[x.site]] = link{int32(row), x.unit}
			next[x.site]++
			in.hi[row] = max(in.hi[row], x.unit)
		}
	}
}

// hash mixes pairs (FNV-1a on whole words): equal ones must meet, others seldom.
func hash(own []pair) uint64 {
	h := uint64(14695981039346656037)
	for _, x := range own {
		h = (h ^ uint64(x.site)<<32 ^ uint64(x.unit)) * 1099511628211
		h ^= h >> 29
	}
	return h
}

// value is Σ max s over the open sites, without prices.
func (in *instance) value(open []int32) int64 {
	best := make([]uint32, len(in.weight))
	sum := int64(0)
	for _, i := range open {
		sum += in.take(i, best)
	}
	return sum
}

// gain is what a site adds to what rows have already.
func (in *instance) gain(i int32, best []uint32) int64 {
	sum := int64(0)
	for _, l := range in.of(i) {
		if b := best[l.row]; l.unit > b {
			sum += in.weight[l.row] * int64(l.unit-b)
		}
	}
	return sum
}

// take opens a site and returns its gain.
func (in *instance) take(i int32, best []uint32) int64 {
	sum := int64(0)
	for _, l := range in.of(i) {
		if b := best[l.row]; l.unit > b {
			sum += in.weight[l.row] * int64(l.unit-b)
			best[l.row] = l.unit
		}
	}
	return sum
}

// spent is the cost of the sites.
func (in *instance) spent(open []int32) int64 {
	sum := int64(0)
	for _, i := range open {
		sum += in.cost[i]
	}
	return sum
}
