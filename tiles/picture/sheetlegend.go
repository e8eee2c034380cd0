package picture

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// flowing is a text in a row of texts, so many CSS pixels from the left.
type flowing struct {
	text string
	x    float64
	// row is the sign before it; nil = none.
	row *signOf
	// rest is true of what goes on with the text before it.
	rest bool
}

// signOf is a row of a legend: what is drawn from a zoom on, and how.
type signOf struct {
	name  string
	from  float64
	line  []lineLook // one over the other
	fill  string     // colour
	place *placeLook
}

// flow sets texts one after the other, each after so much room for its sign, in rows as wide as the map. One that is wider
// than a row has rows of its own, as many as it needs.
func (s *sheet) flow(texts []string, room float64) ([][]flowing, error) {
	const gap = 14
	wide, x := s.width-2*cssOf(sheetMargin), 0.0
	var rows [][]flowing
	for _, text := range texts {
		parts, err := s.broken(text, wide-room)
		if err != nil {
			return nil, err
		}
		for i, it := range parts {
			w, err := s.measure(it, wordSize, false)
			if err != nil {
				return nil, err
			}
			if len(rows) == 0 || i > 0 || x+room+w > wide {
				rows, x = append(rows, nil), 0
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], flowing{text: it, x: x + room, rest: i > 0})
			x += room + w + gap
		}
	}
	return rows, nil
}

// broken cuts a text into parts that are no wider than so many CSS pixels: at a blank in the latter half of a part, else
// after any letter. Of its letters sheetLongest are set, as of any text. There is always one part.
func (s *sheet) broken(text string, wide float64) ([]string, error) {
	left := []rune(text)
	if len(left) > sheetLongest {
		left = append(left[:sheetLongest:sheetLongest], '…')
	}
	var parts []string
	for {
		var failed error
		n := sort.Search(len(left), func(i int) bool {
			w, err := s.measure(string(left[:i+1]), wordSize, false)
			failed = cmp.Or(failed, err)
			return w > wide
		})
		if failed != nil || n == len(left) {
			return append(parts, string(left)), failed
		}
		n = max(n, 1)
		for i := n; i > n/2; i-- {
			if left[i] == ' ' {
				n = i
				break
			}
		}
		parts = append(parts, string(left[:n]))
		left = []rune(strings.TrimLeft(string(left[n:]), " "))
	}
}

// legendFlow sets the rows of the legend that are drawn at a zoom, after its title.
func (s *sheet) legendFlow(zoom float64) ([][]flowing, error) {
	signs := slices.DeleteFunc(s.signs(), func(it signOf) bool { return zoom < it.from })
	texts := []string{s.words.legend}
	for _, it := range signs {
		texts = append(texts, it.name)
	}
	rows, err := s.flow(texts, swatchSide+6)
	if err != nil {
		return nil, err
	}
	next := -1 // the title has no sign
	for _, row := range rows {
		for i := range row {
			if row[i].rest {
				continue
			}
			if next >= 0 {
				row[i].row = &signs[next]
			}
			next++
		}
	}
	return rows, nil
}

// signs are all rows that the legend can have: areas, places, the base map.
func (s *sheet) signs() []signOf {
	t, lang := &s.look.table, s.of.Lang
	var out []signOf
	for _, l := range s.city.Layers {
		look, from := t.border(l)
		out = append(out, signOf{name: inLang(s.facts.Names[l.Key], lang), from: from, line: []lineLook{look}})
	}
	for _, kind := range s.facts.Kinds {
		look := t.place(kind)
		out = append(out, signOf{name: inLang(s.facts.Names[kind], lang), from: look.Zoom, place: &look})
	}
	for _, row := range t.Legend {
		if sign, ok := s.baseSign(row); ok {
			out = append(out, sign)
		}
	}
	return out
}

// baseSign is a row of the base map: its first step for which the city has something shows how it looks.
func (s *sheet) baseSign(row legendRow) (signOf, bool) {
	sign, found := signOf{name: inLang(row.Name, s.of.Lang)}, false
	for _, id := range row.Steps {
		i := slices.IndexFunc(s.look.table.Base, func(step baseStep) bool {
			return step.ID == id && slices.ContainsFunc(s.keys(step.Layer), s.has)
		})
		if i < 0 {
			continue
		}
		step := s.look.table.Base[i]
		if found {
			sign.from = min(sign.from, step.Zoom[0])
			continue
		}
		found, sign.from = true, step.Zoom[0]
		switch {
		case step.Type == "fill":
			sign.fill = step.Colour
		case step.Casing != nil:
			edge := lineLook{Colour: step.Casing.Colour, Width: byZoom{{0, signWidth(step.Width) + 2*step.Casing.Width}}}
			sign.line = []lineLook{edge, {Colour: step.Colour, Width: byZoom{{0, signWidth(step.Width)}}}}
		default:
			sign.line = []lineLook{step.lineLook}
		}
	}
	return sign, found
}

