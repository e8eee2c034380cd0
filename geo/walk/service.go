package walk

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Walked is a facility with the quickest way to or from it: of several equally quick ones, the
// shortest.
type Walked struct {
	Facility    int32
	Time        Time
	Millimetres uint32 // of the way, links included
}

func (w Walked) quicker(o Walked) bool {
	return w.Time < o.Time || w.Time == o.Time && w.Millimetres < o.Millimetres
}

// ErrTooMany says that a Service would hold more pairs than allowed.
var ErrTooMany = errors.New("walk: too many pairs of a node and a facility")

// Service holds every facility of every node within a limit, with time and length of the way.
// It is immutable.
type Service struct {
	ground
	lengths []uint32 // of the edges, in millimetres
	at      []uint32
	found   []Walked // of node n: found[at[n]:at[n+1]], by facility
}

// EdgeLengths are the lengths of all edges in millimetres; 0 of those that are no streets.
func (n *Network) EdgeLengths() []uint32 {
	out := make([]uint32, len(n.info))
	for i := range n.info {
		if n.info[i].kind == onStreet {
			out[i] = millimetres(n.parts[n.info[i].of].metres)
		}
	}
	return out
}

func millimetres(metres float64) uint32 {
	return uint32(min(math.Round(metres*1000), math.MaxUint32/4))
}

// Service finds for each node every facility that people who walk to it reach within the limit,
// which counts and is at most HalfHour. More pairs of node and facility than most are
// ErrTooMany.
func (n *Network) Service(doors []Door, limit Time, most int) (*Service, error) {
	if limit > HalfHour {
		return nil, fmt.Errorf("walk: %d s are more than a service field knows, which are %d", limit.Seconds(), HalfHour.Seconds())
	}
	gr, err := newGround(n.graph, ToFacility, doors, limit)
	if err != nil {
		return nil, err
	}
	s := &Service{ground: gr, lengths: n.EdgeLengths()}
	run := serviceRun{Service: s, queue: warm{rows: s.out()}, marks: make([]serviceMark, n.graph.Nodes())}
	parts, starts := perFacility(s.starts), s.startLengths(doors)
	ends := make([]int, len(parts))
	for i, p := range parts {
		run.one(s.starts[p.from:p.to], starts[p.from:p.to])
		if ends[i] = len(run.nodes); ends[i] > most {
			return nil, ErrTooMany
		}
	}
	s.turn(parts, ends, run.nodes)
	s.starts = nil
	return s, nil
}

// startLengths are the lengths that belong to the starts: of each the shortest of the doors that
// give it.
func (s *Service) startLengths(doors []Door) []uint32 {
	out := make([]uint32, len(s.starts))
	for i := range out {
		out[i] = math.MaxUint32
	}
	for i := range doors {
		d := &doors[i]
		e := &s.graph.edges[d.Edge]
		toA, toB := s.lengthsTo(&d.Foothold)
		a, b := ends(e, &d.Foothold, s.dir)
		s.setLength(out, Start{d.Facility, e.A, a}, toA)
		s.setLength(out, Start{d.Facility, e.B, b}, toB)
	}
	return out
}

func (s *Service) setLength(out []uint32, x Start, length uint32) {
	i, _ := slices.BinarySearchFunc(s.starts, x, func(a, b Start) int {
		return cmp.Or(cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Time, b.Time))
	})
	for ; i < len(out) && s.starts[i] == x; i++ {
		out[i] = min(out[i], length)
	}
}

// lengthsTo are the lengths between a foothold's point and the ends of its edge.
func (s *Service) lengthsTo(f *Foothold) (a, b uint32) {
	all, link := uint64(s.lengths[f.Edge]), millimetres(float64(f.Metres))
	toA := (all*uint64(f.Along) + whole/2) / whole
	return uint32(toA) + link, uint32(all-toA) + link
}

// serviceMark is the best way to a node so far in the round that is under way, and where it
// stands in the list once it is known.
type serviceMark struct {
	round  uint32
	time   Time
	length uint32
	at     int32 // plus one; 0 = not in the list yet
}

type servedNode struct {
	node   uint32
	time   Time
	length uint32
}

// serviceRun is one bounded search after another over the same network.
type serviceRun struct {
	*Service
	queue warm
	marks []serviceMark
	round uint32
	nodes []servedNode
}

// one appends the nodes within the limit of the starts of one facility.
func (r *serviceRun) one(starts []Start, lengths []uint32) {
	r.round++
	for i, x := range starts {
		r.reach(x.Node, x.Time, lengths[i])
	}
	for {
		t, node, arcs := r.queue.pop()
		if node == none {
			return
		}
		m := &r.marks[node]
		if m.time != t {
			continue
		}
		// Where ways take no time a node may come again with a shorter one.
		if m.at == 0 {
			r.nodes = append(r.nodes, servedNode{node, t, m.length})
			m.at = int32(len(r.nodes))
		}
		length := m.length
		r.nodes[m.at-1].length = length
		edges := r.queue.rows.edgesOf(node)
		for i, a := range arcs {
			r.reach(a.to, t+a.cost, length+r.lengths[edges[i]])
		}
	}
}

