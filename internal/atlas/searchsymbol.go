package atlas

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// The classes of symbols: a text is found by the classes of three symbols in a row.
const (
	classEnd   = 0 // after the last symbol
	classDigit = 27
	classOther = 37
	classes    = 64
)

// maxReadings bounds how many readings of a character are known.
const maxReadings = 6

// symbol is a letter, a digit or a character as the index knows it.
type symbol struct {
	rune rune
	// readings are its syllables in pinyin without tones, the common one first.
	readings []string
	// classes are the letters or digits with which one may begin to type it.
	classes []uint8
}

// symbols numbers the runes that occur in the city's names. Number 0 stands for a space.
type symbols struct {
	ids  map[rune]uint16
	list []symbol
	// marks is what matching looks at most, of each symbol.
	marks []symbolMarks
	// syllables are those of all readings, true, and all that they begin with, false.
	syllables map[string]bool
	longest   int // letters of the longest syllable
}

type symbolMarks struct {
	classes      uint64 // a bit for each class
	latin, digit bool
}

const (
	symbolSpace = 0
	maxSymbols  = 1 << 16
)

func newSymbols() *symbols {
	return &symbols{
		ids: map[rune]uint16{' ': symbolSpace}, list: []symbol{{rune: ' '}}, marks: make([]symbolMarks, 1), syllables: map[string]bool{},
	}
}

// add gives the number of a rune. A city with more kinds of characters than can be numbered
// does not find the last ones: they are spaces.
func (s *symbols) add(r rune) uint16 {
	if id, ok := s.ids[r]; ok {
		return id
	}
	if len(s.list) == maxSymbols {
		return symbolSpace
	}
	y := symbol{rune: r, readings: readings(r)}
	for _, syllable := range y.readings {
		for n := 1; n < len(syllable); n++ {
			if _, known := s.syllables[syllable[:n]]; !known {
				s.syllables[syllable[:n]] = false
			}
		}
		s.syllables[syllable] = true
		s.longest = max(s.longest, len(syllable))
		y.class(classOf(rune(syllable[0])))
	}
	y.class(classOf(r))
	id := uint16(len(s.list))
	marks := symbolMarks{latin: latin(r), digit: digit(r)}
	for _, c := range y.classes {
		marks.classes |= 1 << c
	}
	s.ids[r], s.list, s.marks = id, append(s.list, y), append(s.marks, marks)
	return id
}

// class adds a class once. A character that has readings goes by them alone.
func (y *symbol) class(c uint8) {
	if len(y.readings) > 0 && c >= classOther {
		return
	}
	if !strings.Contains(string(y.classes), string([]byte{c})) {
		y.classes = append(y.classes, c)
	}
}

func classOf(r rune) uint8 {
	switch {
	case latin(r):
		return uint8(r-'a') + 1
	case digit(r):
		return uint8(r-'0') + classDigit
	default:
		return classOther + uint8(r%(classes-classOther))
	}
}

// readings are the syllables of a character. ü is typed v, u and yu.
func readings(r rune) []string {
	var out []string
	for _, syllable := range pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal, Heteronym: true}) {
		if !plainSyllable(syllable) {
			continue
		}
		out = append(out, syllable)
		if at := strings.IndexByte(syllable, 'v'); at > 0 {
			out = append(out, syllable[:at]+"u"+syllable[at+1:], syllable[:at]+"yu"+syllable[at+1:])
		}
	}
	return out[:min(len(out), maxReadings)]
}

func plainSyllable(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}
