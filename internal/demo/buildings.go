package demo

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// writeBuildings puts out the buildings with their addresses, by code.
func (b *builder) writeBuildings() error {
	byCommunity := make([][]int32, len(b.units.communities))
	for i := range b.blocks {
		c := b.mesh.faces[b.blocks[i].face].owner.community
		byCommunity[c] = append(byCommunity[c], int32(i))
	}
	taken := map[string]bool{}
	for _, c := range orderByCode(b.units.communities) {
		n := 0
		for _, i := range byCommunity[c] {
			k := &b.blocks[i]
			if k.plot == nil {
				continue
			}
			k.first = len(b.out.Buildings)
			yard := b.yardAddress(k, taken)
			house := 0
			for s, e := range k.plot.slots {
				if e.dropped {
					continue
				}
				n++
				house++
				x := k.building(s, house, yard)
				x.Code = buildingCode(b.units.communities[c].code, n)
				x.Grid = b.units.grids[b.mesh.faces[b.faceOf(k, e)].owner.grid].code
				if k.compound != none {
					x.Compound = b.units.compounds[k.compound].code
				}
				b.out.Buildings = append(b.out.Buildings, x)
			}
			k.last = len(b.out.Buildings)
		}
	}
	return nil
}

func orderByCode(u []unit) []int {
	out := make([]int, len(u))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, j int) int { return cmp.Compare(u[i].code, u[j].code) })
	return out
}

// building makes the building on a slot.
func (k *block) building(s, house int, yard Address) Building {
	p, e := k.plot, k.plot.slots[s]
	x := Building{
		Shape: polygon(p.form(k, e)),
		Use:   k.use.String(), Storeys: e.storeys, Households: k.households[s],
		Entrance: p.place((e.u0+e.u1)/2, e.v0).lattice(), Address: yard,
	}
	n := strconv.Itoa(house)
	x.Address.House = Name{Zh: n + "号楼", En: "Building " + n}
	switch {
	case k.use != useVillage:
	case strings.HasSuffix(yard.Number, group):
		x.Address.House = Name{Zh: n + "号", En: "No. " + n}
	default:
		x.Address.House = Name{Zh: n + "排", En: "Row " + n}
	}
	x.Address.Full.Zh += x.Address.House.Zh
	x.Address.Full.En = x.Address.House.En + ", " + x.Address.Full.En
	return x
}

// group ends the number of a village's group (村民小组).
const group = "组"

// yardAddress is the address of what lies behind the first gate of a block: the street, a
// number on it (odd on its left) and the block's name.
func (b *builder) yardAddress(k *block, taken map[string]bool) Address {
	o := b.mesh.faces[k.face].owner
	district, community := b.units.districts[o.district].name, b.units.communities[o.community].name
	name := k.name
	if k.use == useVillage {
		name = Name{}
	}
	var street Name
	number := 1
	if len(k.gates) > 0 {
		g := k.gates[0]
		street = b.strokeName(g.line)
		number = 1 + 2*int(g.street.dist(b.strokeStart(g.line))/16)
		if k.at.mark()%2 == 0 {
			number++
		}
	}
	unit, step := "号", 2
	if street.Zh == "" { // reached by a track: the village's groups have numbers
		street, number, unit, step = community, 1, group, 1
	}
	for taken[district.Zh+street.Zh+strconv.Itoa(number)] {
		number += step
	}
	taken[district.Zh+street.Zh+strconv.Itoa(number)] = true
	n := strconv.Itoa(number)
	a := Address{Street: street, Number: n + unit, Yard: name.Zh}
	a.Full.Zh = district.Zh + street.Zh + n + unit + name.Zh
	a.Full.En = n + " " + street.En + ", " + district.En
	if unit == group {
		a.Full.En = "Group " + n + ", " + street.En + ", " + district.En
	}
	if name.En != "" {
		a.Full.En = name.En + ", " + a.Full.En
	}
	return a
}

// strokeStart is where the numbers of a road begin.
func (b *builder) strokeStart(id int32) vec {
	if b.starts == nil {
		b.starts = make([]vec, len(b.mesh.lines))
		seen := make([]bool, len(b.mesh.lines))
		for e, s := range b.mesh.strokes {
			if !seen[s] {
				seen[s], b.starts[s] = true, b.mesh.from(int32(2*e))
			}
		}
	}
	return b.starts[id]
}
