package geotest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/redsail/redsail/geo"
)

// CityLevel is one level of a made-up city. Parents are indexes into the level above; nil in the
// first.
type CityLevel struct {
	Key string
	Coverage
	Parents []int
}

// StudyCity makes a city of across × down streets, each of 10 communities, 30 compounds and 103
// grids, in four levels that nest and share every vertex of their borders. StudyCity(6, 10) has the
// numbers of the city of the tile study: 60 × 60 km, 6,200 grids that are larger the farther
// they are from the middle, and borders that wind, of some 95 vertices a grid. It is the same on every
// call.
func StudyCity(across, down int) []CityLevel {
	m := mesh{wide: (62*across + 3) / 6, high: 10 * down, random: rand.New(rand.NewPCG(4, 217)), edges: map[[2]meshNode][]geo.Point{}}
	levels := []CityLevel{{Key: "street"}, {Key: "community"}, {Key: "compound"}, {Key: "grid"}}
	m.split(block{0, 0, m.wide, m.high}, across, down, func(street block) {
		levels[0].add(m.outline(street), -1)
		m.split(street, 2, 5, func(community block) {
			levels[1].add(m.outline(community), len(levels[0].Shapes)-1)
			strips := (community.cells()*100 + 193) / 387 // 3.87 grids each
			m.split(community, min(max(strips, 1), community.x1-community.x0), 1, func(compound block) {
				levels[2].add(m.outline(compound), len(levels[1].Shapes)-1)
				m.split(compound, compound.x1-compound.x0, compound.y1-compound.y0, func(grid block) {
					levels[3].add(m.outline(grid), len(levels[2].Shapes)-1)
				})
			})
		})
	})
	return levels
}

func (l *CityLevel) add(ring geo.Ring, parent int) {
	l.Codes = append(l.Codes, fmt.Sprintf("%s%06d", l.Key[:1], len(l.Codes)+1))
	l.Shapes = append(l.Shapes, geo.MultiPolygon{{ring}})
	if parent >= 0 {
		l.Parents = append(l.Parents, parent)
	}
}

// mesh is a wall of bricks, whose corners are pushed about: three edges meet at each, as they
// mostly do in a city.
type mesh struct {
	wide, high int // bricks
	random     *rand.Rand
	edges      map[[2]meshNode][]geo.Point // from the lesser node on, both ends included
}

// meshNode is a corner of bricks: x in half bricks, y in rows.
type meshNode struct{ x, y int }

// block is a rectangle of bricks: x0 … x1−1 of the rows y0 … y1−1.
type block struct{ x0, y0, x1, y1 int }

func (b block) cells() int { return (b.x1 - b.x0) * (b.y1 - b.y0) }

func (*mesh) split(b block, across, down int, each func(block)) {
	for j := range down {
		for i := range across {
			each(block{
				b.x0 + (b.x1-b.x0)*i/across, b.y0 + (b.y1-b.y0)*j/down,
				b.x0 + (b.x1-b.x0)*(i+1)/across, b.y0 + (b.y1-b.y0)*(j+1)/down,
			})
		}
	}
}

// wall is where brick i of a row begins, in half bricks: odd rows are moved by half a brick.
func (m *mesh) wall(i, row int) int {
	if i == 0 || i == m.wide || row%2 == 0 {
		return 2 * i
	}
	return 2*i + 1
}

