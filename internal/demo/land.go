package demo

import (
	"fmt"
	"slices"
)

// block is a piece of ground between streets, and what stands on it.
type block struct {
	face  int32   // the face that it was before it was parted into grids
	faces []int32 // all faces that it has now
	inner []vec   // within its streets; nil where nothing can be built
	area  float64 // of inner, m²
	at    vec
	zone  zone
	use   use
	plot  *plot
	walks *plot // the ways of a park; nil elsewhere
	lake  []vec // the shore of a park's lake; nil without one
	// What stands there, by the slots of plot.
	households  []int
	compound    int32 // number of the compound; none without one
	gates       []gate
	closed      int // 0 open, 1 partly closed, 2 closed
	name        Name
	civic       bool // everybody in the city knows it
	first, last int  // its buildings in the output
}

// gate is a way into a plot: through its wall at wall, to the street at street.
type gate struct {
	wall, street vec
	line         int32 // stroke of the street
	spine        int
}

// collectBlocks makes a block of every face.
func (b *builder) collectBlocks() {
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		b.mesh.faces[f].owner.block = int32(len(b.blocks))
		ring := b.mesh.outline(f)
		at := middle(ring)
		k := block{face: f, faces: []int32{f}, at: at, zone: b.ground.zone(at), use: b.mesh.faces[f].use, compound: none}
		if k.use != useWater && (k.zone.settled() || size(ring) < 60_000) {
			k.inner = b.mesh.inset(f, 3)
		}
		if k.inner != nil {
			k.area = size(k.inner)
		}
		b.blocks = append(b.blocks, k)
	}
}

// chooseUses decides what each block is for, so that the recipe's number of compounds comes
// out.
func (b *builder) chooseUses() error {
	var homes, spare []int
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.use == useWater {
			continue
		}
		k.use = b.firstUse(k)
		if !k.zone.urban() || k.use == useVerge {
			continue
		}
		if k.plot = b.planHome(k); k.plot == nil {
			if k.use == useHome {
				k.use = usePark
			}
			continue
		}
		if k.use == useHome {
			homes = append(homes, i)
		} else if k.use != usePark && k.use != useSchool {
			spare = append(spare, i)
		}
	}
	// The outermost homes give way to fields; where homes are short, works and offices do.
	slices.SortStableFunc(homes, func(i, j int) int { return byDepth(&b.blocks[j], &b.blocks[i]) })
	slices.SortStableFunc(spare, func(i, j int) int { return byDepth(&b.blocks[i], &b.blocks[j]) })
	for ; len(homes) < b.recipe.compounds && len(spare) > 0; spare = spare[1:] {
		homes = append(homes, spare[0])
	}
	if len(homes) < b.recipe.compounds {
		return fmt.Errorf("demo: %s has room for %d compounds, not for %d", b.recipe.size, len(homes), b.recipe.compounds)
	}
	for i, n := range homes {
		k := &b.blocks[n]
		k.use = useHome
		if i >= b.recipe.compounds {
			k.use, k.plot = fringeUse(k), nil
		}
	}
	for i := range b.blocks {
		if k := &b.blocks[i]; k.use != useHome {
			k.plot = b.planOther(k)
		}
	}
	b.addHamlets()
	b.layParks()
	for i := range b.blocks {
		b.mesh.faces[b.blocks[i].face].use = b.blocks[i].use
	}
	return nil
}

