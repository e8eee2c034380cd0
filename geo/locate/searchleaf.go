package locate

import (
	"math"
	"math/bits"

	"github.com/redsail/redsail/geo"
)

// leaf looks into a leaf: it measures the edge that is nearest in the plane, then those that
// still may be nearer.
func (s *search) leaf(f leaf, b block) {
	n := nearest{first: math.Inf(1), second: math.Inf(1)}
	if f[0]&longLeaf == 0 {
		if n.from, n.to = s.wanted(f.slots()); n.from < n.to {
			n.short(&s.metric, f, b.centre())
		}
	} else {
		r := f.read(b.centre())
		if n.from, n.to = s.wanted(r.slots); n.from < n.to {
			n.long(&s.metric, &r)
		}
	}
	if n.first > s.beyond || math.IsInf(n.first, 1) { // too far, or no edge at all
		return
	}
	r := f.read(b.centre())
	s.edge(entry(r.slots[n.slot]).area(), newSegment(n.a, n.b))
	if n.second > s.beyond {
		return
	}
	for r.run() {
		slot := n.slotOf(&r)
		if slot == n.to {
			continue
		}
		for a := r.p; r.step(); a = r.p {
			if e := newSegment(a, r.p); s.metric.edge(e) <= s.beyond {
				s.edge(entry(r.slots[slot]).area(), e)
			}
		}
	}
}

// nearest is the edge of a leaf that is nearest in the plane, of those that bound the slots
// from … to, and how far the second is.
type nearest struct {
	first, second float64
	from, to      int
	slot          int
	a, b          geo.Point
}

// slotOf is the first of the slots that a run bounds, or to.
func (n *nearest) slotOf(r *reader) int {
	slot := n.from
	for slot < n.to && !r.has(slot) {
		slot++
	}
	return slot
}

func (n *nearest) long(m *metric, r *reader) {
	for r.run() {
		slot := n.slotOf(r)
		if slot == n.to {
			continue
		}
		for a := r.p; r.step(); a = r.p {
			n.take(m.edge(segment{a, r.p}), slot, a, r.p)
		}
	}
}

// short goes through a leaf of the short form as leaf.holding does: it is most of a search.
func (n *nearest) short(m *metric, f leaf, centre geo.Point) {
	want := uint32(1)<<n.to - uint32(1)<<n.from
	far := int(f[0] / farLeaf & 1)
	at := f.firstRun()
	for range f.runs() {
		head, v := f[at], f[at+1]
		start := at + 2 + far
		steps := f[start : start+int(head&edgesMask)]
		mine := head >> maskBits & want
		if mine == 0 {
			at = start + len(steps)
			continue
		}
		a := geo.Point{X: centre.X + int32(int16(v)), Y: centre.Y + int32(v)>>16}
		if far != 0 {
			a = geo.Point{X: int32(v), Y: int32(f[at+2])}
		}
		at = start + len(steps)
		slot := bits.TrailingZeros32(mine)
		ax, ay := m.offset(a)
		for _, d := range steps {
			b := geo.Point{X: a.X + int32(int16(d)), Y: a.Y + int32(d)>>16}
			bx, by := m.offset(b)
			n.take(between(ax, ay, bx, by), slot, a, b)
			a, ax, ay = b, bx, by
		}
	}
}

func (n *nearest) take(d float64, slot int, a, b geo.Point) {
	switch {
	case d < n.first:
		n.first, n.second, n.slot, n.a, n.b = d, n.first, slot, a, b
	case d < n.second:
		n.second = d
	}
}

// wanted is the span of the slots whose borders are looked for. They go by rank, so the
// first that an edge bounds is the one of those at its distance that counts.
func (s *search) wanted(slots entries) (from, to int) {
	for ; from < len(slots); from++ {
		if e := entry(slots[from]); e.layer() == s.layer && (s.only == None || s.only == e.area()) {
			break
		}
	}
	for to = from; to < len(slots) && entry(slots[to]).layer() == s.layer; to++ {
		if s.only != None {
			return from, from + 1
		}
	}
	return from, to
}

// edge measures an edge.
func (s *search) edge(area int32, e segment) {
	if s.found && e == s.best.edge {
		return
	}
	d, at := s.origin.Segment(e.a.LonLat(), e.b.LonLat())
	f := found{area: area, edge: e, at: at, distance: d, micro: math.Round(float64(d) / micrometre)}
	if s.found && !s.nearer(&f) {
		return
	}
	s.best, s.found = f, true
	if float64(d) < s.limit {
		s.draw(float64(d))
	}
}
