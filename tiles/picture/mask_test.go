package picture

import (
	"image"
	"image/color"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// covered counts, for each pixel, how many of 16 × 16 points in it lie in the ring.
func covered(ring []point, w, h int) []float64 {
	const n = 16
	out := make([]float64, w*h)
	for y := range h * n {
		for x := range w * n {
			px, py := (float32(x)+0.5)/n, (float32(y)+0.5)/n
			in := false
			a := ring[len(ring)-1]
			for _, b := range ring {
				if (a.y <= py) != (b.y <= py) && px < a.x+(py-a.y)*(b.x-a.x)/(b.y-a.y) {
					in = !in
				}
				a = b
			}
			if in {
				out[y/n*w+x/n] += 1.0 / (n * n)
			}
		}
	}
	return out
}

// coverage empties a mask through fill: black on white.
func coverage(m *mask) []float64 {
	img := image.NewRGBA(image.Rect(0, 0, m.w, m.h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	m.fill(img, color.NRGBA{A: 255})
	out := make([]float64, m.w*m.h)
	for i := range out {
		out[i] = 1 - float64(img.Pix[4*i])/255
	}
	return out
}

// TestMaskAgainstPoints holds the accumulation buffer against counting points, for
// triangles in and beyond the picture.
func TestMaskAgainstPoints(t *testing.T) {
	const w, h = 9, 7
	m := newMask(w, h)
	rapid.Check(t, func(t *rapid.T) {
		xy := rapid.Custom(func(t *rapid.T) point {
			return point{float32(rapid.IntRange(-80, 170).Draw(t, "x")) / 10, float32(rapid.IntRange(-80, 150).Draw(t, "y")) / 10}
		})
		ring := []point{xy.Draw(t, "a"), xy.Draw(t, "b"), xy.Draw(t, "c")}
		m.ring(ring)
		got, want := coverage(m), covered(ring, w, h)
		for i := range got {
			if math.Abs(got[i]-want[i]) > 0.06 {
				t.Fatalf("pixel %d,%d is covered to %.3f, want %.3f", i%w, i/w, got[i], want[i])
			}
		}
	})
	for i, v := range m.acc {
		if v != 0 {
			t.Fatalf("cell %d holds %v after the mask was emptied", i, v)
		}
	}
}

// What is covered twice counts once, and what is no number covers nothing.
func TestMaskOverlapAndNaN(t *testing.T) {
	m := newMask(8, 8)
	square := []point{{1, 1}, {5, 1}, {5, 5}, {1, 5}}
	m.ring(square)
	m.ring(square)
	nan := float32(math.NaN())
	m.edge(point{nan, 0}, point{3, nan})
	sum := 0.0
	for _, v := range coverage(m) {
		sum += v
	}
	if math.Abs(sum-16) > 0.1 {
		t.Errorf("two squares of 16 on each other cover %v", sum)
	}
}

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

func TestPen(t *testing.T) {
	m := newMask(100, 60)
	line := []point{{10, 10}, {80, 10}, {80, 50}}
	for name, c := range map[string]struct {
		pen    *pen
		closed bool
		want   float64
	}{
		"full":   {newPen(m, 2, nil, false), false, 2*110 + 0.5},
		"round":  {newPen(m, 6, nil, true), false, 6*110 + math.Pi*9 - 9 + math.Pi*9/4},
		"dashed": {newPen(m, 2, []float32{5, 5}, false), false, 110},
		"closed": {newPen(m, 1, nil, false), true, 110 + math.Hypot(70, 40)},
	} {
		c.pen.line(line, c.closed)
		if got := sum(coverage(m)); math.Abs(got-c.want) > 4 {
			t.Errorf("%s: %.1f pixels are covered, want %.1f", name, got, c.want)
		}
	}
	pen := newPen(m, 2, nil, false)
	pen.line(line[:1], true)
	pen.line(nil, false)
	if got := sum(coverage(m)); got != 0 {
		t.Errorf("a point draws %v", got)
	}
}

func TestReducedKeepsFewColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		copy(img.Pix[4*i:], []uint8{uint8(i % 16 * 16), uint8(i / 64 / 8 * 30), 7, 255})
	}
	got := reduced(img)
	for i := range 64 * 64 {
		r, g, b, _ := got.At(i%64, i/64).RGBA()
		if [3]uint8{uint8(r), uint8(g), uint8(b)} != [3]uint8(img.Pix[4*i:4*i+3]) {
			t.Fatalf("pixel %d is %v, was %v", i, got.At(i%64, i/64), img.Pix[4*i:4*i+3])
		}
	}
}

// Of many colours each goes to one that is near.
func TestReducedIsNear(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 256, 64))
	for y := range 64 {
		for x := range 256 {
			copy(img.Pix[4*(y*256+x):], []uint8{uint8(x), uint8(255 - x), uint8(y), 255})
		}
	}
	got := reduced(img)
	for i := range 256 * 64 {
		r, g, b, _ := got.At(i%256, i/256).RGBA()
		for k, v := range []uint32{r >> 8, g >> 8, b >> 8} {
			if d := int(v) - int(img.Pix[4*i+k]); d < -24 || d > 24 {
				t.Fatalf("pixel %d: %v became %v", i, img.Pix[4*i:4*i+3], got.At(i%256, i/256))
			}
		}
	}
}
