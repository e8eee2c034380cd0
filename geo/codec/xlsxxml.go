package codec

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sheetXML reads the elements and texts of a part of a workbook: those of RawToken of encoding/xml, which
// takes five times as long, since there each name and value is one of its own and each byte a call. A
// workbook with a document type is refused; no program writes one.
type sheetXML struct {
	in   *bufio.Reader
	most int // bytes of a token
	line int // where reading is, from 1
	buf  []byte
	open bool   // the < of the next token has been read
	end  []byte // of an element that is empty: its end comes next
	at   sheetToken
}

// sheetToken is an element that begins or ends, or a text. What it points to holds until the next one.
type sheetToken struct {
	kind  sheetTokenKind
	name  []byte // without its namespace
	attrs []sheetAttr
	text  []byte
}

type sheetTokenKind int

const (
	sheetStart sheetTokenKind = iota
	sheetEnd
	sheetText
)

type sheetAttr struct{ name, value []byte }

func newSheetXML(r io.Reader, field int) *sheetXML {
	return &sheetXML{in: bufio.NewReaderSize(r, 64<<10), most: 8*field + 1024, line: 1}
}

// attr is the value of an attribute without a namespace, empty where there is none.
func (t *sheetToken) attr(name string) string {
	for i := range t.attrs {
		if string(t.attrs[i].name) == name {
			return string(t.attrs[i].value)
		}
	}
	return ""
}

// next gives the next element or text; io.EOF after the last.
func (x *sheetXML) next() (*sheetToken, error) {
	if x.end != nil {
		x.at, x.end = sheetToken{kind: sheetEnd, name: x.end, attrs: x.at.attrs[:0]}, nil
		return &x.at, nil
	}
	for {
		if !x.open {
			text, err := x.until('<')
			if err != nil && (!errors.Is(err, io.EOF) || len(text) == 0) {
				return nil, err
			}
			x.open = err == nil
			if text = bytes.TrimSuffix(text, []byte("<")); len(text) > 0 {
				return x.text(text, false)
			}
			continue
		}
		x.open = false
		token, err := x.markup()
		if err != nil {
			return nil, unexpectedEnd(err)
		}
		if token != nil {
			return token, nil
		}
	}
}

// until reads up to a byte, and that too. The bytes hold until more is read.
func (x *sheetXML) until(end byte) ([]byte, error) {
	b, err := x.in.ReadSlice(end)
	if errors.Is(err, bufio.ErrBufferFull) {
		x.buf = append(x.buf[:0], b...)
		return x.more(end)
	}
	x.line += bytes.Count(b, newline)
	return b, err
}

// more reads on up to a byte behind what is in the buffer.
func (x *sheetXML) more(end byte) ([]byte, error) {
	for {
		b, err := x.in.ReadSlice(end)
		x.buf = append(x.buf, b...)
		switch {
		case len(x.buf) > x.most:
			return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a text or an element is longer than %d bytes", x.most)}
		case !errors.Is(err, bufio.ErrBufferFull):
			x.line += bytes.Count(b, newline)
			return x.buf, err
		}
	}
}

// grown reads up to the > at which ends is true; it is asked about what came since it was asked last,
// and what came in all.
func (x *sheetXML) grown(ends func(fresh, all []byte) bool) ([]byte, error) {
	all, err := x.until('>')
	if err != nil || ends(all, all) {
		return all, err
	}
	x.buf = append(x.buf[:0], all...)
	for {
		n := len(x.buf)
		if all, err = x.more('>'); err != nil || ends(all[n:], all) {
			return all, err
		}
	}
}

var newline = []byte("\n")

func (x *sheetXML) malformed() error {
	return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("line %d: it is no XML", x.line)}
}

// markup reads what begins with <; nil where that is no part of the document.
func (x *sheetXML) markup() (*sheetToken, error) {
	head, err := x.in.Peek(1)
	if err != nil {
		return nil, err
	}
	switch head[0] {
	case '!':
		return x.declared()
	case '?':
		return nil, x.instruction()
	}
	var quote byte
	tag, err := x.grown(func(fresh, _ []byte) bool {
		for _, c := range fresh {
			if quote == 0 && (c == '"' || c == '\'') {
				quote = c
			} else if quote == c {
				quote = 0
			}
		}
		return quote == 0
	})
	if err != nil {
		return nil, err
	}
	return x.tag(tag[:len(tag)-1])
}

// tag takes a tag apart, without < and >.
func (x *sheetXML) tag(tag []byte) (*sheetToken, error) {
	x.at = sheetToken{kind: sheetStart, attrs: x.at.attrs[:0]}
	if bytes.HasPrefix(tag, []byte("/")) {
		x.at.kind, tag = sheetEnd, tag[1:]
	}
	var ok bool
	if x.at.name, tag, ok = cutName(tag); !ok {
		return nil, x.malformed()
	}
	for {
		switch tag = bytes.TrimLeft(tag, xmlSpace); {
		case len(tag) == 0:
			return &x.at, nil
		case x.at.kind == sheetStart && string(tag) == "/":
			x.end = x.at.name
			return &x.at, nil
		case x.at.kind == sheetEnd:
			return nil, x.malformed()
		}
		var a sheetAttr
		if a, tag, ok = x.cutAttr(tag); !ok {
			return nil, x.malformed()
		}
		x.at.attrs = append(x.at.attrs, a)
	}
}

const xmlSpace = " \t\r\n"