// signWidth is a width of a line that a row of text bears.
func signWidth(w byZoom) float64 { return min(max(w.at(14), 1.5), 5) }

// legend draws the rows that are drawn at the zoom of the map.
func (s *sheet) legend(zoom float64) error {
	rows, err := s.legendFlow(zoom)
	if err != nil {
		return err
	}
	for i, row := range rows {
		y := s.legendTop + (float64(i)+0.5)*cssOf(sheetRow)
		for _, it := range row {
			x := cssOf(sheetMargin) + it.x
			title := it.row == nil && !it.rest
			if title {
				x -= swatchSide + 6
			} else if it.row != nil {
				s.sign(*it.row, x-swatchSide-6, y)
			}
			if err := s.say(it.text, x, y, wordSize, title, "ink"); err != nil {
				return err
			}
		}
	}
	return nil
}

// sign draws a row's sign, from x on, round y.
func (s *sheet) sign(of signOf, x, y float64) {
	pixel := s.camera.pixels
	switch {
	case of.place != nil:
		s.icon(point{pixel(x + swatchSide/2), pixel(y)}, pixel(15), *of.place, 1)
	case of.fill != "":
		s.fill([][2]float64{{x, y - 6}, {x + swatchSide, y - 6}, {x + swatchSide, y + 6}, {x, y + 6}}, of.fill)
		s.box(x, y-6, swatchSide, 12, 0.5, "ink")
	default:
		for _, line := range of.line {
			width := pixel(signWidth(line.Width))
			if len(of.line) > 1 {
				width = pixel(line.Width.at(0))
			}
			pen := newPen(s.mask, width, dashes(line.Dash, width), false)
			pen.line([]point{{pixel(x), pixel(y)}, {pixel(x + swatchSide), pixel(y)}}, false)
			s.mask.fill(s.out, s.colour(line.Colour))
		}
	}
}

// fill paints a shape, its corners in CSS pixels.
func (s *sheet) fill(corners [][2]float64, colour string) {
	ring := make([]point, len(corners))
	for i, c := range corners {
		ring[i] = point{s.camera.pixels(c[0]), s.camera.pixels(c[1])}
	}
	s.mask.ring(ring)
	s.mask.fill(s.out, s.colour(colour))
}

// box paints the edge of a rectangle, inside it.
func (s *sheet) box(x, y, width, height, thick float64, colour string) {
	for _, b := range [][4]float64{{x, y, width, thick}, {x, y + height - thick, width, thick}, {x, y, thick, height}, {x + width - thick, y, thick, height}} {
		s.fill([][2]float64{{b[0], b[1]}, {b[0] + b[2], b[1]}, {b[0] + b[2], b[1] + b[3]}, {b[0], b[1] + b[3]}}, colour)
	}
}

// measure is the width of a text in one line, in CSS pixels; 0 without fonts.
func (s *sheet) measure(text string, size float64, bold bool) (float64, error) {
	if s.fonts == nil {
		return 0, nil
	}
	t, err := s.layout(text, labelLook{Size: byZoom{{0, size}}, Bold: bold}, oneLine)
	return float64(t.w) / s.camera.scale, err
}

// oneLine is a width in em that no text has.
const oneLine = 1e6

// say writes a text in one line from x on, round y, without a halo.
func (s *sheet) say(text string, x, y, size float64, bold bool, colour string) error {
	t, ok, err := s.ready(text, labelLook{Size: byZoom{{0, size}}, Bold: bold}, oneLine)
	if err != nil || !ok {
		return err
	}
	middle := point{s.camera.pixels(x) + t.w/2, s.camera.pixels(y)}
	s.glyphs(t, middle, func(g *glyph, at point) { s.solid(g, at, turn{1, 0}, t.size) })
	s.mask.fill(s.out, s.colour(colour))
	return nil
}
