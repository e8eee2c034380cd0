package atlas

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas/address"
	"github.com/redsail/redsail/internal/city"
)

// entranceOf is a building's main entrance, or a point inside it.
func entranceOf(b *city.Building) geo.Point {
	if len(b.Entrances) > 0 {
		return b.Entrances[0]
	}
	return innerPoint(b)
}

func (b *addressBook) markPoint(c city.Content) geo.Point {
	switch c := c.(type) {
	case *city.Place:
		return c.Point
	case *city.Area:
		return partition.LabelPoint(c.Shape)
	}
	return geo.Point{}
}

func (b *addressBook) areaPoint(n int32) geo.Point {
	at := b.areas[n]
	l := &b.picture.layers[at.Layer]
	return l.facts[at.Area].labelOf(l.areas[at.Area].Shape)
}

// onStreet is the vertex of a road nearest to the houses with the next number, where a number was said
// and they stand at this part of the road; else its middle.
func (b *addressBook) onStreet(c *address.Candidate) geo.Point {
	s := &b.streets[c.Road]
	if len(c.Beside) == 0 {
		return s.middle()
	}
	door := entranceOf(b.houses[c.Beside[0]])
	if !grown(s.box).Contains(door) {
		return s.middle()
	}
	best := s.middle()
	for _, l := range s.pieces {
		for _, run := range l.Shape {
			for _, q := range run {
				if steps(q, door) < steps(best, door) {
					best = q
				}
			}
		}
	}
	return best
}

// maxSpread bounds how many doors are asked where they lie.
const maxSpread = 400

// housesAt is the door nearest to the middle of the buildings of a compound or number, or the
// label of the compound that is an area; and their doors.
func (b *addressBook) housesAt(c *address.Candidate) (geo.Point, []geo.Point) {
	y := yard{box: geo.EmptyBox()}
	for _, i := range c.Houses {
		y.box, y.buildings = y.box.Union(b.houses[i].Box()), append(y.buildings, b.houses[i])
	}
	spread := make([]geo.Point, 0, min(len(y.buildings), maxSpread))
	for _, t := range y.buildings[:cap(spread)] {
		spread = append(spread, entranceOf(t))
	}
	if c.Area >= 0 && c.Level == address.LevelCompound {
		return b.areaPoint(c.Area), spread
	}
	return y.point(), spread
}

// common are, by layer in the order of answers, the areas that hold all of a candidate; below 0
// where there is none, or several. Of a free layer it is the smallest.
func (b *addressBook) common(c *address.Candidate, at geo.Point, spread []geo.Point) []int32 {
	p := b.picture
	out := make([]int32, len(p.order))
	if c.Level == address.LevelArea || len(spread) == 0 && c.Area >= 0 {
		return b.itself(c.Area, out)
	}
	if len(spread) == 0 {
		spread = []geo.Point{at}
	}
	for k, i := range p.order {
		out[k] = b.owner(i, spread[0])
		for _, q := range spread[1:] {
			if out[k] < 0 || b.owner(i, q) != out[k] {
				out[k] = -1
				break
			}
		}
		if c.Area >= 0 && int(b.areas[c.Area].Layer) == i {
			out[k] = b.areas[c.Area].Area
		}
	}
	if c.Level == address.LevelBuilding {
		b.named(b.houses[c.Houses[0]], out)
	}
	return out
}

func (b *addressBook) owner(layer int, q geo.Point) int32 {
	p := b.picture
	if p.layers[layer].def.Partition {
		return int32(p.index.Owner(layer, q))
	}
	if in := p.index.Covering(layer, q, nil); len(in) > 0 {
		return in[0]
	}
	return locate.None
}

// named puts in the grid and the compound that a building's data names.
func (b *addressBook) named(t *city.Building, out []int32) {
	for k, i := range b.picture.order {
		l := &b.picture.layers[i]
		code := ""
		switch l.def.Key {
		case city.LayerGrid:
			code = t.Grid
		case city.LayerCompound:
			code = t.Compound
		}
		if j, ok := l.find(code); ok && code != "" {
			out[k] = int32(j)
		}
	}
}

// itself are an area and those above it.
func (b *addressBook) itself(n int32, out []int32) []int32 {
	for k := range out {
		out[k] = -1
	}
	for _, a := range append([]int32{n}, b.above(b.areas[n])...) {
		at := b.areas[a]
		out[slices.Index(b.picture.order, int(at.Layer))] = at.Area
	}
	return out
}
