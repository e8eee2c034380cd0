package atlas

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas/public"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// layerPlace is the layer of all places in tiles; in the store each kind is one.
// layerBorder is that of the borders of all partitions, each once.
const (
	layerPlace  = "place"
	layerBorder = "border"
)

// kindLandmark is the kind of places that help to find the way, among them parks.
const kindLandmark = LandmarkKind

// drawn are the layers of a picture as tiles are made of them.
type drawnLayers struct {
	of     *Picture
	scheme []tiles.Layer // of the picture's layers, in their order
	things []tiles.Layer // buildings, lines, places and borders
}

// tileLayers are those of the scheme, in its order, then buildings, lines, places and borders. A
// layer of the scheme wins over one of these with its name. What features tell is of the
// types of public, and nothing else is. The features of what is the same in the picture of base
// are its own; nil = all are made.
func (p *Picture) tileLayers(base *drawnLayers) *drawnLayers {
	d := &drawnLayers{of: p, scheme: make([]tiles.Layer, len(p.layers))}
	marks := p.inLayer(city.KindPlace, kindLandmark)
	told := base != nil && slices.EqualFunc(marks, base.of.inLayer(city.KindPlace, kindLandmark), oneRecord)
	named := landmarks(marks)
	for i := range p.layers {
		l := &p.layers[i]
		if base == nil || l.def.Base && !told {
			d.scheme[i] = l.tiles(named, &layer{}, nil)
		} else {
			d.scheme[i] = l.tiles(named, &base.of.layers[i], base.scheme[i].Features)
		}
	}
	d.things = p.thingLayers(base)
	return d
}

// all are the layers in the order of the tiles, without those whose names are taken.
func (d *drawnLayers) all() []tiles.Layer {
	out := slices.Clone(d.scheme)
	for _, l := range d.things {
		if !d.of.takesName(l.Key) {
			out = append(out, l)
		}
	}
	return out
}

// firstBorder is the first zoom that shows a partition.
func (p *Picture) firstBorder() uint8 {
	first := deepestTile
	for i := range p.layers {
		if lo, _ := p.layers[i].def.ZoomRange(); p.layers[i].def.Partition {
			first = min(first, lo)
		}
	}
	return uint8(first)
}

// takesName is true when a layer of the scheme has the name, or that of its labels.
func (p *Picture) takesName(key string) bool {
	return slices.ContainsFunc(p.layers, func(l layer) bool {
		return l.def.Key == key || l.def.Key == key+tiles.LabelSuffix || l.def.Key+tiles.LabelSuffix == key
	})
}

// landmarks are the points of landmarks by their name.
func landmarks(marks []city.Record) map[string][]geo.Point {
	out := map[string][]geo.Point{}
	for i := range marks {
		if c, ok := marks[i].Content.(*city.Place); ok {
			out[c.Name()] = append(out[c.Name()], c.Point)
		}
	}
	return out
}

// tiles is a layer of the scheme. The features of the areas that are those of another picture
// are taken over from it.
func (l *layer) tiles(marks map[string][]geo.Point, was *layer, features []tiles.Feature) tiles.Layer {
	lo, hi := l.def.ZoomRange()
	out := tiles.Layer{
		Key: l.def.Key, MinZoom: uint8(lo), MaxZoom: uint8(hi), Kind: tiles.Areas, Fields: public.Fields(public.Area{}),
	}
	if l.def.Partition {
		out.Kind = tiles.Partition
	}
	if len(features) > 0 && oneList(l.areas, was.areas) {
		out.Features = features
		return out
	}
	out.Features = make([]tiles.Feature, len(l.areas))
	beside(was.areas, l.areas, func(a, b int) {
		switch {
		case b < 0:
		case a >= 0 && was.areas[a] == l.areas[b]:
			out.Features[b] = features[a]
		default:
			out.Features[b] = l.feature(b, marks)
		}
	})
	return out
}

// feature is the area at a place. Ground in which a landmark of its name stands has no label:
// the landmark's own tells it already.
func (l *layer) feature(i int, marks map[string][]geo.Point) tiles.Feature {
	v := l.areas[i]
	name := v.Name()
	if l.def.Base {
		name = nameOf(v) // nobody looks for a pond by its code
	}
	f := public.Feature(uint64(v.ID), public.Area{
		Code: v.Code, Name: name, NameEn: english(v.Names), Parent: v.Parent, Class: v.Class["kind"],
	})
	f.Shape = v.Shape
	if l.def.Base {
		f.MinZoom = groundZoom(v.Shape)
	}
	told := l.def.Base && slices.ContainsFunc(marks[v.Name()], v.Shape.Owns)
	if name != "" && !told {
		f.Label = l.facts[i].labelOf(v.Shape)
	}
	return f
}

// nameOf is the name of a thing; empty when it has none but its code.
func nameOf(c city.Content) string {
	if name := c.Name(); name != c.Key().Code {
		return name
	}
	return ""
}

// english is the English name beside another one; empty when there is none.
func english(n city.Names) string {
	if n.Zh == "" && n.ZhHant == "" {
		return "" // it is the name
	}
	return n.En
}
