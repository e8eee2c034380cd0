package atlas

import (
	"cmp"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo/hex"
)

// Resolutions of the hexagons by which blocks are divided inside the deepest areas.
const (
	widestBlock = 7
	finestBlock = 10
)

// block is buildings that are only ever told of together.
type block struct {
	homes      []int32 // rising
	households int64
}

// divide puts the homes into blocks: all of them are divided by the widest layer's areas, each
// part by the next layer's, and so on, at last by hexagons, as long as every part passes the
// limits; layers are their numbers. Parts that do not are put together with one another and, where that is not
// enough, with the smallest that does. So each block passes; where all homes together do
// not, there is none.
func (b *blocks) divide(layers []int) []block {
	all := make([]int32, len(b.homes))
	for i := range all {
		all[i] = int32(i)
	}
	var out []block
	if whole := b.sum(all); b.limits.passes(len(all), whole) {
		out = b.split(out, all, blockKeys(layers))
	}
	return out
}

func (b *blocks) sum(homes []int32) (households int64) {
	for _, h := range homes {
		households += b.homes[h].households
	}
	return households
}

// blockKeys are, from the widest to the finest, what homes of one part have in common: the area of
// each layer, then the hexagon of each resolution.
func blockKeys(layers []int) []func(*home) int64 {
	var out []func(*home) int64
	for _, l := range layers {
		out = append(out, func(h *home) int64 {
			for _, m := range h.in {
				if m.layer == int32(l) {
					return int64(m.area)
				}
			}
			return -1
		})
	}
	for res := widestBlock; res <= finestBlock; res++ {
		out = append(out, func(h *home) int64 { return hexAt(h.cell, res) })
	}
	return out
}

// hexAt is the hexagon of a resolution above a cell; 0 where there is none. Without H3 there is none
// anywhere: the parts are then not divided further, so that each block is a sum of those that a
// program with H3 has, and the two side by side tell no more than the one.
func hexAt(c hex.Cell, res int) int64 {
	if c == 0 {
		return 0
	}
	up, err := c.Parent(res)
	if err != nil {
		return 0
	}
	return int64(up)
}

// split divides homes that pass together.
func (b *blocks) split(out []block, homes []int32, keys []func(*home) int64) []block {
	if len(keys) == 0 || len(homes) < 2*b.limits.buildings {
		slices.Sort(homes)
		return append(out, block{homes: homes, households: b.sum(homes)})
	}
	for _, part := range b.parts(homes, keys[0]) {
		out = b.split(out, part, keys[1:])
	}
	return out
}

// parts divides homes by a key, those together that do not pass alone.
func (b *blocks) parts(homes []int32, key func(*home) int64) [][]int32 {
	by := map[int64][]int32{}
	for _, h := range homes {
		k := key(&b.homes[h])
		by[k] = append(by[k], h)
	}
	var pass [][]int32
	var rest []int32
	for _, k := range slices.Sorted(maps.Keys(by)) {
		if part := by[k]; b.limits.passes(len(part), b.sum(part)) {
			pass = append(pass, part)
		} else {
			rest = append(rest, part...)
		}
	}
	if len(rest) == 0 {
		return pass
	}
	if !b.limits.passes(len(rest), b.sum(rest)) {
		// There is one that passes: all together do, and the rest alone does not.
		least := slices.IndexFunc(pass, func(p []int32) bool {
			return len(p) == len(slices.MinFunc(pass, func(x, y []int32) int { return cmp.Compare(len(x), len(y)) }))
		})
		rest = append(rest, pass[least]...)
		pass = slices.Delete(pass, least, least+1)
	}
	return append(pass, rest)
}
