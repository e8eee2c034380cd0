package address

import (
	"math"
	"strconv"
)

// answer writes out what was weighed.
func (b *Book) answer(all []*tried, r *reading) Answer {
	out := Answer{Outcome: None, Dropped: r.dropped}
	for i := range r.tokens {
		k := &r.tokens[i]
		switch {
		case k.kind == tokenWord && k.word == wordRelation:
			out.Dropped = append(out.Dropped, Part{Part: PartRelation, Text: k.text})
		case k.kind == tokenWord && k.word == wordProvince:
			out.Dropped = append(out.Dropped, Part{Part: PartProvince, Text: k.text})
		case k.kind == tokenUnknown:
			out.Unknown = append(out.Unknown, k.text)
		}
	}
	for _, i := range r.loose {
		out.Unknown = append(out.Unknown, r.tokens[i].text)
	}
	for _, c := range all[:min(len(all), MaxCandidates)] {
		out.Candidates = append(out.Candidates, b.candidate(c))
	}
	out.Outcome = b.outcome(all, r)
	return out
}

// outcome judges the ranked candidates.
func (b *Book) outcome(all []*tried, r *reading) Outcome {
	if len(all) == 0 || all[0].fit < pick(all[0].contradicted(), namedFit, leastFit) {
		return None
	}
	if b.away(r) || b.doubtful(all[0]) {
		return None
	}
	best := all[0]
	for _, c := range all[1:] {
		if c.score < best.score-clear {
			break
		}
		if c.agreed&^best.agreed != 0 || c.agreed == best.agreed && (c.level == best.level || c.score == best.score) {
			return Ambiguous
		}
	}
	return Found
}

// doubtful is true where nothing but a slip that may as well name something else leads to a candidate: 和谐路 to
// 和平路. Two of them confirm each other; an area around a candidate confirms none.
func (b *Book) doubtful(c *tried) bool {
	m := matching{Book: b, reading: c.by}
	doubts := 0
	for i := range c.by.tokens {
		k := &c.by.tokens[i]
		if k.kind != tokenName || c.agreed&(1<<i) == 0 {
			continue
		}
		f, _ := m.fitting(k, c)
		switch {
		case m.around(k, c):
		case f.doubt && c.id.kind == isCrossing: // the other road says nothing of this one
			return true
		case !f.doubt && c.id.kind != isCrossing:
			return false
		case !f.doubt:
		default:
			doubts++
		}
	}
	return doubts == 1
}

// contradicted is true where a name of the city does not agree, or a part of a compound.
func (c *tried) contradicted() bool {
	for i := range c.by.tokens {
		if k := &c.by.tokens[i]; (k.kind == tokenName || phased(k)) && c.differ&(1<<i) != 0 {
			return true
		}
	}
	return false
}

func (b *Book) candidate(c *tried) Candidate {
	out := Candidate{Level: c.level, Score: c.score, Area: -1, Road: -1, Place: -1, Nth: c.id.nth}
	switch c.id.kind {
	case isHouse:
		out.Houses = []int32{c.house}
	case isCompound:
		out.Area, out.Houses = b.compounds[c.id.a].area, b.compoundHouses(c)
	case isSite:
		out.Houses = b.sites[c.site].houses
	case isCrossing:
		out.Cross = &[2]int32{c.id.a, c.id.b}
	case isPlace:
		out.Place = c.id.a
	case isLine:
		out.Road, out.Beside = c.id.a, b.beside(c)
	case isRoad:
		for _, s := range b.roads[c.id.a].sites {
			out.Houses = append(out.Houses, b.sites[s].houses...)
		}
	case isArea:
		out.Area = c.id.a
	}
	for i := range c.by.tokens {
		switch bit := uint64(1) << i; {
		case c.agreed&bit != 0:
			out.Matched = append(out.Matched, b.parts(c, i)...)
		case c.differ&bit != 0:
			out.Differs = append(out.Differs, b.parts(c, i)...)
		}
	}
	return out
}

// beside are the houses of the number on a road that is next to the one said, on its side where
// there is one.
func (b *Book) beside(c *tried) []int32 {
	if !c.by.number.set() {
		return nil
	}
	said, err := strconv.Atoi(c.by.number.values[len(c.by.number.values)-1])
	if err != nil {
		return nil
	}
	best, least := int32(-1), math.MaxInt
	for _, s := range b.roads[c.id.b].sites {
		n, err := strconv.Atoi(b.sites[s].number)
		if err != nil {
			continue
		}
		apart := 2 * max(n-said, said-n)
		if (n-said)%2 != 0 {
			apart += otherSide
		}
		if apart < least {
			best, least = s, apart
		}
	}
	if best < 0 {
		return nil
	}
	return b.sites[best].houses
}

// otherSide is how far, in twice the step of numbers, those across the road stand behind.
const otherSide = 5

// compoundHouses are those of a compound, or of the part of it that has the number.
func (b *Book) compoundHouses(c *tried) []int32 {
	var all, there []int32
	for _, s := range b.compounds[c.id.a].sites {
		all = append(all, b.sites[s].houses...)
		if c.by.number.set() && said(c.by.number.values, b.sites[s].number) > 0 {
			there = append(there, b.sites[s].houses...)
		}
	}
	if there != nil {
		return there
	}
	return all
}

// parts says what a token is to a candidate.
func (b *Book) parts(c *tried, i int) []Part {
	k := &c.by.tokens[i]
	var out []Part
	if i == c.by.number.token {
		out = append(out, Part{Part: PartNumber, Text: k.text})
	}
	if i == c.by.house.token {
		out = append(out, Part{Part: PartBuilding, Text: k.text})
	}
	if k.kind == tokenName {
		out = append(out, b.namePart(c, k))
	}
	if phased(k) {
		out = append(out, Part{Part: PartCompound, Text: k.text})
	}
	return out
}

// namePart tells the city's name, where it was written otherwise.
func (b *Book) namePart(c *tried, k *token) Part {
	m := matching{Book: b, reading: c.by}
	out := Part{Part: [...]string{PartArea, PartRoad, PartCompound, PartBuilding, PartLandmark}[b.refs[k.fits[0].name][0].kind], Text: k.text}
	if f, r := m.fitting(k, c); f.weight > 0 {
		out.Part = [...]string{PartArea, PartRoad, PartCompound, PartBuilding, PartLandmark}[r.kind]
		if name := b.called(r); name != k.text {
			out.Name = name
		}
	}
	return out
}

// called is what the city calls what a ref names.
func (b *Book) called(r ref) string {
	first := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		return names[0]
	}
	switch r.kind {
	case refArea:
		return first(b.city.Areas[r.id].Names)
	case refRoad:
		return b.roads[r.id].name
	case refCompound:
		return b.compounds[r.id].name
	case refHouse:
		return first(b.city.Houses[r.id].Names)
	default:
		return first(b.city.Places[r.id].Names)
	}
}

// RoadLines are the City.Roads of a road of a crossing.
func (b *Book) RoadLines(road int32) []int32 { return b.roads[road].lines }

// RoadName is what the city calls a road of a crossing.
func (b *Book) RoadName(road int32) string { return b.roads[road].name }

// Bytes is about how much memory the book takes.
func (b *Book) Bytes() int64 {
	n := int64(len(b.slips)*8+len(b.houses)*24+len(b.sites)*72+len(b.city.Houses)*(160+4*8)) + b.others.bytes()
	for i, t := range b.texts {
		n += int64(len(t)*2 + 16 + 24 + 8*len(b.refs[i]) + 40)
	}
	return n
}
