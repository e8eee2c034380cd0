package atlas

import (
	"cmp"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas/public"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// thingLayers are buildings, lines, places and borders, in this order.
func (p *Picture) thingLayers(base *drawnLayers) []tiles.Layer {
	out := []tiles.Layer{{
		Key: city.LayerBuilding, Kind: tiles.Footprints, MinZoom: buildingZoom, MaxZoom: deepestTile, Fields: public.Fields(public.Building{}),
	}}
	for _, key := range []string{city.LayerRoad, city.LayerPath, city.LayerRail, city.LayerRiver, city.LayerWall} {
		out = append(out, tiles.Layer{Key: key, Kind: tiles.Lines, MaxZoom: deepestTile, Fields: public.Fields(public.Line{})})
	}
	out = append(out, tiles.Layer{
		Key: layerPlace, Kind: tiles.Points, MaxZoom: deepestTile, Fields: public.Fields(public.Place{}),
	}, tiles.Layer{
		Key: layerBorder, Kind: tiles.Borders, MinZoom: p.firstBorder(), MaxZoom: deepestTile, Fields: public.Fields(public.Border{}),
	})
	if base != nil && oneList(p.things, base.of.things) {
		for i := range out {
			out[i].Features = base.things[i].Features
		}
	} else {
		p.sort(out, base)
	}
	for i := range out {
		out[i].MinZoom = firstZoom(&out[i])
	}
	return out
}

// sort puts each building, line and place into its layer. The features of those that the
// picture of base has too are taken over, and so are whole layers that are as they were.
func (p *Picture) sort(layers []tiles.Layer, base *drawnLayers) {
	at := map[string]int{}
	for i := range layers {
		at[layers[i].Key] = i
	}
	old := takeover{at: at, next: make([]int, len(layers)), taken: make([]int, len(layers))}
	if base != nil {
		old.records, old.layers = base.of.things, base.things
		for i := range layers {
			layers[i].Features = make([]tiles.Feature, 0, len(base.things[i].Features)+1)
		}
	}
	for i := range p.things {
		r := &p.things[i]
		if n, ok := at[tileLayer(r)]; ok {
			f := old.feature(r, n)
			if f == nil {
				made := thingFeature(r)
				f = &made
			}
			layers[n].Features = append(layers[n].Features, *f)
		}
	}
	for i := range old.layers {
		if n := len(layers[i].Features); old.taken[i] == n && n == len(old.layers[i].Features) {
			layers[i].Features = old.layers[i].Features
		}
	}
}

// takeover goes along the things of another picture, which are in the same order, and gives
// the features of those that are the same.
type takeover struct {
	at      map[string]int
	records []city.Record
	layers  []tiles.Layer
	next    []int // by layer: how many of its features have been gone past
	taken   []int // by layer: how many have been given
}

// feature is that of a thing whose layer has the number n; nil when the other picture has none.
func (t *takeover) feature(r *city.Record, n int) *tiles.Feature {
	for len(t.records) > 0 {
		was := &t.records[0]
		same, order := oneRecord(*was, *r), 0
		if !same {
			order = was.Key().Compare(r.Key())
		}
		if order > 0 {
			return nil
		}
		t.records = t.records[1:]
		layer, ok := t.at[tileLayer(was)]
		if !ok {
			continue
		}
		t.next[layer]++
		if same {
			t.taken[n]++
			return &t.layers[n].Features[t.next[n]-1]
		}
	}
	return nil
}

// oneRecord tells whether two are the same memory.
func oneRecord(v, w city.Record) bool {
	return v.ID == w.ID && v.RevFrom == w.RevFrom && v.Valid == w.Valid && v.Content == w.Content
}

// tileLayer is the layer of the tiles that shows a thing; empty when none does.
func tileLayer(r *city.Record) string {
	switch c := r.Content.(type) {
	case *city.Building:
		return city.LayerBuilding
	case *city.Line:
		return c.Layer
	case *city.Place:
		return layerPlace
	}
	return ""
}

// thingFeature says where a building, line or place is, and what may be told of it.
func thingFeature(r *city.Record) (f tiles.Feature) {
	id := uint64(r.ID)
	switch c := r.Content.(type) {
	case *city.Building:
		f = buildingFeature(id, c)
	case *city.Line:
		class := drawnClass(c.Layer, c.Class["class"])
		f = public.Feature(id, public.Line{Class: class, Name: nameOf(c), NameEn: english(c.Names)})
		f.MinZoom, f.Line = lineZoom(c.Layer, class), c.Shape
	case *city.Place:
		f = public.Feature(id, public.Place{
			Kind: c.Kind, Code: c.Code, Name: nameOf(c), NameEn: english(c.Names), State: string(c.State),
		})
		f.MinZoom, f.Label = placeZoom(c.Kind), c.Point
	}
	return f
}

func buildingFeature(id uint64, b *city.Building) tiles.Feature {
	f := public.Feature(id, public.Building{
		Code: b.Code, Name: cmp.Or(nameOf(b), b.Address.Building), NameEn: english(b.Names), Class: drawnUse(b), Storeys: b.Storeys,
	})
	f.Shape = b.Shape
	switch {
	case len(b.Shape) > 0:
		f.Label = middleOf(b.Shape)
	case b.Point != nil:
		f.Label = *b.Point
	}
	return f
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

// firstZoom is the least at which a layer shows something.
func firstZoom(l *tiles.Layer) uint8 {
	if len(l.Features) == 0 {
		return l.MinZoom
	}
	least := l.Features[0].MinZoom
	for i := range l.Features {
		least = min(least, l.Features[i].MinZoom)
	}
	return max(l.MinZoom, least)
}
