package locate

import "github.com/redsail/redsail/geo"

// pyramid says where there are borders of a layer: for each page, then for each 2 × 2 of
// those, and so on up to one, a bit for each layer.
type pyramid []storey

type storey struct {
	across uint32
	layers []uint64
}

func newPyramid(pages []uint64, across uint32) pyramid {
	p := pyramid{{across: across, layers: pages}}
	for below := &p[0]; len(below.layers) > 1; below = &p[len(p)-1] {
		deep := uint32(len(below.layers)) / below.across
		s := storey{across: (below.across + 1) / 2}
		s.layers = make([]uint64, s.across*((deep+1)/2))
		for n, layers := range below.layers {
			i, j := uint32(n)%below.across, uint32(n)/below.across
			s.layers[j/2*s.across+i/2] |= layers
		}
		p = append(p, s)
	}
	return p
}

// at are the layers with borders in a block; none beyond the frame.
func (s *storey) at(i, j uint32) uint64 {
	if n := j*s.across + i; i < s.across && n < uint32(len(s.layers)) {
		return s.layers[n]
	}
	return 0
}

// add says that there are borders of layers in a page.
func (p pyramid) add(i, j uint32, layers uint64) {
	for n := range p {
		p[n].layers[j>>n*p[n].across+i>>n] |= layers
	}
}

// block is a square of ground: its lower left corner and the logarithm of its side.
type block struct {
	x, y  int64
	shift uint8
}

// centre is that of a block on the earth.
func (b block) centre() geo.Point {
	half := int64(1) << b.shift >> 1
	return geo.Point{X: int32(b.x + half), Y: int32(b.y + half)}
}

// quarters are the four squares in a block.
func (b block) quarters() [4]block {
	h := int64(1) << (b.shift - 1)
	return [4]block{
		{b.x, b.y, b.shift - 1}, {b.x + h, b.y, b.shift - 1}, {b.x, b.y + h, b.shift - 1}, {b.x + h, b.y + h, b.shift - 1},
	}
}

// within is the part of a closed block that lies in a box; ok is false when none does.
func (b block) within(box geo.Box) (part geo.Box, ok bool) {
	side := int64(1) << b.shift
	x0, y0 := max(b.x, int64(box.Min.X)), max(b.y, int64(box.Min.Y))
	x1, y1 := min(b.x+side, int64(box.Max.X)), min(b.y+side, int64(box.Max.Y))
	return geo.Box{Min: geo.Point{X: int32(x0), Y: int32(y0)}, Max: geo.Point{X: int32(x1), Y: int32(y1)}}, x0 <= x1 && y0 <= y1
}
