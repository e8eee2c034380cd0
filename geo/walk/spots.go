package walk

import "github.com/redsail/redsail/geo"

// spots numbers lattice points in the order in which they are first met: a hash table with
// open addressing, since a map takes five times as long and this is half of the work of
// building a network.
type spots struct {
	points []geo.Point
	slots  []int32 // index into points plus one; 0 is free
	shift  uint
}

func newSpots(most int) *spots {
	bits := uint(4)
	for 1<<bits < 2*most {
		bits++
	}
	return &spots{slots: make([]int32, 1<<bits), shift: 64 - bits}
}

func (s *spots) start(p geo.Point) uint64 {
	return (uint64(uint32(p.X))<<32 | uint64(uint32(p.Y))) * 0x9E3779B97F4A7C15 >> s.shift
}

// add gives the number of a point, a new one if need be. No more points than newSpots was told
// of may be added.
func (s *spots) add(p geo.Point) int32 {
	mask := uint64(len(s.slots) - 1)
	for i := s.start(p); ; i = (i + 1) & mask {
		switch k := s.slots[i]; {
		case k == 0:
			s.points = append(s.points, p)
			s.slots[i] = int32(len(s.points))
			return int32(len(s.points) - 1)
		case s.points[k-1] == p:
			return k - 1
		}
	}
}

// find gives the number of a point, or -1.
func (s *spots) find(p geo.Point) int32 {
	mask := uint64(len(s.slots) - 1)
	for i := s.start(p); s.slots[i] != 0; i = (i + 1) & mask {
		if k := s.slots[i]; s.points[k-1] == p {
			return k - 1
		}
	}
	return -1
}
