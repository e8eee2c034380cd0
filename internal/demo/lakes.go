package demo

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// leastLake is the smallest lake, in m².
const leastLake = 1500

// lake is water within a ring: the ring drawn together about its middle, with a shore that
// winds a little. It is nil where that is too small or would not lie within the ring.
func lake(ring []vec, share float64) []vec {
	at := middle(ring)
	across := math.Sqrt(size(ring))
	var line []vec
	for i, p := range ring { // places close enough for the shore to wind
		d := ring[(i+1)%len(ring)].sub(p)
		n := max(int(5*d.len()/across), 1)
		for k := range n {
			line = append(line, p.along(d, float64(k)/float64(n)))
		}
	}
	for i, p := range line {
		wind := 1 + float64(0.22*field(p, across/2, 301)) + float64(0.2*field(p, across/4, 302))
		line[i] = at.along(p.sub(at), float64(share*wind))
	}
	for range 2 {
		line = cutCorners(line)
	}
	if size(line) < leastLake || !seenFrom(line, at) || slices.ContainsFunc(line, func(p vec) bool { return !holds(ring, p) }) ||
		slices.ContainsFunc(ring, func(p vec) bool { return holds(line, p) }) {
		return nil
	}
	return line
}

// seenFrom is true where every place of a closed line is seen from a place within it: then
// the line does not cross itself.
func seenFrom(ring []vec, at vec) bool {
	for i, p := range ring {
		if p.sub(at).cross(ring[(i+1)%len(ring)].sub(at)) <= 0 {
			return false
		}
	}
	return true
}

// cutCorners is a closed line with each corner cut off: Chaikin's way to a smooth curve.
func cutCorners(ring []vec) []vec {
	out := make([]vec, 0, 2*len(ring))
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		if p.dist(q) < 14 { // fine enough
			out = append(out, p.mix(q, 0.5))
			continue
		}
		out = append(out, p.mix(q, 0.25), p.mix(q, 0.75))
	}
	return out
}

// pond is the water in a field or a wood; nil in most.
func (b *builder) pond(k *block) []vec {
	ring := b.mesh.outline(k.face)
	c := chance(k.at.mark(), 311)
	switch a := size(ring); {
	case k.use == useOpen && k.zone.kind == zoneRural && a > 25_000 && a < 500_000 && c < 0.05:
		return lake(ring, 0.22+float64(1.5*c))
	case k.use == useWoods && k.zone.kind == zoneHill && a > 500_000 && c < 0.16:
		return lake(ring, 0.3)
	}
	return nil
}

// writeLakes puts out the water that is no river, and gives the ground around it its holes.
func (b *builder) writeLakes() error {
	reservoirs := 0
	for i := range b.blocks {
		k := &b.blocks[i]
		name := Name{}
		shore := k.lake
		switch {
		case shore != nil:
			name = lakeName(k.name)
		case k.plot == nil:
			shore = b.pond(k)
			if k.use == useWoods && shore != nil && reservoirs < len(b.names.stock["reservoir"]) {
				name = b.names.from("reservoir", reservoirs)
				reservoirs++
			}
		}
		if shore == nil {
			continue
		}
		shape, err := partition.Normalise(polygon(shore))
		if err != nil {
			return fmt.Errorf("demo: lake at %v: %w", k.at.lattice().LonLat(), err)
		}
		if err := b.dig(shape); err != nil {
			return err
		}
		b.out.Covers = append(b.out.Covers, Cover{Kind: "water", Name: name, Shape: shape})
	}
	return nil
}

// lakeName is that of the lake in a park.
func lakeName(park Name) Name {
	return Name{Zh: strings.TrimSuffix(park.Zh, "公园") + "湖", En: strings.TrimSuffix(park.En, " Park") + " Lake"}
}

// dig takes a lake out of the park or the woods in which it lies.
func (b *builder) dig(shape geo.MultiPolygon) error {
	box := shape.Box()
	for i := range b.out.Covers {
		v := &b.out.Covers[i]
		if v.Kind != "park" && v.Kind != "woods" || !v.Shape.Box().Intersects(box) || !v.Shape.Owns(shape[0][0][0]) {
			continue
		}
		for _, p := range shape {
			hole := slices.Clone(p[0])
			slices.Reverse(hole)
			v.Shape[0] = append(v.Shape[0], hole)
		}
		var err error
		if v.Shape, err = partition.Normalise(v.Shape); err != nil {
			return fmt.Errorf("demo: the ground around a lake: %w", err)
		}
	}
	return nil
}
