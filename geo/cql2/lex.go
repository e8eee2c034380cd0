package cql2

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with a filter and at which character, counted from 1.
type Error struct {
	At  int
	Msg string
}

func (e *Error) Error() string { return fmt.Sprintf("at character %d: %s", e.At, e.Msg) }

type tokenKind uint8

const (
	end tokenKind = iota
	word
	quotedName
	text
	number
	symbol
)

type token struct {
	kind tokenKind
	// text is the word, the content of quotes, the digits or the symbol.
	text string
	at   int // bytes before it
}

// what names a token in an error. A literal is not repeated: it can be a position.
func (t token) what() string {
	switch t.kind {
	case end:
		return "the end"
	case text:
		return "a text"
	case number:
		return "a number"
	default:
		return fmt.Sprintf("%.40q", t.text)
	}
}

// lexer cuts a filter into tokens.
type lexer struct {
	in string
	at int
}

// fault makes an error at a byte of the filter.
func (l *lexer) fault(at int, format string, args ...any) error {
	return &Error{At: utf8.RuneCountInString(l.in[:at]) + 1, Msg: fmt.Sprintf(format, args...)}
}

func (l *lexer) next() (token, error) {
	for l.at < len(l.in) && strings.IndexByte(" \t\r\n", l.in[l.at]) >= 0 {
		l.at++
	}
	if l.at == len(l.in) {
		return token{kind: end, at: l.at}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.in[l.at:])
	switch {
	case r == '\'':
		return l.quoted('\'', text)
	case r == '"':
		return l.quoted('"', quotedName)
	case starts(r):
		return l.run(word, continues), nil
	case digit(r) || r == '.' || signed(l.in[l.at:]):
		return l.number()
	}
	for _, s := range [...]string{"<>", "<=", ">=", "<", ">", "=", "(", ")", ","} {
		if strings.HasPrefix(l.in[l.at:], s) {
			l.at += len(s)
			return token{kind: symbol, text: s, at: l.at - len(s)}, nil
		}
	}
	return token{}, l.fault(l.at, "%q has no meaning here", r)
}

func digit(r rune) bool  { return r >= '0' && r <= '9' }
func starts(r rune) bool { return r == '_' || r == ':' || unicode.IsLetter(r) }
func continues(r rune) bool {
	return starts(r) || r == '.' || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// signed is true of a sign with a number behind it.
func signed(s string) bool {
	return len(s) > 1 && (s[0] == '-' || s[0] == '+') && (digit(rune(s[1])) || s[1] == '.')
}

func (l *lexer) run(kind tokenKind, in func(rune) bool) token {
	t := token{kind: kind, at: l.at}
	for l.at < len(l.in) {
		r, n := utf8.DecodeRuneInString(l.in[l.at:])
		if !in(r) {
			break
		}
		l.at += n
	}
	t.text = l.in[t.at:l.at]
	return t
}

// quoted reads a text or a name in quotes. A quote inside is written twice; in a text also
// behind a backslash: so a text cannot end in one.
func (l *lexer) quoted(quote byte, kind tokenKind) (token, error) {
	t := token{kind: kind, at: l.at}
	var b strings.Builder
	for l.at++; l.at < len(l.in); l.at++ {
		c := l.in[l.at]
		switch {
		case c == '\\' && kind == text && l.at+1 < len(l.in) && l.in[l.at+1] == quote:
			l.at++
			b.WriteByte(quote)
		case c != quote:
			b.WriteByte(c)
		case l.at+1 < len(l.in) && l.in[l.at+1] == quote:
			l.at++
			b.WriteByte(quote)
		default:
			l.at++
			t.text = b.String()
			return t, nil
		}
	}
	return t, l.fault(t.at, "the quote is never closed")
}

func (l *lexer) number() (token, error) {
	t := token{kind: number, at: l.at}
	if l.in[l.at] == '-' || l.in[l.at] == '+' {
		l.at++
	}
	digits := l.digits()
	if l.at < len(l.in) && l.in[l.at] == '.' {
		l.at++
		digits += l.digits()
	}
	if digits == 0 {
		return t, l.fault(t.at, "a number needs digits")
	}
	if l.at < len(l.in) && (l.in[l.at] == 'e' || l.in[l.at] == 'E') {
		l.at++
		if l.at < len(l.in) && (l.in[l.at] == '-' || l.in[l.at] == '+') {
			l.at++
		}
		if l.digits() == 0 {
			return t, l.fault(t.at, "an exponent needs digits")
		}
	}
	if r, _ := utf8.DecodeRuneInString(l.in[l.at:]); l.at < len(l.in) && continues(r) {
		return t, l.fault(l.at, "%q cannot stand in a number", r)
	}
	t.text = l.in[t.at:l.at]
	return t, nil
}

func (l *lexer) digits() int {
	from := l.at
	for l.at < len(l.in) && digit(rune(l.in[l.at])) {
		l.at++
	}
	return l.at - from
}
