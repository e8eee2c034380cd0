package merge

import (
	"cmp"
	"slices"
)

// group is a grid of the proposal while it is made.
type group struct {
	base   int    // the area of the base that it starts from, or none
	layer  int    // where it is none: the layer and the area that founded it
	area   int    //
	origin string // of the report
	parent string // of the base's area; empty = not bound to one
	of     int    // of a split: the group that it was part of, plus one
}

// The origins of a grid of the proposal.
const (
	fromBase  = "base"
	fromOther = "new"
	fromSplit = "split"
)

// grouping is faces put together.
type grouping struct {
	g                      *ground
	a                      *agreement
	groups                 []group
	of                     []int          // of each face: its group
	near                   [][]neighbour  // of each face
	seeds                  map[[2]int]int // by layer and area: the group that it founded
	slivers, split, merged int
	summed                 []groupSum
}

// neighbour is a face beside another one.
type neighbour struct {
	face   int
	length float64
}

func newGrouping(g *ground, a *agreement) *grouping {
	p := &grouping{g: g, a: a, of: make([]int, len(g.held)), near: make([][]neighbour, len(g.held)), seeds: map[[2]int]int{}}
	for i := range g.in.layers[0].areas {
		p.groups = append(p.groups, group{base: i, origin: fromBase, parent: p.boundTo(i)})
	}
	for _, b := range g.faces.Borders {
		p.near[b.A] = append(p.near[b.A], neighbour{b.B, float64(b.Length)})
		p.near[b.B] = append(p.near[b.B], neighbour{b.A, float64(b.Length)})
	}
	p.seed()
	for f := range p.of {
		p.of[f] = p.vote(f)
	}
	return p
}

// boundTo is the parent within which a grid of the base stays: that of its area, where base and
// target have the same parent layer.
func (p *grouping) boundTo(i int) string {
	base, err := p.g.in.scheme.Layer(p.g.in.layers[0].key)
	if err != nil || base.Parent != p.g.in.into.Parent {
		return ""
	}
	return p.g.in.layers[0].areas[i].Parent
}

// seed founds a group for each area of another layer that lies by more than half outside the
// base, or takes the one founded by an area of an earlier layer that holds most of that ground.
func (p *grouping) seed() {
	for l := 1; l < len(p.g.in.layers); l++ {
		whole, outside, taken := p.beyond(l)
		for i := range whole {
			if outside[i] <= whole[i]/2 {
				continue
			}
			if s, most := largest(taken[i]); most > outside[i]/2 {
				p.seeds[[2]int{l, i}] = s
				continue
			}
			p.seeds[[2]int{l, i}] = len(p.groups)
			p.groups = append(p.groups, group{base: none, layer: l, area: i, origin: fromOther})
		}
	}
}

// beyond is, for each area of a layer, its ground, what of that lies outside the base, and what
// of the latter groups have that areas of earlier layers founded.
func (p *grouping) beyond(l int) (whole, outside []float64, taken []map[int]float64) {
	n := len(p.g.in.layers[l].areas)
	whole, outside, taken = make([]float64, n), make([]float64, n), make([]map[int]float64, n)
	for f, held := range p.g.held {
		i := held[l]
		if i == none {
			continue
		}
		whole[i] += p.g.area[f]
		if held[0] != none {
			continue
		}
		outside[i] += p.g.area[f]
		if s, founded := p.seedAt(f, l); founded {
			if taken[i] == nil {
				taken[i] = map[int]float64{}
			}
			taken[i][s] += p.g.area[f]
		}
	}
	return whole, outside, taken
}

// seedAt is the group that an area of a layer before l founded on a face.
func (p *grouping) seedAt(f, l int) (s int, founded bool) {
	for k := 1; k < l && !founded; k++ {
		s, founded = p.seeds[[2]int{k, p.g.held[f][k]}]
	}
	return s, founded
}

// largest is the key with the largest value, of several the first.
func largest(m map[int]float64) (key int, value float64) {
	key = none
	for k, v := range m {
		if key == none || v > value || v == value && k < key {
			key, value = k, v
		}
	}
	return key, value
}

// means is the group that a layer means for a face; none where it has no area there, or one
// that shares no ground with the base and founded no group.
func (p *grouping) means(f, l int) int {
	i := p.g.held[f][l]
	if i == none || l == 0 {
		return i
	}
	if s, founded := p.seeds[[2]int{l, i}]; founded {
		return s
	}
	m, side := p.a.with(l, 0)
	return m.best[side][i]
}

