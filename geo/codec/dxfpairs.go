package codec

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// dxfPairs reads the group codes and values of an ASCII DXF, two lines each.
type dxfPairs struct {
	r     *bufio.Reader
	limit int // bytes of a line
	line  int // of the code read last, from 1
	long  []byte
	code  int
	value []byte // without the end of its line; good until the next pair
	again bool   // the pair is to be given once more
}

func newDXFPairs(r io.Reader, limit int) *dxfPairs {
	return &dxfPairs{r: bufio.NewReaderSize(r, 64<<10), limit: limit, line: -1}
}

// next reads a pair; io.EOF when the file ends where one could begin.
func (d *dxfPairs) next() error {
	if d.again {
		d.again = false
		return nil
	}
	d.line += 2
	text, err := d.text()
	if err != nil {
		return err
	}
	// A code has at most four digits; Atoi would need a string.
	if d.code, err = strconv.Atoi(string(bytes.TrimSpace(text))); err != nil {
		if len(bytes.TrimSpace(text)) == 0 && d.onlyBlanks() {
			return io.EOF
		}
		return d.wrong(KindMalformed, "a group code (a number) is expected, found %.40q", text)
	}
	if d.value, err = d.text(); errors.Is(err, io.EOF) {
		return d.wrong(KindTruncated, "the file ends after a group code")
	}
	return err
}

// onlyBlanks is true when the rest of the file is white space.
func (d *dxfPairs) onlyBlanks() bool {
	for {
		b, err := d.r.ReadByte()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		if b != ' ' && b != '\r' && b != '\n' && b != '\t' && b != 0x1a {
			return false
		}
	}
}

// text reads a line.
func (d *dxfPairs) text() ([]byte, error) {
	line, err := d.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		d.long = d.long[:0]
		for errors.Is(err, bufio.ErrBufferFull) {
			if d.long = append(d.long, line...); len(d.long) > d.limit {
				return nil, d.wrong(KindTooLarge, "a line is longer than %d bytes", d.limit)
			}
			line, err = d.r.ReadSlice('\n')
		}
		d.long = append(d.long, line...)
		line = d.long
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

func (d *dxfPairs) wrong(kind, format string, args ...any) error {
	return &FileError{Kind: kind, Place: fmt.Sprintf("line %d", d.line), Message: fmt.Sprintf(format, args...)}
}

// is tells whether the pair has the code and the value.
func (d *dxfPairs) is(code int, value string) bool {
	return d.code == code && string(bytes.TrimSpace(d.value)) == value
}

// number reads the value as a number.
func (d *dxfPairs) number() (float64, error) {
	v, err := strconv.ParseFloat(string(bytes.TrimSpace(d.value)), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // too large becomes infinite, which the check of the shape names
		return 0, d.wrong(KindMalformed, "group %d is no number: %.40q", d.code, d.value)
	}
	return v, nil
}

// integer reads the value as a whole number.
func (d *dxfPairs) integer() (int, error) {
	v, err := strconv.Atoi(string(bytes.TrimSpace(d.value)))
	if err != nil {
		return 0, d.wrong(KindMalformed, "group %d is no whole number: %.40q", d.code, d.value)
	}
	return v, nil
}
