package tiles

import (
	"fmt"
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/tiles/mvt"
)

// LabelSuffix makes the name of the layer of label points from that of the areas.
const LabelSuffix = "_label"

// Feature is one area. ID is unique in its layer. Label is where its name stands.
type Feature struct {
	ID    uint64
	Shape geo.MultiPolygon
	Label geo.Point
	Props []mvt.Prop
}

// Layer is a set of areas, shown from MinZoom to MaxZoom and empty elsewhere. Beside the
// areas a tile gets the layer Key_label: for each area whose Label is in the tile a
// point with the same id and those of Props that name it: code, name, and name_….
// Fields says for TileJSON what each attribute is.
type Layer struct {
	Key              string
	MinZoom, MaxZoom uint8
	Features         []Feature
	Fields           map[string]string
}

// LayerError says which layer cannot be served, and why.
type LayerError struct{ Key, Reason string }

func (e *LayerError) Error() string { return fmt.Sprintf("tiles: layer %q: %s", e.Key, e.Reason) }

// layer is a Layer in world units.
type layer struct {
	key, labelKey    string
	minZoom, maxZoom uint8
	fields           map[string]string
	bounds           geo.Box // on the lattice
	features         []feature
	tree             near.Tree[int32]
}

// feature keeps its rings without their nesting: they are read by the even–odd rule.
type feature struct {
	id           uint64
	rings        []ring
	label        place
	props, named []mvt.Prop
}

type ring struct {
	box    geo.Box // of the places, see boxPoint
	places []place
}

func checkLayers(layers []Layer) error {
	if len(layers) > math.MaxUint16 {
		return &LayerError{Reason: fmt.Sprintf("%d layers are too many", len(layers))}
	}
	names := map[string]bool{}
	for _, l := range layers {
		if l.Key == "" || strings.Contains(l.Key, ",") {
			return &LayerError{Key: l.Key, Reason: "a key must not be empty or hold a comma"}
		}
		for _, name := range []string{l.Key, l.Key + LabelSuffix} {
			if names[name] {
				return &LayerError{Key: l.Key, Reason: fmt.Sprintf("the name %q is taken", name)}
			}
			names[name] = true
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

func (l *layer) fill(from Layer) {
	l.key, l.labelKey = from.Key, from.Key+LabelSuffix
	l.minZoom, l.maxZoom, l.fields = from.MinZoom, from.MaxZoom, from.Fields
	l.bounds = geo.EmptyBox()
	l.features = make([]feature, len(from.Features))
	for i, f := range from.Features {
		l.bounds = l.bounds.Union(f.Shape.Box()).Extend(f.Label)
		out := &l.features[i]
		*out = feature{id: f.ID, label: project(f.Label), props: f.Props, named: naming(f.Props)}
		box := geo.EmptyBox().Extend(boxPoint(out.label))
		for _, poly := range f.Shape {
			for _, r := range poly {
				w := newRing(r)
				out.rings = append(out.rings, w)
				box = box.Union(w.box)
			}
		}
		l.tree.Insert(box, int32(i))
	}
}

func newRing(r geo.Ring) ring {
	w := ring{box: geo.EmptyBox(), places: make([]place, len(r))}
	for i, p := range r {
		w.places[i] = project(p)
		w.box = w.box.Extend(boxPoint(w.places[i]))
	}
	return w
}

// naming picks the attributes that a label carries.
func naming(props []mvt.Prop) []mvt.Prop {
	var out []mvt.Prop
	for _, p := range props {
		if isNaming(p.Key) {
			out = append(out, p)
		}
	}
	return out
}

func isNaming(key string) bool {
	return key == "code" || key == "name" || strings.HasPrefix(key, "name_")
}
