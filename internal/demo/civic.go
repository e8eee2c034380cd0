package demo

import (
	"cmp"
	"slices"
	"strings"
)

// nameCivic makes what everybody knows out of some offices: the city's library, museum and
// the like near its middle, and a cultural centre in each county seat.
func (b *builder) nameCivic() {
	whole := b.names.from("city", 0)
	prefix := Name{Zh: whole.Zh, En: strings.TrimSuffix(whole.En, " City")}
	stock := b.names.stock["civic"]
	for i, k := range b.offices(vec{}) {
		if i%5 == 2 && i/5 < len(stock) { // not all beside each other
			b.civic(k, prefix, stock[i/5])
		}
	}
	for i := range b.recipe.seats {
		at := b.ground.centres[i].at
		near := b.offices(at)
		if len(near) == 0 || near[0].at.dist(at) > b.ground.centres[i].radius {
			continue
		}
		district := b.units.districts[b.mesh.faces[near[0].face].owner.district].name
		if short := strings.TrimSuffix(district.En, " County"); !near[0].civic && short != district.En {
			b.civic(near[0], Name{Zh: district.Zh, En: short}, b.names.from("county_civic", 0))
		}
	}
}

func (b *builder) civic(k *block, prefix, what Name) {
	k.civic = true
	k.name = Name{Zh: prefix.Zh + strings.TrimPrefix(what.Zh, "市"), En: prefix.En + " " + what.En}
}

// offices are the blocks with offices, the one nearest to a place first.
func (b *builder) offices(at vec) []*block {
	var out []*block
	for i := range b.blocks {
		if k := &b.blocks[i]; k.use == useOffice && k.plot != nil {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(x, y *block) int { return cmp.Compare(x.at.dist(at), y.at.dist(at)) })
	return out
}
