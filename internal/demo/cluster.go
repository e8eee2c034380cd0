package demo

import (
	"container/heap"
	"math"
)

// graph is what is to be parted: nodes with weights, and the ties between neighbours that
// a border would cut.
type graph struct {
	weight []float64
	at     []vec
	near   [][]tie
	heavy  []bool // a part may begin here
}

// tie is what a border between two nodes costs.
type tie struct {
	to   int32
	cost float64
}

// parts puts each node into one of len(share) connected parts, with weights in about the
// proportion of share. seeds, if given, say where the first parts begin; even weighs
// equal weights against good borders, usually 1. Nodes that
// cannot be reached from any part stay none.
func (g *graph) parts(share []float64, seeds []vec, even float64) []int32 {
	k := len(share)
	if k >= len(g.weight) {
		out := make([]int32, len(g.weight))
		for i := range out {
			out[i] = int32(i)
		}
		return out
	}
	g.pickHeavy(k)
	start := g.sow(k, seeds)
	var part []int32
	for range 5 {
		part = g.grow(start, share)
		start = g.hearts(part, start)
	}
	g.settle(part, share, even)
	return part
}

// pickHeavy lets parts begin only at nodes that weigh something, if there are enough.
func (g *graph) pickHeavy(k int) {
	total, n := 0.0, 0
	for _, w := range g.weight {
		total += w
	}
	g.heavy = make([]bool, len(g.weight))
	for i, w := range g.weight {
		if g.heavy[i] = w >= 0.05*total/float64(k); g.heavy[i] {
			n++
		}
	}
	for i := range g.heavy {
		g.heavy[i] = g.heavy[i] || n < k
	}
}

// sow picks one node for each part: at the seeds, then each farthest from those before.
func (g *graph) sow(k int, seeds []vec) []int32 {
	far := make([]float64, len(g.at))
	for i := range far {
		far[i] = math.MaxFloat64
	}
	var out []int32
	take := func(n int32) {
		out = append(out, n)
		for i := range far {
			far[i] = min(far[i], g.at[i].dist(g.at[n]))
		}
	}
	for len(out) < k {
		best := int32(-1)
		for i := range g.at {
			var better bool
			switch {
			case far[i] == 0, !g.heavy[i]:
			case best < 0:
				better = true
			case len(out) < len(seeds):
				better = g.at[i].dist(seeds[len(out)]) < g.at[best].dist(seeds[len(out)])
			case len(out) == 0:
				better = g.weight[i] > g.weight[best]
			default:
				better = far[i] > far[best]
			}
			if better {
				best = int32(i)
			}
		}
		if best < 0 {
			return out
		}
		take(best)
	}
	return out
}

// offer is a node that a part could take next.
type offer struct {
	node int32
	far  float64
}

type offers []offer

func (o offers) Len() int { return len(o) }
func (o offers) Less(i, j int) bool {
	return o[i].far < o[j].far || o[i].far == o[j].far && o[i].node < o[j].node
}
func (o offers) Swap(i, j int) { o[i], o[j] = o[j], o[i] }
func (o *offers) Push(x any)   { *o = append(*o, x.(offer)) }
func (o *offers) Pop() any {
	last := (*o)[len(*o)-1]
	*o = (*o)[:len(*o)-1]
	return last
}

// grow lets the part that is least full take the nearest node on its edge, until none is left.
func (g *graph) grow(start []int32, share []float64) []int32 {
	part := make([]int32, len(g.weight))
	for i := range part {
		part[i] = none
	}
	full := make([]float64, len(start))
	edge := make([]offers, len(start))
	take := func(p int, n int32) {
		part[n] = int32(p)
		full[p] += g.weight[n] / share[p]
		for _, t := range g.near[n] {
			if part[t.to] == none {
				heap.Push(&edge[p], offer{t.to, g.at[t.to].dist(g.at[start[p]])})
			}
		}
	}
	for p, n := range start {
		take(p, n)
	}
	for {
		p := -1
		for i := range edge {
			for len(edge[i]) > 0 && part[edge[i][0].node] != none {
				heap.Pop(&edge[i])
			}
			if len(edge[i]) > 0 && (p < 0 || full[i] < full[p]) {
				p = i
			}
		}
		if p < 0 {
			return part
		}
		take(p, heap.Pop(&edge[p]).(offer).node)
	}
}

