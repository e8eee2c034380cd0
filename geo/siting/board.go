package siting

import (
	"cmp"
	"context"
	"slices"
)

// board is a set of open sites with all that moves from it need. It is kept up to date row by row
// as sites open and close, so a move costs what the rows of its sites cost.
type board struct {
	in     *instance
	isOpen []bool
	open   []int32
	place  []int32 // of an open site in open
	unit   []uint32
	second []uint32
	server []int32 // of a row: an open site with the most, or -1
	gain   []int64 // of a closed site: what it would add
	loss   []int64 // of an open site: what only it gives
	value  int64
	spent  int64

	extra   []int64 // of an open site: what the closed one looked at makes good of its loss
	touched []int32
	byLoss  []int32
}

func newBoard(in *instance) *board {
	n, m := len(in.weight), in.sites()
	b := &board{in: in, isOpen: make([]bool, m), place: make([]int32, m), unit: make([]uint32, n),
		second: make([]uint32, n), server: slices.Repeat([]int32{-1}, n),
		gain: make([]int64, m), loss: make([]int64, m), extra: make([]int64, m)}
	for row := range int32(n) {
		b.count(row, 1)
	}
	return b
}

// count puts what a row gives to gains and losses in (1) or takes it out (-1).
func (b *board) count(row int32, sign int64) {
	unit, weight := b.unit[row], sign*b.in.weight[row]
	if k := b.server[row]; k >= 0 {
		b.loss[k] += weight * int64(unit-b.second[row])
	}
	for _, x := range b.in.at(row) {
		if x.unit > unit {
			b.gain[x.site] += weight * int64(x.unit-unit)
		}
	}
}

// renew computes a row again.
func (b *board) renew(row int32) {
	b.count(row, -1)
	var unit, second uint32
	server := int32(-1)
	for _, x := range b.in.at(row) {
		switch {
		case !b.isOpen[x.site]:
		case x.unit > unit:
			unit, second, server = x.unit, unit, x.site
		case x.unit > second:
			second = x.unit
		}
	}
	b.unit[row], b.second[row], b.server[row] = unit, second, server
	b.count(row, 1)
}

// add opens a site.
func (b *board) add(i int32) {
	b.value += b.gain[i]
	b.spent += b.in.cost[i]
	b.isOpen[i], b.place[i] = true, int32(len(b.open))
	b.open = append(b.open, i)
	for _, l := range b.in.of(i) {
		b.renew(l.row)
	}
}

// remove closes a site.
func (b *board) remove(i int32) {
	b.value -= b.loss[i]
	b.spent -= b.in.cost[i]
	last := b.open[len(b.open)-1]
	b.open[b.place[i]], b.place[last] = last, b.place[i]
	b.open = b.open[:len(b.open)-1]
	b.isOpen[i] = false
	for _, l := range b.in.of(i) {
		b.renew(l.row)
	}
}

// set makes these the open sites.
func (b *board) set(open []int32) {
	want := make([]bool, len(b.isOpen))
	for _, i := range open {
		want[i] = true
	}
	for _, i := range slices.Clone(b.open) {
		if !want[i] {
			b.remove(i)
		}
	}
	for _, i := range open {
		if !b.isOpen[i] {
			b.add(i)
		}
	}
}

// fits: number and purse allow to open i when the open site out closes, or none for -1.
func (b *board) fits(i, out int32) bool {
	number, back := len(b.open)+1, int64(0)
	if out >= 0 {
		number, back = number-1, b.in.cost[out]
	}
	return number <= b.in.most && (b.in.purse == NoLimit || b.spent-back+b.in.cost[i] <= b.in.purse)
}

// fill opens the site that adds most, or most per cost, and fits, until none does.
func (b *board) fill(barred int32, perCost bool) {
	for {
		var best stale
		for i, gain := range b.gain {
			if gain == 0 || int32(i) == barred {
				continue
			}
			s := stale{gain: gain, cost: 1, site: int32(i)}
			if perCost {
				s.cost = b.in.cost[i]
			}
			if (best.gain == 0 || s.before(best)) && b.fits(int32(i), -1) {
				best = s
			}
		}
		if best.gain == 0 {
			return
		}
		b.add(best.site)
	}
}

// move opens a site and closes another, or none for -1.
type move struct {
	in, out int32
	gain    int64
}

// improve makes the best move until none helps (best improvement).
func (b *board) improve(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := b.best()
		if m.gain <= 0 {
			return nil
		}
		if m.out >= 0 {
			b.remove(m.out)
		}
		b.add(m.in)
	}
}

// best is the move that brings most; its gain is 0 when none brings anything.
func (b *board) best() move {
	b.byLoss = b.byLoss[:0]
	for _, k := range b.open {
		if !b.in.must[k] {
			b.byLoss = append(b.byLoss, k)
		}
	}
	slices.SortFunc(b.byLoss, func(x, y int32) int {
		return cmp.Or(cmp.Compare(b.loss[x], b.loss[y]), cmp.Compare(x, y))
	})
	var best move
	for i := range int32(len(b.gain)) {
		gain := b.gain[i]
		if b.isOpen[i] || gain <= best.gain { // no exchange brings more than the gain
			continue
		}
		if b.fits(i, -1) {
			best = move{i, -1, gain}
			continue
		}
		b.share(i)
		for _, k := range b.byLoss { // the cheapest that shares nothing with i
			if gain-b.loss[k] <= best.gain {
				break
			}
			if b.extra[k] == 0 && b.fits(i, k) {
				best = move{i, k, gain - b.loss[k]}
				break
			}
		}
		for _, k := range b.touched {
			if d := gain - b.loss[k] + b.extra[k]; d > best.gain && !b.in.must[k] && b.fits(i, k) {
				best = move{i, k, d}
			}
			b.extra[k] = 0
		}
	}
	return best
}

// share puts into extra what a closed site would make good of the loss of each open one.
func (b *board) share(i int32) {
	b.touched = b.touched[:0]
	for _, l := range b.in.of(i) {
		if more := min(l.unit, b.unit[l.row]); more > b.second[l.row] {
			k := b.server[l.row]
			if b.extra[k] == 0 {
				b.touched = append(b.touched, k)
			}
			b.extra[k] += b.in.weight[l.row] * int64(more-b.second[l.row])
		}
	}
}

// tidy closes new sites that add nothing and keeps what stands as far as the means allow.
func (b *board) tidy() {
	for {
		k := slices.IndexFunc(b.open, func(i int32) bool { return b.loss[i] == 0 && !b.in.old[i] && !b.in.must[i] })
		if k < 0 {
			break
		}
		b.remove(b.open[k])
	}
	for i, old := range b.in.old {
		if old && !b.isOpen[i] && b.fits(int32(i), -1) {
			b.add(int32(i))
		}
	}
}
