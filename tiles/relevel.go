package tiles

import (
	"context"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// relevel makes a zoom out of that of an older net: snap rounding leads an edge only through what is
// beside it, so an arc is rounded again only where something near it has changed.
type relevel struct {
	*kin
	zoom  uint8
	old   *level
	out   *level
	again []bool // by arc: it may be other than it was
	paths func(int) []mvt.Point
	moved []bool // by arc: it is
}

// maxPairs bounds the pairs of boxes that are compared; beyond it all is made anew.
const maxPairs = 1 << 22

// takeLevels makes those zooms that the source has.
func (c *coverage) takeLevels(s *source) {
	old := s.cover
	for z := uint8(0); z <= levelZoom; z++ {
		before := &old.levels[z]
		now, was0 := c.net(z), old.net(z)
		if !before.made.Load() || before.level == nil || now == nil || was0 == nil || !slices.Equal(now.layers, was0.layers) {
			continue
		}
		if now.cuts(z) > maxCuts {
			continue
		}
		k := s.kin(was0, now)
		k.finish(s.was)
		c.levels[z].once.Do(func() {
			c.levels[z].level = k.level(z, before.level)
			c.levels[z].made.Store(true)
		})
	}
}

// sameIDs gives by feature of a layer the one of old with its id, or none.
func sameIDs(l, old *layer) []int32 {
	at := make(map[uint64]int32, len(old.features))
	for i := range old.features {
		at[old.features[i].id] = int32(i)
	}
	out := make([]int32, len(l.features))
	for i := range out {
		out[i] = none
		if o, ok := at[l.features[i].id]; ok {
			out[i] = o
		}
	}
	return out
}

func (k *kin) level(zoom uint8, old *level) *level {
	r := relevel{kin: k, zoom: zoom, old: old, out: &level{figures: make([]figures, len(old.figures))}}
	if !r.findAgain() || !r.round() {
		return k.now.level(zoom)
	}
	r.out.arcs.finish()
	if r.out.arcs.long() != old.arcs.long() {
		return k.now.level(zoom) // its figures are kept in another way
	}
	b := builder{paths: r.paths, loops: old.arcs.long()}
	for i, number := range k.now.layers {
		r.figures(&b, i, &old.figures[number], &r.out.figures[number])
	}
	if k.now.cover.bordered {
		r.borders()
	}
	if !r.out.fits() {
		return nil // as of a level made anew
	}
	return r.out
}

// margin is how far rounding looks beyond a box, in world units: two tile units.
func (r *relevel) margin() int64 { return 2 << max(flatZoom-int(r.zoom), 0) }

// findAgain finds the arcs whose paths may be other ones: those that are new or keep other
// vertices, and those that are near one that has changed, is new or is gone. It is false when
// there are too many.
func (r *relevel) findAgain() bool {
	r.again = make([]bool, len(r.was))
	boxes := slices.Clone(r.gone)
	for i, bits := range r.zooms {
		if bits>>r.zoom&1 != 0 {
			r.again[i] = true
			boxes = append(boxes, r.boxes[i])
		}
	}
	near, ok := r.near(boxes)
	for _, i := range near {
		r.again[i] = true
	}
	return ok
}

// near are the arcs that rounding looks at for those in boxes.
func (r *relevel) near(boxes []landBox) (out []int32, ok bool) { return r.kin.near(boxes, r.margin()) }

// near are the arcs that are near boxes; ok is false when there are too many of these.
func (k *kin) near(boxes []landBox, margin int64) (out []int32, ok bool) {
	if len(boxes) == 0 {
		return nil, true
	}
	all := boxes[0]
	for _, b := range boxes {
		all = all.union(b)
	}
	pairs := 0
	for i, b := range k.boxes {
		if !b.meets(all, margin) {
			continue
		}
		if pairs += len(boxes); pairs > maxPairs {
			return nil, false
		}
		if slices.ContainsFunc(boxes, func(o landBox) bool { return b.meets(o, margin) }) {
			out = append(out, int32(i))
		}
	}
	return out, true
}

// round leads the arcs that are to be made again through the pixels near them.
func (r *relevel) round() bool {
	var in bundle[spot]
	var boxes []landBox
	place := make([]int32, len(r.again)) // in the bundle
	for i, again := range r.again {
		place[i] = none
		if again {
			place[i] = int32(len(in.runEnd))
			r.now.kept(i, r.zoom, &in)
			boxes = append(boxes, r.boxes[i])
		}
	}
	beside, ok := r.near(boxes)
	if !ok {
		return false
	}
	for _, i := range beside {
		if !r.again[i] {
			r.now.kept(int(i), r.zoom, &in)
		}
	}
	var round noder
	var paths shapes
	if round.run(context.Background(), &in, fineBits(r.zoom), &paths) != nil {
		return false // never: nobody ends the context
	}
	r.take(place, &paths)
	var buffer []mvt.Point
	r.paths = func(i int) []mvt.Point {
		if place[i] != none {
			return paths.run(int(place[i]))
		}
		buffer = r.out.arcs.run(i, buffer[:0])
		return buffer
	}
	return true
}

// take puts the paths together, and notes which have moved.
func (r *relevel) take(place []int32, paths *shapes) {
	out, old := &r.out.arcs, &r.old.arcs
	out.ways = make([]byte, 0, len(old.ways)+1<<10)
	out.first, out.end = make([]mvt.Point, 0, len(place)), make([]uint32, 0, len(place))
	r.moved = make([]bool, len(place))
	for i, at := range place {
		if at == none {
			out.take(old, int(r.was[i]))
			continue
		}
		out.add(paths.run(int(at)))
		r.moved[i] = r.was[i] == none || !out.same(i, old, int(r.was[i]))
	}
}

// figures takes over the areas whose arcs have not moved, and puts the others together.
func (r *relevel) figures(b *builder, layer int, old, out *figures) {
	rings := &r.now.rings[layer]
	was := r.features[layer]
	out.begin(rings)
	out.rings.Grow(&old.rings)
	for f, o := range was {
		from, to := rings.runs(f)
		if o != none && !r.anyMoved(rings, from, to) {
			first, end := old.span(o)
			for k := first; k < end; k++ {
				p := old.rings.At(k)
				out.rings.Add(&p)
			}
			out.points[f], out.frames[f] = old.points[o], old.frames[o]
		} else {
			b.gather(rings, f)
			b.feature(out, f)
		}
		out.end[f] = int32(out.rings.Len())
	}
}

func (r *relevel) anyMoved(rings *bundle[int32], from, to int) bool {
	for k := from; k < to; k++ {
		if slices.ContainsFunc(rings.run(k), func(a int32) bool { return r.moved[max(a, ^a)] }) {
			return true
		}
	}
	return false
}
