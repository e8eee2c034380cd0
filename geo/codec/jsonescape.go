package codec

import (
	"unicode/utf16"
	"unicode/utf8"
)

// jsonEscapes maps the letter after a backslash to its character (RFC 8259 §7).
var jsonEscapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads what follows a backslash.
func (l *jsonLexer) escape() error {
	c, err := l.readByte()
	if err != nil {
		return err
	}
	if e := jsonEscapes[c]; e != 0 {
		return l.put(e)
	}
	if c != 'u' {
		return l.fail(KindMalformed, "unknown escape \\%c", rune(c))
	}
	r, err := l.hex4()
	if err != nil {
		return err
	}
	if utf16.IsSurrogate(r) {
		return l.surrogate(r)
	}
	return l.putRune(r)
}

// surrogate reads the second half of a pair; a half alone becomes U+FFFD, as every
// JSON reader makes it.
func (l *jsonLexer) surrogate(high rune) error {
	if next, _ := l.r.Peek(2); string(next) != `\u` {
		return l.putRune(utf8.RuneError)
	}
	for range 2 {
		if _, err := l.readByte(); err != nil {
			return err
		}
	}
	low, err := l.hex4()
	if err != nil {
		return err
	}
	if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
		return l.putRune(r)
	}
	if err := l.putRune(utf8.RuneError); err != nil {
		return err
	}
	if utf16.IsSurrogate(low) {
		return l.surrogate(low)
	}
	return l.putRune(low)
}

func (l *jsonLexer) putRune(r rune) error {
	var b [utf8.UTFMax]byte
	for _, c := range b[:utf8.EncodeRune(b[:], r)] {
		if err := l.put(c); err != nil {
			return err
		}
	}
	return nil
}

func (l *jsonLexer) hex4() (rune, error) {
	var r rune
	for range 4 {
		c, err := l.readByte()
		if err != nil {
			return 0, err
		}
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, l.fail(KindMalformed, "\\u needs four hexadecimal digits")
		}
		r = r<<4 | rune(c)
	}
	return r, nil
}
