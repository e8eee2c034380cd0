package locate

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// lineLen is how many numbers a cache line has.
const lineLen = 16

// put appends a record and gives its address. One that fits a cache line stays in one.
func (p *planter) put(record []uint32) word {
	n, at := len(record), len(p.records)
	at += -at & (quad - 1)
	if n <= lineLen && at%lineLen+n > lineLen {
		at += -at & (lineLen - 1)
	}
	for len(p.records) < at {
		p.records = append(p.records, 0)
	}
	p.records = append(p.records, record...)
	return word(at / quad)
}

// list makes the word of a cell without borders.
func (p *planter) list(base []uint64, outer []uint32) word {
	refs := p.merge(base, outer)
	if len(refs) == 0 {
		return 0
	}
	p.listed = p.listed[:0]
	for _, ref := range refs {
		p.listed = append(p.listed, uint32(p.names[ref]))
	}
	p.listed[len(refs)-1] |= lastEntry
	return p.lists.word(p.listed)
}

// merge gives the refs of a set of woven areas and of others, rising.
func (p *planter) merge(base []uint64, outer []uint32) []uint32 {
	p.merged = p.merged[:0]
	for bit := range bits64(base) {
		ref := p.weaver.refs[bit]
		for len(outer) > 0 && outer[0] < ref {
			p.merged, outer = append(p.merged, outer[0]), outer[1:]
		}
		p.merged = append(p.merged, ref)
	}
	p.merged = append(p.merged, outer...)
	return p.merged
}

// leafWriter is the room for a leaf in work.
type leafWriter struct {
	bound  []uint64 // the woven areas that runs of the leaf bound
	slots  []uint32 // refs
	rest   []uint32 // refs
	place  []uint32 // slot of each woven area
	mask   []uint32
	corner []uint64
	record []uint32
}

// leafWord writes the record of a cell; see leaf.
func (p *planter) leafWord(c *cell) word {
	w := &p.leaf
	p.slots(c)
	w.record = w.record[:0]
	if !p.short(c) {
		p.long(c)
	}
	return p.put(w.record)<<wordBits | leafWord
}

// slots are the areas with borders in the cell and, of their layers, those that hold it;
// rest are the areas of the other layers that hold it.
func (p *planter) slots(c *cell) {
	w := &p.leaf
	w.bound = zeros(w.bound, p.weaver.stride)
	for _, s := range c.pieces {
		for i, b := range p.weaver.set(p.weaver.runs[s.line].ref) {
			w.bound[i] |= b
		}
	}
	layers := uint64(0)
	for bit := range bits64(w.bound) {
		layers |= 1 << p.names[p.weaver.refs[bit]].layer()
	}
	w.slots, w.rest = w.slots[:0], w.rest[:0]
	for i, b := range c.base {
		w.bound[i] |= b
	}
	for _, ref := range p.merge(w.bound, c.outer) {
		if layers>>p.names[ref].layer()&1 != 0 {
			w.slots = append(w.slots, ref)
		} else {
			w.rest = append(w.rest, ref)
		}
	}
	w.place = slices.Grow(w.place[:0], len(p.weaver.refs))[:len(p.weaver.refs)]
	for i, ref := range w.slots {
		if bit, ok := slices.BinarySearch(p.weaver.refs, ref); ok {
			w.place[bit] = uint32(i)
		}
	}
}

// masked turns a set of woven areas into one of slots. Areas without a slot hold the whole
// cell, and their bits are of no use to it.
func (p *planter) masked(set []uint64, masks int) []uint32 {
	w := &p.leaf
	w.mask = slices.Grow(w.mask[:0], masks)[:masks]
	clear(w.mask)
	for bit := range bits64(set) {
		if i := w.place[bit]; int(i) < len(w.slots) && w.slots[i] == p.weaver.refs[bit] {
			w.mask[i/32] |= 1 << (i % 32)
		}
	}
	return w.mask
}

