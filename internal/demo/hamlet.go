package demo

import (
	"cmp"
	"slices"
)

// hamletHouses is the most rows of houses in a hamlet.
const hamletHouses = 14

// addHamlets puts a few houses into each community that has none yet: in the smallest
// field that can be reached.
func (b *builder) addHamlets() {
	peopled := make([]bool, b.recipe.communities)
	fields := make([][]int32, b.recipe.communities)
	for i := range b.blocks {
		k := &b.blocks[i]
		c := b.mesh.faces[k.face].owner.community
		switch {
		case k.plot != nil && k.plot.style.flat > 0:
			peopled[c] = true
		case k.use == useOpen, k.use == useWoods, k.use == usePark:
			fields[c] = append(fields[c], int32(i))
		}
	}
	for c := range fields {
		if peopled[c] {
			continue
		}
		slices.SortStableFunc(fields[c], func(i, j int32) int {
			return cmp.Compare(size(b.mesh.outline(b.blocks[i].face)), size(b.mesh.outline(b.blocks[j].face)))
		})
		for _, i := range fields[c] {
			if b.hamlet(&b.blocks[i]) {
				break
			}
		}
	}
}

// hamlet builds some houses near the way into a block; false where that cannot be.
func (b *builder) hamlet(k *block) bool {
	inner := b.mesh.inset(k.face, 3)
	if inner == nil {
		return false
	}
	p := planPlot(inner, publicStyles[useVillage])
	if len(p.slots) < 5 || !b.openGates(k, p) {
		return false
	}
	door := k.door()
	slices.SortStableFunc(p.slots, func(x, y slot) int {
		return cmp.Compare(p.place(x.u0, x.v0).dist(door), p.place(y.u0, y.v0).dist(door))
	})
	p.slots = p.slots[:min(len(p.slots), hamletHouses)]
	k.inner, k.area, k.plot, k.use = inner, size(inner), p, useVillage
	return true
}
