package city

import (
	"strings"

	"github.com/redsail/redsail/geo"
)

// LayerBuilding is the layer in the key of every building.
const LayerBuilding = "building"

// LayerGrid and LayerCompound are the layers of the scheme whose areas a building names.
const (
	LayerGrid     = "grid"
	LayerCompound = "compound"
)

// Building is the content of one version of a building. It says nothing of who lives in it.
type Building struct {
	Code string
	// Former are the codes that this same building had before, oldest first.
	Former []string
	Names  Names
	// Shape is the ground plan in the canonical form of geo.MultiPolygon; empty where only a
	// point is known.
	Shape geo.MultiPolygon
	// Point stands for the building where it has no shape; nil = none is known.
	Point *geo.Point
	// Entrances are the mapped ones, the main one first.
	Entrances []geo.Point
	// Storeys and Households are counts; nil = not known.
	Storeys    *int64
	Households *int64
	Address    Address
	// Grid and Compound are codes of the areas that the data names; empty = it names none,
	// and the owner of the entrance or of the building's point is meant.
	Grid, Compound string
	// Class holds the attributes of classification (use, age …).
	Class    map[string]string
	Source   string
	DataDate string // YYYY-MM-DD, as the source says; empty = not said
}

// Address is a standard address, at most as fine as a building: never a dwelling.
type Address struct {
	Road     string `cbor:"road,omitempty"`
	Number   string `cbor:"number,omitempty"`
	Compound string `cbor:"compound,omitempty"`
	Building string `cbor:"building,omitempty"`
}

// String joins the parts from the road to the building, as addresses are written in Chinese.
func (a Address) String() string {
	return strings.Join([]string{a.Road, a.Number, a.Compound, a.Building}, "")
}

func (a Address) texts() []text {
	return []text{{"road", a.Road}, {"house number", a.Number}, {"address's compound", a.Compound}, {"address's building", a.Building}}
}

// Key is the building's key.
func (b *Building) Key() Key { return Key{Kind: KindBuilding, Layer: LayerBuilding, Code: b.Code} }

// Name is the first name that the building has, in the order zh, zh-Hant, en; else its code.
func (b *Building) Name() string { return b.Names.or(b.Code) }

// Box holds the shape, or the point where there is no shape.
func (b *Building) Box() geo.Box {
	box := b.Shape.Box()
	if len(b.Shape) == 0 && b.Point != nil {
		box = box.Extend(*b.Point)
	}
	return box
}

func (b *Building) former() []string { return b.Former }

func (b *Building) named(*Scheme) []Key {
	var out []Key
	if b.Grid != "" {
		out = append(out, Key{Layer: LayerGrid, Code: b.Grid})
	}
	if b.Compound != "" {
		out = append(out, Key{Layer: LayerCompound, Code: b.Compound})
	}
	return out
}

func (b *Building) check(s *Scheme) error {
	k := b.Key()
	if len(b.Shape) == 0 && b.Point == nil {
		return Errorf(Invalid, "empty_shape", "%s: the building has neither a shape nor a point", k)
	}
	if err := checkShape(k, b.Shape); err != nil {
		return err
	}
	if b.Point != nil {
		if err := checkPoints(k, "position", []geo.Point{*b.Point}); err != nil {
			return err
		}
	}
	if err := checkPoints(k, "entrances", b.Entrances); err != nil {
		return err
	}
	if err := checkCount(k, "number of storeys", b.Storeys); err != nil {
		return err
	}
	if err := checkCount(k, "number of households", b.Households); err != nil {
		return err
	}
	for _, area := range b.named(s) {
		if _, err := s.Layer(area.Layer); err != nil {
			return Errorf(Invalid, "unknown_area", "%s: it names %s, yet the scheme has no layer %q", k, area, area.Layer)
		}
	}
	texts := append(b.Address.texts(), text{"grid code", b.Grid}, text{"compound code", b.Compound}, text{"source", b.Source}, text{"data date", b.DataDate})
	if err := checkTexts(k, b.Names, b.Class, texts...); err != nil {
		return err
	}
	return ProfileFree.CheckCode(b.Code)
}

// buildingBody is the canonical content of a building.
type buildingBody struct {
	Code       string            `cbor:"code"`
	Former     []string          `cbor:"former,omitempty"`
	Names      Names             `cbor:"names"`
	Shape      [][][]int32       `cbor:"shape,omitempty"`     // as in areaBody
	Point      []int32           `cbor:"point,omitempty"`     // x,y
	Entrances  []int32           `cbor:"entrances,omitempty"` // x,y,x,y…
	Storeys    *int64            `cbor:"storeys,omitempty"`
	Households *int64            `cbor:"households,omitempty"`
	Address    Address           `cbor:"address"`
	Grid       string            `cbor:"grid,omitempty"`
	Compound   string            `cbor:"compound,omitempty"`
	Class      map[string]string `cbor:"class,omitempty"`
	Source     string            `cbor:"source,omitempty"`
	DataDate   string            `cbor:"data_date,omitempty"`
}

func (b *Building) body() any {
	out := buildingBody{
		Code: b.Code, Former: b.Former, Names: b.Names, Shape: flatten(b.Shape), Entrances: flat(b.Entrances),
		Storeys: b.Storeys, Households: b.Households, Address: b.Address, Grid: b.Grid, Compound: b.Compound,
		Class: b.Class, Source: b.Source, DataDate: b.DataDate,
	}
	if b.Point != nil {
		out.Point = flat([]geo.Point{*b.Point})
	}
	return out
}

func (b *buildingBody) content() (Content, error) {
	out := &Building{
		Code: b.Code, Former: b.Former, Names: b.Names, Storeys: b.Storeys, Households: b.Households,
		Address: b.Address, Grid: b.Grid, Compound: b.Compound, Class: b.Class, Source: b.Source, DataDate: b.DataDate,
	}
	var err error
	if len(b.Shape) > 0 {
		if out.Shape, err = unflatten(b.Shape); err != nil {
			return nil, err
		}
	}
	if len(b.Point) > 0 {
		if out.Point, err = onePoint(b.Point); err != nil {
			return nil, err
		}
	}
	out.Entrances, err = points(b.Entrances)
	return out, err
}
