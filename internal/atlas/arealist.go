package atlas

import (
	"iter"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// AreaFilter selects areas; its conditions are joined by "and".
type AreaFilter struct {
	// Layers are keys; empty = all that answer, which base layers do not.
	Layers []string
	// Parent is a code in the parent layer; empty = any.
	Parent string
	// Box selects the areas whose bounds meet it; nil = all.
	Box *geo.Box
}

// Areas lists at most limit areas behind a key (the zero key = from the first), by the order
// of layers in the scheme, then code. more is true when there are others behind them.
func (p *Picture) Areas(f AreaFilter, after city.Key, limit int) (cards []AreaCard, more bool) {
	cards = []AreaCard{}
	p.blocks()
	behind := after.Layer == ""
	for i := range p.layers {
		l := &p.layers[i]
		from := 0
		if l.def.Key == after.Layer {
			n, found := l.find(after.Code)
			if behind = true; found {
				n++
			}
			from = n
		}
		if !behind || !f.wants(l) {
			continue
		}
		for j := range f.from(l, from) {
			if f.Parent != "" && l.areas[j].Parent != f.Parent {
				continue
			}
			if len(cards) == limit {
				return cards, true
			}
			cards = append(cards, p.areaCard(l.areas[j], l.fact(j), l.mixed[j]))
		}
	}
	return cards, false
}

func (f *AreaFilter) wants(l *layer) bool {
	if len(f.Layers) == 0 {
		return !l.def.Base
	}
	return slices.Contains(f.Layers, l.def.Key)
}

// from are the areas of a layer from a place on, those that the box may leave.
func (f *AreaFilter) from(l *layer, first int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if f.Box == nil {
			for j := first; j < len(l.areas) && yield(j); j++ {
			}
			return
		}
		for _, j := range l.meeting(*f.Box) {
			if j >= first && !yield(j) {
				return
			}
		}
	}
}

// Holders are the layers in which a code is in force.
func (p *Picture) Holders(code string) []string {
	var out []string
	for i := range p.layers {
		if _, found := p.layers[i].find(code); found {
			out = append(out, p.layers[i].def.Key)
		}
	}
	return out
}

// InForce tells whether a code of a layer is in force.
func (p *Picture) InForce(key, code string) bool { return slices.Contains(p.Holders(code), key) }

// HasLayer tells whether the scheme has a layer of this key.
func (p *Picture) HasLayer(key string) bool {
	_, err := p.Scheme.Layer(key)
	return err == nil
}
