package tiles

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/redsail/redsail/tiles/mvt"
)

// borders are the lines of a level between areas of partitions.
type borders struct {
	list   []border
	lines  packed         // by border; empty for one that is the whole of its chain, as most are
	chains *bundle[int32] // of the net
}

// border is one of them.
type border struct {
	id    uint64
	chain int32 // of the net, that it is a piece of
	layer int32 // number in the coverage of the widest layer that it borders
	frame frame
}

// chains joins the arcs that border the same widest layer end to end, through nodes where
// only borders of other layers begin. It gives chains of arcs, ^a for arc a against its
// direction.
func (n *net) chains() (out bundle[int32]) {
	at := map[chainEnd][]int32{} // arcs that leave a vertex; a closed one leaves it twice
	for i := range n.arcs.runEnd {
		arc := n.arcs.run(i)
		from, to := chainEnd{n.widest[i], arc[0]}, chainEnd{n.widest[i], arc[len(arc)-1]}
		at[from] = append(at[from], int32(i))
		at[to] = append(at[to], ^int32(i))
	}
	used := make([]bool, len(n.arcs.runEnd))
	follow := func(a int32) {
		for {
			i := max(a, ^a)
			if used[i] {
				break
			}
			used[i] = true
			out.points = append(out.points, a)
			arc := n.arcs.run(int(i))
			end := arc[len(arc)-1]
			if a < 0 {
				end = arc[0]
			}
			leaving := at[chainEnd{n.widest[i], end}]
			if len(leaving) != 2 {
				break
			}
			a = leaving[0]
			if used[max(a, ^a)] {
				a = leaving[1]
			}
		}
		out.closeRun()
	}
	for i := range n.arcs.runEnd { // from loose ends and forks
		arc := n.arcs.run(i)
		if len(at[chainEnd{n.widest[i], arc[0]}]) != 2 {
			follow(int32(i))
		} else if len(at[chainEnd{n.widest[i], arc[len(arc)-1]}]) != 2 {
			follow(^int32(i))
		}
	}
	for i := range n.arcs.runEnd { // round closed lines
		follow(int32(i))
	}
	return out
}

type chainEnd struct {
	layer  int
	vertex int32
}

// borders are the chains at a level, the widest layers first. An edge that has come to lie
// on another one, because the area between them is too thin for the zoom, is drawn once.
func (n *net) borders(paths func(arc int) []mvt.Point, size int) borders {
	chains := n.chained()
	d := drafter{drawn: newEdgeSet(size)}
	for i := range chains.runEnd {
		d.chain(n, chains, i, paths)
	}
	return d.sorted(chains)
}

// sorted puts what was drawn in order: by what it is, not by how it was found, so that an edit
// elsewhere leaves it in order.
func (d *drafter) sorted(chains *bundle[int32]) (out borders) {
	out.chains = chains
	slices.SortFunc(d.out, func(a, b draft) int { return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.id, b.id)) })
	size := 0
	for i := range d.out {
		size += len(d.out[i].line)
	}
	out.list = make([]border, len(d.out))
	out.lines = packed{make([]byte, 0, size), make([]uint32, 0, len(d.out))}
	for i := range d.out {
		out.list[i] = d.out[i].border
		out.lines.addRaw(d.out[i].line)
	}
	return out
}

// chainsOnce are the chains of a net in the order in which they are drawn, made when the first zoom
// needs them.
type chainsOnce struct {
	once   sync.Once
	chains bundle[int32]
	of     []int32 // by arc the number of its chain
}

// chained orders the chains by the widest layer, then by their first arcs: so those that an edit
// leaves alone keep their order.
func (n *net) chained() *bundle[int32] {
	n.lines.once.Do(func() {
		chains := n.chains()
		order := make([]int, len(chains.runEnd))
		for i := range order {
			order[i] = i
		}
		first := func(i int) int { a := chains.run(i)[0]; return int(max(a, ^a)) }
		slices.SortFunc(order, func(i, k int) int {
			return cmp.Or(n.widest[first(i)]-n.widest[first(k)], first(i)-first(k))
		})
		for _, i := range order {
			n.lines.chains.points = append(n.lines.chains.points, chains.run(i)...)
			n.lines.chains.closeRun()
		}
		n.lines.of = make([]int32, len(n.arcs.runEnd))
		for i := range n.lines.chains.runEnd {
			for _, a := range n.lines.chains.run(i) {
				n.lines.of[max(a, ^a)] = int32(i)
			}
		}
	})
	return &n.lines.chains
}

