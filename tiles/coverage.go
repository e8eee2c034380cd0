package tiles

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
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
	layers   []covered
	bordered bool            // its borders are drawn as lines too
	places   []place         // of the vertices, by their rank
	stripes  []int32         // the first of them in each stripe of ranks, while rings are numbered
	stripe   uint            // bits of its width
	rings    []bundle[int32] // by layer: the vertices of each ring of each feature
	nets     []*net
	levels   [levelZoom + 1]lazyLevel
}

// covered is a layer of a coverage. It does not lead to the layer itself, which other pyramids that
// have the same coverage do not have.
type covered struct {
	key              string
	minZoom, maxZoom uint8
	features         int
}

// lazyLevel is made when its first tile is.
type lazyLevel struct {
	once  sync.Once
	made  atomic.Bool // level is there
	level *level
}

// newCoverage takes from s, which may be nil, what is the same there.
func newCoverage(layers []*layer, s *source) *coverage {
	c := &coverage{rings: make([]bundle[int32], len(layers))}
	for _, l := range layers {
		c.layers = append(c.layers, covered{l.key, l.minZoom, l.maxZoom, len(l.features)})
	}
	if s != nil {
		c.renumber(layers, s)
	} else {
		c.number(layers)
		c.index()
		for i, l := range layers {
			c.take(i, l)
		}
		c.stripes = nil
	}
	for i, l := range layers {
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
		if s == nil || !s.resimplify(n) {
			n.simplify()
		}
	}
	return c
}

// shown are the numbers of the layers that a zoom shows.
func (c *coverage) shown(z uint8) []int {
	var out []int
	for i, l := range c.layers {
		if l.minZoom <= z && z <= l.maxZoom && l.features > 0 {
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
func (c *coverage) number(layers []*layer) {
	total := 0
	for i, l := range layers {
		n := l.corners()
		c.rings[i].points = make([]int32, 0, n)
		total += n
	}
	keys := make([]uint64, 0, total)
	for _, l := range layers {
		for i := range l.features {
			for _, r := range l.shape(i) {
				for _, p := range r.places {
					keys = append(keys, p.rank())
				}
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	c.places = make([]place, len(keys))
	for i, k := range keys {
		c.places[i] = placeOf(k)
	}
}

// corners is how many places the rings have.
func (l *layer) corners() (sum int) {
	for i := range l.features {
		for _, r := range l.shape(i) {
			sum += len(r.places)
		}
	}
	return sum
}

// take notes the rings of a layer by the numbers of their vertices.
func (c *coverage) take(i int, l *layer) {
	b := &c.rings[i]
	for k := range l.features {
		c.takeFeature(b, l.shape(k))
	}
}

func (c *coverage) takeFeature(b *bundle[int32], shape []ring) {
	for _, r := range shape {
		for _, p := range r.places {
			b.add(c.vertex(p))
		}
		b.closeRing()
	}
	b.closeFeature()
}

// ring appends the places of ring k of layer i.
func (c *coverage) ring(i, k int, dst []place) []place {
	for _, v := range c.rings[i].run(k) {
		dst = append(dst, c.places[v])
	}
	return dst
}

// columnBits is the width of a column, some kilometre.
const columnBits = 17

func columnOf(p place) uint32 { return p.X >> columnBits }

// rank is the order in which vertices are numbered: by column, then y, then x. So what is near has
// numbers that are near, however large the city.
func (p place) rank() uint64 {
	const rest = 1<<columnBits - 1
	return uint64(p.X>>columnBits)<<(32+columnBits) | uint64(p.Y)<<columnBits | uint64(p.X&rest)
}

func placeOf(rank uint64) place {
	const rest = 1<<columnBits - 1
	return place{uint32(rank>>(32+columnBits))<<columnBits | uint32(rank&rest), uint32(rank >> columnBits)}
}

// index cuts the places into some stripes, so that the number of one is sought among few.
func (c *coverage) index() {
	if len(c.places) == 0 {
		return
	}
	first := c.places[0].rank()
	width := c.places[len(c.places)-1].rank() - first
	for c.stripe = 0; width>>c.stripe > uint64(len(c.places)/4); c.stripe++ {
	}
	c.stripes = make([]int32, width>>c.stripe+2)
	at := 0
	for i := range c.stripes {
		for at < len(c.places) && int((c.places[at].rank()-first)>>c.stripe) < i {
			at++
		}
		c.stripes[i] = int32(at)
	}
}

// vertex is the number of a place of the rings.
func (c *coverage) vertex(p place) int32 {
	rank := p.rank()
	if c.stripes == nil {
		at, _ := slices.BinarySearchFunc(c.places, rank, func(a place, rank uint64) int {
			return cmp.Compare(a.rank(), rank)
		})
		return int32(at)
	}
	i := (rank - c.places[0].rank()) >> c.stripe
	at, to := c.stripes[i], c.stripes[i+1]
	for to-at > 8 {
		if mid := (at + to) / 2; c.places[mid].rank() <= rank {
			at = mid
		} else {
			to = mid
		}
	}
	for at < to && c.places[at] != p {
		at++
	}
	return at
}
