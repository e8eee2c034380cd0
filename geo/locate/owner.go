package locate

import "github.com/redsail/redsail/geo"

// None stands for no area: a gap, or beyond the outer frame.
const None = -1

// Owner is the index in Areas of the area that owns p, or None in a gap. Where areas
// overlap it is the smaller one (exact lattice size), then the lower code in byte order;
// so in a free layer it is the smallest area that holds p.
func (x *Index) Owner(layer int, p geo.Point) int {
	if layer < 0 || layer >= len(x.layers) {
		return None
	}
	l := &x.layers[layer]
	best := None
	l.tree.Search(geo.Box{Min: p, Max: p}, func(_ geo.Box, i int32) bool {
		if (best == None || l.rank[i] < l.rank[best]) && l.areas[i].stripes.owns(p) {
			best = int(i)
		}
		return true
	})
	return best
}

// Covering appends to dst the index of each area that holds p: the owner first, then by
// rising exact size, then by code in byte order. It allocates only when dst must grow.
func (x *Index) Covering(layer int, p geo.Point, dst []int32) []int32 {
	if layer < 0 || layer >= len(x.layers) {
		return dst
	}
	l := &x.layers[layer]
	from := len(dst)
	l.tree.Search(geo.Box{Min: p, Max: p}, func(_ geo.Box, i int32) bool {
		if !l.areas[i].stripes.owns(p) {
			return true
		}
		dst = append(dst, i)
		// Few areas hold one point, so sinking the new one to its place is the whole sort.
		for k := len(dst) - 1; k > from && l.rank[dst[k]] < l.rank[dst[k-1]]; k-- {
			dst[k], dst[k-1] = dst[k-1], dst[k]
		}
		return true
	})
	return dst
}
