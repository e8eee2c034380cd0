// Package public holds what anybody may read of a thing on the map, by the kind of thing: the
// attributes of the features in tiles. They are fields of closed types, and no other room
// above the engines writes attributes: so what a building or a person is about cannot get
// into a tile by a line more. Who adds a field here opens it to the world.
package public

import (
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// Attributes are what a feature of one kind carries: an Area, Building, Line, Place,
// Hexagon or Circle. An empty text and a missing number are no attribute.
type Attributes interface {
	// each tells every attribute there can be, in the order in which tiles hold them.
	each(tell func(Attribute))
}

// Attribute is one of them. Kind is the word of TileJSON for it: String, Number or Boolean.
type Attribute struct {
	Key, Kind string
	value     mvt.Value
}

// Area is what a layer of the scheme tells of each of its areas.
type Area struct {
	Code, Name, NameEn string
	Parent             string // code of the area above
	Class              string // class.kind
}

// Building tells no more of a building than its plate does, and what is seen from the street.
type Building struct {
	Code, Name, NameEn string
	Class              string // what it is used for
	Storeys            *int64
}

// Line is a road, path, railway, river or wall.
type Line struct{ Class, Name, NameEn string }

// Place is a place of service.
type Place struct{ Kind, Code, Name, NameEn, State string }

// Hexagon carries sums that tell of nobody; Households is nil where they are withheld.
type Hexagon struct {
	Cell              string
	Buildings, Places int64
	Withheld          bool
	Households        *int64
}

// Circle is a drawing of the ground from which a place of a kind is within some minutes: by it nothing
// is counted, and each says so.
type Circle struct {
	Minutes            int64
	Kind, Profile      string
	Code, Name, NameEn string // of the place, where each has a drawing of its own
	Drawing            bool   // always true
}

// Border is what the tiles tell of the borders of partitions.
type Border struct {
	Layer string
	Rank  int64
}

func (a Area) each(tell func(Attribute)) {
	tell(text("code", a.Code))
	tell(text("name", a.Name))
	tell(text("name_en", a.NameEn))
	tell(text("parent", a.Parent))
	tell(text("class", a.Class))
}

func (b Building) each(tell func(Attribute)) {
	tell(text("code", b.Code))
	tell(text("name", b.Name))
	tell(text("name_en", b.NameEn))
	tell(text("class", b.Class))
	tell(number("storeys", b.Storeys))
}

func (l Line) each(tell func(Attribute)) {
	tell(text("class", l.Class))
	tell(text("name", l.Name))
	tell(text("name_en", l.NameEn))
}

func (p Place) each(tell func(Attribute)) {
	tell(text("kind", p.Kind))
	tell(text("code", p.Code))
	tell(text("name", p.Name))
	tell(text("name_en", p.NameEn))
	tell(text("state", p.State))
}

func (h Hexagon) each(tell func(Attribute)) {
	tell(text("cell", h.Cell))
	tell(number("buildings", &h.Buildings))
	tell(number("places", &h.Places))
	tell(Attribute{"withheld", "Boolean", mvt.Bool(h.Withheld)})
	tell(number("households", h.Households))
}

func (c Circle) each(tell func(Attribute)) {
	tell(number("minutes", &c.Minutes))
	tell(text("kind", c.Kind))
	tell(text("profile", c.Profile))
	tell(text("code", c.Code))
	tell(text("name", c.Name))
	tell(text("name_en", c.NameEn))
	tell(Attribute{"drawing", "Boolean", mvt.Bool(c.Drawing)})
}

func (b Border) each(tell func(Attribute)) {
	tell(text("layer", b.Layer))
	tell(number("rank", &b.Rank))
}

func text(key, s string) Attribute {
	a := Attribute{Key: key, Kind: "String"}
	if s != "" {
		a.value = mvt.String(s)
	}
	return a
}

func number(key string, n *int64) Attribute {
	a := Attribute{Key: key, Kind: "Number"}
	if n != nil {
		a.value = mvt.Int(*n)
	}
	return a
}

// Feature is one with these attributes, whose shape is still to be given.
func Feature(id uint64, a Attributes) tiles.Feature {
	n := 0
	var some [8]mvt.Prop
	a.each(func(a Attribute) {
		if a.value != (mvt.Value{}) {
			some[n] = mvt.Prop{Key: a.Key, Value: a.value}
			n++
		}
	})
	props := make([]mvt.Prop, n)
	copy(props, some[:n])
	return tiles.Feature{ID: id, Props: props}
}

// Fields says for TileJSON which attributes features of a kind can have.
func Fields(kind Attributes) map[string]string {
	out := map[string]string{}
	kind.each(func(a Attribute) { out[a.Key] = a.Kind })
	return out
}
