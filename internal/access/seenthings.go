package access

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// manned is true of records that are seen where what they are for is.
func manned(k city.RecordKind) bool { return k == city.KindPost || k == city.KindOrganisation }

// keeps tells whether a record is seen.
func (s *seen) keeps(c city.Content) bool {
	switch c := c.(type) {
	case *city.Post:
		return s.shows(c.At.Key())
	case *city.Organisation:
		return s.shows(c.Of.Key())
	default:
		return s.shows(c.Key())
	}
}

// trim takes from records that are seen the codes of what is not.
func (s *seen) trim(rs []city.Record) {
	kept := map[city.Key]bool{}
	for i := range rs {
		if k := rs[i].Key(); manned(k.Kind) {
			kept[k] = true
		}
	}
	for i := range rs {
		switch c := rs[i].Content.(type) {
		case *city.Building:
			rs[i].Content = s.building(c)
		case *city.Post:
			out := *c
			out.StandIns = slices.DeleteFunc(slices.Clone(c.StandIns), func(code string) bool {
				return !kept[city.Key{Kind: city.KindPost, Layer: city.LayerPost, Code: code}]
			})
			rs[i].Content = &out
		case *city.Organisation:
			rs[i].Content = s.organisation(c, kept)
		}
	}
}

// building is one without the codes of areas that are not seen.
func (s *seen) building(b *city.Building) *city.Building {
	out := *b
	if !s.open.Has(city.LayerGrid) {
		out.Grid = ""
	}
	if !s.open.Has(city.LayerCompound) {
		out.Compound = ""
	}
	return &out
}

// organisation is one that names nothing above it, beside it and where it is that is not seen. An
// address belongs to buildings.
func (s *seen) organisation(o *city.Organisation, kept map[city.Key]bool) *city.Organisation {
	out := *o
	if !kept[city.Key{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: o.Parent}] {
		out.Parent = ""
	}
	out.Covers = slices.DeleteFunc(slices.Clone(o.Covers), func(of city.Seat) bool { return !s.shows(of.Key()) })
	if !s.shows(o.Place.Key()) {
		out.Place = city.Seat{}
	}
	if !s.open.Has(city.LayerBuilding) {
		out.Address = city.Address{}
	}
	return &out
}
