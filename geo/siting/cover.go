package siting

import (
	"context"
	"math/rand/v2"
	"slices"
)

// coverSteps is how many exchanges the search for a smaller cover makes where nothing else does.
const coverSteps = 60_000

// cover looks for a smaller set that covers all rows: it closes a site, and while rows are
// uncovered exchanges one, choosing by the weights of rows, which grow while they stay uncovered
// (Gao, Weise and Li, 2015).
type cover struct {
	in     *instance
	count  []int32 // open sites of a row
	weight []int64
	score  []int64 // of an open site: the weight of rows that it alone covers; else what it would add
	since  []int64 // step at which a site last opened or closed
	isOpen []bool
	open   []int32
	place  []int32 // of an open site in open
	bare   []int32 // uncovered rows
	inBare []int32 // place in bare
	step   int64
}

func newCover(in *instance) *cover {
	n, m := len(in.weight), in.sites()
	c := &cover{in: in, count: make([]int32, n), weight: make([]int64, n), inBare: make([]int32, n),
		score: make([]int64, m), since: make([]int64, m), isOpen: make([]bool, m), place: make([]int32, m)}
	return c
}

// begin opens a set, with all weights 1.
func (c *cover) begin(open []int32) {
	c.open, c.bare = c.open[:0], c.bare[:0]
	clear(c.count)
	clear(c.score)
	clear(c.isOpen)
	clear(c.since)
	c.step = 0
	for row := range c.weight {
		c.weight[row] = 1
		c.expose(int32(row))
	}
	for i := range c.score {
		c.score[i] = int64(len(c.in.of(int32(i))))
	}
	for _, i := range open {
		c.add(i)
	}
}

func (c *cover) expose(row int32) {
	c.inBare[row] = int32(len(c.bare))
	c.bare = append(c.bare, row)
}

func (c *cover) hide(row int32) {
	last := c.bare[len(c.bare)-1]
	c.bare[c.inBare[row]], c.inBare[last] = last, c.inBare[row]
	c.bare = c.bare[:len(c.bare)-1]
}

// add opens a site.
func (c *cover) add(i int32) {
	c.isOpen[i], c.since[i], c.place[i] = true, c.step, int32(len(c.open))
	c.open = append(c.open, i)
	c.score[i] = 0
	for _, l := range c.in.of(i) {
		w := c.weight[l.row]
		c.count[l.row]++
		switch c.count[l.row] {
		case 1:
			c.hide(l.row)
			for _, k := range c.in.at(l.row) {
				if k.site != i {
					c.score[k.site] -= w
				}
			}
			c.score[i] += w
		case 2:
			c.toOnly(l.row, i, -w)
		}
	}
}

// remove closes a site.
func (c *cover) remove(i int32) {
	last := c.open[len(c.open)-1]
	c.open[c.place[i]], c.place[last] = last, c.place[i]
	c.open = c.open[:len(c.open)-1]
	c.isOpen[i], c.since[i] = false, c.step
	c.score[i] = 0
	for _, l := range c.in.of(i) {
		w := c.weight[l.row]
		c.count[l.row]--
		switch c.count[l.row] {
		case 0:
			c.expose(l.row)
			for _, k := range c.in.at(l.row) {
				c.score[k.site] += w
			}
		case 1:
			c.toOnly(l.row, i, w)
		}
	}
}

// toOnly adds to the score of the one open site of a row besides i.
func (c *cover) toOnly(row, i int32, w int64) {
	for _, k := range c.in.at(row) {
		if k.site != i && c.isOpen[k.site] {
			c.score[k.site] += w
			return
		}
	}
}

// weakest is the open site that may close whose closing bares least, the oldest of equals; tabu is spared.
func (c *cover) weakest(tabu int32) int32 {
	best := int32(-1)
	for _, i := range c.open {
		if c.in.must[i] || i == tabu {
			continue
		}
		if best < 0 || c.score[i] < c.score[best] || c.score[i] == c.score[best] && c.older(i, best) {
			best = i
		}
	}
	return best
}

func (c *cover) older(a, b int32) bool {
	return c.since[a] < c.since[b] || c.since[a] == c.since[b] && a < b
}

// prune closes sites of a cover that are not needed.
func (c *cover) prune(open []int32) []int32 {
	c.begin(open)
	for {
		i := c.weakest(-1)
		if i < 0 || c.score[i] > 0 {
			return slices.Clone(c.open)
		}
		c.remove(i)
	}
}

// shrink looks for covers smaller than open until one has no more than least sites, by so many exchanges.
func (c *cover) shrink(ctx context.Context, open []int32, least, steps int, rng *rand.Rand) ([]int32, error) {
	best := open
	c.begin(open)
	tabu := int32(-1)
	for c.step = 1; c.step <= int64(steps); c.step++ {
		if c.step%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for len(c.bare) == 0 {
			best = slices.Clone(c.open)
			i := c.weakest(-1)
			if len(best) <= least || i < 0 {
				return best, nil
			}
			c.remove(i)
		}
		if i := c.weakest(tabu); i >= 0 {
			c.remove(i)
		}
		tabu = c.serve(c.bare[rng.IntN(len(c.bare))])
		for _, row := range c.bare {
			c.weight[row]++
			for _, k := range c.in.at(row) {
				c.score[k.site]++
			}
		}
	}
	return best, nil
}

// serve opens the best site of a bare row, the longest closed of equals, but not one closed just now
// if there is another.
func (c *cover) serve(row int32) int32 {
	best := int32(-1)
	for _, x := range c.in.at(row) {
		i := x.site
		fresh, bestFresh := c.since[i] == c.step, best >= 0 && c.since[best] == c.step
		switch {
		case best < 0 || bestFresh && !fresh:
			best = i
		case fresh && !bestFresh:
		case c.score[i] > c.score[best] || c.score[i] == c.score[best] && c.older(i, best):
			best = i
		}
	}
	c.add(best)
	return best
}