func byDepth(a, c *block) int {
	x, y := a.zone.depth+float64(0.1*noise(a.at.mark(), 211)), c.zone.depth+float64(0.1*noise(c.at.mark(), 211))
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// fringeUse is what becomes of a block for which there is no compound.
func fringeUse(k *block) use {
	switch c := chance(k.at.mark(), 221); {
	case c < 0.45:
		return useOpen
	case c < 0.6:
		return usePark
	case c < 0.8:
		return useWorks
	default:
		return useOffice
	}
}

// firstUse draws a use by the zone.
func (b *builder) firstUse(k *block) use {
	switch {
	case k.zone.kind == zoneHill:
		return useWoods
	case k.inner == nil && k.zone.settled(), k.inner != nil && k.area < 1500:
		return useVerge
	case k.zone.kind == zoneRural:
		if chance(k.at.mark(), 231) < 0.06 {
			return useWoods
		}
		return useOpen
	case k.zone.kind == zoneVillage:
		if chance(k.at.mark(), 231) < 0.12 {
			return useOpen
		}
		return useVillage
	}
	c := chance(k.at.mark(), 241)
	if b.riverside(k.face) && c < 0.5 {
		return usePark
	}
	for _, s := range publicShares(k.zone, k.area) {
		if c = c - s.share; c < 0 {
			return s.use
		}
	}
	return useHome
}

type useShare struct {
	use   use
	share float64
}

// publicShares says which share of the blocks is for what besides homes.
func publicShares(z zone, area float64) []useShare {
	out := []useShare{{usePark, 0.05}, {useSchool, 0.05}, {useHospital, 0.012}, {useMarket, 0.03}}
	if area < 9000 {
		out = []useShare{{usePark, 0.09}, {useMarket, 0.06}}
	}
	switch {
	case z.kind == zoneFresh && z.depth > 0.6:
		return append(out, useShare{useOffice, 0.34})
	case z.kind == zoneCore && z.depth > 0.55:
		return append(out, useShare{useOffice, 0.12})
	case z.kind == zoneSuburb:
		return append(out, useShare{useWorks, 0.26}, useShare{useOffice, 0.02})
	case z.kind == zoneTown:
		return append(out, useShare{useWorks, 0.07}, useShare{useOffice, 0.04})
	}
	return append(out, useShare{useOffice, 0.07}, useShare{useWorks, 0.02})
}

// riverside is true of a face on a bank.
func (b *builder) riverside(f int32) bool {
	for _, h := range b.mesh.ring(f) {
		if b.mesh.faces[b.mesh.halves[h^1].face].use == useWater {
			return true
		}
	}
	return false
}

var publicStyles = map[use]style{
	useSchool:   {depth: 16, shortest: 36, longest: 64, gap: 18, pitch: 44, lowest: 3, highest: 5, spine: 160},
	useHospital: {depth: 22, shortest: 40, longest: 70, gap: 16, pitch: 52, lowest: 4, highest: 14, spine: 160},
	useMarket:   {depth: 26, shortest: 34, longest: 60, gap: 10, pitch: 40, lowest: 1, highest: 4, spine: 150},
	useOffice:   {depth: 28, shortest: 30, longest: 46, gap: 22, pitch: 58, lowest: 6, highest: 28, spine: 140},
	useWorks:    {depth: 34, shortest: 50, longest: 96, gap: 14, pitch: 52, lowest: 1, highest: 3, spine: 190},
	useVillage:  {depth: 9, shortest: 24, longest: 52, gap: 7, pitch: 22, lowest: 1, highest: 2, flat: 8, spine: 110},
}

// homeStyle is how people live in a zone; the same zone has older and newer compounds.
func homeStyle(z zone, k int) style {
	newer := chance(k, 251)
	switch z.kind {
	case zoneOld:
		if newer < 0.8 {
			return style{depth: 10, shortest: 15, longest: 30, gap: 5, pitch: 21, lowest: 2, highest: 5, flat: 8, spine: 80}
		}
		return style{depth: 12, shortest: 24, longest: 48, gap: 7, pitch: 26, lowest: 5, highest: 7, flat: 8, spine: 90}
	case zoneFresh:
		if newer < 0.75 {
			return style{depth: 16, shortest: 26, longest: 36, gap: 18, pitch: 46, lowest: 11, highest: 30, flat: 11, spine: 120}
		}
		return style{depth: 13, shortest: 28, longest: 46, gap: 12, pitch: 34, lowest: 7, highest: 11, flat: 9, spine: 120}
	case zoneCore:
		if newer < 0.25 {
			return style{depth: 15, shortest: 24, longest: 34, gap: 15, pitch: 42, lowest: 11, highest: 18, flat: 10, spine: 110}
		}
		return style{depth: 12, shortest: 30, longest: 54, gap: 8, pitch: 28, lowest: 5, highest: 7, flat: 8.5, spine: 110}
	default:
		return style{depth: 11, shortest: 26, longest: 46, gap: 8, pitch: 26, lowest: 4, highest: 6, flat: 9, spine: 110}
	}
}

// planHome plans a compound; nil where too little fits or no street can be reached.
func (b *builder) planHome(k *block) *plot {
	p := planPlot(k.inner, homeStyle(k.zone, k.at.mark()))
	if len(p.slots) < 4 || !b.openGates(k, p) {
		return nil
	}
	return p
}

// planOther plans what stands on other blocks, in small houses where large ones have no
// room; nil where nothing does.
func (b *builder) planOther(k *block) *plot {
	s, built := publicStyles[k.use]
	if !built || k.inner == nil {
		return nil
	}
	small := style{depth: 12, shortest: 14, longest: 30, gap: 6, pitch: 24, lowest: 2, highest: 5, flat: s.flat, spine: 100}
	for _, try := range []style{s, small} {
		if p := planPlot(k.inner, try); len(p.slots) > 0 && b.openGates(k, p) {
			if k.use == useSchool {
				p.clearPitch()
			}
			return p
		}
	}
	return nil
}
