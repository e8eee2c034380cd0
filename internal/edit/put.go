package edit

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Put makes a content hold. What it does not say stays as it is in the version in force.
type Put struct {
	Kind       string       `json:"kind,omitempty" enum:"area,building,line,place" doc:"area when it is not sent"`
	Layer      string       `json:"layer" doc:"layer of the scheme; of a place its kind, of a line road, river, rail, wall or path, of a building building"`
	Code       string       `json:"code"`
	Names      *Names       `json:"names,omitempty" doc:"languages that are not sent stay; null takes one away"`
	Parent     *string      `json:"parent,omitempty" doc:"of an area"`
	Former     []string     `json:"former,omitempty" doc:"codes that it had before: it keeps their permanent id"`
	Class      Class        `json:"class,omitempty" doc:"attributes that are not sent stay; null takes one away"`
	Households *int64       `json:"households,omitempty" doc:"of an area or a building"`
	Population *int64       `json:"population,omitempty" doc:"of an area"`
	Source     *string      `json:"source,omitempty"`
	DataDate   *string      `json:"data_date,omitempty" doc:"YYYY-MM-DD"`
	Geometry   *Geometry    `json:"geometry,omitempty" doc:"GeoJSON: Polygon or MultiPolygon of an area; Point of a place; Polygon, MultiPolygon or Point of a building; LineString or MultiLineString of a line"`
	Entrances  [][2]float64 `json:"entrances,omitempty" doc:"lon, lat of each, of a place or a building"`
	Address    *Address     `json:"address,omitempty" doc:"of a place or a building; parts that are not sent stay, null takes one away"`
	State      *string      `json:"state,omitempty" enum:"planned,applied,approved,building,accepted,open,closed" doc:"of a place"`
	Storeys    *int64       `json:"storeys,omitempty" doc:"of a building"`
	Grid       *string      `json:"grid,omitempty" doc:"of a building"`
	Compound   *string      `json:"compound,omitempty" doc:"of a building"`
}

// only refuses fields that a kind does not have.
func (p *Put) only(kind city.RecordKind) error {
	area, building, site := kind == city.KindArea, kind == city.KindBuilding, kind == city.KindPlace
	for _, f := range []struct {
		name      string
		sent, has bool
	}{
		{"parent", p.Parent != nil, area}, {"population", p.Population != nil, area},
		{"households", p.Households != nil, area || building}, {"entrances", p.Entrances != nil, building || site},
		{"address", p.Address != nil, building || site}, {"state", p.State != nil, site},
		{"storeys", p.Storeys != nil, building}, {"grid", p.Grid != nil, building}, {"compound", p.Compound != nil, building},
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
	} else if ask.Geometry == nil {
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
		c, err = ask.place(old, entrances)
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
	d.others = append(d.others, city.PutContent(c, city.Period{From: d.Date, To: until}))
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

func (p *Put) place(old *city.Record, entrances []geo.Point) (city.Content, error) {
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
	if p.State != nil {
		out.State = city.PlaceState(*p.State)
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
