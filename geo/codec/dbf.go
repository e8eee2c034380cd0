package codec

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const dbfHeader = 32 // bytes of the head, and of each field descriptor

// dbfField is one column; its bytes stand at from in a record.
type dbfField struct {
	name  string
	kind  byte // C, N, F, L or D
	from  int
	width int
	raw   []byte // the name as in the file
}

// dbfReader reads the records of a dBASE table (.dbf) in order.
type dbfReader struct {
	part    *part
	file    io.ReadCloser
	r       *bufio.Reader
	charset charset
	driver  byte // language driver id
	fields  []dbfField
	records int // as the header says
	read    int
	row     []byte
}

// drivers are the language driver ids that name one encoding; 0 and 0x57 name none.
var drivers = map[byte]string{
	0x03: "1252", 0x13: "shift_jis", 0x7b: "shift_jis", 0x4d: "GBK", 0x7a: "GBK",
	0x4e: "euc-kr", 0x79: "euc-kr", 0x4f: "big5", 0x78: "big5",
}

// openDBF opens a table. Its encoding is the one forced, else the .cpg file's, else the
// language driver's, else UTF-8 when all the text is valid UTF-8, else GB18030.
func openDBF(p *part, forced, cpg string) (*dbfReader, error) {
	d, err := startDBF(p)
	if err != nil {
		return nil, err
	}
	if err := d.choose(forced, cpg); err != nil {
		d.file.Close()
		return nil, err
	}
	return d, nil
}

func startDBF(p *part) (*dbfReader, error) {
	f, err := p.open()
	if err != nil {
		return nil, err
	}
	d := &dbfReader{part: p, file: f, r: bufio.NewReaderSize(f, 64<<10)}
	if err := d.header(); err != nil {
		f.Close()
		return nil, err
	}
	return d, nil
}

func (d *dbfReader) header() error {
	var h [dbfHeader]byte
	if _, err := io.ReadFull(d.r, h[:]); err != nil {
		return cutOff(err, "", fmt.Sprintf("the header of %d bytes is not complete", dbfHeader))
	}
	records := binary.LittleEndian.Uint32(h[4:])
	size, width := int(binary.LittleEndian.Uint16(h[8:])), int(binary.LittleEndian.Uint16(h[10:]))
	if size < dbfHeader+1 || width < 1 {
		return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("is not a dBASE table: header of %d bytes, records of %d", size, width)}
	}
	if need := int64(size) + int64(records)*int64(width); need > d.part.size {
		return &FileError{Kind: KindTruncated,
			Message: fmt.Sprintf("the header claims %d records of %d bytes, the file has room for %d", records, width, max(0, d.part.size-int64(size))/int64(width))}
	}
	d.driver, d.records, d.row = h[29], int(records), make([]byte, width)
	rest := make([]byte, size-dbfHeader) // at most 64 KiB
	if _, err := io.ReadFull(d.r, rest); err != nil {
		return err
	}
	return d.descriptors(rest)
}

// descriptors reads the fields up to the terminator 0x0D.
func (d *dbfReader) descriptors(b []byte) error {
	from := 1 // after the deletion flag
	for len(b) >= dbfHeader && b[0] != 0x0d {
		name, _, _ := bytes.Cut(b[:11], []byte{0})
		f := dbfField{raw: bytes.TrimRight(name, " "), kind: b[11], from: from, width: int(b[16])}
		from += f.width
		if from > len(d.row) {
			return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("the fields need %d bytes, a record has %d", from, len(d.row))}
		}
		switch f.kind {
		case 'C', 'N', 'F', 'L', 'D': // memos and binary types hold nothing that is text
			d.fields = append(d.fields, f)
		}
		b = b[dbfHeader:]
	}
	return nil
}

