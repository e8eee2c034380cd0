package atlas

import (
	"math/bits"
	"slices"

	"github.com/redsail/redsail/geo"
)

// maxCandidates bounds how many words are looked at for one pattern. They come in the order
// of worth: what is passed over are buildings, in a question that finds more of them than
// anybody reads.
const maxCandidates = 10_000

// search finds the best hits.
func (x *searchIndex) search(text string, near *geo.Point, limit int) []Hit {
	s := &search{x: x, m: matcher{x: x}, near: near, limit: limit}
	s.byCode(text)
	words := x.fold.words(text)
	if len(words) == 0 {
		return s.hits("")
	}
	s.byText(words)
	if len(s.top) > 0 {
		return s.hits("")
	}
	return s.hits(s.anyway(words))
}

// byText looks for the words as one text, then for the words apart.
func (s *search) byText(words [][]rune) {
	for _, form := range forms(slices.Concat(words...)) {
		s.whole(form)
	}
	if s.full() || len(s.top) > 0 && s.top[0].tier <= tierInitials {
		return
	}
	if parts := s.x.parts(words); len(parts) > 1 {
		s.apart(parts)
	}
}

// forms are the spellings of a text that are looked for.
func forms(text []rune) [][]rune {
	if digits := arabic(text); digits != nil {
		return [][]rune{text, digits}
	}
	return [][]rune{text}
}

// whole offers the words that hold the text in one piece.
func (s *search) whole(text []rune) {
	p, ok := s.x.pattern(text)
	if !ok {
		return
	}
	s.candidates(p, func(w int) {
		m, ok := s.m.find(p, s.x.text(w))
		if !ok {
			return
		}
		word := &s.x.words[w]
		tier, matched := judge(word, &m)
		cost := m.cost()
		switch rank := s.x.entries[word.entry].rank; {
		case m.way.spoken > 0 && rank == rankWall:
			tier = max(tier, tierAddressSpelt) // hfyz means 红帆驿站, not a gate of 惠丰苑
		case tier == tierAddress && rank < rankAddress:
			cost++ // first what has the address, then what is in there
		}
		s.offer(offer{entry: word.entry, tier: tier, cost: cost, length: int(word.len), matched: matched, note: word.note})
	})
}

// candidates calls f for the words that may match a pattern, in their order.
func (s *search) candidates(p *pattern, f func(word int)) {
	if s.marks == nil {
		s.marks = make([]uint64, (len(s.x.words)+63)/64)
	}
	clear(s.marks)
	g := &s.x.grams
	for _, span := range s.x.spans(p) {
		for _, w := range g.words[g.first[span.from]:g.first[span.to]] {
			s.marks[w/64] |= 1 << (w % 64)
		}
	}
	left := maxCandidates
	for i := 0; i < len(s.marks) && left > 0; i++ {
		for b := s.marks[i]; b != 0; b &= b - 1 {
			f(i*64 + bits.TrailingZeros64(b))
			left--
		}
	}
}

// judge says how well a match of a word answers, and by what.
func judge(w *searchWord, m *match) (tier, string) {
	whole := m.start == 0 && m.end == int(w.len)
	spelt := m.way.spoken > 0
	switch {
	case w.field == fieldFormer, w.field == fieldRetired:
		matched := ByFormer
		if w.field == fieldRetired {
			matched = ByRetired
		}
		return pick(whole && !spelt, tierOldName, pick(spelt, tierPinyinInside, tierNameInside)), matched
	case w.field == fieldService:
		return tierService, ByName
	case w.field == fieldAddress && spelt:
		return tierAddressSpelt, ByPinyin
	case spelt:
		return judgeSpelt(m, whole)
	case w.field == fieldAddress:
		return pick(whole, tierAddress, pick(m.start == 0, tierAddressPrefix, tierAddressInside)), ByAddress
	case w.field == fieldEnglish:
		return pick(whole, tierName, pick(m.start == 0, tierPinyinPrefix, tierPinyinInside)), ByName
	default:
		return pick(whole, tierName, pick(m.start == 0, tierNamePrefix, tierNameInside)), ByName
	}
}

// judgeSpelt judges what was matched by pinyin.
func judgeSpelt(m *match, whole bool) (tier, string) {
	if m.way.initials == m.way.spoken {
		return pick(whole, tierInitials, pick(m.start == 0, tierInitialsPrefix, tierInitialsInside)), ByInitials
	}
	return pick(whole, tierPinyin, pick(m.start == 0, tierPinyinPrefix, tierPinyinInside)), ByPinyin
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}
