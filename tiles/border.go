package tiles

import (
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// border is a line of a level between areas of a partition.
type border struct {
	id    uint64
	layer int // number in the coverage of the widest layer that it borders
	frame frame
	line  []mvt.Point
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
func (n *net) borders(l *level) []border {
	chains := n.chains()
	widest := func(i int) int { a := chains.run(i)[0]; return n.widest[max(a, ^a)] }
	order := make([]int, len(chains.runEnd))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int { return widest(i) - widest(k) })
	d := drafter{drawn: make(map[[2]mvt.Point]struct{}, len(l.paths.points))}
	for _, i := range order {
		d.layer = n.layers[widest(i)]
		for _, a := range chains.run(i) {
			path := l.paths.run(int(max(a, ^a)))
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
	return d.out
}

// drafter draws lines edge by edge, and no edge twice.
type drafter struct {
	drawn map[[2]mvt.Point]struct{}
	layer int
	line  []mvt.Point
	out   []border
}

func (d *drafter) step(a, b mvt.Point) {
	e := [2]mvt.Point{a, b}
	if comparePoints(b, a) < 0 {
		e = [2]mvt.Point{b, a}
	}
	if _, there := d.drawn[e]; there {
		d.end()
		return
	}
	d.drawn[e] = struct{}{}
	if len(d.line) == 0 {
		d.line = append(d.line, a)
	}
	d.line = append(d.line, b)
}

func (d *drafter) end() {
	if len(d.line) > 0 {
		d.out = append(d.out, border{id: uint64(len(d.out)) + 1, layer: d.layer, frame: boxOf(d.line), line: slices.Clone(d.line)})
		d.line = d.line[:0]
	}
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
	for i := range lev.borders {
		b := &lev.borders[i]
		if !b.frame.meets(window) {
			continue
		}
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		m.line.Reset()
		m.run = m.run[:0]
		for _, q := range b.line {
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
