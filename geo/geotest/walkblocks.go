package geotest

import "math"

// The kinds of blocks between the arterials.
const (
	walkField = iota
	walkOpen
	walkCompound
	walkVillage
	walkInstitution
)

// walkBlock is what lies between four arterials.
type walkBlock struct {
	corners       [4]xy // anticlockwise from the south-west
	width, height float64
	density       float64
	kind          int
	ring          []int32 // nodes of the arterials around it
}

// at is a place in the block, u and v from 0 to 1.
func (b *walkBlock) at(u, v float64) xy {
	c := &b.corners
	mix := func(p, q, r, s float64) float64 { return p*(1-u)*(1-v) + q*u*(1-v) + r*u*v + s*(1-u)*v }
	return xy{mix(c[0].x, c[1].x, c[2].x, c[3].x), mix(c[0].y, c[1].y, c[2].y, c[3].y)}
}

func (m *walkMaker) blocks() {
	for j := range len(m.ys) - 1 {
		for i := range len(m.xs) - 1 {
			b := m.blockAt(i, j)
			if b.kind != walkField {
				m.fill(&b)
			}
			m.block++
		}
	}
}

// blockAt is the block whose south-western crossing is i, j.
func (m *walkMaker) blockAt(i, j int) walkBlock {
	n := [4]int32{m.crossing(i, j), m.crossing(i+1, j), m.crossing(i+1, j+1), m.crossing(i, j+1)}
	var b walkBlock
	for k, c := range n {
		b.corners[k] = m.nodes[c]
	}
	c := &b.corners
	b.width = (c[0].dist(c[1]) + c[2].dist(c[3])) / 2
	b.height = (c[3].dist(c[0]) + c[2].dist(c[1])) / 2
	b.density = density(b.at(0.5, 0.5))
	for _, side := range [][2]int32{{n[0], n[1]}, {n[1], n[2]}, {n[3], n[2]}, {n[0], n[3]}} {
		if run := m.sub[side]; len(run) > 2 {
			b.ring = append(b.ring, run[1:len(run)-1]...)
		}
	}
	if len(b.ring) == 0 {
		b.ring = append(b.ring, n[0])
	}
	b.kind = blockKind(b.density, m.random.Float64())
	return b
}

// blockKind draws the kind of a block with a number from 0 to 1.
func blockKind(density, r float64) int {
	dense := density > 0.10
	switch {
	case dense && r < 0.44, !dense && r >= 0.22 && r < 0.27:
		return walkCompound
	case dense && r < 0.72:
		return walkOpen
	case dense && r < 0.84, !dense && r < 0.22:
		return walkVillage
	case dense, r < 0.32:
		return walkInstitution
	}
	return walkField
}

// walkCell is a part of a block with its own grid of streets; large blocks of compounds have
// several.
type walkCell struct {
	u0, v0, u1, v1 float64
	width, height  float64
	mu, mv         float64 // margins
	m, n           int
	grid           []int32
	border         []int32
	alone          bool
}

func (m *walkMaker) fill(b *walkBlock) {
	across, up := 1.0, 1.0
	if b.kind == walkCompound {
		across, up = math.Max(1, math.Round(b.width/330)), math.Max(1, math.Round(b.height/330))
	}
	cellU, cellV := 1/across, 1/up
	for i := range int(across) {
		for j := range int(up) {
			c := walkCell{u0: float64(i) * cellU, v0: float64(j) * cellV, width: b.width * cellU, height: b.height * cellV}
			c.mu, c.mv, c.alone = 22/b.width, 22/b.height, across == 1 && up == 1
			if b.kind == walkVillage && b.density < 0.1 { // a small cluster in the middle
				f := 0.25 + 0.15*m.random.Float64()
				c.u0, c.v0, c.width, c.height, c.mu, c.mv = 0.5-f/2, 0.5-f/2, b.width*f, b.height*f, 0, 0
			}
			c.u1, c.v1 = c.u0+c.width/b.width, c.v0+c.height/b.height
			m.grid(b, &c)
			m.gates(b, &c)
		}
	}
}

