package atlas

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// NameOf is the name of an area in force; its code where there is none.
func (p *Picture) NameOf(key, code string) string {
	if l, err := p.layer(key); err == nil {
		if i, found := l.find(code); found {
			return l.areas[i].Name()
		}
	}
	return code
}

// namesOf is also the English name, empty where there is none.
func (p *Picture) namesOf(key, code string) (name, en string) {
	if l, err := p.layer(key); err == nil {
		if i, found := l.find(code); found {
			return l.areas[i].Name(), english(l.areas[i].Names)
		}
	}
	return code, ""
}

// Lineage lists what a thing lies in by right: itself and, by parent codes, all areas above it, the
// nearest first. A building lies in its grid and its compound; a place in the areas that hold its
// point; a line in those that hold all of it; an organisation in what it is the organisation of, and in what it covers. It is empty where
// nothing of that key is in force, so that who is for some areas reaches nothing that has ended.
// Nobody may change it.
func (p *Picture) Lineage(at city.Seat) []city.Seat {
	if len(p.staffedBy().lists[at]) == 0 {
		return p.lineage(at, 0)
	}
	return p.staffedSeat(at).above
}

// LineageEver is Lineage, and of an area that is not in force that of its last version: who was for it is for what
// is still said of it.
func (p *Picture) LineageEver(at city.Seat) []city.Seat {
	if out := p.Lineage(at); len(out) > 0 || at.Kind != city.KindArea {
		return out
	}
	var last *city.Version
	for i := range p.layers {
		if p.layers[i].def.Key != at.Layer {
			continue
		}
		for _, v := range p.chronicle.layers[i].areas {
			if v.Code == at.Code && (last == nil || last.Valid.From < v.Valid.From) {
				last = v
			}
		}
	}
	if last == nil {
		return nil
	}
	return p.LineageOf(&last.Area)
}

// maxLineage bounds an organisation that is of an organisation.
const maxLineage = 8

func (p *Picture) lineage(at city.Seat, depth int) []city.Seat {
	if depth > maxLineage {
		return nil
	}
	switch at.Kind {
	case city.KindArea:
		return p.areaLineage(at)
	case city.KindBuilding, city.KindPlace, city.KindOrganisation, city.KindPost:
		r, ok := p.thing(at.Key())
		if !ok {
			return nil
		}
		return append([]city.Seat{at}, p.contentLineage(r.Content, depth)...)
	default:
		return nil
	}
}

func (p *Picture) areaLineage(at city.Seat) []city.Seat {
	l, err := p.layer(at.Layer)
	if err != nil {
		return nil
	}
	i, found := l.find(at.Code)
	if !found {
		return nil
	}
	out := []city.Seat{at}
	above := p.chain(l, l.areas[i].Parent)
	for j := len(above) - 1; j >= 0; j-- {
		out = append(out, city.Seat{Kind: city.KindArea, Layer: above[j].Layer, Code: above[j].Code})
	}
	return out
}

func (p *Picture) contentLineage(c city.Content, depth int) (out []city.Seat) {
	switch t := c.(type) {
	case *city.Building:
		for _, m := range p.members(t, CountingPoint(t)) {
			l := &p.layers[m.layer]
			out = append(out, p.areaLineage(city.Seat{Kind: city.KindArea, Layer: l.def.Key, Code: l.areas[m.area].Code})...)
		}
	case *city.Place:
		held := p.index.All(t.Point, nil)
		for _, i := range p.order {
			for _, h := range ofLayer(held, i) {
				l := &p.layers[i]
				out = append(out, p.areaLineage(city.Seat{Kind: city.KindArea, Layer: l.def.Key, Code: l.areas[h.Area].Code})...)
			}
		}
	case *city.Line:
		for _, h := range p.holding(t.Shape) {
			l := &p.layers[h.Layer]
			out = append(out, p.areaLineage(city.Seat{Kind: city.KindArea, Layer: l.def.Key, Code: l.areas[h.Area].Code})...)
		}
	case *city.Post:
		return p.lineage(t.At, depth+1)
	case *city.Organisation:
		for _, seat := range append([]city.Seat{t.Of}, t.Covers...) {
			out = append(out, p.lineage(seat, depth+1)...)
		}
	}
	return out
}

// LineageOf lists what a content would lie in: as Lineage, of one that need not be in force yet.
func (p *Picture) LineageOf(c city.Content) []city.Seat {
	k := c.Key()
	own := city.Seat(k)
	switch t := c.(type) {
	case *city.Area:
		def, err := p.Scheme.Layer(t.Layer)
		if err != nil || t.Parent == "" {
			return []city.Seat{own}
		}
		return append([]city.Seat{own}, p.areaLineage(city.Seat{Kind: city.KindArea, Layer: def.Parent, Code: t.Parent})...)
	default:
		return append([]city.Seat{own}, p.contentLineage(c, 0)...)
	}
}

// LineagesOf lists, for each thing that a content is for, what that lies in: who writes the content
// must be for all of them, while one is enough to read it. A post of an organisation is for all that
// the organisation is for. One that is not in force gives an empty list.
func (p *Picture) LineagesOf(c city.Content) [][]city.Seat {
	switch t := c.(type) {
	case *city.Post:
		return p.seatLineages(t.At, 0)
	case *city.Organisation:
		return p.organisationLineages(t, 0)
	default:
		return [][]city.Seat{p.LineageOf(c)}
	}
}

func (p *Picture) seatLineages(at city.Seat, depth int) [][]city.Seat {
	if at.Kind == city.KindOrganisation && depth <= maxLineage {
		if o := p.organisation(at.Code); o != nil {
			return p.organisationLineages(o, depth+1)
		}
	}
	return [][]city.Seat{p.Lineage(at)}
}

func (p *Picture) organisationLineages(o *city.Organisation, depth int) (out [][]city.Seat) {
	for _, at := range append([]city.Seat{o.Of, o.Place}, o.Covers...) {
		if at != (city.Seat{}) {
			out = append(out, p.seatLineages(at, depth)...)
		}
	}
	return out
}

// holding are the areas that hold all of a line: they own its points, and it does not meet their borders.
func (p *Picture) holding(line geo.MultiLine) []locate.Held {
	var held []locate.Held
	for i, run := range line {
		for k, q := range run {
			at := p.index.All(q, nil)
			if i == 0 && k == 0 {
				held = at
				continue
			}
			held = slices.DeleteFunc(held, func(h locate.Held) bool { return !slices.Contains(at, h) })
		}
	}
	return slices.DeleteFunc(held, func(h locate.Held) bool { return meetsBorder(line, p.layers[h.Layer].areas[h.Area].Shape) })
}

// meetsBorder is true of a line that shares a point with the border of a shape.
func meetsBorder(line geo.MultiLine, m geo.MultiPolygon) (meets bool) {
	m.Edges(func(a, b geo.Point) {
		edge := geo.EmptyBox().Extend(a).Extend(b)
		for _, run := range line {
			for k := 1; k < len(run) && !meets; k++ {
				meets = geo.EmptyBox().Extend(run[k-1]).Extend(run[k]).Intersects(edge) && segmentsMeet(run[k-1], run[k], a, b)
			}
		}
	})
	return meets
}
