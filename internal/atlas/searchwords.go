package atlas

import "strings"

// maxParts bounds into how many parts a question is cut.
const maxParts = 12

// parts cuts a question further than its writer did: after the names of areas and roads
// with which an address begins, and before numbers. It is empty when there are too many.
func (x *searchIndex) parts(words [][]rune) [][]rune {
	var out [][]rune
	for _, w := range words {
		for len(w) > 0 && len(out) <= maxParts {
			n := x.knownPrefix(w)
			if n == 0 {
				n = beforeNumber(w)
			}
			out = append(out, w[:n])
			w = w[n:]
		}
	}
	if len(out) > maxParts {
		return nil
	}
	return out
}

// knownPrefix is the length of the longest name with which a text begins, 0 = none, or
// nothing follows it.
func (x *searchIndex) knownPrefix(w []rune) int {
	for n := len(w) - 1; n > 1; n-- {
		if _, ok := x.known[string(w[:n])]; ok && !(digit(w[n-1]) && digit(w[n])) {
			return n
		}
	}
	return 0
}

// beforeNumber is the length of a text up to a number that does not begin it.
func beforeNumber(w []rune) int {
	for i := 1; i < len(w); i++ {
		if digit(w[i]) && !digit(w[i-1]) {
			return i
		}
	}
	return len(w)
}

// part is a word of a question in all its spellings.
type part struct {
	forms  []*pattern
	number bool // digits only
	around map[int32]bool
}

// apart offers the entries in which each part is found: in one of their texts, or in the
// name of an area around them; at least one in their own texts.
func (s *search) apart(texts [][]rune) {
	parts := make([]part, len(texts))
	others := false
	for i, t := range texts {
		parts[i] = part{number: strings.Trim(string(t), "0123456789") == "", around: map[int32]bool{}}
		for _, form := range forms(t) {
			if p, ok := s.x.pattern(form); ok {
				parts[i].forms = append(parts[i].forms, p)
			}
		}
		if len(parts[i].forms) == 0 {
			return
		}
		others = others || !parts[i].number
	}
	done := make([]uint64, len(s.x.entries)/64+1)
	for i := range parts {
		if parts[i].number && others {
			continue // too many have it; another part leads to them
		}
		for _, p := range parts[i].forms {
			s.candidates(p, func(w int) {
				if e := s.x.words[w].entry; done[e/64]>>(e%64)&1 == 0 {
					done[e/64] |= 1 << (e % 64)
					s.together(parts, e)
				}
			})
		}
	}
}

// together offers an entry if all parts are found.
func (s *search) together(parts []part, e int32) {
	o := offer{entry: e, tier: tierWords, matched: ByName}
	own := false
	for i := range parts {
		w, m, ok := s.own(&parts[i], e)
		if !ok {
			if !s.around(&parts[i], e) {
				return
			}
			o.tier = tierAround
			o.cost++ // the less of it is in the name
			continue
		}
		own = true
		o.cost += m.cost()
		word := &s.x.words[w]
		o.length = max(o.length, int(word.len))
		switch _, matched := judge(word, &m); matched {
		case ByAddress:
			o.tier = tierAround
			o.cost++
			o.matched = pick(o.matched == ByName, ByAddress, o.matched)
		case ByName:
		default:
			o.matched, o.note = matched, word.note
		}
	}
	if own {
		s.offer(o)
	}
}

// own finds a part in the texts of an entry, in names before the address.
func (s *search) own(p *part, e int32) (word int, m match, ok bool) {
	from, to := s.x.wordsOf(e)
	for w := from; w < to; w++ {
		for _, form := range p.forms {
			if m, ok := s.m.find(form, s.x.text(w)); ok && !m.cut {
				return w, m, true
			}
		}
	}
	return 0, match{}, false
}

// around is true when a part begins the name of an area that holds the entry.
func (s *search) around(p *part, e int32) bool {
	if p.number {
		return false
	}
	for up := s.x.entries[e].holds; up >= 0; up = s.x.entries[up].holds {
		in, known := p.around[up]
		if !known {
			_, m, ok := s.own(p, up)
			in = ok && m.start == 0
			p.around[up] = in
		}
		if in {
			return true
		}
	}
	return false
}

// anyway is for a question that found nothing: without the digits that write tones; with a
// slip of the finger put right; with its last parts left aside. It gives a note on what it
// did.
func (s *search) anyway(words [][]rune) (note string) {
	if plain, changed := withoutTones(words); changed {
		if s.byText(plain); len(s.top) > 0 {
			return ""
		}
		words = plain
	}
	for _, right := range s.x.typed.near(words) {
		s.byText(right)
		if len(s.top) > 0 {
			return "没有“" + spaced(words) + "”，按相近拼写“" + spaced(right) + "”查找"
		}
	}
	parts := s.x.parts(words)
	for n := len(parts) - 1; n > 0 && n >= len(parts)-3; n-- {
		if n == 1 && len(parts[0]) < 2 {
			break
		}
		if s.byText(parts[:n]); len(s.top) > 0 {
			return "没有找到“" + spaced(parts[n:]) + "”"
		}
	}
	return ""
}

func spaced(words [][]rune) string {
	out := ""
	for i, w := range words {
		if i > 0 && worded(w[0]) && latin(words[i-1][len(words[i-1])-1]) {
			out += " "
		}
		out += string(w)
	}
	return out
}

// withoutTones takes the digits 1 to 5 out that follow the letters of a syllable.
func withoutTones(words [][]rune) (out [][]rune, changed bool) {
	for _, w := range words {
		var kept []rune
		for i, r := range w {
			alone := i+1 == len(w) || !digit(w[i+1])
			if i > 0 && latin(w[i-1]) && '1' <= r && r <= '5' && alone {
				changed = true
				continue
			}
			kept = append(kept, r)
		}
		out = append(out, kept)
	}
	return out, changed
}
