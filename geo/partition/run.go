package partition

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// maxRows bounds the lines of latitude that longestRun looks at.
const maxRows = 1 << 16

// longestRun is the middle of the longest run of owned lattice points on the lines of
// latitude it looks at: first so many over the height of the box (up to twice as many),
// and while they hold none the lines half-way between, to the last.
func (l *labeller) longestRun(lines int64) (geo.Point, bool) {
	low, high := int64(l.box.Min.Y), int64(l.box.Max.Y)
	step := int64(1)
	for step < (high-low)/lines {
		step *= 2
	}
	first := low
	for rows := 0; ; {
		var best geo.Point
		longest := int64(0)
		for y := first; y <= high && rows < maxRows; y += step {
			if x, n := l.row(int32(y)); n > longest {
				best, longest = geo.Point{X: x, Y: int32(y)}, n
			}
			if rows++; first != low {
				y += step
			}
		}
		if longest > 0 || step == 1 || rows >= maxRows {
			return best, longest > 0
		}
		step /= 2
		first = low + step
	}
}

// inside is a point of the shape found faster than LabelPoint: for slivers, of which
// bad data has many.
func inside(m geo.MultiPolygon) geo.Point {
	if p, ok := newLabeller(m).longestRun(32); ok {
		return p
	}
	return m[0][0][0]
}

// row is the middle and the length of the longest run of owned points with this Y.
func (l *labeller) row(y int32) (middle int32, length int64) {
	var from []int64 // the first lattice points that are not west of an edge
	line := geo.Box{Min: geo.Point{X: l.box.Min.X, Y: y}, Max: geo.Point{X: l.box.Max.X, Y: y}}
	l.tree.search(line.Intersects, func(id int32) bool {
		if e := upwards(l.edges[id]); e.a.Y <= y && y < e.b.Y {
			from = append(from, firstEast(e, y))
		}
		return true
	})
	slices.Sort(from)
	for i := 0; i+1 < len(from); i += 2 {
		if n := from[i+1] - from[i]; n > length {
			middle, length = int32(from[i]+(n-1)/2), n
		}
	}
	return middle, length
}

// firstEast is the smallest X with geo.CrossesEast(e.a, e.b, X–y) false: the place where
// the upward edge meets the line, rounded up.
func firstEast(e edge, y int32) int64 {
	rise := int64(e.b.Y) - int64(e.a.Y)
	run := (int64(e.b.X) - int64(e.a.X)) * (int64(y) - int64(e.a.Y))
	x := run / rise
	if run%rise > 0 {
		x++
	}
	return int64(e.a.X) + x
}
