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
// pixel on its way, that is the half-open unit square round a vertex, a crossing, or a
// place where an edge passes a seam. After that edges meet only at their ends, none has
// moved by more than half a unit in x or y, and what two areas share they share still.
type noder struct {
	depth     uint // fineBits of the zoom
	cut       bundle[spot]
	hot       []hotKey
	edges     []fineEdge
	sorted    []fineEdge
	ranks     []edgeRank
	crossings []hotKey
	cuts      []mvt.Point // of one edge
}

// fineEdge is an edge in fine units, the end with lesser x, then y, first.
type fineEdge struct {
	band int64
	a, b spot
}

// run rounds runs in fine units to runs in tile units. Closed ones repeat their first
// point at the end, in and out. Each run of in has one in out.
func (n *noder) run(ctx context.Context, in *bundle[spot], depth uint, out *shapes) error {
	n.depth = depth
	n.cutAll(in)
	n.collect()
	if err := n.meetings(ctx); err != nil {
		return err
	}
	n.hot = append(n.hot, n.crossings...)
	slices.Sort(n.hot)
	n.hot = slices.Compact(n.hot)
	out.reset()
	out.points, out.runEnd = slices.Grow(out.points, len(n.cut.points)), slices.Grow(out.runEnd, len(n.cut.runEnd))
	for i := range n.cut.runEnd {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		n.round(n.cut.run(i), out)
	}
	out.lastRun = append(out.lastRun, in.lastRun...)
	return nil
}

// cutAll cuts the edges at the seams.
func (n *noder) cutAll(in *bundle[spot]) {
	n.cut.reset()
	n.cut.points, n.cut.runEnd = slices.Grow(n.cut.points, len(in.points)+len(in.points)/16), slices.Grow(n.cut.runEnd, len(in.runEnd))
	for i := range in.runEnd {
		r := in.run(i)
		n.cut.points = append(n.cut.points, r[0])
		for k := 1; k < len(r); k++ {
			n.cut.points = appendCut(n.cut.points, r[k-1], r[k], n.depth)
		}
		n.cut.closeRun()
	}
}

// pixel gives the tile unit whose pixel holds s.
func (n *noder) pixel(s spot) mvt.Point {
	half := int64(1) << (n.depth - 1)
	return mvt.Point{X: int32((s.X + half) >> n.depth), Y: int32((s.Y + half) >> n.depth)}
}

// collect gathers the pixels of the vertices, and the edges that can have crossings in
// pixels that are not hot already: those from one pixel to another.
func (n *noder) collect() {
	n.hot, n.edges = slices.Grow(n.hot[:0], len(n.cut.points)), slices.Grow(n.edges[:0], len(n.cut.points))
	for i := range n.cut.runEnd {
		r := n.cut.run(i)
		from := n.pixel(r[0])
		n.hot = appendHot(n.hot, from)
		for k := 1; k < len(r); k++ {
			to := n.pixel(r[k])
			if from != to {
				n.hot = appendHot(n.hot, to)
				n.edges = append(n.edges, n.edge(r[k-1], r[k]))
			}
			from = to
		}
	}
	n.sortEdges()
	n.edges = slices.Compact(n.edges)
}

// edgeRank is what edges are sorted by first: band and x in one number.
type edgeRank struct {
	key uint64
	at  int32
}

// sortEdges sorts the edges by band, then x, then the rest: ranks first, which are small, and in
// the end the few edges that have the same.
func (n *noder) sortEdges() {
	n.ranks = slices.Grow(n.ranks[:0], len(n.edges))
	for i, e := range n.edges {
		n.ranks = append(n.ranks, edgeRank{uint64(e.band+2)<<46 | uint64(e.a.X+1<<44), int32(i)})
	}
	slices.SortFunc(n.ranks, func(r, o edgeRank) int { return cmp.Compare(r.key, o.key) })
	n.sorted = slices.Grow(n.sorted[:0], len(n.edges))
	for from := 0; from < len(n.ranks); {
		to := from
		for ; to < len(n.ranks) && n.ranks[to].key == n.ranks[from].key; to++ {
			n.sorted = append(n.sorted, n.edges[n.ranks[to].at])
		}
		if to > from+1 {
			slices.SortFunc(n.sorted[from:to], func(e, o fineEdge) int {
				return cmp.Or(cmp.Compare(e.a.Y, o.a.Y), cmp.Compare(e.b.X, o.b.X), cmp.Compare(e.b.Y, o.b.Y))
			})
		}
		from = to
	}
	n.edges, n.sorted = n.sorted, n.edges
}

func (n *noder) edge(a, b spot) fineEdge {
	band, _ := bandOf(min(a.Y, b.Y) >> n.depth)
	if b.X < a.X || b.X == a.X && b.Y < a.Y {
		a, b = b, a
	}
	return fineEdge{band, a, b}
}

// meetings finds where edges cross, by a sweep over x through each band. In a layer without
// overlaps none do.
func (n *noder) meetings(ctx context.Context) error {
	n.crossings = n.crossings[:0]
	for i, e := range n.edges {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		low, high := min(e.a.Y, e.b.Y), max(e.a.Y, e.b.Y)
		for _, o := range n.edges[i+1:] {
			if o.band != e.band || o.a.X > e.b.X {
				break
			}
			if max(o.a.Y, o.b.Y) < low || min(o.a.Y, o.b.Y) > high {
				continue
			}
			sc, sd := orient(e.a, e.b, o.a), orient(e.a, e.b, o.b)
			if opposite(sc, sd) && opposite(orient(o.a, o.b, e.a), orient(o.a, o.b, e.b)) {
				n.crossings = appendHot(n.crossings, n.crossing(o, sc, sd))
			}
		}
	}
	return nil
}

// orient is twice the signed area of a, b, c. Between seams it is below 2^58.
func orient(a, b, c spot) int64 { return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X) }

// turn is the same in tile units.
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
	part := func(from, to int64) int64 {
		if to >= from {
			q, _ := scale(uint64(to-from), num, den)
			return from + int64(q)
		}
		q, rest := scale(uint64(from-to), num, den)
		if rest > 0 {
			q++
		}
		return from - int64(q)
	}
	return n.pixel(spot{X: part(o.a.X, o.b.X), Y: part(o.a.Y, o.b.Y)})
}
