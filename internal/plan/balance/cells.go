package balance

import (
	"context"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// cells are the pieces of an area that no border may cut further.
type cells struct {
	mesh   *partition.Mesh
	knives []knife
	of     []int // cell of a face; -1 = in another piece of ground than most homes are
	puzzle
	lived []int // homes in a cell
}

// link is a neighbour of a cell.
type link struct {
	to   int
	cost int64 // of all the border to it
}

// lay cuts the area along the knives, and puts together what may not be parted.
func (p *plot) lay(ctx context.Context, knives []knife, parts int) (*cells, error) {
	lines := make([]geo.Line, len(knives))
	for i := range knives {
		lines[i] = knives[i].path
	}
	mesh, err := partition.Carve(ctx, p.area.Shape, lines)
	if err != nil {
		return nil, err
	}
	c := &cells{mesh: mesh, knives: knives}
	boxes := make([]geo.Box, len(mesh.Faces))
	for i, f := range mesh.Faces {
		boxes[i] = f.Box()
	}
	face := func(q geo.Point) int {
		for i := range boxes {
			if boxes[i].Contains(q) && mesh.Faces[i].Owns(q) {
				return i
			}
		}
		return -1
	}
	same := newSets(len(mesh.Faces))
	for _, e := range mesh.Edges {
		if e.Left >= 0 && e.Right >= 0 && p.cutsBuilding(e.A, e.B) {
			same.join(e.Left, e.Right)
		}
	}
	at := make([]int, len(p.homes))
	for i, b := range p.homes {
		at[i] = face(countsAt(b))
		if len(b.Shape) > 0 && at[i] >= 0 { // its ground goes with its entrance
			if g := face(partition.LabelPoint(b.Shape)); g >= 0 {
				same.join(at[i], g)
			}
		}
	}
	c.number(same, at, p.homes)
	c.k = parts
	c.join(p)
	c.keepMain()
	return c, nil
}

// number gives the sets of faces numbers, and the homes to them.
func (c *cells) number(same *sets, at []int, homes []*city.Building) {
	c.of = make([]int, len(c.mesh.Faces))
	number := map[int]int{}
	for f := range c.of {
		root := same.root(f)
		n, known := number[root]
		if !known {
			n = len(number)
			number[root] = n
		}
		c.of[f] = n
	}
	c.weight, c.lived = make([]int64, len(number)), make([]int, len(number))
	for i, b := range homes {
		if at[i] >= 0 && b.Households != nil && *b.Households > 0 {
			c.weight[c.of[at[i]]] += *b.Households
			c.lived[c.of[at[i]]]++
		}
	}
}

// join finds the neighbours of cells.
func (c *cells) join(p *plot) {
	costs := make([]map[int]int64, len(c.weight))
	for i := range costs {
		costs[i] = map[int]int64{}
	}
	for _, e := range c.mesh.Edges {
		if e.Left < 0 || e.Right < 0 || c.of[e.Left] == c.of[e.Right] {
			continue
		}
		cost := p.cost(e, c.knives)
		a, b := c.of[e.Left], c.of[e.Right]
		costs[a][b] += cost
		costs[b][a] += cost
	}
	c.links = make([][]link, len(costs))
	for i, m := range costs {
		for to, cost := range m {
			c.links[i] = append(c.links[i], link{to, cost})
		}
		slices.SortFunc(c.links[i], func(x, y link) int { return x.to - y.to })
	}
}

// cost is what it costs to have a border along an edge.
func (p *plot) cost(e partition.MeshEdge, knives []knife) int64 {
	k := cheapest(e, knives)
	per := price[k.kind]
	if k.through {
		per += priceWall
	}
	if p.within(e, knives) != nil {
		per += priceInside
	}
	return int64(math.Round(p.metres(e.A, e.B)*float64(per))) + 1
}

// cheapest is the best of the lines that run along an edge.
func cheapest(e partition.MeshEdge, knives []knife) *knife {
	best := &knives[e.Lines[0]]
	for _, n := range e.Lines[1:] {
		if price[knives[n].kind] < price[best.kind] {
			best = &knives[n]
		}
	}
	return best
}

// within is the compound through which an edge runs; nil of one along a border or outside.
func (p *plot) within(e partition.MeshEdge, knives []knife) *city.Version {
	mid := geo.Point{X: int32((int64(e.A.X) + int64(e.B.X)) / 2), Y: int32((int64(e.A.Y) + int64(e.B.Y)) / 2)}
	for _, y := range p.yards {
		along := slices.ContainsFunc(e.Lines, func(n int) bool { return knives[n].yard == y.Code && knives[n].kind == byFence })
		if !along && y.Box().Contains(mid) && y.Shape.Owns(mid) {
			return y
		}
	}
	return nil
}

// keepMain leaves out the cells of other pieces of ground than the one where most live.
func (c *cells) keepMain() {
	group := make([]int, len(c.weight))
	for i := range group {
		group[i] = -1
	}
	best, most := 0, int64(-1)
	for start := range group {
		if group[start] >= 0 {
			continue
		}
		sum, queue := int64(0), []int{start}
		group[start] = start
		for ; len(queue) > 0; queue = queue[1:] {
			sum += c.weight[queue[0]]
			for _, l := range c.links[queue[0]] {
				if group[l.to] < 0 {
					group[l.to] = start
					queue = append(queue, l.to)
				}
			}
		}
		if sum > most {
			best, most = start, sum
		}
	}
	number := make([]int, len(group))
	n := 0
	for i := range group {
		number[i] = -1
		if group[i] == best {
			number[i] = n
			c.weight[n], c.lived[n], c.links[n] = c.weight[i], c.lived[i], c.links[i]
			n++
		}
	}
	c.weight, c.lived, c.links = c.weight[:n], c.lived[:n], c.links[:n]
	for i := range c.links {
		for j := range c.links[i] {
			c.links[i][j].to = number[c.links[i][j].to]
		}
	}
	for f := range c.of {
		c.of[f] = number[c.of[f]]
	}
	c.total = 0
	for _, w := range c.weight {
		c.total += w
	}
}

// sets are disjoint sets of numbers.
type sets struct{ up []int }

func newSets(n int) *sets {
	s := &sets{make([]int, n)}
	for i := range s.up {
		s.up[i] = i
	}
	return s
}

func (s *sets) root(i int) int {
	for s.up[i] != i {
		s.up[i] = s.up[s.up[i]]
		i = s.up[i]
	}
	return i
}

func (s *sets) join(i, j int) {
	a, b := s.root(i), s.root(j)
	s.up[max(a, b)] = min(a, b)
}
