package locate

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/redsail/redsail/geo"
)

// square is a cell's ground: [x0, x1) × [y0, y1), cut off just beyond the earth, so that
// products of differences fit int64.
type square struct {
	x0, y0, x1, y1 int64
	shift          uint8
}

// square is the ground of cell n.
func (r *raster) square(n uint32) square {
	x, y := int64(r.at.X)+int64(n%r.nx)<<r.shift, int64(r.at.Y)+int64(n/r.nx)<<r.shift
	side := int64(1) << r.shift
	return square{x0: x, y0: y, x1: min(x+side, geo.MaxX+1), y1: min(y+side, geo.MaxY+1), shift: r.shift}
}

// inner is a raster of 2^k × 2^k cells in the square.
func (s *square) inner(k uint8) raster {
	return raster{at: geo.Point{X: int32(s.x0), Y: int32(s.y0)}, shift: s.shift - k, nx: 1 << k, ny: 1 << k}
}

// turn is what the runs of a cell say of its corners. At the lower left one: the areas whose
// borders are crossed an odd number of times on the way west from there. And those that
// change from there to the corner east, and to the corner north.
type turn struct{ corner, east, north []uint64 }

// look counts the crossings. A run that ends left of the cell goes on straight up there.
func (t *turn) look(w *weaver, s square, pieces []piece) {
	t.corner, t.east, t.north = zeros(t.corner, w.stride), zeros(t.east, w.stride), zeros(t.north, w.stride)
	for _, p := range pieces {
		run := &w.runs[p.line]
		corner, east, north := s.crossed(run.points[p.from : p.to+1])
		set := w.set(run.ref)
		if corner {
			change(t.corner, set)
		}
		if east != corner {
			change(t.east, set)
		}
		if north != corner {
			change(t.north, set)
		}
	}
}

// crossed tells of each corner whether a run is crossed an odd number of times.
func (s *square) crossed(points []geo.Point) (corner, east, north bool) {
	for _, end := range []geo.Point{points[0], points[len(points)-1]} {
		if int64(end.X) < s.x0 {
			low := s.y0 >= int64(end.Y)
			corner, east, north = corner != low, east != low, north != (s.y1 >= int64(end.Y))
		}
	}
	a := points[0]
	for _, b := range points[1:] {
		if (int64(a.Y) <= s.y0) != (int64(b.Y) <= s.y0) {
			corner = corner != westOf(a, b, s.x0, s.y0)
			east = east != westOf(a, b, s.x1, s.y0)
		}
		if (int64(a.Y) <= s.y1) != (int64(b.Y) <= s.y1) {
			north = north != westOf(a, b, s.x0, s.y1)
		}
		a = b
	}
	return corner, east, north
}

// westOf is true when the edge a–b, which passes row y, does so at x or west of it.
func westOf(a, b geo.Point, x, y int64) bool {
	if a.Y > b.Y {
		a, b = b, a
	}
	return (int64(b.X)-int64(a.X))*(y-int64(a.Y)) <= (x-int64(a.X))*(int64(b.Y)-int64(a.Y))
}

// change takes the areas of a set in or out of another.
func change(set, by []uint64) {
	for i := range set {
		set[i] ^= by[i]
	}
}

// bits64 are the numbers of the bits that stand.
func bits64(set []uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n, m := range set {
			for ; m != 0; m &= m - 1 {
				if !yield(64*n + bits.TrailingZeros64(m)) {
					return
				}
			}
		}
	}
}

// zeros is an empty set in the room of an old one.
func zeros(set []uint64, n int) []uint64 {
	set = slices.Grow(set[:0], n)[:n]
	clear(set)
	return set
}

// differ are the numbers that are in one of two rising lists.
func differ(a, b []uint32) []uint32 {
	out := make([]uint32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
