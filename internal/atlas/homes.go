package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// homes counts the buildings that are lived in, by area: in the facts of the picture, when
// somebody first asks. Where there is just one, the households of the area are those of the
// building, and nobody is told these (docs/architecture.md, "Decisions taken" 6).
func (p *Picture) homes() {
	p.counted.Do(func() {
		for i := range p.things {
			if b, ok := p.things[i].Content.(*city.Building); ok && b.Households != nil && *b.Households > 0 {
				p.home(b)
			}
		}
	})
}

// home counts a building in each area to which it belongs.
func (p *Picture) home(b *city.Building) {
	held := p.index.All(countingPoint(b), nil)
	for i := range p.layers {
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
				l.facts[h.Area].homes++
			}
		} else if at, found := l.find(named); found {
			l.facts[at].homes++
		}
	}
}

// countingPoint is where a building counts: its main entrance or, where none is mapped, a
// point of its ground.
func countingPoint(b *city.Building) geo.Point {
	if len(b.Entrances) > 0 {
		return b.Entrances[0]
	}
	return groundPoint(b)
}
