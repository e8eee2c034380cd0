package picture

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"github.com/tdewolff/font"
)

// FontIndex is the name of the file that lists the fonts: a JSON list of FontFile.
const FontIndex = "fonts.json"

// FontFile is a font file (WOFF2, WOFF, TTF) and the characters that it is asked for, as
// pairs of first and last. The first file of a weight that lists a character has it.
type FontFile struct {
	File   string    `json:"file"`
	Weight int       `json:"weight"` // 400 or 700
	Ranges [][2]rune `json:"ranges"`
}

// bold is the least weight that counts as bold.
const bold = 600

// Fonts are the characters of the names. Files are read when a character is first asked
// for. It is safe for concurrent use; nil has no character.
type Fonts struct {
	files fs.FS
	faces [2]map[rune]*face // plain and bold

	mu    sync.Mutex
	known map[glyphKey]*glyph
}

type face struct {
	file string
	once sync.Once
	font *font.SFNT
	err  error
}

type glyphKey struct {
	char rune
	bold bool
}

// glyph is a character: rings with y down round its origin on the base line, in em.
type glyph struct {
	rings   [][]point
	advance float32
}

const (
	// glyphsKept bounds the glyphs in memory: about 2 KB each.
	glyphsKept = 8192
	// charsListed bounds the characters of an index.
	charsListed = 1 << 18
)

// NewFonts reads the index of the fonts in a tree of files.
func NewFonts(files fs.FS) (*Fonts, error) {
	text, err := fs.ReadFile(files, FontIndex)
	if err != nil {
		return nil, fmt.Errorf("fonts: %w", err)
	}
	var index []FontFile
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("fonts: %s: %w", FontIndex, err)
	}
	f := &Fonts{files: files, faces: [2]map[rune]*face{{}, {}}, known: map[glyphKey]*glyph{}}
	for _, file := range index {
		if err := f.list(file); err != nil {
			return nil, fmt.Errorf("fonts: %s: %s: %w", FontIndex, file.File, err)
		}
	}
	return f, nil
}

func (f *Fonts) list(file FontFile) error {
	of, faces := &face{file: file.File}, f.faces[0]
	if file.Weight >= bold {
		faces = f.faces[1]
	}
	for _, r := range file.Ranges {
		if r[0] < 0 || r[0] > r[1] || int(r[1]-r[0])+len(faces) > charsListed {
			return fmt.Errorf("%x–%x is no range, or makes too many characters", r[0], r[1])
		}
		for c := r[0]; c <= r[1]; c++ {
			if faces[c] == nil {
				faces[c] = of
			}
		}
	}
	return nil
}

// glyph gives a character; nil when no file has it. A weight that is missing is replaced
// by the other.
func (f *Fonts) glyph(char rune, bold bool) (*glyph, error) {
	if f == nil {
		return nil, nil
	}
	key := glyphKey{char, bold}
	f.mu.Lock()
	g, ok := f.known[key]
	f.mu.Unlock()
	if ok {
		return g, nil
	}
	g, err := f.load(char, bold)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.known) >= glyphsKept {
		clear(f.known)
	}
	f.known[key] = g
	return g, nil
}

func (f *Fonts) load(char rune, bold bool) (*glyph, error) {
	faces := [2]*face{f.faces[0][char], f.faces[1][char]}
	if bold {
		faces[0], faces[1] = faces[1], faces[0]
	}
	for _, face := range faces {
		if face == nil {
			continue
		}
		face.once.Do(func() { face.font, face.err = f.read(face.file) })
		if face.err != nil {
			return nil, face.err
		}
		if id := face.font.GlyphIndex(char); id != 0 {
			return outlineOf(face.font, id)
		}
	}
	return nil, nil
}

func (f *Fonts) read(file string) (*font.SFNT, error) {
	data, err := fs.ReadFile(f.files, file)
	if err != nil {
		return nil, fmt.Errorf("fonts: %w", err)
	}
	s, err := font.ParseFont(data, 0)
	if err != nil {
		return nil, fmt.Errorf("fonts: %s: %w", file, err)
	}
	return s, nil
}

func outlineOf(f *font.SFNT, id uint16) (*glyph, error) {
	em := float64(f.Head.UnitsPerEm)
	t := &tracer{em: em}
	if err := f.GlyphPath(t, id, 0, 0, 0, 1, font.NoHinting); err != nil {
		return nil, fmt.Errorf("fonts: glyph %d: %w", id, err)
	}
	t.Close()
	return &glyph{rings: t.rings, advance: float32(float64(f.GlyphAdvance(id)) / em)}, nil
}

// tracer takes the outline of a glyph in font units, y up, and makes rings of it.
type tracer struct {
	em    float64
	rings [][]point
	ring  []point
	x, y  float64
}

func (t *tracer) MoveTo(x, y float64) {
	t.Close()
	t.to(x, y)
}

func (t *tracer) LineTo(x, y float64) { t.to(x, y) }

// curveSteps is into how many lines a curve of a glyph is cut: names are small.
const curveSteps = 4

func (t *tracer) QuadTo(cx, cy, x, y float64) {
	x0, y0 := t.x, t.y
	for i := 1; i <= curveSteps; i++ {
		k := float64(i) / curveSteps
		a, b, c := (1-k)*(1-k), 2*k*(1-k), k*k
		t.to(a*x0+b*cx+c*x, a*y0+b*cy+c*y)
	}
}

func (t *tracer) CubeTo(cx1, cy1, cx2, cy2, x, y float64) {
	x0, y0 := t.x, t.y
	for i := 1; i <= curveSteps; i++ {
		k := float64(i) / curveSteps
		a, b, c, d := (1-k)*(1-k)*(1-k), 3*k*(1-k)*(1-k), 3*k*k*(1-k), k*k*k
		t.to(a*x0+b*cx1+c*cx2+d*x, a*y0+b*cy1+c*cy2+d*y)
	}
}

func (t *tracer) Close() {
	if n := len(t.ring); n > 1 && t.ring[0] == t.ring[n-1] {
		t.ring = t.ring[:n-1]
	}
	if len(t.ring) > 2 {
		t.rings = append(t.rings, t.ring)
	}
	t.ring = nil
}

func (t *tracer) to(x, y float64) {
	t.x, t.y = x, y
	t.ring = append(t.ring, point{float32(x / t.em), float32(-y / t.em)})
}
