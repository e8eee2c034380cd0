package edit

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Put makes a content hold. What it does not say stays as it is in the version in force.
type Put struct {
	Kind       string       `json:"kind,omitempty" enum:"area,building,line,place,organisation,post" doc:"area when it is not sent"`
	Layer      string       `json:"layer" doc:"layer of the scheme; of a place its kind, of a line road, river, rail, wall or path, of a building building, of a post post, of an organisation organisation"`
	Code       string       `json:"code"`
	Names      *Names       `json:"names,omitempty" doc:"languages that are not sent stay; null takes one away"`
	Parent     *string      `json:"parent,omitempty" doc:"of an area, or of an organisation: the code of the one above; empty takes it away"`
	Former     []string     `json:"former,omitempty" doc:"codes that it had before: it keeps their permanent id"`
	Class      Class        `json:"class,omitempty" doc:"attributes that are not sent stay; null takes one away"`
	Households *int64       `json:"households,omitempty" doc:"of an area or a building"`
	Population *int64       `json:"population,omitempty" doc:"of an area"`
	Source     *string      `json:"source,omitempty"`
	DataDate   *string      `json:"data_date,omitempty" doc:"YYYY-MM-DD"`
	Geometry   *Geometry    `json:"geometry,omitempty" doc:"GeoJSON: Polygon or MultiPolygon of an area; Point of a place; Polygon, MultiPolygon or Point of a building; LineString or MultiLineString of a line"`
	Entrances  [][2]float64 `json:"entrances,omitempty" doc:"lon, lat of each, of a place or a building"`
	Address    *Address     `json:"address,omitempty" doc:"of a place or a building; parts that are not sent stay, null takes one away"`
	State      *string      `json:"state,omitempty" enum:"planned,applied,reviewed,approved,building,accepted,open,closed" doc:"of a place; one with a log of stages goes one stage on, dated by the change, or is closed"`
	Cost       *int64       `json:"cost,omitempty" doc:"of a place that is not there yet: whole yuan"`
	FloorArea  *int64       `json:"floor_area,omitempty" doc:"of a place: square metres"`
	Tenure     *string      `json:"tenure,omitempty" doc:"of a place: by what right the rooms are used (owned, rented, lent …)"`
	Stages     []city.Stage `json:"stages,omitempty" doc:"of a place: its whole log of stages, which only grows; from then on state goes through it"`
	Storeys    *int64       `json:"storeys,omitempty" doc:"of a building"`
	Grid       *string      `json:"grid,omitempty" doc:"of a building"`
	Compound   *string      `json:"compound,omitempty" doc:"of a building"`

	Role        *string  `json:"role,omitempty" doc:"of a post: a key of the scheme's roles"`
	Specialty   *string  `json:"specialty,omitempty" doc:"of a post"`
	At          *Seat    `json:"at,omitempty" doc:"of a post: what it is for"`
	Person      Text     `json:"person,omitzero" doc:"of a post: the code of who holds it from the date of the change on; null makes it vacant. Never a name"`
	Acting      *bool    `json:"acting,omitempty" doc:"of a post: who holds it stands beside another, or until somebody is found"`
	Tasks       []string `json:"tasks,omitempty" doc:"of a post: keys of domains of work"`
	Duty        *string  `json:"duty,omitempty" doc:"of a post: the duty in words"`
	Hours       *Hours   `json:"hours,omitempty" doc:"of a post: all hours of duty, as its card has them; an empty object takes them away"`
	StandIns    []string `json:"stand_ins,omitempty" doc:"of a post: codes of the posts that stand in"`
	OfficePhone *string  `json:"office_phone,omitempty" doc:"of a post or an organisation: of the office, which anybody may know"`
	Sort        *string  `json:"sort,omitempty" doc:"of an organisation: a key of the scheme's kinds of organisations"`
	Form        *string  `json:"form,omitempty" doc:"of an organisation: how it was set up, as own or joint"`
	Of          *Seat    `json:"of,omitempty" doc:"of an organisation: what it is the organisation of"`
	Covers      []Seat   `json:"covers,omitempty" doc:"of an organisation: areas that it looks after besides"`
	Site        *Seat    `json:"site,omitempty" doc:"of an organisation: the place where it works and meets"`
	Members     *int64   `json:"members,omitempty" doc:"of an organisation: how many, and never who"`
	Until       *string  `json:"until,omitempty" doc:"of a post or an organisation: the first date on which it is no more; without it the end that there is stays"`
}

