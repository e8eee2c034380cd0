package partition

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Arcs are the borders of many shapes, each piece of border once: the shapes may be the
// areas of one layer or of several, and a border that areas share, within a layer or
// between layers, is one arc. Shapes need not fit together: borders that cross, overlap or
// stand alone are arcs like others.
type Arcs struct {
	// Points are the arcs one after the other.
	Points []geo.Point
	start  []uint32 // arc i is Points[start[i]:start[i+1]]
	set    []uint32 // where the set of arc i begins in sets
	sets   []uint32 // a length, then the shapes
}

// Len is the number of arcs.
func (a *Arcs) Len() int { return len(a.set) }

// Arc is the i-th arc as the range of its Points, from and to inclusive: two points or
// more, no two neighbours equal.
func (a *Arcs) Arc(i int) (from, to uint32) { return a.start[i], a.start[i+1] - 1 }

// Shapes are the numbers of the shapes whose border the arc is, rising. A point that
// crosses the arc enters or leaves each of them.
func (a *Arcs) Shapes(i int) []uint32 { return a.at(a.set[i]) }

func (a *Arcs) at(set uint32) []uint32 {
	n := a.sets[set]
	return a.sets[set+1 : set+1+n]
}

// half is an edge of a ring with its lower end first, and the shape.
type half struct {
	a, b  geo.Point
	shape uint32
	at    uint32 // twice the number of the edge in the order of the walk, +1 if the ring runs from b to a
}

func (h *half) number() uint32 { return h.at >> 1 }

// way is +1 when the ring runs from a to b and so has its shape on the left, else -1.
func (h *half) way() int { return 1 - 2*int(h.at&1) }

func (h *half) compare(o *half) int {
	return cmp.Or(h.a.Compare(o.a), h.b.Compare(o.b), cmp.Compare(h.shape, o.shape))
}

// perShard is how many edges are sorted at a time: so many stay in a core's cache.
const perShard = 1 << 13

// Weave finds the arcs. An edge that a shape passes an even number of times bounds nothing
// and is left out. There may be at most 2³¹ edges.
func Weave(shapes []geo.MultiPolygon) *Arcs {
	w := &weaver{shapes: shapes}
	w.share()
	w.match()
	return w.arcs()
}

type weaver struct {
	shapes []geo.MultiPolygon
	halves []half
	shard  []uint32 // shard i is halves[shard[i]:shard[i+1]]
	sets   []uint32
	of     []uint32 // the set of each edge of the walk
}

// eachEdge calls f for each edge that has a length, in the order of the walk.
func eachEdge(m geo.MultiPolygon, f func(a, b geo.Point)) {
	for _, poly := range m {
		for _, r := range poly {
			for k, p := range r {
				q := r[0]
				if k+1 < len(r) {
					q = r[k+1]
				}
				if p != q {
					f(p, q)
				}
			}
		}
	}
}

// share parts the edges of all rings by where they begin, so that equal ones come together.
func (w *weaver) share() {
	edges := 0
	for _, m := range w.shapes {
		edges += m.Vertices()
	}
	w.halves, w.shard = share(edges, func(f func(shape uint32, a, b geo.Point)) {
		for i, m := range w.shapes {
			eachEdge(m, func(a, b geo.Point) { f(uint32(i), a, b) })
		}
	})
}

// share parts edges by a hash of their lesser ends: shard i is halves[shard[i]:shard[i+1]].
// There are at most so many edges, and each gives them in the same order each time.
func share(most int, each func(f func(shape uint32, a, b geo.Point))) (halves []half, shard []uint32) {
	shift := 64 - bits.Len(uint(most/perShard))
	shard = make([]uint32, 1<<(64-shift)+1)
	each(func(_ uint32, a, b geo.Point) { shard[shardOf(a, b, shift)+1]++ })
	for i := range len(shard) - 1 {
		shard[i+1] += shard[i]
	}
	next := slices.Clone(shard)
	halves = make([]half, shard[len(shard)-1])
	at := uint32(0)
	each(func(shape uint32, a, b geo.Point) {
		k, back := shardOf(a, b, shift), uint32(0)
		if b.Less(a) {
			a, b, back = b, a, 1
		}
		halves[next[k]] = half{a: a, b: b, shape: shape, at: at | back}
		next[k]++
		at += 2
	})
	return halves, shard
}

// shardOf hashes the lesser end of an edge (Fibonacci hashing, Knuth, TAOCP 3, 6.4).
func shardOf(a, b geo.Point, shift int) uint64 {
	if b.Less(a) {
		a = b
	}
	h := (uint64(uint32(a.X))<<32 | uint64(uint32(a.Y))) * 0x9e3779b97f4a7c15
	h ^= h >> 29
	return (h * 0xbf58476d1ce4e5b9) >> shift
}

// match gives each edge the set of shapes that have it.
func (w *weaver) match() {
	w.of = make([]uint32, len(w.halves))
	parts := make([][]uint32, len(w.shard)-1)
	w.shards(func(i int, hs []half) { parts[i] = w.sort(hs) })
	base := make([]uint32, len(parts))
	for i, p := range parts {
		base[i] = uint32(len(w.sets))
		w.sets = append(w.sets, p...)
		parts[i] = nil
	}
	w.shards(func(i int, hs []half) {
		for k := range hs {
			w.of[hs[k].number()] += base[i]
		}
	})
	w.halves = nil
}

// shards calls f for each shard, on all processors.
func (w *weaver) shards(f func(i int, hs []half)) {
	onAll(len(w.shard)-1, func(_, i int) { f(i, w.halves[w.shard[i]:w.shard[i+1]]) })
}

// sort brings equal edges together and writes the sets of a shard.
func (w *weaver) sort(hs []half) []uint32 {
	slices.SortFunc(hs, func(x, y half) int { return x.compare(&y) })
	var sets []uint32
	for i := 0; i < len(hs); {
		set := len(sets)
		sets = append(sets, 0)
		k := i
		for ; k < len(hs) && hs[k].a == hs[i].a && hs[k].b == hs[i].b; k++ {
			w.of[hs[k].number()] = uint32(set)
			if n := len(sets) - 1; n > set && sets[n] == hs[k].shape {
				sets = sets[:n] // an even number of times
			} else {
				sets = append(sets, hs[k].shape)
			}
		}
		sets[set] = uint32(len(sets) - set - 1)
		i = k
	}
	return sets
}

// arcs walks the rings once more. The first shape of a set writes its edges down, as one
// arc as long as the set stays the same.
func (w *weaver) arcs() *Arcs {
	out := &Arcs{sets: w.sets}
	at := 0
	for i, m := range w.shapes {
		for _, poly := range m {
			for _, r := range poly {
				at = w.ring(out, uint32(i), r, at)
			}
		}
	}
	out.start = append(out.start, uint32(len(out.Points)))
	return out
}

func (w *weaver) ring(out *Arcs, shape uint32, r geo.Ring, at int) int {
	open := false // the last arc ends where the next edge begins
	for k, p := range r {
		q := r[0]
		if k+1 < len(r) {
			q = r[k+1]
		}
		if p == q {
			continue
		}
		set := w.of[at]
		at++
		mine := out.at(set)
		if len(mine) == 0 || mine[0] != shape {
			open = false
			continue
		}
		if !open || !slices.Equal(mine, out.Shapes(out.Len()-1)) {
			out.start, out.set = append(out.start, uint32(len(out.Points))), append(out.set, set)
			out.Points = append(out.Points, p)
		}
		out.Points = append(out.Points, q)
		open = true
	}
	return at
}
