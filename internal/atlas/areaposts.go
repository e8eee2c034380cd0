package atlas

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// mostBelow is how many organisations below those of an area are listed.
const mostBelow = 200

// AreaPosts is who answers for an area, as anybody may know it.
type AreaPosts struct {
	Layer string       `json:"layer"`
	Code  string       `json:"code"`
	Name  string       `json:"name"`
	Posts []PostAnswer `json:"posts" doc:"those of the area and of the organisations that are of it or look after it, by how they answer; at most 1000. As a spot of its ground is answered, those of the areas above come after; of an area that lies in the ground of others, as a compound, those of the grids that hold it come before, and after are those above these; at most 16 of each"`
	Duty  *DutyAnswer  `json:"duty,omitempty" doc:"absent where there are no posts"`
	// Organisations are all that are of the area or look after it.
	Organisations []BodyAnswer `json:"organisations" doc:"those of the area and those that look after it"`
	Chain         []BodyAnswer `json:"chain" doc:"Party organisations from the widest down to those of the area: 街道党工委 → 社区党委 → 党支部"`
	Below         []BodyAnswer `json:"below" doc:"Party organisations right below those of the area, at most 200"`

	// Holders are who stands behind Posts, in their order. They are never written.
	Holders []Holder `json:"-"`
}

// BodyAnswer is an organisation as anybody may know it.
type BodyAnswer struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	Kind     string     `json:"kind"`
	KindName city.Label `json:"kind_name"`
	Form     string     `json:"form,omitempty" doc:"how it was set up, for example own or joint of a branch"`
	// Layer, Area and AreaName are what it is the organisation of.
	Layer    string `json:"layer,omitempty"`
	Area     string `json:"area,omitempty"`
	AreaName string `json:"area_name,omitempty"`
	Parent   string `json:"parent,omitempty" doc:"code of the organisation above it"`
	Phone    string `json:"phone" doc:"of the office; empty = none is known"`
}

