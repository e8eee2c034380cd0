package locate

import "github.com/redsail/redsail/geo"

// long is a leaf that does not fit the short form: many areas meet, or steps are wide. A
// mask takes as many numbers as it needs:
//
//	longLeaf
//	slots, rest, runs       how many
//	rest …, mask …, slot …
//	then each run:
//	  first left | last left | vertices
//	  mask …
//	  vertex …              x and y of the lattice
type long struct {
	rest, mask, slots []uint32
	runs              int
	at                []uint32 // the first run
}

const (
	longHead      = 4
	longFirst     = 1 << 31
	longLast      = 1 << 30
	longCountMask = 1<<30 - 1

	// smallMask is how many numbers of a mask are kept on the stack.
	smallMask = 16
)

func (f leaf) long() long {
	slots, rest := int(f[1]), int(f[2])
	masks := (slots + 31) / 32
	f, runs := f[longHead:], int(f[3])
	return long{rest: f[:rest], mask: f[rest : rest+masks], slots: f[rest+masks : rest+masks+slots], runs: runs, at: f[rest+masks+slots:]}
}

// longRun is one run of a long leaf.
type longRun struct {
	head     uint32
	mask     []uint32
	vertices []uint32 // x, y, x, y …
}

func (r *longRun) len() int { return len(r.vertices) / 2 }

func (r *longRun) vertex(i int) geo.Point {
	return geo.Point{X: int32(r.vertices[2*i]), Y: int32(r.vertices[2*i+1])}
}

// next takes the first run off.
func (g *long) next() longRun {
	n := len(g.mask)
	r := longRun{head: g.at[0], mask: g.at[1 : 1+n]}
	end := 1 + n + 2*int(r.head&longCountMask)
	r.vertices, g.at = g.at[1+n:end], g.at[end:]
	return r
}

// holding gives the slots that hold q, in mask if that is long enough.
func (g long) holding(q geo.Point, mask []uint32) []uint32 {
	return g.turn(mask, q.Y, func(a, b geo.Point) bool { return !geo.CrossesEast(a, b, q) })
}

// turn goes from the mask of the corner to that of a place in row y; crosses says whether
// an edge that passes the row is crossed on the way west.
func (g long) turn(mask []uint32, y int32, crosses func(a, b geo.Point) bool) []uint32 {
	if len(g.mask) > len(mask) {
		mask = make([]uint32, len(g.mask))
	}
	mask = mask[:len(g.mask)]
	copy(mask, g.mask)
	for range g.runs {
		r := g.next()
		a := r.vertex(0)
		odd := r.head&longFirst != 0 && y >= a.Y
		for i := 1; i < r.len(); i++ {
			b := r.vertex(i)
			if (a.Y <= y) != (b.Y <= y) && crosses(a, b) {
				odd = !odd
			}
			a = b
		}
		if odd != (r.head&longLast != 0 && y >= a.Y) {
			for i := range mask {
				mask[i] ^= r.mask[i]
			}
		}
	}
	return mask
}

func (g long) own(q geo.Point, out []int32) {
	entries(g.rest).own(out)
	var small [smallMask]uint32
	mask := g.holding(q, small[:])
	for n := len(mask) - 1; n >= 0; n-- {
		entries(g.slots[32*n:]).ownSome(mask[n], out)
	}
}

func (g long) each(q geo.Point, take func(entry) bool) {
	var small [smallMask]uint32
	eachOf(g.rest, g.slots, g.holding(q, small[:]), take)
}
