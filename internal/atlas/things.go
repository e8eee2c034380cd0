package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// thing is the building, line or place of a key that is in force.
func (p *Picture) thing(k city.Key) (*city.Record, bool) {
	i, found := slices.BinarySearchFunc(p.things, k, func(r city.Record, k city.Key) int { return r.Key().Compare(k) })
	if !found {
		return nil, false
	}
	return &p.things[i], true
}

// inLayer are the things of a kind and layer, in the order of their codes.
func (p *Picture) inLayer(kind city.RecordKind, layer string) []city.Record {
	first := func(k city.Key) int {
		i, _ := slices.BinarySearchFunc(p.things, k, func(r city.Record, k city.Key) int { return r.Key().Compare(k) })
		return i
	}
	// No layer's key ends in a NUL, so nothing lies between the two.
	return p.things[first(city.Key{Kind: kind, Layer: layer}):first(city.Key{Kind: kind, Layer: layer + "\x00"})]
}

// ofKind are the things of a kind.
func (p *Picture) ofKind(kind city.RecordKind) []city.Record {
	first := func(k city.RecordKind) int {
		i, _ := slices.BinarySearchFunc(p.things, k, func(r city.Record, k city.RecordKind) int { return cmp.Compare(r.Key().Kind, k) })
		return i
	}
	return p.things[first(kind):first(kind+1)]
}
