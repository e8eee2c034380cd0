package address

import "slices"

// reading is one understanding of a cut text.
type reading struct {
	tokens        []token
	number, house slot
	dropped       []Part
	loose         []int // numbers that mean nothing here
	crossing      bool  // 交叉口 is said

	roadSeen, compoundSeen, fresh bool // fresh: a road is what stands before
	choice, forks                 fork
}

// slot is the token of a house number or building, and the values it may have, the likeliest first.
type slot struct {
	token  int // -1 = none
	values []string
	weak   bool // a building without a unit of buildings: another token may be the building
}

func (s *slot) set() bool { return s.token >= 0 }

// fork is where a text can be understood in two ways.
type fork uint8

const (
	forkHouse fork = 1 << iota // 21号 after a road and a compound: the building, not the number
	forkApart                  // 21-3 after a road: number 21 and building 3, not number 21-3
	forkFloor                  // 3楼: the third floor, not building 3
)

// readings are the ways to understand a cut text.
func (b *Book) readings(tokens []token) []*reading {
	first := b.read(tokens, 0)
	out := []*reading{first}
	for choice := fork(1); choice <= forkHouse|forkApart|forkFloor; choice++ {
		if choice&^first.forks == 0 {
			out = append(out, b.read(tokens, choice))
		}
	}
	return out
}

func (b *Book) read(tokens []token, choice fork) *reading {
	r := &reading{tokens: tokens, number: slot{token: -1}, house: slot{token: -1}, choice: choice}
	for i := range tokens {
		switch k := &tokens[i]; k.kind {
		case tokenName:
			r.name(b, k)
		case tokenNumber:
			r.numeral(i, k)
			r.fresh = false
		case tokenWord:
			r.crossing = r.crossing || k.word == wordCrossing
		case tokenUnknown:
			r.fresh = false
		}
	}
	return r
}

func (r *reading) name(b *Book, k *token) {
	road, compound := b.means(k, refRoad), b.means(k, refCompound)
	if road {
		r.roadSeen, r.fresh = true, true
	}
	if compound {
		if r.house.weak && !r.number.set() { // a number before a compound is not its building: 晨丰15 鹭亭小区
			r.number, r.house = r.house, slot{token: -1}
			r.number.weak = false
		}
		r.compoundSeen = true
		r.fresh = r.fresh && road
	}
}

func (b *Book) means(k *token, kind refKind) bool {
	return slices.ContainsFunc(k.fits, func(f fit) bool {
		return slices.ContainsFunc(b.refs[f.name], func(r ref) bool { return r.kind == kind })
	})
}

func (r *reading) drop(part string, k *token) {
	r.dropped = append(r.dropped, Part{Part: part, Text: k.text})
}

// fork takes the way that this reading has chosen.
func (r *reading) fork(f fork) bool {
	r.forks |= f
	return r.choice&f != 0
}

// numeral finds out what a number says by its unit and by what stands before it.
func (r *reading) numeral(i int, k *token) {
	n := &k.num
	switch {
	case finer[n.unit] != "":
		r.drop(finer[n.unit], k)
	case n.unit == "区" || n.unit == "期" || n.unit == "米" || n.unit == "公里" || n.unit == "网格" || n.unit == "号网格" || n.unit == "号门":
		r.loose = append(r.loose, i)
	case houseUnits[n.unit]:
		r.takeHouse(i, k, []string{n.full(), n.value})
	case n.unit == "排":
		r.takeHouse(i, k, []string{n.full() + n.unit})
	case n.unit == "楼":
		if r.house.set() || r.fork(forkFloor) {
			r.drop(PartFloor, k)
			return
		}
		r.takeHouse(i, k, []string{n.full(), n.value})
	case numberUnits[n.unit]:
		r.takeNumber(i, k, []string{n.full() + groupUnits[n.unit], n.value + groupUnits[n.unit]})
	case n.unit == "号":
		r.doorNumber(i, k)
	default:
		r.bare(i, k)
	}
}

func (r *reading) takeHouse(i int, k *token, values []string) {
	weak := !houseUnits[k.num.unit]
	switch {
	case !r.house.set():
	case weak || !r.house.weak:
		r.loose = append(r.loose, i)
		return
	case !r.number.set(): // 广鹭小区21号3号楼
		r.number = slot{token: r.house.token, values: r.house.values}
	default:
		r.loose = append(r.loose, r.house.token)
	}
	r.house = slot{token: i, values: slices.Compact(values), weak: weak}
	if len(k.num.subs) > 0 { // 3栋-2-501
		r.dropped = append(r.dropped, Part{Part: PartRoom, Text: k.text})
	}
}

func (r *reading) takeNumber(i int, _ *token, values []string) {
	if r.number.set() {
		r.loose = append(r.loose, i)
		return
	}
	r.number = slot{token: i, values: slices.Compact(values)}
}

// doorNumber is a number with 号: of a house on a road, else of a building.
func (r *reading) doorNumber(i int, k *token) {
	n := &k.num
	values := []string{n.full(), n.value}
	switch {
	case r.number.set() || !r.roadSeen && r.compoundSeen:
		if r.house.set() {
			r.drop(PartRoom, k)
			return
		}
		r.takeHouse(i, k, values)
	case r.roadSeen && r.compoundSeen && !r.fresh && !r.house.set() && r.fork(forkHouse):
		r.takeHouse(i, k, values)
	default:
		r.takeNumber(i, k, values)
	}
}

// bare is a number without a unit: 安盛街21, 广鹭小区3-2-501, 1号楼502.
func (r *reading) bare(i int, k *token) {
	n := &k.num
	switch {
	case r.house.set():
		r.drop(PartRoom, k)
	case r.fresh && !r.number.set() && (len(n.subs) == 0 || !r.fork(forkApart)):
		r.takeNumber(i, k, []string{n.full(), n.value})
	case r.fresh && !r.number.set():
		r.takeNumber(i, k, []string{n.value})
		r.house = slot{token: i, values: n.subs[:1]}
		if len(n.subs) > 1 {
			r.drop(PartRoom, k)
		}
	case !r.number.set() && !r.compoundSeen:
		r.loose = append(r.loose, i)
	case len(n.subs) == 0 && len(n.value) > 2:
		r.drop(PartRoom, k) // 502
	default:
		r.takeHouse(i, k, []string{n.full(), n.value})
	}
}
