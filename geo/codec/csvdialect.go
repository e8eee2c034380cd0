package codec

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// CSVDialect is how a CSV file is written.
type CSVDialect struct {
	Comma    rune   // ',', ';' or '\t'
	BOM      bool   // it begins with a UTF-8 byte order mark
	Encoding string // "UTF-8" or "GB18030"
}

// DetectCSV looks at the start of a CSV without taking more than r's buffer and gives
// its dialect and its text as UTF-8 without the byte order mark. The delimiter is the
// one seen most in the first line outside quotes. Text is UTF-8 when the buffer at the
// first character beyond ASCII is valid UTF-8, else GB18030; when that character lies
// beyond r's buffer, Encoding is "UTF-8", and the text is right all the same.
//
// The returned reader fails with *FileError (KindEncoding) at text that is not of the
// encoding. It needs constant memory.
func DetectCSV(r *bufio.Reader) (CSVDialect, io.Reader, error) {
	head, err := r.Peek(r.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return CSVDialect{}, nil, err
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return CSVDialect{}, nil, &FileError{Kind: KindEncoding, Message: "the text is UTF-16; save it as UTF-8 (CSV UTF-8 in a spreadsheet)"}
	}
	d := CSVDialect{BOM: bytes.HasPrefix(head, []byte(utf8BOM)), Encoding: charsetUTF8.name}
	head = bytes.TrimPrefix(head, []byte(utf8BOM))
	d.Comma = commaOf(head)
	if d.BOM {
		if _, err := r.Discard(len(utf8BOM)); err != nil {
			return CSVDialect{}, nil, err
		}
		return d, newDecoder(r, charsetUTF8), nil
	}
	if beyondASCII(head) < len(head) {
		c := guessCharset(head)
		d.Encoding = c.name
		return d, newDecoder(r, c), nil
	}
	return d, &lazyText{r: r}, nil
}

// commaOf finds the delimiter of the first line.
func commaOf(head []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' || c == '\r' {
			break
		}
		counts[c]++
	}
	comma := ','
	for _, c := range ";\t" {
		if counts[byte(c)] > counts[byte(comma)] {
			comma = c
		}
	}
	return comma
}

// beyondASCII is the index of the first byte that is not ASCII, or len(b).
func beyondASCII(b []byte) int {
	const high = 0x8080808080808080
	i := 0
	for i+8 <= len(b) && binary.LittleEndian.Uint64(b[i:])&high == 0 {
		i += 8
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// guessCharset is UTF-8 when the text, but for a character cut at its end, is valid.
func guessCharset(b []byte) charset {
	if _, ok := charsetUTF8.decodeCut(b); ok {
		return charsetUTF8
	}
	return charsetGB18030
}

// lazyText passes ASCII through until the first byte beyond it, and decides there.
type lazyText struct {
	r   *bufio.Reader
	out io.Reader
}

func (l *lazyText) Read(p []byte) (int, error) {
	if l.out != nil || len(p) == 0 {
		return l.rest(p)
	}
	if _, err := l.r.Peek(1); err != nil {
		return 0, err
	}
	b, _ := l.r.Peek(min(l.r.Buffered(), len(p))) // cannot fail: it is buffered
	if n := beyondASCII(b); n > 0 {
		copy(p, b[:n])
		return l.r.Discard(n)
	}
	window, err := l.r.Peek(l.r.Size())
	if err != nil && err != io.EOF {
		return 0, err
	}
	l.out = newDecoder(l.r, guessCharset(window))
	return l.rest(p)
}

func (l *lazyText) rest(p []byte) (int, error) {
	if l.out == nil {
		return 0, nil
	}
	return l.out.Read(p)
}

// decoder gives text as UTF-8 and fails where it is not of its charset.
type decoder struct {
	r       io.Reader
	charset charset
	off     int64
	tail    [2]byte // of what was given last: U+FFFD may stand across two reads
}

func newDecoder(r io.Reader, c charset) *decoder {
	if c.enc == nil {
		return &decoder{r: transform.NewReader(r, encoding.UTF8Validator), charset: c}
	}
	return &decoder{r: transform.NewReader(r, c.enc.NewDecoder()), charset: c}
}

func (d *decoder) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if errors.Is(err, encoding.ErrInvalidUTF8) || d.charset.enc != nil && d.replaced(p[:n]) {
		return 0, &FileError{Kind: KindEncoding, Place: fmt.Sprintf("near byte %d of the text", d.off+int64(n)),
			Message: fmt.Sprintf("the text is not %s", d.charset.name)}
	}
	d.off += int64(n)
	return n, err
}

// replaced is true when the text holds U+FFFD, which decoding puts for what is wrong.
func (d *decoder) replaced(b []byte) bool {
	const mark = "\xef\xbf\xbd"
	joint := append(d.tail[:], b[:min(2, len(b))]...)
	found := bytes.Contains(joint, []byte(mark)) || bytes.Contains(b, []byte(mark))
	if joint = append(d.tail[:], b...); len(b) < 2 {
		copy(d.tail[:], joint[len(joint)-2:])
	} else {
		copy(d.tail[:], b[len(b)-2:])
	}
	return found
}