// chainOf gives by arc the number of its chain.
func (n *net) chainOf() []int32 {
	n.chained()
	return n.lines.of
}

// drafter draws lines edge by edge, and no edge twice.
type drafter struct {
	drawn *edgeSet
	layer int32
	from  int32 // the chain
	edges int   // of the chain
	line  []mvt.Point
	bytes []byte // the lines drawn
	out   []draft
}

// draft is a border and its line as it is kept.
type draft struct {
	border
	line []byte
}

// chain draws a chain.
func (d *drafter) chain(n *net, chains *bundle[int32], i int, paths func(arc int) []mvt.Point) {
	d.from, d.edges = int32(i), 0
	for _, a := range chains.run(i) {
		d.edges += len(paths(int(max(a, ^a)))) - 1
	}
	for _, a := range chains.run(i) {
		d.layer = int32(n.layers[n.widest[max(a, ^a)]])
		path := paths(int(max(a, ^a)))
		for k := 1; k < len(path); k++ {
			if a < 0 {
				d.step(path[len(path)-k], path[len(path)-1-k])
			} else {
				d.step(path[k-1], path[k])
			}
		}
	}
	d.end()
}

func (d *drafter) step(a, b mvt.Point) {
	if !d.drawn.add(a, b) {
		d.end()
		return
	}
	if len(d.line) == 0 {
		d.line = append(d.line, a)
	}
	d.line = append(d.line, b)
}

func (d *drafter) end() {
	if len(d.line) > 0 {
		from := len(d.bytes)
		if len(d.line) != d.edges+1 {
			d.bytes = appendPacked(d.bytes, d.line)
		}
		d.out = append(d.out, draft{border{borderID(d.line), d.from, d.layer, boxOf(d.line)}, d.bytes[from:]})
		d.line = d.line[:0]
	}
}

// borderID is made of where a line begins, which no other line does in the same direction: so an
// edit elsewhere leaves it as it is. It fits a float64, as JavaScript reads it.
func borderID(line []mvt.Point) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, v := range [...]int32{line[0].X, line[0].Y, line[1].X, line[1].Y} {
		h = (h ^ uint64(uint32(v))) * 0xff51afd7ed558ccd
		h ^= h >> 33
	}
	return h>>11 | 1
}

// border appends the line of a border to dst, which is empty.
func (l *level) border(i int32, dst []mvt.Point) []mvt.Point {
	if len(l.borders.lines.raw(int(i))) > 0 {
		return l.borders.lines.run(int(i), dst)
	}
	for _, a := range l.borders.chains.run(int(l.borders.list[i].chain)) {
		from := max(len(dst)-1, 0) // where the last arc ended this one begins
		dst = l.arcs.run(int(max(a, ^a)), dst[:from])
		if a < 0 {
			slices.Reverse(dst[from:])
		}
	}
	return dst
}

// sameBorder is true when border i of a level has the line of border k of another one. It may be
// false where they are put together of other arcs and yet look alike.
func sameBorder(a *level, i int, b *level, k int) bool {
	r, s := a.borders.lines.raw(i), b.borders.lines.raw(k)
	if len(r) > 0 || len(s) > 0 {
		return bytes.Equal(r, s)
	}
	return sameRun(a, a.borders.chains.run(int(a.borders.list[i].chain)), b, b.borders.chains.run(int(b.borders.list[k].chain)))
}

// borders adds the borders of the partitions.
func (m *maker) borders(p *Pyramid, a Address) {
	if p.partitions == nil {
		return
	}
	lev := p.partitions.level(a.Z)
	if lev == nil {
		return
	}
	origin, window := a.origin(), a.frame()
	for _, i := range m.bordersNear(lev, window) {
		b := &lev.borders.list[i]
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		m.line.Reset()
		m.run = m.run[:0]
		m.ring = lev.border(i, m.ring[:0])
		for _, q := range m.ring {
			if q.X < window.minX || q.X > window.maxX || q.Y < window.minY || q.Y > window.maxY {
				m.endRun()
				continue
			}
			m.run = append(m.run, mvt.Point{X: q.X - origin.X, Y: q.Y - origin.Y})
		}
		m.endRun()
		m.props = append(m.props[:0],
			mvt.Prop{Key: "layer", Value: mvt.String(p.partitions.layers[b.layer].key)},
			mvt.Prop{Key: "rank", Value: mvt.Int(int64(b.layer))})
		m.layer.AddLines(b.id, &m.line, m.props)
	}
}
