package atlas

// atom is one symbol of a question.
type atom struct {
	symbol uint16 // 0 when the city has no such symbol
	class  uint8
	latin  bool
}

// pattern is a question, or a word of one, ready to be matched.
type pattern struct {
	atoms []atom
	// letters holds the Latin letters of atoms, byte for byte, and '.' for others.
	letters string
}

// pattern makes a folded text ready. ok is false when no text of the index can match: it
// has a character that the city does not know.
func (x *searchIndex) pattern(text []rune) (p *pattern, ok bool) {
	p = &pattern{}
	letters := make([]byte, 0, len(text))
	for _, r := range text {
		if r == ' ' {
			continue
		}
		a := atom{symbol: x.symbols.ids[r], class: classOf(r), latin: latin(r)}
		letter := byte('.')
		switch {
		case a.latin:
			letter = byte(r)
		case a.symbol == symbolSpace:
			return nil, false
		default:
			a.class = x.symbols.list[a.symbol].classes[0]
		}
		p.atoms, letters = append(p.atoms, a), append(letters, letter)
	}
	p.letters = string(letters)
	return p, len(p.atoms) > 0 && len(p.atoms) <= maxFolded
}

// latinEnd is where the Latin letters at an atom end; the atom itself when it is none.
func (p *pattern) latinEnd(at int) int {
	for at < len(p.letters) && p.letters[at] != '.' {
		at++
	}
	return at
}

// match tells how a pattern lies in a text.
type match struct {
	start, end int
	way        way
	// cut is true when the match ends inside a number.
	cut bool
}

// way counts how a match came about.
type way struct {
	// spoken counts the characters that were matched by a reading; of them, initials by its
	// first letter alone and rare by another than the common one.
	spoken, initials, rare uint8
}

// cost orders matches of the same kind: 0 is the best.
func (w way) cost() int { return min(int(w.initials), 15)<<4 | min(int(w.rare), 7)<<1 }

func (m *match) cost() int {
	if m.cut {
		return m.way.cost() | 1
	}
	return m.way.cost()
}

// state is a way to have matched the first atoms of a pattern.
type state struct {
	atom uint8 // a question has at most MaxSearchText of them
	way  way
}

// matcher finds patterns in texts. It keeps its states between calls and is for one
// goroutine.
type matcher struct {
	x         *searchIndex
	now, next []state
}

// find gives the best match of a pattern in a text: one at the beginning before others,
// then the cheapest, then the first.
func (m *matcher) find(p *pattern, text []uint16) (best match, ok bool) {
	first, marks := p.atoms[0], m.x.symbols.marks
	for start, symbol := range text {
		if marks[symbol].classes>>first.class&1 == 0 || !m.x.begins(text, start) {
			continue
		}
		found, is := m.from(p, text, start)
		if !is || ok && (best.start == 0 || found.cost() >= best.cost()) {
			continue
		}
		if best, ok = found, true; best.cost() == 0 {
			break // nothing that follows is better
		}
	}
	return best, ok
}

// from matches at one place. What is written as in the question needs no more than a look;
// for what is spoken, all ways to cut the pattern are carried along the text.
func (m *matcher) from(p *pattern, text []uint16, start int) (best match, ok bool) {
	at, atom := start, 0
	for at < len(text) && p.atoms[atom].symbol == text[at] {
		at, atom = m.x.after(text, at), atom+1
		if atom == len(p.atoms) {
			return m.ends(text, start, at, way{}), true
		}
	}
	if !p.atoms[atom].latin {
		return best, false // the symbols up to here can be matched in one way only
	}
	m.now = append(m.now[:0], state{atom: uint8(atom)})
	for ; at < len(text) && len(m.now) > 0; at++ {
		if text[at] == symbolSpace {
			continue
		}
		m.next = m.next[:0]
		for _, s := range m.now {
			m.step(p, s, text[at])
		}
		kept := m.next[:0]
		for _, s := range m.next {
			if int(s.atom) < len(p.atoms) {
				kept = append(kept, s)
			} else if !ok || s.way.cost() < best.way.cost() {
				best, ok = m.ends(text, start, at+1, s.way), true
			}
		}
		m.now, m.next = kept, m.now
	}
	return best, ok
}

// ends is the match from start up to end, less the space before it.
func (m *matcher) ends(text []uint16, start, end int, w way) match {
	for text[end-1] == symbolSpace {
		end--
	}
	marks := m.x.symbols.marks
	cut := end < len(text) && marks[text[end-1]].digit && marks[text[end]].digit
	return match{start: start, end: end, way: w, cut: cut}
}

// step goes on from a state over one symbol of the text.
func (m *matcher) step(p *pattern, s state, symbol uint16) {
	a := &p.atoms[s.atom]
	if a.symbol == symbol {
		m.reach(s.atom+1, s.way)
		return // what is written so is not also spoken
	}
	if !a.latin || m.x.symbols.marks[symbol].classes>>a.class&1 == 0 {
		return
	}
	rest := p.letters[s.atom:]
	for i, syllable := range m.x.symbols.list[symbol].readings {
		n := shared(syllable, rest)
		if n == 0 {
			continue
		}
		to := s.way
		to.spoken++
		to.rare += pick[uint8](i > 0, 1, 0)
		if n == len(syllable) || n > 1 && n == len(rest) {
			m.reach(s.atom+uint8(n), to)
		}
		if len(syllable) == 1 {
			continue
		}
		to.initials++
		m.reach(s.atom+1, to)
		if n >= 2 && double(syllable[:2]) {
			m.reach(s.atom+2, to)
		}
	}
}

// reach keeps the cheapest way to each atom.
func (m *matcher) reach(atom uint8, to way) {
	for i := range m.next {
		if m.next[i].atom == atom {
			if to.cost() < m.next[i].way.cost() {
				m.next[i].way = to
			}
			return
		}
	}
	m.next = append(m.next, state{atom: atom, way: to})
}

// shared is the length of the common beginning.
func shared(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
