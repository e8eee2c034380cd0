package mvt

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Prepared is a ring, ready for any tile of its zoom: what follows its first point does not
// depend on where the tile is.
type Prepared struct {
	First, Last Point
	Steps       []byte // LineTo, ways, ClosePath
	stretches   []stretch
}

// Prepare encodes a ring that has no repeated points, as Outer or as Hole would, and appends
// its steps to dst. ok is false, and nothing is appended, when fewer than three points or no
// area is left.
func Prepare(dst []byte, ring []Point, outer bool) (p Prepared, out []byte, ok bool) {
	area := twiceArea(ring)
	if area == 0 {
		return Prepared{}, dst, false
	}
	if area > 0 != outer {
		slices.Reverse(ring[1:])
	}
	p = Prepared{First: ring[0], Last: ring[len(ring)-1]}
	from := len(dst)
	dst = appendSteps(dst, ring)
	p.Steps = dst[from:]
	p.stretches = stretches(ring, p.Steps)
	return p, dst, true
}

// appendSteps appends what follows the first point of a ring.
func appendSteps(dst []byte, ring []Point) []byte {
	at := ring[0]
	dst = command(dst, lineTo, len(ring)-1)
	for _, q := range ring[1:] {
		dst = step(dst, &at, q)
	}
	return command(dst, closePath, 1)
}

// Equal is true of a ring with the same points in the same order.
func (p Prepared) Equal(o Prepared) bool { return p.First == o.First && bytes.Equal(p.Steps, o.Steps) }

// Points appends the ring's points to dst.
func (p *Prepared) Points(dst []Point) []Point {
	at := p.First
	dst = append(dst, at)
	head, n := binary.Uvarint(p.Steps)
	b := p.Steps[n:]
	for range head >> 3 {
		x, n := binary.Uvarint(b)
		y, k := binary.Uvarint(b[n:])
		b = b[n+k:]
		at.X, at.Y = at.X+unzigzag(uint32(x)), at.Y+unzigzag(uint32(y))
		dst = append(dst, at)
	}
	return dst
}

// AddPrepared adds a ring, moved so that origin is the corner of the tile. An outer one
// begins a polygon; holes follow it.
func (g *Polygons) AddPrepared(p *Prepared, origin Point) {
	g.open = true
	first := Point{p.First.X - origin.X, p.First.Y - origin.Y}
	g.buf = step(command(g.buf, moveTo, 1), &g.cursor, first)
	g.buf = append(g.buf, p.Steps...)
	g.cursor = Point{p.Last.X - origin.X, p.Last.Y - origin.Y}
}