// Of the kinds of blocks: metres between streets, share of streets left out, kind of street.
var (
	walkSpacing = [5]float64{walkOpen: 92, walkCompound: 74, walkVillage: 52, walkInstitution: 150}
	walkMissing = [5]float64{walkOpen: 0.06, walkCompound: 0.11, walkVillage: 0.19, walkInstitution: 0.14}
	walkInner   = [5]WalkKind{walkOpen: WalkStreet, walkCompound: WalkInside, walkVillage: WalkLane, walkInstitution: WalkPark}
)

// grid lays the streets of a cell.
func (m *walkMaker) grid(b *walkBlock, c *walkCell) {
	spacing, jitter := walkSpacing[b.kind]*1.60, 0.16
	c.m = max(2, int(math.Round((c.width-44)/spacing)+1))
	c.n = max(2, int(math.Round((c.height-44)/spacing)+1))
	if b.kind == walkVillage {
		c.m, c.n, jitter = min(c.m, 11), min(c.n, 11), 0.26
	}
	jitter = spacing * jitter * 0.6
	for y := range c.n {
		for x := range c.m {
			u := c.u0 + c.mu + (c.u1-c.u0-2*c.mu)*float64(x)/float64(c.m-1)
			v := c.v0 + c.mv + (c.v1-c.v0-2*c.mv)*float64(y)/float64(c.n-1)
			p := b.at(u, v)
			dx := m.random.NormFloat64() * jitter
			dy := m.random.NormFloat64() * jitter
			c.grid = append(c.grid, m.node(xy{p.x + dx, p.y + dy}))
		}
	}
	missing, kind := walkMissing[b.kind], walkInner[b.kind]
	for y := range c.n {
		for x := range c.m {
			here := c.grid[y*c.m+x]
			if x+1 < c.m && m.random.Float64() > missing {
				m.edge(here, c.grid[y*c.m+x+1], kind, m.block, 0)
			}
			if y+1 < c.n && m.random.Float64() > missing {
				m.edge(here, c.grid[(y+1)*c.m+x], kind, m.block, 0)
			}
			if x == 0 || y == 0 || x == c.m-1 || y == c.n-1 {
				c.border = append(c.border, here)
			}
		}
	}
}

func (m *walkMaker) nearest(q xy, of []int32) int32 {
	best, least := of[0], math.Inf(1)
	for _, n := range of {
		if d := m.nodes[n].dist(q); d < least {
			best, least = n, d
		}
	}
	return best
}

// gates joins a cell to the arterials around its block, and walls a compound in.
func (m *walkMaker) gates(b *walkBlock, c *walkCell) {
	gates := 0
	switch b.kind {
	case walkOpen:
		for _, n := range b.ring {
			if m.random.Float64() < 0.85 {
				m.edge(n, m.nearest(m.nodes[n], c.border), WalkGate, m.block, 30)
			}
		}
	case walkCompound:
		gates = 3 + m.random.Intn(4)
		if m.random.Float64() < 0.15 {
			gates = 1
		}
		m.wall(b, c)
	default:
		gates = 2 + m.random.Intn(3)
	}
	for range gates {
		var inner int32
		if b.kind != walkCompound || c.alone {
			inner = c.border[m.random.Intn(len(c.border))]
		} else {
			inner = m.nearRing(b, c)
		}
		m.edge(m.nearest(m.nodes[inner], b.ring), inner, WalkGate, m.block, 30)
	}
}

// nearRing is the one of four random nodes of the cell's border that is nearest to an arterial.
func (m *walkMaker) nearRing(b *walkBlock, c *walkCell) int32 {
	best, least := c.border[0], math.Inf(1)
	for range 4 {
		n := c.border[m.random.Intn(len(c.border))]
		if d := m.nodes[n].dist(m.nodes[m.nearest(m.nodes[n], b.ring)]); d < least {
			best, least = n, d
		}
	}
	return best
}

func (m *walkMaker) wall(b *walkBlock, c *walkCell) {
	const out = 14.0 // metres outside the streets of the compound
	u0, v0 := c.u0+c.mu-out/b.width, c.v0+c.mv-out/b.height
	u1, v1 := c.u1-c.mu+out/b.width, c.v1-c.mv+out/b.height
	m.walls = append(m.walls, walkWall{m.block, [4]xy{b.at(u0, v0), b.at(u1, v0), b.at(u1, v1), b.at(u0, v1)}})
}
