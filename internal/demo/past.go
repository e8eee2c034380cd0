package demo

// past is what was chosen to have a history.
type past struct {
	next   map[string]int // the last number given, by street and band
	merged []mergedVillage
	pair   []int32 // two communities that were one for some time; empty without
	// Codes and names of the pair before they were merged, then of the two as one.
	pairCodes []string
	pairNames []Name
}

// mergedVillage is a community that was made out of several.
type mergedVillage struct {
	community int32
	parts     int
	codes     []string // of the parts
	names     []Name
}

// pastVillages picks the communities whose past the history tells, and parts each into the
// villages from which it came.
func (b *builder) pastVillages(homes []int) {
	b.past.next = map[string]int{}
	members := make([][]int32, len(b.units.streetOf))
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		c := b.mesh.faces[f].owner.community
		members[c] = append(members[c], f)
	}
	b.pickPair()
	want := min(max(len(members)/50, 1), 6)
	local := empty(len(b.mesh.faces))
	for _, c := range b.rustic() {
		if len(b.past.merged) == want {
			return
		}
		if len(b.past.pair) > 0 && (c == b.past.pair[0] || c == b.past.pair[1]) {
			continue
		}
		b.unmerge(c, 2+len(b.past.merged)%2, members[c], homes, local)
	}
}

// rustic lists the communities in which the fewest live on a km² first; villages before
// others.
func (b *builder) rustic() []int32 {
	order := orderBy(len(b.units.communities), func(i int) float64 {
		u := &b.units.communities[i]
		density := float64(u.households) / u.area
		if u.households < 150 { // too small to have been several
			return 2 + density
		}
		if !b.units.village[i] {
			return 1 + density
		}
		return density
	})
	out := make([]int32, len(order))
	for i, c := range order {
		out[i] = int32(c)
	}
	return out
}

// pickPair finds two neighbours of one street.
func (b *builder) pickPair() {
	rank := make([]int, len(b.units.communities))
	for k, c := range b.rustic() {
		rank[c] = k
	}
	best := len(rank) * 2
	for h := 0; h < len(b.mesh.halves); h += 2 {
		x, y := b.mesh.faces[b.mesh.halves[h].face].owner, b.mesh.faces[b.mesh.halves[h+1].face].owner
		if x.community == y.community || x.street != y.street || x.street == none || b.units.village[x.community] != b.units.village[y.community] {
			continue
		}
		if r := rank[x.community] + rank[y.community]; r < best {
			best = r
			b.past.pair = []int32{min(x.community, y.community), max(x.community, y.community)}
		}
	}
}

// unmerge parts a community into former villages, if people live in each.
func (b *builder) unmerge(c int32, parts int, faces []int32, homes []int, local []int32) {
	g := b.mesh.graphOf(faces, local)
	for i, f := range faces {
		g.weight[i] = float64(homes[f]) + size(b.mesh.outline(f))/20_000
	}
	part := g.parts(shares(parts, 0.1, 700+int(c)), nil, 1)
	people := make([]int, parts)
	for i, f := range faces {
		k := b.mesh.faces[f].owner.block
		first := b.blocks[k].face
		for j, other := range faces { // a compound was never parted
			if other == first {
				part[i] = part[j]
			}
		}
		people[max(part[i], 0)] += homes[f]
	}
	for _, n := range people {
		if n == 0 {
			return
		}
	}
	for i, f := range faces {
		b.mesh.faces[f].owner.village = max(part[i], 0)
	}
	b.past.merged = append(b.past.merged, mergedVillage{community: c, parts: parts})
}

// nameThePast gives the former villages codes and names, before today's get theirs.
func (b *builder) nameThePast() {
	coin := func(c int32) (string, Name) {
		street := b.units.streets[b.units.streetOf[c]].code
		if b.units.village[c] {
			return nextCode(b.past.next, street, 200), with(b.names.word("community"), "村", "Village")
		}
		return nextCode(b.past.next, street, 0), with(b.names.word("community"), "社区", "Community")
	}
	for i := range b.past.merged {
		m := &b.past.merged[i]
		for range m.parts {
			code, name := coin(m.community)
			m.codes, m.names = append(m.codes, code), append(m.names, name)
		}
	}
	for range 3 * min(len(b.past.pair), 1) {
		code, name := coin(b.past.pair[0])
		b.past.pairCodes, b.past.pairNames = append(b.past.pairCodes, code), append(b.past.pairNames, name)
	}
}
