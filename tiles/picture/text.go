package picture

import (
	"cmp"
	"unicode"
	"unicode/utf8"
)

// text is a name made ready: lines of characters at their places.
type text struct {
	size  float32 // device pixels of an em
	lines []textLine
	w, h  float32 // device pixels
}

type textLine struct {
	glyphs []*glyph
	space  float32 // after each character, in em
	width  float32 // em
}

const (
	lineHeight = 1.2  // em
	baseline   = 0.36 // em from the middle of a line down to its base line
	// maxRunes bounds a name: what is longer is cut, and its end marked.
	maxRunes = 48
)

// letter is a character with its glyph.
type letter struct {
	char  rune
	glyph *glyph
}

// letters gives the characters of a name that are seen. A character that no font has is
// drawn as a box. Without any font there are none.
func (p *painter) letters(name string, bold bool) ([]letter, error) {
	if p.fonts == nil {
		return nil, nil
	}
	var out []letter
	for _, char := range name {
		if unicode.IsControl(char) || unicode.Is(unicode.Cf, char) || char == utf8.RuneError {
			continue
		}
		if len(out) == p.longest() {
			char = '…'
		}
		g, err := p.fonts.glyph(char, bold)
		if err != nil {
			return nil, err
		}
		if g == nil {
			g = unknownGlyph
		}
		if out = append(out, letter{char, g}); len(out) > p.longest() {
			break
		}
	}
	return out, nil
}

// longest bounds the characters of a text.
func (p *painter) longest() int { return cmp.Or(p.most, maxRunes) }

// unknownGlyph is an upright box.
var unknownGlyph = &glyph{advance: 0.6, rings: [][]point{
	{{0.05, 0}, {0.05, -0.7}, {0.55, -0.7}, {0.55, 0}},
	{{0.1, -0.05}, {0.5, -0.05}, {0.5, -0.65}, {0.1, -0.65}},
}}

// layout breaks a name into lines not wider than so many em, as even as they can be. The
// text has no lines when nothing of the name can be seen.
func (p *painter) layout(name string, look labelLook, maxWidth float32) (text, error) {
	letters, err := p.letters(name, look.Bold)
	t := text{size: p.camera.pixels(look.Size.at(p.ask.Zoom))}
	if err != nil || len(letters) == 0 {
		return t, err
	}
	space := float32(look.Spacing)
	total := float32(0)
	for _, l := range letters {
		total += l.glyph.advance + space
	}
	aim := maxWidth
	if n := int(total/maxWidth) + 1; n > 1 {
		aim = min(total/float32(n)+0.5, maxWidth)
	}
	for len(letters) > 0 {
		n := breakAfter(letters, space, aim)
		line := textLine{space: space}
		for _, l := range trimmed(letters[:n]) {
			line.glyphs = append(line.glyphs, l.glyph)
			line.width += l.glyph.advance + space
		}
		if len(line.glyphs) > 0 {
			line.width -= space
			t.lines = append(t.lines, line)
			t.w = max(t.w, line.width*t.size)
		}
		letters = letters[n:]
	}
	t.h = float32(len(t.lines)) * lineHeight * t.size
	return t, nil
}

// breakAfter is how many letters the next line takes: whole words where there are any.
func breakAfter(letters []letter, space, width float32) int {
	word, sum := 0, float32(0)
	for i, l := range letters {
		sum += l.glyph.advance + space
		if sum > width && i > 0 && word > 0 {
			return word
		}
		if l.char == ' ' || wide(l.char) || i+1 < len(letters) && wide(letters[i+1].char) {
			word = i + 1
		}
	}
	return len(letters)
}

// wide is true of characters between which a line may break.
func wide(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// trimmed leaves out spaces at both ends.
func trimmed(l []letter) []letter {
	for len(l) > 0 && l[0].char == ' ' {
		l = l[1:]
	}
	for len(l) > 0 && l[len(l)-1].char == ' ' {
		l = l[:len(l)-1]
	}
	return l
}

// write draws a text round its middle, first the halo of all of it.
func (p *painter) write(t text, middle point, colour string) {
	p.glyphs(t, middle, func(g *glyph, at point) { p.halo(g, at, turn{1, 0}, t.size) })
	p.mask.fill(p.out, p.colour("halo"))
	p.glyphs(t, middle, func(g *glyph, at point) { p.solid(g, at, turn{1, 0}, t.size) })
	p.mask.fill(p.out, p.colour(colour))
}

// glyphs goes through the characters of a text with their places on the base line.
func (p *painter) glyphs(t text, middle point, use func(g *glyph, at point)) {
	y := middle.y - t.h/2 + (lineHeight/2+baseline)*t.size
	for _, l := range t.lines {
		x := middle.x - l.width*t.size/2
		for _, g := range l.glyphs {
			use(g, point{x, y})
			x += (g.advance + l.space) * t.size
		}
		y += lineHeight * t.size
	}
}

// turn is a direction: the cosine and sine of its angle.
type turn struct{ cos, sin float32 }

// ring gives a ring of a glyph in the picture, until the next call.
func (p *painter) glyphRing(ring []point, at point, dir turn, size float32) []point {
	p.path = p.path[:0]
	for _, q := range ring {
		x, y := q.x*size, q.y*size
		p.path = append(p.path, point{at.x + x*dir.cos - y*dir.sin, at.y + x*dir.sin + y*dir.cos})
	}
	return p.path
}

func (p *painter) solid(g *glyph, at point, dir turn, size float32) {
	for _, r := range g.rings {
		p.mask.ring(p.glyphRing(r, at, dir, size))
	}
}

// haloWidth is in CSS pixels on each side.
const haloWidth = 1.5

func (p *painter) halo(g *glyph, at point, dir turn, size float32) {
	if p.haloPen == nil {
		p.haloPen = newPen(p.mask, p.camera.pixels(2*haloWidth), nil, false)
	}
	for _, r := range g.rings {
		p.haloPen.line(p.glyphRing(r, at, dir, size), true)
	}
}
