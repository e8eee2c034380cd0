package locate

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// touch finds the cells whose answers may change with an area: those that an edge touches
// which comes or goes, those that lie wholly between the old border and the new, and those
// of areas that it overtakes in rank.
func (e *edit) touch(name entry) {
	a := e.areas[name]
	const before, after = 1, 2
	edges := map[segment]uint8{}
	if a.was != nil {
		e.old.eachEdge(name, func(s segment) { edges[s] = before }, func(other entry) { e.overtake(name, other) })
	}
	a.Shape.Edges(func(p, q geo.Point) {
		if p != q {
			edges[newSegment(p, q)] ^= after
		}
	})
	c := &e.new.cells
	var met []uint32
	var steps []step
	for s, when := range edges {
		if when != before && when != after {
			continue
		}
		met = c.meet(s.a, s.b, met[:0])
		for _, n := range met {
			e.touched[n] = struct{}{}
		}
		steps = c.stepsOf(s, steps)
	}
	e.between(steps)
}

// step is where an edge passes a row of the lower left corners of cells: at the corner of
// column i or west of it, but east of the corner before.
type step struct{ j, i uint32 }

func (c *cells) stepsOf(s segment, steps []step) []step {
	low, high := int64(min(s.a.Y, s.b.Y)), int64(max(s.a.Y, s.b.Y))
	at := int64(c.at.Y)
	// Of the rows y with low ≤ y < high.
	for j := (low - at + 1<<c.shift - 1) >> c.shift; j < int64(c.ny) && at+j<<c.shift < high; j++ {
		i, last := uint32(0), c.nx
		for i < last {
			mid := (i + last) / 2
			if westOf(s.a, s.b, min(int64(c.at.X)+int64(mid)<<c.shift, geo.MaxX+1), at+j<<c.shift) {
				last = mid
			} else {
				i = mid + 1
			}
		}
		steps = append(steps, step{uint32(j), i})
	}
	return steps
}

// between touches the cells whose corners have an odd number of steps west of them.
func (e *edit) between(steps []step) {
	slices.SortFunc(steps, func(a, b step) int {
		if a.j != b.j {
			return int(a.j) - int(b.j)
		}
		return int(a.i) - int(b.i)
	})
	c := &e.new.cells
	for k := 0; k+1 < len(steps); k += 2 { // borders are closed: each row has an even number
		for i := steps[k].i; i < steps[k+1].i; i++ {
			e.touched[steps[k].j*c.nx+i] = struct{}{}
		}
	}
}

// overtake touches the cells of two areas whose order by rank is no longer the same.
func (e *edit) overtake(name, other entry) {
	a, layer := e.areas[name], name.layer()
	b, now := e.old.record(layer, other.area()), e.old.record(layer, other.area())
	if to := e.areas[other]; to != nil {
		if to.Shape == nil {
			return
		}
		now = e.new.record(layer, other.area())
	}
	if a.Shape == nil || a.was.before(b) == e.new.record(layer, name.area()).before(now) {
		return
	}
	ab, bb := a.was.box(), b.box()
	box := geo.Box{
		Min: geo.Point{X: max(ab.Min.X, bb.Min.X), Y: max(ab.Min.Y, bb.Min.Y)},
		Max: geo.Point{X: min(ab.Max.X, bb.Max.X), Y: min(ab.Max.Y, bb.Max.Y)},
	}
	e.new.cells.eachIn(box, func(n uint32) { e.touched[n] = struct{}{} })
}

// before tells whether an area goes before another by rank.
func (r record) before(o record) bool { return before(r.size(), o.size(), r.code(), o.code()) < 0 }

// eachIn calls f for each top cell that a box meets.
func (c *cells) eachIn(b geo.Box, f func(n uint32)) {
	i0, i1, ok := span(int64(b.Min.X)-int64(c.at.X), int64(b.Max.X)-int64(c.at.X), c.shift, c.nx)
	j0, j1, in := span(int64(b.Min.Y)-int64(c.at.Y), int64(b.Max.Y)-int64(c.at.Y), c.shift, c.ny)
	if !ok || !in {
		return
	}
	for j := j0; j <= j1; j++ {
		for i := i0; i <= i1; i++ {
			f(j*c.nx + i)
		}
	}
}

// eachEdge calls edge for the edges of an area's border, some more than once, and near for
// the other areas of its layer that have borders near them, once each.
func (x *Index) eachEdge(name entry, edge func(segment), near func(entry)) {
	c, layer := &x.cells, name.layer()
	seen := map[entry]bool{name: true}
	c.eachIn(x.record(layer, name.area()).box(), func(n uint32) {
		if c.borders[0].layers[c.pageOf(n)]>>layer&1 == 0 {
			return
		}
		c.eachLeaf(n, func(f leaf, centre geo.Point) {
			r := f.read(centre)
			slot := slices.Index(r.slots, uint32(name))
			if slot < 0 {
				return
			}
			for _, other := range r.slots {
				if e := entry(other); e.layer() == layer && !seen[e] {
					seen[e] = true
					near(e)
				}
			}
			for r.run() {
				if !r.has(slot) {
					continue
				}
				for a := r.p; r.step(); a = r.p {
					edge(newSegment(a, r.p))
				}
			}
		})
	})
}

// pageOf is the page of a top cell, and at its place there.
func (c *cells) pageOf(n uint32) uint32 { return n/c.nx/pageSide*c.across + n%c.nx/pageSide }

func (c *cells) placeOf(n uint32) uint32 { return n/c.nx%pageSide*pageSide + n%c.nx%pageSide }

// eachLeaf calls f for each leaf in a top cell, with the centre of its cell.
func (c *cells) eachLeaf(n uint32, f func(f leaf, centre geo.Point)) {
	s := c.square(n)
	c.leaves(word(c.top[c.pageOf(n)][c.placeOf(n)]), block{x: s.x0, y: s.y0, shift: c.shift}, f)
}

func (c *cells) leaves(w word, b block, f func(f leaf, centre geo.Point)) {
	switch w.kind() {
	case leafWord:
		f(leaf(c.records.at(w.address())), b.centre())
	case rasterWord:
		k := w.halvings()
		inner := c.records.at(w.address())[:1<<(2*k)]
		shift := b.shift - k
		for n, w := range inner {
			x, y := int64(n&(1<<k-1)), int64(n>>k)
			c.leaves(word(w), block{x: b.x + x<<shift, y: b.y + y<<shift, shift: shift}, f)
		}
	default: // no border in it
	}
}
