package mvt

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// Prepared is a ring, ready for any tile of its zoom: what follows its first point does not
// depend on where the tile is.
type Prepared struct {
	First, Last Point
	Steps       []byte // LineTo, ways, ClosePath
	stretches   []stretch
}

// Rings holds prepared rings, as many as a city has, without a piece of memory for each. The zero
// value has none.
type Rings struct {
	ends      []ends
	steps     []byte
	stretches []stretch
}

// ends are those of a ring, and of what Rings holds of it.
type ends struct {
	first, last      Point
	steps, stretches uint32
}

// Prepare encodes a ring that has no repeated points, as Outer or as Hole would, and adds it. ok is
// false, and nothing is added, when fewer than three points or no area is left. It may turn the ring.
func (r *Rings) Prepare(ring []Point, outer bool) (ok bool) {
	area := twiceArea(ring)
	if area == 0 {
		return false
	}
	if area > 0 != outer {
		slices.Reverse(ring[1:])
	}
	from := len(r.steps)
	r.steps = appendSteps(r.steps, ring)
	r.stretches = appendStretches(r.stretches, ring, r.steps[from:])
	r.close(ring[0], ring[len(ring)-1])
	return true
}

func (r *Rings) close(first, last Point) {
	r.ends = append(r.ends, ends{first, last, uint32(len(r.steps)), uint32(len(r.stretches))})
}

// Add adds a ring of other Rings.
func (r *Rings) Add(p *Prepared) {
	r.steps = append(r.steps, p.Steps...)
	r.stretches = append(r.stretches, p.stretches...)
	r.close(p.First, p.Last)
}

// Len is how many rings there are.
func (r *Rings) Len() int { return len(r.ends) }

// At gives ring i.
func (r *Rings) At(i int) Prepared {
	e := &r.ends[i]
	p := Prepared{First: e.first, Last: e.last, Steps: r.steps[:e.steps], stretches: r.stretches[:e.stretches]}
	if i > 0 {
		p.Steps, p.stretches = p.Steps[r.ends[i-1].steps:], p.stretches[r.ends[i-1].stretches:]
	}
	return p
}

// Fits is false when the rings are more than 4 GB; then they must not be read.
func (r *Rings) Fits() bool { return len(r.steps) <= math.MaxUint32 }

// Grow makes room for as much as other Rings hold, and some more.
func (r *Rings) Grow(as *Rings) {
	r.ends = slices.Grow(r.ends, len(as.ends)+16)
	r.steps = slices.Grow(r.steps, len(as.steps)+1<<10)
	r.stretches = slices.Grow(r.stretches, len(as.stretches)+16)
}

// Clip gives back room for more rings.
func (r *Rings) Clip() {
	r.ends, r.steps, r.stretches = clip(r.ends), clip(r.steps), clip(r.stretches)
}

// clip copies what stands in more memory than it needs: slices.Clip lets that lie.
func clip[T any](s []T) []T {
	if cap(s)-len(s) <= len(s)/64 {
		return s
	}
	return append(make([]T, 0, len(s)), s...)
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
