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
	case k.kind == tokenNumber && phased(k):
		return m.phase(k, c)
	case k.kind == tokenUnknown:
		return 0, !m.stranger(k) && i > m.lastName(c) && !m.goesOn(i)
	}
	return 0, true // a loose number
}

// roadEnds are what names of roads end with.
const roadEnds = "路街道巷弄"

// onlyTells is true of the end of a road's name that tells it from others of the same name: 西路, 2路, 大街.
func onlyTells(text []rune) bool {
	return !slices.ContainsFunc(text[:len(text)-1], func(r rune) bool { return !tells(r, r) })
}

// goesOn is true of an unknown text that goes on the short name of an area before it: 夹河小学 is not 夹河村, nor
// is 胜利西路 胜利村. A road with a name of its own is a thing in the area.
func (m *matching) goesOn(i int) bool {
	if i == 0 || m.tokens[i-1].kind != tokenName || m.tokens[i-1].to != m.tokens[i].from {
		return false
	}
	text := m.fold(m.tokens[i].text)
	if len(text) == 0 || strings.ContainsRune(roadEnds, text[len(text)-1]) && !onlyTells(text) {
		return false
	}
	return !slices.ContainsFunc(m.tokens[i-1].fits, func(f fit) bool {
		return slices.ContainsFunc(m.refs[f.name], func(r ref) bool { return !r.short || r.reworded || r.kind != refArea })
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

// phased is true of a number that tells parts of a compound apart: 2期.
func phased(k *token) bool {
	return k.kind == tokenNumber && (k.num.unit == "期" || k.num.unit == "区")
}

// phase compares the part that is said with that in the name of the candidate's compound, if it has one.
func (m *matching) phase(k *token, c *tried) (share float64, far bool) {
	at := int32(-1)
	switch {
	case c.id.kind == isCompound:
		at = c.id.a
	case c.site >= 0:
		at = m.sites[c.site].compound
	}
	if at < 0 || m.compounds[at].phase == "" {
		return 0, true
	}
	return pick(m.compounds[at].phase == k.num.value+k.num.unit, 1.0, 0), false
}

// named tells how well a name fits a candidate.
func (m *matching) named(k *token, c *tried) float64 {
	f, _ := m.fitting(k, c)
	return f.weight
}

// fitting is the best fit of a name that names a candidate or what holds it, and what it names; its weight is 0
// where none does. What is only said in short comes behind what has the very name: 纬二路 is the road, before 纬二路街道.
func (m *matching) fitting(k *token, c *tried) (best fit, what ref) {
	for _, f := range k.fits {
		for _, r := range m.refs[f.name] {
			weight := f.weight
			if r.short && slices.ContainsFunc(m.refs[f.name], func(o ref) bool { return !o.short }) {
				weight *= fitShort
			}
			if weight > best.weight && m.is(r, c) {
				best, what = f, r
				best.weight = weight
			}
		}
	}
	return best, what
}

// around is true of a token that agrees with a candidate by naming an area that holds it.
func (m *matching) around(k *token, c *tried) bool {
	if k.kind != tokenName {
		return false
	}
	_, r := m.fitting(k, c)
	return r.kind == refArea && (c.id.kind != isArea || c.id.a != r.id)
}

// aroundWeight is what the tokens weigh together that agree by naming an area round a candidate.
func (m *matching) aroundWeight(c *tried) float64 {
	sum := 0.0
	for i := range m.tokens {
		if k := &m.tokens[i]; c.agreed&(1<<i) != 0 && m.around(k, c) {
			sum += m.named(k, c) * m.weights[i]
		}
	}
	return sum
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
