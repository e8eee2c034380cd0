package merge

import (
	"cmp"
	"slices"
)

// keepNorm splits grids above the norm along the borders of another layer, and joins those
// below it with a neighbour, where the outcome keeps to the norm.
func (p *grouping) keepNorm(n *norm) {
	if n == nil || p.g.total.homes == 0 {
		return
	}
	for i := range len(p.groups) { // those that a split makes keep to the norm
		p.splitAbove(i, n)
	}
	p.joinBelow(n)
}

// facesOf are the faces of each group.
func (p *grouping) facesOf() [][]int {
	out := make([][]int, len(p.groups))
	for f, i := range p.of {
		if i != none {
			out[i] = append(out[i], f)
		}
	}
	return out
}

func (p *grouping) homesOf(faces []int) int64 {
	n := int64(0)
	for _, f := range faces {
		n += p.g.homes[f]
	}
	return n
}

// splitAbove splits a group that is above the norm by the first layer whose areas part it into
// grids within the norm.
func (p *grouping) splitAbove(i int, n *norm) {
	faces := p.facesOf()[i]
	if p.homesOf(faces) <= n.most {
		return
	}
	for l := 1; l < len(p.g.in.layers); l++ {
		parts := p.partsBy(faces, l, n)
		if len(parts) < 2 || slices.ContainsFunc(parts, func(fs []int) bool {
			h := p.homesOf(fs)
			return h < n.least || h > n.most
		}) {
			continue
		}
		slices.SortStableFunc(parts, func(x, y []int) int { return cmp.Compare(p.homesOf(y), p.homesOf(x)) })
		for _, fs := range parts[1:] {
			area := p.dominant(fs, l)
			for _, f := range fs {
				p.of[f] = len(p.groups)
			}
			p.groups = append(p.groups, group{base: none, layer: l, area: area, origin: fromSplit, parent: p.groups[i].parent, of: i + 1})
			p.split++
		}
		return
	}
}

// partsBy are the faces by the area of a layer that owns them; a part below the norm goes to
// the one it has the longest border with, the smallest first. nil = one has no such border.
func (p *grouping) partsBy(faces []int, l int, n *norm) [][]int {
	in := map[int]int{}
	for _, f := range faces {
		in[f] = p.g.held[f][l]
	}
	for {
		byArea := map[int][]int{}
		for _, f := range faces {
			byArea[in[f]] = append(byArea[in[f]], f)
		}
		least, found := p.fewest(byArea, n)
		if !found || len(byArea) == 1 {
			return sortedParts(byArea)
		}
		lengths := map[int]float64{}
		for _, f := range byArea[least] {
			for _, b := range p.near[f] {
				if a, mine := in[b.face]; mine && a != least {
					lengths[a] += b.length
				}
			}
		}
		if len(lengths) == 0 {
			return nil
		}
		to, _ := largestOf(lengths)
		for _, f := range byArea[least] {
			in[f] = to
		}
	}
}

// fewest is the part below the norm with the fewest households, of several the first.
func (p *grouping) fewest(parts map[int][]int, n *norm) (least int, found bool) {
	homes := int64(0)
	for a, fs := range parts {
		h := p.homesOf(fs)
		if h < n.least && (!found || h < homes || h == homes && a < least) {
			least, homes, found = a, h, true
		}
	}
	return least, found
}

// largestOf is largest where none is a key like others.
func largestOf(m map[int]float64) (key int, value float64) {
	first := true
	for k, v := range m {
		if first || v > value || v == value && k < key {
			key, value, first = k, v, false
		}
	}
	return key, value
}

func sortedParts(m map[int][]int) [][]int {
	out := make([][]int, 0, len(m))
	for _, fs := range m {
		out = append(out, fs)
	}
	slices.SortFunc(out, func(x, y []int) int { return cmp.Compare(x[0], y[0]) })
	return out
}

// dominant is the area of a layer that owns most of the faces' ground, or none.
func (p *grouping) dominant(faces []int, l int) int {
	ground := map[int]float64{}
	for _, f := range faces {
		if i := p.g.held[f][l]; i != none {
			ground[i] += p.g.area[f]
		}
	}
	i, _ := largest(ground)
	return i
}

// joinBelow puts a group below the norm into a neighbour with which another layer has it in
// one area, where both together are not above the norm: the one with the fewest households
// first.
func (p *grouping) joinBelow(n *norm) {
	for {
		faces := p.facesOf()
		order := make([]int, 0, len(faces))
		homes := make([]int64, len(faces))
		for i, fs := range faces {
			if homes[i] = p.homesOf(fs); len(fs) > 0 && homes[i] < n.least {
				order = append(order, i)
			}
		}
		slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(homes[x], homes[y]) })
		joined := false
		for _, i := range order {
			if to := p.joinable(i, faces, homes, n); to != none {
				p.join(i, to, faces)
				joined = true
				break
			}
		}
		if !joined {
			return
		}
	}
}

// joinable is the neighbour that a group may be put into, with the longest border; or none.
func (p *grouping) joinable(i int, faces [][]int, homes []int64, n *norm) int {
	lengths := map[int]float64{}
	for _, f := range faces[i] {
		for _, b := range p.near[f] {
			if to := p.of[b.face]; to != none && to != i {
				lengths[to] += b.length
			}
		}
	}
	for to := range lengths {
		if homes[i]+homes[to] > n.most || p.groups[i].parent != p.groups[to].parent || !p.together(faces[i], faces[to]) {
			delete(lengths, to)
		}
	}
	to, _ := largest(lengths)
	return to
}

// together is true when one area of another layer owns most of both.
func (p *grouping) together(x, y []int) bool {
	for l := 1; l < len(p.g.in.layers); l++ {
		if a := p.dominant(x, l); a != none && a == p.dominant(y, l) {
			return true
		}
	}
	return false
}

func (p *grouping) join(i, to int, faces [][]int) {
	for _, f := range faces[i] {
		p.of[f] = to
	}
	p.merged++
}