// only refuses fields that a kind does not have.
func (p *Put) only(kind city.RecordKind) error {
	area, building, site := kind == city.KindArea, kind == city.KindBuilding, kind == city.KindPlace
	post, body := kind == city.KindPost, kind == city.KindOrganisation
	for _, f := range []struct {
		name      string
		sent, has bool
	}{
		{"parent", p.Parent != nil, area || body}, {"population", p.Population != nil, area},
		{"households", p.Households != nil, area || building}, {"entrances", p.Entrances != nil, building || site},
		{"address", p.Address != nil, building || site || body}, {"state", p.State != nil, site},
		{"cost", p.Cost != nil, site}, {"floor_area", p.FloorArea != nil, site}, {"tenure", p.Tenure != nil, site}, {"stages", p.Stages != nil, site},
		{"storeys", p.Storeys != nil, building}, {"grid", p.Grid != nil, building}, {"compound", p.Compound != nil, building},
		{"geometry", p.Geometry != nil, !post}, {"role", p.Role != nil, post}, {"specialty", p.Specialty != nil, post}, {"at", p.At != nil, post},
		{"person", p.Person.Sent, post}, {"acting", p.Acting != nil, post}, {"tasks", p.Tasks != nil, post}, {"duty", p.Duty != nil, post},
		{"hours", p.Hours != nil, post}, {"stand_ins", p.StandIns != nil, post}, {"office_phone", p.OfficePhone != nil, post || body},
		{"sort", p.Sort != nil, body}, {"form", p.Form != nil, body}, {"of", p.Of != nil, body}, {"covers", p.Covers != nil, body},
		{"site", p.Site != nil, body}, {"members", p.Members != nil, body}, {"until", p.Until != nil, post || body},
	} {
		if f.sent && !f.has {
			return in(city.Errorf(city.Invalid, "unknown_parameter", "a %s has no such field", kind), "%s", f.name)
		}
	}
	return nil
}

// putThing puts a building, line or place. They need no noding.
func (d *draft) putThing(ctx context.Context, ask *Put, k city.Key) error {
	if err := ask.only(k.Kind); err != nil {
		return err
	}
	old, err := d.at(ctx, k)
	if err != nil {
		return err
	}
	until := city.OpenEnd
	if old != nil {
		until = old.Valid.To
	} else if ask.Geometry == nil && !manned(k.Kind) {
		return in(city.Errorf(city.Invalid, "empty_shape", "%s is new, and so needs a geometry", k), "geometry")
	}
	entrances, err := snapPoints(ask.Entrances)
	if err != nil {
		return in(err, "entrances")
	}
	var c city.Content
	switch k.Kind {
	case city.KindBuilding:
		c, err = ask.building(old, entrances)
	case city.KindPlace:
		c, err = ask.place(old, d.Date, entrances)
	case city.KindPost:
		c, err = ask.post(d.Scheme, old)
	case city.KindOrganisation:
		c, err = ask.organisation(d.Scheme, old)
	default:
		c, err = ask.line(old)
	}
	if err != nil {
		return err
	}
	if b, ok := c.(*city.Building); ok && old != nil {
		if i := slices.IndexFunc(d.World.buildings, func(r city.Record) bool { return r.Key() == k && r.Valid.Holds(d.Date) }); i >= 0 {
			d.buildings[i] = b // an edit below may give it another grid
			return nil
		}
	}
	if ask.Until == nil {
		d.others = append(d.others, city.PutContent(c, city.Period{From: d.Date, To: until}))
		return nil
	}
	end, err := city.ParseDate(*ask.Until)
	if err == nil && end <= d.Date {
		err = city.Errorf(city.Invalid, "bad_period", "%s would end on %s, before it begins on %s", k, end, d.Date)
	}
	if err != nil {
		return in(err, "until")
	}
	d.others = append(d.others, city.PutContent(c, city.Period{From: d.Date, To: end}))
	if old != nil { // nothing of it comes back, be it what stood there or what was to come
		d.others = append(d.others, city.DeleteKey(k, end))
	}
	return nil
}

