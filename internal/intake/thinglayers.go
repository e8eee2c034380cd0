package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// thingLayer is where a row belongs: the layer of its key, and for barriers the class.
type thingLayer struct{ layer, class string }

// barrierWords are what tables call barriers; their classes are those of streets.
var barrierWords = barriersByWord(map[string]thingLayer{
	"wall,墙,围墙,院墙,实体围墙":         {city.LayerWall, "wall"},
	"fence,栅栏,围栏,护栏,铁艺围栏":       {city.LayerWall, "fence"},
	"gate,门,大门,出入口,小区大门,小区出入口":  {city.LayerWall, "gate"},
	"river,河,河流,河道,水系,渠,水渠":     {city.LayerRiver, "river"},
	"rail,railway,铁路,铁道,轨道,铁路线": {city.LayerRail, "rail"},
})

func barriersByWord(words map[string]thingLayer) map[string]thingLayer {
	out := map[string]thingLayer{}
	for list, to := range words {
		for word := range strings.SplitSeq(list, ",") {
			out[word] = to
		}
	}
	return out
}

// BarrierLayers are what --layer may be for barriers.
func BarrierLayers() []string { return []string{"wall", "fence", "gate", "river", "rail"} }

// layerOf is the layer that the options name; none where each row says its own.
func (im *thingImporter) layerOf(name string) (thingLayer, error) {
	switch {
	case im.kind == city.KindBuilding && name != "":
		return thingLayer{}, city.Errorf(city.Invalid, "unknown_layer", "buildings are one layer: leave %q out", clip(name))
	case im.kind == city.KindBuilding:
		return thingLayer{layer: city.LayerBuilding}, nil
	case name == "":
		return thingLayer{}, nil
	}
	if at, known := im.wordOf(name); known {
		return at, nil
	}
	if im.kind == city.KindPlace {
		return thingLayer{}, city.Errorf(city.NotFound, "unknown_layer", "the scheme has no kind of places %q; there are %s", clip(name), im.placeKinds())
	}
	return thingLayer{}, city.Errorf(city.NotFound, "unknown_layer", "there are no barriers %q; there are %v", clip(name), BarrierLayers())
}

// placeKinds lists the kinds of places that the scheme has.
func (im *thingImporter) placeKinds() string {
	var words []acceptedWord
	for _, k := range im.scheme.Places {
		words = append(words, acceptedWord{k.Key, k.Name})
	}
	return listWords(words)
}

// knowsKinds refuses a file of places of which nothing says what kind they are: neither the options, nor
// the table of an export, nor a column.
func (im *thingImporter) knowsKinds() error {
	if im.kind != city.KindPlace || im.layer.layer != "" || im.head.has(colKind) {
		return nil
	}
	return city.Errorf(city.Invalid, "unknown_kind", "%s: no column says of which kind the places are (类型, or kind), nor does --layer: say %s", im.path, im.placeKinds())
}

// unknownKind fails a row whose word is no kind of places; the first one of a file is told all kinds.
func (im *thingImporter) unknownKind(r *rowCells, what string) {
	listed := ""
	if r.fault == nil && !im.kindsTold {
		im.kindsTold = true
		listed = "; there are " + im.placeKinds()
	}
	r.fail(colKind, "unknown_kind", "%s%s", what, listed)
}

// unquoted leaves out quotation marks, which nobody types as the scheme does: “和为贵”调解室.
var unquoted = strings.NewReplacer("“", "", "”", "", "‘", "", "’", "", "「", "", "」", "", "『", "", "』", "", `"`, "", "'", "")

// wordOf finds a kind of places by key or label, or of barriers by a word.
func (im *thingImporter) wordOf(word string) (thingLayer, bool) {
	word = plainName(word)
	if im.kind == city.KindLine {
		return im.barrierOf(word)
	}
	word = unquoted.Replace(word)
	for _, k := range im.scheme.Places {
		if word == k.Key || word == unquoted.Replace(plainName(k.Name.Zh)) || word == unquoted.Replace(plainName(k.Name.En)) {
			return thingLayer{layer: k.Key}, true
		}
	}
	return thingLayer{}, false
}

// barrierOf finds a barrier by a word of tables, else by a class that streets have: main_gate, hedge,
// canal. It is false of a street, and names its layer.
func (im *thingImporter) barrierOf(word string) (thingLayer, bool) {
	if at, known := barrierWords[word]; known {
		return at, true
	}
	kind, _ := streets.KindOf(word, streets.Kind(im.layer.layer))
	return thingLayer{string(kind), word}, slices.Contains([]streets.Kind{streets.Wall, streets.River, streets.Rail}, kind)
}

// barrierLayer is rowLayer of a barrier, which says what it is by its type, else by its class as exports
// write it. What it says stands: where --layer is of the same layer and says another class, the row is
// counted as that of its own.
func (im *thingImporter) barrierLayer(r *rowCells, d *thingDraft, class string) {
	word := cmp.Or(r.text(colKind), class)
	at, known := im.wordOf(word)
	switch {
	case word == "" && d.layer.layer == "":
		r.fail(colKind, "unknown_kind", "the row does not say what it is, nor does --layer: wall, fence, gate, river or rail")
		return
	case word == "":
		return
	case !known && d.layer.layer == "":
		r.fail(colKind, "unknown_kind", "there is no such kind of barriers: wall, fence, gate, river or rail; streets and paths come by redsail network import")
		return
	case im.o.Layer != "" && at.layer != "" && at.layer != d.layer.layer:
		r.fail(colKind, "other_kind", "it is of another kind than --layer says")
		return
	case known && (im.o.Layer != "" || d.layer.layer == ""): // else the table of an export says the layer
		d.layer.layer = at.layer
	}
	own := class
	if own == "" && known {
		own = at.class
	}
	if own != "" && im.layer.class != "" && own != im.layer.class {
		im.report.tellOther(own)
	}
	if own != "" {
		d.layer.class = own
	}
}

// rowLayer is the layer of a row: that of the options, which its own word may not contradict, else
// that of its word. A row that calls itself what is no name of the kind is none of it.
func (im *thingImporter) rowLayer(r *rowCells, d *thingDraft) {
	word := r.text(colKind)
	at, known := im.wordOf(word)
	switch {
	case word == "" && d.layer.layer == "":
		im.unknownKind(r, "the row does not say what it is, nor does --layer")
	case word == "":
	case known && d.layer.layer == "":
		d.layer = at
	case known && at.layer != d.layer.layer:
		r.fail(colKind, "other_kind", "it is of another kind than --layer says")
	case known:
		d.layer = at
	case d.layer.layer == "":
		im.unknownKind(r, fmt.Sprintf("the scheme has no kind of places %q", clip(word)))
	default:
		r.fail(colKind, "unknown_kind", "the row says that it is %q, which is no name of the kind %s: correct it, or map the column to an attribute (class.type) where it says something else", clip(word), d.layer.layer)
	}
}
