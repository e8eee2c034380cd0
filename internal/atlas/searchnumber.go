package atlas

import (
	"slices"
	"strconv"
	"strings"
)

const (
	numerals = "零一二三四五六七八九"
	numbers  = numerals + "〇两十百"
)

// arabic writes the Chinese numbers up to 999 in a folded text with digits: 第十五网格 is
// 第15网格. It gives nil when there is none.
func arabic(in []rune) []rune {
	var out []rune
	changed := false
	for i := 0; i < len(in); {
		end := i
		for end < len(in) && strings.ContainsRune(numbers, in[end]) {
			end++
		}
		if end == i {
			out = append(out, in[i])
			i++
			continue
		}
		if n, ok := parseChinese(in[i:end]); ok {
			out, changed = append(out, []rune(n)...), true
		} else {
			out = append(out, in[i:end]...)
		}
		i = end
	}
	if !changed {
		return nil
	}
	return out
}

// parseChinese reads a number: figures one after the other (二〇六) or with their places
// (二百零六, 十六). What is neither is no number.
func parseChinese(in []rune) (digits string, ok bool) {
	if len(in) > 6 {
		return "", false
	}
	if !slices.ContainsFunc(in, func(r rune) bool { return r == '十' || r == '百' || r == '两' }) {
		for _, r := range in {
			digits += strconv.Itoa(figure(r))
		}
		return digits, true
	}
	value, rest, ok := hundreds(in)
	if !ok {
		return "", false
	}
	tens := slices.Index(rest, '十')
	switch {
	case tens < 0:
	case tens == 0 && value == 0:
		value, rest = 10, rest[1:]
	case tens == 1 && figure(rest[0]) > 0:
		value, rest = value+10*figure(rest[0]), rest[2:]
	default:
		return "", false
	}
	switch {
	case len(rest) == 0:
	case len(rest) == 1 && figure(rest[0]) > 0:
		value += figure(rest[0])
	default:
		return "", false
	}
	return strconv.Itoa(value), true
}

// hundreds reads what stands before the tens, with the 零 that may follow it.
func hundreds(in []rune) (value int, rest []rune, ok bool) {
	at := slices.Index(in, '百')
	if at < 0 {
		return 0, in, true
	}
	if at != 1 || figure(in[0]) < 1 {
		return 0, nil, false
	}
	value, rest = 100*figure(in[0]), in[2:]
	if len(rest) == 2 && figure(rest[0]) == 0 {
		rest = rest[1:]
	}
	return value, rest, true
}

// figure is the value of a numeral, -1 of another character.
func figure(r rune) int {
	switch r {
	case '〇':
		return 0
	case '两':
		return 2
	}
	for i, n := range []rune(numerals) {
		if n == r {
			return i
		}
	}
	return -1
}
