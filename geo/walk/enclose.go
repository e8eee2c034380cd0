package walk

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

// enclosure says which open streets and links can be reached only over ways and gates for residents.
type enclosure struct {
	parts  parents
	behind []bool // roots of what lies beside residents' ways; nil = nothing does
}

// holds tells whether what hangs on a node is enclosed.
func (e *enclosure) holds(node int32) bool { return e.behind != nil && e.behind[e.parts.root(node)] }

// enclose finds what can be reached only over ways and gates for residents: it is theirs, since
// who lives there could otherwise not leave. The part with most streets that hangs together without
// such ways is the public one.
func (j *joints) enclose(use func(link int32) Use) enclosure {
	residents := false
	j.each(use, func(j joint) { residents = residents || j.use == Residents })
	if !residents {
		return enclosure{}
	}
	e := enclosure{parts: newParents(j.nodes), behind: make([]bool, j.nodes)}
	j.each(use, func(j joint) {
		if j.use == Open {
			e.parts.join(j.a, j.b)
		}
	})
	j.each(use, func(j joint) {
		if j.use == Residents {
			e.behind[e.parts.root(j.a)], e.behind[e.parts.root(j.b)] = true, true
		}
	})
	e.behind[j.publicRoot(e.parts)] = false
	return e
}

// publicRoot is the root of the part with most open streets; of two, the lower one.
func (j *joints) publicRoot(p parents) int32 {
	size := make([]int, j.nodes)
	most := int32(0)
	for i := range j.parts {
		if j.parts[i].said() != Open {
			continue
		}
		r := p.root(j.parts[i].a)
		if size[r]++; size[r] > size[most] || size[r] == size[most] && r < most {
			most = r
		}
	}
	return most
}

// enclose makes the streets and links that are enclosed those of residents.
func (b *builder) enclose() {
	j := joints{nodes: len(b.nodes), parts: b.parts, links: b.links}
	e := j.enclose(func(link int32) Use { return b.links[link].use })
	for i := range b.parts {
		if s := &b.parts[i]; s.use == Open && e.holds(s.a) {
			s.use, s.enclosed = Residents, true
			b.report.Enclosed++
		}
	}
	for i := range b.links {
		l := &b.links[i]
		l.said = l.use
		if l.use == Open && e.holds(l.a) {
			l.use = Residents
		}
	}
}
