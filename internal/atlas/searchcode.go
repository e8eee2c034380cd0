package atlas

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// codeList holds all codes, the shortest first, those of one length in their order.
type codeList struct{ codes []codeWord }

// codeWord is a code by which an entry is found.
type codeWord struct {
	code    string // folded by foldCode
	matched string
	entry   int32
	note    int32
}

// foldCode takes the spaces and signs out of a code that was typed or pasted, and writes
// full-width digits and letters as plain capitals.
func foldCode(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e {
			r -= 0xfee0
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

func (l *codeList) add(code, matched string, entry, note int32) {
	if folded := foldCode(code); folded != "" {
		l.codes = append(l.codes, codeWord{code: folded, matched: matched, entry: entry, note: note})
	}
}

func (l *codeList) sort() {
	slices.SortFunc(l.codes, func(a, b codeWord) int {
		return cmp.Or(cmp.Compare(len(a.code), len(b.code)), cmp.Compare(a.code, b.code), cmp.Compare(a.entry, b.entry), cmp.Compare(a.note, b.note))
	})
	l.codes = slices.Clip(l.codes)
}

// of gives the codes of one length that begin with a prefix.
func (l *codeList) of(length int, prefix string) []codeWord {
	at := func(s string) int {
		i, _ := slices.BinarySearchFunc(l.codes, s, func(c codeWord, s string) int {
			return cmp.Or(cmp.Compare(len(c.code), length), cmp.Compare(c.code, s))
		})
		return i
	}
	from := at(prefix)
	rest := l.codes[from:]
	n := slices.IndexFunc(rest, func(c codeWord) bool { return len(c.code) != length || !strings.HasPrefix(c.code, prefix) })
	if n < 0 {
		return rest
	}
	return rest[:n]
}

// longest is the length of the longest code.
func (l *codeList) longest() int {
	if len(l.codes) == 0 {
		return 0
	}
	return len(l.codes[len(l.codes)-1].code)
}

// byCode offers what has the code, and what has codes that begin so.
func (s *search) byCode(text string) {
	q := foldCode(text)
	if q == "" {
		return
	}
	l := &s.x.codes
	for _, c := range l.of(len(q), q) {
		tier := tierCode
		if c.matched != ByCode {
			tier = tierOldCode
		}
		s.offer(offer{entry: c.entry, tier: tier, matched: c.matched, note: c.note})
	}
	if len(q) < 2 || !strings.ContainsAny(q, "0123456789") {
		return
	}
	for n := len(q) + 1; n <= l.longest() && !s.full(); n++ {
		for _, c := range l.of(n, q) {
			s.offer(offer{entry: c.entry, tier: tierCodePrefix, cost: n - len(q), matched: c.matched, note: c.note})
		}
	}
}
