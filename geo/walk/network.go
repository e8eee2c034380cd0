package walk

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// Network is what people walk on, for one profile: the graph, the shapes of its streets, and
// the barriers beside them. It is immutable and any number may read it.
type Network struct {
	graph   *Graph
	profile Profile
	metric  metric
	flat    bool

	nodes    []geo.Point
	info     []edgeInfo
	parts    []stretch
	edgeOf   []uint32
	line     []geo.Point
	numbers  []int64 // of the ways
	gates    []gateAt
	stops    []stop
	land     laid // streets that are no islets
	islets   laid
	barriers barriers

	joints joints // for gates that are in another state
	linkOf []uint32
	ruling *ruling
}

// gateAt is a gate with its edges, none where it stands on no way.
type gateAt struct {
	number int64
	class  string
	edges  []uint32
	points geo.Line
	tags   map[string]string
	wall   int32 // its number among the barriers; -1 = people pass it
}

// network puts the network together of what the steps of the build made.
func (b *builder) network() (*Network, error) {
	x := b.expand()
	g, err := NewGraph(len(x.nodes), x.edges)
	if err != nil {
		return nil, err
	}
	n := &Network{
		graph: g, profile: *b.ruling.profile, metric: b.metric, flat: b.report.Flat, nodes: x.nodes, info: x.info,
		parts: b.parts, edgeOf: x.edgeOf, line: b.line, stops: b.stops,
		joints: newJoints(len(b.nodes), b.parts, b.links), linkOf: x.linkOf, ruling: b.ruling,
	}
	n.numbers = make([]int64, len(b.in.Ways))
	for i := range b.in.Ways {
		n.numbers[i] = b.in.Ways[i].Number
	}
	n.gates = make([]gateAt, len(b.in.Gates))
	for i, g := range b.in.Gates {
		n.gates[i] = gateAt{number: g.Number, points: g.Points, tags: g.Tags, wall: -1}
		n.gates[i].class, _ = word(b.ruling.stops, g.Tags)
	}
	for k := range b.stops {
		for _, gate := range b.stops[k].gates {
			n.gates[gate].edges = append(n.gates[gate].edges, x.stopOf[k]...)
		}
	}
	n.layRuns()
	unknown := tally{}
	n.barriers = layBarriers(b.in.Barriers, n.gates, b.ruling, &n.metric, unknown)
	b.report.UnknownBarriers = unknown.counts()
	return n, nil
}

// Graph is the graph of the network's times.
func (n *Network) Graph() *Graph { return n.graph }

// Profile is the one that the network was built for.
func (n *Network) Profile() Profile { return n.profile }

// Flat is true when no slopes were taken into account.
func (n *Network) Flat() bool { return n.flat }

// Node is where a node of the graph lies. Streets for residents have two nodes at a place,
// three where public ones meet them, four where those of a compound around them do.
func (n *Network) Node(node uint32) geo.Point { return n.nodes[node] }

// Way is the number of the way that an edge is part of; false for the links at gates.
func (n *Network) Way(edge uint32) (int64, bool) {
	if i := &n.info[edge]; i.kind == onStreet {
		return n.numbers[n.parts[i.of].way], true
	}
	return 0, false
}

// Shape is the line of an edge from its A to its B, its length, and whether only residents
// walk there; nil for the links at gates. It is not to be written to.
func (n *Network) Shape(edge uint32) (line geo.Line, metres geo.Metres, residents bool) {
	i := &n.info[edge]
	if i.kind != onStreet {
		return nil, 0, false
	}
	p := &n.parts[i.of]
	return n.line[p.from:p.to:p.to], geo.Metres(p.metres), p.use == Residents
}

// Streets calls visit for each street of the network once, with the edge on which footholds
// stand.
func (n *Network) Streets(visit func(edge uint32)) {
	for _, e := range n.edgeOf {
		visit(e)
	}
}

// GateEdges are the edges that closing or opening a gate concerns; none where the gate stands
// on no street.
func (n *Network) GateEdges(number int64) []uint32 {
	var out []uint32
	for i := range n.gates {
		if n.gates[i].number == number {
			out = append(out, n.gates[i].edges...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Arrivals are the footholds at which somebody arrives who comes to f: f itself, and on a
// street for residents the same place for those who come from outside. Searches want them of
// the facilities when people walk to them, and of the homes when people walk from there; of the
// others f alone is right.
func (n *Network) Arrivals(f Foothold) []Foothold {
	if !n.info[f.Edge].twin {
		return []Foothold{f}
	}
	home := f
	home.Edge++
	return []Foothold{f, home}
}
