package picture

import (
	"image"
	"image/color"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// painter draws one picture.
type painter struct {
	ask    Ask
	look   *Look
	city   City
	scene  *scene
	camera camera
	out    *image.RGBA
	mask   *mask
	path   []point

	fonts   *Fonts
	haloPen *pen
	taken   boxes
	seen    []named // places that were drawn
	leftOut int     // names for which there is no font
	most    int     // characters of a text; 0 = those of a name
}

func (p *painter) colour(name string) color.NRGBA { return p.look.themes[p.ask.Theme][name] }

// faded is a colour of which this part is laid over what is there.
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(opacity*255 + 0.5)
	return c
}

// ground draws all but the names.
func (p *painter) ground() {
	p.flood(p.colour("ground"))
	for _, l := range p.city.Layers {
		if l.Partition && l.Rank == 0 {
			p.areas([]string{l.Key}, nil)
			p.mask.fill(p.out, p.colour("land"))
		}
	}
	shown := p.shown()
	for _, l := range shown {
		if !l.Partition && !l.Overlay {
			p.areas([]string{l.Key}, nil)
			p.mask.fill(p.out, p.colour(p.look.table.Free.Fill))
		}
	}
	p.base()
	for _, l := range shown {
		p.borders(l)
	}
	p.selection()
}

// shown are the layers whose areas are drawn, the deepest first: deep borders lie under
// wide ones.
func (p *painter) shown() []Layer {
	shown := slices.DeleteFunc(slices.Clone(p.city.Layers), func(l Layer) bool {
		_, from := p.border(l)
		return p.ask.hides(l.Key) || p.ask.Zoom < from
	})
	slices.Reverse(shown)
	return shown
}

// flood paints the whole picture.
func (p *painter) flood(c color.NRGBA) {
	pix := p.out.Pix
	copy(pix, []uint8{c.R, c.G, c.B, 255})
	for n := 4; n < len(pix); n *= 2 {
		copy(pix[n:], pix[:n])
	}
}

// base paints the base map step by step. The casings of a run lie under all its lines, so that
// roads open into each other.
func (p *painter) base() {
	steps := slices.DeleteFunc(slices.Clone(p.look.table.Base), func(s baseStep) bool { return p.hidden(s.ID) })
	for _, run := range runsOf(steps) {
		for _, s := range run {
			if s.cased() {
				p.casing(s)
			}
		}
		for _, s := range run {
			p.step(s)
		}
	}
}

// runsOf groups cased steps that follow each other; every other step is alone.
func runsOf(steps []baseStep) (runs [][]baseStep) {
	for i := 0; i < len(steps); {
		end := i + 1
		for steps[i].cased() && end < len(steps) && steps[end].cased() {
			end++
		}
		runs = append(runs, steps[i:end])
		i = end
	}
	return runs
}

func (s baseStep) cased() bool { return s.Type == "line" && s.Casing != nil }

// hidden is true of a step whose row of the legend the reader switched off.
func (p *painter) hidden(step string) bool {
	return slices.ContainsFunc(p.look.table.Legend, func(row legendRow) bool {
		return p.ask.hides(row.Key) && slices.Contains(row.Steps, step)
	})
}

func (p *painter) step(s baseStep) {
	if !s.Zoom.holds(p.ask.Zoom) {
		return
	}
	keys := p.keys(s.Layer)
	opacity := 1.0
	if s.Opacity != nil {
		opacity = *s.Opacity
	}
	if s.Type == "line" {
		p.lines(keys, s.Classes, s.Width.at(p.ask.Zoom), s.Dash, s.cased())
		p.mask.fill(p.out, faded(p.colour(s.Colour), opacity))
		return
	}
	p.areas(keys, s.Classes)
	p.mask.fill(p.out, faded(p.colour(s.Colour), opacity))
	if s.Outline != "" {
		pen := newPen(p.mask, p.camera.pixels(hairline), nil, false)
		p.each(keys, s.Classes, func(f *mvt.Feature, at placing) { p.outline(pen, f, at) })
		p.mask.fill(p.out, faded(p.colour(s.Outline), opacity))
	}
}

