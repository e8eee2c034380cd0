package tiles

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// layer is a Layer in world units.
type layer struct {
	key, labelKey    string // labelKey is empty without labels
	kind             Kind
	minZoom, maxZoom uint8
	fields           map[string]string
	bounds           geo.Box // on the lattice
	features         []feature
	trees            []zoomTree
	cover            *coverage // of Areas and Partition
	inCover          int       // number in it
	shelves          []*shelf  // by zoom, from minZoom on
	// What the features' props and named mean. Features with tags of one table must not come
	// to a layer with another.
	table, labelTable *mvt.Table
	scratch           []byte
	given             []Feature // what it was filled from
	shapes            [][]ring  // of areas by feature, until they are in their coverage; see shape
	repeated          bool      // it is a layer of the pyramid before, as it was
}

// filledFrom is true when the layer, which may be nil, says what it would if it were filled anew.
// Features are taken for the same only where they are the same memory.
func (l *layer) filledFrom(from *Layer) bool {
	return l != nil && l.minZoom == from.MinZoom && l.maxZoom == from.MaxZoom && maps.Equal(l.fields, from.Fields) &&
		len(l.given) == len(from.Features) && (len(l.given) == 0 || &l.given[0] == &from.Features[0])
}

// again is the layer for another pyramid, which has made nothing of it yet.
func (l *layer) again() layer {
	out := *l
	out.repeated = true
	out.shelves = emptyShelves(l.minZoom, l.maxZoom)
	return out
}

func emptyShelves(minZoom, maxZoom uint8) []*shelf {
	out := make([]*shelf, maxZoom-minZoom+1)
	for i := range out {
		out[i] = new(shelf)
	}
	return out
}

// zoomTree finds the features that are first shown at one zoom.
type zoomTree struct {
	zoom  uint8
	index *boxIndex
}

// feature keeps its rings without their nesting: they are read by the even–odd rule.
type feature struct {
	id           uint64
	box          geo.Box // of its shape (see boxPoint)
	rings        []ring  // of a footprint; those of areas are in their coverage
	threads      []thread
	label        place
	props, named mvt.Tags // of the layer's table and labelTable
	// told is a hash of what props and named mean. By it the features of two layers are compared:
	// in another table the same tags are other attributes.
	told     [16]byte
	drawn    [16]byte // a hash of the shape as it was given
	labelled bool
}

type ring struct {
	box    geo.Box // of the places, see boxPoint
	places []place
}

// fill takes a layer over; joints are the places where lines meet. Shapes that old, which may be nil,
// has already are shared with it.
func (l *layer) fill(from *Layer, joints joints, old *layer) {
	l.key, l.kind = from.Key, from.Kind
	if from.labelled() {
		l.labelKey = from.Key + LabelSuffix
	}
	l.minZoom, l.maxZoom, l.fields = from.MinZoom, from.MaxZoom, from.Fields
	l.shelves = emptyShelves(l.minZoom, l.maxZoom)
	l.given = from.Features
	l.bounds = geo.EmptyBox()
	l.table, l.labelTable = new(mvt.Table), new(mvt.Table)
	l.features = make([]feature, len(from.Features))
	first := make([]uint8, len(from.Features))
	known := old.known()
	for i := range from.Features {
		f := &from.Features[i]
		l.bounds = l.bounds.Union(f.Shape.Box()).Union(f.Line.Box())
		props := f.Props
		if l.labelKey != "" {
			props = propsWhere(f.Props, func(key string) bool { return !isTranslation(key) })
		}
		l.features[i] = feature{id: f.ID, props: l.table.Tags(props)}
		if l.kind == Points || l.labelKey != "" && hasName(f.Props) && f.Label != (geo.Point{}) {
			l.bounds = l.bounds.Extend(f.Label)
			l.features[i].label, l.features[i].labelled = project(f.Label), true
			if l.labelKey != "" {
				l.features[i].named = l.labelTable.Tags(propsWhere(f.Props, onLabel))
			}
		}
		l.tell(&l.features[i])
		l.takeShape(i, f, known)
		for k := range l.features[i].threads {
			l.features[i].threads[k].thin(l.maxZoom, joints)
		}
		first[i] = max(f.MinZoom, l.minZoom)
	}
	l.index(first)
	l.table.Close()
	l.labelTable.Close()
	l.scratch = nil
}

func (l *layer) tell(f *feature) {
	l.scratch = l.table.AppendFields(l.scratch[:0], f.props)
	l.scratch = append(l.scratch, 0) // no field begins with it
	l.scratch = l.labelTable.AppendFields(l.scratch, f.named)
	sum := sha256.Sum256(l.scratch)
	copy(f.told[:], sum[:])
}

// shelf has the messages of a zoom from minZoom to maxZoom.
func (l *layer) shelf(zoom uint8) *shelf { return l.shelves[zoom-l.minZoom] }

// reach is the box of all that is drawn of a feature.
func (f *feature) reach() geo.Box {
	if f.labelled {
		return f.box.Extend(boxPoint(f.label))
	}
	return f.box
}

// takeLines projects the lines.
func (f *feature) takeLines(from geo.MultiLine) {
	for _, l := range from {
		w := thread{places: projectAll(l)}
		w.box = boxOfPlaces(w.places)
		f.threads = append(f.threads, w)
		f.box = f.box.Union(w.box)
	}
}

// ringsOf projects a shape, and gives its box (see boxPoint).
func ringsOf(shape geo.MultiPolygon) (out []ring, box geo.Box) {
	box = geo.EmptyBox()
	for _, poly := range shape {
		for _, r := range poly {
			w := ring{places: projectAll(r)}
			w.box = boxOfPlaces(w.places)
			out = append(out, w)
			box = box.Union(w.box)
		}
	}
	return out, box
}

// index makes the search trees; first is by feature the zoom that is the first to show it.
func (l *layer) index(first []uint8) {
	var by [256][]int32
	for i, zoom := range first {
		by[zoom] = append(by[zoom], int32(i))
	}
	features := l.features
	for zoom, list := range by {
		if len(list) > 0 {
			l.trees = append(l.trees, zoomTree{uint8(zoom), newBoxIndex(list, func(i int32) geo.Box { return features[i].reach() })})
		}
	}
}

func projectAll(points []geo.Point) []place {
	out := make([]place, len(points))
	for i, p := range points {
		out[i] = project(p)
	}
	return out
}

func boxOfPlaces(places []place) geo.Box {
	box := geo.EmptyBox()
	for _, p := range places {
		box = box.Extend(boxPoint(p))
	}
	return box
}

// propsWhere picks attributes by key; the list itself when it picks all.
func propsWhere(props []mvt.Prop, keep func(key string) bool) []mvt.Prop {
	if !slices.ContainsFunc(props, func(p mvt.Prop) bool { return !keep(p.Key) }) {
		return props
	}
	var out []mvt.Prop
	for _, p := range props {
		if keep(p.Key) {
			out = append(out, p)
		}
	}
	return out
}

// hasName is true when there is something to write on the map.
func hasName(props []mvt.Prop) bool {
	for _, p := range props {
		if p.Key != "code" && isNaming(p.Key) && p.Value != (mvt.Value{}) {
			return true
		}
	}
	return false
}

// onLabel is true of what a label carries: names, and the class that decides how they look.
func onLabel(key string) bool { return key == "class" || isNaming(key) }

func isNaming(key string) bool { return key == "code" || key == "name" || isTranslation(key) }

// isTranslation is true of a name in another language: what is written stands in the label,
// so the area itself need not carry it too.
func isTranslation(key string) bool { return strings.HasPrefix(key, "name_") }
