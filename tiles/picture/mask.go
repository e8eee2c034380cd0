package picture

import (
	"image"
	"image/color"
)

// mask is how much of each pixel some shapes cover together. Shapes are drawn as edges
// that each add their signed area to an accumulation buffer, whose running sum along a row
// is the coverage (R. Levien, "font-rs", 2016). Shapes that overlap must turn the same way
// round; what is then covered more than once counts once.
type mask struct {
	w, h   int
	acc    []float32 // w+2 for each row
	lo, hi []int32   // of each row: the columns that hold anything, lo > hi = none
	top    int       // the rows that hold anything, top > bottom = none
	bottom int
}

func newMask(w, h int) *mask {
	m := &mask{w: w, h: h, acc: make([]float32, (w+2)*h), lo: make([]int32, h), hi: make([]int32, h)}
	for y := range m.lo {
		m.lo[y], m.hi[y] = int32(w), -1
	}
	m.top, m.bottom = h, -1
	return m
}

// point is a place in the picture, in pixels from its upper left corner.
type point struct{ x, y float32 }

// ring adds a closed shape; the first point is not repeated.
func (m *mask) ring(ring []point) {
	if len(ring) < 3 {
		return
	}
	a := ring[len(ring)-1]
	for _, b := range ring {
		m.edge(a, b)
		a = b
	}
}

// edge adds an edge of a shape, cut to the picture: what lies beside it moves to its side.
func (m *mask) edge(a, b point) {
	sign := float32(1)
	if a.y > b.y {
		a, b, sign = b, a, -1
	}
	h := float32(m.h)
	// Written so that NaN is left out too.
	if !(a.y < b.y && b.y > 0 && a.y < h) {
		return
	}
	slope := (b.x - a.x) / (b.y - a.y)
	if a.y < 0 {
		a = point{a.x - a.y*slope, 0}
	}
	if b.y > h {
		b = point{a.x + (h-a.y)*slope, h}
	}
	w := float32(m.w)
	if a.x >= 0 && b.x >= 0 && a.x <= w && b.x <= w {
		m.add(a, b, sign)
		return
	}
	m.cut(a, b, 0, func(a, b point) {
		if a.x <= 0 && b.x <= 0 {
			m.add(point{0, a.y}, point{0, b.y}, sign)
			return
		}
		m.cut(a, b, w, func(a, b point) {
			if a.x >= w && b.x >= w {
				a.x, b.x = w, w
			}
			m.add(a, b, sign)
		})
	})
}

// cut splits an edge where it crosses a column.
func (m *mask) cut(a, b point, x float32, use func(a, b point)) {
	if (a.x < x) == (b.x < x) || a.x == x || b.x == x {
		use(a, b)
		return
	}
	mid := point{x, a.y + (x-a.x)*(b.y-a.y)/(b.x-a.x)}
	mid.y = min(max(mid.y, a.y), b.y)
	use(a, mid)
	use(mid, b)
}

// add accumulates an edge that lies within the picture and goes down.
func (m *mask) add(a, b point, sign float32) {
	if a.y >= b.y {
		return
	}
	slope := (b.x - a.x) / (b.y - a.y)
	first, last := int(a.y), min(int(b.y), m.h-1)
	m.top, m.bottom = min(m.top, first), max(m.bottom, last)
	x := a.x
	for y := first; y <= last; y++ {
		dy := min(float32(y+1), b.y) - max(float32(y), a.y)
		if dy <= 0 {
			continue
		}
		next := min(max(x+slope*dy, 0), float32(m.w))
		m.row(y, x, next, dy*sign)
		x = next
	}
}

// row adds the part of an edge in one row: it crosses d of the row's height from x to next.
func (m *mask) row(y int, x, next, d float32) {
	if x > next {
		x, next = next, x
	}
	x = min(max(x, 0), float32(m.w))
	left, right := int(x), int(next)
	m.lo[y], m.hi[y] = min(m.lo[y], int32(left)), max(m.hi[y], int32(right))
	acc := m.acc[y*(m.w+2) : (y+1)*(m.w+2)]
	if left == right {
		part := d * ((x+next)/2 - float32(left))
		acc[left] += d - part
		acc[left+1] += part
		return
	}
	// The edge crosses columns: its height is shared out among them.
	each := d / (next - x)
	f := float32(left+1) - x
	first := each * f * f / 2
	acc[left] += first
	sum := first
	height := each * f
	for c := left + 1; c < right; c++ {
		// Coverage of column c by this edge, less what the columns before it add on.
		cover := height + each/2
		acc[c] += cover - sum
		sum = cover
		height += each
	}
	f = next - float32(right)
	cover := height + each*f*(1-f/2)
	acc[right] += cover - sum
	acc[right+1] += d - cover
}

// fill paints what the mask covers and empties it.
func (m *mask) fill(dst *image.RGBA, c color.NRGBA) {
	const whole = 255.0 / 256
	const least = 1.0 / 512
	opacity := float32(c.A) / 255
	for y := m.top; y <= m.bottom; y++ {
		lo, hi := int(m.lo[y]), min(int(m.hi[y])+1, m.w-1)
		row := m.acc[y*(m.w+2) : (y+1)*(m.w+2)]
		pix := dst.Pix[y*dst.Stride : y*dst.Stride+4*m.w]
		sum := float32(0)
		for x := lo; x <= hi; x++ {
			sum += row[x]
			row[x] = 0
			cover := min(max(sum, -sum), 1) * opacity
			if cover >= whole {
				p := pix[4*x : 4*x+4 : 4*x+4]
				p[0], p[1], p[2], p[3] = c.R, c.G, c.B, 255
			} else if cover > least {
				blend(pix[4*x:4*x+4:4*x+4], c, cover)
			}
		}
		row[m.w], row[m.w+1] = 0, 0
		m.lo[y], m.hi[y] = int32(m.w), -1
	}
	m.top, m.bottom = m.h, -1
}

// blend mixes a colour into a pixel. One that is not opaque holds its colour times its opacity.
func blend(p []uint8, c color.NRGBA, cover float32) {
	k := int32(cover*256 + 0.5)
	mix := func(under, over uint8) uint8 {
		return uint8((int32(under)*(256-k) + int32(over)*k + 128) >> 8)
	}
	p[0], p[1], p[2], p[3] = mix(p[0], c.R), mix(p[1], c.G), mix(p[2], c.B), mix(p[3], 255)
}