// atCorner is the mask of the slots that hold the corner, as the runs have it.
func (p *planter) atCorner(c *cell, masks int) []uint32 {
	w := &p.leaf
	w.corner = append(w.corner[:0], c.base...)
	change(w.corner, c.seen)
	mask := p.masked(w.corner, masks)
	for _, ref := range c.outer {
		if i, ok := slices.BinarySearch(w.slots, ref); ok {
			mask[i/32] |= 1 << (i % 32)
		}
	}
	return mask
}

// entries appends areas to the record.
func (p *planter) entries(refs []uint32) {
	for _, ref := range refs {
		p.leaf.record = append(p.leaf.record, uint32(p.names[ref]))
	}
}

// points are the vertices of a piece.
func (p *planter) points(s piece) []geo.Point {
	return p.weaver.runs[s.line].points[s.from : s.to+1]
}

// ends says whether a piece begins and ends left of the cell.
func ends(c *cell, points []geo.Point, first, last uint32) (flags uint32) {
	if int64(points[0].X) < c.x0 {
		flags |= first
	}
	if int64(points[len(points)-1].X) < c.x0 {
		flags |= last
	}
	return flags
}

// short writes a short leaf, if the cell fits one.
func (p *planter) short(c *cell) bool {
	w := &p.leaf
	if len(w.slots) > maskBits || len(w.rest) > restMask || len(c.pieces) > runsMask || c.shift > maxFar {
		return false
	}
	x, y := c.x0+1<<c.shift>>1, c.y0+1<<c.shift>>1
	head := uint32(len(c.pieces))<<runsAt | uint32(len(w.rest))<<restAt | uint32(len(w.slots))<<slotsAt | p.atCorner(c, 1)[0]
	for _, s := range c.pieces {
		if first := p.points(s)[0]; !small(int64(first.X)-x) || !small(int64(first.Y)-y) {
			head |= farLeaf
		}
	}
	w.record = append(w.record, head)
	p.entries(w.rest)
	p.entries(w.slots)
	for _, s := range c.pieces {
		points := p.points(s)
		if s.to-s.from > edgesMask {
			return false
		}
		mask := p.masked(p.weaver.set(p.weaver.runs[s.line].ref), 1)[0]
		w.record = append(w.record, mask<<maskBits|ends(c, points, firstLeft, lastLeft)|s.to-s.from)
		if head&farLeaf != 0 {
			w.record = append(w.record, uint32(points[0].X), uint32(points[0].Y))
		} else {
			w.record = append(w.record, pair(int64(points[0].X)-x, int64(points[0].Y)-y))
		}
		for i, b := range points[1:] {
			dx, dy := int64(b.X)-int64(points[i].X), int64(b.Y)-int64(points[i].Y)
			if !small(dx) || !small(dy) {
				return false
			}
			w.record = append(w.record, pair(dx, dy))
		}
	}
	return true
}

// maxFar is the shift of the largest cells that are short leaves: points near them are less
// than 2³¹ apart.
const maxFar = 29

func small(d int64) bool { return d >= math.MinInt16 && d <= math.MaxInt16 }

func pair(x, y int64) uint32 { return uint32(uint16(x)) | uint32(uint16(y))<<16 }

// long writes a long leaf.
func (p *planter) long(c *cell) {
	w := &p.leaf
	masks := (len(w.slots) + 31) / 32
	w.record = append(w.record[:0], longLeaf, uint32(len(w.slots)), uint32(len(w.rest)), uint32(len(c.pieces)))
	p.entries(w.rest)
	w.record = append(w.record, p.atCorner(c, masks)...)
	p.entries(w.slots)
	for _, s := range c.pieces {
		points := p.points(s)
		w.record = append(w.record, uint32(len(points))|ends(c, points, longFirst, longLast))
		w.record = append(w.record, p.masked(p.weaver.set(p.weaver.runs[s.line].ref), masks)...)
		for _, q := range points {
			w.record = append(w.record, uint32(q.X), uint32(q.Y))
		}
	}
}
