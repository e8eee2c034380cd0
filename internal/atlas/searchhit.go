package atlas

import (
	"cmp"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// hits writes out what was found; aside is a note for all of them.
func (s *search) hits(aside string) []Hit {
	out := make([]Hit, len(s.top))
	for i := range s.top {
		o := &s.top[i].offer
		h := s.x.hit(o.entry)
		h.Matched, h.Note = o.matched, s.x.notes[o.note]
		if aside != "" {
			h.Note = strings.Trim(h.Note+"；"+aside, "；")
		}
		out[i] = h
	}
	return out
}

// hit describes an entry.
func (x *searchIndex) hit(i int32) Hit {
	e := &x.entries[i]
	h := Hit{Context: x.around(e)}
	switch e.kind {
	case entryArea:
		x.areaHit(&h, i)
	case entryThing:
		x.recordHit(&h, x.picture.things[e.ref].Content, e.at)
	case entryStreet:
		s := &x.streets[e.ref]
		first := s.pieces[0]
		h.Kind, h.Layer, h.Code, h.Name, h.NameEn = HitLine, first.Layer, first.Code, first.Name(), first.Names.En
		h.Point, h.Bounds = e.at.LonLat(), bounds(s.box)
	case entryAddress:
		y := &x.addresses[e.ref]
		h.Kind, h.Layer, h.Name = HitAddress, city.LayerBuilding, y.road+y.number
		h.Context = strings.TrimSpace(h.Context + " " + y.compound)
		h.Point, h.Bounds = e.at.LonLat(), bounds(y.box)
	case entryEnded:
		x.recordHit(&h, x.ended[e.ref].Content, e.at)
	}
	return h
}

func (x *searchIndex) areaHit(h *Hit, i int32) {
	e := &x.entries[i]
	v := x.picture.layers[e.layer].areas[e.ref]
	h.Kind, h.Layer, h.Code, h.Name, h.NameEn = HitArea, v.Layer, v.Code, v.Name(), v.Names.En
	h.Point, h.Bounds = x.label(i, v.Shape).LonLat(), bounds(v.Shape.Box())
}

// label is the label point of an area; those of areas that were found are kept.
func (x *searchIndex) label(i int32, shape geo.MultiPolygon) geo.Point {
	kept, _ := x.labels.Load(i)
	if p, ok := kept.(geo.Point); ok {
		return p
	}
	p := partition.LabelPoint(shape)
	x.labels.Store(i, p)
	return p
}

// recordHit describes a place or a building, or an area that has ended.
func (x *searchIndex) recordHit(h *Hit, c city.Content, at geo.Point) {
	h.Layer, h.Code, h.Name, h.Point = c.Key().Layer, c.Key().Code, c.Name(), at.LonLat()
	address := ""
	switch c := c.(type) {
	case *city.Area:
		h.Kind, h.NameEn, h.Bounds = HitArea, c.Names.En, bounds(c.Box())
		h.Point = partition.LabelPoint(c.Shape).LonLat()
	case *city.Place:
		h.Kind, h.NameEn, address = HitPlace, c.Names.En, c.Address.String()
	case *city.Building:
		h.Kind, h.NameEn, address = HitBuilding, x.buildingEn(c), c.Address.String()
		h.Name = cmp.Or(buildingName(c), h.Name)
		if len(c.Shape) > 0 && len(c.Entrances) == 0 && c.Point == nil {
			h.Point = partition.LabelPoint(c.Shape).LonLat()
		}
	}
	h.Context = strings.TrimSpace(h.Context + " " + strings.TrimSuffix(address, h.Name))
}

// buildingEn is a building's English name, with its compound's where it is only a number
// in there.
func (x *searchIndex) buildingEn(b *city.Building) string {
	if b.Names.En == "" || b.Names.Zh != b.Address.Building {
		return b.Names.En
	}
	for i := range x.picture.layers {
		l := &x.picture.layers[i]
		if l.def.Key != city.LayerCompound {
			continue
		}
		if j, ok := l.find(b.Compound); ok && l.areas[j].Names.En != "" {
			return b.Names.En + ", " + l.areas[j].Names.En
		}
	}
	return b.Names.En
}

// around names the areas that hold an entry, the widest first. The one area of the topmost
// layer is the city: nobody needs to be told.
func (x *searchIndex) around(e *entry) string {
	var names []string
	for up := e.holds; up >= 0; up = x.entries[up].holds {
		a := &x.entries[up]
		l := &x.picture.layers[a.layer]
		if l.parent < 0 && len(l.areas) == 1 && len(names) > 0 {
			break
		}
		names = append([]string{l.areas[a.ref].Name()}, names...)
	}
	return strings.Join(names, " ")
}

func bounds(b geo.Box) *[4]float64 {
	if b.Empty() {
		return nil
	}
	lo, hi := b.Min.LonLat(), b.Max.LonLat()
	return &[4]float64{lo[0], lo[1], hi[0], hi[1]}
}
