package tiles

import (
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// reborder draws the borders of a zoom out of those of the old one: again the chains of which an arc
// has moved, and those that share an edge with one of these, now or before. Which of two chains
// draws an edge that both have depends on their order alone, and that has not changed.
type reborder struct {
	*relevel
	again []bool    // by chain
	kept  []int32   // by chain of old: the same of now, when it is not drawn again, or none
	boxes []landBox // of the arcs of what is drawn again
	edges *edgeSet
}

func (r *relevel) borders() {
	b := reborder{relevel: r, edges: newEdgeSet(0)}
	b.find()
	if !b.share() || !b.draw() {
		r.out.borders = r.now.borders(r.paths, len(r.moved))
	}
}

// find finds the chains that are not as they were, and their edges, now and before.
func (b *reborder) find() {
	chains, before := b.now.chained(), b.kin.old.chained()
	b.again = make([]bool, len(chains.runEnd))
	b.kept = make([]int32, len(before.runEnd))
	for i := range b.kept {
		b.kept[i] = none
	}
	for i := range chains.runEnd {
		if o := b.chains[i]; o != none && !b.anyMoved(chains, i, i+1) {
			b.kept[o] = int32(i)
			continue
		}
		b.again[i] = true
		for _, a := range chains.run(i) {
			b.boxes = append(b.boxes, b.relevel.boxes[max(a, ^a)])
			b.note(b.paths(int(max(a, ^a))))
		}
	}
	var path []mvt.Point
	for i, now := range b.kept {
		if now != none {
			continue
		}
		for _, a := range before.run(i) {
			a = max(a, ^a)
			b.boxes = append(b.boxes, boxOfArc(b.kin.old.cover.places, b.kin.old.arcs.run(int(a))))
			path = b.relevel.old.arcs.run(int(a), path[:0])
			b.note(path)
		}
	}
}

func (b *reborder) note(path []mvt.Point) {
	for k := 1; k < len(path); k++ {
		b.edges.add(path[k-1], path[k])
	}
}

// share finds the chains that have one of the edges.
func (b *reborder) share() bool {
	near, ok := b.near(b.boxes)
	if !ok {
		return false
	}
	chains := b.now.chained()
	of := b.now.chainOf()
	for _, i := range near {
		if b.again[of[i]] || !b.has(b.paths(int(i))) {
			continue
		}
		b.again[of[i]] = true
		b.kept[b.chains[of[i]]] = none
		for _, a := range chains.run(int(of[i])) {
			b.boxes = append(b.boxes, b.relevel.boxes[max(a, ^a)])
		}
	}
	return true
}

func (b *reborder) has(path []mvt.Point) bool {
	for k := 1; k < len(path); k++ {
		if b.edges.has(path[k-1], path[k]) {
			return true
		}
	}
	return false
}

// draw draws, and takes the rest over. Of chains beside what is drawn the edges only are noted.
func (b *reborder) draw() bool {
	near, ok := b.near(b.boxes)
	if !ok {
		return false
	}
	of := b.now.chainOf()
	slices.SortFunc(near, func(i, k int32) int { return int(of[i] - of[k]) })
	d := drafter{drawn: newEdgeSet(0)}
	chains, last := b.now.chained(), int32(none)
	for _, i := range near {
		switch {
		case !b.again[of[i]]:
			path := b.paths(int(i))
			for k := 1; k < len(path); k++ {
				d.drawn.add(path[k-1], path[k])
			}
		case of[i] != last:
			last = of[i]
			d.chain(b.now, chains, int(last), b.paths)
		}
	}
	old := &b.relevel.old.borders
	for i, o := range old.list {
		if o.chain = b.kept[o.chain]; o.chain != none {
			d.out = append(d.out, draft{o, old.lines.raw(i)})
		}
	}
	b.out.borders = d.sorted(chains)
	return true
}