// cutName cuts the name off where a tag begins, and its namespace off the name.
func cutName(tag []byte) (name, rest []byte, ok bool) {
	n := 0
	for n < len(tag) && (tag[n] >= utf8.RuneSelf || tag[n] == '_' || tag[n] == ':' || tag[n] == '-' || tag[n] == '.' ||
		'0' <= tag[n] && tag[n] <= '9' || 'a' <= tag[n]|0x20 && tag[n]|0x20 <= 'z') {
		n++
	}
	if name, rest = tag[:n], tag[n:]; n == 0 || tag[0] == '-' || tag[0] == '.' || '0' <= tag[0] && tag[0] <= '9' || !utf8.Valid(name) {
		return nil, nil, false
	}
	// A colon at an end is one of the name, and two of them are none.
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		if bytes.IndexByte(name[i+1:], ':') >= 0 {
			return nil, nil, false
		}
		if i > 0 && i < n-1 {
			name = name[i+1:]
		}
	}
	return name, rest, true
}

// cutAttr cuts an attribute off. One of a namespace is told apart by the name that it keeps.
func (x *sheetXML) cutAttr(tag []byte) (a sheetAttr, rest []byte, ok bool) {
	_, rest, ok = cutName(tag)
	if !ok {
		return a, nil, false
	}
	a.name = tag[:len(tag)-len(rest)] // whole: r:id is not id
	rest = bytes.TrimLeft(rest, xmlSpace)
	if len(rest) == 0 || rest[0] != '=' {
		return a, nil, false
	}
	rest = bytes.TrimLeft(rest[1:], xmlSpace)
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return a, nil, false
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return a, nil, false
	}
	a.value, rest = rest[1:1+end], rest[2+end:]
	if bytes.IndexByte(a.value, '<') >= 0 {
		return a, nil, false
	}
	a.value, ok = plainXML(a.value, true)
	return a, rest, ok
}

// text gives a text; one of CDATA has no references.
func (x *sheetXML) text(raw []byte, cdata bool) (*sheetToken, error) {
	if !cdata && bytes.Contains(raw, []byte("]]>")) {
		return nil, x.malformed()
	}
	text, ok := plainXML(raw, !cdata)
	if !ok {
		return nil, x.malformed()
	}
	x.at = sheetToken{kind: sheetText, text: text, attrs: x.at.attrs[:0]}
	return &x.at, nil
}

// declared reads a comment or CDATA.
func (x *sheetXML) declared() (*sheetToken, error) {
	const comment, cdata = "!--", "![CDATA["
	head, err := x.in.Peek(len(cdata))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte(comment)) {
		_, _ = x.in.Discard(len(comment)) // they have been looked at
		text, err := x.grown(func(_, all []byte) bool { return bytes.HasSuffix(all, []byte("-->")) })
		if err == nil && bytes.Contains(text[:len(text)-len("->")], []byte("--")) {
			err = x.malformed()
		}
		return nil, err
	}
	if string(head) != cdata {
		if err == nil || len(head) > 1 && !bytes.HasPrefix([]byte(cdata), head) && !bytes.HasPrefix([]byte(comment), head) {
			err = &FileError{Kind: KindMalformed, Message: fmt.Sprintf("line %d: a document type has no place in a workbook", x.line)}
		}
		return nil, err
	}
	_, _ = x.in.Discard(len(cdata))
	text, err := x.grown(func(_, all []byte) bool { return bytes.HasSuffix(all, []byte("]]>")) })
	if err != nil {
		return nil, err
	}
	return x.text(text[:len(text)-len("]]>")], true)
}

// encodingOf finds the encoding that an XML declaration names.
var encodingOf = regexp.MustCompile(`\bencoding\s*=\s*["']([^"']*)["']`)

// instruction reads a processing instruction; of the declaration of XML it looks at the encoding.
func (x *sheetXML) instruction() error {
	text, err := x.grown(func(_, all []byte) bool { return bytes.HasSuffix(all, []byte("?>")) && len(all) > len("?>") })
	if err != nil {
		return err
	}
	name, rest, ok := cutName(text[1 : len(text)-len("?>")])
	if !ok {
		return x.malformed()
	}
	if string(name) != "xml" {
		return nil
	}
	if m := encodingOf.FindSubmatch(rest); m != nil && len(m[1]) > 0 && !strings.EqualFold(string(m[1]), "utf-8") {
		return &FileError{Kind: KindEncoding, Message: fmt.Sprintf("the part is in %.40q; a workbook is in UTF-8", m[1])}
	}
	return nil
}

// plainXML gives a raw text with its references read and its line ends as one; ok is false where it is
// none. The text is changed in place where it must be.
func plainXML(raw []byte, references bool) (text []byte, ok bool) {
	if bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), newline), []byte("\r"), newline)
	}
	if references && bytes.IndexByte(raw, '&') >= 0 {
		if raw, ok = dereferenced(raw); !ok {
			return nil, false
		}
	}
	for i := 0; i < len(raw); {
		if c := raw[i]; c < utf8.RuneSelf {
			if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
				return nil, false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
			return nil, false
		}
		i += size
	}
	return raw, true
}

// dereferenced reads the references of characters and the five names that XML has.
func dereferenced(raw []byte) (text []byte, ok bool) {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(text, raw...), true
		}
		text, raw = append(text, raw[:i]...), raw[i+1:]
		end := bytes.IndexByte(raw, ';')
		if end <= 0 {
			return nil, false
		}
		name := string(raw[:end])
		raw = raw[end+1:]
		if named, known := namedReferences[name]; known {
			text = append(text, named)
			continue
		}
		digits, numbered := strings.CutPrefix(name, "#")
		base := 10
		if hexed, is := strings.CutPrefix(digits, "x"); is {
			digits, base = hexed, 16
		}
		n, err := strconv.ParseUint(digits, base, 64)
		if !numbered || err != nil || n > unicode.MaxRune {
			return nil, false
		}
		text = utf8.AppendRune(text, rune(n))
	}
}

var namedReferences = map[string]byte{"lt": '<', "gt": '>', "amp": '&', "apos": '\'', "quot": '"'}
