package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Records are the buildings, places or lines of a layer in force, in the order of their
// codes. Nobody may change them, and households of buildings must not leave the house:
// docs/privacy.md.
func (p *Picture) Records(kind city.RecordKind, layer string) []city.Record {
	return slices.Clip(p.inLayer(kind, layer))
}

// Versions are the areas of a layer in force, in the order of their codes, and what may be
// told of their households. Nobody may change them. A layer that the scheme does not have is
// NotFound with code unknown_layer.
func (p *Picture) Versions(key string) (areas []*city.Version, told []*int64, err error) {
	l, err := p.layer(key)
	if err != nil {
		return nil, nil, err
	}
	p.blocks() // marks what is mixed
	told = make([]*int64, len(l.areas))
	for i, v := range l.areas {
		told[i], _ = p.told(v, l.mixed[i])
	}
	return slices.Clip(l.areas), told, nil
}

// Holding gives for each building of Records the areas of a layer to which it belongs, by
// their places in Versions: the one that it names, else those that own the point where it
// counts; of a partition at most one.
func (p *Picture) Holding(key string) ([][]int, error) {
	if _, err := p.layer(key); err != nil {
		return nil, err
	}
	number := int32(p.numberOf(key))
	parted := p.layers[number].def.Partition
	buildings := p.inLayer(city.KindBuilding, city.LayerBuilding)
	out := make([][]int, len(buildings))
	for i := range buildings {
		b, ok := buildings[i].Content.(*city.Building)
		if !ok {
			continue
		}
		at := CountingPoint(b)
		for _, m := range p.members(b, at) {
			if m.layer == number {
				out[i] = append(out[i], int(m.area))
			}
		}
		if parted && len(out[i]) > 1 { // an overlap has an owner
			out[i] = []int{p.index.Owner(int(number), at)}
		}
	}
	return out, nil
}
