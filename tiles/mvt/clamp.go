package mvt

import "encoding/binary"

// stretchPoints is the number of edges of a stretch.
const stretchPoints = 32

// stretch is a piece of a long ring, from its point first on. Clamped leaves out those that lie
// beside the box.
type stretch struct {
	first, low, high Point
	at               uint32 // of its first step in Steps
}

// appendStretches cuts a long ring whose steps are encoded.
func appendStretches(dst []stretch, ring []Point, steps []byte) []stretch {
	if len(ring) < 2*stretchPoints {
		return dst
	}
	_, at := binary.Uvarint(steps)
	for i := 0; i < len(ring)-1; i += stretchPoints {
		s := stretch{first: ring[i], low: ring[i], high: ring[i], at: uint32(at)}
		for k := i + 1; k < len(ring) && k <= i+stretchPoints; k++ {
			p := ring[k]
			s.low, s.high = Point{min(s.low.X, p.X), min(s.low.Y, p.Y)}, Point{max(s.high.X, p.X), max(s.high.Y, p.Y)}
			at += uvarintLen(zigzag(p.X-ring[k-1].X)) + uvarintLen(zigzag(p.Y-ring[k-1].Y))
		}
		dst = append(dst, s)
	}
	return dst
}

// Clamper cuts rings to a square from Low to High both ways, of tiles whose corner is Origin. The
// rings must have a vertex wherever they pass one of the four lines in which the sides lie: then
// each edge is wholly inside the square or wholly on the other side of one of these lines, and a
// ring whose points outside are moved to the nearest point of the square encloses, by the even–odd
// rule, in the square what it enclosed before. It may run to and fro along the sides.
type Clamper struct {
	Origin    Point
	Low, High int32
	out       []Point
	from      int
}

// Begin begins a ring that is appended to dst; Add goes on, point by point, and End gives it. Of a
// piece that lies wholly on the other side of one of the four lines, its ends will do.
func (c *Clamper) Begin(dst []Point) { c.out, c.from = dst, len(dst) }

// Add goes on to a point.
func (c *Clamper) Add(p Point) { c.add(p, c.from) }

// Forth goes on along a line, of which the first point and the ways from there are given.
func (c *Clamper) Forth(first Point, ways []byte) {
	c.add(first, c.from)
	for len(ways) > 0 {
		var x, y uint64
		x, ways = uvarint(ways)
		y, ways = uvarint(ways)
		first.X, first.Y = first.X+unzigzag(uint32(x)), first.Y+unzigzag(uint32(y))
		c.add(first, c.from)
	}
}

// Back goes on along a line against its direction, of which the last point is given.
func (c *Clamper) Back(last Point, ways []byte) {
	c.add(last, c.from)
	for len(ways) > 0 {
		y := before(ways, len(ways))
		x := before(ways, y)
		dx, _ := uvarint(ways[x:y])
		dy, _ := uvarint(ways[y:])
		last.X, last.Y = last.X-unzigzag(uint32(dx)), last.Y-unzigzag(uint32(dy))
		c.add(last, c.from)
		ways = ways[:x]
	}
}

// End gives what Ring gives.
func (c *Clamper) End() []Point {
	if len(c.out) == c.from {
		return c.out
	}
	return c.closed(c.from)
}

// Ring appends the clamped ring, moved so that Origin is the corner, to dst. Of several points
// one after another on one side those between the first and the last are left out, for most of a
// long ring without a look at them.
func (c *Clamper) Ring(dst []Point, p *Prepared) []Point {
	c.out = dst
	from := len(dst)
	c.add(p.First, from)
	if len(p.stretches) == 0 {
		head, n := binary.Uvarint(p.Steps)
		c.steps(p.Steps[n:], p.First, int(head>>3), from)
		return c.closed(from)
	}
	head, _ := binary.Uvarint(p.Steps)
	count := int(head >> 3)
	low, high := Point{c.Origin.X + c.Low, c.Origin.Y + c.Low}, Point{c.Origin.X + c.High, c.Origin.Y + c.High}
	for i := range p.stretches {
		s := &p.stretches[i]
		if s.high.X > low.X && s.low.X < high.X && s.high.Y > low.Y && s.low.Y < high.Y {
			c.steps(p.Steps[s.at:], s.first, min(stretchPoints, count-i*stretchPoints), from)
			continue
		}
		last := p.Last
		if i+1 < len(p.stretches) {
			last = p.stretches[i+1].first
		}
		c.add(last, from)
	}
	return c.closed(from)
}

// steps goes on from a point.
func (c *Clamper) steps(b []byte, at Point, count, from int) {
	for range count {
		var x, y uint64
		x, b = uvarint(b)
		y, b = uvarint(b)
		at.X, at.Y = at.X+unzigzag(uint32(x)), at.Y+unzigzag(uint32(y))
		c.add(at, from)
	}
}

// uvarint reads a number that is there; most take a byte or two.
func uvarint(b []byte) (uint64, []byte) {
	if b[0] < 0x80 {
		return uint64(b[0]), b[1:]
	}
	if b[1] < 0x80 {
		return uint64(b[0]&0x7f) | uint64(b[1])<<7, b[2:]
	}
	v, n := binary.Uvarint(b)
	return v, b[n:]
}

// add appends a point to the ring that begins at from.
func (c *Clamper) add(p Point, from int) {
	p.X, p.Y = min(max(p.X-c.Origin.X, c.Low), c.High), min(max(p.Y-c.Origin.Y, c.Low), c.High)
	n := len(c.out)
	if n == from {
		c.out = append(c.out, p)
		return
	}
	b := c.out[n-1]
	if b == p {
		return
	}
	if n-from > 1 && c.between(c.out[n-2], b, p) {
		if c.out[n-2] == p {
			c.out = c.out[:n-1]
		} else {
			c.out[n-1] = p
		}
		return
	}
	c.out = append(c.out, p)
}

// between is true when three points are on one side.
func (c *Clamper) between(a, b, p Point) bool {
	return a.X == b.X && b.X == p.X && (p.X == c.Low || p.X == c.High) || a.Y == b.Y && b.Y == p.Y && (p.Y == c.Low || p.Y == c.High)
}

// closed leaves out of the ring, where it closes, what add left out on the way.
func (c *Clamper) closed(from int) []Point {
	for n := len(c.out); n-from > 2; n = len(c.out) {
		first, last := c.out[from], c.out[n-1]
		switch {
		case first == last || c.between(c.out[n-2], last, first):
		case c.between(last, first, c.out[from+1]):
			if last == c.out[from+1] {
				c.out = append(c.out[:from], c.out[from+1:]...)
			} else {
				c.out[from] = last
			}
		default:
			return c.out
		}
		c.out = c.out[:len(c.out)-1]
	}
	return c.out
}
