package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// properties are those of a feature, in a fixed order. What is not known is left out.
type properties struct{ list []codec.Property }

func (p *properties) put(key string, value any) {
	p.list = append(p.list, codec.Property{Key: key, Value: value})
}

func (p *properties) text(key, value string) {
	if value != "" {
		p.put(key, value)
	}
}

func (p *properties) count(key string, n *int64) {
	if n != nil {
		p.put(key, *n)
	}
}

func (p *properties) texts(key string, list []string) {
	if len(list) > 0 {
		p.put(key, list)
	}
}

// names are those that there are; `name` is the Chinese one, as an import reads it.
func (p *properties) names(n city.Names, former []string) {
	p.text("name", n.Zh)
	p.text("name_zh_hant", n.ZhHant)
	p.text("name_en", n.En)
	p.texts("former", former)
}

// source is what all kinds end with.
func (p *properties) source(class map[string]string, source, date string) {
	if len(class) > 0 {
		p.put("class", class)
	}
	p.text("source", source)
	p.text("data_date", date)
}

func (p *properties) area(a *city.Area) {
	p.names(a.Names, a.Former)
	p.text("parent", a.Parent)
	p.count("households", a.Households)
	p.count("population", a.Population)
	p.source(a.Class, a.Source, a.DataDate)
}

func (p *properties) building(b *city.Building, d *drawing) {
	p.names(b.Names, b.Former)
	p.address(b.Address)
	p.text("grid", b.Grid)
	p.text("compound", b.Compound)
	p.count("storeys", b.Storeys)
	p.count("households", b.Households)
	if len(b.Shape) > 0 && b.Point != nil {
		p.put("point", d.point(*b.Point))
	}
	p.entrances(b.Entrances, d)
	p.source(b.Class, b.Source, b.DataDate)
}

func (p *properties) line(l *city.Line) {
	p.names(l.Names, l.Former)
	p.put("kind", l.Layer) // as with a place; a track may be of the roads or of the paths
	p.source(l.Class, l.Source, l.DataDate)
}

func (p *properties) place(a *city.Place, d *drawing) {
	p.names(a.Names, a.Former)
	p.put("kind", a.Kind) // so that a file of whatever name comes back as what it was
	p.address(a.Address)
	p.put("state", a.State)
	if a.Hours != nil {
		p.put("hours", hoursCard(a.Hours))
	}
	p.texts("services", a.Services)
	p.texts("skills", a.Skills)
	p.count("floor_area", a.FloorArea)
	p.count("cost", a.Cost)
	p.text("stages", city.StageText(a.Stages))
	p.text("tenure", a.Tenure)
	p.text("owner", a.Owner)
	p.entrances(a.Entrances, d)
	p.source(a.Class, a.Source, a.DataDate)
}

// address is the whole as it is written, and its parts.
func (p *properties) address(a city.Address) {
	p.text("address", a.String())
	p.text("address_road", a.Road)
	p.text("address_number", a.Number)
	p.text("address_compound", a.Compound)
	p.text("address_building", a.Building)
}

func (p *properties) entrances(doors []geo.Point, d *drawing) {
	if len(doors) > 0 {
		p.put("entrances", d.points(doors))
	}
}