func snapPoints(sent [][2]float64) ([]geo.Point, error) {
	var out []geo.Point
	for i, ll := range sent {
		p, err := geo.Snap(ll)
		if err != nil {
			return nil, in(city.Errorf(city.Invalid, "out_of_range", "%s", err), "[%d]", i)
		}
		out = append(out, p)
	}
	return out, nil
}

func (p *Put) building(old *city.Record, entrances []geo.Point) (city.Content, error) {
	b := city.Building{Code: p.Code}
	if old != nil {
		if was, ok := old.Content.(*city.Building); ok {
			b = *was
		}
	}
	p.Names.over(&b.Names)
	set(&b.Source, p.Source)
	set(&b.DataDate, p.DataDate)
	set(&b.Grid, p.Grid)
	set(&b.Compound, p.Compound)
	b.Former, b.Class = either(p.Former, b.Former), p.Class.over(b.Class)
	if p.Entrances != nil {
		b.Entrances = entrances
	}
	p.Address.over(&b.Address)
	if p.Storeys != nil {
		b.Storeys = p.Storeys
	}
	if p.Households != nil {
		b.Households = p.Households
	}
	if p.Geometry == nil {
		return &b, nil
	}
	var err error
	if p.Geometry.Type == "Point" {
		b.Shape = nil
		b.Point, err = p.Geometry.point()
	} else {
		b.Point = nil
		b.Shape, err = p.Geometry.polygons()
	}
	return &b, in(err, "geometry")
}

func (p *Put) place(old *city.Record, date city.Date, entrances []geo.Point) (city.Content, error) {
	out := city.Place{Kind: p.Layer, Code: p.Code, State: city.PlaceOpen}
	if old != nil {
		if was, ok := old.Content.(*city.Place); ok {
			out = *was
		}
	}
	p.Names.over(&out.Names)
	set(&out.Source, p.Source)
	set(&out.DataDate, p.DataDate)
	out.Former, out.Class = either(p.Former, out.Former), p.Class.over(out.Class)
	set(&out.Tenure, p.Tenure)
	out.Cost, out.FloorArea = cmp.Or(p.Cost, out.Cost), cmp.Or(p.FloorArea, out.FloorArea)
	if len(p.Stages) > 0 {
		out.State = city.StateByLog(p.Stages, &out)
		out.Stages = p.Stages
	}
	if p.State != nil {
		if err := out.Advance(city.PlaceState(*p.State), date, ""); err != nil {
			return nil, in(err, "state")
		}
	}
	if old != nil {
		if err := city.CheckFollows(old.Content, &out, date); err != nil {
			return nil, in(err, "stages")
		}
	}
	if err := city.CheckOpening(&out, date); err != nil {
		return nil, in(err, "stages")
	}
	if p.Entrances != nil {
		out.Entrances = entrances
	}
	p.Address.over(&out.Address)
	if p.Geometry == nil {
		return &out, nil
	}
	at, err := p.Geometry.point()
	if err != nil {
		return nil, in(err, "geometry")
	}
	out.Point = *at
	return &out, nil
}

func (p *Put) line(old *city.Record) (city.Content, error) {
	out := city.Line{Layer: p.Layer, Code: p.Code}
	if old != nil {
		if was, ok := old.Content.(*city.Line); ok {
			out = *was
		}
	}
	p.Names.over(&out.Names)
	set(&out.Source, p.Source)
	set(&out.DataDate, p.DataDate)
	out.Former, out.Class = either(p.Former, out.Former), p.Class.over(out.Class)
	if p.Geometry == nil {
		return &out, nil
	}
	var err error
	out.Shape, err = p.Geometry.lines()
	return &out, in(err, "geometry")
}

// set puts a value over another where there is one.
func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

func either(v, otherwise []string) []string {
	if v == nil {
		return otherwise
	}
	return v
}
