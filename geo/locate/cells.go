package locate

import (
	"math/bits"

	"github.com/redsail/redsail/geo"
)

// cells is the index by which a point finds all areas of all layers that hold it, in one
// walk: a raster of square cells, rasters inside its crowded cells, and at the end of each
// way a word that says what holds the cell. Everything is numbers in flat arrays.
//
// A cell that no border enters has a list: the ready answer. A leaf holds the borders near
// it, each run of a border with the areas that it bounds. The areas that hold q are then
// those that hold the cell's corner, with each crossing of a border between the corner and
// q taking its areas in or out. Since that is done for each area alone, it holds for
// whatever areas there are: partitions, layers that disagree, overlaps, holes.
type cells struct {
	raster
	across  uint32 // pages in a row of pages
	top     table  // a word for each cell; a page is a square of cells
	records arena  // leaves and rasters
	lists   arena
	borders pyramid
}

// raster is nx × ny square cells of 2^shift units, at its lower left corner.
type raster struct {
	at     geo.Point
	shift  uint8
	nx, ny uint32
}

// word says what is in a cell: the address of a list, a leaf or a raster, over four bits:
// the kind, and for a raster how often its side is halved. The zero word is of a cell that no
// area holds.
type word uint32

const (
	listWord word = iota
	leafWord
	rasterWord
	kindBits = 2
	wordBits = 32 - addressBits

	pageHalvings = pageBits / 2 // a page is a raster that has this many
	pageSide     = 1 << pageHalvings
)

func (w word) kind() word      { return w & (1<<kindBits - 1) }
func (w word) halvings() uint8 { return uint8(w>>kindBits) & 3 }
func (w word) address() uint32 { return uint32(w) >> wordBits }

// entry names an area in a leaf or a list: its layer over its number in the layer.
type entry uint32

const (
	areaBits  = 25
	areaMask  = 1<<areaBits - 1
	lastEntry = 1 << 31 // of a list
)

func entryOf(layer int, area int32) entry { return entry(layer)<<areaBits | entry(area) }

func (e entry) layer() int  { return int(e >> areaBits & (maxLayers - 1)) }
func (e entry) area() int32 { return int32(e & areaMask) }
func (e entry) held() Held  { return Held{Layer: int32(e.layer()), Area: e.area()} }

// spot is a point in its cell.
type spot struct {
	q     geo.Point
	word  word
	x, y  int32 // from the centre of the cell
	shift uint8 // of the cell
}

// find walks to the cell of q. Outside of the raster all is empty.
func (c *cells) find(q geo.Point) spot {
	// The difference of two int32 is exact in uint32, and wraps to more than nx or ny
	// when it is negative.
	dx, dy := uint32(q.X)-uint32(c.at.X), uint32(q.Y)-uint32(c.at.Y)
	w, shift := c.enter(dx, dy), c.shift
	for w.kind() == rasterWord {
		w, shift = c.descend(w, shift, dx, dy)
	}
	return spot{q: q, word: w, x: centred(dx, shift), y: centred(dy, shift), shift: shift}
}

// enter is the word of the top raster at an offset from its corner.
func (c *cells) enter(dx, dy uint32) word {
	i, j := dx>>c.shift, dy>>c.shift
	if i >= c.nx || j >= c.ny {
		return 0
	}
	return word(c.top[j/pageSide*c.across+i/pageSide][j%pageSide*pageSide+i%pageSide])
}

// descend goes one raster down.
func (c *cells) descend(w word, shift uint8, dx, dy uint32) (word, uint8) {
	k := w.halvings()
	if k == 0 || k > shift {
		return 0, shift // not a word of ours: a damaged file must not turn in circles
	}
	shift -= k
	side := uint32(1)<<k - 1
	return word(c.records.at(w.address())[(dy>>shift&side)<<k+dx>>shift&side]), shift
}

// centre is that of the cell.
func (s *spot) centre() geo.Point { return geo.Point{X: s.q.X - s.x, Y: s.q.Y - s.y} }

// centred is where an offset from the raster's corner lies from the centre of its cell.
func centred(d uint32, shift uint8) int32 {
	return int32(d&(1<<shift-1)) - int32(1<<shift>>1)
}

// row sets out[l] to the owner of q in layer l.
func (c *cells) row(q geo.Point, out []int32) {
	for l := range out {
		out[l] = None
	}
	c.own(c.find(q), out)
}

// own sets the owners at a spot where there are any.
func (c *cells) own(s spot, out []int32) {
	switch {
	case s.word == 0:
	case s.word.kind() == listWord:
		c.list(s.word).own(out)
	default:
		leaf(c.records.at(s.word.address())).own(s, out)
	}
}

// list is what stands at the address of a list, and more behind it.
func (c *cells) list(w word) list { return list(c.lists.at(w.address())) }

// list is the areas that hold a cell, by layer, then rank. The last one has a flag.
type list []uint32

func (es list) own(out []int32) {
	before := -1
	for _, e := range es {
		// Of several areas of a layer, the first owns.
		if l := entry(e).layer(); l != before {
			out[l], before = entry(e).area(), l
		}
		if e&lastEntry != 0 {
			return
		}
	}
}

// each calls take for each area until it says no.
func (es list) each(take func(entry) bool) {
	for _, e := range es {
		if !take(entry(e&^lastEntry)) || e&lastEntry != 0 {
			return
		}
	}
}

// entries are the areas of a leaf by layer, then rank.
type entries []uint32

// own sets the owner in each layer. Going backward, the first of a layer comes last.
func (es entries) own(out []int32) {
	for i := len(es) - 1; i >= 0; i-- {
		e := entry(es[i])
		out[e.layer()] = e.area()
	}
}

// ownSome sets the owners among the entries of a mask, from the last to the first.
func (es entries) ownSome(mask uint32, out []int32) {
	for mask != 0 {
		i := 31 - bits.LeadingZeros32(mask)
		mask &^= 1 << i
		e := entry(es[i])
		out[e.layer()] = e.area()
	}
}
