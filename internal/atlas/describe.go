package atlas

import "github.com/redsail/redsail/internal/city"

// LayerInfo describes one layer of a picture.
type LayerInfo struct {
	Key       string     `json:"key"`
	Name      city.Label `json:"name"`
	Parent    string     `json:"parent" doc:"key of the layer above; empty for a root"`
	Partition bool       `json:"partition" doc:"every spot belongs to at most one area of the layer"`
	Base      bool       `json:"base" doc:"ground of the base map, in no answer about a point"`
	Depth     int        `json:"depth" doc:"number of layers above"`
	Zoom      [2]int     `json:"zoom" doc:"first and last zoom with tiles"`
	Show      Windows    `json:"show" doc:"zooms from which borders and labels are drawn, and labels give way"`
	Areas     int        `json:"areas" doc:"how many areas are in force"`
	Kinds     []KindInfo `json:"kinds" doc:"classes of the layer's areas: values of class.kind"`
}

// KindInfo names a class of areas.
type KindInfo struct {
	Key  string     `json:"key"`
	Name city.Label `json:"name"`
}

// PlaceKindInfo describes one kind of places of a picture.
type PlaceKindInfo struct {
	Key   string     `json:"key"`
	Name  city.Label `json:"name"`
	Count int        `json:"count" doc:"how many places are in force"`
}

// LineInfo describes one layer of lines of a picture.
type LineInfo struct {
	Key   string `json:"key"`
	Count int    `json:"count" doc:"how many lines are in force"`
}

// Layers describes the layers, in file order.
func (p *Picture) Layers() []LayerInfo {
	out := make([]LayerInfo, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		lo, hi := l.def.ZoomRange()
		kinds := p.Scheme.KindsOf(l.def)
		out[i] = LayerInfo{
			Key: l.def.Key, Name: l.def.Name, Parent: l.def.Parent, Partition: l.def.Partition, Base: l.def.Base,
			Depth: l.depth, Zoom: [2]int{lo, hi}, Show: p.windows(i), Areas: len(l.areas), Kinds: make([]KindInfo, len(kinds)),
		}
		for j, k := range kinds {
			out[i].Kinds[j] = KindInfo(k)
		}
	}
	return out
}

// PlaceKinds describes the kinds of places, in file order.
func (p *Picture) PlaceKinds() []PlaceKindInfo {
	out := make([]PlaceKindInfo, len(p.Scheme.Places))
	for i, k := range p.Scheme.Places {
		out[i] = PlaceKindInfo{Key: k.Key, Name: k.Name, Count: len(p.inLayer(city.KindPlace, k.Key))}
	}
	return out
}

// Lines describes the layers of lines.
func (p *Picture) Lines() []LineInfo {
	out := []LineInfo{}
	for _, key := range city.LineLayers() {
		out = append(out, LineInfo{Key: key, Count: len(p.inLayer(city.KindLine, key))})
	}
	return out
}

// Buildings counts the buildings.
func (p *Picture) Buildings() int { return len(p.inLayer(city.KindBuilding, city.LayerBuilding)) }

// LineName is what a layer of lines is called.
func (p *Picture) LineName(key string) city.Label { return p.collectionName(city.KindLine, key) }
