package merge

import "cmp"

// match is how the areas of two layers lie over each other.
type match struct {
	shared map[[2]int]float64 // m² that an area of the one shares with one of the other
	best   [2][]int           // of each area of either layer: that of the other with most shared ground, or none
}

// matched lays layer x over layer y.
func (g *ground) matched(x, y int) *match {
	m := &match{shared: map[[2]int]float64{}}
	for f, held := range g.held {
		if held[x] != none && held[y] != none {
			m.shared[[2]int{held[x], held[y]}] += g.area[f]
		}
	}
	sizes := [2]int{len(g.in.layers[x].areas), len(g.in.layers[y].areas)}
	for side := range 2 {
		m.best[side] = make([]int, sizes[side])
		for i := range m.best[side] {
			m.best[side][i] = none
		}
	}
	for pair, area := range m.shared {
		for side := range 2 {
			mine, other := pair[side], pair[1-side]
			if b := m.best[side][mine]; b == none || better(area, m.between(side, mine, b), other, b) {
				m.best[side][mine] = other
			}
		}
	}
	return m
}

// better is true when the other area shares more than b, or as much and comes first.
func better(area, ofB float64, other, b int) bool {
	return cmp.Or(cmp.Compare(area, ofB), cmp.Compare(b, other)) > 0
}

// between is the ground that an area of one side shares with one of the other.
func (m *match) between(side, mine, other int) float64 {
	if side == 0 {
		return m.shared[[2]int{mine, other}]
	}
	return m.shared[[2]int{other, mine}]
}

// partners is true when each is the best match of the other.
func (m *match) partners(i, j int) bool {
	return i != none && j != none && m.best[0][i] == j && m.best[1][j] == i
}

// agreement is what all pairs of layers say of each face.
type agreement struct {
	pairs [][2]int
	match map[[2]int]*match
	all   []bool // of each face: every layer has an area there, and all are partners
}

func (g *ground) agree() *agreement {
	a := &agreement{match: map[[2]int]*match{}, all: make([]bool, len(g.held))}
	for x := range g.in.layers {
		for y := x + 1; y < len(g.in.layers); y++ {
			a.pairs = append(a.pairs, [2]int{x, y})
			a.match[[2]int{x, y}] = g.matched(x, y)
		}
	}
	for f, held := range g.held {
		a.all[f] = true
		for _, p := range a.pairs {
			a.all[f] = a.all[f] && a.match[p].partners(held[p[0]], held[p[1]])
		}
	}
	return a
}

// with is the match of two layers seen from x: which of its two sides x is.
func (a *agreement) with(x, y int) (m *match, side int) {
	if x < y {
		return a.match[[2]int{x, y}], 0
	}
	return a.match[[2]int{y, x}], 1
}
