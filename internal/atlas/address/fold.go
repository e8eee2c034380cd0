package address

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// MaxText is the longest address, in runes.
const MaxText = 200

// text is an address in the form in which it is compared, and where each rune of it stood.
type text struct {
	runes    []rune
	from, to []int // in said
	said     []rune
	raw      []rune // letter by letter
	at       []int  // of raw, in said
}

// cut is what the address said at canonical runes from…to.
func (t *text) cut(from, to int) string {
	if from >= to {
		return ""
	}
	return strings.TrimSpace(string(t.said[t.from[from]:t.to[to-1]]))
}

func (t *text) add(r rune, from, to int) {
	t.runes, t.from, t.to = append(t.runes, r), append(t.from, from), append(t.to, to)
}

const (
	dashes     = "-‐‑‒–—―−－﹣~～"
	numberSign = "#＃№"
)

// fold brings an address into the form in which it is compared: letters by rune, dashes to '-',
// Chinese numbers to digits. Spaces and punctuation go, but for one space between digits or letters that
// they keep apart. What stands in brackets stays: it is often the name people know.
func fold(said string, letter func(rune) rune) *text {
	t := &text{said: []rune(said)}
	t.letters(letter, spacedOut(t.said))
	gap := false
	for i := 0; i < len(t.raw); {
		if n := numeralRun(t.raw[i:]); n > 0 {
			t.numeral(i, i+n, gap)
			i, gap = i+n, false
			continue
		}
		if t.raw[i] == ' ' {
			gap = true
			i++
			continue
		}
		t.apart(gap, t.raw[i], t.at[i])
		t.add(t.raw[i], t.at[i], t.at[i]+1)
		i, gap = i+1, false
	}
	t.dash()
	return t
}

// letters folds letter by letter into raw; spaces only where they mean something.
func (t *text) letters(letter func(rune) rune, spaced bool) {
	t.raw, t.at = make([]rune, 0, len(t.said)), make([]int, 0, len(t.said))
	for i, r := range t.said {
		if spaced && unicode.IsSpace(r) {
			continue
		}
		t.raw, t.at = append(t.raw, fold1(r, letter)), append(t.at, i)
	}
}

// spacedOut is true of a text with a space after every character: 3 号 楼 is written so.
func spacedOut(said []rune) bool {
	pairs, last := 0, false
	for i, r := range said {
		space := unicode.IsSpace(r)
		if !space && i > 0 && !last {
			pairs++ // two in a row
		}
		last = space
	}
	return pairs == 0 && len(said) > 4
}

func fold1(r rune, letter func(rune) rune) rune {
	switch {
	case strings.ContainsRune(dashes, r):
		return '-'
	case strings.ContainsRune(numberSign, r):
		return '#'
	}
	return letter(r)
}

// apart keeps a space between what would run together.
func (t *text) apart(gap bool, next rune, at int) {
	if n := len(t.runes); gap && n > 0 && plain(t.runes[n-1]) && plain(next) {
		t.add(' ', at, at)
	}
}

// numeral adds a run of Chinese numerals, as digits where it is a number.
func (t *text) numeral(from, to int, gap bool) {
	digits, ok := parseNumeral(t.raw[from:to])
	if !ok {
		for i := from; i < to; i++ {
			t.add(t.raw[i], t.at[i], t.at[i]+1)
		}
		return
	}
	t.apart(gap, '0', t.at[from])
	for _, r := range digits {
		t.add(r, t.at[from], t.at[to-1]+1)
	}
}

// dash writes 18号之3, 18之3号 and 18号-3 with one dash between the figures.
func (t *text) dash() {
	for i := 1; i+1 < len(t.runes); i++ {
		if t.runes[i] == '之' && digit(t.runes[i+1]) && (digit(t.runes[i-1]) || t.runes[i-1] == '号') {
			t.runes[i] = '-'
		}
	}
}

func digit(r rune) bool { return '0' <= r && r <= '9' }
func latin(r rune) bool { return 'a' <= r && r <= 'z' }
func plain(r rune) bool { return digit(r) || latin(r) }

// figures are the numerals, by their value.
var figures = map[rune]int{
	'零': 0, '〇': 0, '○': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
}

// steps are the numerals that tell a place.
var steps = map[rune]int{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}

// numeralRun is how many Chinese numerals stand at the beginning.
func numeralRun(raw []rune) int {
	for i, r := range raw {
		if _, is := figures[r]; is {
			continue
		}
		if _, is := steps[r]; !is {
			return i
		}
	}
	return len(raw)
}

// maxNumeral is the longest Chinese number that is read, in runes.
const maxNumeral = 8

// parseNumeral reads a number up to 9999: figures one after the other (二〇六) or with their places
// (二百零六, 十六). What is neither is no number; nor is 二百五, which may be 205 or 250.
func parseNumeral(run []rune) (digits string, ok bool) {
	if len(run) == 0 || len(run) > maxNumeral {
		return "", false
	}
	if !slices.ContainsFunc(run, func(r rune) bool { return steps[r] > 0 }) {
		out := make([]byte, len(run))
		for i, r := range run {
			out[i] = byte('0' + figures[r])
		}
		return string(out), true
	}
	value, last := 0, 0 // last is the place of the last figure; 0 = none yet
	rest := run
	for step := 1000; step >= 10; step /= 10 {
		switch {
		case len(rest) > 1 && figures[rest[0]] > 0 && steps[rest[1]] == step:
			value, last, rest = value+figures[rest[0]]*step, step, rest[2:]
		case step == 10 && value == 0 && steps[rest[0]] == step:
			value, last, rest = step, step, rest[1:]
		}
		if len(rest) > 1 && zero(rest[0]) {
			last, rest = 10, rest[1:]
		}
	}
	switch {
	case len(rest) == 0 && value > 0:
	case len(rest) == 1 && last == 10 && figures[rest[0]] > 0:
		value += figures[rest[0]]
	default:
		return "", false
	}
	return strconv.Itoa(value), true
}

func zero(r rune) bool {
	v, is := figures[r]
	return is && v == 0
}
