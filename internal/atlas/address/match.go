package address

import (
	"cmp"
	"slices"
)

// MaxCandidates bounds an answer.
const MaxCandidates = 10

// maxTried bounds how many candidates are weighed.
const maxTried = 20_000

// What the parts of an address weigh.
const (
	weightArea     = 2
	weightRoad     = 3
	weightCompound = 4
	weightNumber   = 4
	weightHouse    = 4
	weightPlace    = 4
	weightStranger = 4 // an unknown text that names an area
	weightUnknown  = 1 // for each rune of an unknown text, up to maxUnknown
	maxUnknown     = 3
)

// An address is found where so much of what was said of it agrees, and no other candidate
// that does not stand for the same comes as near.
const (
	leastFit = 0.6
	namedFit = 0.7 // where a name of the city says otherwise
	clear    = 0.05
)

// Match finds what an address means. Equal texts have equal answers.
func (b *Book) Match(said string) Answer {
	t := fold(said, b.city.Fold)
	if len(t.runes) == 0 {
		return Answer{Outcome: None}
	}
	tokens := b.cut(t)
	var all []*tried
	var best *reading
	for _, r := range b.readings(tokens) {
		m := &matching{Book: b, reading: r, seen: map[identity]*tried{}}
		m.weigh()
		m.offer()
		if len(m.out) > 0 {
			all = append(all, m.out...)
		}
		if best == nil {
			best = r
		}
	}
	all = ranked(all)
	if len(all) > 0 {
		best = all[0].by
	}
	return b.answer(all, best)
}

// tried is a candidate that is weighed.
type tried struct {
	level  Level
	id     identity
	house  int32
	site   int32
	by     *reading
	agreed uint64 // tokens
	differ uint64
	fit    float64
	score  float64
}

// identity tells candidates apart.
type identity struct {
	kind identityKind
	a, b int32
	nth  int
}

type identityKind uint8

const (
	isHouse identityKind = iota
	isCompound
	isSite
	isCrossing
	isPlace
	isLine
	isRoad // that no line shows
	isArea
)

var levels = [...]Level{LevelBuilding, LevelCompound, LevelCompound, LevelCrossing, LevelLandmark, LevelRoad, LevelRoad, LevelArea}

// matching weighs the candidates of one reading.
type matching struct {
	*Book
	*reading
	weights []float64 // of the tokens
	total   float64
	seen    map[identity]*tried
	out     []*tried
}

// weigh says how much each token weighs.
func (m *matching) weigh() {
	m.weights = make([]float64, len(m.tokens))
	for i := range m.tokens {
		m.weights[i] = m.weight(i)
		m.total += m.weights[i]
	}
}

func (m *matching) weight(i int) float64 {
	k := &m.tokens[i]
	switch {
	case i == m.number.token && i == m.house.token:
		return weightNumber + weightHouse
	case i == m.number.token:
		return weightNumber
	case i == m.house.token:
		return weightHouse
	case k.kind == tokenName:
		return m.nameWeight(k)
	case k.kind == tokenUnknown && m.stranger(k):
		return weightStranger
	case k.kind == tokenUnknown:
		return weightUnknown * float64(min(k.to-k.from, maxUnknown))
	case slices.Contains(m.loose, i):
		return pick(phased(k), float64(weightCompound), weightUnknown)
	}
	return 0
}

func (b *Book) nameWeight(k *token) float64 {
	w := 0.0
	for _, f := range k.fits {
		for _, r := range b.refs[f.name] {
			w = max(w, [...]float64{weightArea, weightRoad, weightCompound, weightPlace, weightPlace}[r.kind])
		}
	}
	return w
}

// stranger is true of an unknown text that ends as areas do.
func (b *Book) stranger(k *token) bool {
	r := b.fold(k.text)
	if len(r) < 3 {
		return false
	}
	switch r[len(r)-1] {
	case '省', '市', '区', '县', '镇', '乡', '州', '盟', '旗':
		return true
	}
	return false
}

// try weighs a candidate, once.
func (m *matching) try(id identity, house, site int32) {
	if m.seen[id] != nil || len(m.out) >= maxTried {
		return
	}
	c := &tried{level: levels[id.kind], id: id, house: house, site: site, by: m.reading}
	m.seen[id] = c
	got, against := 0.0, 0.0
	for pass := range 2 { // what is unknown is judged by the names before it
		for i := range m.tokens {
			if m.weights[i] == 0 || (m.tokens[i].kind == tokenUnknown) != (pass == 1) {
				continue
			}
			share, far := m.agree(i, c)
			got += share * m.weights[i]
			switch {
			case share > 0:
				c.agreed |= 1 << i
			case !far:
				c.differ |= 1 << i
				against += m.weights[i]
			}
		}
	}
	if got == 0 {
		return
	}
	c.score = got / m.total
	if c.contradicted() { // a district that agrees makes good no street that does not
		got -= m.aroundWeight(c)
	}
	c.fit = got / (got + against)
	m.out = append(m.out, c)
}

// ranked puts candidates in order, each once.
func ranked(all []*tried) []*tried {
	slices.SortStableFunc(all, func(x, y *tried) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.id.kind, y.id.kind), cmp.Compare(x.id.a, y.id.a),
			cmp.Compare(x.id.b, y.id.b), cmp.Compare(x.id.nth, y.id.nth))
	})
	seen := map[identity]bool{}
	return slices.DeleteFunc(all, func(c *tried) bool {
		was := seen[c.id]
		seen[c.id] = true
		return was
	})
}
