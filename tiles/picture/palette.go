package picture

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// Maps have few colours, and many shades between them where edges are smoothed. A picture
// of 256 of these is a third as large and is packed in half the time, and nobody sees the
// difference: the colours that cover most stay what they are, the rest go to the nearest.

const paletteSize = 256

// shades counts the colours of a picture: an open table of 24-bit colours, +1 to tell 0.
type shades struct {
	keys   []uint32
	counts []uint32
	used   int
}

func newShades() *shades {
	const size = 1 << 12
	return &shades{keys: make([]uint32, size), counts: make([]uint32, size)}
}

// slot finds the place of a colour, or where it would be put.
func (s *shades) slot(c uint32) int {
	mask := uint32(len(s.keys) - 1)
	i := (c * 2654435761 >> 8) & mask
	for s.keys[i] != 0 && s.keys[i] != c+1 {
		i = (i + 1) & mask
	}
	return int(i)
}

func (s *shades) add(c, n uint32) {
	i := s.slot(c)
	if s.keys[i] == 0 {
		if s.used*2 >= len(s.keys) {
			s.grow()
			i = s.slot(c)
		}
		s.keys[i] = c + 1
		s.used++
	}
	s.counts[i] += n
}

func (s *shades) grow() {
	old := *s
	s.keys, s.counts = make([]uint32, 2*len(old.keys)), make([]uint32, 2*len(old.keys))
	for i, k := range old.keys {
		if k != 0 {
			j := s.slot(k - 1)
			s.keys[j], s.counts[j] = k, old.counts[i]
		}
	}
}

func at24(p []uint8) uint32 { return uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2]) }

// reduced gives the picture in 256 colours.
func reduced(m *image.RGBA) *image.Paletted {
	s := newShades()
	eachRun(m, func(c uint32, from, to int) { s.add(c, uint32(to-from)) })
	chosen := s.choose()
	out := image.NewPaletted(m.Rect, nil)
	index := make([]uint8, len(s.keys))
	for i, k := range s.keys {
		if k != 0 {
			index[i] = nearest(chosen, k-1)
		}
	}
	for _, c := range chosen {
		out.Palette = append(out.Palette, color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 255})
	}
	eachRun(m, func(c uint32, from, to int) {
		k := index[s.slot(c)]
		for i := from; i < to; i++ {
			out.Pix[i] = k
		}
	})
	return out
}

// eachRun goes through the pixels, neighbours of one colour together.
func eachRun(m *image.RGBA, use func(c uint32, from, to int)) {
	n := len(m.Pix) / 4
	for i := 0; i < n; {
		c := at24(m.Pix[4*i:])
		k := i + 1
		for k < n && at24(m.Pix[4*k:]) == c {
			k++
		}
		use(c, i, k)
		i = k
	}
}

// choose takes the colours that cover most, but of the last half of the palette only one
// of each small cube of colours, so that rare ones are not all shades of one.
func (s *shades) choose() []uint32 {
	type shade struct{ c, n uint32 }
	all := make([]shade, 0, s.used)
	for i, k := range s.keys {
		if k != 0 {
			all = append(all, shade{k - 1, s.counts[i]})
		}
	}
	slices.SortFunc(all, func(a, b shade) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.c, b.c)) })
	var out []uint32
	cubes := map[uint32]bool{}
	for _, it := range all {
		cube := it.c >> 4 & 0x0f0f0f
		if len(out) >= paletteSize/4 && cubes[cube] {
			continue
		}
		cubes[cube] = true
		if out = append(out, it.c); len(out) == paletteSize {
			break
		}
	}
	return out
}

// nearest is the number of the colour that is least far.
func nearest(palette []uint32, c uint32) uint8 {
	best, least := 0, int32(1<<30)
	for i, o := range palette {
		r, g, b := int32(c>>16)-int32(o>>16), int32(c>>8&255)-int32(o>>8&255), int32(c&255)-int32(o&255)
		if d := 2*r*r + 4*g*g + b*b; d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
