package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
)

// countShared says of each of the areas that share ground with the one in force under a code how many households
// have their homes on that ground: homes that count in the listed area (as in all sums: what the building
// names, else the owner of its point) and whose point lies in the shape of the one. Who may see exact sums is told them;
// anybody else those of whole privacy blocks, of which each counts once in a layer, and nothing of another date or revision.
func (p *Picture) countShared(key, code string, list []Overlap, exact bool) error {
	l, err := p.layer(key)
	if err != nil {
		return err
	}
	me, _ := l.find(code)
	b := p.blocks()
	rows, box := hex.NewRows(l.areas[me].Shape), l.areas[me].Shape.Box()
	here := func(q geo.Point) bool { return box.Contains(q) && rows.Owns(q) }
	on := make([]bool, len(b.homes))
	for h := range b.homes {
		on[h] = here(b.homes[h].at)
	}
	for layer, of := range p.byLayer(list) {
		switch {
		case exact:
			b.sumShared(list, layer, of, on)
		case !p.Past():
			p.tellShared(list, layer, of, on)
		default:
			for _, i := range of {
				list[i].Told = Told{Withheld: true}
			}
		}
	}
	return nil
}

// byLayer gives for the number of each layer, by the place of its areas there, where they stand in a list.
func (p *Picture) byLayer(list []Overlap) map[int32]map[int32]int {
	out := map[int32]map[int32]int{}
	number := map[string]int32{}
	for i := range p.layers {
		number[p.layers[i].def.Key] = int32(i)
	}
	for i := range list {
		n := number[list[i].Layer]
		if at, found := p.layers[n].find(list[i].Code); found {
			if out[n] == nil {
				out[n] = map[int32]int{}
			}
			out[n][int32(at)] = i
		}
	}
	return out
}

// sumShared adds up the households of the homes that are on the ground.
func (b *blocks) sumShared(list []Overlap, layer int32, of map[int32]int, on []bool) {
	sums := make(map[int]int64, len(of))
	for h := range b.homes {
		for _, m := range b.homes[h].in {
			if i, listed := of[m.area]; on[h] && listed && m.layer == layer {
				sums[i] += b.homes[h].households
			}
		}
	}
	for _, i := range of {
		sum := sums[i]
		list[i].Told = Told{Households: &sum}
	}
}

// tellShared tells sums of whole blocks.
func (p *Picture) tellShared(list []Overlap, layer int32, of map[int32]int, on []bool) {
	b := p.blocks()
	told := p.ToldBy(func(home int) int {
		if on[home] {
			for _, m := range b.homes[home].in {
				if i, listed := of[m.area]; listed && m.layer == layer {
					return i
				}
			}
		}
		return len(list)
	}, len(list)+1)
	for _, i := range of {
		list[i].Told = told[i]
	}
}
