package walk

import "github.com/redsail/redsail/geo"

// edgeKind says what an edge of the graph stands for.
type edgeKind uint8

const (
	onStreet edgeKind = iota
	atStop
	between // the copies of a node
)

// edgeInfo ties an edge to its piece of a way or to its stop.
type edgeInfo struct {
	of   int32
	kind edgeKind
	// twin is true of the first of the two copies of a street or a gate for residents: the
	// second is the next edge.
	twin bool
}

// copies are the nodes of the graph that stand for one of the base, at each of the levels that
// meet there, the one nearer to the public first: an open street and those for residents.
//
// Streets for residents stand twice. Those in the copy for the start lead to the public ones and
// are never entered from them; those in the copy for home are entered and never left. So no
// walk passes through a compound of others, and searches need not know of it. A compound inside
// a compound is to that what that is to the public streets.
type copies [2]copied

// copied are the nodes at a level; both are the same one at the public level, 0.
type copied struct {
	used        bool
	level       int32
	start, home int32
}

// meet keeps that something of a level ends here.
func (c *copies) meet(level int32) {
	switch {
	case !c[0].used:
		c[0] = copied{used: true, level: level}
	case c[0].level == level || c[1].used && c[1].level == level:
	case c[0].level < level:
		c[1] = copied{used: true, level: level}
	default:
		c[0], c[1] = copied{used: true, level: level}, c[0]
	}
}

func (c *copies) at(level int32) copied {
	if c[0].level == level {
		return c[0]
	}
	return c[1]
}

// expander makes the graph's nodes and edges of the base.
type expander struct {
	b      *builder
	copies []copies
	nodes  []geo.Point
	edges  []Edge
	info   []edgeInfo
	edgeOf []uint32 // by stretch: its edge, the one of the start where there are two
	stopOf [][]uint32
	linkOf []uint32 // by link: its edge, the one of the start where there are two
}

func (b *builder) expand() *expander {
	x := &expander{b: b, copies: make([]copies, len(b.nodes)), edgeOf: make([]uint32, len(b.parts)), stopOf: make([][]uint32, len(b.stops))}
	x.copyNodes()
	x.edges = make([]Edge, 0, len(b.parts)+len(b.links))
	x.info = make([]edgeInfo, 0, len(b.parts)+len(b.links))
	for i := range b.parts {
		s := &b.parts[i]
		x.edgeOf[i] = uint32(len(x.edges))
		x.add(edgeInfo{of: int32(i)}, x.copies[s.a].at(s.level), x.copies[s.b].at(s.level), s.forth, s.back)
	}
	for i := range b.links {
		l := &b.links[i]
		cost := l.cost
		if !passed(l.use) {
			cost = Never
		}
		x.linkOf = append(x.linkOf, uint32(len(x.edges)))
		x.stopOf[l.stop] = append(x.stopOf[l.stop], uint32(len(x.edges)))
		if l.use == Residents {
			x.stopOf[l.stop] = append(x.stopOf[l.stop], uint32(len(x.edges)+1))
		}
		atA, atB := b.levels(l)
		x.add(edgeInfo{of: l.stop, kind: atStop}, x.copies[l.a].at(atA), x.copies[l.b].at(atB), cost, cost)
	}
	x.joinCopies()
	return x
}

// levels are those at the ends of a link. One that nobody passes has none of its own: it ends where it
// would if it were opened, which is at the public level where nothing else is open.
func (b *builder) levels(l *link) (atA, atB int32) {
	if passed(l.use) {
		return l.level, l.level
	}
	return b.inside.openLevel(l.a), b.inside.openLevel(l.b)
}

// copyNodes makes the nodes.
func (x *expander) copyNodes() {
	for i := range x.b.parts {
		s := &x.b.parts[i]
		x.copies[s.a].meet(s.level)
		x.copies[s.b].meet(s.level)
	}
	for i := range x.b.links {
		l := &x.b.links[i]
		atA, atB := x.b.levels(l)
		x.copies[l.a].meet(atA)
		x.copies[l.b].meet(atB)
	}
	x.nodes = make([]geo.Point, 0, len(x.b.nodes))
	add := func(i int) int32 {
		x.nodes = append(x.nodes, x.b.nodes[i])
		return int32(len(x.nodes) - 1)
	}
	for i := range x.copies {
		for k := range x.copies[i] {
			c := &x.copies[i][k]
			if !c.used {
				continue
			}
			c.start = add(i)
			if c.home = c.start; c.level > 0 {
				c.home = add(i)
			}
		}
	}
}

// add makes the edge of a street or a gate between two nodes, or its two copies where it is for residents.
// One that nobody passes has one edge at any level.
func (x *expander) add(info edgeInfo, a, b copied, forth, back Time) {
	first := info
	first.twin = a.level > 0 && a.level == b.level && (info.kind == onStreet || passed(x.b.stops[info.of].use))
	x.edges, x.info = append(x.edges, Edge{uint32(a.start), uint32(b.start), forth, back}), append(x.info, first)
	if first.twin {
		x.edges, x.info = append(x.edges, Edge{uint32(a.home), uint32(b.home), forth, back}), append(x.info, info)
	}
}

// joinCopies leads out of the copy for the start, and into that for home.
func (x *expander) joinCopies() {
	for i := range x.copies {
		out, in := &x.copies[i][0], &x.copies[i][1]
		if !in.used {
			continue
		}
		x.between(i, in.start, out.start)
		x.between(i, out.start, in.home)
		if out.home != out.start {
			x.between(i, out.home, in.home)
		}
	}
}

func (x *expander) between(of int, from, to int32) {
	x.edges = append(x.edges, Edge{uint32(from), uint32(to), 0, Never})
	x.info = append(x.info, edgeInfo{of: int32(of), kind: between})
}
