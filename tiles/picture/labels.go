package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// Clear space around names in CSS pixels, and their widest lines in em, as on the page.
const (
	areaClear, areaWidth   = 4, 9
	groundClear, baseWidth = 6, 8
	placeClear, placeWidth = 3, 8
)

// names draws all names and icons. What is placed first has its room: wide areas, places
// of service by rank, deep areas, the base map.
func (p *painter) names() error {
	p.taken = boxes{w: float32(p.camera.w), h: float32(p.camera.h)}
	if err := p.mark(); err != nil {
		return err
	}
	var wide, deep []Layer
	for _, l := range p.city.Layers {
		switch {
		case p.ask.hides(l.Key):
		case l.deep():
			deep = append(deep, l)
		default:
			wide = append(wide, l)
		}
	}
	for _, l := range wide {
		if err := p.areaNames(l); err != nil {
			return err
		}
	}
	if err := p.places(); err != nil {
		return err
	}
	for _, l := range deep {
		if err := p.areaNames(l); err != nil {
			return err
		}
	}
	return p.baseNames()
}

// The mark of a city: em in CSS pixels, and the least width of a picture that bears it.
const markSize, markFrom = 11, 160

// mark writes the city's mark where no name can take its room.
func (p *painter) mark() error {
	if p.ask.Width < markFrom {
		return nil
	}
	t, ok, err := p.ready(p.city.Mark[p.ask.Lang], labelLook{Size: byZoom{{0, markSize}}, Bold: true}, float32(p.ask.Width)/markSize)
	if err != nil || !ok {
		return err
	}
	clear := p.camera.pixels(areaClear)
	at := point{float32(p.camera.w) - t.w/2 - clear, float32(p.camera.h) - t.h/2 - clear}
	p.taken.take(around(at, t.w, t.h, clear))
	p.write(t, at, "ink")
	return nil
}

// deep is true of layers whose names give way to places of service: the last of the
// nested ones, and all that nest in nothing.
func (l Layer) deep() bool { return !l.Partition || l.LabelEnd >= neverEnds }

// neverEnds is the LabelEnd of names that give way to no others.
const neverEnds = 20

const labelSuffix = tiles.LabelSuffix

func anyFeature(*mvt.Feature) bool { return true }

// A named is a point of the tiles that has a name.
type named struct {
	f  *mvt.Feature
	at point
}

// points are those of a layer that the picture shows, nearest to the middle first.
func (p *painter) points(key string, use func(f *mvt.Feature) bool) []named {
	var out []named
	middle := point{float32(p.camera.w) / 2, float32(p.camera.h) / 2}
	far := func(q point) float64 { return math.Hypot(float64(q.x-middle.x), float64(q.y-middle.y)) }
	for _, tile := range p.scene.layers[key] {
		for i := range tile.Features {
			f := &tile.Features[i]
			if f.Kind != mvt.PointKind || !use(f) {
				continue
			}
			at := tile.point(f.Parts[0][0])
			if at.x >= 0 && at.y >= 0 && at.x < float32(p.camera.w) && at.y < float32(p.camera.h) {
				out = append(out, named{f, at})
			}
		}
	}
	slices.SortFunc(out, func(a, b named) int {
		return cmp.Or(cmp.Compare(far(a.at), far(b.at)), cmp.Compare(a.f.Text("code"), b.f.Text("code")), cmp.Compare(a.f.ID, b.f.ID))
	})
	return out
}

func (p *painter) areaNames(l Layer) error {
	look, from, to := ranked(p.look.table.Labels, l.Rank), l.Label, l.LabelEnd
	if !l.Partition {
		look = p.look.table.FreeLabel
		if l.Overlay {
			look = p.look.table.OverLabel
		}
		from = max(from, look.Zoom[0])
	}
	if zoom := p.ask.Zoom; zoom < from || to < neverEnds && zoom >= to {
		return nil
	}
	for _, it := range p.points(l.Key+labelSuffix, anyFeature) {
		name := p.name(it.f)
		if l.Partition && l.deep() && p.ask.Zoom >= shortFrom {
			name = shortName(name)
		}
		if err := p.put(name, it.at, look, areaClear, areaWidth); err != nil {
			return err
		}
	}
	return nil
}

// name is the name of a thing in the reader's language where the tiles have it.
func (p *painter) name(f *mvt.Feature) string {
	if p.ask.Lang == "en" {
		if name := f.Text("name_en"); name != "" {
			return name
		}
	}
	return f.Text("name")
}

// shortFrom is the zoom from which an area is so large that its number tells enough.
const shortFrom = 15

// shortName leaves out the name of the area around: 第6网格 of 安居社区第6网格.
func shortName(name string) string {
	for _, cut := range []struct{ after, keep string }{
		{"社区第", "第"}, {"村第", "第"}, {"嘎查第", "第"}, {" Community Grid ", "Grid "}, {" Village Grid ", "Grid "},
	} {
		if i := strings.Index(name, cut.after); i >= 0 {
			return name[i+len(cut.after)-len(cut.keep):]
		}
	}
	return name
}

// put draws a name round a point, unless there is no room.
func (p *painter) put(name string, at point, look labelLook, clear float64, maxWidth float32) error {
	t, ok, err := p.ready(name, look, maxWidth)
	if err != nil || !ok {
		return err
	}
	if b := around(at, t.w, t.h, p.camera.pixels(clear)); p.taken.free(b) {
		p.taken.take(b)
		p.write(t, at, look.Colour)
	}
	return nil
}

// ready lays a name out; ok is false when nothing of it can be drawn.
func (p *painter) ready(name string, look labelLook, maxWidth float32) (t text, ok bool, err error) {
	if name == "" {
		return text{}, false, nil
	}
	if p.fonts == nil {
		p.leftOut++
		return text{}, false, nil
	}
	t, err = p.layout(name, look, maxWidth)
	return t, len(t.lines) > 0, err
}

// baseNames draws the names of the base map, in the order of the table.
func (p *painter) baseNames() error {
	for _, look := range p.look.table.BaseLabels {
		if !look.Zoom.holds(p.ask.Zoom) || p.hidden(look.ID) {
			continue
		}
		for _, key := range p.keys(look.Layer) {
			if look.Along {
				if err := p.alongNames(key, look); err != nil {
					return err
				}
				continue
			}
			class := p.classes(key)
			points := p.points(key+labelSuffix, func(f *mvt.Feature) bool {
				return look.Classes == nil || slices.Contains(look.Classes, cmp.Or(f.Text("class"), class[f.ID]))
			})
			for _, it := range points {
				if err := p.put(p.name(it.f), it.at, look, groundClear, baseWidth); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// classes gives the class of each area of a layer by its id, which its label point shares.
func (p *painter) classes(key string) map[uint64]string {
	out := map[uint64]string{}
	for _, tile := range p.scene.layers[key] {
		for i := range tile.Features {
			out[tile.Features[i].ID] = tile.Features[i].Text("class")
		}
	}
	return out
}
