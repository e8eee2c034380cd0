package merge

import (
	"maps"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// content is what the target layer will hold of a grid: what it held, with the ground and the
// codes of the proposal; else what the base or the founder says.
func (o *proposal) content(g *grid, old *city.Version) city.Area {
	in := o.p.g.in
	a := city.Area{Layer: in.into.Key, Code: g.code, Names: g.names, Source: o.source(), DataDate: dataDate(in.ask.Date)}
	from, before, as := o.begun(g)
	if old != nil {
		a = old.Area
		if from = nil; in.layers[0].key == in.into.Key {
			from = &old.Area
		}
		if !old.Shape.Equal(g.shape) {
			a.Households, a.Population = recounted(from, before, g), nil
		}
	} else if from != nil {
		a.Class = maps.Clone(from.Class)
		if a.Households, a.Population = from.Households, from.Population; !as {
			a.Households, a.Population = recounted(from, before, g), nil
		}
	}
	a.Parent, a.Shape = g.parent, g.shape
	for _, code := range g.former {
		if !slices.Contains(a.Former, code) {
			a.Former = append(slices.Clone(a.Former), code)
		}
	}
	return a
}

// begun is the area that a grid begins as, of the base or of who founded it, of a split that which was
// split, and the households that count there; nil = none. as is true where it has the ground of that.
func (o *proposal) begun(g *grid) (from *city.Area, homes int64, as bool) {
	layer, area := 0, none
	for i := g.group; area == none; {
		switch gr := &o.p.groups[i]; {
		case gr.base != none:
			area = gr.base
		case gr.of > 0:
			i = gr.of - 1
		case gr.area != none:
			layer, area = gr.layer, gr.area
		default:
			return nil, 0, false
		}
	}
	from = &o.p.g.in.layers[layer].areas[area]
	left := math.Abs(float64(from.Shape.Area() - g.shape.Area()))
	as = left <= narrowest*float64(perimeter(g.shape)) && o.wholes(layer)[area] == g.group
	return from, o.p.g.homesOf(layer)[area], as
}

// narrowest is the width in metres of ground along a border that noding may give and take.
const narrowest = 0.025

func perimeter(m geo.MultiPolygon) (sum geo.Metres) {
	for _, polygon := range m {
		for _, ring := range polygon {
			sum += ring.Perimeter()
		}
	}
	return sum
}

// wholes are the groups that have all faces of an area of a layer, and no others, by the area.
func (o *proposal) wholes(layer int) map[int]int {
	if out, made := o.alone[layer]; made {
		return out
	}
	const several = -2
	groupOf, areaOf := map[int]int{}, map[int]int{}
	note := func(in map[int]int, key, is int) {
		if was, met := in[key]; met && was != is {
			is = several
		}
		in[key] = is
	}
	for f, held := range o.p.g.held {
		note(groupOf, held[layer], o.p.of[f])
		note(areaOf, o.p.of[f], held[layer])
	}
	for area, group := range groupOf {
		if areaOf[group] != area {
			groupOf[area] = several
		}
	}
	if o.alone == nil {
		o.alone = map[int]map[int]int{}
	}
	o.alone[layer] = groupOf
	return groupOf
}

// recounted is the number of households of a grid whose ground is another than that of the area that
// it was: the sum of its buildings, if it was that before; else it is not known.
func recounted(was *city.Area, before int64, g *grid) *int64 {
	if was == nil || was.Households == nil || *was.Households != before {
		return nil
	}
	after := g.homes
	return &after
}

// homesOf are the households that count in each area of a layer.
func (g *ground) homesOf(layer int) map[int]int64 {
	if g.layerHomes[layer] == nil {
		if g.layerHomes == nil {
			g.layerHomes = map[int]map[int]int64{}
		}
		g.layerHomes[layer] = map[int]int64{}
		for f, held := range g.held {
			g.layerHomes[layer][held[layer]] += g.homes[f]
		}
	}
	return g.layerHomes[layer]
}