func (r *serviceRun) reach(node uint32, t Time, length uint32) {
	m := &r.marks[node]
	switch {
	case t > r.limit:
		return
	case m.round != r.round:
		*m = serviceMark{r.round, t, length, 0}
	case t < m.time || t == m.time && length < m.length:
		m.time, m.length = t, length
	default:
		return
	}
	r.queue.push(t, node)
}

// turn sorts what was found by node; counting keeps the order of the facilities.
func (s *Service) turn(parts []portion, ends []int, nodes []servedNode) {
	at := make([]uint32, s.graph.Nodes()+2)
	for i := range nodes {
		at[nodes[i].node+2]++
	}
	for n := range s.graph.Nodes() {
		at[n+2] += at[n+1]
	}
	s.found = make([]Walked, len(nodes))
	from := 0
	for i, p := range parts {
		facility := s.starts[p.from].Facility
		for _, x := range nodes[from:ends[i]] {
			s.found[at[x.node+1]] = Walked{facility, x.time, x.length}
			at[x.node+1]++
		}
		from = ends[i]
	}
	s.at = at[:s.graph.Nodes()+1]
}

// Bytes is about how much memory the field takes, the network aside.
func (s *Service) Bytes() int {
	return 12*len(s.found) + 4*len(s.at) + 4*len(s.lengths) + 32*len(s.doors)
}

// Of are the facilities of a node, by number; not to be written to.
func (s *Service) Of(node uint32) []Walked { return s.found[s.at[node]:s.at[node+1]] }

// At appends to out the facilities within the limit of a foothold, nearest first (of equally
// near ones the lower number), each once. Nothing is allocated but what out lacks.
func (s *Service) At(f Foothold, out []Walked) []Walked {
	if !sound(&f, len(s.graph.edges)) {
		return out
	}
	e := &s.graph.edges[f.Edge]
	a, b := ends(e, &f, s.dir.turned())
	toA, toB := s.lengthsTo(&f)
	from := len(out)
	out = s.merge(out, s.Of(e.A), Walked{Time: a, Millimetres: toA}, s.Of(e.B), Walked{Time: b, Millimetres: toB})
	doors := s.on(f.Edge)
	for i := range doors {
		if t := direct(e, &f, &doors[i], s.dir); t <= s.limit {
			out = quickest(out, from, Walked{doors[i].Facility, t, s.along(&f, &doors[i].Foothold)})
		}
	}
	slices.SortFunc(out[from:], nearest)
	return out
}

// AtEach is At of who may set out from any of some footholds: of each facility the quickest way counts.
func (s *Service) AtEach(feet []Foothold, out []Walked) []Walked {
	from := len(out)
	for i := range feet {
		known := len(out)
		out = s.At(feet[i], out)
		if i == 0 {
			continue
		}
		more := out[known:]
		out = out[:known]
		for _, w := range more { // what is appended stands where it, or one before it, was read
			out = quickest(out, from, w)
		}
		slices.SortFunc(out[from:], nearest)
	}
	return out
}

// nearest is the order of answers.
func nearest(x, y Walked) int {
	return cmp.Or(cmp.Compare(x.Time, y.Time), cmp.Compare(x.Facility, y.Facility))
}

// along is the length of the way straight along an edge between two footholds on it.
func (s *Service) along(f, g *Foothold) uint32 {
	apart := uint64(max(f.Along, g.Along) - min(f.Along, g.Along))
	return uint32((uint64(s.lengths[f.Edge])*apart+whole/2)/whole) + millimetres(float64(f.Metres)) + millimetres(float64(g.Metres))
}

// merge appends two rows that are sorted by facility, to each the way to its node added.
func (s *Service) merge(out, as []Walked, a Walked, bs []Walked, b Walked) []Walked {
	for len(as) > 0 || len(bs) > 0 {
		w := Walked{nobody.Facility, Never, math.MaxUint32}
		if len(as) > 0 && (len(bs) == 0 || as[0].Facility <= bs[0].Facility) {
			w = s.over(a, as[0])
			as = as[1:]
		}
		if len(bs) > 0 && bs[0].Facility <= w.Facility {
			if o := s.over(b, bs[0]); o.Facility != w.Facility || o.quicker(w) {
				w = o
			}
			bs = bs[1:]
		}
		if w.Time != Never {
			out = append(out, w)
		}
	}
	return out
}

// over is the way over an end of the edge; it keeps the facility where it is past the limit.
func (s *Service) over(end, node Walked) Walked {
	return Walked{node.Facility, s.via(end.Time, node.Time), end.Millimetres + node.Millimetres}
}

// quickest gives a facility of out[from:] the way w if that is quicker, or appends it.
func quickest(out []Walked, from int, w Walked) []Walked {
	for i := from; i < len(out); i++ {
		if out[i].Facility == w.Facility {
			if w.quicker(out[i]) {
				out[i] = w
			}
			return out
		}
	}
	return append(out, w)
}
