package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/internal/city"
)

// site is where a building counts.
type site struct {
	at   geo.Point
	cell hex.Cell // of resolution finestBlock; 0 where there is none
}

// home is a building that is lived in.
type home struct {
	site
	households int64
	in         []member // the areas that it belongs to, by layer in the order of answers
}

// member is an area by its layer's number and its place there.
type member struct{ layer, area int32 }

// inhabit finds where the buildings count, and those of them that are lived in, both in the
// order of their codes.
func (p *Picture) inhabit() (sites []site, homes []home) {
	for i := range p.things {
		b, ok := p.things[i].Content.(*city.Building)
		if !ok {
			continue
		}
		s := site{at: CountingPoint(b)}
		if cell, err := hex.At(s.at, finestBlock); err == nil { // else the point is off the earth
			s.cell = cell
		}
		sites = append(sites, s)
		if b.Households != nil && *b.Households > 0 {
			homes = append(homes, home{site: s, households: *b.Households, in: p.members(b, s.at)})
		}
	}
	return sites, homes
}

// members are the areas in which a building counts: those that it names, else those that hold
// its point.
func (p *Picture) members(b *city.Building, at geo.Point) []member {
	held := p.index.All(at, nil)
	var out []member
	for _, i := range p.order {
		l := &p.layers[i]
		named := ""
		switch l.def.Key {
		case city.LayerGrid:
			named = b.Grid
		case city.LayerCompound:
			named = b.Compound
		}
		if named == "" {
			for _, h := range ofLayer(held, i) {
				out = append(out, member{int32(i), h.Area})
			}
		} else if at, found := l.find(named); found {
			out = append(out, member{int32(i), int32(at)})
		}
	}
	return out
}

// CountingPoint is where a building counts: its main entrance or, where none is mapped, a
// point of its ground.
func CountingPoint(b *city.Building) geo.Point {
	if len(b.Entrances) > 0 {
		return b.Entrances[0]
	}
	return groundPoint(b)
}