// hairline is the width of the outline of a fill in CSS pixels.
const hairline = 1

func (p *painter) casing(s baseStep) {
	if s.Zoom.holds(p.ask.Zoom) && p.ask.Zoom >= s.Casing.Zoom {
		p.lines(p.keys(s.Layer), s.Classes, s.Width.at(p.ask.Zoom)+2*s.Casing.Width, nil, true)
		p.mask.fill(p.out, p.colour(s.Casing.Colour))
	}
}

// keys are the layers of the tiles that a layer of the look stands for.
func (p *painter) keys(layer string) []string {
	if layer == groundLayer {
		return p.city.Ground
	}
	if slices.ContainsFunc(p.city.Layers, func(l Layer) bool { return l.Key == layer }) {
		return nil // a layer of the scheme took the name
	}
	return []string{layer}
}

// groundLayer stands in the look for every base layer of the scheme.
const groundLayer = "land_use"

// each goes through the features of some layers that are of one of the classes; no classes
// means all.
func (p *painter) each(keys, classes []string, use func(f *mvt.Feature, at placing)) {
	for _, key := range keys {
		for _, tile := range p.scene.layers[key] {
			for i := range tile.Features {
				f := &tile.Features[i]
				if classes == nil || slices.Contains(classes, f.Text("class")) {
					use(f, tile.placing)
				}
			}
		}
	}
}

// areas puts the areas of some layers on the mask.
func (p *painter) areas(keys, classes []string) {
	p.each(keys, classes, func(f *mvt.Feature, at placing) {
		if f.Kind != mvt.AreaKind {
			return
		}
		for _, ring := range f.Parts {
			if path, seen := p.place(ring, at); seen {
				p.mask.ring(path)
			}
		}
	})
}

// lines puts lines of a width in CSS pixels on the mask.
func (p *painter) lines(keys, classes []string, width float64, dash []float32, round bool) {
	pixels := p.camera.pixels(width)
	p.strokes(keys, newPen(p.mask, pixels, dashes(dash, pixels), round && dash == nil), func(f *mvt.Feature) bool {
		return classes == nil || slices.Contains(classes, f.Text("class"))
	})
}

// strokes puts the lines that are wanted on the mask.
func (p *painter) strokes(keys []string, pen *pen, wanted func(f *mvt.Feature) bool) {
	p.each(keys, nil, func(f *mvt.Feature, at placing) {
		if f.Kind != mvt.LineKind || !wanted(f) {
			return
		}
		for _, line := range f.Parts {
			switch path, seen := p.place(line, at); {
			case !seen:
			case pen.dash != nil:
				p.runs(line, false, at, func(path []point) { pen.line(path, false) })
			default:
				pen.line(path, false)
			}
		}
	})
}

// dashes gives lengths in widths of the line as pixels. Each line begins with a dash, so
// the lengths must be even in number: an odd list is used twice.
func dashes(widths []float32, width float32) []float32 {
	if len(widths)%2 == 1 {
		widths = slices.Concat(widths, widths)
	}
	var out []float32
	for _, w := range widths {
		out = append(out, max(w, 0)*width)
	}
	return out
}

// place gives the points of a part in the picture, until the next call; seen is false when
// nothing of it can be.
func (p *painter) place(part []mvt.Point, at placing) (path []point, seen bool) {
	p.path = p.path[:0]
	lo, hi := at.point(part[0]), at.point(part[0])
	for _, q := range part {
		a := at.point(q)
		lo, hi = point{min(lo.x, a.x), min(lo.y, a.y)}, point{max(hi.x, a.x), max(hi.y, a.y)}
		p.path = append(p.path, a)
	}
	const edge = 160 // CSS pixels: half of the widest line is less
	margin := p.camera.pixels(edge)
	return p.path, hi.x >= -margin && hi.y >= -margin && lo.x <= float32(p.camera.w)+margin && lo.y <= float32(p.camera.h)+margin
}
