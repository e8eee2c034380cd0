package tiles

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// round appends a run led through the hot pixels.
func (n *noder) round(r []spot, out *shapes) {
	from := n.pixel(r[0])
	out.points = append(out.points, from)
	for k := 1; k < len(r); k++ {
		to := n.pixel(r[k])
		if from == to {
			continue
		}
		e := n.edge(r[k-1], r[k])
		n.passed(e)
		if e.a != r[k-1] {
			slices.Reverse(n.cuts)
		}
		out.points = append(out.points, n.cuts...)
		out.points = append(out.points, to)
		from = to
	}
	out.closeRun()
}

// passed finds the hot pixels on the way of an edge, without those of its ends, in order.
func (n *noder) passed(e fineEdge) {
	n.cuts = n.cuts[:0]
	a, b := n.pixel(e.a), n.pixel(e.b)
	low, high := min(a.Y, b.Y), max(a.Y, b.Y)
	_, start := bandOf(min(e.a.Y, e.b.Y) >> n.depth)
	key := func(x, y int32) hotKey { return packHot(e.band, start, x, y) }
	end := key(b.X, high)
	for i := n.seek(0, key(a.X, low)); i < len(n.hot) && n.hot[i] <= end; {
		p := n.hot[i].point()
		switch {
		case p.Y < low:
			i = n.seek(i, key(p.X, low))
		case p.Y > high:
			i = n.seek(i, key(p.X+1, low))
		default:
			if p != a && p != b && e.passes(p, n.depth) {
				n.cuts = append(n.cuts, p)
			}
			i++
		}
	}
	// Pixels come by x, then y; along the way that is right unless the edge falls.
	if b.Y < a.Y {
		slices.SortFunc(n.cuts, func(p, q mvt.Point) int {
			return cmp.Or(cmp.Compare(p.X, q.X), cmp.Compare(q.Y, p.Y))
		})
	}
}

// seek is the first index from i on whose pixel is not before k. What is sought is mostly
// near, so the step doubles before the search halves.
func (n *noder) seek(i int, k hotKey) int {
	step := 1
	if i == 0 {
		step = len(n.hot)
	}
	low := i
	for i+step < len(n.hot) && n.hot[i+step] < k {
		low = i + step
		step *= 2
	}
	at, _ := slices.BinarySearch(n.hot[low:min(i+step+1, len(n.hot))], k)
	return low + at
}

// passes is true when the edge goes through the pixel of p: the square with its sides of
// lesser x and y, without the two others. For that, the corners of the square must not
// all be on one side of the line; those on a side that is left out count as infinitely
// little inside of it.
func (e fineEdge) passes(p mvt.Point, depth uint) bool {
	half := int64(1) << (depth - 1)
	x0, y0 := int64(p.X)<<depth-half, int64(p.Y)<<depth-half
	x1, y1 := x0+2*half, y0+2*half
	if e.a.X >= x1 || e.b.X < x0 || min(e.a.Y, e.b.Y) >= y1 || max(e.a.Y, e.b.Y) < y0 {
		return false
	}
	if e.b.Y < e.a.Y { // falling: the extreme corners are (x1, y1) and (x0, y0)
		return orient(e.a, e.b, spot{X: x1, Y: y1}) > 0 && orient(e.a, e.b, spot{X: x0, Y: y0}) <= 0
	}
	left, right := orient(e.a, e.b, spot{X: x0, Y: y1}), orient(e.a, e.b, spot{X: x1, Y: y0})
	return (left > 0 || left == 0 && e.a.X == e.b.X) && (right < 0 || right == 0 && e.a.Y == e.b.Y)
}
