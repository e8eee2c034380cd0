package picture

import (
	"fmt"
	"math"
	"strconv"
)

// A shape is filled rings that do not overlap, each with the holes in it turning the other
// way round.
type shape [][]point

// parsePath reads the d of an SVG path: absolute M, L, H, V, C, A and Z, as icons need.
// Curves become lines fine enough for a square of 24 drawn four times as large.
func parsePath(d string) (shape, error) {
	p := pathReader{rest: d}
	for {
		p.space()
		if p.rest == "" {
			break
		}
		c := p.rest[0]
		p.rest = p.rest[1:]
		if err := p.command(c); err != nil {
			return nil, fmt.Errorf("path %q: %w", d, err)
		}
	}
	p.close()
	if len(p.out) == 0 {
		return nil, fmt.Errorf("path %q: nothing is drawn", d)
	}
	return p.out, nil
}

type pathReader struct {
	rest string
	out  shape
	ring []point
}

// counts is how many numbers a command takes; it goes on for as long as numbers follow.
var counts = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'A': 7, 'Z': 0}

func (p *pathReader) command(c byte) error {
	n, known := counts[c]
	if !known {
		return fmt.Errorf("command %q is not known", c)
	}
	if c == 'Z' {
		p.close()
		return nil
	}
	for first := true; first || p.more(); first = false {
		var v [7]float32
		for i := range n {
			var err error
			if v[i], err = p.number(); err != nil {
				return err
			}
		}
		if c == 'M' && first {
			p.close()
		} else if len(p.ring) == 0 {
			return fmt.Errorf("%c stands before M", c)
		}
		p.draw(c, v)
	}
	return nil
}

func (p *pathReader) draw(c byte, v [7]float32) {
	var at point
	if len(p.ring) > 0 {
		at = p.ring[len(p.ring)-1]
	}
	switch c {
	case 'M', 'L':
		p.ring = append(p.ring, point{v[0], v[1]})
	case 'H':
		p.ring = append(p.ring, point{v[0], at.y})
	case 'V':
		p.ring = append(p.ring, point{at.x, v[0]})
	case 'C':
		p.curve(at, point{v[0], v[1]}, point{v[2], v[3]}, point{v[4], v[5]})
	case 'A':
		p.arc(at, v)
	}
}

const pathSteps = 16 // of a curve

func (p *pathReader) curve(a, b, c, d point) {
	for i := 1; i <= pathSteps; i++ {
		t := float32(i) / pathSteps
		s := 1 - t
		k0, k1, k2, k3 := s*s*s, 3*s*s*t, 3*s*t*t, t*t*t
		p.ring = append(p.ring, point{k0*a.x + k1*b.x + k2*c.x + k3*d.x, k0*a.y + k1*b.y + k2*c.y + k3*d.y})
	}
}

// arc follows a circle; ellipses are not drawn (SVG 2, B.2.4).
func (p *pathReader) arc(a point, v [7]float32) {
	r, b := float64(v[0]), point{v[5], v[6]}
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	chord := math.Hypot(dx, dy)
	if chord == 0 || r == 0 {
		p.ring = append(p.ring, b)
		return
	}
	r = max(r, chord/2)
	high := math.Sqrt(max(r*r-chord*chord/4, 0)) / chord
	if (v[3] != 0) == (v[4] != 0) {
		high = -high
	}
	cx, cy := float64(a.x)+dx/2-dy*high, float64(a.y)+dy/2+dx*high
	from, to := math.Atan2(float64(a.y)-cy, float64(a.x)-cx), math.Atan2(float64(b.y)-cy, float64(b.x)-cx)
	if v[4] != 0 && to <= from {
		to += 2 * math.Pi
	}
	if v[4] == 0 && to >= from {
		to -= 2 * math.Pi
	}
	for i := 1; i <= pathSteps; i++ {
		s, c := math.Sincos(from + (to-from)*float64(i)/pathSteps)
		p.ring = append(p.ring, point{float32(cx + r*c), float32(cy + r*s)})
	}
}

func (p *pathReader) close() {
	if len(p.ring) > 2 {
		p.out = append(p.out, p.ring)
	}
	p.ring = nil
}

func (p *pathReader) space() {
	for p.rest != "" && (p.rest[0] == ' ' || p.rest[0] == ',') {
		p.rest = p.rest[1:]
	}
}

// more is true when a number follows.
func (p *pathReader) more() bool {
	p.space()
	return p.rest != "" && isNumber(p.rest[0])
}

func isNumber(c byte) bool { return c >= '0' && c <= '9' || c == '.' || c == '-' }

func (p *pathReader) number() (float32, error) {
	p.space()
	n, dot := 0, false
	for n < len(p.rest) && isNumber(p.rest[n]) && (p.rest[n] != '-' || n == 0) && (p.rest[n] != '.' || !dot) {
		dot = dot || p.rest[n] == '.'
		n++
	}
	v, err := strconv.ParseFloat(p.rest[:n], 32)
	if err != nil {
		return 0, fmt.Errorf("a number is missing before %.10q", p.rest)
	}
	p.rest = p.rest[n:]
	return float32(v), nil
}
