package atlas

import (
	"strings"
	"sync"
	"unicode"

	"github.com/longbridgeapp/opencc"
)

// maxFolded bounds what is compared of one text, in runes.
const maxFolded = 200

// accents are the letters of pinyin with tones, by the letter that one types for them.
var accents = map[rune]string{
	'a': "āáǎàâäå", 'e': "ēéěèêë", 'i': "īíǐìîï", 'o': "ōóǒòôö", 'u': "ūúǔùû", 'v': "ǖǘǚǜü", 'n': "ńňǹñ", 'm': "ḿ", 'c': "ç",
}

// plainLetters turns those letters round.
var plainLetters = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	for letter, forms := range accents {
		for _, r := range forms {
			out[r] = letter
		}
	}
	return out
})

// simplified maps each character to the one of mainland China, where that is another. It
// goes by character on both sides of a comparison, so that equal texts stay equal; the
// dictionaries are inside the program.
var simplified = sync.OnceValues(func() (map[rune]rune, error) {
	out := map[rune]rune{}
	for _, conversion := range []string{"t2s", "hk2s", "tw2s"} {
		cc, err := opencc.New(conversion)
		if err != nil {
			return nil, err
		}
		for r := rune(0x3400); r < 0xa000; r++ {
			if _, done := out[r]; done {
				continue
			}
			s, err := cc.Convert(string(r))
			if err != nil {
				return nil, err
			}
			if to := []rune(s); len(to) == 1 && to[0] != r {
				out[r] = to[0]
			}
		}
	}
	return out, nil
})

// folder brings texts into the form in which they are compared.
type folder struct{ letters, characters map[rune]rune }

func newFolder() (*folder, error) {
	c, err := simplified()
	return &folder{letters: plainLetters(), characters: c}, err
}

// rune folds width, case, accents and script; what is neither letter nor digit is a space,
// but for the # of house numbers.
func (f *folder) rune(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xfee0
	}
	r = unicode.ToLower(r)
	if to, ok := f.letters[r]; ok {
		return to
	}
	if to, ok := f.characters[r]; ok {
		return to
	}
	if r == '#' || r == '〇' || r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)) {
		return r
	}
	return ' '
}

// text folds a text, of which it takes the first maxFolded runes: one space is left
// between words of Latin letters or digits, none elsewhere.
func (f *folder) text(s string) []rune {
	out := make([]rune, 0, min(len(s), maxFolded))
	gap := false
	for _, r := range s {
		if len(out) == maxFolded {
			break
		}
		r = f.rune(r)
		switch {
		case r == ' ':
			gap = true
			continue
		case unicode.IsMark(r) && len(out) > 0 && latin(out[len(out)-1]):
			continue // an accent that stands apart
		case gap && len(out) > 0 && worded(out[len(out)-1]) && worded(r):
			out = append(out, ' ')
		}
		out, gap = append(out, r), false
	}
	return houses(out)
}

// words folds the words of a question, as its writer parted them.
func (f *folder) words(s string) [][]rune {
	var out [][]rune
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",，、;；/|>›·()（）", r)
	})
	for _, part := range parts {
		if w := f.text(part); len(w) > 0 {
			out = append(out, w)
		}
	}
	return out
}

func latin(r rune) bool  { return 'a' <= r && r <= 'z' }
func digit(r rune) bool  { return '0' <= r && r <= '9' }
func worded(r rune) bool { return latin(r) || digit(r) }

// houses writes the ways to number a building (3栋, 3幢, 3#, 3#楼) as 3号楼.
func houses(in []rune) []rune {
	out := in[:0:0]
	for i := 0; i < len(in); i++ {
		r := in[i]
		numbered := i > 0 && digit(in[i-1])
		switch {
		case numbered && (r == '栋' || r == '幢'):
			out = append(out, '号', '楼')
		case numbered && r == '#':
			out = append(out, '号', '楼')
			if i+1 < len(in) && in[i+1] == '楼' {
				i++
			}
		case r != '#':
			out = append(out, r)
		}
	}
	return out
}
