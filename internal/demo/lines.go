package demo

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// writeLines puts out roads, the railway, rivers, bridges, walls and footpaths.
func (b *builder) writeLines() error {
	edges := make([][]int32, len(b.mesh.lines))
	for e, s := range b.mesh.strokes {
		edges[s] = append(edges[s], int32(e))
	}
	for s := range edges {
		c := b.mesh.lines[s].class
		if c.kind() == "" {
			continue
		}
		for _, run := range b.mesh.chains(edges[s]) {
			b.line(Line{Kind: c.kind(), Thing: b.thing(s, edges[s]), Name: b.strokeName(int32(s)), Points: b.ends(run, c), Width: c.width(), Walk: c.road()})
		}
		b.bridges(edges[s], int32(s))
	}
	for i := range b.ground.rivers {
		b.riverLine(i)
	}
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.plot != nil {
			b.footpaths(k, i)
		}
		if k.walks != nil {
			b.parkPaths(k, i)
		}
		if k.compound != none && k.closed > 0 {
			b.walls(k, i)
		}
	}
	return nil
}

// thing is the number of a stroke as a thing of the map. The nameless tracks of a community
// are one thing.
func (b *builder) thing(stroke int, edges []int32) int {
	if b.mesh.lines[stroke].class != classTrack || len(edges) == 0 {
		return stroke
	}
	for _, h := range []int32{2 * edges[0], 2*edges[0] + 1} {
		if f := b.mesh.halves[h].face; f != outside {
			return int(b.mesh.faces[f].owner.community)
		}
	}
	return stroke
}

func (b *builder) line(l Line) {
	if len(l.Points) > 1 {
		b.out.Lines = append(b.out.Lines, l)
	}
}

// chains strings edges together to runs of vertices, as long as they go on one way.
func (m *mesh) chains(edges []int32) [][]int32 {
	at := map[int32][]int32{}
	for _, e := range edges {
		for _, h := range []int32{2 * e, 2*e + 1} {
			at[m.halves[h].from] = append(at[m.halves[h].from], h)
		}
	}
	used := map[int32]bool{}
	var out [][]int32
	for pass := range 2 { // from loose ends first, then round the closed ones
		for _, e := range edges {
			for _, h := range []int32{2 * e, 2*e + 1} {
				if !used[e] && (pass == 1 || len(at[m.halves[h].from]) != 2) {
					out = append(out, m.chain(h, at, used))
				}
			}
		}
	}
	return out
}

// chain follows half-edge h through vertices at which just two edges meet, at = the half-edges
// that leave each vertex, and marks the edges that it used.
func (m *mesh) chain(h int32, at map[int32][]int32, used map[int32]bool) []int32 {
	run := []int32{m.halves[h].from}
	for {
		used[h/2] = true
		v := m.halves[h^1].from
		run = append(run, v)
		next := int32(none)
		for _, k := range at[v] {
			if len(at[v]) == 2 && !used[k/2] {
				next = k
			}
		}
		if next == none {
			return run
		}
		h = next
	}
}

// ends makes points of a run. A road that meets nothing but the railway stops short of it.
func (b *builder) ends(run []int32, c class) []geo.Point {
	out := make([]geo.Point, len(run))
	for i, v := range run {
		out[i] = b.mesh.points[v]
	}
	if !c.road() {
		return out
	}
	last := len(run) - 1
	for _, end := range [][2]int{{0, 1}, {last, last - 1}} {
		v, w := run[end[0]], run[end[1]]
		l := b.mesh.at[v].dist(b.mesh.at[w])
		if b.deadEnd(v) && l > 24 {
			out[end[0]] = b.mesh.at[v].mix(b.mesh.at[w], 14/l).lattice()
		}
	}
	return out
}

// deadEnd is true of a vertex on the railway at which only one road ends.
func (b *builder) deadEnd(v int32) bool {
	roads, rail := 0, false
	first := b.mesh.leaving[v]
	for h := first; ; {
		c := b.mesh.line(h).class
		rail = rail || c == classRail
		if c.road() {
			roads++
		}
		if h = b.mesh.halves[h].prev ^ 1; h == first {
			return rail && roads == 1
		}
	}
}

