package walk

import (
	"cmp"
	"maps"
	"slices"
)

// joint is a piece of a way or a link at a gate, as far as it matters who may pass.
type joint struct {
	a, b   int32
	use    Use // as its tags and the rules say
	street bool
}

// joints are all pieces and links of a network.
type joints struct {
	nodes   int // of the base graph
	parts   []stretch
	links   []link
	private bool // some are for residents only, as their tags say
}

func newJoints(nodes int, parts []stretch, links []link) joints {
	j := joints{nodes: nodes, parts: parts, links: links}
	j.each(func(link int32) Use { return links[link].said }, func(one joint) { j.private = j.private || one.use == Residents })
	return j
}

// each calls visit for all of them, with the use of a link that use says.
func (j *joints) each(use func(link int32) Use, visit func(j joint)) {
	for i := range j.parts {
		visit(joint{j.parts[i].a, j.parts[i].b, j.parts[i].said(), true})
	}
	for i := range j.links {
		visit(joint{j.links[i].a, j.links[i].b, use(int32(i)), false})
	}
}

// said is the use of a street before what is behind residents' streets became theirs.
func (s *stretch) said() Use {
	if s.enclosed {
		return Open
	}
	return s.use
}

// enclosure says how deep inside compounds each piece and link lies. Its zero value is that of a
// network without any that is for residents: all is public.
type enclosure struct {
	nodes   int32
	forest  parents // the nodes as what is open meets them, then the nodes as what is for residents does
	streets []int32 // by root of what is open: its streets
	first   []int32 // by root of what is open: the first of them
	own     []bool  // by node: something for residents meets it
	level   []int32 // by root
}

// at is who may pass a piece or a link with an end at the node, of which its tags say use, and its
// level: 0 is public, and one for residents lies in a compound that is entered from the level
// above. A walk leaves compounds first and enters others then, so it never passes a level
// that is deeper than both its ends.
func (e *enclosure) at(node int32, use Use) (Use, int32) {
	switch {
	case e.forest == nil || !passed(use):
		return use, 0
	case use == Open && !e.bare(node):
		if level := e.openLevel(node); level > 0 {
			return Residents, level
		}
		return Open, 0
	}
	return Residents, e.level[e.forest.root(e.nodes+node)]
}

// bare is true where no open street hangs together with a node over what is open: an open gate
// between residents' streets is theirs.
func (e *enclosure) bare(node int32) bool { return e.streets[e.forest.root(node)] == 0 }

// openLevel is the level of what is open at a node.
func (e *enclosure) openLevel(node int32) int32 {
	if e.forest == nil || e.bare(node) {
		return 0
	}
	return e.level[e.forest.root(node)]
}

// enclose finds what can be reached only over ways and gates for residents: it is theirs, since
// who lives there could otherwise not leave. This is a matter of each part of the network that hangs
// together: of its pieces that do so without residents' ways, the one with most streets is the
// public one. Residents' ways that meet it, and what is open behind them, are a compound; those
// that meet only what is open in a compound are one inside it, and no way through for it either.
func (j *joints) enclose(use func(link int32) Use) enclosure {
	residents := false
	j.each(use, func(j joint) { residents = residents || j.use == Residents })
	if !residents {
		return enclosure{}
	}
	e := enclosure{nodes: int32(j.nodes), forest: newParents(2 * j.nodes), own: make([]bool, j.nodes)}
	j.each(use, func(j joint) {
		if j.use == Open {
			e.forest.join(j.a, j.b)
		}
	})
	e.countStreets(j)
	j.each(use, func(j joint) {
		if j.use == Residents || j.use == Open && e.bare(j.a) {
			e.forest.join(e.nodes+j.a, e.nodes+j.b)
			e.own[j.a], e.own[j.b] = true, true
		}
	})
	e.sink()
	return e
}

func (e *enclosure) countStreets(j *joints) {
	e.streets, e.first = make([]int32, e.nodes), make([]int32, e.nodes)
	for i := range j.parts {
		if j.parts[i].said() != Open {
			continue
		}
		r := e.forest.root(j.parts[i].a)
		if e.streets[r]++; e.streets[r] == 1 {
			e.first[r] = int32(i)
		}
	}
}

// sink finds the levels, from the public piece of each part inwards. Open pieces and residents' ones
// follow each other; an open one lies as deep as the residents' one that leads to it.
func (e *enclosure) sink() {
	beside := map[int32][]int32{}
	for n := range e.nodes {
		if open, own := e.forest.root(n), e.forest.root(e.nodes+n); e.own[n] && e.streets[open] > 0 {
			beside[open], beside[own] = append(beside[open], own), append(beside[own], open)
		}
	}
	e.level = make([]int32, len(e.forest))
	for i := range e.level {
		e.level[i] = -1
	}
	now := e.publicRoots()
	for _, r := range now {
		e.level[r] = 0
	}
	for step := int32(1); len(now) > 0; step++ {
		var next []int32
		for _, r := range now {
			for _, o := range beside[r] {
				if e.level[o] < 0 {
					e.level[o], next = (step+1)/2, append(next, o)
				}
			}
		}
		now = next
	}
	for i := range e.level {
		if e.level[i] < 0 {
			e.level[i] = 1 // in a part where nothing is open: all of it is one compound
		}
	}
}

// publicRoots are the roots of the open pieces with most streets, one for each part of the network
// that hangs together whoever may pass; of two, that of the first street.
func (e *enclosure) publicRoots() []int32 {
	whole := slices.Clone(e.forest)
	for n := range e.nodes {
		if e.own[n] && !e.bare(n) {
			whole.join(n, e.nodes+n)
		}
	}
	most := map[int32]int32{}
	for n := range e.nodes {
		if e.forest[n] != n || e.streets[n] == 0 {
			continue
		}
		of := whole.root(n)
		if m, any := most[of]; !any || cmp.Or(cmp.Compare(e.streets[n], e.streets[m]), cmp.Compare(e.first[m], e.first[n])) > 0 {
			most[of] = n
		}
	}
	return slices.Collect(maps.Values(most))
}

// enclose makes the streets and links that are enclosed those of residents.
func (b *builder) enclose() {
	j := joints{nodes: len(b.nodes), parts: b.parts, links: b.links}
	b.inside = j.enclose(func(link int32) Use { return b.links[link].use })
	for i := range b.parts {
		s := &b.parts[i]
		use, level := b.inside.at(s.a, s.use)
		if use != s.use {
			b.report.Enclosed++
		}
		s.enclosed, s.use, s.level = use != s.use, use, level
	}
	for i := range b.links {
		l := &b.links[i]
		l.said = l.use
		l.use, l.level = b.inside.at(l.a, l.said)
	}
}
