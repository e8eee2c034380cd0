package address

// offer tries all that the names and numbers of a reading lead to.
func (m *matching) offer() {
	var roads []int32 // of the names, in order
	crossed := m.crossed()
	for i := range m.tokens {
		k := &m.tokens[i]
		if k.kind != tokenName {
			continue
		}
		for _, f := range k.fits {
			for _, r := range m.refs[f.name] {
				m.lead(r)
			}
		}
		roads = append(roads, m.roadsOf(k)...)
	}
	for _, road := range roads {
		m.onNumber(road)
		m.wholeRoad(road)
	}
	for _, pair := range crossed {
		for nth := range m.city.crossings(pair) {
			m.try(identity{kind: isCrossing, a: pair[0], b: pair[1], nth: nth}, -1, -1)
		}
	}
}

func (c *City) crossings(pair [2]int32) int {
	if c.Crossings == nil {
		return 0
	}
	return min(c.Crossings(pair[0], pair[1]), maxCrossings)
}

// maxCrossings bounds the crossings of two roads that are told, maxPairs the pairs of roads that are asked.
const (
	maxCrossings = MaxCandidates
	maxPairs     = 16
)

// crossed are the pairs of roads that the text names one after the other.
func (m *matching) crossed() [][2]int32 {
	var out [][2]int32
	var before []int32
	for i := range m.tokens {
		k := &m.tokens[i]
		if k.kind == tokenWord {
			continue
		}
		here := m.roadsOf(k)
		for _, a := range before {
			for _, b := range here {
				if a != b && len(out) < maxPairs {
					out = append(out, [2]int32{a, b})
				}
			}
		}
		before = here
	}
	return out
}

// roadsOf are the roads that a token may name.
func (b *Book) roadsOf(k *token) []int32 {
	var out []int32
	for _, f := range k.fits {
		for _, r := range b.refs[f.name] {
			if r.kind == refRoad {
				out = append(out, r.id)
			}
		}
	}
	return out
}

// lead tries what a ref leads to without a number.
func (m *matching) lead(r ref) {
	switch r.kind {
	case refArea:
		m.try(identity{kind: isArea, a: r.id}, -1, -1)
	case refCompound:
		m.compound(r.id)
	case refHouse:
		m.try(identity{kind: isHouse, a: r.id}, r.id, m.houses[r.id].site)
	case refPlace:
		m.try(identity{kind: isPlace, a: r.id}, -1, -1)
	case refRoad:
	}
}

func (m *matching) compound(id int32) {
	m.try(identity{kind: isCompound, a: id}, -1, -1)
	for _, s := range m.compounds[id].sites {
		m.housesOf(s)
	}
}

// housesOf tries the buildings of a site that the text may name.
func (m *matching) housesOf(s int32) {
	for _, h := range m.sites[s].houses {
		if m.house.set() && said(m.house.values, m.houses[h].key) > 0 {
			m.try(identity{kind: isHouse, a: h}, h, s)
		}
	}
}

// onNumber tries the house numbers of a road.
func (m *matching) onNumber(road int32) {
	values := m.number.values
	if !m.number.set() {
		values = []string{""} // a road whose buildings have no number
	}
	for _, v := range values {
		for _, s := range m.numbered[numbered{road, v}] {
			m.site(s, v != "")
		}
	}
}

func (m *matching) site(s int32, whole bool) {
	at := &m.sites[s]
	m.housesOf(s)
	if !whole {
		return
	}
	if len(at.houses) == 1 && m.houses[at.houses[0]].key == "" { // the number is the building's
		m.try(identity{kind: isHouse, a: at.houses[0]}, at.houses[0], s)
		return
	}
	if at.compound >= 0 {
		m.try(identity{kind: isCompound, a: at.compound}, -1, -1)
		return
	}
	m.try(identity{kind: isSite, a: s}, -1, s)
}

// wholeRoad tries a road itself.
func (m *matching) wholeRoad(road int32) {
	r := &m.roads[road]
	for _, l := range r.lines {
		m.try(identity{kind: isLine, a: l, b: road}, -1, -1)
	}
	if len(r.lines) == 0 && !r.area {
		m.try(identity{kind: isRoad, a: road}, -1, -1)
	}
}
