package tiles

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/redsail/redsail/geo"
)

// tileJSON is TileJSON 3.0.0 (github.com/mapbox/tilejson-spec). revision and limits are our
// own members, which the specification allows.
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name,omitempty"`
	Description  string        `json:"description,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	Version      string        `json:"version,omitempty"` // the form of a semantic version is asked for
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      uint8         `json:"minzoom"`
	MaxZoom      uint8         `json:"maxzoom"`
	Bounds       *[4]float64   `json:"bounds,omitempty"` // west, south, east, north
	Center       *[3]float64   `json:"center,omitempty"` // lon, lat, zoom
	VectorLayers []vectorLayer `json:"vector_layers"`
	Revision     int64         `json:"revision,omitempty"`
	Limits       tileLimits    `json:"limits"`
}

// tileLimits are what a tile may hold; what is beyond is left out, and counted in a header.
type tileLimits struct {
	Features int    `json:"features"`
	Bytes    int    `json:"bytes"`
	Dropped  string `json:"dropped"`
}

// DroppedHeader is the header that counts what a tile leaves out (Tile.Dropped).
const DroppedHeader = "X-Redsail-Dropped"

type vectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description,omitempty"`
	MinZoom     uint8             `json:"minzoom"`
	MaxZoom     uint8             `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
}

// About is what a TileJSON tells beside the layers.
type About struct {
	// Tiles is the address of a tile, with {z}, {x} and {y}.
	Tiles                          string
	Name, Description, Attribution string
	// Revision is that of the city; 0 = not told.
	Revision int64
	// Says describes a layer, or with a field an attribute of it; nil or "" = nothing is told
	// beside the type.
	Says func(layer, field string) string
}

// TileJSON describes the tiles of the named layers: the zooms and bounds (degrees) that
// hold all of them, and their attributes. The same question gives the same bytes. It fails
// as Tile does.
func (p *Pyramid) TileJSON(keys []string, about About) ([]byte, error) {
	set, err := p.resolve(keys)
	if err != nil {
		return nil, err
	}
	doc := tileJSON{
		TileJSON: "3.0.0", Name: about.Name, Description: about.Description, Attribution: about.Attribution, Scheme: "xyz",
		Tiles: []string{about.Tiles}, MinZoom: MaxZoom, Revision: about.Revision,
		Limits: tileLimits{Features: p.options.TileFeatures, Bytes: p.options.TileBytes, Dropped: DroppedHeader},
	}
	if about.Revision != 0 {
		doc.Version = strconv.FormatInt(about.Revision, 10) + ".0.0"
	}
	box := geo.EmptyBox()
	for _, n := range set {
		l := &p.layers[n]
		doc.MinZoom, doc.MaxZoom = min(doc.MinZoom, l.minZoom), max(doc.MaxZoom, l.maxZoom)
		box = box.Union(l.bounds)
		doc.VectorLayers = append(doc.VectorLayers, l.describe(about.Says)...)
	}
	if !box.Empty() {
		doc.place(box)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // attributions hold links
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("tiles: TileJSON: %w", err)
	}
	return out.Bytes(), nil
}

// place says where the tiles are, and from where to look at all of them.
func (doc *tileJSON) place(box geo.Box) {
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	doc.Bounds = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
	const window = 1024.0 / 512 // in worlds of zoom 0, which is 512 pixels wide
	zoom := math.Floor(math.Log2(window * 360 / max(hi[0]-lo[0], hi[1]-lo[1], 1e-4)))
	zoom = min(max(zoom, float64(doc.MinZoom)), float64(doc.MaxZoom))
	doc.Center = &[3]float64{rounded((lo[0] + hi[0]) / 2), rounded((lo[1] + hi[1]) / 2), zoom}
}

// rounded is a number of degrees to seven places.
func rounded(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// describe gives the layer and that of its labels.
func (l *layer) describe(says func(layer, field string) string) []vectorLayer {
	if says == nil {
		says = func(string, string) string { return "" }
	}
	all, named := map[string]string{}, map[string]string{}
	for key, what := range l.fields {
		if text := says(l.key, key); text != "" {
			what += ": " + text
		}
		if l.labelKey == "" || !isTranslation(key) {
			all[key] = what
		}
		if onLabel(key) {
			named[key] = what
		}
	}
	out := []vectorLayer{{ID: l.key, Description: says(l.key, ""), MinZoom: l.minZoom, MaxZoom: l.maxZoom, Fields: all}}
	if l.labelKey != "" {
		out = append(out, vectorLayer{ID: l.labelKey, Description: says(l.labelKey, ""), MinZoom: l.minZoom, MaxZoom: l.maxZoom, Fields: named})
	}
	return out
}
