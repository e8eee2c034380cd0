package atlas

import "slices"

// grams lists, for each row of three classes, the words in which it begins somewhere. The
// lists of all rows that begin alike stand together, so that one and two classes are found
// as fast.
type grams struct {
	first []uint32 // where the list of a key begins in words; one more than keys
	words []uint32 // numbers of words, rising in each list
}

const keys = classes * classes * classes

func key(a, b, c uint8) uint32 {
	return (uint32(a)*classes+uint32(b))*classes + uint32(c)
}

// newGrams counts, then fills: no list grows.
func newGrams(x *searchIndex) grams {
	g := grams{first: make([]uint32, keys+1)}
	last := make([]uint32, keys) // the word that was put in last, and 1
	each := func(f func(key, word uint32)) {
		clear(last)
		for w := range x.words {
			x.eachGram(w, func(k uint32) {
				if last[k] != uint32(w)+1 {
					last[k] = uint32(w) + 1
					f(k, uint32(w))
				}
			})
		}
	}
	each(func(k, _ uint32) { g.first[k+1]++ })
	for k := range keys {
		g.first[k+1] += g.first[k]
	}
	g.words = make([]uint32, g.first[keys])
	next := slices.Clone(g.first[:keys])
	each(func(k, w uint32) {
		g.words[next[k]] = w
		next[k]++
	})
	return g
}

var ended = []uint8{classEnd}

// eachGram gives the keys of a word at every place where a match may begin.
func (x *searchIndex) eachGram(word int, f func(key uint32)) {
	text := x.text(word)
	for i := range text {
		if !x.begins(text, i) {
			continue
		}
		j := x.after(text, i)
		second, k := x.classesAt(text, j), x.after(text, j)
		third := x.classesAt(text, k)
		for _, a := range x.symbols.list[text[i]].classes {
			for _, b := range second {
				for _, c := range third {
					f(key(a, b, c))
				}
			}
		}
	}
}

// begins is true where a match may begin: not inside a number or a Latin word.
func (x *searchIndex) begins(text []uint16, i int) bool {
	if text[i] == symbolSpace {
		return false
	}
	if i == 0 {
		return true
	}
	here, before := x.symbols.marks[text[i]], x.symbols.marks[text[i-1]]
	return !(here.digit && before.digit || here.latin && before.latin)
}

// after is the place of the next symbol that is no space.
func (x *searchIndex) after(text []uint16, i int) int {
	i++
	for i < len(text) && text[i] == symbolSpace {
		i++
	}
	return i
}

func (x *searchIndex) classesAt(text []uint16, i int) []uint8 {
	if i >= len(text) {
		return ended
	}
	return x.symbols.list[text[i]].classes
}

// span is a run of keys.
type span struct{ from, to uint32 }

// spans are the rows of classes with which a word can begin to match a pattern, whichever
// way its letters are cut into syllables and initials.
func (x *searchIndex) spans(p *pattern) []span {
	var out []span
	var cut func(at, depth int, row [3]uint8)
	cut = func(at, depth int, row [3]uint8) {
		if at == len(p.atoms) || depth == 3 {
			out = append(out, rowSpan(row, depth))
			return
		}
		row[depth] = p.atoms[at].class
		next := []int{at + 1}
		for n := 2; n <= x.symbols.longest && at+n <= p.latinEnd(at); n++ {
			if part := p.letters[at : at+n]; x.symbols.syllables[part] || n == 2 && double(part) {
				next = append(next, at+n)
			}
		}
		if _, part := x.symbols.syllables[p.letters[at:]]; part {
			next = append(next, len(p.atoms)) // the last syllable may be typed in part
		}
		for _, to := range next {
			cut(to, depth+1, row)
		}
	}
	cut(0, 0, [3]uint8{})
	slices.SortFunc(out, func(a, b span) int {
		if a.from != b.from {
			return int(a.from) - int(b.from)
		}
		return int(b.to) - int(a.to)
	})
	kept := out[:0]
	for _, s := range out {
		if len(kept) == 0 || s.from >= kept[len(kept)-1].to {
			kept = append(kept, s)
		}
	}
	return kept
}

// double is true of the initials of two letters.
func double(s string) bool { return s == "zh" || s == "ch" || s == "sh" }

func rowSpan(row [3]uint8, depth int) span {
	from := key(row[0], row[1], row[2])
	switch depth {
	case 1:
		return span{from, from + classes*classes}
	case 2:
		return span{from, from + classes}
	default:
		return span{from, from + 1}
	}
}
