package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// layerPlace is the layer of all places in tiles; in the store each kind is one.
// layerBorder is that of the borders of all partitions, each once.
const (
	layerPlace  = "place"
	layerBorder = "border"
)

// kindLandmark is the kind of places that help to find the way, among them parks.
const kindLandmark = "landmark"

// tileLayers are those of the scheme, in its order, then buildings, lines, places and borders. A
// layer of the scheme wins over one of these with its name. Every attribute here is
// public: what a building or a person is about stays out.
func (p *Picture) tileLayers() []tiles.Layer {
	out := make([]tiles.Layer, 0, len(p.layers)+2+len(city.LineLayers()))
	marks := p.landmarks()
	for i := range p.layers {
		out = append(out, p.layers[i].tiles(marks))
	}
	things := []tiles.Layer{{
		Key: city.LayerBuilding, Kind: tiles.Footprints, MinZoom: buildingZoom, MaxZoom: deepestTile,
		Fields: fields("code", "name", "name_en", "class", "storeys"),
	}}
	for _, key := range []string{city.LayerRoad, city.LayerPath, city.LayerRail, city.LayerRiver, city.LayerWall} {
		things = append(things, tiles.Layer{Key: key, Kind: tiles.Lines, MaxZoom: deepestTile, Fields: fields("class", "name", "name_en")})
	}
	things = append(things, tiles.Layer{
		Key: layerPlace, Kind: tiles.Points, MaxZoom: deepestTile, Fields: fields("kind", "code", "name", "name_en", "state"),
	}, tiles.Layer{
		Key: layerBorder, Kind: tiles.Borders, MinZoom: p.firstBorder(), MaxZoom: deepestTile, Fields: fields("layer", "rank"),
	})
	p.sort(things)
	for i := range things {
		if !p.takesName(things[i].Key) {
			out = append(out, things[i])
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

// fields says for TileJSON what the attributes are.
func fields(keys ...string) map[string]string {
	out := map[string]string{}
	for _, key := range keys {
		out[key] = "String"
		if key == "storeys" || key == "rank" {
			out[key] = "Number"
		}
	}
	return out
}

// landmarks are the points of the landmarks by their name.
func (p *Picture) landmarks() map[string][]geo.Point {
	out := map[string][]geo.Point{}
	for i := range p.things {
		if c, ok := p.things[i].Content.(*city.Place); ok && c.Kind == kindLandmark {
			out[c.Name()] = append(out[c.Name()], c.Point)
		}
	}
	return out
}

// tiles is a layer of the scheme. Ground in which a landmark of its name stands has no
// label: the landmark's own tells it already.
func (l *layer) tiles(marks map[string][]geo.Point) tiles.Layer {
	lo, hi := l.def.ZoomRange()
	out := tiles.Layer{
		Key: l.def.Key, MinZoom: uint8(lo), MaxZoom: uint8(hi),
		Kind:     tiles.Areas,
		Features: make([]tiles.Feature, len(l.areas)),
		Fields:   fields("code", "name", "name_en", "parent", "class"),
	}
	if l.def.Partition {
		out.Kind = tiles.Partition
	}
	for j := range l.areas {
		v := l.areas[j]
		name := mvt.String(v.Name())
		if l.def.Base {
			name = nameOf(v) // nobody looks for a pond by its code
		}
		out.Features[j] = tiles.Feature{
			ID: uint64(v.ID), Shape: v.Shape,
			Props: []mvt.Prop{
				{Key: "code", Value: mvt.String(v.Code)},
				{Key: "name", Value: name}, {Key: "name_en", Value: english(v.Names)},
				{Key: "parent", Value: tileText(v.Parent)},
				{Key: "class", Value: tileText(v.Class["kind"])},
			},
		}
		if l.def.Base {
			out.Features[j].MinZoom = groundZoom(v.Shape)
		}
		told := l.def.Base && slices.ContainsFunc(marks[v.Name()], v.Shape.Owns)
		if name != (mvt.Value{}) && !told {
			out.Features[j].Label = partition.LabelPoint(v.Shape)
		}
	}
	return out
}

// sort puts each building, line and place into its layer.
func (p *Picture) sort(layers []tiles.Layer) {
	at := map[string]*tiles.Layer{}
	for i := range layers {
		at[layers[i].Key] = &layers[i]
	}
	for i := range p.things {
		f := tiles.Feature{ID: uint64(p.things[i].ID)}
		key := ""
		switch c := p.things[i].Content.(type) {
		case *city.Building:
			key = city.LayerBuilding
			tileBuilding(&f, c)
		case *city.Line:
			key = c.Layer
			f.MinZoom, f.Line = lineZoom(c.Layer, c.Class["class"]), c.Shape
			f.Props = []mvt.Prop{
				{Key: "class", Value: tileText(c.Class["class"])}, {Key: "name", Value: nameOf(c)}, {Key: "name_en", Value: english(c.Names)},
			}
		case *city.Place:
			key = layerPlace
			f.MinZoom, f.Label = placeZoom(c.Kind), c.Point
			f.Props = []mvt.Prop{
				{Key: "kind", Value: tileText(c.Kind)}, {Key: "code", Value: tileText(c.Code)},
				{Key: "name", Value: nameOf(c)}, {Key: "name_en", Value: english(c.Names)}, {Key: "state", Value: tileText(string(c.State))},
			}
		}
		if l := at[key]; l != nil {
			l.Features = append(l.Features, f)
		}
	}
	for i := range layers {
		layers[i].MinZoom = firstZoom(&layers[i])
	}
}

// firstZoom is the least at which a layer shows something.
func firstZoom(l *tiles.Layer) uint8 {
	if len(l.Features) == 0 {
		return l.MinZoom
	}
	least := slices.MinFunc(l.Features, func(a, b tiles.Feature) int { return cmp.Compare(a.MinZoom, b.MinZoom) })
	return max(l.MinZoom, least.MinZoom)
}

// tileBuilding says where a building is and what may be shown of it.
func tileBuilding(f *tiles.Feature, b *city.Building) {
	f.Shape = b.Shape
	switch {
	case len(b.Shape) > 0:
		f.Label = middleOf(b.Shape)
	case b.Point != nil:
		f.Label = *b.Point
	}
	name := nameOf(b)
	if name == (mvt.Value{}) {
		name = tileText(b.Address.Building)
	}
	f.Props = []mvt.Prop{
		{Key: "code", Value: tileText(b.Code)}, {Key: "name", Value: name}, {Key: "name_en", Value: english(b.Names)},
		{Key: "class", Value: tileText(b.Class["use"])},
	}
	if b.Storeys != nil {
		f.Props = append(f.Props, mvt.Prop{Key: "storeys", Value: mvt.Int(*b.Storeys)})
	}
}

// middleOf is the middle of a building's box where that is inside, as it mostly is: a city
// has more buildings than all else together.
func middleOf(shape geo.MultiPolygon) geo.Point {
	box := shape.Box()
	mid := geo.Point{X: int32((int64(box.Min.X) + int64(box.Max.X)) / 2), Y: int32((int64(box.Min.Y) + int64(box.Max.Y)) / 2)}
	if shape.Owns(mid) {
		return mid
	}
	return partition.LabelPoint(shape)
}

// nameOf is the name of a thing; no value when it has none but its code.
func nameOf(c city.Content) mvt.Value {
	if name := c.Name(); name != c.Key().Code {
		return mvt.String(name)
	}
	return mvt.Value{}
}

// english is the English name beside another one; no value when there is none.
func english(n city.Names) mvt.Value {
	if n.Zh == "" && n.ZhHant == "" {
		return mvt.Value{} // it is the name
	}
	return tileText(n.En)
}

// tileText is a text; no value when it is empty.
func tileText(s string) mvt.Value {
	if s == "" {
		return mvt.Value{}
	}
	return mvt.String(s)
}
