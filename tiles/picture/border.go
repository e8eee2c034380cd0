package picture

import (
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// border is how the borders of a layer look, and from which zoom they are drawn.
func (p *painter) border(l Layer) (lineLook, float64) { return p.look.table.border(l) }

func (t *table) border(l Layer) (lineLook, float64) {
	switch {
	case l.Partition:
		return ranked(t.Borders, l.Rank), l.Border
	case l.Overlay:
		return t.Overlay.lineLook, max(l.Border, t.Overlay.Zoom)
	default:
		return t.Free.lineLook, max(l.Border, t.Free.Zoom)
	}
}

// borderLayer is the layer of the tiles with the borders of all partitions, each once, for
// the widest layer that it bounds.
const borderLayer = "border"

// borders draws the borders of a layer. Those of wider partitions that are hidden are its
// own too. Without the layer of borders partitions are outlined, and without dashes: what
// two areas share is drawn for each, and two rows of dashes fill each other's gaps.
func (p *painter) borders(l Layer) {
	look, _ := p.border(l)
	width := p.camera.pixels(look.Width.at(p.ask.Zoom))
	switch {
	case !l.Partition:
		p.outlines(newPen(p.mask, width, dashes(look.Dash, width), false), l.Key)
	case !p.has(borderLayer):
		p.outlines(newPen(p.mask, width, nil, false), l.Key)
	default:
		keys := append(p.hiddenAbove(l), l.Key)
		p.strokes([]string{borderLayer}, newPen(p.mask, width, dashes(look.Dash, width), false), func(f *mvt.Feature) bool {
			return slices.Contains(keys, f.Text("layer"))
		})
	}
	p.mask.fill(p.out, p.colour(look.Colour))
}

// hiddenAbove are the partitions that the reader hid between a layer and the next wider
// one that is not hidden.
func (p *painter) hiddenAbove(l Layer) []string {
	var hidden []string
	for _, o := range p.city.Layers {
		switch {
		case o.Key == l.Key:
			return hidden
		case !o.Partition:
		case p.ask.hides(o.Key):
			hidden = append(hidden, o.Key)
		default:
			hidden = nil
		}
	}
	return hidden
}

// has is true when the tiles were asked for a layer.
func (p *painter) has(key string) bool {
	return slices.ContainsFunc(p.city.Parts, func(part Part) bool { return slices.Contains(part.Keys, key) })
}

func (p *painter) outlines(pen *pen, key string) {
	p.each([]string{key}, nil, func(f *mvt.Feature, at placing) { p.outline(pen, f, at) })
}

// outline puts the border of an area on the mask: what lies in its tile, since the next
// tile has the rest.
func (p *painter) outline(pen *pen, f *mvt.Feature, at placing) {
	if f.Kind != mvt.AreaKind {
		return
	}
	for _, ring := range f.Parts {
		if _, seen := p.place(ring, at); !seen {
			continue
		}
		if pen.dash != nil {
			p.runs(ring, true, at, func(path []point) { pen.line(path, false) })
			continue
		}
		p.path = p.path[:0]
		a := ring[len(ring)-1]
		for _, b := range ring {
			if at.holds(a, b) {
				if len(p.path) == 0 {
					p.path = append(p.path, at.point(a))
				}
				p.path = append(p.path, at.point(b))
			} else {
				p.strike(pen, len(ring))
			}
			a = b
		}
		p.strike(pen, len(ring))
	}
}

// strike draws the path that has been gathered of a ring of n points.
func (p *painter) strike(pen *pen, n int) {
	if len(p.path) == n+1 { // all of it: the last point is the first
		pen.line(p.path[:n], true)
	} else {
		pen.line(p.path, false)
	}
	p.path = p.path[:0]
}

// holds is false of a line that lies in the edge around the tile.
func (p placing) holds(a, b mvt.Point) bool {
	return max(a.X, b.X) >= 0 && max(a.Y, b.Y) >= 0 && min(a.X, b.X) <= p.extent && min(a.Y, b.Y) <= p.extent
}

// selection outlines the selected area.
func (p *painter) selection() {
	if p.ask.Selected == nil {
		return
	}
	look := p.look.table.Selected
	draw := func(width float64, colour string) {
		pen := newPen(p.mask, p.camera.pixels(width), nil, true)
		p.each([]string{p.ask.Selected.Layer}, nil, func(f *mvt.Feature, at placing) {
			if f.Text("code") == p.ask.Selected.Code {
				p.outline(pen, f, at)
			}
		})
		p.mask.fill(p.out, p.colour(colour))
	}
	draw(look.Casing.Width, look.Casing.Colour)
	draw(look.Width, look.Colour)
}
