package tiles

import "github.com/redsail/redsail/tiles/mvt"

// pointSet finds out whether points repeat, in one go over them.
type pointSet struct{ slots []uint64 }

// distinct is true when no point occurs twice.
func (s *pointSet) distinct(points []mvt.Point) bool {
	size := 16
	for size < 2*len(points) {
		size *= 2
	}
	if size > len(s.slots) {
		s.slots = make([]uint64, size)
	}
	slots := s.slots[:size]
	clear(slots)
	corner := false
	for _, p := range points {
		key := pointKey(p)
		if key == 0 { // which marks a free slot
			if corner {
				return false
			}
			corner = true
			continue
		}
		i := int(key*0x9e3779b97f4a7c15>>32) & (size - 1)
		for slots[i] != 0 {
			if slots[i] == key {
				return false
			}
			i = (i + 1) & (size - 1)
		}
		slots[i] = key
	}
	return true
}
