package atlas

import (
	"bytes"
	"errors"
	"io"

	"github.com/redsail/redsail/internal/city"
)

// maxRecord bounds a line of a CSV, in bytes: a quote that is never closed must not fill
// the memory.
const maxRecord = 1 << 20

// cutter cuts a CSV text into runs of whole records. Blank lines count as records.
type cutter struct {
	r     io.Reader
	comma byte
	line  int64  // number of the line where the next record begins
	buf   []byte // text read and not yet given, in buf[from:]
	from  int
	err   error // that ended the reading
}

// next appends the next records to dst until it has added at least want bytes, or there are no
// more whole ones in what has been read. It gives io.EOF when there is none left.
func (c *cutter) next(dst []byte, want int) ([]byte, error) {
	end, lines := 0, 0 // of the whole records found
	for {
		if n := c.unquoted(want); n > 0 && end == 0 {
			return c.give(dst, n), nil
		}
		text, last := c.buf[c.from:], errors.Is(c.err, io.EOF)
		n, open := recordEnd(text[end:], c.comma, last)
		switch {
		case n > maxRecord, n == 0 && len(text)-end > maxRecord:
			return dst, c.bad(end, "the line, or a quoted cell that begins in it, has more than %d bytes", maxRecord)
		case n > 0 && end+n < want && lines < batchLines:
			end += n
			lines++
			continue
		case n > 0:
			end += n
		case end > 0 && c.err == nil: // whole records do not wait for more text: a client may wait for their answers
		case c.err == nil:
			c.fill()
			continue
		case !last:
			return dst, c.err
		case open:
			return dst, c.bad(end, "a quoted cell that begins in this line is never closed")
		case end == 0:
			return dst, io.EOF
		}
		return c.give(dst, end), nil
	}
}

// give appends the next n bytes to dst.
func (c *cutter) give(dst []byte, n int) []byte {
	text := c.buf[c.from : c.from+n]
	c.line += int64(countLines(text))
	c.from += n
	return append(dst, text...)
}

// unquoted is the length of the whole lines at the beginning of what has been read, as many
// bytes as wanted at most, when they hold no quote: then each is a record.
func (c *cutter) unquoted(want int) int {
	n := endOfLines(c.buf[c.from:min(len(c.buf), c.from+want)])
	if bytes.IndexByte(c.buf[c.from:c.from+n], '"') >= 0 {
		return 0
	}
	return linesIn(c.buf[c.from : c.from+n])
}

func countLines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }

// endOfLines is the length of the whole lines at the beginning of a text.
func endOfLines(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

func (c *cutter) bad(end int, format string, args ...any) error {
	line := c.line + int64(countLines(c.buf[c.from:c.from+end]))
	return city.Errorf(city.Invalid, "bad_csv", "line %d: "+format, append([]any{line}, args...)...)
}

// fill reads more text behind what is there.
func (c *cutter) fill() {
	c.buf = c.buf[:copy(c.buf, c.buf[c.from:])]
	c.from = 0
	c.buf, c.err = readMore(c.r, c.buf)
}

// readMore reads once behind what is in a buffer, so that a batch's worth of bytes stands in
// it, or, where that is there, as many again.
func readMore(r io.Reader, buf []byte) ([]byte, error) {
	most := batchBytes
	for most < len(buf)+batchBytes/4 {
		most *= 2
	}
	if cap(buf) < most {
		buf = append(make([]byte, 0, most), buf...)
	}
	n, err := r.Read(buf[len(buf):most])
	return buf[:len(buf)+n], err
}

// recordEnd is the length of the first record of a text, line end included; 0 when it does
// not end there, and then open tells whether the text ends within quotes. last says that
// no text follows.
func recordEnd(text []byte, comma byte, last bool) (n int, open bool) {
	n = bytes.IndexByte(text, '\n') + 1
	if n == 0 && last {
		n = len(text)
	}
	if bytes.IndexByte(text[:n], '"') < 0 && n > 0 {
		return n, false
	}
	start, quoted := true, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c != '"':
		case quoted && i+1 < len(text) && text[i+1] == '"':
			i++
		case quoted:
			quoted = false
		case c == '"' && start:
			start, quoted = false, true
		case c == '\n':
			return i + 1, false
		default:
			start = c == comma
		}
	}
	if last && !quoted {
		return len(text), false
	}
	return 0, quoted
}

// trimEnd cuts the line end off a record.
func trimEnd(record []byte) []byte {
	n := len(record)
	if n > 0 && record[n-1] == '\n' {
		n--
	}
	if n > 0 && record[n-1] == '\r' {
		n--
	}
	return record[:n]
}

// cells appends the cells of a record without its line end, as they stand there. A quote
// opens a quoted cell only at its beginning; after the closing quote the cell goes on to
// the next delimiter.
func cells(record []byte, comma byte, dst [][]byte) [][]byte {
	for {
		n := bytes.IndexByte(record[quotedPart(record):], comma)
		if n < 0 {
			return append(dst, record)
		}
		n += quotedPart(record)
		dst = append(dst, record[:n])
		record = record[n+1:]
	}
}

// quotedPart is the length of the quoted part at the beginning of a cell.
func quotedPart(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '"' {
			return i + 1
		}
		i++
	}
	return len(text)
}

// cellText is what a cell says: its quotes taken off.
func cellText(cell []byte) []byte {
	n := quotedPart(cell)
	if n < 2 {
		return cell
	}
	inner, rest := cell[1:n-1], cell[n:]
	if len(rest) == 0 && bytes.IndexByte(inner, '"') < 0 {
		return inner
	}
	return append(bytes.ReplaceAll(inner, []byte(`""`), []byte{'"'}), rest...)
}

// appendCell writes a cell as it stands, or anew when RFC 4180 has it otherwise.
func appendCell(dst, cell []byte, comma byte) []byte {
	if len(cell) > 0 && cell[0] == '"' && quotedPart(cell) == len(cell) {
		return append(dst, cell...)
	}
	return appendText(dst, cellText(cell), comma)
}

// appendText writes a text as a cell, in quotes where it must be.
func appendText[T string | []byte](dst []byte, text T, comma byte) []byte {
	plain := true
	for i := 0; plain && i < len(text); i++ {
		c := text[i]
		plain = c != comma && c != '"' && c != '\n' && c != '\r'
	}
	if plain {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	for i := range len(text) {
		if text[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, text[i])
	}
	return append(dst, '"')
}
