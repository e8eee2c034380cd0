package walk

import "math/rand/v2"

const tenMinutes Time = 6000

// Nearest is the field of the nearest facility of each node. It is immutable.
type Nearest struct {
	ground
	best []Found
}

// Nearest finds for each node the nearest facility within the limit, which counts, in one
// pass over the network.
func (g *Graph) Nearest(dir Direction, doors []Door, limit Time) (*Nearest, error) {
	gr, err := newGround(g, dir, doors, limit)
	if err != nil {
		return nil, err
	}
	n := &Nearest{ground: gr, best: make([]Found, g.Nodes())}
	for i := range n.best {
		n.best[i] = nobody
	}
	n.fill()
	n.starts = nil
	return n, nil
}

// fill lets all facilities spread at once, or, where they are so few and so near that their
// circles hardly meet, one after another in drawn order: that reads one part of the network at
// a time. The outcome is the same.
func (n *Nearest) fill() {
	w := warm{rows: n.out()}
	parts := perFacility(n.starts)
	apart := n.limit <= tenMinutes && len(parts) <= n.graph.Nodes()/100
	if apart {
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	}
	for _, p := range parts {
		for _, s := range n.starts[p.from:p.to] {
			if f := (Found{s.Facility, s.Time}); f.before(n.best[s.Node]) {
				n.best[s.Node] = f
				w.push(s.Time, s.Node)
			}
		}
		if apart {
			n.spread(&w)
		}
	}
	n.spread(&w)
}

func (n *Nearest) spread(w *warm) {
	best, limit := n.best, n.limit
	for {
		t, node, arcs := w.pop()
		if node == none {
			return
		}
		f := best[node]
		if f.Time != t { // something nearer came meanwhile
			continue
		}
		for _, a := range arcs {
			f.Time = t + a.Cost
			if f.Time <= limit && f.before(best[a.To]) {
				best[a.To] = f
				w.push(f.Time, a.To)
			}
		}
	}
}

// Of is the nearest facility of a node; it is false where none is within the limit.
func (n *Nearest) Of(node uint32) (Found, bool) {
	f := n.best[node]
	return f, f.Time != Never
}

// At is the nearest facility of a foothold, over either end of its edge or straight along it;
// it is false where none is within the limit.
func (n *Nearest) At(f Foothold) (Found, bool) {
	if !sound(&f, len(n.graph.edges)) {
		return nobody, false
	}
	e := &n.graph.edges[f.Edge]
	best := nobody
	a, b := ends(e, &f, n.dir.turned())
	best = n.nearer(best, Found{n.best[e.A].Facility, n.via(a, n.best[e.A].Time)})
	best = n.nearer(best, Found{n.best[e.B].Facility, n.via(b, n.best[e.B].Time)})
	doors := n.on(f.Edge)
	for i := range doors {
		best = n.nearer(best, Found{doors[i].Facility, direct(e, &f, &doors[i], n.dir)})
	}
	return best, best.Time != Never
}

func (n *Nearest) nearer(best, f Found) Found {
	if f.Time <= n.limit && f.before(best) {
		return f
	}
	return best
}
