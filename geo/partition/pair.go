package partition

import (
	"math/bits"
	"slices"

	"github.com/redsail/redsail/geo"
)

// loose gives the edges that are not paired: an edge is paired when it is walked just once
// each way. With inShape, an edge is another in each shape. There are at most so many edges,
// and each gives them in the same order each time.
func loose(most int, inShape bool, each func(f func(shape uint32, a, b geo.Point))) []half {
	halves, shard := share(most, each)
	parts := make([][]half, len(shard)-1)
	pairers := make([]pairer, workers())
	onAll(len(parts), func(worker, i int) {
		parts[i] = pairers[worker].loose(halves[shard[i]:shard[i+1]], inShape)
	})
	return slices.Concat(parts...)
}

// pairer is room that is used again for each shard.
type pairer struct {
	table []uint32 // of 1 + the first of equal edges, by their hash
	first []uint32 // of each edge, the first equal one
	seen  []walks  // of each first edge
}

// walks is how often an edge is walked, and how often from a to b, less the times back.
type walks struct{ times, net int32 }

func (p *pairer) loose(hs []half, inShape bool) []half {
	shift := 63 - bits.Len(uint(len(hs)))
	p.table = append(p.table[:0], make([]uint32, 1<<(64-shift))...)
	p.seen = append(p.seen[:0], make([]walks, len(hs))...)
	p.first = p.first[:0]
	for i := range hs {
		k := p.find(hs, i, shift, inShape)
		p.first = append(p.first, uint32(k))
		p.seen[k].times++
		p.seen[k].net += int32(hs[i].way())
	}
	var out []half
	for i, k := range p.first {
		if p.seen[k] != (walks{times: 2}) {
			out = append(out, hs[i])
		}
	}
	return out
}

// find is the first edge equal to the i-th, or i.
func (p *pairer) find(hs []half, i, shift int, inShape bool) int {
	h := &hs[i]
	slot := hashOf(h) >> shift
	for ; p.table[slot] > 0; slot = (slot + 1) & uint64(len(p.table)-1) {
		k := int(p.table[slot] - 1)
		if hs[k].a == h.a && hs[k].b == h.b && (!inShape || hs[k].shape == h.shape) {
			return k
		}
	}
	p.table[slot] = uint32(i + 1)
	return i
}

// hashOf mixes both ends of an edge (the finaliser of splitmix64, Steele and others, 2014).
func hashOf(h *half) uint64 {
	x := uint64(uint32(h.a.X))<<32 ^ uint64(uint32(h.a.Y))
	y := uint64(uint32(h.b.X))<<32 ^ uint64(uint32(h.b.Y))
	x = x*0x9e3779b97f4a7c15 ^ y
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
