package locate

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// weaver turns the rings that pass a cell into runs: every edge once, with the set of areas
// that it bounds. An edge that an area passes an even number of times bounds nothing of it.
// Sets are bits, one for each of the areas whose rings pass the cell. Its room is used again.
type weaver struct {
	refs   []uint32 // the areas, rising: ref of bit i
	stride int      // words of a set
	edges  []segment
	bits   []uint64 // of edge i: bits[i*stride:(i+1)*stride]
	slot   []uint32 // hash table: number of an edge + 1
	first  []uint32 // for each edge on the way: number + 1 if it is the first of its like
	points []geo.Point
	runs   []line // ref: the edge whose set the run has
	seen   []uint32
}

// segment is an edge without direction, the lesser end first.
type segment struct{ a, b geo.Point }

func newSegment(a, b geo.Point) segment {
	if b.Less(a) {
		a, b = b, a
	}
	return segment{a, b}
}

// weave fills runs.
func (w *weaver) weave(lines []line, in []piece) {
	w.begin(lines, in)
	for _, p := range in {
		l := &lines[p.line]
		bit, _ := slices.BinarySearch(w.refs, l.ref)
		a := l.at(p.from)
		for v := p.from; v < p.to; v++ {
			b := l.at(v + 1)
			w.add(newSegment(a, b), bit, l.kept)
			a = b
		}
	}
	w.chain(lines, in)
}

// begin numbers the areas and makes room.
func (w *weaver) begin(lines []line, in []piece) {
	w.refs = w.refs[:0]
	edges := 0
	for _, p := range in {
		if ref := lines[p.line].ref; len(w.refs) == 0 || w.refs[len(w.refs)-1] != ref {
			w.refs = append(w.refs, ref)
		}
		edges += int(p.to - p.from)
	}
	slices.Sort(w.refs)
	w.refs = slices.Compact(w.refs)
	w.stride = (len(w.refs) + 63) / 64
	size := 16
	for size < 2*edges {
		size *= 2
	}
	w.slot = slices.Grow(w.slot[:0], size)[:size]
	clear(w.slot)
	w.edges, w.bits, w.first = w.edges[:0], w.bits[:0], w.first[:0]
}

// add puts an edge in and takes an area in or out of its set.
func (w *weaver) add(e segment, bit int, kept bool) {
	mask := uint32(len(w.slot) - 1)
	at := e.hash() & mask
	for w.slot[at] != 0 && w.edges[w.slot[at]-1] != e {
		at = (at + 1) & mask
	}
	n := w.slot[at]
	if n == 0 {
		w.edges = append(w.edges, e)
		for range w.stride {
			w.bits = append(w.bits, 0)
		}
		n = uint32(len(w.edges))
		w.slot[at] = n
		w.first = append(w.first, n)
	} else {
		w.first = append(w.first, 0)
	}
	set := &w.bits[int(n-1)*w.stride+bit/64]
	if kept {
		*set |= 1 << (bit % 64)
	} else {
		*set ^= 1 << (bit % 64)
	}
}

// hash multiplies by the odd numbers of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
func (e segment) hash() uint32 {
	h := (uint64(uint32(e.a.X))<<32 | uint64(uint32(e.a.Y))) * 0xbf58476d1ce4e5b9
	h ^= (uint64(uint32(e.b.X))<<32 | uint64(uint32(e.b.Y))) * 0x94d049bb133111eb
	h ^= h >> 32
	return uint32(h * 0x9e3779b97f4a7c15 >> 32)
}

// set is that of an edge.
func (w *weaver) set(edge uint32) []uint64 {
	return w.bits[int(edge)*w.stride : int(edge+1)*w.stride]
}

// chain walks the pieces once more: an edge is taken where it was met first, and goes on
// the run before it while the set stays the same.
func (w *weaver) chain(lines []line, in []piece) {
	w.points, w.runs = w.points[:0], w.runs[:0]
	k := 0
	for _, p := range in {
		l := &lines[p.line]
		open := false
		for v := p.from; v < p.to; v++ {
			n := w.first[k]
			k++
			if n == 0 || empty(w.set(n-1)) {
				open = false
				continue
			}
			if !open || !slices.Equal(w.set(n-1), w.set(w.runs[len(w.runs)-1].ref)) {
				w.seen = append(w.seen, uint32(len(w.points)))
				w.runs = append(w.runs, line{ref: n - 1})
				w.points = append(w.points, l.at(v))
			}
			w.points = append(w.points, l.at(v+1))
			open = true
		}
	}
	w.cut()
}

// cut gives the runs their points, which do not move any more.
func (w *weaver) cut() {
	for i := range w.runs {
		to := len(w.points)
		if i+1 < len(w.runs) {
			to = int(w.seen[i+1])
		}
		w.runs[i].points = w.points[w.seen[i]:to]
	}
	w.seen = w.seen[:0]
}

func empty(set []uint64) bool {
	for _, b := range set {
		if b != 0 {
			return false
		}
	}
	return true
}
