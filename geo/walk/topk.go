package walk

import (
	"context"
	"math/rand/v2"
)

// Best is how many facilities a TopK field keeps for each node.
const Best = 3

// HalfHour is the usual limit of a TopK field.
const HalfHour Time = 30 * 60 * 10

// row are the nearest facilities of a node, nearest first, then nobody.
type row [Best]Found

var emptyRow = row{nobody, nobody, nobody}

// enter puts f into its place if it is among the nearest and better than what the row has of
// its facility. What falls out is farther than all that stay.
func (r *row) enter(f Found) bool {
	if !f.before(r[Best-1]) {
		return false
	}
	i := Best - 1
	for j := range r {
		if r[j].Facility == f.Facility {
			if f.Time >= r[j].Time {
				return false
			}
			i = j
			break
		}
	}
	for ; i > 0 && f.before(r[i-1]); i-- {
		r[i] = r[i-1]
	}
	r[i] = f
	return true
}

// remove takes f out if it stands there with just this time.
func (r *row) remove(f Found) bool {
	for i := range r {
		if r[i] == f {
			copy(r[i:], r[i+1:])
			r[Best-1] = nobody
			return true
		}
	}
	return false
}

func (r *row) has(f Found) bool { return r[0] == f || r[1] == f || r[2] == f }

// list is the part of the row that is in use.
func (r *row) list() []Found {
	n := 0
	for n < Best && r[n].Time != Never {
		n++
	}
	return r[:n:n]
}

// pageSize is how many rows are copied at once when a session first writes to one of them.
const pageSize = 64

type page struct {
	rows  [pageSize]row
	saved [pageSize]uint32 // the edit of the owner that saved the row last
	owner *Session         // who may write; nil: nobody
}

// TopK is the field of the three nearest facilities of each node within a limit. It is
// immutable; what-if sessions share it.
type TopK struct {
	ground
	pages      []*page
	facilities map[int32][]Door
	startsAt   map[uint32][]Start
}

// TopK finds for each node the three nearest facilities within the limit, which counts.
func (g *Graph) TopK(dir Direction, doors []Door, limit Time) (*TopK, error) {
	return g.topK(func() error { return nil }, dir, doors, limit)
}

// TopKUntil is TopK for somebody who may go: it fails with the error of ctx when that ends.
func (g *Graph) TopKUntil(ctx context.Context, dir Direction, doors []Door, limit Time) (*TopK, error) {
	return g.topK(ctx.Err, dir, doors, limit)
}

// topK makes a field as long as gone says nothing.
func (g *Graph) topK(gone func() error, dir Direction, doors []Door, limit Time) (*TopK, error) {
	gr, err := newGround(g, dir, doors, limit)
	if err != nil {
		return nil, err
	}
	t := &TopK{ground: gr, pages: newPages(g.Nodes()), facilities: map[int32][]Door{}, startsAt: map[uint32][]Start{}}
	for _, d := range gr.doors {
		t.facilities[d.Facility] = append(t.facilities[d.Facility], d)
	}
	if err := t.fill(gone); err != nil {
		return nil, err
	}
	t.starts = nil
	return t, nil
}

func newPages(nodes int) []*page {
	all := make([]page, (nodes+pageSize-1)/pageSize)
	out := make([]*page, len(all))
	for i := range all {
		for j := range all[i].rows {
			all[i].rows[j] = emptyRow
		}
		out[i] = &all[i]
	}
	return out
}

func rowOf(pages []*page, node uint32) *row { return &pages[node/pageSize].rows[node%pageSize] }

// fill lets each facility spread as long as it enters the rows: who is not among the nearest
// of a node is among those of no node beyond it. The order is of no matter to the outcome. One
// facility after another keeps to one part of the network at a time, which its memory likes
// (half the time at ten and at thirty minutes); drawn lots keep those that come first few at
// every node. Without a near limit each would cross the whole city: then all go at once.
func (t *TopK) fill(gone func() error) error {
	starts := t.starts
	for _, s := range starts {
		t.startsAt[s.Node] = append(t.startsAt[s.Node], s)
	}
	parts := perFacility(starts)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	var q buckets
	for _, p := range parts {
		for _, s := range starts[p.from:p.to] {
			if rowOf(t.pages, s.Node).enter(Found{s.Facility, s.Time}) {
				q.push(s.Time, item{s.Node, uint32(s.Facility)})
			}
		}
		if t.limit <= HalfHour {
			if err := t.spread(gone, &q); err != nil {
				return err
			}
		}
	}
	return t.spread(gone, &q)
}

// perLook is how many steps of a search are done between two looks at whether anybody still waits.
const perLook = 1 << 14

func (t *TopK) spread(gone func() error, q *buckets) error {
	out, pages, limit := t.out(), t.pages, t.limit
	for n := 0; ; n++ {
		if n%perLook == 0 {
			if err := gone(); err != nil {
				return err
			}
		}
		at, x, ok := q.pop()
		if !ok {
			return nil
		}
		if !rowOf(pages, x.node).has(Found{int32(x.what), at}) { // something nearer came meanwhile
			continue
		}
		for _, a := range out.of(x.node) {
			f := Found{int32(x.what), at + a.cost}
			if f.Time <= limit && rowOf(pages, a.to).enter(f) {
				q.push(f.Time, item{a.to, uint32(f.Facility)})
			}
		}
	}
}

// Of are the nearest facilities of a node, nearest first; not to be written to.
func (t *TopK) Of(node uint32) []Found { return rowOf(t.pages, node).list() }

// At appends to out the three nearest facilities of a foothold within the limit, nearest
// first, over either end of its edge or straight along it.
func (t *TopK) At(f Foothold, out []Found) []Found {
	if !sound(&f, len(t.graph.edges)) {
		return out
	}
	e := &t.graph.edges[f.Edge]
	r := t.between(e, &f, rowOf(t.pages, e.A), rowOf(t.pages, e.B))
	doors := t.on(f.Edge)
	for i := range doors {
		t.along(&r, e, &f, &doors[i])
	}
	return append(out, r.list()...)
}

// between is the row of a foothold on an edge whose ends have the rows as and bs.
func (gr *ground) between(e *Edge, f *Foothold, as, bs *row) row {
	r := emptyRow
	a, b := ends(e, f, gr.dir.turned())
	for i := range Best {
		if t := gr.via(a, as[i].Time); t != Never {
			r.enter(Found{as[i].Facility, t})
		}
		if t := gr.via(b, bs[i].Time); t != Never {
			r.enter(Found{bs[i].Facility, t})
		}
	}
	return r
}

// along lets a door on the same edge enter the row of a foothold.
func (gr *ground) along(r *row, e *Edge, f *Foothold, d *Door) {
	if t := direct(e, f, d, gr.dir); t <= gr.limit {
		r.enter(Found{d.Facility, t})
	}
}
