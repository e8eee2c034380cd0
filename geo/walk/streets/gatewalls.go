package streets

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// wallReach is how far from the line of a wall a gate stands on it, in metres.
const wallReach = 1.0

// noNode is the node of a vertex that a wall gets beside a gate: nothing else stands there.
const noNode = -1

// wallGate is a gate that stands on an edge of a wall and is no vertex of it.
type wallGate struct {
	node int64
	at   geo.Point
	on   segment   // the edge
	foot orb.Point // where on it
	off  float64   // metres from it
}

// meetWalls gives walls a vertex where a gate stands on them that is none: files that know no nodes draw a wall by
// its corners. A gate on a way that only runs along the wall is none of the wall.
func (m *maker) meetWalls() {
	byRun := map[[2]int][]wallGate{}
	for _, g := range m.gatesOnEdges() {
		key := [2]int{g.on.line, g.on.run}
		byRun[key] = append(byRun[key], g)
	}
	for key, list := range byRun {
		r := &m.lines[key[0]].runs[key[1]]
		*r = r.with(list)
		for i := range list {
			m.walls[list[i].node] = append(m.walls[list[i].node], key[0])
		}
	}
}

// gatesOnEdges are the gates that stand on no node of a wall and within reach of one, each on its nearest edge.
func (m *maker) gatesOnEdges() []wallGate {
	var tree near.Tree[int64]
	for i := range m.marked {
		id := m.marked[i].id
		if p, found := m.find(id); found && gates[m.marked[i].tags["barrier"]] && len(m.walls[id]) == 0 {
			tree.Insert(geo.EmptyBox().Extend(p), id)
		}
	}
	if tree.Len() == 0 {
		return nil
	}
	best := map[int64]wallGate{}
	for i := range m.lines {
		if m.lines[i].Kind != Wall || m.lines[i].Class["class"] == Gate {
			continue
		}
		for k, r := range m.lines[i].runs {
			for j := 1; j < len(r.line); j++ {
				m.gatesOnEdge(&tree, segment{i, k, j - 1}, best)
			}
		}
	}
	var out []wallGate
	for i := range m.marked {
		if g, found := best[m.marked[i].id]; found {
			out = append(out, g)
			delete(best, g.node) // a node may be marked twice
		}
	}
	return out
}

// gatesOnEdge keeps of the gates on an edge those to which no other one is nearer.
func (m *maker) gatesOnEdge(tree *near.Tree[int64], on segment, best map[int64]wallGate) {
	r := &m.lines[on.line].runs[on.run]
	a, b := r.line[on.at], r.line[on.at+1]
	tree.Search(Wider(geo.EmptyBox().Extend(a).Extend(b), wallReach), func(at geo.Box, id int64) bool {
		d, foot := geo.SegmentDistance(at.Min.LonLat(), a.LonLat(), b.LonLat())
		had, known := best[id]
		nearer := !known || float64(d) < had.off || float64(d) == had.off && less(on, had.on)
		if float64(d) <= wallReach && nearer && m.passes(id, a, b) {
			best[id] = wallGate{id, at.Min, on, foot, float64(d)}
		}
		return true
	})
}

// passes is false of a gate whose ways all go on along the same side of the edge.
func (m *maker) passes(gate int64, a, b geo.Point) bool {
	s := m.spots[gate]
	if s == nil || len(s.arms) < 2 {
		return true
	}
	side := geo.Orient(a, b, s.arms[0])
	return side == 0 || slices.ContainsFunc(s.arms[1:], func(p geo.Point) bool { return geo.Orient(a, b, p) != side })
}

// with is a run of a wall with the gates on its edges as vertices. One that stands beside its edge gets a vertex on
// the edge before and behind it, so that the wall leaves its line no farther than it is open.
func (r run) with(list []wallGate) run {
	slices.SortFunc(list, func(x, y wallGate) int {
		from := r.line[x.on.at]
		foot := func(g *wallGate) float64 { return float64(geo.Distance(from.LonLat(), g.foot)) }
		return cmp.Or(cmp.Compare(x.on.at, y.on.at), cmp.Compare(foot(&x), foot(&y)), cmp.Compare(x.node, y.node))
	})
	var out run
	add := func(id int64, p geo.Point) {
		if n := len(out.line); n > 0 && out.line[n-1] == p {
			if id != noNode {
				out.nodes[n-1] = id
			}
			return
		}
		out.nodes, out.line = append(out.nodes, id), append(out.line, p)
	}
	for j := range r.line {
		add(r.nodes[j], r.line[j])
		for len(list) > 0 && list[0].on.at == j {
			g := list[0]
			list = list[1:]
			// Up to the next gate of the edge, or its end.
			last, next := out.line[len(out.line)-1].LonLat(), r.line[j+1].LonLat()
			if len(list) > 0 && list[0].on.at == j {
				next = list[0].foot
			}
			if g.off > onLine*metresPerUnit {
				add(beside(g.foot, last))
			}
			add(g.node, g.at)
			if g.off > onLine*metresPerUnit {
				add(beside(g.foot, next))
			}
		}
	}
	return out
}

// beside is the vertex half a gate's breadth from a foot towards another place of the edge, or less than half way to it.
func beside(foot, to orb.Point) (int64, geo.Point) {
	length := float64(geo.Distance(foot, to))
	share := 0.0
	if length > 0 {
		share = min(gateHalf/length, 0.4)
	}
	p, err := geo.Snap(orb.Point{foot[0] + share*(to[0]-foot[0]), foot[1] + share*(to[1]-foot[1])})
	if err != nil { // it lies between two points of the lattice
		return noNode, geo.Point{}
	}
	return noNode, p
}
