package city

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// The layers of lines.
const (
	LayerRoad  = "road"
	LayerRiver = "river"
	LayerRail  = "rail"
	LayerWall  = "wall"
	LayerPath  = "path"
)

// LineLayers lists the layers of lines.
func LineLayers() []string { return []string{LayerRoad, LayerRiver, LayerRail, LayerWall, LayerPath} }

// MaxVertices is the largest number of points in one line record.
const MaxVertices = 10_000_000

// Line is the content of one version of a road, a river, a railway, a wall or a path.
type Line struct {
	// Layer is one of LineLayers.
	Layer string
	Code  string
	// Former are the codes that this same line had before, oldest first.
	Former []string
	Names  Names
	Shape  geo.MultiLine
	// Class holds the attributes of classification, for example the class of a road.
	Class    map[string]string
	Source   string
	DataDate string // YYYY-MM-DD, as the source says; empty = not said
}

// Key is the line's key.
func (l *Line) Key() Key { return Key{Kind: KindLine, Layer: l.Layer, Code: l.Code} }

// Name is the first name that the line has, in the order zh, zh-Hant, en; else its code.
func (l *Line) Name() string { return l.Names.or(l.Code) }

// Box is that of the shape.
func (l *Line) Box() geo.Box { return l.Shape.Box() }

func (l *Line) former() []string    { return l.Former }
func (l *Line) named(*Scheme) []Key { return nil }

func (l *Line) check(*Scheme) error {
	k := l.Key()
	switch {
	case !slices.Contains(LineLayers(), l.Layer):
		return unknownLineLayer(l.Layer)
	case len(l.Shape) == 0:
		return Errorf(Invalid, "empty_shape", "%s: the line has no shape", k)
	case l.Shape.Vertices() > MaxVertices:
		return Errorf(Invalid, "bad_shape", "%s: it has %d points; at most %d are kept", k, l.Shape.Vertices(), MaxVertices)
	}
	for _, run := range l.Shape {
		if len(run) < 2 {
			return Errorf(Invalid, "bad_shape", "%s: a part of it has %d points; at least 2 are needed", k, len(run))
		}
		for _, p := range run {
			if !onEarth(p) {
				return Errorf(Invalid, "bad_shape", "%s: the point (%d, %d) of its shape is not on the earth", k, p.X, p.Y)
			}
		}
	}
	if err := checkTexts(k, l.Names, l.Class, text{"source", l.Source}, text{"data date", l.DataDate}); err != nil {
		return err
	}
	return ProfileFree.CheckCode(l.Code)
}

// checkLegs refuses a new line with a leg that none has: the city would walk without it. What was
// written before that was a rule stands, in a backup too.
func checkLegs(s *Scheme, c Content) error {
	l, isLine := c.(*Line)
	if !isLine {
		return nil
	}
	if _, fault := l.Fault(s); fault != nil {
		return Errorf(Invalid, "leg_too_long", "%s: %s; no walking network can hold it", l.Key(), fault)
	}
	return nil
}

// Fault is why the line can be in no walking network of the scheme, and in which part of its
// shape; nil of a sound line.
func (l *Line) Fault(s *Scheme) (part int, fault *walk.Fault) {
	for i, run := range l.Shape {
		if walk.FaultOf(run, walk.SafeLeg) == nil {
			continue // nearly all; the rules are not made for these
		}
		most := walk.MostLeg
		if l.Layer == LayerRoad || l.Layer == LayerPath {
			most = s.WalkRules().LongestLeg()
		}
		if f := walk.FaultOf(run, most); f != nil {
			return i, f
		}
	}
	return 0, nil
}

func unknownLineLayer(layer string) error {
	return Errorf(NotFound, "unknown_layer", "there is no layer %q of lines; there are %v", layer, LineLayers())
}

// lineBody is the canonical content of a line.
type lineBody struct {
	Layer    string            `cbor:"layer"`
	Code     string            `cbor:"code"`
	Former   []string          `cbor:"former,omitempty"`
	Names    Names             `cbor:"names"`
	Shape    [][]int32         `cbor:"shape"` // lines, x,y,x,y… in lattice units
	Class    map[string]string `cbor:"class,omitempty"`
	Source   string            `cbor:"source,omitempty"`
	DataDate string            `cbor:"data_date,omitempty"`
}

func (l *Line) body() any {
	b := lineBody{
		Layer: l.Layer, Code: l.Code, Former: l.Former, Names: l.Names, Shape: make([][]int32, 0, len(l.Shape)),
		Class: l.Class, Source: l.Source, DataDate: l.DataDate,
	}
	for _, run := range l.Shape {
		b.Shape = append(b.Shape, flat(run))
	}
	return b
}

func (b *lineBody) content() (Content, error) {
	l := &Line{
		Layer: b.Layer, Code: b.Code, Former: b.Former, Names: b.Names,
		Class: b.Class, Source: b.Source, DataDate: b.DataDate,
	}
	for _, run := range b.Shape {
		ps, err := points(run)
		if err != nil {
			return nil, err
		}
		l.Shape = append(l.Shape, ps)
	}
	return l, nil
}
