package codec

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxDepth bounds the nesting of JSON values, well and WKB collections.
const maxDepth = 64

// expect reads one token that must be want.
func (l *jsonLexer) expect(want jsonToken) error {
	got, err := l.next()
	if err != nil {
		return err
	}
	if got != want {
		return l.unexpected(got, "expected "+string(rune(want)))
	}
	return nil
}

func (l *jsonLexer) unexpected(got jsonToken, instead string) error {
	if got == tokenEOF {
		return l.fail(KindTruncated, "the file ends in the middle of its JSON")
	}
	return l.fail(KindMalformed, "unexpected %q, %s", rune(got), instead)
}

// members reads an object whose '{' was read and calls f after each key; f must read
// the value. Depth is the nesting of the object itself.
func (l *jsonLexer) members(depth int, f func(key string) error) error {
	return l.list('}', depth, func() error {
		if err := l.expect(tokenString); err != nil {
			return err
		}
		key := string(l.text)
		if err := l.expect(':'); err != nil {
			return err
		}
		return f(key)
	})
}

// elements reads an array whose '[' was read; f must read one element.
func (l *jsonLexer) elements(depth int, f func() error) error { return l.list(']', depth, f) }

func (l *jsonLexer) list(end byte, depth int, f func() error) error {
	if depth > maxDepth {
		return l.fail(KindMalformed, "values are nested more than %d deep", maxDepth)
	}
	for first := true; ; first = false {
		more, err := l.more(end, first)
		if err != nil || !more {
			return err
		}
		if err := f(); err != nil {
			return err
		}
	}
}

// more reads the comma before a further item, or the end of the list.
func (l *jsonLexer) more(end byte, first bool) (bool, error) {
	c, err := l.peek()
	if err != nil {
		return false, err
	}
	if c == end {
		_, err := l.next()
		return false, err
	}
	if first {
		return true, nil
	}
	return true, l.expect(',')
}

// skip reads one value and forgets it.
func (l *jsonLexer) skip(depth int) error {
	t, err := l.next()
	if err != nil {
		return err
	}
	return l.skipRest(t, depth)
}

// skipRest reads the rest of the value whose first token was t.
func (l *jsonLexer) skipRest(t jsonToken, depth int) error {
	switch t {
	case '{':
		return l.members(depth, func(string) error { return l.skip(depth + 1) })
	case '[':
		return l.elements(depth, func() error { return l.skip(depth + 1) })
	case '}', ']', ',', ':', tokenEOF:
		return l.unexpected(t, "expected a value")
	case tokenString, tokenNumber, tokenNonFinite, tokenTrue, tokenFalse, tokenNull: // read whole already
	}
	return nil
}

// property reads one value as the text of a property: strings verbatim, numbers as number
// gives them, true and false as such, objects and arrays as compact JSON.
// ok is false for null and for numbers that are not finite.
func (l *jsonLexer) property(depth int) (text string, ok bool, err error) {
	t, err := l.next()
	if err != nil {
		return "", false, err
	}
	switch t {
	case tokenString:
		return string(l.text), true, nil
	case tokenNumber:
		return number(string(l.text)), true, nil
	case tokenTrue, tokenFalse:
		return string(l.text), true, nil
	case tokenNull, tokenNonFinite:
		return "", false, nil
	case '{', '[':
		var b bytes.Buffer
		err := l.compact(t, depth, &b)
		return b.String(), true, err
	default:
		return "", false, l.unexpected(t, "expected a value")
	}
}

// compact writes the value whose first token was t without white space.
func (l *jsonLexer) compact(t jsonToken, depth int, b *bytes.Buffer) error {
	if b.Len() > l.limit {
		return l.fail(KindTooLarge, "a property is longer than %d bytes", l.limit)
	}
	nested := func() error {
		t, err := l.next()
		if err != nil {
			return err
		}
		return l.compact(t, depth+1, b)
	}
	comma := func(open byte) {
		if b.Bytes()[b.Len()-1] != open {
			b.WriteByte(',')
		}
	}
	switch t {
	case '{':
		b.WriteByte('{')
		err := l.members(depth, func(key string) error {
			comma('{')
			b.Write(jsonString(key))
			b.WriteByte(':')
			return nested()
		})
		b.WriteByte('}')
		return err
	case '[':
		b.WriteByte('[')
		err := l.elements(depth, func() error {
			comma('[')
			return nested()
		})
		b.WriteByte(']')
		return err
	case tokenString:
		b.Write(jsonString(string(l.text)))
	case tokenNonFinite:
		b.WriteString("null")
	case tokenNumber, tokenTrue, tokenFalse, tokenNull:
		b.Write(l.text)
	default:
		return l.unexpected(t, "expected a value")
	}
	return nil
}

// jsonString quotes s with the fewest escapes.
func jsonString(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil { // cannot be: a string into a buffer
		return []byte(`""`)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// number is the text of a number in a file: without an exponent where the digits are all
// there (decimal), else as the file has it, with the sign of the exponent written out.
// 3.70811E+11 is what a spreadsheet has left of a code of twelve digits: unfolded to
// 370811000000 it would be a code again, and another one.
func number(s string) string {
	at := strings.IndexAny(s, "eE")
	if at < 0 {
		return decimal(s)
	}
	mantissa, exponent := s[:at], s[at+1:]
	_, frac, _ := strings.Cut(mantissa, ".")
	if n, ok := smallInt(exponent); ok && n <= len(frac) {
		return decimal(s)
	}
	if exponent != "" && exponent[0] != '+' && exponent[0] != '-' {
		return s[:at+1] + "+" + exponent
	}
	return s
}

// maxDecimal bounds the digits that an exponent may unfold into.
const maxDecimal = 40

// decimal gives a decimal number in its shortest exact form without an exponent:
// "6301200042.0" → "6301200042", "3.70811001001e11" → "370811001001". It works on the
// digits, never through a float64, so that a code of any length stays whole. A number
// that would unfold to more than maxDecimal digits, and what is no number, stays as it is.
func decimal(s string) string {
	neg, unsigned := strings.HasPrefix(s, "-"), strings.TrimPrefix(s, "-")
	if !neg {
		unsigned = strings.TrimPrefix(s, "+")
	}
	mantissa, exponent, ok := splitNumber(unsigned)
	if !ok {
		return s
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits, point := whole+frac, len(whole)+exponent
	switch {
	case point > len(digits):
		digits += strings.Repeat("0", point-len(digits))
	case point < 0:
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	whole, frac = strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	out := whole
	if out == "" {
		out = "0"
	}
	if frac != "" {
		out += "." + frac
	}
	if neg && out != "0" {
		out = "-" + out
	}
	return out
}

// splitNumber takes an unsigned decimal apart; ok is false for anything else, and for
// an exponent too large to unfold.
func splitNumber(s string) (mantissa string, exponent int, ok bool) {
	mantissa, exp, has := strings.Cut(strings.ToLower(s), "e")
	digits := 0
	for _, c := range mantissa {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c != '.':
			return "", 0, false
		}
	}
	if digits == 0 || strings.Count(mantissa, ".") > 1 {
		return "", 0, false
	}
	if !has {
		return mantissa, 0, true
	}
	exponent, ok = smallInt(exp)
	return mantissa, exponent, ok && exponent <= maxDecimal && exponent >= -maxDecimal
}

// smallInt reads a signed integer of at most three digits.
func smallInt(s string) (n int, ok bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(digits) == 0 || len(digits) > 3 || len(s)-len(digits) > 1 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if s[0] == '-' {
		n = -n
	}
	return n, true
}
