package tiles

import (
	"slices"
	"sort"
)

// simplify says from which zoom on each vertex is kept: nodes always, the others as
// firstZooms has it, and in addition wherever a shortcut would change who lies beside whom.
func (n *net) simplify() {
	n.raw = nevers(len(n.cover.places))
	last := n.deepest()
	var line []place
	for i := range n.arcs.runEnd {
		line = n.firstZooms(i, last, line)
	}
	n.from = slices.Clone(n.raw)
	g := guard{net: n, arcs: make([]int32, len(n.arcs.runEnd)), pool: make([]int32, len(n.from))}
	for i := range g.arcs {
		g.arcs[i] = int32(i)
	}
	for v := range g.pool {
		g.pool[v] = int32(v)
	}
	g.run()
}

func nevers(n int) []uint8 {
	out := make([]uint8, n)
	for i := range out {
		out[i] = never
	}
	return out
}

// firstZooms notes the first zooms of the vertices of an arc; line is a buffer.
func (n *net) firstZooms(i int, last uint8, line []place) []place {
	arc := n.arcs.run(i)
	line = n.placesOf(arc, line)
	for k, zoom := range firstZooms(line, last) {
		n.raw[arc[k]] = min(n.raw[arc[k]], zoom)
	}
	return line
}

// deepest is the last zoom of the layers, from which on tiles are drawn enlarged.
func (n *net) deepest() uint8 {
	last := uint8(0)
	for _, i := range n.layers {
		last = max(last, n.cover.layers[i].maxZoom)
	}
	return last
}

func (n *net) placesOf(vertices []int32, line []place) []place {
	line = line[:0]
	for _, v := range vertices {
		line = append(line, n.cover.places[v])
	}
	return line
}

// guard refuses shortcuts. Between a shortcut and the piece of arc that it stands for no
// vertex may lie that the zoom keeps: then no two simplified arcs cross, since one that
// crosses a shortcut would have to leave the ground between by crossing the true arc, or
// end in it; and no area changes sides. (The topology-keeping rule of de Berg, van
// Kreveld and Schirra, Cartography and GIS 25(4), 1998.)
type guard struct {
	net  *net
	arcs []int32 // those that it checks
	pool []int32 // the vertices that it knows, rising
	zoom uint8
	kept []int32 // vertices of the zoom; their numbers go by column, then y
	line []place
	hurt bool // a shortcut was refused
}

// run guards zoom by zoom.
func (g *guard) run() {
	for g.zoom = g.net.first; g.zoom <= g.net.last; g.zoom++ {
		for g.pass() {
		}
	}
}

// pass checks all shortcuts of the zoom, and tells whether it refused one: then others may
// have become wrong.
func (g *guard) pass() bool {
	n := g.net
	g.kept = g.kept[:0]
	for _, v := range g.pool {
		if n.from[v] <= g.zoom {
			g.kept = append(g.kept, v)
		}
	}
	g.hurt = false
	for _, i := range g.arcs {
		arc := n.arcs.run(int(i))
		before := 0
		for k := 1; k < len(arc); k++ {
			if n.from[arc[k]] <= g.zoom {
				g.check(arc[before : k+1])
				before = k
			}
		}
	}
	return g.hurt
}

// check refuses the shortcut from the first to the last vertex of a piece when a vertex
// lies between: its farthest vertex is kept then, and both halves are checked.
func (g *guard) check(piece []int32) {
	if len(piece) < 3 {
		return
	}
	g.line = g.net.placesOf(piece, g.line)
	if !g.between(piece[0], piece[len(piece)-1]) {
		return
	}
	at, _ := farthest(g.line, 0, len(g.line)-1)
	g.net.from[piece[at]] = g.zoom
	g.hurt = true
	g.check(piece[:at+1])
	g.check(piece[at:])
}

// between is true when a kept vertex other than a and b lies between g.line and the
// shortcut from its first to its last place.
func (g *guard) between(a, b int32) bool {
	lo, hi := g.line[0], g.line[0]
	for _, p := range g.line {
		lo.X, lo.Y, hi.X, hi.Y = min(lo.X, p.X), min(lo.Y, p.Y), max(hi.X, p.X), max(hi.Y, p.Y)
	}
	for column := columnOf(lo); column <= columnOf(hi); column++ {
		if g.betweenIn(column, lo, hi, a, b) {
			return true
		}
	}
	return false
}

// betweenIn looks for such a vertex in a column.
func (g *guard) betweenIn(column uint32, lo, hi place, a, b int32) bool {
	places := g.net.cover.places
	first := place{column << columnBits, lo.Y}.rank()
	i := sort.Search(len(g.kept), func(i int) bool { return places[g.kept[i]].rank() >= first })
	for _, v := range g.kept[i:] {
		p := places[v]
		if p.Y > hi.Y || columnOf(p) != column {
			return false
		}
		if p.X >= lo.X && p.X <= hi.X && v != a && v != b && encloses(g.line, p) {
			return true
		}
	}
	return false
}

// encloses is true when p is inside the closed line by the even–odd rule, or on the
// straight piece that closes it.
func encloses(line []place, p place) bool {
	in := false
	a := line[len(line)-1]
	for i, b := range line {
		if i == 0 && side(a, b, p) == 0 {
			return inBox(a, b, p)
		}
		if (a.Y <= p.Y) != (b.Y <= p.Y) && (side(a, b, p) > 0) == (b.Y > a.Y) {
			in = !in
		}
		a = b
	}
	return in
}

// side is the sign of the turn a, b, p. It is exact where the three lie within 2^26 world
// units, some 600 km, of each other; farther apart a hair's breadth may be misjudged, which
// costs a vertex more or less.
func side(a, b, p place) int {
	bx, by := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	px, py := float64(p.X)-float64(a.X), float64(p.Y)-float64(a.Y)
	d := float64(bx*py) - float64(by*px)
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	default:
		return 0
	}
}

func inBox(a, b, p place) bool {
	return min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y)
}
