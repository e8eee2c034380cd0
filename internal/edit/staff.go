package edit

import (
	"github.com/redsail/redsail/internal/city"
)

// Seat names what a post or an organisation is for.
type Seat struct {
	Layer string `json:"layer" doc:"a layer, building, a kind of places, organisation; empty, with an empty code, takes it away"`
	Code  string `json:"code"`
}

// seat is that of the model; the kind of what it names follows from the layer.
func (s *Seat) seat(scheme *city.Scheme) city.Seat {
	if *s == (Seat{}) {
		return city.Seat{}
	}
	out := city.Seat{Kind: city.KindArea, Layer: s.Layer, Code: s.Code}
	switch s.Layer {
	case city.LayerBuilding:
		out.Kind = city.KindBuilding
	case city.LayerOrganisation:
		out.Kind = city.KindOrganisation
	default:
		for i := range scheme.Places {
			if scheme.Places[i].Key == s.Layer {
				out.Kind = city.KindPlace
			}
		}
	}
	return out
}

// manned is true of what need not have a geometry.
func manned(k city.RecordKind) bool { return k == city.KindPost || k == city.KindOrganisation }

// post is what becomes of a post. From the date of the change on another person may hold it: until
// then it is the one before, so that a hand-over leaves no gap.
func (p *Put) post(scheme *city.Scheme, old *city.Record) (city.Content, error) {
	out := city.Post{Code: p.Code}
	if old != nil {
		if was, ok := old.Content.(*city.Post); ok {
			out = *was
		}
	}
	x := out.Rare()
	p.Names.over(&x.Names)
	x.Former, x.Class = either(p.Former, x.Former), p.Class.over(x.Class)
	set(&x.Specialty, p.Specialty)
	out.Extra = x.Kept()
	set(&out.Source, p.Source)
	set(&out.DataDate, p.DataDate)
	set(&out.Role, p.Role)
	set(&out.Acting, p.Acting)
	set(&out.Duty, p.Duty)
	set(&out.OfficePhone, p.OfficePhone)
	p.Person.over(&out.Person)
	out.Tasks, out.StandIns = either(p.Tasks, out.Tasks), either(p.StandIns, out.StandIns)
	if p.At != nil {
		out.At = p.At.seat(scheme)
	}
	if p.Hours != nil {
		var err error
		if out.Hours, err = p.Hours.hours(); err != nil {
			return nil, in(err, "hours")
		}
	}
	return &out, out.Check(scheme)
}

// organisation is what becomes of an organisation.
func (p *Put) organisation(scheme *city.Scheme, old *city.Record) (city.Content, error) {
	out := city.Organisation{Code: p.Code}
	if old != nil {
		if was, ok := old.Content.(*city.Organisation); ok {
			out = *was
		}
	}
	p.Names.over(&out.Names)
	p.Address.over(&out.Address)
	set(&out.Source, p.Source)
	set(&out.DataDate, p.DataDate)
	set(&out.Kind, p.Sort)
	set(&out.Form, p.Form)
	set(&out.Parent, p.Parent)
	set(&out.OfficePhone, p.OfficePhone)
	out.Former, out.Class = either(p.Former, out.Former), p.Class.over(out.Class)
	if p.Members != nil {
		out.Members = p.Members
	}
	if p.Of != nil {
		out.Of = p.Of.seat(scheme)
	}
	if p.Site != nil {
		out.Place = p.Site.seat(scheme)
	}
	if p.Covers != nil {
		out.Covers = nil
		for i := range p.Covers {
			out.Covers = append(out.Covers, p.Covers[i].seat(scheme))
		}
	}
	if p.Geometry != nil {
		at, err := p.Geometry.point()
		if err != nil {
			return nil, in(err, "geometry")
		}
		out.Point = at
	}
	return &out, out.Check(scheme)
}
