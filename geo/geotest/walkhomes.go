package geotest

import (
	"math"
	"slices"
	"sort"
)

// walkPick is a street with the sum of the weights up to it.
type walkPick struct {
	edge int32
	upTo float64
}

// homes puts the buildings along the streets within blocks, on their own side of the walls.
func (m *walkMaker) homes() {
	total := 0.0
	weight := map[WalkKind]float64{WalkInside: 1, WalkStreet: 0.9, WalkLane: 1.1, WalkPark: 0.15}
	for i, e := range m.edges {
		w, lived := weight[e.Kind]
		if !lived {
			continue
		}
		p, q := m.nodes[e.A], m.nodes[e.B]
		total += e.Metres * (0.25 + density(xy{(p.x + q.x) / 2, (p.y + q.y) / 2})) * w
		m.picks = append(m.picks, walkPick{int32(i), total})
	}
	within := newWallFinder(m.walls)
	for len(m.people) < m.size.Homes {
		r := m.random.Float64() * total
		k := sort.Search(len(m.picks), func(i int) bool { return m.picks[i].upTo >= r })
		h := m.home(m.picks[k].edge)
		wall := within.find(h.at)
		if h.Gated && (wall < 0 || m.walls[wall].block != h.Block) || !h.Gated && wall >= 0 {
			continue
		}
		h.Households = m.households(m.edges[h.Edge].Kind, density(h.at))
		m.people = append(m.people, h)
	}
}

// home draws a place beside a street.
func (m *walkMaker) home(edge int32) walkHome {
	e := m.edges[edge]
	along := 0.05 + 0.9*m.random.Float64()
	p, q := m.nodes[e.A], m.nodes[e.B]
	l := p.dist(q)
	off := 6 + 22*m.random.Float64()
	if e.Kind == WalkLane {
		off = 3 + 8*m.random.Float64()
	}
	side := 1.0
	if m.random.Intn(2) == 0 {
		side = -1
	}
	at := xy{p.x + (q.x-p.x)*along - side*(q.y-p.y)/l*off, p.y + (q.y-p.y)*along + side*(q.x-p.x)/l*off}
	return walkHome{at: at, WalkHome: WalkHome{
		Edge: edge, Along: along, Link: int32(math.Round(off / walkSpeed * 10)), Block: e.Block, Gated: e.Kind == WalkInside,
	}}
}

func (m *walkMaker) households(kind WalkKind, density float64) int32 {
	h := 0.0
	switch kind {
	case WalkInside:
		h = math.Exp(3.6+0.6*m.random.NormFloat64()) * (0.7 + 1.3*density)
	case WalkStreet:
		h = math.Exp(3.1+0.7*m.random.NormFloat64()) * (0.6 + density)
	case WalkLane:
		h = math.Exp(1.4 + 0.6*m.random.NormFloat64())
	default:
		h = math.Exp(2.2 + 0.6*m.random.NormFloat64())
	}
	return int32(math.Max(1, math.Round(h)))
}

// wallFinder finds the compound round a place, through cells of 200 m.
type wallFinder struct {
	walls []walkWall
	cells map[[2]int32][]int32
}

func newWallFinder(walls []walkWall) *wallFinder {
	f := &wallFinder{walls, map[[2]int32][]int32{}}
	for i := range walls {
		r := &walls[i].ring
		lo, hi := r[0], r[0]
		for _, p := range r {
			lo, hi = xy{min(lo.x, p.x), min(lo.y, p.y)}, xy{max(hi.x, p.x), max(hi.y, p.y)}
		}
		for x := int32(lo.x / 200); x <= int32(hi.x/200); x++ {
			for y := int32(lo.y / 200); y <= int32(hi.y/200); y++ {
				f.cells[[2]int32{x, y}] = append(f.cells[[2]int32{x, y}], int32(i))
			}
		}
	}
	return f
}

// find is the first wall round p, or -1.
func (f *wallFinder) find(p xy) int32 {
	for _, i := range f.cells[[2]int32{int32(p.x / 200), int32(p.y / 200)}] {
		in, r := false, &f.walls[i].ring
		for k, a := range r {
			b := r[(k+3)%4]
			if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
				in = !in
			}
		}
		if in {
			return i
		}
	}
	return -1
}

// stations chooses stations, 380 m apart or more and mostly where people live, and candidates;
// all on public streets.
func (m *walkMaker) stations() {
	total, upTo := int64(0), make([]int64, len(m.people))
	for i := range m.people {
		total += int64(m.people[i].Households)
		upTo[i] = total
	}
	byHouseholds := func() int32 {
		r := m.random.Int63n(total)
		k := sort.Search(len(upTo), func(i int) bool { return upTo[i] > r })
		e := m.edges[m.people[k].Edge]
		if m.random.Intn(2) == 0 {
			return e.A
		}
		return e.B
	}
	near := m.publicNodes()
	for tries := 0; len(m.chosen) < m.size.Stations && tries < 1000*m.size.Stations; tries++ {
		if m.random.Float64() < 0.7 {
			m.choose(near(byHouseholds()), 380)
		} else {
			m.choose(near(m.edges[m.picks[m.random.Intn(len(m.picks))].edge].A), 380)
		}
	}
	seen := map[int32]bool{}
	for tries := 0; len(m.candidates) < m.size.Candidates && tries < 1000*m.size.Candidates; tries++ {
		n := byHouseholds()
		if m.random.Float64() < 0.4 {
			n = m.edges[m.picks[m.random.Intn(len(m.picks))].edge].B
		}
		if n = near(n); !seen[n] {
			seen[n] = true
			m.candidates = append(m.candidates, n)
		}
	}
}

func (m *walkMaker) choose(n int32, apart float64) {
	near := func(o int32) bool { return m.nodes[o].dist(m.nodes[n]) < apart }
	if !slices.ContainsFunc(m.chosen, near) {
		m.chosen = append(m.chosen, n)
	}
}

// publicNodes finds, for a node, the nearest one on an open street.
func (m *walkMaker) publicNodes() func(int32) int32 {
	public := make([]bool, len(m.nodes))
	for _, e := range m.edges {
		if e.Kind == WalkArterial || e.Kind == WalkStreet || e.Kind == WalkLane {
			public[e.A], public[e.B] = true, true
		}
	}
	cells := map[[2]int][]int32{}
	for i, p := range m.nodes {
		if public[i] {
			k := [2]int{int(p.x / 250), int(p.y / 250)}
			cells[k] = append(cells[k], int32(i))
		}
	}
	return func(n int32) int32 {
		p := m.nodes[n]
		best, least := n, math.Inf(1)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, o := range cells[[2]int{int(p.x/250) + dx, int(p.y/250) + dy}] {
					if d := m.nodes[o].dist(p); d < least {
						best, least = o, d
					}
				}
			}
		}
		return best
	}
}
