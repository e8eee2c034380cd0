package tiles

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/redsail/redsail/geo"
)

// tileJSON is TileJSON 3.0.0 (github.com/mapbox/tilejson-spec).
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	Tiles        []string      `json:"tiles"`
	MinZoom      uint8         `json:"minzoom"`
	MaxZoom      uint8         `json:"maxzoom"`
	Bounds       *[4]float64   `json:"bounds,omitempty"` // west, south, east, north
	VectorLayers []vectorLayer `json:"vector_layers"`
}

type vectorLayer struct {
	ID      string            `json:"id"`
	MinZoom uint8             `json:"minzoom"`
	MaxZoom uint8             `json:"maxzoom"`
	Fields  map[string]string `json:"fields"`
}

// TileJSON describes the tiles of the named layers: the zooms and bounds (degrees) that
// hold all of them, and their attributes. urlTemplate has {z}, {x} and {y}. The same
// question gives the same bytes. It fails as Tile does.
func (p *Pyramid) TileJSON(keys []string, urlTemplate, name, attribution string) ([]byte, error) {
	set, err := p.resolve(keys)
	if err != nil {
		return nil, err
	}
	doc := tileJSON{
		TileJSON: "3.0.0", Name: name, Attribution: attribution,
		Tiles: []string{urlTemplate}, MinZoom: MaxZoom,
	}
	box := geo.EmptyBox()
	for _, n := range set {
		l := &p.layers[n]
		doc.MinZoom, doc.MaxZoom = min(doc.MinZoom, l.minZoom), max(doc.MaxZoom, l.maxZoom)
		box = box.Union(l.bounds)
		doc.VectorLayers = append(doc.VectorLayers, l.describe()...)
	}
	if !box.Empty() {
		lo, hi := box.Min.LonLat(), box.Max.LonLat()
		doc.Bounds = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // attributions hold links
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("tiles: TileJSON: %w", err)
	}
	return out.Bytes(), nil
}

// describe gives the layer and that of its labels.
func (l *layer) describe() []vectorLayer {
	all, named := map[string]string{}, map[string]string{}
	for key, what := range l.fields {
		if l.labelKey == "" || !isTranslation(key) {
			all[key] = what
		}
		if onLabel(key) {
			named[key] = what
		}
	}
	out := []vectorLayer{{ID: l.key, MinZoom: l.minZoom, MaxZoom: l.maxZoom, Fields: all}}
	if l.labelKey != "" {
		out = append(out, vectorLayer{ID: l.labelKey, MinZoom: l.minZoom, MaxZoom: l.maxZoom, Fields: named})
	}
	return out
}
