package locate

import "github.com/redsail/redsail/geo"

// reader goes through a leaf of either form run by run, vertex by vertex. It is for those
// who need more than the areas at a point.
type reader struct {
	rest, slots entries
	first, last bool      // whether the ends of the run lie left of the cell
	p           geo.Point // a vertex of the run

	bits uint32   // the mask of the run, or, before the first, of the corner
	mask []uint32 // the same of a long leaf

	way    []uint32 // from p on
	long   bool
	g      long     // runs to come
	left   int      // of a short leaf, how many
	runs   []uint32 // and where
	far    bool
	centre geo.Point
}

// read begins a leaf, whose cell has that centre.
func (f leaf) read(centre geo.Point) reader {
	if f[0]&longLeaf != 0 {
		g := f.long()
		return reader{rest: g.rest, slots: g.slots, mask: g.mask, long: true, g: g, left: g.runs}
	}
	return reader{
		rest: f.rest(), slots: f.slots(), bits: f[0] & (1<<maskBits - 1),
		left: f.runs(), runs: f[f.firstRun():], far: f[0]&farLeaf != 0, centre: centre,
	}
}

// run goes to the first vertex of the next run; it is false after the last one.
func (r *reader) run() bool {
	if r.left == 0 {
		return false
	}
	r.left--
	if r.long {
		run := r.g.next()
		r.mask, r.first, r.last = run.mask, run.head&longFirst != 0, run.head&longLast != 0
		r.p, r.way = run.vertex(0), run.vertices[2:]
		return true
	}
	head, v := r.runs[0], r.runs[1]
	from := 2
	if r.far {
		r.p, from = geo.Point{X: int32(v), Y: int32(r.runs[2])}, 3
	} else {
		r.p = geo.Point{X: r.centre.X + int32(int16(v)), Y: r.centre.Y + int32(v)>>16}
	}
	end := from + int(head&edgesMask)
	r.bits, r.first, r.last = head>>maskBits, head&firstLeft != 0, head&lastLeft != 0
	r.way, r.runs = r.runs[from:end], r.runs[end:]
	return true
}

// step goes to the next vertex of the run; it is false at the last one.
func (r *reader) step() bool {
	switch {
	case len(r.way) == 0:
		return false
	case r.long:
		r.p, r.way = geo.Point{X: int32(r.way[0]), Y: int32(r.way[1])}, r.way[2:]
	default:
		d := r.way[0]
		r.p, r.way = geo.Point{X: r.p.X + int32(int16(d)), Y: r.p.Y + int32(d)>>16}, r.way[1:]
	}
	return true
}

// has tells whether a slot is in the mask.
func (r *reader) has(slot int) bool {
	if r.long {
		return r.mask[slot/32]>>(slot%32)&1 != 0
	}
	return r.bits>>slot&1 != 0
}

// toggle takes the areas of the mask in or out of another.
func (r *reader) toggle(mask []uint32) {
	if !r.long {
		mask[0] ^= r.bits
	}
	for i, m := range r.mask {
		mask[i] ^= m
	}
}