// bridges puts out the parts of a stroke that lie over water.
func (b *builder) bridges(edges []int32, s int32) {
	c := b.mesh.lines[s].class
	if !c.road() && c != classRail || c == classBank {
		return
	}
	var over []int32
	for _, e := range edges {
		l, r := b.mesh.halves[2*e].face, b.mesh.halves[2*e+1].face
		if b.mesh.faces[l].use == useWater && b.mesh.faces[r].use == useWater {
			over = append(over, e)
		}
	}
	for _, run := range b.mesh.chains(over) {
		points := make([]geo.Point, len(run))
		for i, v := range run {
			points[i] = b.mesh.points[v]
		}
		name := b.strokeName(s)
		if name.Zh != "" {
			name = with(name, "桥", "Bridge")
		}
		kind := "bridge"
		if c == classRail {
			kind = "rail_bridge"
		}
		b.line(Line{Kind: kind, Thing: int(s), Name: name, Points: points, Width: c.width()})
	}
}

// riverLine puts out the middle of a river as far as it runs in the city.
func (b *builder) riverLine(i int) {
	r := &b.ground.rivers[i]
	whole := b.out.Areas[0].Shape
	l := Line{Kind: "river", Thing: i, Name: b.names.from("river", i), Width: r.width}
	for _, p := range r.line {
		if q := p.lattice(); whole.Owns(q) {
			l.Points = append(l.Points, q)
		}
	}
	b.line(l)
}

// footpaths puts out the ways within a plot. They share vertices where they meet, and with
// the street at the gates.
func (b *builder) footpaths(k *block, thing int) {
	p := k.plot
	compound := ""
	if k.compound != none {
		compound = b.units.compounds[k.compound].code
	}
	lanes := p.walks()
	path := Line{Kind: "path", Thing: thing, Width: classPath.width(), Walk: true, Compound: compound}
	for _, l := range lanes {
		path.Points = nil
		for _, u := range l.stops {
			path.Points = appendNew(path.Points, p.place(u, l.v).lattice())
		}
		b.line(path)
	}
	for i, s := range p.spines {
		var stops []float64
		for _, l := range lanes {
			if l.lo <= s.u && s.u <= l.hi && l.v > s.lo && l.v < s.hi {
				stops = append(stops, l.v)
			}
		}
		slices.Sort(stops)
		path.Points = nil
		for _, v := range stops {
			path.Points = appendNew(path.Points, p.place(s.u, v).lattice())
		}
		for _, g := range k.gates {
			if g.spine != i || len(stops) == 0 {
				continue
			}
			in, out := g.wall.lattice(), g.street.lattice()
			if g.wall.sub(p.o).dot(p.v) < stops[0] {
				path.Points = append([]geo.Point{out, in}, path.Points...)
			} else {
				path.Points = append(path.Points, in, out)
			}
		}
		b.line(path)
	}
}

func appendNew(points []geo.Point, p geo.Point) []geo.Point {
	if len(points) > 0 && points[len(points)-1] == p {
		return points
	}
	return append(points, p)
}

// walks are the lanes that buildings use, with all places where something meets them.
func (p *plot) walks() []lane {
	out := make([]lane, len(p.lanes))
	for i := range out {
		out[i].v = p.lanes[i].v
	}
	for _, e := range p.slots {
		if !e.dropped {
			l := &out[e.lane]
			l.stops = append(l.stops, (e.u0+e.u1)/2, p.spines[e.spine].u)
		}
	}
	kept := out[:0]
	for _, l := range out {
		if len(l.stops) == 0 {
			continue
		}
		l.lo, l.hi = slices.Min(l.stops), slices.Max(l.stops)
		for _, s := range p.spines {
			if s.u > l.lo && s.u < l.hi && l.v > s.lo && l.v < s.hi {
				l.stops = append(l.stops, s.u)
			}
		}
		slices.Sort(l.stops)
		l.stops = slices.Compact(l.stops)
		kept = append(kept, l)
	}
	return kept
}