// outline goes round a block, counter-clockwise as y grows northward.
func (m *mesh) outline(b block) geo.Ring {
	var ring geo.Ring
	along := func(from, to meshNode) {
		e := m.edge(from, to)
		ring = append(ring, e[:len(e)-1]...)
	}
	// Rows of a block begin at walls that do not stand above each other.
	row := func(y, from, to int) {
		step := 1
		if to < from {
			step = -1
		}
		at := meshNode{from, y}
		for x := from + step; x != to+step; x += step {
			if n := (meshNode{x, y}); m.isNode(n) {
				along(at, n)
				at = n
			}
		}
	}
	row(b.y0, m.wall(b.x0, b.y0), m.wall(b.x1, b.y0))
	for y := b.y0; y < b.y1; y++ {
		x := m.wall(b.x1, y)
		along(meshNode{x, y}, meshNode{x, y + 1})
		if y+1 < b.y1 {
			row(y+1, x, m.wall(b.x1, y+1))
		}
	}
	row(b.y1, m.wall(b.x1, b.y1-1), m.wall(b.x0, b.y1-1))
	for y := b.y1 - 1; y >= b.y0; y-- {
		x := m.wall(b.x0, y)
		along(meshNode{x, y + 1}, meshNode{x, y})
		if y > b.y0 {
			row(y, x, m.wall(b.x0, y-1))
		}
	}
	return ring
}

// isNode is true where a wall of the row above or below meets the line between.
func (m *mesh) isNode(n meshNode) bool {
	stands := func(row int) bool {
		if row < 0 || row >= m.high {
			return false
		}
		return n.x == 0 || n.x == 2*m.wide || n.x%2 == row%2 && n.x != 1
	}
	return stands(n.y) || stands(n.y-1)
}

// edge is the winding border from one corner to the next: the sum of sines that the tile study
// takes, or straight along the edge of the city.
func (m *mesh) edge(from, to meshNode) []geo.Point {
	if to.x < from.x || to.x == from.x && to.y < from.y {
		e := m.edge(to, from)
		back := make([]geo.Point, len(e))
		for i, p := range e {
			back[len(e)-1-i] = p
		}
		return back
	}
	key := [2]meshNode{from, to}
	if e, ok := m.edges[key]; ok {
		return e
	}
	ax, ay := m.at(from)
	bx, by := m.at(to)
	n := min(max(int(7+math.Hypot(bx-ax, by-ay)/60), 2), 40)
	var a [4]float64
	for i := range a {
		if !m.onFrame(from) || !m.onFrame(to) {
			a[i] = 2*m.random.Float64() - 1
		}
	}
	e := make([]geo.Point, 0, n+1)
	for k := range n + 1 {
		u := float64(k) / float64(n)
		d := .07 * (a[0]*math.Sin(math.Pi*u)*.5 + a[1]*math.Sin(2*math.Pi*u)*.35 + a[2]*math.Sin(5*math.Pi*u)*.2 + a[3]*math.Sin(9*math.Pi*u)*.12)
		e = append(e, metres(ax+(bx-ax)*u-(by-ay)*d, ay+(by-ay)*u+(bx-ax)*d))
	}
	m.edges[key] = e
	return e
}

func (m *mesh) onFrame(n meshNode) bool {
	return n.x == 0 || n.x == 2*m.wide || n.y == 0 || n.y == m.high
}

// at is where a corner is, in metres from the south-west corner of the city.
func (m *mesh) at(n meshNode) (x, y float64) {
	u, v := float64(n.x)/float64(2*m.wide), float64(n.y)/float64(m.high)
	hash := rand.New(rand.NewPCG(uint64(n.x), uint64(n.y)))
	if n.x > 0 && n.x < 2*m.wide {
		u += (hash.Float64() - .5) * .3 / float64(m.wide)
	}
	if n.y > 0 && n.y < m.high {
		v += (hash.Float64() - .5) * .3 / float64(m.high)
	}
	thick := func(t float64) float64 { return t + .6*math.Sin(2*math.Pi*t)/(2*math.Pi) }
	return thick(u) * 60_000 * float64(m.wide) / 62, thick(v) * 600 * float64(m.high)
}

// metres is a position by its distance from a corner at 116.2594° E, 35.1396° N.
func metres(x, y float64) geo.Point {
	return geo.Point{X: 1_162_594_000 + int32(math.Round(x*110.2)), Y: 351_396_000 + int32(math.Round(y*90.1))}
}
