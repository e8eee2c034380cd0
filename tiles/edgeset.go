package tiles

import "github.com/redsail/redsail/tiles/mvt"

// edgeSet holds edges between two different points, whatever their direction.
type edgeSet struct {
	slots []twoPoints // a power of two of them; the zero one, a point with itself, is free
	used  int
}

type twoPoints struct{ a, b uint64 }

// newEdgeSet has room for some edges; it grows.
func newEdgeSet(size int) *edgeSet {
	slots := 64
	for slots < 2*size {
		slots *= 2
	}
	return &edgeSet{slots: make([]twoPoints, slots)}
}

// add is false when the edge is there already.
func (s *edgeSet) add(a, b mvt.Point) bool {
	k := between(a, b)
	at := s.find(k)
	if s.slots[at] == k {
		return false
	}
	s.slots[at] = k
	if s.used++; 2*s.used > len(s.slots) {
		s.grow()
	}
	return true
}

func (s *edgeSet) has(a, b mvt.Point) bool {
	k := between(a, b)
	return s.slots[s.find(k)] == k
}

// find is the slot that has the key, or would.
func (s *edgeSet) find(k twoPoints) uint64 {
	last := uint64(len(s.slots) - 1)
	i := (k.a ^ k.b*0xff51afd7ed558ccd) * 0x9e3779b97f4a7c15 >> 32 & last
	for s.slots[i] != k && s.slots[i] != (twoPoints{}) {
		i = (i + 1) & last
	}
	return i
}

func (s *edgeSet) grow() {
	old := s.slots
	s.slots = make([]twoPoints, 2*len(old))
	for _, k := range old {
		if k != (twoPoints{}) {
			s.slots[s.find(k)] = k
		}
	}
}

// between is the same in both directions.
func between(a, b mvt.Point) twoPoints {
	k := twoPoints{pointKey(a), pointKey(b)}
	if k.b < k.a {
		k.a, k.b = k.b, k.a
	}
	return k
}

func pointKey(p mvt.Point) uint64 { return uint64(uint32(p.X))<<32 | uint64(uint32(p.Y)) }
