package walk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// MostReached bounds the pairs of a node and a facility that one Reach holds: 1.6 GB.
const MostReached = 100_000_000

// Reached is a node within the reach of a facility.
type Reached struct {
	Node uint32
	Time Time
}

// Reach holds every facility of every node within a limit, by facility and by node. It is
// immutable.
type Reach struct {
	ground
	facilities []int32   // sorted, each once
	parts      []portion // of nodes, for each of them
	nodes      []Reached // of each part nearest first
	at         []uint32
	found      []Found // of node n: found[at[n]:at[n+1]], by facility
}

type portion struct{ from, to uint32 }

// Reach finds for each node every facility within the limit, which counts. More than
// MostReached pairs are an error.
func (g *Graph) Reach(dir Direction, doors []Door, limit Time) (*Reach, error) {
	return g.ReachWithin(context.Background(), dir, doors, limit, MostReached)
}

// ReachWithin is Reach with a bound of pairs of its own, of 16 bytes each while they are found and
// twice that in the end; it fails with the error of ctx when that ends.
func (g *Graph) ReachWithin(ctx context.Context, dir Direction, doors []Door, limit Time, most int) (*Reach, error) {
	return g.reach(ctx, dir, doors, limit, most, nil)
}

// ReachNearer is ReachWithin of facilities that are new beside those of a field of the same graph and direction: who
// is as near to one of those is left out, so that it holds what the new ones would better, and no more. At tells of
// the others what it tells of those who are out of reach, or a time that is not below that of the field.
func (g *Graph) ReachNearer(ctx context.Context, now *Nearest, doors []Door, limit Time, most int) (*Reach, error) {
	if now.graph != g {
		return nil, errors.New("walk: the field is of another graph")
	}
	return g.reach(ctx, now.dir, doors, limit, most, now.best)
}

// reach finds what is within reach, where there is a field only as far as it is bettered.
func (g *Graph) reach(ctx context.Context, dir Direction, doors []Door, limit Time, most int, now []sooner) (*Reach, error) {
	gr, err := newGround(g, dir, doors, limit)
	if err != nil {
		return nil, err
	}
	r := &Reach{ground: gr}
	starts := r.starts
	parts := perFacility(starts)
	for _, p := range parts {
		r.facilities = append(r.facilities, starts[p.from].Facility)
	}
	r.parts = make([]portion, len(parts))
	r.nodes = make([]Reached, 0, 36*len(starts)) // a guess that fits a city at ten minutes
	s := newSearch(&r.ground)
	s.now = now
	for n, i := range nearby(starts, parts) {
		if n%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		from := uint32(len(r.nodes))
		if r.nodes = s.run(starts[parts[i].from:parts[i].to], r.nodes); len(r.nodes) > most {
			return nil, fmt.Errorf("walk: %d facilities reach more than %d nodes in all within %d s", len(parts), most, limit.Seconds())
		}
		r.parts[i] = portion{from, uint32(len(r.nodes))}
	}
	r.starts = nil
	r.turn()
	return r, nil
}

// perFacility cuts starts that are sorted by facility.
func perFacility(starts []Start) []portion {
	var parts []portion
	for i := range starts {
		if i == 0 || starts[i].Facility != starts[i-1].Facility {
			parts = append(parts, portion{from: uint32(i)})
		}
		parts[len(parts)-1].to = uint32(i + 1)
	}
	return parts
}

// nearby is an order of the facilities in which those that start at nodes with near numbers
// come after each other: what one search read is then still at hand for the next.
func nearby(starts []Start, parts []portion) []int {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(starts[parts[a].from].Node, starts[parts[b].from].Node), cmp.Compare(a, b))
	})
	return order
}

// turn sorts what was found by node; counting keeps the order of the facilities. The counts
// stand one place late, so that filling the rows moves each to where it belongs.
func (r *Reach) turn() {
	at := make([]uint32, r.graph.Nodes()+2)
	for _, x := range r.nodes {
		at[x.Node+2]++
	}
	for n := range r.graph.Nodes() {
		at[n+2] += at[n+1]
	}
	r.found = make([]Found, len(r.nodes))
	for i, f := range r.facilities {
		for _, x := range r.nodes[r.parts[i].from:r.parts[i].to] {
			r.found[at[x.Node+1]] = Found{f, x.Time}
			at[x.Node+1]++
		}
	}
	r.at = at[:r.graph.Nodes()+1]
}

