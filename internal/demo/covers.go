package demo

import (
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// writeCovers puts out water, woods, parks, the compounds' gardens and fields.
func (b *builder) writeCovers() error {
	for i := range b.ground.rivers {
		r := &b.ground.rivers[i]
		if err := b.joined("water", b.names.from("river", i), func(f int32) bool {
			return b.mesh.faces[f].use == useWater && b.nearestRiver(f) == r
		}); err != nil {
			return err
		}
	}
	if err := b.joined("woods", Name{}, func(f int32) bool { return b.mesh.faces[f].use == useWoods }); err != nil {
		return err
	}
	for i := range b.blocks {
		k := &b.blocks[i]
		switch {
		case k.inner == nil:
		case k.use == usePark:
			shape, err := partition.Normalise(polygon(k.inner))
			if err != nil {
				return fmt.Errorf("demo: park %s: %w", k.name.Zh, err)
			}
			b.out.Covers = append(b.out.Covers, Cover{Kind: "park", Name: k.name, Shape: shape})
		case k.plot != nil:
			if err := b.gardens(k); err != nil {
				return err
			}
		}
	}
	if err := b.fields(); err != nil {
		return err
	}
	return b.writeLakes()
}

// mostFields bounds the fields that are put out: the file of the city has room for no more.
const mostFields = 600

// fields puts out blocks that are farmland, the ones farthest from the middle: the edge of the city. The streets
// around them are none of it; those with a pond are left out.
func (b *builder) fields() error {
	var list []*block
	for i := range b.blocks {
		if k := &b.blocks[i]; k.use == useOpen && k.inner != nil && k.plot == nil && b.pond(k) == nil {
			list = append(list, k)
		}
	}
	for _, i := range orderBy(len(list), func(i int) float64 { return -list[i].at.dist(vec{}) })[:min(len(list), mostFields)] {
		shape, err := partition.Normalise(polygon(list[i].inner))
		if err != nil {
			return fmt.Errorf("demo: the field at %v: %w", list[i].at.lattice().LonLat(), err)
		}
		b.out.Covers = append(b.out.Covers, Cover{Kind: "farmland", Shape: shape})
	}
	return nil
}

// joined puts out the faces for which in is true, one cover for each polygon of them.
func (b *builder) joined(kind string, name Name, in func(f int32) bool) error {
	shapes, err := b.mesh.shapes(1, func(f int32) int32 {
		if in(f) {
			return 0
		}
		return none
	})
	if err != nil {
		return err
	}
	if kind == "woods" {
		b.nameWoods(shapes[0])
		return nil
	}
	for _, p := range shapes[0] {
		b.out.Covers = append(b.out.Covers, Cover{Kind: kind, Name: name, Shape: geo.MultiPolygon{p}})
	}
	return nil
}

// largeWood is twice 2 km² in units of the lattice.
const largeWood = 2 * 2e6 * unitsEast * unitsNorth

// nameWoods puts out the woods, the largest with names.
func (b *builder) nameWoods(shape geo.MultiPolygon) {
	named, stock := 0, b.names.stock["woods"]
	order := orderBy(len(shape), func(i int) float64 { return -shape[i : i+1].TwiceArea().Float64() })
	for _, i := range order {
		c := Cover{Kind: "woods", Shape: geo.MultiPolygon{shape[i]}}
		if named < len(stock) && c.Shape.TwiceArea().Float64() > largeWood {
			c.Name = stock[named]
			named++
		}
		b.out.Covers = append(b.out.Covers, c)
	}
}

// nearestRiver is the river whose line passes nearest to the middle of a face.
func (b *builder) nearestRiver(f int32) *river {
	at := middle(b.mesh.outline(f))
	best := &b.ground.rivers[0]
	for i := range b.ground.rivers {
		r := &b.ground.rivers[i]
		if r.line[nearest(r.line, at)].dist(at)/r.width < best.line[nearest(best.line, at)].dist(at)/best.width {
			best = r
		}
	}
	return best
}

// gardens puts out the ground of slots that were left free: a school's pitch, a garden in
// several pieces elsewhere.
func (b *builder) gardens(k *block) error {
	if pitch := k.plot.pitchRing(); pitch != nil {
		b.out.Covers = append(b.out.Covers, Cover{Kind: "pitch", Shape: polygon(pitch)})
		return nil
	}
	var pieces geo.MultiPolygon
	for _, e := range k.plot.slots {
		if !e.dropped {
			continue
		}
		if ring := k.plot.gardenRing(e); ring != nil {
			pieces = append(pieces, polygon(ring)...)
		}
	}
	if len(pieces) == 0 {
		return nil
	}
	shape, err := partition.Normalise(pieces)
	if err != nil {
		return fmt.Errorf("demo: gardens of %s: %w", k.name.Zh, err)
	}
	b.out.Covers = append(b.out.Covers, Cover{Kind: "garden", Shape: shape})
	return nil
}
