package tiles

import "slices"

// source is an older coverage of the same layers but for their features.
type source struct {
	cover  *coverage
	layers []*layer
	// was gives by layer and feature of now the one of old with its id, or none.
	was  [][]int32
	kins []*kin
}

// newSource is nil where there is none for these layers.
func newSource(layers, old []*layer) *source {
	if len(old) == 0 || old[0].cover == nil || !slices.EqualFunc(layers, old, func(l, o *layer) bool {
		return l.key == o.key && l.minZoom == o.minZoom && l.maxZoom == o.maxZoom
	}) {
		return nil
	}
	s := &source{cover: old[0].cover, layers: old}
	for i := range layers {
		s.was = append(s.was, sameIDs(layers[i], old[i]))
	}
	return s
}

// shape is the number of the old feature with the shape of feature k of layer i, or none.
func (s *source) shape(layers []*layer, i, k int) int32 {
	o := s.was[i][k]
	if o != none && s.layers[i].features[o].drawn != layers[i].features[k].drawn {
		return none
	}
	return o
}

// renumber does what number and take do, but sorts and seeks only what s does not have.
func (c *coverage) renumber(layers []*layer, s *source) {
	used := make([]bool, len(s.cover.places))
	var fresh []uint64
	for i, l := range layers {
		for k := range l.features {
			o := s.shape(layers, i, k)
			if o == none {
				for _, r := range l.shape(k) {
					for _, p := range r.places {
						fresh = append(fresh, p.rank())
					}
				}
				continue
			}
			rings := &s.cover.rings[i]
			for _, v := range rings.feature(int(o)) {
				used[v] = true
			}
		}
	}
	slices.Sort(fresh)
	number := c.merge(s.cover.places, used, slices.Compact(fresh))
	for i := range layers {
		c.retake(layers, i, s, number)
	}
}

// merge makes the places of those that are used, and fresh ones by their ranks. It gives by old
// vertex the new one.
func (c *coverage) merge(old []place, used []bool, fresh []uint64) []int32 {
	number := make([]int32, len(old))
	c.places = make([]place, 0, len(old)+len(fresh))
	for v, p := range old {
		if !used[v] {
			continue
		}
		for rank := p.rank(); len(fresh) > 0 && fresh[0] <= rank; fresh = fresh[1:] {
			if fresh[0] < rank {
				c.places = append(c.places, placeOf(fresh[0]))
			}
		}
		number[v] = int32(len(c.places))
		c.places = append(c.places, p)
	}
	for _, rank := range fresh {
		c.places = append(c.places, placeOf(rank))
	}
	return number
}

// retake notes the rings of layer i.
func (c *coverage) retake(layers []*layer, i int, s *source, number []int32) {
	b, rings := &c.rings[i], &s.cover.rings[i]
	b.points = make([]int32, 0, len(rings.points)+1<<10)
	for k := range layers[i].features {
		o := s.shape(layers, i, k)
		if o == none {
			c.takeFeature(b, layers[i].shape(k))
			continue
		}
		from, to := rings.runs(int(o))
		for n := from; n < to; n++ {
			for _, v := range rings.run(n) {
				b.points = append(b.points, number[v])
			}
			b.closeRun()
		}
		b.closeFeature()
	}
}

// feature gives the points of all runs of feature i.
func (s *bundle[T]) feature(i int) []T {
	from, to := s.runs(i)
	return s.points[s.start(from):s.start(to)]
}
