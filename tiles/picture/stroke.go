package picture

import "math"

// pen turns lines into shapes of a mask, all of them turning the same way round.
type pen struct {
	mask  *mask
	width float32
	dash  []float32 // lengths of line and gap in turn, in pixels; nil = a full line
	round bool      // round ends, else the line stops at its last point

	quad [4]point
	disc []point // a circle round nothing, of half the width
}

func newPen(m *mask, width float32, dash []float32, round bool) *pen {
	p := &pen{mask: m, width: width, dash: dash, round: round}
	p.disc = circle(width / 2)
	return p
}

// circle is a polygon that is nowhere more than a tenth of a pixel from a circle.
func circle(radius float32) []point {
	n := 8
	if radius > 1 {
		n = max(n, int(math.Ceil(math.Pi/math.Acos(1-0.1/float64(radius)))))
	}
	out := make([]point, n)
	for i := range out {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = point{radius * float32(c), radius * float32(s)}
	}
	return out
}

// line draws a line through points; closed joins the last to the first.
func (p *pen) line(points []point, closed bool) {
	closed = closed && len(points) > 2
	switch {
	case len(points) < 2:
	case p.dash == nil:
		p.solid(points, closed)
	case closed:
		p.dashes(append(points[:len(points):len(points)], points[0]))
	default:
		p.dashes(points)
	}
}

// solid draws without gaps, in pieces that lie in the picture.
func (p *pen) solid(points []point, closed bool) {
	n := len(points)
	last := n - 1
	if closed {
		last = n
	}
	for i := range last {
		a, b := points[i], points[(i+1)%n]
		if !p.near(a, b) {
			continue
		}
		p.piece(a, b)
		if closed || i+2 < n {
			p.join(a, b, points[(i+2)%n])
		}
	}
	if p.round && !closed {
		p.dot(points[0])
		p.dot(points[n-1])
	}
}

// near is false of a segment that cannot touch the picture.
func (p *pen) near(a, b point) bool {
	edge := p.width
	return max(a.x, b.x) >= -edge && max(a.y, b.y) >= -edge &&
		min(a.x, b.x) <= float32(p.mask.w)+edge && min(a.y, b.y) <= float32(p.mask.h)+edge
}

// piece draws a straight line with square ends.
func (p *pen) piece(a, b point) {
	n := normal(a, b, p.width/2)
	p.quad = [4]point{{a.x + n.x, a.y + n.y}, {a.x - n.x, a.y - n.y}, {b.x - n.x, b.y - n.y}, {b.x + n.x, b.y + n.y}}
	p.mask.ring(p.quad[:])
}

// normal is a vector of this length to the right of a–b on the screen, or nothing.
func normal(a, b point, length float32) point {
	dx, dy := b.x-a.x, b.y-a.y
	l := float32(math.Hypot(float64(dx), float64(dy)))
	if l == 0 {
		return point{}
	}
	return point{-dy / l * length, dx / l * length}
}

// join fills the outer side of a bend: round when the line is wide, else cut straight.
func (p *pen) join(a, b, c point) {
	const thin = 1.5 // pixels: below, the gap of a bend is not seen
	if p.width < thin {
		return
	}
	n, o := normal(a, b, p.width/2), normal(b, c, p.width/2)
	turn := n.x*o.y - n.y*o.x
	level := n.x*o.x + n.y*o.y
	switch quarter := p.width * p.width / 4; {
	case turn == 0 && level >= 0:
	case p.width > 4 && level < 0.9*quarter:
		p.dot(b)
	case turn > 0: // the outer side is that of -n and -o
		p.mask.ring([]point{b, {b.x - o.x, b.y - o.y}, {b.x - n.x, b.y - n.y}})
	default:
		p.mask.ring([]point{b, {b.x + o.x, b.y + o.y}, {b.x + n.x, b.y + n.y}})
	}
}

// dot draws a disc as wide as the line.
func (p *pen) dot(at point) {
	if !p.near(at, at) {
		return
	}
	ring := make([]point, len(p.disc))
	for i, d := range p.disc {
		ring[i] = point{at.x + d.x, at.y + d.y}
	}
	p.mask.ring(ring)
}

// dashes draws lines and gaps in turn along the points.
func (p *pen) dashes(points []point) {
	period := float32(0)
	for _, d := range p.dash {
		period += d
	}
	if period < 0.5 { // finer than can be seen
		p.solid(points, false)
		return
	}
	gone := float32(0) // along the line since the beginning of a period
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := float32(math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
		if p.near(a, b) && length > 0 {
			p.dashed(a, b, length, gone)
		}
		gone = float32(math.Mod(float64(gone+length), float64(period)))
	}
}

// dashed draws the dashes of one segment, gone pixels after a period began.
func (p *pen) dashed(a, b point, length, gone float32) {
	along := func(d float32) point { return point{a.x + (b.x-a.x)*d/length, a.y + (b.y-a.y)*d/length} }
	from := -gone
	for from < length {
		for i, d := range p.dash {
			to := from + d
			if start, end := max(from, 0), min(to, length); i%2 == 0 && start < end {
				p.piece(along(start), along(end))
			}
			from = to
		}
	}
}
