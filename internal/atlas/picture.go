package atlas

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Picture is what one revision says of one date.
type Picture struct {
	State  city.State
	Scheme *city.Scheme
	// Revision is the one that was asked for; it may be older than State's.
	Revision int64
	// Recorded is when Revision was written; zero before the first.
	Recorded time.Time
	// Date is the civil date, in the city's zone, whose areas are in the picture.
	Date city.Date

	line *line // the atlas's; nil outside of an atlas
	*content
}

// content is what a picture holds. Those of dates on which a revision says the same have one.
type content struct {
	chronicle *chronicle

	layers []layer
	things []city.Record      // buildings, lines and places
	places map[string]*places // by kind
	order  []int              // numbers of the layers that answer, by depth in the scheme, then file order
	index  index
	box    geo.Box
	stock  *stock
	// asides are the bytes of what was made when somebody first asked, and is of this picture
	// alone: the pieces of answers in bulk, the homes and their blocks.
	asides atomic.Int64

	private    private
	walking    walking
	hexes      hexes
	pyramid    pyramid
	searching  searching
	drawings   drawings
	bulk       bulkForms
	addressing addressing

	collections collections
	notices     notices
	holders     holders
	seats       staffedSeats
	duties      *duties
	staffed     staffedBuildings
	checked     checked
	idle        idle
	qualified   qualified
	classing    classing
}

// layer is one layer of the scheme with its areas, in the order of their codes.
type layer struct {
	def    *city.LayerDef
	depth  int
	parent int // layer number, -1 = none
	areas  []*city.Version
	facts  []*fact // of areas
	boxes  *boxes  // of areas
	// mixed is true of areas whose counts are not to be told; Picture.blocks makes it.
	mixed []bool
	// before are those of the annals.
	before map[string][]string
}

// load makes the picture of a date and revision, with all that it can have in common with
// one of the others. saved gives it the snapshot of its index, where there is one.
func load(ctx context.Context, s city.Reader, p *Picture, others []*Picture, saved func(*Picture) bool) (*Picture, error) {
	c, err := p.recall(ctx, s, others)
	if err != nil {
		return nil, err
	}
	if twin := p.twin(c, others); twin != nil {
		p.content = twin.content
		return p, nil
	}
	p.content = &content{chronicle: c, box: geo.EmptyBox(), duties: &duties{}}
	p.arrange()
	p.take(others)
	base := p.nearestOf(others)
	if base != nil {
		p.share(base)
	}
	p.staffedBy()
	p.shareWalking(base)
	if p.places == nil {
		if err := p.indexPlaces(); err != nil {
			return nil, err
		}
	}
	p.layWays()
	for i := range p.layers {
		for _, f := range p.layers[i].facts {
			p.box = p.box.Union(f.box)
		}
	}
	return p, p.found(base, saved)
}

// found gives the picture an index: out of that of another picture, from a snapshot, or anew.
func (p *Picture) found(base *Picture, saved func(*Picture) bool) error {
	if base != nil {
		if f := p.edit(base); f != nil {
			p.index.now.Store(f)
			p.weigh(base)
			return nil
		}
	}
	if !saved(p) {
		f, err := p.build()
		if err != nil {
			return err
		}
		p.index.now.Store(f)
	}
	p.weigh(nil)
	return nil
}

// recall gives the chronicle of the revision: that of another picture, one made of that of a
// revision near, or what the store says.
func (p *Picture) recall(ctx context.Context, s city.Reader, others []*Picture) (*chronicle, error) {
	base := p.alongside(others)
	switch {
	case base != nil && base.Revision == p.Revision:
		return base.chronicle, nil
	case base != nil && p.Revision > 0 && base.Revision > 0 && distance(base, p) <= mostApart:
		if c, err := p.catchUp(ctx, s, base); c != nil || err != nil {
			return c, err
		}
	}
	if base != nil {
		return p.read(ctx, s, base.chronicle)
	}
	return p.read(ctx, s, nil)
}

// read asks the store for all of the revision; what base has of it stays the same memory.
func (p *Picture) read(ctx context.Context, s city.Reader, base *chronicle) (*chronicle, error) {
	c := &chronicle{layers: make([]*annals, len(p.Scheme.Layers))}
	was := base
	if was == nil {
		was = &chronicle{layers: make([]*annals, len(c.layers)), things: &archive{}}
		for i := range was.layers {
			was.layers[i] = &annals{}
		}
	}
	for i := range c.layers {
		var vs []city.Version
		var err error
		if p.Revision > 0 {
			vs, err = s.Versions(ctx, city.Query{Layer: p.Scheme.Layers[i].Key, Revision: p.Revision})
		}
		if err != nil {
			return nil, err
		}
		c.layers[i] = was.layers[i].anew(vs)
	}
	var things []city.Record
	for _, kind := range city.RecordKinds() {
		if kind == city.KindArea || p.Revision == 0 {
			continue
		}
		rs, err := s.Records(ctx, city.Query{Kind: kind, Revision: p.Revision})
		if err != nil {
			return nil, err
		}
		things = append(things, rs...)
	}
	c.things = was.things.anew(things)
	c.weigh(base)
	return c, nil
}

// arrange makes the layers of the scheme, and orders those that answer by depth, then file
// order.
func (p *Picture) arrange() {
	p.layers = make([]layer, len(p.Scheme.Layers))
	deepest := 0
	for i := range p.Scheme.Layers {
		def := &p.Scheme.Layers[i]
		p.layers[i] = layer{def: def, depth: p.Scheme.Depth(def.Key), parent: -1, boxes: &boxes{}}
		for j := range i {
			if p.Scheme.Layers[j].Key == def.Parent {
				p.layers[i].parent = j
			}
		}
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

// LastBegan is the last date from which something in the picture holds; open when all has always
// held.
func (p *Picture) LastBegan() city.Date {
	last := city.OpenStart
	for i := range p.layers {
		for _, v := range p.layers[i].areas {
			last = max(last, v.Valid.From)
		}
	}
	for i := range p.things {
		last = max(last, p.things[i].Valid.From)
	}
	return last
}

// Bounds is the box of all areas; ok is false when there is none.
func (p *Picture) Bounds() (box geo.Box, ok bool) { return p.box, !p.box.Empty() }
