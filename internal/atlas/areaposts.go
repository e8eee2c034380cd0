package atlas

import (
	"context"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// mostBelow is how many organisations below those of an area are listed.
const mostBelow = 200

// AreaPosts is who answers for an area, as anybody may know it.
type AreaPosts struct {
	Layer string       `json:"layer"`
	Code  string       `json:"code"`
	Name  string       `json:"name"`
	Posts []PostAnswer `json:"posts" doc:"those of the area and of the organisations that are of it or look after it, by how they answer; at most 1000"`
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
	return p.areaPosts(city.Seat{Kind: city.KindArea, Layer: key, Code: now}, t), nil
}

// mostOfArea bounds the posts of an area's card.
const mostOfArea = 1000

func (p *Picture) areaPosts(at city.Seat, t time.Time) *AreaPosts {
	d := p.staffedBy()
	ans := Answer{Posts: []PostAnswer{}}
	ask := asking{p: p, d: d, at: momentOf(t), ans: &ans}
	ask.all(at, mostOfArea)
	out := &AreaPosts{
		Layer: at.Layer, Code: at.Code, Name: p.SeatName(at), Posts: ans.Posts, Holders: ans.Holders,
		Organisations: p.bodies(d.bodies[at]), Chain: p.bodies(p.partyChain(at)), Below: p.bodies(p.partyBelow(at)),
	}
	if len(ans.Posts) > 0 {
		out.Duty = ask.said()
	}
	return out
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