// vote is the group that most layers mean for a face; the base where they are even, else the
// layer named first. Ground outside the city goes to none, but for what the base has.
func (p *grouping) vote(f int) int {
	own := p.g.held[f][0]
	if own == none && p.g.outside[f] {
		return none
	}
	var votes []int
	for l := range p.g.in.layers {
		if v := p.means(f, l); v != none && p.within(own, v) {
			votes = append(votes, v)
		}
	}
	best, most := none, 0
	for _, v := range votes { // the base's comes first
		n := 0
		for _, w := range votes {
			if w == v {
				n++
			}
		}
		if n > most {
			best, most = v, n
		}
	}
	return best
}

// within is true when ground of an area of the base may go to a group: not over the border of
// a parent.
func (p *grouping) within(own, v int) bool {
	return own == none || p.groups[own].parent == p.groups[v].parent
}

// pieces are the connected parts of each group: piece says for each face which it is in.
func (p *grouping) pieces() (piece []int, faces [][]int) {
	piece = make([]int, len(p.of))
	for f := range piece {
		piece[f] = none
	}
	for f := range piece {
		if piece[f] != none || p.of[f] == none {
			continue
		}
		n := len(faces)
		piece[f] = n
		stack, all := []int{f}, []int{f}
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, b := range p.near[at] {
				if piece[b.face] == none && p.of[b.face] == p.of[f] {
					piece[b.face] = n
					stack, all = append(stack, b.face), append(all, b.face)
				}
			}
		}
		slices.Sort(all)
		faces = append(faces, all)
	}
	return piece, faces
}

// dropSlivers gives pieces cut off from their grid, where they are small or narrow, to the
// neighbour with the longest border, the smallest first, until there are none.
func (p *grouping) dropSlivers(least float64) {
	for {
		_, faces := p.pieces()
		main := p.mainPieces(faces)
		order := make([]int, 0, len(faces))
		area := make([]float64, len(faces))
		for n, fs := range faces {
			for _, f := range fs {
				area[n] += p.g.area[f]
			}
			if main[p.of[fs[0]]] != n && (area[n] < least || p.width(fs, area[n]) < narrow) {
				order = append(order, n)
			}
		}
		slices.SortFunc(order, func(x, y int) int { return cmp.Or(cmp.Compare(area[x], area[y]), cmp.Compare(x, y)) })
		given := 0
		moved := map[int]bool{} // what has just been given draws nothing to it: two would change places for ever
		for _, n := range order {
			if to := p.longestBorder(faces[n], moved); to != none {
				for _, f := range faces[n] {
					p.of[f], moved[f] = to, true
				}
				given++
			}
		}
		if p.slivers += given; given == 0 {
			return
		}
	}
}

// mainPieces is the largest piece of each group, of several the first; it is no sliver.
func (p *grouping) mainPieces(faces [][]int) []int {
	main := make([]int, len(p.groups))
	size := make([]float64, len(p.groups))
	for i := range main {
		main[i] = none
	}
	for n, fs := range faces {
		area := 0.0
		for _, f := range fs {
			area += p.g.area[f]
		}
		if g := p.of[fs[0]]; main[g] == none || area > size[g] {
			main[g], size[g] = n, area
		}
	}
	return main
}

// width is twice the area over the length round the faces, in metres.
func (p *grouping) width(faces []int, area float64) float64 {
	around := 0.0
	for _, f := range faces {
		around += float64(p.g.faces.Outer[f])
		for _, b := range p.near[f] {
			if p.of[b.face] != p.of[f] {
				around += b.length
			}
		}
	}
	if around == 0 {
		return 0
	}
	return 2 * area / around
}

// longestBorder is the group that the faces of one group have the longest border with, and may
// go to, borders with faces just moved aside; none when there is none.
func (p *grouping) longestBorder(faces []int, moved map[int]bool) int {
	lengths := map[int]float64{}
	for _, f := range faces {
		for _, b := range p.near[f] {
			to := p.of[b.face]
			if to != none && to != p.of[f] && !moved[b.face] && p.within(p.g.held[f][0], to) {
				lengths[to] += b.length
			}
		}
	}
	to, _ := largest(lengths)
	return to
}
