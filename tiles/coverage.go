package tiles

import (
	"cmp"
	"slices"
	"sync"
)

// levelZoom is the deepest zoom whose areas are made ready as a whole. Deeper ones, which
// few layers have, are made tile by tile of the true borders.
const levelZoom = 16

// coverage is a set of layers whose areas share borders: all partitions of a pyramid, or
// one layer of free areas. At each zoom each border is simplified and rounded once, for
// all areas and layers of the coverage that are shown at it.
//
//	places: the vertices of all rings, numbered
//	nets:   for the layers that a span of zooms shows, the borders cut into arcs at every
//	        vertex where more than two edges meet, and from which zoom on each vertex is kept
//	levels: for one zoom, arcs rounded to tile units, rings put together, bytes encoded
type coverage struct {
	layers   []*layer
	bordered bool            // its borders are drawn as lines too
	places   []place         // of the vertices, by x, then y
	rings    []bundle[int32] // by layer: the vertices of each ring of each feature
	nets     []*net
	levels   [levelZoom + 1]lazyLevel
}

// lazyLevel is made when its first tile is.
type lazyLevel struct {
	once  sync.Once
	level *level
}

func newCoverage(layers []*layer) *coverage {
	c := &coverage{layers: layers, rings: make([]bundle[int32], len(layers))}
	c.number()
	for i, l := range layers {
		c.take(i, l)
		l.cover, l.inCover = c, i
	}
	for z := uint8(0); z <= levelZoom; z++ {
		shown := c.shown(z)
		if len(shown) == 0 {
			continue
		}
		last := len(c.nets) - 1
		if last < 0 || !slices.Equal(c.nets[last].layers, shown) {
			c.nets = append(c.nets, newNet(c, shown, z))
			last++
		}
		c.nets[last].last = z
	}
	for _, n := range c.nets {
		n.simplify()
	}
	return c
}

// shown are the numbers of the layers that a zoom shows.
func (c *coverage) shown(z uint8) []int {
	var out []int
	for i, l := range c.layers {
		if l.minZoom <= z && z <= l.maxZoom && len(l.features) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// net finds the net of a zoom, nil where there is none.
func (c *coverage) net(z uint8) *net {
	for _, n := range c.nets {
		if n.first <= z && z <= n.last {
			return n
		}
	}
	return nil
}

// number gives each place of the rings a number.
func (c *coverage) number() {
	total := 0
	for _, l := range c.layers {
		for i := range l.features {
			for k := range l.features[i].rings {
				total += len(l.features[i].rings[k].places)
			}
		}
	}
	keys := make([]uint64, 0, total)
	for _, l := range c.layers {
		for i := range l.features {
			for k := range l.features[i].rings {
				for _, p := range l.features[i].rings[k].places {
					keys = append(keys, uint64(p.X)<<32|uint64(p.Y))
				}
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	c.places = make([]place, len(keys))
	for i, k := range keys {
		c.places[i] = place{uint32(k >> 32), uint32(k)}
	}
}

// take notes the rings of a layer by the numbers of their vertices.
func (c *coverage) take(i int, l *layer) {
	b := &c.rings[i]
	for k := range l.features {
		for _, r := range l.features[k].rings {
			for _, p := range r.places {
				b.add(c.vertex(p))
			}
			b.closeRing()
		}
		b.closeFeature()
	}
}

func (c *coverage) vertex(p place) int32 {
	i, _ := slices.BinarySearchFunc(c.places, p, func(a, b place) int {
		if a.X != b.X {
			return cmp.Compare(a.X, b.X)
		}
		return cmp.Compare(a.Y, b.Y)
	})
	return int32(i)
}