// AreaPosts answers a code of a layer: who answers for that area at a time, and by which
// organisations. A former code finds the area that had it; one that has ended is NotFound.
func (a *Atlas) AreaPosts(ctx context.Context, p *Picture, key, code string, t time.Time) (*AreaPosts, error) {
	now, err := a.Standing(ctx, p, key, code)
	if err != nil {
		return nil, err
	}
	if l, err := p.layer(key); err == nil && !l.def.Partition && l.parent >= 0 { // what holds it is found by laying shapes over one another
		leave, err := a.overlay.enter(ctx)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return p.areaPosts(ctx, city.Seat{Kind: city.KindArea, Layer: key, Code: now}, t)
}

// mostOfArea bounds the own posts of an area on its card.
const mostOfArea = 1000

func (p *Picture) areaPosts(ctx context.Context, at city.Seat, t time.Time) (*AreaPosts, error) {
	seats, err := p.cardSeats(ctx, at)
	if err != nil {
		return nil, err
	}
	d := p.staffedBy()
	ans := Answer{Posts: []PostAnswer{}}
	ask := asking{p: p, d: d, at: momentOf(t), ans: &ans}
	for _, seat := range seats {
		most := len(ans.Posts) + mostOfOne
		if seat.Seat == at {
			most = len(ans.Posts) + mostOfArea
		}
		ask.posts(seat, most)
	}
	out := &AreaPosts{
		Layer: at.Layer, Code: at.Code, Name: p.SeatName(at), Posts: ans.Posts, Holders: ans.Holders,
		Organisations: p.bodies(d.bodies[at]), Chain: p.bodies(p.partyChain(at)), Below: p.bodies(p.partyBelow(at)),
	}
	if len(ans.Posts) > 0 {
		out.Duty = ask.said()
	}
	return out, nil
}

// leastHeld is the part of an area that a grid must hold for its people to answer for the area: what
// is less is a border drawn a little beside another.
const leastHeld = 0.01

// cardSeats are the things whose posts the card of an area tells, in the order in which a spot of its
// ground is answered: of a partition its own and the areas above it. A free area with a layer above it, a
// compound, is in the ground of others: the areas of the deepest partition that hold it, the largest part
// first; its own; the areas above those that hold it.
func (p *Picture) cardSeats(ctx context.Context, at city.Seat) ([]dutySeat, error) {
	l, err := p.layer(at.Layer)
	if err != nil {
		return nil, err
	}
	own := dutySeat{Seat: at}
	i, found := l.find(at.Code)
	switch {
	case !found || l.parent < 0:
		return []dutySeat{own}, nil
	case l.def.Partition:
		return p.seatsAbove([]dutySeat{own}, l.areas[i].Parent, l.parent), nil
	}
	holding, in, fallback, err := p.holdingAreas(ctx, l.areas[i].Shape, float64(l.fact(i).size))
	if err != nil || len(holding) == 0 {
		return []dutySeat{own}, err
	}
	var out, above []dutySeat
	for _, h := range holding {
		v := in.areas[h.area]
		out = append(out, dutySeat{areaSeat(in, v.Code), fallback})
		for _, seat := range p.seatsAbove(nil, v.Parent, in.parent) {
			if !slices.Contains(above, seat) {
				above = append(above, seat)
			}
		}
	}
	slices.SortStableFunc(above, func(x, y dutySeat) int { // the nearest level first, of all that hold it
		return cmp.Compare(slices.Index(p.order, p.numberOf(y.Layer)), slices.Index(p.order, p.numberOf(x.Layer)))
	})
	return append(append(out, own), above...), nil
}

// holdingAreas are the areas that hold ground of a shape of a size in m²: of the deepest partition of
// which any does, the largest part first. They are a fallback where a deeper one has areas.
func (p *Picture) holdingAreas(ctx context.Context, shape geo.MultiPolygon, size float64) (list []overlaid, in *layer, fallback bool, err error) {
	o := newOutline(shape)
	for n := len(p.order) - 1; n >= 0; n-- {
		l := &p.layers[p.order[n]]
		if !l.def.Partition || len(l.areas) == 0 {
			continue
		}
		list, _, err = p.sharing(ctx, o, p.order[n])
		list = slices.DeleteFunc(list, func(s overlaid) bool { return float64(s.size) < leastHeld*size })
		if err != nil || len(list) > 0 {
			slices.SortStableFunc(list, func(x, y overlaid) int { return cmp.Compare(y.size, x.size) })
			return list, l, fallback, err
		}
		fallback = true
	}
	return nil, nil, fallback, nil
}

// partyChain are the Party organisations from the widest down to those of an area: its own, those
// above them by the parents that the data names, and those of the areas above.
func (p *Picture) partyChain(at city.Seat) []*city.Organisation {
	var out []*city.Organisation
	party := p.partyKinds()
	for n, seat := range p.areaLineage(at) {
		from := len(out)
		for _, o := range p.staffedBy().bodies[seat] {
			if party[o.Kind] && (n == 0 || o.Of == seat) && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
		for ; from < len(out); from++ { // each of it once, so a ring ends
			if up := p.organisation(out[from].Parent); up != nil && party[up.Kind] && !slices.Contains(out, up) {
				out = append(out, up)
			}
		}
	}
	slices.Reverse(out)
	return out
}

// partyBelow are the Party organisations whose parent is one of an area, in the order of codes.
func (p *Picture) partyBelow(at city.Seat) []*city.Organisation {
	party := p.partyKinds()
	own := map[string]bool{}
	for _, o := range p.staffedBy().bodies[at] {
		if party[o.Kind] {
			own[o.Code] = true
		}
	}
	var out []*city.Organisation
	rs := p.inLayer(city.KindOrganisation, city.LayerOrganisation)
	for i := range rs {
		o, ok := rs[i].Content.(*city.Organisation)
		if len(own) > 0 && ok && party[o.Kind] && own[o.Parent] && len(out) < mostBelow {
			out = append(out, o)
		}
	}
	return out
}

func (p *Picture) partyKinds() map[string]bool {
	out := map[string]bool{}
	for _, k := range p.Scheme.AllOrganisations() {
		out[k.Key] = k.Party
	}
	return out
}

func (p *Picture) organisation(code string) *city.Organisation {
	r, found := p.thing(city.Key{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: code})
	if !found {
		return nil
	}
	o, _ := r.Content.(*city.Organisation)
	return o
}

func (p *Picture) bodies(list []*city.Organisation) []BodyAnswer {
	kinds := map[string]city.Label{}
	for _, k := range p.Scheme.AllOrganisations() {
		kinds[k.Key] = k.Name
	}
	out := make([]BodyAnswer, len(list))
	for i, o := range list {
		out[i] = BodyAnswer{Code: o.Code, Name: o.Name(), Kind: o.Kind, KindName: kinds[o.Kind], Form: o.Form, Parent: o.Parent, Phone: o.OfficePhone}
		if o.Of != (city.Seat{}) {
			out[i].Layer, out[i].Area, out[i].AreaName = o.Of.Layer, o.Of.Code, p.SeatName(o.Of)
		}
	}
	return out
}
