package tiles

import "slices"

// resimplify takes from an older net what simplify would find, and guards again only the arcs that
// are near a change. What the guard keeps is the least that satisfies its rule, so the order of its
// checks does not matter, and arcs can be guarded alone while all others stand as they stood:
//
//   - near an arc that was left out nothing is new, gone, or other than it was: else it is taken in;
//   - what the guard kept of it did not rest on what it kept of an arc that is guarded again: arcs
//     of which it kept more than Douglas and Peucker, and that are near each other, go together.
//
// It is false when that would be too many arcs.
func (k *kin) resimplify() bool {
	n := k.now
	k.takeFrom()
	r := resimplifier{kin: k, in: make([]bool, len(k.was))}
	for i, o := range k.was {
		if o != none && !n.plain(i) {
			r.refused = append(r.refused, int32(i))
		}
	}
	boxes := slices.Clone(k.gone)
	for _, i := range k.fresh {
		boxes = append(boxes, k.boxes[i])
		r.add(i)
	}
	for guarded := 0; ; guarded = len(r.list) {
		near, ok := k.near(boxes, 0)
		if !ok {
			return false
		}
		for _, i := range near {
			r.add(i)
		}
		r.close()
		if len(r.list) == guarded {
			return true // all that is near what has changed was guarded
		}
		if len(r.list) > len(k.was)/4 || !r.guard() {
			return false
		}
		boxes = r.changed()
	}
}

// takeFrom gives the vertices of arcs that stay what they had, and those of others their first zooms.
func (k *kin) takeFrom() {
	n := k.now
	n.from, n.raw = nevers(len(n.cover.places)), nevers(len(n.cover.places))
	for i, o := range k.was {
		if o == none {
			continue
		}
		arc, old := n.arcs.run(i), k.old.arcs.run(int(o))
		for j, v := range arc {
			n.from[v], n.raw[v] = k.old.from[old[j]], k.old.raw[old[j]]
		}
	}
	last := n.deepest()
	var line []place
	for _, i := range k.fresh {
		line = n.firstZooms(int(i), last, line)
		for _, v := range n.arcs.run(int(i)) {
			n.from[v] = n.raw[v]
		}
	}
}

// plain is true of an arc of which the guard keeps no more than simplification does.
func (n *net) plain(i int) bool {
	return !slices.ContainsFunc(n.arcs.run(i), func(v int32) bool { return n.from[v] != n.raw[v] })
}

type resimplifier struct {
	*kin
	in      []bool  // by arc: it is guarded again
	list    []int32 // these
	closed  int     // so many of them have been looked at by close
	refused []int32 // arcs of which the old guard kept more
}

func (r *resimplifier) add(i int32) {
	if !r.in[i] {
		r.in[i] = true
		r.list = append(r.list, i)
	}
}

// close adds to arcs of which more was kept those near them.
func (r *resimplifier) close() {
	isRefused := make([]bool, len(r.in))
	for _, i := range r.refused {
		isRefused[i] = true
	}
	for ; r.closed < len(r.list); r.closed++ {
		i := r.list[r.closed]
		if !isRefused[i] {
			continue
		}
		for _, o := range r.refused {
			if !r.in[o] && r.boxes[o].meets(r.boxes[i], 0) {
				r.add(o)
			}
		}
	}
}

// guard guards the listed arcs, with the vertices of all near them.
func (r *resimplifier) guard() bool {
	n := r.now
	boxes := make([]landBox, 0, len(r.list))
	for _, i := range r.list {
		boxes = append(boxes, r.boxes[i])
		for _, v := range n.arcs.run(int(i)) {
			n.from[v] = n.raw[v]
		}
	}
	near, ok := r.near(boxes, 0)
	if !ok {
		return false
	}
	g := guard{net: n, arcs: r.list}
	for _, i := range near {
		g.pool = append(g.pool, n.arcs.run(int(i))...)
	}
	slices.Sort(g.pool)
	g.pool = slices.Compact(g.pool)
	g.run()
	return true
}

// changed are the boxes of guarded arcs that keep other vertices than in the old net.
func (r *resimplifier) changed() (boxes []landBox) {
	for _, i := range r.list {
		if r.was[i] == none {
			continue
		}
		arc, old := r.now.arcs.run(int(i)), r.kin.old.arcs.run(int(r.was[i]))
		for j, v := range arc {
			if r.now.from[v] != r.kin.old.from[old[j]] {
				boxes = append(boxes, r.boxes[i])
				break
			}
		}
	}
	return boxes
}

// resimplify does the work of simplify where the older coverage has such a net.
func (s *source) resimplify(n *net) bool {
	old := s.cover.net(n.first)
	return old != nil && old.first == n.first && old.last == n.last && slices.Equal(old.layers, n.layers) &&
		s.kin(old, n).resimplify()
}
