package walk

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// parents is a forest of nodes that hang together.
type parents []int32

func newParents(n int) parents {
	p := make(parents, n)
	for i := range p {
		p[i] = int32(i)
	}
	return p
}

func (p parents) root(n int32) int32 {
	for p[n] != n {
		p[n] = p[p[n]]
		n = p[n]
	}
	return n
}

// join keeps the lower number as the root.
func (p parents) join(a, b int32) {
	a, b = p.root(a), p.root(b)
	p[max(a, b)] = min(a, b)
}

func passed(u Use) bool { return u == Open || u == Residents }

// islands finds the parts of the network that hang together, whoever may pass.
func (b *builder) islands() {
	p := newParents(len(b.nodes))
	for i := range b.parts {
		p.join(b.parts[i].a, b.parts[i].b)
	}
	for i := range b.links {
		if passed(b.links[i].use) {
			p.join(b.links[i].a, b.links[i].b)
		}
	}
	at := make([]int32, len(b.nodes))
	var all []Island
	for i := range at {
		at[i] = -1
	}
	island := func(node int32) *Island {
		r := p.root(node)
		if at[r] < 0 {
			at[r] = int32(len(all))
			all = append(all, Island{Way: -1})
		}
		return &all[at[r]]
	}
	for i := range b.parts {
		s := &b.parts[i]
		one := island(s.a)
		if one.Way < 0 {
			one.Way, one.Place = b.in.Ways[s.way].Number, b.line[s.from]
		}
		one.Metres += geo.Metres(s.metres)
		one.Public = one.Public || s.use == Open
	}
	for i := range b.nodes {
		if r := p.root(int32(i)); at[r] >= 0 {
			all[at[r]].Nodes++
		}
	}
	slices.SortStableFunc(all, func(x, y Island) int { return cmp.Compare(y.Nodes, x.Nodes) })
	b.report.Main, b.report.Islands = all[0], all[1:]
}