// hearts are the nodes nearest to the middle of each part.
func (g *graph) hearts(part, before []int32) []int32 {
	sum := make([]vec, len(before))
	total := make([]float64, len(before))
	for i, p := range part {
		if p != none {
			w := g.weight[i] + 1e-6
			sum[p] = sum[p].along(g.at[i], w)
			total[p] += w
		}
	}
	out := append([]int32(nil), before...)
	for i, p := range part {
		if p == none {
			continue
		}
		c := sum[p].mul(1 / total[p])
		if g.heavy[i] && g.at[i].dist(c) < g.at[out[p]].dist(c) {
			out[p] = int32(i)
		}
	}
	return out
}

// settle moves nodes between neighbouring parts while that evens weights or takes the
// border to a better line, and no part falls apart.
func (g *graph) settle(part []int32, share []float64, even float64) {
	total, shares, ties, n := 0.0, 0.0, 0.0, 0
	for _, w := range g.weight {
		total += w
	}
	for _, s := range share {
		shares += s
	}
	full, count := make([]float64, len(share)), make([]int, len(share))
	for i, p := range part {
		if p == none {
			continue
		}
		full[p] += g.weight[i]
		count[p]++
		for _, t := range g.near[i] {
			ties += t.cost
			n++
		}
	}
	if n == 0 || total == 0 {
		return
	}
	unit := float64(6*even*ties) / float64(n)
	off := func(p int32, w float64) float64 {
		d := (full[p]+w)*shares/(share[p]*total) - 1
		return float64(d * d)
	}
	for range 30 {
		moved := false
		for i := range g.weight {
			p := part[i]
			if p == none || count[p] == 1 {
				continue
			}
			q, gain := g.bestMove(int32(i), part, off, unit)
			if q == none || gain <= 1e-9 || !g.holdsWithout(int32(i), part) {
				continue
			}
			part[i], moved = q, true
			full[p], full[q] = full[p]-g.weight[i], full[q]+g.weight[i]
			count[p], count[q] = count[p]-1, count[q]+1
		}
		if !moved {
			return
		}
	}
}

// bestMove is the neighbouring part that a node would best go over to, and the gain.
func (g *graph) bestMove(i int32, part []int32, off func(int32, float64) float64, unit float64) (int32, float64) {
	p, w := part[i], g.weight[i]
	best, most := int32(none), 0.0
	for _, t := range g.near[i] {
		q := part[t.to]
		if q == p || q == none || q == best {
			continue
		}
		cut := 0.0
		for _, u := range g.near[i] {
			switch part[u.to] {
			case p:
				cut -= u.cost
			case q:
				cut += u.cost
			}
		}
		gain := cut/unit + off(p, 0) + off(q, 0) - off(p, -w) - off(q, w)
		if best == none || gain > most {
			best, most = q, gain
		}
	}
	return best, most
}

// holdsWithout is true when the part of node i stays connected without it.
func (g *graph) holdsWithout(i int32, part []int32) bool {
	var mine []int32
	for _, t := range g.near[i] {
		if part[t.to] == part[i] {
			mine = append(mine, t.to)
		}
	}
	if len(mine) <= 1 {
		return true
	}
	seen := map[int32]bool{i: true, mine[0]: true}
	queue := []int32{mine[0]}
	missing := len(mine) - 1
	for len(queue) > 0 && missing > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, t := range g.near[n] {
			if part[t.to] != part[i] || seen[t.to] {
				continue
			}
			seen[t.to] = true
			queue = append(queue, t.to)
			for _, m := range mine[1:] {
				if m == t.to {
					missing--
				}
			}
		}
	}
	return missing == 0
}

// graphOf makes the graph of some faces, one node each in their order. local holds none for
// every face, and does so again afterwards.
func (m *mesh) graphOf(faces []int32, local []int32) *graph {
	for i, f := range faces {
		local[f] = int32(i)
	}
	g := &graph{weight: make([]float64, len(faces)), near: make([][]tie, len(faces))}
	for i, f := range faces {
		g.at = append(g.at, middle(m.outline(f)))
		for _, h := range m.ring(f) {
			if over := local[m.halves[h^1].face]; over != none {
				g.tie(int32(i), over, float64(m.from(h).dist(m.to(h))*m.line(h).class.tie()))
			}
		}
	}
	for _, f := range faces {
		local[f] = none
	}
	return g
}

// empty is a list of n times none.
func empty(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = none
	}
	return out
}

func (g *graph) tie(a, b int32, cost float64) {
	for i := range g.near[a] {
		if g.near[a][i].to == b {
			g.near[a][i].cost += cost
			return
		}
	}
	g.near[a] = append(g.near[a], tie{b, cost})
}
