package locate

import (
	"math/bits"
)

// leaf is the record of a cell that borders enter. Nearly all are short, which is to say
// that a lookup reads one or two cache lines:
//
//	runs 5 bits | far | rest 4 | slots 5 | mask 16
//	rest …                  the areas that hold the whole cell, of the layers without a slot
//	each slot               the areas whose borders are near, by layer, then rank
//	then each run, a part of a border:
//	  mask 16 | first left | last left | edges 14
//	  first vertex          int16 x, y from the centre of the cell; where far, x and y of
//	                        the lattice in two numbers
//	  step …                int16 x, y from each vertex to the next
//
// A mask is a set of slots: in the head, those that hold the cell's lower left corner; in a
// run, those that it bounds.
//
// A run ends where its border leaves the cell, or where other areas meet. Where an end is
// left of the cell, a flag says so, and the border goes on straight up from there. For
// only what lies between the cell's corner and q counts, and there, outside of the cell,
// the border may be bent at will (docs/index.md).
//
// What does not fit is a long leaf: see long.
type leaf []uint32

const (
	longLeaf = 1 << 31

	maskBits  = 16
	slotsAt   = 16
	slotsMask = 31
	restAt    = 21
	restMask  = 15
	farLeaf   = 1 << 25
	runsAt    = 26
	runsMask  = 31

	firstLeft = 1 << 15 // of a run: its first vertex is left of the cell
	lastLeft  = 1 << 14 // its last vertex is
	edgesMask = 1<<14 - 1
)

func (f leaf) rest() entries { return entries(f[1 : 1+f[0]>>restAt&restMask]) }

func (f leaf) slots() entries {
	at := 1 + f[0]>>restAt&restMask
	return entries(f[at : at+f[0]>>slotsAt&slotsMask])
}

// firstRun is where the runs begin.
func (f leaf) firstRun() int { return int(1 + f[0]>>restAt&restMask + f[0]>>slotsAt&slotsMask) }

func (f leaf) runs() int { return int(f[0] >> runsAt & runsMask) }

// holding is the mask of the slots that hold a point.
func (f leaf) holding(s spot) uint32 {
	mask := f[0]
	far := mask / farLeaf & 1
	at := f.firstRun()
	for range f.runs() {
		head, v := f[at], f[at+1]
		// The first vertex, from the point. With 1 less, the sign bit of y says that a vertex
		// is not above the point.
		x, y := int32(int16(v))-s.x, int32(v)>>16-s.y-1
		if far != 0 {
			x, y = int32(v)-s.q.X, int32(f[at+2])-s.q.Y-1
		}
		at += 2 + int(far)
		steps := f[at : at+int(head&edgesMask)]
		at += len(steps)
		odd := head >> 15 & (uint32(y) >> 31)
		for _, d := range steps {
			dx, dy := int32(int16(d)), int32(d)>>16
			next := y + dy
			// The point is on the edge or east of it when side is not positive, read along
			// an edge that rises. |x| < 2³¹, |y| < 2³¹, |d| ≤ 2¹⁵: side fits int64.
			side := int64(x)*int64(dy) - int64(y+1)*int64(dx)
			falls := int64(dy) >> 63
			side = side ^ falls - falls
			odd ^= uint32(uint64((side-1)&int64(y^next)) >> 63)
			x, y = x+dx, next
		}
		odd ^= head >> 14 & (uint32(y) >> 31)
		mask ^= head >> maskBits & -(odd & 1)
	}
	return mask & (1<<maskBits - 1)
}

// own sets the owners of a point: rest and slots are of different layers.
func (f leaf) own(s spot, out []int32) {
	if f[0]&longLeaf != 0 {
		f.long().own(s.q, out)
		return
	}
	f.rest().own(out)
	f.slots().ownSome(f.holding(s), out)
}

// each calls f for each area that holds a point, by layer, then rank, until f says no.
func (f leaf) each(s spot, take func(entry) bool) {
	if f[0]&longLeaf != 0 {
		f.long().each(s.q, take)
		return
	}
	mask := [1]uint32{f.holding(s)}
	eachOf(f.rest(), f.slots(), mask[:], take)
}

// eachOf calls take for the slots of a mask and the rest, by layer, then rank, until it says
// no.
func eachOf(rest, slots entries, mask []uint32, take func(entry) bool) {
	for n, m := range mask {
		for ; m != 0; m &= m - 1 {
			e := entry(slots[32*n+bits.TrailingZeros32(m)])
			for ; len(rest) > 0 && entry(rest[0]) < e; rest = rest[1:] {
				if !take(entry(rest[0])) {
					return
				}
			}
			if !take(e) {
				return
			}
		}
	}
	for _, e := range rest {
		if !take(entry(e)) {
			return
		}
	}
}
