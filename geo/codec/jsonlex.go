package codec

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// jsonToken is the kind of a JSON token: its first byte for punctuation, else a letter.
type jsonToken byte

const (
	tokenString    jsonToken = '"'
	tokenNumber    jsonToken = '0'
	tokenNonFinite jsonToken = 'N' // NaN, Infinity, -Infinity: no JSON, but written by Python and others
	tokenTrue      jsonToken = 't'
	tokenFalse     jsonToken = 'f'
	tokenNull      jsonToken = 'n'
	tokenEOF       jsonToken = 0
)

// jsonLexer splits JSON (RFC 8259) into tokens. The standard decoder would keep a whole
// value in memory, replace wrong UTF-8 in silence and allocate for each number; here a
// token is bounded and the place of a fault is known to the byte.
type jsonLexer struct {
	ctx   context.Context
	r     *bufio.Reader
	off   int64 // of the next byte
	line  int   // of the next byte, from 1
	start int64 // offset of the current token
	limit int   // most bytes of a token
	text  []byte
}

func newJSONLexer(ctx context.Context, r io.Reader, limit int) *jsonLexer {
	return &jsonLexer{ctx: ctx, r: bufio.NewReaderSize(r, 64<<10), line: 1, limit: limit}
}

// skipBOM passes over a byte order mark, which RFC 8259 §8.1 lets a reader ignore.
func (l *jsonLexer) skipBOM() {
	if b, _ := l.r.Peek(3); string(b) == utf8BOM {
		l.r.Discard(3) // cannot fail: just peeked
		l.off += 3
	}
}

func (l *jsonLexer) fail(kind, format string, args ...any) error {
	return &FileError{Kind: kind, Place: fmt.Sprintf("line %d, byte %d", l.line, l.off), Message: fmt.Sprintf(format, args...)}
}

func (l *jsonLexer) readByte() (byte, error) {
	c, err := l.r.ReadByte()
	if err == nil {
		l.off++
		// Often enough to stop soon, seldom enough to cost nothing.
		if l.off&0xFFFFF == 0 {
			err = l.ctx.Err()
		}
		return c, err
	}
	if errors.Is(err, io.EOF) {
		return 0, io.ErrUnexpectedEOF
	}
	return 0, err
}

// peek is the first byte of the next token, 0 at the end of the input.
func (l *jsonLexer) peek() (byte, error) {
	for {
		c, err := l.r.ReadByte()
		if err == io.EOF {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			l.line++
		case ' ', '\t', '\r':
		default:
			return c, l.r.UnreadByte()
		}
		l.off++
	}
}

// next reads one token. The text of a string (unescaped), a number or a non-finite
// number is in l.text until the next call.
func (l *jsonLexer) next() (jsonToken, error) {
	c, err := l.peek()
	l.start = l.off
	if err != nil || c == 0 {
		return tokenEOF, l.endOrNUL(err)
	}
	switch c {
	case '{', '}', '[', ']', ',', ':':
		_, err := l.readByte()
		return jsonToken(c), err
	case '"':
		return tokenString, l.string()
	case 't':
		return tokenTrue, l.word("true")
	case 'f':
		return tokenFalse, l.word("false")
	case 'n':
		return tokenNull, l.word("null")
	case 'N':
		return tokenNonFinite, l.word("NaN")
	case 'I':
		return tokenNonFinite, l.word("Infinity")
	}
	if c == '-' || '0' <= c && c <= '9' {
		return l.number()
	}
	return tokenEOF, l.fail(KindMalformed, "%q begins no JSON value", rune(c))
}

// endOrNUL tells the end of the input, for which peek gives 0, from a NUL byte in it.
func (l *jsonLexer) endOrNUL(err error) error {
	if err != nil {
		return err
	}
	if _, err := l.r.Peek(1); err == nil {
		return l.fail(KindMalformed, "a NUL byte begins no JSON value")
	}
	return nil
}

func (l *jsonLexer) word(w string) error {
	l.text = l.text[:0]
	for i := range len(w) {
		c, err := l.readByte()
		if err != nil {
			return l.early(err)
		}
		if c != w[i] {
			return l.fail(KindMalformed, "expected %s", w)
		}
		l.text = append(l.text, c)
	}
	return nil
}

// early names the place where the input broke off.
func (l *jsonLexer) early(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return l.fail(KindTruncated, "the file ends in the middle of its JSON")
	}
	return err
}

func (l *jsonLexer) put(c byte) error {
	if len(l.text) >= l.limit {
		return l.fail(KindTooLarge, "a text or number is longer than %d bytes", l.limit)
	}
	l.text = append(l.text, c)
	return nil
}

// number reads a number by the grammar of RFC 8259 §6.
func (l *jsonLexer) number() (jsonToken, error) {
	l.text = l.text[:0]
	c, err := l.readByte()
	if err != nil {
		return 0, l.early(err)
	}
	if c == '-' {
		l.text = append(l.text, c)
		if next, _ := l.peekByte(); next == 'I' {
			return tokenNonFinite, l.word("Infinity")
		}
		if c, err = l.readByte(); err != nil {
			return 0, l.early(err)
		}
	}
	if c < '0' || c > '9' {
		return 0, l.fail(KindMalformed, "a number needs a digit here")
	}
	l.text = append(l.text, c)
	if c != '0' {
		if _, err := l.digits(); err != nil {
			return 0, err
		}
	}
	return tokenNumber, l.fraction()
}

// fraction reads what may follow the whole part of a number.
func (l *jsonLexer) fraction() error {
	if c, _ := l.peekByte(); c == '.' {
		if err := l.takeThenDigits(); err != nil {
			return err
		}
	}
	if c, _ := l.peekByte(); c == 'e' || c == 'E' {
		return l.takeThenDigits()
	}
	return nil
}

// takeThenDigits takes a '.' or an 'e' with its sign, and the digits that must follow.
func (l *jsonLexer) takeThenDigits() error {
	c, err := l.readByte()
	if err == nil {
		err = l.put(c)
	}
	if sign, _ := l.peekByte(); err == nil && c != '.' && (sign == '+' || sign == '-') {
		if c, err = l.readByte(); err == nil {
			err = l.put(c)
		}
	}
	if err != nil {
		return l.early(err)
	}
	n, err := l.digits()
	if err == nil && n == 0 {
		return l.fail(KindMalformed, "a number needs a digit here")
	}
	return err
}

// peekByte is the next byte, white space included; 0 at the end.
func (l *jsonLexer) peekByte() (byte, error) {
	b, err := l.r.Peek(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

func (l *jsonLexer) digits() (n int, err error) {
	for {
		c, _ := l.peekByte()
		if c < '0' || c > '9' {
			return n, nil
		}
		if _, err = l.readByte(); err != nil {
			return n, err
		}
		if err = l.put(c); err != nil {
			return n, err
		}
		n++
	}
}

// string reads a string into l.text, unescaped and proved to be UTF-8.
func (l *jsonLexer) string() error {
	l.text = l.text[:0]
	if _, err := l.readByte(); err != nil { // the opening quote
		return err
	}
	for {
		c, err := l.readByte()
		if err != nil {
			return l.early(err)
		}
		switch {
		case c == '"':
			if !utf8.Valid(l.text) {
				return l.fail(KindEncoding, "text is not UTF-8, which JSON must be; convert the file first")
			}
			return nil
		case c == '\\':
			err = l.escape()
		case c < 0x20:
			return l.fail(KindMalformed, "control character %#02x in a text", c)
		default:
			err = l.put(c)
		}
		if err != nil {
			return l.early(err)
		}
	}
}
