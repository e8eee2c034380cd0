package mvt

import (
	"encoding/binary"
	"slices"
)

// Point is a position in tile units.
type Point struct{ X, Y int32 }

// MaxCoordinate bounds the coordinates of rings, so that no area overflows.
const MaxCoordinate = 1 << 20

// Commands of the geometry encoding (specification, 4.3.1).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// Polygons is the geometry of one area: outer rings, each followed by its holes. Reset
// makes it empty and keeps its buffers; the zero value is empty.
type Polygons struct {
	buf    []byte
	cursor Point
	open   bool // an outer ring waits for its holes
	ring   []Point
}

// Reset empties the geometry.
func (g *Polygons) Reset() { g.buf, g.cursor, g.open = g.buf[:0], Point{}, false }

// Empty is true when no ring was taken.
func (g *Polygons) Empty() bool { return len(g.buf) == 0 }

// Outer begins a polygon with its outer ring, in either direction, closed or not.
// Repeated points are dropped. A ring is not taken (false) when fewer than three points
// or no area is left, or a coordinate is beyond ±MaxCoordinate; its holes are not either.
// That the ring is simple is the caller's affair.
func (g *Polygons) Outer(ring []Point) bool {
	g.open = g.add(ring, true)
	return g.open
}

// Hole adds a hole to the polygon begun last, under the same conditions.
func (g *Polygons) Hole(ring []Point) bool { return g.open && g.add(ring, false) }

// add writes the ring with the winding that the specification wants: seen on the screen,
// outer rings run clockwise and have positive area by the surveyor's formula, holes negative.
func (g *Polygons) add(ring []Point, outer bool) bool {
	g.ring = g.ring[:0]
	for _, p := range ring {
		if p.X < -MaxCoordinate || p.X > MaxCoordinate || p.Y < -MaxCoordinate || p.Y > MaxCoordinate {
			return false
		}
		if n := len(g.ring); n == 0 || g.ring[n-1] != p {
			g.ring = append(g.ring, p)
		}
	}
	if n := len(g.ring); n > 1 && g.ring[0] == g.ring[n-1] {
		g.ring = g.ring[:n-1]
	}
	area := twiceArea(g.ring)
	if area == 0 {
		return false
	}
	if area > 0 != outer {
		slices.Reverse(g.ring[1:]) // the first point stays
	}
	g.buf = step(command(g.buf, moveTo, 1), &g.cursor, g.ring[0])
	g.buf = appendSteps(g.buf, g.ring)
	g.cursor = g.ring[len(g.ring)-1]
	return true
}

// twiceArea is the surveyor's formula round the first point; 0 below three points.
func twiceArea(ring []Point) int64 {
	var sum int64
	for i := 2; i < len(ring); i++ {
		ax, ay := int64(ring[i-1].X-ring[0].X), int64(ring[i-1].Y-ring[0].Y)
		bx, by := int64(ring[i].X-ring[0].X), int64(ring[i].Y-ring[0].Y)
		sum += ax*by - ay*bx
	}
	return sum
}

func command(b []byte, id, count int) []byte {
	return binary.AppendUvarint(b, uint64(count)<<3|uint64(id))
}

// step appends the way from the cursor to p, zigzag, and moves the cursor.
func step(b []byte, cursor *Point, p Point) []byte {
	b = binary.AppendUvarint(b, zigzag(p.X-cursor.X))
	b = binary.AppendUvarint(b, zigzag(p.Y-cursor.Y))
	*cursor = p
	return b
}

func zigzag(v int32) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }
