package address

import (
	"math/bits"
	"slices"
	"strings"
)

// agree is how far token i agrees with a candidate, 0…1; far is true where it only says more than
// the candidate tells.
func (m *matching) agree(i int, c *tried) (share float64, far bool) {
	k := &m.tokens[i]
	switch {
	case i == m.number.token || i == m.house.token:
		return m.numbers(i, c)
	case k.kind == tokenName:
		return m.named(k, c), false
	case k.kind == tokenUnknown:
		return 0, !m.stranger(k) && i > m.lastName(c) && !m.goesOn(i)
	}
	return 0, true // a loose number
}

// goesOn is true of an unknown text that goes on the short name of an area before it: 夹河小学 is not 夹河村.
// A road is a thing of its own, in the area.
func (m *matching) goesOn(i int) bool {
	if i == 0 || m.tokens[i-1].kind != tokenName || m.tokens[i-1].to != m.tokens[i].from {
		return false
	}
	text := m.fold(m.tokens[i].text)
	if len(text) == 0 || strings.ContainsRune("路街道巷弄", text[len(text)-1]) {
		return false
	}
	return !slices.ContainsFunc(m.tokens[i-1].fits, func(f fit) bool {
		return slices.ContainsFunc(m.refs[f.name], func(r ref) bool { return !r.short || r.kind != refArea })
	})
}

// lastName is the last token that names the candidate.
func (m *matching) lastName(c *tried) int { return bits.Len64(c.agreed) - 1 }

// numbers compares house number and building.
func (m *matching) numbers(i int, c *tried) (share float64, far bool) {
	got, of := 0.0, 0.0
	far = true
	if i == m.number.token {
		of += weightNumber
		s, deeper := m.numberOf(c)
		got += weightNumber * s
		far = far && deeper
	}
	if i == m.house.token {
		of += weightHouse
		if c.id.kind == isHouse {
			got += weightHouse * said(m.house.values, m.houses[c.house].key)
		}
		far = far && c.id.kind != isHouse
	}
	return got / of, far
}

// said is 1 where a key is the first of the values, less where it is another, 0 where it is none.
func said(values []string, key string) float64 {
	switch slices.Index(values, key) {
	case 0:
		return 1
	case -1:
		return 0
	default:
		return 0.5
	}
}

// numberOf compares the house number with those of a candidate.
func (m *matching) numberOf(c *tried) (share float64, deeper bool) {
	switch c.id.kind {
	case isHouse, isSite:
		return said(m.number.values, m.sites[c.site].number), false
	case isCompound:
		for _, s := range m.compounds[c.id.a].sites {
			share = max(share, said(m.number.values, m.sites[s].number))
		}
		return share, false
	case isCrossing, isPlace, isLine, isRoad, isArea:
	}
	return 0, true
}

// named tells how well a name fits a candidate.
func (m *matching) named(k *token, c *tried) float64 {
	best := 0.0
	for _, f := range k.fits {
		if f.weight <= best {
			continue
		}
		if slices.ContainsFunc(m.refs[f.name], func(r ref) bool { return m.is(r, c) }) {
			best = f.weight
		}
	}
	return best
}

// is tells whether a ref names a candidate or what holds it.
func (m *matching) is(r ref, c *tried) bool {
	switch r.kind {
	case refArea:
		return m.within(r.id, c)
	case refRoad:
		return m.onRoad(r.id, c)
	case refCompound:
		return c.id.kind == isCompound && c.id.a == r.id || c.site >= 0 && m.sites[c.site].compound == r.id
	case refHouse:
		return c.id.kind == isHouse && c.house == r.id
	default:
		return c.id.kind == isPlace && c.id.a == r.id
	}
}

func (m *matching) onRoad(road int32, c *tried) bool {
	switch c.id.kind {
	case isLine:
		return c.id.b == road
	case isRoad:
		return c.id.a == road
	case isCrossing:
		return c.id.a == road || c.id.b == road
	case isHouse, isSite:
		return m.sites[c.site].road == road
	case isCompound:
		return slices.ContainsFunc(m.compounds[c.id.a].sites, func(s int32) bool { return m.sites[s].road == road })
	default:
		return false
	}
}

// within tells whether an area holds a candidate, or a part of it.
func (m *matching) within(area int32, c *tried) bool {
	in := func(h int32) bool { return slices.Contains(m.city.Houses[h].In, area) }
	switch c.id.kind {
	case isHouse:
		return in(c.house)
	case isSite:
		return slices.ContainsFunc(m.sites[c.site].houses, in)
	case isCompound:
		a := m.compounds[c.id.a].area
		return a >= 0 && slices.Contains(m.city.Areas[a].In, area) || slices.ContainsFunc(m.compounds[c.id.a].sites, func(s int32) bool {
			return slices.ContainsFunc(m.sites[s].houses, in)
		})
	case isCrossing:
		return m.roadIn(c.id.a, area) && m.roadIn(c.id.b, area)
	case isPlace:
		return slices.Contains(m.city.Places[c.id.a].In, area)
	case isLine:
		return slices.Contains(m.city.Roads[c.id.a].In, area)
	case isRoad:
		return m.roadIn(c.id.a, area)
	default:
		return c.id.a == area || slices.Contains(m.city.Areas[c.id.a].In, area)
	}
}

// roadIn tells whether some of what has a road's name lies in an area.
func (m *matching) roadIn(road, area int32) bool {
	r := &m.roads[road]
	return slices.ContainsFunc(r.lines, func(l int32) bool { return slices.Contains(m.city.Roads[l].In, area) }) ||
		slices.ContainsFunc(r.sites, func(s int32) bool {
			return slices.Contains(m.city.Houses[m.sites[s].houses[0]].In, area)
		})
}
