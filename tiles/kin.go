package tiles

import "slices"

// kin says which arcs of a net an older one has too. Both number their arcs by first edges and
// their vertices by place, so what stays keeps its order.
type kin struct {
	old, now *net
	was      []int32   // by arc of now: the same of old, or none
	zooms    []uint32  // by arc of now: the zooms, as bits, at which it does not keep the vertices that it kept
	boxes    []landBox // by arc of now
	fresh    []int32   // arcs of now that old does not have
	gone     []landBox // of the arcs of old that now does not have
	finished bool
	features [][]int32 // by layer of now and feature: that of old that is made of the same arcs, or none
	chains   []int32   // by chain of now: the same of old, or none
}

// none stands for a number where there is none.
const none = -1

// everyZoom are the bits of all zooms.
const everyZoom = 1<<32 - 1

// landBox is a box of places.
type landBox struct{ lo, hi place }

func boxOfArc(places []place, arc []int32) landBox {
	b := landBox{lo: place{maxWorld, maxWorld}}
	for _, v := range arc {
		p := places[v]
		b.lo = place{min(b.lo.X, p.X), min(b.lo.Y, p.Y)}
		b.hi = place{max(b.hi.X, p.X), max(b.hi.Y, p.Y)}
	}
	return b
}

// meets is true of boxes that are not farther apart than margin in x and y.
func (b landBox) meets(o landBox, margin int64) bool {
	return int64(b.lo.X) <= int64(o.hi.X)+margin && int64(o.lo.X) <= int64(b.hi.X)+margin &&
		int64(b.lo.Y) <= int64(o.hi.Y)+margin && int64(o.lo.Y) <= int64(b.hi.Y)+margin
}

func (b landBox) union(o landBox) landBox {
	return landBox{
		place{min(b.lo.X, o.lo.X), min(b.lo.Y, o.lo.Y)}, place{max(b.hi.X, o.hi.X), max(b.hi.Y, o.hi.Y)},
	}
}

// kin compares nets of the same layers, once.
func (s *source) kin(old, now *net) *kin {
	for _, k := range s.kins {
		if k.old == old && k.now == now {
			return k
		}
	}
	k := &kin{old: old, now: now, was: make([]int32, len(now.arcs.runEnd))}
	k.matchArcs()
	k.boxes = make([]landBox, len(k.was))
	for i := range k.was {
		k.boxes[i] = boxOfArc(now.cover.places, now.arcs.run(i))
	}
	s.kins = append(s.kins, k)
	return k
}

// finish compares what is made of the arcs, once both nets are simplified; was gives by layer of the
// coverages and feature of now the feature of old with its id, or none.
func (k *kin) finish(was [][]int32) {
	if k.finished {
		return
	}
	k.finished = true
	k.zooms = make([]uint32, len(k.was))
	for i := range k.was {
		k.zooms[i] = k.otherZooms(i)
	}
	for i, number := range k.now.layers {
		k.features = append(k.features, k.matchFeatures(i, was[number]))
	}
	if k.now.cover.bordered {
		k.matchChains()
	}
}

// otherZooms are the zooms at which an arc does not keep the vertices that it kept.
func (k *kin) otherZooms(i int) (bits uint32) {
	if k.was[i] == none {
		return everyZoom
	}
	before := k.old.arcs.run(int(k.was[i]))
	for j, v := range k.now.arcs.run(i) {
		from, to := k.old.from[before[j]], k.now.from[v]
		if from > to {
			from, to = to, from
		}
		for z := from; z < min(to, levelZoom+1); z++ {
			bits |= 1 << z
		}
	}
	return bits
}

// matchArcs goes through the arcs of both nets in the order of their first edges.
func (k *kin) matchArcs() {
	for i := range k.was {
		k.was[i] = none
	}
	number := sameVertices(k.old.cover.places, k.now.cover.places)
	at := 0
	for i := range k.old.arcs.runEnd {
		arc := k.old.arcs.run(i)
		a, b := number[arc[0]], number[arc[1]]
		if a != none && b != none {
			first := firstEdge([]int32{a, b})
			for at < len(k.was) && firstEdge(k.now.arcs.run(at)) < first {
				at++
			}
			if at < len(k.was) && k.match(i, at, number) {
				continue
			}
		}
		k.gone = append(k.gone, boxOfArc(k.old.cover.places, arc))
	}
	for i, o := range k.was {
		if o == none {
			k.fresh = append(k.fresh, int32(i))
		}
	}
}

// match notes arc i of old and arc at of now, if they are the same.
func (k *kin) match(i, at int, number []int32) bool {
	before, after := k.old.arcs.run(i), k.now.arcs.run(at)
	if !slices.EqualFunc(before, after, func(a, b int32) bool { return number[a] == b }) {
		return false
	}
	k.was[at] = int32(i)
	return true
}

// sameVertices gives by vertex of old the one of now at its place, or none.
func sameVertices(old, now []place) []int32 {
	out := make([]int32, len(old))
	at := 0
	for i, p := range old {
		rank := p.rank()
		for at < len(now) && now[at].rank() < rank {
			at++
		}
		out[i] = none
		if at < len(now) && now[at] == p {
			out[i] = int32(at)
		}
	}
	return out
}

// same is true of an arc of old and one of now, each with its direction.
func (k *kin) same(old, now int32) bool {
	if now < 0 {
		return old < 0 && k.was[^now] == ^old
	}
	return old >= 0 && k.was[now] == old
}

// matchFeatures finds by feature of a layer that of old with the same rings.
func (k *kin) matchFeatures(layer int, was []int32) []int32 {
	out := make([]int32, len(was))
	a, b := &k.old.rings[layer], &k.now.rings[layer]
	for f, o := range was {
		out[f] = none
		if o == none {
			continue
		}
		oldFrom, oldTo := a.runs(int(o))
		from, to := b.runs(f)
		same := oldTo-oldFrom == to-from
		for i := 0; same && i < to-from; i++ {
			same = slices.EqualFunc(a.run(oldFrom+i), b.run(from+i), k.same)
		}
		if same {
			out[f] = o
		}
	}
	return out
}

// matchChains finds by chain of now that of old.
func (k *kin) matchChains() {
	before, after := k.old.chained(), k.now.chained()
	start := make([]int32, len(k.old.arcs.runEnd)) // by arc of old the chain that begins with it
	for i := range start {
		start[i] = none
	}
	for i := range before.runEnd {
		a := before.run(i)[0]
		start[max(a, ^a)] = int32(i)
	}
	k.chains = make([]int32, len(after.runEnd))
	for i := range k.chains {
		k.chains[i] = none
		run := after.run(i)
		first := max(run[0], ^run[0])
		was := k.was[first]
		if was == none || start[was] == none || k.old.widest[was] != k.now.widest[first] {
			continue
		}
		if slices.EqualFunc(before.run(int(start[was])), run, k.same) {
			k.chains[i] = start[was]
		}
	}
}
