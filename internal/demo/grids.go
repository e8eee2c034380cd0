package demo

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// cell is a connected piece of a community that is parted into grids by itself.
type cell struct {
	community  int32
	faces      []int32
	households int
	special    int32 // the block that is a grid of its own; none
}

// layGrids parts every community into grids: one for each place with a purpose of its own,
// and of the rest as many as come near to the recipe's number, of about equal households.
func (b *builder) layGrids(ctx context.Context) error {
	b.partCompounds()
	homes := b.householdsByFace()
	b.weigh(homes)
	b.pastVillages(homes)
	cells := b.cells(homes)
	specials := 0
	for _, c := range cells {
		if c.special != none {
			specials++
		}
	}
	per := divisor(cells, b.recipe.grids-specials)
	local := empty(len(b.mesh.faces))
	grids := int32(0)
	for _, c := range cells {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := c.count(per)
		g := b.mesh.graphOf(c.faces, local)
		for i, f := range c.faces {
			g.weight[i] = float64(homes[f]) + size(b.mesh.outline(f))/300_000
		}
		for i, p := range g.parts(shares(k, 0.05, 500+int(c.community)), nil, 6) {
			b.mesh.faces[c.faces[i]].owner.grid = grids + max(p, 0)
		}
		for range k {
			b.units.communityOf = append(b.units.communityOf, c.community)
			b.units.special = append(b.units.special, c.special)
		}
		grids += int32(k)
	}
	return nil
}

func (c *cell) count(per float64) int {
	if c.special != none {
		return 1
	}
	return min(max(int(math.Round(float64(c.households)/per)), 1), len(c.faces))
}

// divisor is the number of households for a grid that makes the wanted number of grids.
func divisor(cells []cell, want int) float64 {
	lo, hi := 20.0, 4000.0
	for range 60 {
		mid := (lo + hi) / 2
		n := 0
		for i := range cells {
			if cells[i].special == none {
				n += cells[i].count(mid)
			}
		}
		if n > want {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// partCompounds cuts large compounds along their ways, so that no grid grows too large.
func (b *builder) partCompounds() {
	for i := range b.blocks {
		k := &b.blocks[i]
		people := k.people()
		if k.use != useHome || people < 510 {
			continue
		}
		parts := min((people+409)/410, len(k.plot.spines)+1)
		for n := 1; n < parts; n++ {
			s := k.plot.spines[(n*(len(k.plot.spines)+1)/parts)-1]
			at := k.plot.place(s.u, (s.lo+s.hi)/2)
			for _, f := range k.faces {
				if !holds(b.mesh.outline(f), at) {
					continue
				}
				id := b.mesh.stroke(stroke{class: classPath, name: none})
				if fresh := b.mesh.split(f, at, k.plot.v, cutting{least: 0.03}, id); fresh != none {
					k.faces = append(k.faces, fresh)
				}
				break
			}
		}
	}
}

// faceOf is the face of a block on which a slot lies.
func (b *builder) faceOf(k *block, e slot) int32 {
	if len(k.faces) == 1 {
		return k.face
	}
	at := k.plot.place((e.u0+e.u1)/2, (e.v0+e.v1)/2)
	for _, f := range k.faces {
		if holds(b.mesh.outline(f), at) {
			return f
		}
	}
	return k.face
}

func (b *builder) householdsByFace() []int {
	out := make([]int, len(b.mesh.faces))
	b.eachBuilt(func(k *block, i int) { out[b.faceOf(k, k.plot.slots[i])] += k.households[i] })
	return out
}

// cells lists the special-purpose grids, and the connected rest of each community (of each
// former village, where some were merged).
func (b *builder) cells(homes []int) []cell {
	special := b.specialBlocks()
	members := make([][]int32, len(b.units.streetOf))
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		c := b.mesh.faces[f].owner.community
		members[c] = append(members[c], f)
	}
	var out []cell
	seen := make([]bool, len(b.mesh.faces))
	for c := range members {
		first := len(out)
		var idle []cell // pieces where nobody lives
		for _, f := range members[c] {
			if k := b.mesh.faces[f].owner.block; special[k] && !seen[f] {
				out = append(out, b.flood(f, seen, func(g int32) bool { return b.mesh.faces[g].owner.block == k }, homes))
				out[len(out)-1].special = k
			}
		}
		for _, f := range members[c] {
			if seen[f] {
				continue
			}
			o := b.mesh.faces[f].owner
			part := b.flood(f, seen, func(g int32) bool {
				p := b.mesh.faces[g].owner
				return p.community == o.community && p.village == o.village && !special[p.block]
			}, homes)
			if part.households > 0 {
				out = append(out, part)
			} else {
				idle = append(idle, part)
			}
		}
		for _, part := range idle {
			if !b.join(out[first:], part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// flood collects the faces that hang together with f and for which in is true.
func (b *builder) flood(f int32, seen []bool, in func(int32) bool, homes []int) cell {
	c := cell{community: b.mesh.faces[f].owner.community, special: none}
	queue := []int32{f}
	seen[f] = true
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		c.faces = append(c.faces, g)
		c.households += homes[g]
		for _, h := range b.mesh.ring(g) {
			if over := b.mesh.halves[h^1].face; over != outside && !seen[over] && in(over) {
				seen[over] = true
				queue = append(queue, over)
			}
		}
	}
	slices.Sort(c.faces)
	return c
}

// join gives a piece where nobody lives to a cell of the same community and village beside it.
func (b *builder) join(cells []cell, part cell) bool {
	for _, f := range part.faces {
		for _, h := range b.mesh.ring(f) {
			over := b.mesh.halves[h^1].face
			if b.mesh.faces[over].owner.village != b.mesh.faces[f].owner.village {
				continue
			}
			for i := range cells {
				if _, found := slices.BinarySearch(cells[i].faces, over); found {
					cells[i].faces = append(cells[i].faces, part.faces...)
					slices.Sort(cells[i].faces)
					return true
				}
			}
		}
	}
	return false
}

// specialBlocks picks the blocks that are grids of their own: the largest parks, schools,
// hospitals, markets, works and office quarters, at most three in a community.
func (b *builder) specialBlocks() []bool {
	factor := map[use]float64{useHospital: 4, useMarket: 2, useSchool: 1.6, useWorks: 1.2, useOffice: 1, usePark: 0.7}
	worth := func(i int) float64 { return b.blocks[i].area * factor[b.blocks[i].use] }
	var order []int
	for i := range b.blocks {
		if worth(i) > 9000 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(worth(j), worth(i)) })
	out := make([]bool, len(b.blocks))
	left := b.recipe.grids / 7
	taken := make([]int, len(b.units.streetOf))
	for _, i := range order {
		c := b.mesh.faces[b.blocks[i].face].owner.community
		if left > 0 && taken[c] < 3 {
			out[i] = true
			taken[c]++
			left--
		}
	}
	return out
}
