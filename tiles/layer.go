package tiles

import (
	"fmt"
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// LabelSuffix makes the name of the layer of label points from that of the areas.
const LabelSuffix = "_label"

// Kind says what the features of a layer are, and so how they are made ready for a zoom.
type Kind uint8

// The kinds of layers.
const (
	// Areas may overlap and leave ground out.
	Areas Kind = iota
	// Partition areas cover their ground, alone and with those of other partitions, which
	// have common vertices where borders are common: each border is simplified once for all.
	Partition
	// Footprints are small areas that share no borders, such as buildings: each is rounded by
	// itself, and left out where it is smaller than a pixel.
	Footprints
	// Lines are roads, rivers and walls.
	Lines
	// Points are places without extent.
	Points
	// Borders has no features of its own, but the borders of all partitions, each once, as
	// lines with the attributes layer (the first partition that it borders, of those that the
	// zoom shows) and rank (the number of that partition among all).
	Borders
)

// Feature is one thing of a layer. ID is unique in its layer.
type Feature struct {
	ID uint64
	// MinZoom is the first zoom that shows the feature, when that is not the layer's.
	MinZoom uint8
	Shape   geo.MultiPolygon // of Areas and Footprints
	Line    geo.MultiLine    // of Lines
	// Label is where the name of an area or footprint stands, if it has one, and where a
	// point is. The zero point of an area or footprint is no place: its name stands nowhere.
	Label geo.Point
	Props []mvt.Prop
}

// Layer is a set of features of one kind, shown from MinZoom to MaxZoom and empty
// elsewhere. Beside areas and footprints a tile gets the layer Key_label: for each feature
// that has a name and whose Label is in the tile, a point with the same id and those of
// Props that a label needs: code, class, name, and name_…. The last, names in other
// languages, stand only there. Fields says for TileJSON what each attribute is.
type Layer struct {
	Key              string
	Kind             Kind
	MinZoom, MaxZoom uint8
	Features         []Feature
	Fields           map[string]string
}

// labelled is true of a layer with a sister layer of label points.
func (l *Layer) labelled() bool { return l.Kind <= Footprints }

// names are those of the layers that it adds to a tile.
func (l *Layer) names() []string {
	if l.labelled() {
		return []string{l.Key, l.Key + LabelSuffix}
	}
	return []string{l.Key}
}

// LayerError says which layer cannot be served, and why.
type LayerError struct{ Key, Reason string }

func (e *LayerError) Error() string { return fmt.Sprintf("tiles: layer %q: %s", e.Key, e.Reason) }

func checkLayers(layers []Layer) error {
	if len(layers) > math.MaxUint16 {
		return &LayerError{Reason: fmt.Sprintf("%d layers are too many", len(layers))}
	}
	names := map[string]bool{}
	for _, l := range layers {
		if l.Key == "" || strings.Contains(l.Key, ",") {
			return &LayerError{Key: l.Key, Reason: "a key must not be empty or hold a comma"}
		}
		for _, name := range l.names() {
			if names[name] {
				return &LayerError{Key: l.Key, Reason: fmt.Sprintf("the name %q is taken", name)}
			}
			names[name] = true
		}
		if l.Kind > Borders {
			return &LayerError{Key: l.Key, Reason: fmt.Sprintf("%d is no kind of layer", l.Kind)}
		}
		if l.MinZoom > l.MaxZoom || l.MaxZoom > MaxZoom {
			return &LayerError{Key: l.Key, Reason: fmt.Sprintf("zooms %d to %d are not within 0 to %d", l.MinZoom, l.MaxZoom, MaxZoom)}
		}
		ids := make(map[uint64]bool, len(l.Features))
		for _, f := range l.Features {
			if ids[f.ID] {
				return &LayerError{Key: l.Key, Reason: fmt.Sprintf("id %d is given twice", f.ID)}
			}
			ids[f.ID] = true
		}
	}
	return nil
}
