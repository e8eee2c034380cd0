package geotest

import (
	"math"
	"slices"
)

// lines are the places of the arterials along one axis: dense in the middle.
func (m *walkMaker) lines() []float64 {
	lo, hi := 30000-m.size.Side/2+300, 30000+m.size.Side/2-300
	var out []float64
	for _, sign := range []float64{-1, 1} {
		p := 30000.0
		if sign < 0 {
			p -= 460
		}
		for p > lo && p < hi {
			out = append(out, p)
			away := math.Abs(p-30000) / 30000
			step := (430 + 720*math.Pow(away, 1.3)) * 1.12
			p += sign * step * (0.85 + 0.3*m.random.Float64())
		}
	}
	slices.Sort(out)
	return out
}

func (m *walkMaker) node(p xy) int32 {
	m.nodes = append(m.nodes, p)
	return int32(len(m.nodes) - 1)
}

// edge adds a street. Only arterials may cross a barrier, and only where no crossing is near.
func (m *walkMaker) edge(a, b int32, kind WalkKind, block, wait int32) {
	if a == b {
		return
	}
	p, q := m.nodes[a], m.nodes[b]
	for _, barrier := range m.barriers {
		if !barrier.crosses(p, q) {
			continue
		}
		if kind != WalkArterial {
			return
		}
		if !barrier.claim(xy{(p.x + q.x) / 2, (p.y + q.y) / 2}) {
			return
		}
		kind = WalkBridge
		wait += barrier.wait
	}
	l := p.dist(q)
	if kind == WalkStreet || kind == WalkLane || kind == WalkPark {
		l *= 1.02 + 0.1*m.random.Float64() // they wind
	}
	rise := height(q) - height(p)
	forth := int32(math.Round(l/tobler(rise/l)*10)) + wait
	back := int32(math.Round(l/tobler(-rise/l)*10)) + wait
	m.edges = append(m.edges, WalkEdge{A: a, B: b, Metres: l, Forth: max(forth, 1), Back: max(back, 1), Kind: kind, Block: block, Wait: wait})
}

// lattice makes the crossings of the arterials, bent.
func (m *walkMaker) lattice() {
	m.xs, m.ys = m.lines(), m.lines()
	for _, y := range m.ys {
		for _, x := range m.xs {
			wx := x + 160*math.Sin(y/2700) + 60*math.Sin(x/900+y/1100) + m.random.NormFloat64()*14
			wy := y + 150*math.Sin(x/3100) + 60*math.Cos(x/1200-y/800) + m.random.NormFloat64()*14
			m.crossings = append(m.crossings, m.node(xy{wx, wy}))
		}
	}
}

// crossing is the node at line i of xs and line j of ys.
func (m *walkMaker) crossing(i, j int) int32 { return m.crossings[j*len(m.xs)+i] }

func (m *walkMaker) arterials() {
	for j, y := range m.ys {
		for i, x := range m.xs {
			keep := 0.93
			if density(xy{x, y}) < 0.08 {
				keep = 0.72
			}
			if i+1 < len(m.xs) && m.random.Float64() < keep {
				m.arterial(m.crossing(i, j), m.crossing(i+1, j))
			}
			if j+1 < len(m.ys) && m.random.Float64() < keep {
				m.arterial(m.crossing(i, j), m.crossing(i, j+1))
			}
		}
	}
}

// arterial joins two crossings by pieces of some 165 m, with half a signal's wait at each end.
func (m *walkMaker) arterial(a, b int32) {
	p, q := m.nodes[a], m.nodes[b]
	pieces := max(1, int(math.Round(p.dist(q)/165)))
	run := []int32{a}
	for t := 1; t < pieces; t++ {
		f := (float64(t) + (m.random.Float64()-0.5)*0.4) / float64(pieces)
		x := p.x + (q.x-p.x)*f + m.random.NormFloat64()*4
		y := p.y + (q.y-p.y)*f + m.random.NormFloat64()*4
		run = append(run, m.node(xy{x, y}))
	}
	run = append(run, b)
	m.sub[[2]int32{a, b}] = run
	for t := 0; t+1 < len(run); t++ {
		wait := int32(0)
		if t == 0 {
			wait += 60
		}
		if t+2 == len(run) {
			wait += 60
		}
		m.edge(run[t], run[t+1], WalkArterial, -1, wait)
	}
}

// keepLargest drops what does not hang together with most of the city, and second streets
// between the same two nodes.
func (m *walkMaker) keepLargest() {
	parent := make([]int32, len(m.nodes))
	for i := range parent {
		parent[i] = int32(i)
	}
	find := func(a int32) int32 {
		for parent[a] != a {
			parent[a] = parent[parent[a]]
			a = parent[a]
		}
		return a
	}
	for _, e := range m.edges {
		if a, b := find(e.A), find(e.B); a != b {
			parent[a] = b
		}
	}
	count := make([]int, len(m.nodes))
	best := int32(0)
	for i := range parent {
		r := find(int32(i))
		if count[r]++; count[r] > count[best] {
			best = r
		}
	}
	number := make([]int32, len(m.nodes))
	var nodes []xy
	for i := range parent {
		number[i] = -1
		if find(int32(i)) == best {
			number[i] = int32(len(nodes))
			nodes = append(nodes, m.nodes[i])
		}
	}
	seen := map[[2]int32]bool{}
	var edges []WalkEdge
	for _, e := range m.edges {
		e.A, e.B = number[e.A], number[e.B]
		pair := [2]int32{min(e.A, e.B), max(e.A, e.B)}
		if e.A >= 0 && e.B >= 0 && !seen[pair] {
			seen[pair] = true
			edges = append(edges, e)
		}
	}
	m.nodes, m.edges = nodes, edges
}
