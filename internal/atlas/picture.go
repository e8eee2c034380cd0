package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// Picture is what one revision says of one date.
type Picture struct {
	State  city.State
	Scheme *city.Scheme
	// Revision is the one that was asked for; it may be older than State's.
	Revision int64
	// Date is the civil date, in the city's zone, whose areas are in the picture.
	Date city.Date

	layers []layer
	things []city.Record      // buildings, lines and places
	places map[string]*places // by kind
	order  []int              // numbers of the layers that answer, by depth in the scheme, then file order
	index  *locate.Index
	box    geo.Box

	counted   sync.Once // the homes in facts
	pyramid   pyramid
	searching searching
}

// layer is one layer of the scheme with its areas, in the order of their codes.
type layer struct {
	def    *city.LayerDef
	depth  int
	parent int // layer number, -1 = none
	areas  []city.Version
	facts  []fact // of areas
	// before are, by code, the codes of the areas that ended in favour of it.
	before map[string][]string
}

// load builds the picture of a date and revision.
func load(ctx context.Context, s city.Reader, scheme *city.Scheme, st city.State, date city.Date, revision int64) (*Picture, error) {
	p := &Picture{State: st, Scheme: scheme, Revision: revision, Date: date, box: geo.EmptyBox()}
	if err := p.read(ctx, s); err != nil {
		return nil, err
	}
	p.arrange()
	if err := p.indexPlaces(); err != nil {
		return nil, err
	}
	in := make([]locate.Layer, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		in[i] = locate.Layer{Key: l.def.Key, Partition: l.def.Partition, Areas: make([]locate.Area, len(l.areas))}
		l.facts = make([]fact, len(l.areas))
		for j := range l.areas {
			in[i].Areas[j] = locate.Area{Code: l.areas[j].Code, Shape: l.areas[j].Shape}
			l.facts[j].box = l.areas[j].Shape.Box()
			p.box = p.box.Union(l.facts[j].box)
		}
	}
	var err error
	p.index, err = locate.Build(in)
	return p, err
}

func (p *Picture) read(ctx context.Context, s city.Reader) error {
	p.layers = make([]layer, len(p.Scheme.Layers))
	for i := range p.Scheme.Layers {
		def := &p.Scheme.Layers[i]
		p.layers[i] = layer{def: def, depth: p.Scheme.Depth(def.Key), parent: -1}
		for j := range i {
			if p.Scheme.Layers[j].Key == def.Parent {
				p.layers[i].parent = j
			}
		}
		if p.Revision == 0 {
			continue
		}
		vs, err := s.Versions(ctx, city.Query{Layer: def.Key, Revision: p.Revision})
		if err != nil {
			return err
		}
		p.layers[i].take(vs, p.Date)
	}
	if p.Revision == 0 {
		return nil
	}
	for _, kind := range city.RecordKinds() {
		if kind == city.KindArea {
			continue
		}
		rs, err := s.Records(ctx, city.Query{Kind: kind, At: &p.Date, Revision: p.Revision})
		if err != nil {
			return err
		}
		p.things = append(p.things, rs...)
	}
	return nil
}

// arrange orders the layers that answer by depth, then file order.
func (p *Picture) arrange() {
	deepest := 0
	for i := range p.layers {
		deepest = max(deepest, p.layers[i].depth)
	}
	for d := range deepest + 1 {
		for i := range p.layers {
			if p.layers[i].depth == d && !p.layers[i].def.Base {
				p.order = append(p.order, i)
			}
		}
	}
}

// Bounds is the box of all areas; ok is false when there is none.
func (p *Picture) Bounds() (box geo.Box, ok bool) { return p.box, !p.box.Empty() }