// choose settles the encoding and reads the field names in it.
func (d *dbfReader) choose(forced, cpg string) (err error) {
	switch name := drivers[d.driver]; {
	case forced != "":
		d.charset, err = charsetOf(forced)
	case cpg != "":
		d.charset, err = charsetOf(cpg)
	case name != "":
		d.charset, err = charsetOf(name)
	default:
		d.charset, err = d.guess()
	}
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range d.fields {
		f := &d.fields[i]
		name, ok := d.charset.decodeCut(f.raw)
		if !ok {
			return d.wrongText(fmt.Sprintf("the name of field %d", i+1))
		}
		f.name = name
		for n := 2; seen[f.name]; n++ {
			f.name = fmt.Sprintf("%s_%d", name, n)
		}
		seen[f.name] = true
	}
	return nil
}

// guess reads the whole table once, for nothing in it says what its text is.
func (d *dbfReader) guess() (charset, error) {
	all, err := startDBF(d.part)
	if err != nil {
		return charset{}, err
	}
	defer all.file.Close()
	for _, f := range all.fields {
		if _, ok := charsetUTF8.decodeCut(f.raw); !ok {
			return charsetGB18030, nil
		}
	}
	for {
		switch err := all.fill(); {
		case errors.Is(err, io.EOF):
			return charsetUTF8, nil
		case err != nil:
			return charset{}, err
		}
		for i := range all.fields {
			if f := &all.fields[i]; f.kind == 'C' {
				if _, ok := f.text(all.row, charsetUTF8); !ok {
					return charsetGB18030, nil
				}
			}
		}
	}
}

func (d *dbfReader) wrongText(what string) error {
	return &FileError{Kind: KindEncoding, Message: fmt.Sprintf("%s is not %s; name the encoding, or mend the .cpg file", what, d.charset.name)}
}

func (d *dbfReader) names() []string {
	out := make([]string, len(d.fields))
	for i, f := range d.fields {
		out[i] = f.name
	}
	return out
}

// fill reads the next record into d.row.
func (d *dbfReader) fill() error {
	if d.read >= d.records {
		return io.EOF
	}
	if _, err := io.ReadFull(d.r, d.row); err != nil {
		return cutOff(err, fmt.Sprintf("record %d", d.read+1), "the file ends in the middle of it")
	}
	d.read++
	return nil
}

// next gives the attributes of the next record, io.EOF after the last.
func (d *dbfReader) next() (properties map[string]string, deleted bool, err error) {
	if err := d.fill(); err != nil {
		return nil, false, err
	}
	if d.row[0] == '*' {
		return nil, true, nil
	}
	properties = make(map[string]string, len(d.fields))
	for i := range d.fields {
		f := &d.fields[i]
		text, ok := f.text(d.row, d.charset)
		if !ok {
			return nil, false, d.wrongText(fmt.Sprintf("record %d, field %s", d.read, f.name))
		}
		if text, ok := f.value(text); ok {
			properties[f.name] = text
		}
	}
	return properties, false, nil
}

// text gives the bytes of a field as UTF-8; ok is false when they are not of the charset.
func (f *dbfField) text(row []byte, c charset) (string, bool) {
	b := row[f.from : f.from+f.width]
	if f.kind != 'C' {
		c = charsetUTF8
	}
	if zero := bytes.IndexByte(b, 0); zero >= 0 {
		b = b[:zero]
	}
	full := len(b) == f.width
	b = bytes.TrimRight(b, " ")
	if full && len(b) == f.width && f.kind == 'C' {
		return c.decodeCut(b)
	}
	if f.kind != 'C' && !utf8.Valid(b) {
		return "", true // rubbish in a number is no number
	}
	return c.decode(b)
}

// value makes a property of a field's text; ok is false when it holds nothing.
func (f *dbfField) value(text string) (string, bool) {
	if f.kind == 'C' {
		return text, text != ""
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "" || strings.Trim(text, "*") == "":
		return "", false
	case f.kind == 'L':
		switch text[0] {
		case 'T', 't', 'Y', 'y':
			return "true", true
		case 'F', 'f', 'N', 'n':
			return "false", true
		}
		return "", false
	case f.kind == 'D':
		if len(text) != 8 || strings.Trim(text, "0") == "" {
			return "", false
		}
		return text[:4] + "-" + text[4:6] + "-" + text[6:], true
	default:
		return number(text), true
	}
}
