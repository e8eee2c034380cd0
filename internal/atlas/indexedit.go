package atlas

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// When an index is not worth being edited: where one area in so many differs, and when so
// large a part of it has come by edits, and much of that is of no use any more.
const (
	mostDiffer = 4
	mostEdited = 2
)

// build makes the index from the areas.
func (p *Picture) build() (*footing, error) {
	in := make([]locate.Layer, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		in[i] = locate.Layer{Key: l.def.Key, Partition: l.def.Partition, Areas: make([]locate.Area, len(l.areas))}
		for j, v := range l.areas {
			in[i].Areas[j] = locate.Area{Code: v.Code, Shape: v.Shape}
		}
	}
	x, err := locate.Build(in)
	return even(x, len(in)), err
}

// edit makes the index from that of another picture, with the areas that differ. It is nil
// when a new one is better.
func (p *Picture) edit(base *Picture) *footing {
	f := base.index.now.Load()
	if f == nil || f.file != nil { // what was made of a file would need it for ever
		return nil
	}
	if built, added := f.Bytes(); added > built/mostEdited {
		return nil
	}
	g := &footing{at: slices.Clone(f.at), number: slices.Clone(f.number)}
	var changes []locate.Change
	areas := 0
	for i := range p.layers {
		changes = p.changes(base, f, g, i, changes)
		areas += len(p.layers[i].areas)
	}
	if len(changes) > areas/mostDiffer {
		return nil
	}
	if g.Index = f.Index; len(changes) == 0 {
		return g
	}
	x, err := f.Edit(changes)
	if err != nil { // ErrOutgrown; if it is the areas' fault, Build says so again
		return nil
	}
	g.Index = x
	return g
}

// changes appends what became of the areas of layer i of the base, and numbers those there
// are now.
func (p *Picture) changes(base *Picture, f, g *footing, i int, changes []locate.Change) []locate.Change {
	was, is := &base.layers[i], &p.layers[i]
	number := make([]int32, len(is.areas))
	next := int32(f.Len(i))
	moved := false // whether any area has another place than before
	beside(was.areas, is.areas, func(a, b int) {
		switch {
		case b < 0:
			changes = append(changes, locate.Change{Layer: i, Area: f.numberOf(i, a), Code: was.areas[a].Code})
		case a < 0:
			changes = append(changes, locate.Change{Layer: i, Area: locate.None, Code: is.areas[b].Code, Shape: is.areas[b].Shape})
			number[b] = next
			next++
		default:
			number[b] = int32(f.numberOf(i, a))
			if is.facts[b] != was.facts[a] {
				changes = append(changes, locate.Change{Layer: i, Area: int(number[b]), Code: is.areas[b].Code, Shape: is.areas[b].Shape})
			}
		}
		moved = moved || a != b
	})
	if !moved {
		return changes
	}
	at := make([]int32, next)
	for n := range at {
		at[n] = locate.None
	}
	for place, n := range number {
		at[n] = int32(place)
	}
	g.at[i], g.number[i] = at, number
	return changes
}

// beside goes through two lists of areas by their codes and tells the places of each code in
// both, -1 where there is none.
func beside(was, is []*city.Version, tell func(a, b int)) {
	a, b := 0, 0
	for a < len(was) || b < len(is) {
		order := 0
		switch {
		case a == len(was):
			order = 1
		case b == len(is):
			order = -1
		default:
			order = strings.Compare(was[a].Code, is[b].Code)
		}
		switch {
		case order < 0:
			tell(a, -1)
			a++
		case order > 0:
			tell(-1, b)
			b++
		default:
			tell(a, b)
			a, b = a+1, b+1
		}
	}
}
