package picture

import (
	"cmp"
	"maps"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// placeLayer is the layer of the tiles with all places of service.
const placeLayer = "place"

// Icons are drawn in a square of iconBox units; the edge that lifts them from the map is
// iconEdge of these wide on each side.
const (
	iconBox  = 24
	iconEdge = 1.5
)

// places draws icons and, from a closer zoom, names, the kinds of a lower rank first and of
// each the open ones. Under them lies a dot for each open one, for where its icon has no
// room: the picture then shows no gap where there is none.
func (p *painter) places() error {
	kinds := p.placesByKind()
	for _, places := range slices.Backward(kinds) {
		for _, it := range places {
			if it.open() {
				p.dot(it.at, p.placeLook(it.f.Text("kind")))
			}
		}
	}
	var dots []named
	for _, places := range kinds {
		for _, it := range places {
			drawn, err := p.placeOf(it, p.placeLook(it.f.Text("kind")))
			switch {
			case err != nil:
				return err
			case drawn:
				p.seen = append(p.seen, it)
			case it.open():
				dots = append(dots, it)
			}
		}
	}
	p.seen = append(p.seen, dots...)
	return nil
}

// placesByKind are the places that the zoom shows, in the order in which they have room.
func (p *painter) placesByKind() [][]named {
	if len(p.keys(placeLayer)) == 0 {
		return nil
	}
	byKind := map[string][]named{}
	for _, it := range p.points(placeLayer, func(f *mvt.Feature) bool {
		kind := f.Text("kind")
		return !p.ask.hides(kind) && p.ask.Zoom >= p.placeLook(kind).Zoom
	}) {
		byKind[it.f.Text("kind")] = append(byKind[it.f.Text("kind")], it)
	}
	kinds := slices.SortedFunc(maps.Keys(byKind), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.placeLook(a).Rank, p.placeLook(b).Rank), cmp.Compare(a, b))
	})
	var out [][]named
	for _, kind := range kinds {
		slices.SortStableFunc(byKind[kind], func(a, b named) int { return cmp.Compare(a.waits(), b.waits()) })
		out = append(out, byKind[kind])
	}
	return out
}

// open is true of a place that is a help today; one that says nothing is.
func (it named) open() bool { return cmp.Or(it.f.Text("state"), "open") == "open" }

// waits is 1 for a place that gives way to the open ones of its kind, which have 0.
func (it named) waits() int {
	if it.open() {
		return 0
	}
	return 1
}

func (p *painter) placeLook(kind string) placeLook { return p.look.table.place(kind) }

// place is how a kind of places looks.
func (t *table) place(kind string) placeLook {
	if look, ok := t.Places[kind]; ok {
		return look
	}
	return t.OtherPlace
}

// placeOf draws one place where there is room, its name too where there is room for that,
// and says whether there was.
func (p *painter) placeOf(it named, look placeLook) (drawn bool, err error) {
	side := p.camera.pixels(look.Size.at(p.ask.Zoom))
	b := around(it.at, side, side, p.camera.pixels(1))
	if !p.taken.free(b) {
		return false, nil
	}
	opacity := 1.0
	if !it.open() {
		opacity = 0.5 // planned, closed: still a place, not a help today
	}
	p.icon(it.at, side, look, opacity)
	if p.ask.Zoom >= look.LabelZoom {
		err = p.placeName(it)
	}
	p.taken.take(b) // after the name, which stands by its own icon as close as on the page
	return true, err
}

// placeName draws the name of a place on the first side of its icon that has room.
func (p *painter) placeName(it named) error {
	text := p.look.table.PlaceLabel
	t, ok, err := p.ready(p.name(it.f), text, placeWidth)
	if err != nil || !ok {
		return err
	}
	const away = 0.95 // em between the place and its name
	gap := away * t.size
	for _, middle := range []point{
		{it.at.x, it.at.y + gap + t.h/2}, {it.at.x, it.at.y - gap - t.h/2},
		{it.at.x + gap + t.w/2, it.at.y}, {it.at.x - gap - t.w/2, it.at.y},
	} {
		if b := around(middle, t.w, t.h, p.camera.pixels(placeClear)); p.taken.free(b) {
			p.taken.take(b)
			p.write(t, middle, text.Colour)
			break
		}
	}
	return nil
}

// dot draws a place of which there may be no more to see.
func (p *painter) dot(at point, look placeLook) {
	of := p.look.table.PlaceDot
	radius := of.Size.at(p.ask.Zoom) / 2
	for _, part := range []struct {
		radius float64
		colour string
	}{{radius + of.Edge, "halo"}, {radius, look.Colour}} {
		p.path = p.path[:0]
		for _, q := range circle(p.camera.pixels(part.radius)) {
			p.path = append(p.path, point{at.x + q.x, at.y + q.y})
		}
		p.mask.ring(p.path)
		p.mask.fill(p.out, p.colour(part.colour))
	}
}

// icon draws the shape of a kind of places on its plate, or alone, with an edge round it.
func (p *painter) icon(at point, side float32, look placeLook, opacity float64) {
	unit := side / iconBox
	path := p.look.icons[look.Icon]
	whole, inner := path, float32(0)
	switch look.Plate {
	case "disc":
		whole, inner = shape{disc}, 0.62
	case "square":
		whole, inner = shape{square}, 0.66
	}
	pen := newPen(p.mask, 2*iconEdge*unit, nil, true)
	for _, ring := range whole {
		pen.line(p.iconRing(ring, at, unit), true)
	}
	p.mask.fill(p.out, faded(p.colour("halo"), opacity))
	p.iconShape(whole, at, unit)
	p.mask.fill(p.out, faded(p.colour(look.Colour), opacity))
	if inner > 0 {
		p.iconShape(path, at, unit*inner)
		p.mask.fill(p.out, faded(p.colour("plate"), opacity))
	}
}

func (p *painter) iconShape(s shape, at point, unit float32) {
	for _, ring := range s {
		p.mask.ring(p.iconRing(ring, at, unit))
	}
}

// iconRing gives a ring of an icon, whose middle is at a point, until the next call.
func (p *painter) iconRing(ring []point, at point, unit float32) []point {
	p.path = p.path[:0]
	for _, q := range ring {
		p.path = append(p.path, point{at.x + (q.x-iconBox/2)*unit, at.y + (q.y-iconBox/2)*unit})
	}
	return p.path
}

// The plates, in the square of an icon.
var (
	disc   = plate(iconBox / 2)
	square = plate(5.5)
)

// plate is a square with round corners of a radius.
func plate(radius float32) []point {
	c := circle(radius * 4)
	out := make([]point, 0, len(c)+4)
	for i, q := range c {
		x, y := q.x/4, q.y/4
		mid := point{iconBox - radius, iconBox - radius}
		if quarter := i * 4 / len(c); quarter == 1 || quarter == 2 {
			mid.x = radius
		}
		if i*2/len(c) == 1 {
			mid.y = radius
		}
		out = append(out, point{mid.x + x, mid.y + y})
	}
	return out
}
