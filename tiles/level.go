package tiles

import (
	"context"

	"github.com/redsail/redsail/tiles/mvt"
)

// level is a coverage at one zoom. Positions are tile units from the corner of the map.
type level struct {
	arcs    arcs      // simplified and rounded
	figures []figures // by layer of the coverage; empty for one that is not shown
	borders borders   // of a coverage of partitions
	lines   lineIndex
}

// figures are the areas of a layer. Most are one simple ring, and are drawn along their arcs.
type figures struct {
	arcs   *bundle[int32] // by feature the arcs of each ring; see net.rings
	points []int32        // how many points the ring of feature i has, negative where it is drawn against its arcs; 0 = it has rings of its own
	rings  mvt.Rings      // outer ones, each followed by its holes
	end    []int32        // feature i ends before ring end[i]
	frames []frame        // by feature
}

// span gives the numbers of the rings of feature i: from … to−1.
func (f *figures) span(i int32) (from, to int) {
	if i > 0 {
		from = int(f.end[i-1])
	}
	return from, int(f.end[i])
}

// level gives the coverage at a zoom, nil where it has to be made tile by tile.
func (c *coverage) level(zoom uint8) *level {
	if zoom > levelZoom {
		return nil
	}
	l := &c.levels[zoom]
	l.once.Do(func() {
		if n := c.net(zoom); n != nil && n.cuts(zoom) <= maxCuts {
			l.level = n.level(zoom)
		}
		l.made.Store(true)
	})
	return l.level
}

// maxCuts bounds the places at which a level's edges pass seams. A coverage beyond it is as
// large as a country and drawn very closely.
const maxCuts = 1 << 19

// cuts estimates how often the edges of the zoom pass a seam.
func (n *net) cuts(zoom uint8) int64 {
	return int64(2 * n.length >> (worldBits - uint(zoom)))
}

// measure is how far all arcs go, along x and y.
func (n *net) measure() (sum uint64) {
	for i := range n.arcs.runEnd {
		arc := n.arcs.run(i)
		a := n.cover.places[arc[0]]
		for _, v := range arc[1:] {
			b := n.cover.places[v]
			sum += uint64(max(a.X, b.X)-min(a.X, b.X)) + uint64(max(a.Y, b.Y)-min(a.Y, b.Y))
			a = b
		}
	}
	return sum
}

// level rounds the arcs, and puts the areas together of them.
func (n *net) level(zoom uint8) *level {
	size := 0
	for _, v := range n.arcs.points {
		if n.from[v] <= zoom {
			size++
		}
	}
	in := bundle[spot]{points: make([]spot, 0, size), runEnd: make([]int, 0, len(n.arcs.runEnd))}
	for i := range n.arcs.runEnd {
		n.kept(i, zoom, &in)
	}
	var round noder
	var paths shapes
	if err := round.run(context.Background(), &in, fineBits(zoom), &paths); err != nil {
		return nil // never: nobody ends the context
	}
	return n.together(&paths)
}

// together puts a level together of the arcs as the zoom has them.
func (n *net) together(paths *shapes) *level {
	l := &level{figures: make([]figures, len(n.cover.layers))}
	for i := range paths.runEnd {
		l.arcs.add(paths.run(i))
	}
	l.arcs.finish()
	b := builder{paths: paths.run, loops: l.arcs.long()}
	for i, number := range n.layers {
		b.layer(&n.rings[i], &l.figures[number])
	}
	if n.cover.bordered {
		l.borders = n.borders(paths.run, len(paths.points))
	}
	if !l.fits() {
		return nil
	}
	return l
}

// fits is false of a level that is too large to be read.
func (l *level) fits() bool {
	for i := range l.figures {
		if !l.figures[i].rings.Fits() {
			return false
		}
	}
	return l.arcs.fits() && l.borders.lines.fits()
}

// kept appends what a zoom keeps of an arc.
func (n *net) kept(i int, zoom uint8, in *bundle[spot]) {
	for _, v := range n.arcs.run(i) {
		if n.from[v] <= zoom {
			p := n.cover.places[v]
			in.points = append(in.points, spot{fine(p.X, zoom), fine(p.Y, zoom)})
		}
	}
	in.closeRun()
}

// builder puts rings together of arcs.
type builder struct {
	paths  func(arc int) []mvt.Point
	shapes shapes // of one feature
	along  int    // how many points its arcs have
	loops  bool   // simple rings are drawn along their arcs
	seen   pointSet
	join   assembler
}

func (b *builder) layer(rings *bundle[int32], out *figures) {
	out.begin(rings)
	for f := range rings.lastRun {
		b.gather(rings, f)
		b.feature(out, f)
		out.end[f] = int32(out.rings.Len())
	}
	out.rings.Clip()
}

// begin makes room for what each feature has.
func (f *figures) begin(rings *bundle[int32]) {
	n := len(rings.lastRun)
	f.arcs, f.points, f.end, f.frames = rings, make([]int32, n), make([]int32, n), make([]frame, n)
}

// gather puts the rings of a feature into b.shapes.
func (b *builder) gather(rings *bundle[int32], f int) {
	b.shapes.reset()
	b.along = 0
	from, to := rings.runs(f)
	for k := from; k < to; k++ {
		for _, arc := range rings.run(k) {
			b.append(arc)
		}
		b.shapes.closeRing()
	}
	b.shapes.closeFeature()
}

// append goes on along an arc, up to its last point.
func (b *builder) append(arc int32) {
	path := b.paths(int(max(arc, ^arc)))
	b.along += len(path) - 1
	if arc >= 0 {
		for _, p := range path[:len(path)-1] {
			b.shapes.add(p)
		}
		return
	}
	for i := len(path) - 1; i > 0; i-- {
		b.shapes.add(path[i])
	}
}

// feature adds the feature in b.shapes. One ring that passes no point twice is simple, since
// edges meet only at their ends; all else goes through the assembler.
func (b *builder) feature(out *figures, f int) {
	if len(b.shapes.runEnd) == 0 {
		return
	}
	simple := len(b.shapes.runEnd) == 1 && b.distinct()
	if from, to := out.arcs.runs(f); b.loops && simple && to-from == 1 && b.along == len(b.shapes.points) {
		b.single(out, f)
		return
	}
	box := frame{1<<31 - 1, 1<<31 - 1, -1 << 31, -1 << 31}
	take := func(ring []mvt.Point, outer bool) bool {
		ok := out.rings.Prepare(ring, outer)
		if ok {
			box = box.union(boxOf(ring))
		}
		return ok
	}
	if simple {
		take(b.shapes.run(0), true)
	} else {
		b.join.run(&b.shapes, 0)
		b.join.each(take)
	}
	out.frames[f] = box
}

// single notes a feature that is one simple ring. Of one without area there is nothing.
func (b *builder) single(out *figures, f int) {
	area := mvt.TwiceArea(b.shapes.points)
	if area == 0 {
		return
	}
	out.points[f] = int32(b.along)
	if area < 0 {
		out.points[f] = -int32(b.along)
	}
	out.frames[f] = boxOf(b.shapes.points)
}

// distinct is true when no point of the feature occurs twice.
func (b *builder) distinct() bool { return b.seen.distinct(b.shapes.points) }

func (f frame) union(o frame) frame {
	return frame{min(f.minX, o.minX), min(f.minY, o.minY), max(f.maxX, o.maxX), max(f.maxY, o.maxY)}
}
