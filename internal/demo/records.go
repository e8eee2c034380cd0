package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

func names(n Name) city.Names { return city.Names{Zh: n.Zh, En: n.En} }

func count(n int) *int64 {
	v := int64(n)
	return &v
}

// record is the building of the domain. Of the many things of the map (buildings, lines,
// ground) the scheme alone says that they are made up.
func (b *Building) record(former []string) *city.Building {
	return &city.Building{
		Code: b.Code, Former: former, Names: names(b.Address.House), Shape: b.Shape, Entrances: []geo.Point{b.Entrance},
		Storeys: count(b.Storeys), Households: count(b.Households), Address: b.Address.record(), Grid: b.Grid, Compound: b.Compound,
		Class: map[string]string{"use": b.Use},
	}
}

func (a *Address) record() city.Address {
	return city.Address{Road: a.Street.Zh, Number: a.Number, Compound: a.Yard, Building: a.House.Zh}
}

// record is the place of the domain. Of its tags the keys of services are services; the
// level of a centre and what a resident unit or a landmark is are classes.
func (p *Place) record() *city.Place {
	out := &city.Place{
		Kind: p.Kind, Code: p.Code, Names: names(p.Name), Address: p.Address.record(), Point: p.Point, Entrances: p.Entrances,
		Hours: p.Hours.record(), State: city.PlaceState(p.State), Tenure: p.Tenure, Stages: p.Stages, Source: Notice.Zh, DataDate: dataDate,
	}
	if p.Cost > 0 {
		out.Cost = count(p.Cost)
	}
	if p.FloorArea > 0 {
		out.FloorArea = count(p.FloorArea)
	}
	for _, tag := range p.Tags {
		switch {
		case slices.Contains(serviceTags, tag):
			out.Services = append(out.Services, tag)
		case strings.HasPrefix(tag, "level_"):
			out.Class = map[string]string{"level": tag}
		default:
			out.Class = map[string]string{"kind": tag}
		}
	}
	return out
}

// coverLetters begin the codes of each kind of ground.
var coverLetters = map[string]string{"water": "W", "park": "P", "woods": "F", "garden": "G", "pitch": "S", "farmland": "A"}

// coverRecords are the ground of the base map.
func (c *City) coverRecords() []city.Area {
	out := make([]city.Area, len(c.Covers))
	next := map[string]int{}
	for i := range c.Covers {
		v := &c.Covers[i]
		next[v.Kind]++
		out[i] = city.Area{
			Layer: "land_use", Code: fmt.Sprintf("%s%05d", coverLetters[v.Kind], next[v.Kind]), Names: names(v.Name), Shape: v.Shape,
			Class: map[string]string{"kind": v.Kind},
		}
	}
	return out
}