// Facilities are the numbers of those that reach any node, in order; not to be written to.
func (r *Reach) Facilities() []int32 { return r.facilities }

// By are the nodes within reach of a facility, nearest first; not to be written to.
func (r *Reach) By(facility int32) []Reached {
	i, ok := slices.BinarySearch(r.facilities, facility)
	if !ok {
		return nil
	}
	return r.nodes[r.parts[i].from:r.parts[i].to]
}

// Of are the facilities that reach a node, by number; not to be written to.
func (r *Reach) Of(node uint32) []Found { return r.found[r.at[node]:r.at[node+1]] }

// At appends to out the facilities within the limit of a foothold, nearest first, each once
// with its exact time: the least over both ends of the edge and straight along it.
func (r *Reach) At(f Foothold, out []Found) []Found {
	if !sound(&f, len(r.graph.edges)) {
		return out
	}
	e := &r.graph.edges[f.Edge]
	a, b := ends(e, &f, r.dir.turned())
	from := len(out)
	out = r.merge(out, r.Of(e.A), a, r.Of(e.B), b)
	doors := r.on(f.Edge)
	for i := range doors {
		if t := direct(e, &f, &doors[i], r.dir); t <= r.limit {
			out = lower(out, from, Found{doors[i].Facility, t})
		}
	}
	slices.SortFunc(out[from:], nearestFirst)
	return out
}

// merge appends two rows that are sorted by facility, each with the time to its node added.
func (r *Reach) merge(out, as []Found, a Time, bs []Found, b Time) []Found {
	for len(as) > 0 || len(bs) > 0 {
		f := nobody
		if len(as) > 0 && (len(bs) == 0 || as[0].Facility <= bs[0].Facility) {
			f = Found{as[0].Facility, r.via(a, as[0].Time)}
			as = as[1:]
		}
		if len(bs) > 0 && bs[0].Facility <= f.Facility {
			f = Found{bs[0].Facility, min(f.Time, r.via(b, bs[0].Time))}
			bs = bs[1:]
		}
		if f.Time != Never {
			out = append(out, f)
		}
	}
	return out
}

// lower gives a facility of out[from:] the time of f if that is less, or appends it.
func lower(out []Found, from int, f Found) []Found {
	for i := from; i < len(out); i++ {
		if out[i].Facility == f.Facility {
			out[i].Time = min(out[i].Time, f.Time)
			return out
		}
	}
	return append(out, f)
}

// search is the state of one bounded search after another over the same network.
type search struct {
	queue warm
	limit Time
	marks []mark
	round uint32
	now   []sooner // of each node, where only what is nearer matters; nil = all does
}

// mark is the time of a node, if it was written in the round that is under way: so that
// nothing has to be wiped between two searches.
type mark struct {
	round uint32
	time  Time
}

func newSearch(gr *ground) *search {
	return &search{queue: warm{rows: gr.out()}, limit: gr.limit, marks: make([]mark, gr.graph.Nodes())}
}

// run appends the nodes within the limit of the starts of one facility, nearest first.
func (s *search) run(starts []Start, into []Reached) []Reached {
	if s.round == math.MaxUint32 {
		clear(s.marks)
		s.round = 0
	}
	s.round++
	for _, x := range starts {
		s.reach(x.Node, x.Time)
	}
	for {
		t, node, arcs := s.queue.pop()
		if node == none {
			return into
		}
		if s.marks[node].time != t {
			continue
		}
		into = append(into, Reached{node, t})
		for _, a := range arcs {
			s.reach(a.to, t+a.cost)
		}
	}
}

func (s *search) reach(node uint32, t Time) {
	if s.now != nil && t >= s.now[node].time() { // whoever comes by here is no farther from what there is now
		return
	}
	m := &s.marks[node]
	if t <= s.limit && (m.round != s.round || t < m.time) {
		*m = mark{s.round, t}
		s.queue.push(t, node)
	}
}
