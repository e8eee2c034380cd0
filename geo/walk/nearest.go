package walk

import (
	"math/rand/v2"
	"unsafe"
)

const tenMinutes Time = 6000

// Nearest is the field of the nearest facility of each node. It is immutable.
type Nearest struct {
	ground
	best []sooner
}

// sooner is a Found as one number, the time above the facility: what is nearer is less. A search
// compares nothing as often as this.
type sooner uint64

func (f Found) sooner() sooner { return sooner(f.Time)<<32 | sooner(uint32(f.Facility)) }

func (x sooner) time() Time { return Time(x >> 32) }

// later is what came to a node as it goes over an arc of a cost.
func (x sooner) later(cost Time) sooner { return x + sooner(cost)<<32 }

// found is nobody where there was nobody within the limit.
func (x sooner) found() Found {
	if f := (Found{int32(uint32(x)), x.time()}); f.Facility != nobody.Facility {
		return f
	}
	return nobody
}

// Nearest finds for each node the nearest facility within the limit, which counts, in one
// pass over the network.
func (g *Graph) Nearest(dir Direction, doors []Door, limit Time) (*Nearest, error) {
	gr, err := newGround(g, dir, doors, limit)
	if err != nil {
		return nil, err
	}
	n := &Nearest{ground: gr, best: make([]sooner, g.Nodes())}
	past := Found{nobody.Facility, gr.limit}.sooner() // all that is within the limit is less
	for i := range n.best {
		n.best[i] = past
	}
	n.fill()
	n.starts = nil
	return n, nil
}

// fill lets all facilities spread at once, or, where they are so few and so near that their
// circles hardly meet, one after another in drawn order: that reads one part of the network at
// a time. The outcome is the same.
func (n *Nearest) fill() {
	parts := perFacility(n.starts)
	if n.limit <= tenMinutes && len(parts) <= n.graph.Nodes()/100 {
		n.fillApart(parts)
		return
	}
	w := warm{rows: n.out()}
	for _, s := range n.starts {
		if n.better(s.Node, Found{s.Facility, s.Time}) {
			w.push(s.Time, s.Node)
		}
	}
	n.spread(&w)
}

func (n *Nearest) fillApart(parts []portion) {
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	var q strips
	for _, p := range parts {
		for _, s := range n.starts[p.from:p.to] {
			if n.better(s.Node, Found{s.Facility, s.Time}) {
				q.push(s.Time, s.Node)
			}
		}
		n.spreadApart(&q)
	}
}

// better writes down what is nearer to a node than what was known.
func (n *Nearest) better(node uint32, f Found) bool {
	if f.sooner() >= n.best[node] {
		return false
	}
	n.best[node] = f.sooner()
	return true
}

// spreadApart is spread over strips, where a node may get better after it was taken out: it then
// comes again.
func (n *Nearest) spreadApart(q *strips) {
	best, out := n.best, n.out()
	for {
		t, node := q.pop()
		if node == none {
			return
		}
		here := best[node]
		if here.time() != t { // something nearer came meanwhile
			continue
		}
		for _, a := range out.of(node) {
			if f := here.later(a.cost); f < best[a.to] {
				best[a.to] = f
				prefetch(unsafe.Pointer(&out.hops[out.first[a.to]]))
				q.push(f.time(), a.to)
			}
		}
	}
}

func (n *Nearest) spread(w *warm) {
	best := n.best
	for {
		t, node, arcs := w.pop()
		if node == none {
			return
		}
		here := best[node]
		if here.time() != t { // something nearer came meanwhile
			continue
		}
		for _, a := range arcs {
			if f := here.later(a.cost); f < best[a.to] {
				best[a.to] = f
				w.push(f.time(), a.to)
			}
		}
	}
}

// Of is the nearest facility of a node; it is false where none is within the limit.
func (n *Nearest) Of(node uint32) (Found, bool) {
	f := n.best[node].found()
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
	atA, atB := n.best[e.A].found(), n.best[e.B].found()
	best = n.nearer(best, Found{atA.Facility, n.via(a, atA.Time)})
	best = n.nearer(best, Found{atB.Facility, n.via(b, atB.Time)})
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
