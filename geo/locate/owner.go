package locate

import "github.com/redsail/redsail/geo"

// None stands for no area: a gap, or beyond the outer frame.
const None = -1

// Owner is the number of the area that owns p, or None in a gap. Where areas overlap it is
// the smaller one (exact lattice size), then the lower code in byte order; so in a free
// layer it is the smallest area that holds p.
func (x *Index) Owner(layer int, p geo.Point) int {
	owner := None
	x.cells.each(p, func(e entry) bool {
		if e.layer() == layer {
			owner = int(e.area())
		}
		return e.layer() < layer
	})
	return owner
}

// Row sets row[l] to what Owner gives for layer l, for all layers in one walk. It does not
// allocate; row must have room for each layer.
func (x *Index) Row(p geo.Point, row []int32) { x.cells.row(p, row[:len(x.layers)]) }

// Covering appends to dst the number of each area that holds p: the owner first, then by
// rising exact size, then by code in byte order. It allocates only when dst must grow.
func (x *Index) Covering(layer int, p geo.Point, dst []int32) []int32 {
	x.cells.each(p, func(e entry) bool {
		if e.layer() == layer {
			dst = append(dst, e.area())
		}
		return e.layer() <= layer
	})
	return dst
}

// Held is an area that holds a point: a layer, and the number of the area in it.
type Held struct{ Layer, Area int32 }

// All appends to dst every area of every layer that holds p, in one walk: by layer, and in a
// layer as Covering has them. It allocates only when dst must grow.
func (x *Index) All(p geo.Point, dst []Held) []Held {
	x.cells.each(p, func(e entry) bool {
		dst = append(dst, e.held())
		return true
	})
	return dst
}

// each calls take for each area that holds q, by layer, then rank, until it says no.
func (c *cells) each(q geo.Point, take func(entry) bool) {
	s := c.find(q)
	switch {
	case s.word == 0:
	case s.word.kind() == listWord:
		c.list(s.word).each(take)
	default:
		leaf(c.records.at(s.word.address())).each(s, take)
	}
}
