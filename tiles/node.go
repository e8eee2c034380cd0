package tiles

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// noder does snap rounding (Hobby, "Practical segment intersection with finite precision
// output", Comput. Geom. 13, 1999): rounding each vertex alone would make edges meet and
// areas overlap that do not on the ground. Instead each edge is led through every hot
// pixel on its way, that is the half-open unit square round a vertex or a crossing of the
// layer. After that edges meet only at their ends, none has moved by more than half a
// unit in x or y, and what two areas share they share still.
type noder struct {
	depth     uint // fineBits of the zoom
	hot       []spotKey
	edges     []fineEdge
	crossings []spotKey
	cuts      []mvt.Point // of one edge
}

// fineEdge is an edge in fine units, the end with lesser x, then y, first.
type fineEdge struct{ a, b mvt.Point }

// run rounds the shapes in fine units to shapes in tile units.
func (n *noder) run(ctx context.Context, in *shapes, depth uint, out *shapes) error {
	n.depth = depth
	n.collect(in)
	if err := n.meetings(ctx); err != nil {
		return err
	}
	n.hot = append(n.hot, n.crossings...)
	slices.Sort(n.hot)
	n.hot = slices.Compact(n.hot)
	out.reset()
	for f := range in.lastRing {
		if err := ctx.Err(); err != nil {
			return err
		}
		from, to := in.rings(f)
		for i := from; i < to; i++ {
			n.round(in.ring(i), out)
		}
		out.closeFeature()
	}
	return nil
}

// pixel gives the tile unit whose pixel holds p.
func (n *noder) pixel(p mvt.Point) mvt.Point {
	half := int32(1) << (n.depth - 1)
	return mvt.Point{X: (p.X + half) >> n.depth, Y: (p.Y + half) >> n.depth}
}

// collect gathers the pixels of the vertices, and the edges that can have crossings in
// pixels that are not hot already: those from one pixel to another.
func (n *noder) collect(in *shapes) {
	n.hot, n.edges = n.hot[:0], n.edges[:0]
	for i := range in.ringEnd {
		r := in.ring(i)
		a := r[len(r)-1]
		from := n.pixel(a)
		for _, b := range r {
			to := n.pixel(b)
			if from != to {
				n.hot = append(n.hot, pack(to))
				n.edges = append(n.edges, rising(a, b))
			}
			a, from = b, to
		}
		n.hot = append(n.hot, pack(from))
	}
	slices.SortFunc(n.edges, func(e, o fineEdge) int {
		if e.a.X != o.a.X {
			return cmp.Compare(e.a.X, o.a.X)
		}
		return cmp.Or(cmp.Compare(e.a.Y, o.a.Y), cmp.Compare(e.b.X, o.b.X), cmp.Compare(e.b.Y, o.b.Y))
	})
	n.edges = slices.Compact(n.edges)
}

func rising(a, b mvt.Point) fineEdge {
	if b.X < a.X || b.X == a.X && b.Y < a.Y {
		return fineEdge{b, a}
	}
	return fineEdge{a, b}
}

// meetings finds by a sweep over x where edges cross. In a layer without overlaps none do.
func (n *noder) meetings(ctx context.Context) error {
	n.crossings = n.crossings[:0]
	for i, e := range n.edges {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		low, high := min(e.a.Y, e.b.Y), max(e.a.Y, e.b.Y)
		for _, o := range n.edges[i+1:] {
			if o.a.X > e.b.X {
				break
			}
			if max(o.a.Y, o.b.Y) < low || min(o.a.Y, o.b.Y) > high {
				continue
			}
			sc, sd := turn(e.a, e.b, o.a), turn(e.a, e.b, o.b)
			if opposite(sc, sd) && opposite(turn(o.a, o.b, e.a), turn(o.a, o.b, e.b)) {
				n.crossings = append(n.crossings, pack(n.crossing(o, sc, sd)))
			}
		}
	}
	return nil
}

// turn is twice the signed area of a, b, c. In the frame it is below 2^58.
func turn(a, b, c mvt.Point) int64 {
	return int64(b.X-a.X)*int64(c.Y-a.Y) - int64(b.Y-a.Y)*int64(c.X-a.X)
}

func opposite(s, t int64) bool { return s < 0 && t > 0 || s > 0 && t < 0 }

// crossing is the pixel in which o meets the edge from which its ends have the turns sc
// and sd: the place o.a + (o.b − o.a)·sc/(sc − sd), rounded down to a fine unit, which
// does not leave the pixel.
func (n *noder) crossing(o fineEdge, sc, sd int64) mvt.Point {
	num, den := uint64(sc), uint64(sc-sd)
	if sc < 0 {
		num, den = uint64(-sc), uint64(sd-sc)
	}
	part := func(from, to int32) int32 {
		if to >= from {
			q, _ := scale(uint64(to-from), num, den)
			return from + int32(q)
		}
		q, rest := scale(uint64(from-to), num, den)
		if rest > 0 {
			q++
		}
		return from - int32(q)
	}
	return n.pixel(mvt.Point{X: part(o.a.X, o.b.X), Y: part(o.a.Y, o.b.Y)})
}

// round appends a ring led through the hot pixels.
func (n *noder) round(r []mvt.Point, out *shapes) {
	a := r[len(r)-1]
	from := n.pixel(a)
	for _, b := range r {
		to := n.pixel(b)
		if from != to {
			n.passed(rising(a, b))
			forward := rising(a, b).a == a
			for i := range n.cuts {
				if !forward {
					i = len(n.cuts) - 1 - i
				}
				out.points = append(out.points, n.cuts[i])
			}
			out.points = append(out.points, to)
		}
		a, from = b, to
	}
	out.closeRing()
}

// passed finds the hot pixels on the way of an edge, without those of its ends, in order.
func (n *noder) passed(e fineEdge) {
	n.cuts = n.cuts[:0]
	a, b := n.pixel(e.a), n.pixel(e.b)
	low, high := min(a.Y, b.Y), max(a.Y, b.Y)
	for i := n.seek(0, mvt.Point{X: a.X, Y: low}); i < len(n.hot); {
		p := n.hot[i].point()
		switch {
		case p.X > b.X:
			i = len(n.hot)
		case p.Y < low:
			i = n.seek(i, mvt.Point{X: p.X, Y: low})
		case p.Y > high:
			i = n.seek(i, mvt.Point{X: p.X + 1, Y: low})
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

// seek is the first index from i on whose pixel is not before p. What is sought is mostly
// near, so the step doubles before the search halves.
func (n *noder) seek(i int, p mvt.Point) int {
	k := pack(p)
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
	half := int32(1) << (depth - 1)
	x0, y0 := p.X<<depth-half, p.Y<<depth-half
	x1, y1 := x0+2*half, y0+2*half
	if e.a.X >= x1 || e.b.X < x0 || min(e.a.Y, e.b.Y) >= y1 || max(e.a.Y, e.b.Y) < y0 {
		return false
	}
	if e.b.Y < e.a.Y { // falling: the extreme corners are (x1, y1) and (x0, y0)
		return turn(e.a, e.b, mvt.Point{X: x1, Y: y1}) > 0 && turn(e.a, e.b, mvt.Point{X: x0, Y: y0}) <= 0
	}
	left, right := turn(e.a, e.b, mvt.Point{X: x0, Y: y1}), turn(e.a, e.b, mvt.Point{X: x1, Y: y0})
	return (left > 0 || left == 0 && e.a.X == e.b.X) && (right < 0 || right == 0 && e.a.Y == e.b.Y)
}
