package codec

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// Widths of the fields of a dBASE table, in bytes. Short ones leave room for an editor.
const (
	dbfNameBytes  = 10
	dbfTextLeast  = 80
	dbfTextMost   = 254
	dbfWholeLeast = 10
)

// dbfNames are names that a dBASE table can have, each another whatever the case of letters.
func dbfNames(columns []Column) []string {
	out := make([]string, len(columns))
	seen := map[string]bool{}
	for i, c := range columns {
		name := cutText(c.Name, dbfNameBytes)
		for n := 2; seen[strings.ToLower(name)]; n++ {
			end := fmt.Sprintf("_%d", n)
			name = cutText(c.Name, dbfNameBytes-len(end)) + end
		}
		seen[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}

// cutText is the longest start of a text that has at most n bytes and ends with a whole
// character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// dbfRows spools the rows of a table until their widths are known: each cell is its length
// and its bytes. It counts the texts that were cut.
type dbfRows struct {
	columns []Column
	w       *bufio.Writer
	cells   []any
	widths  []int
	cut     []int
	rows    int64
}

func newDBFRows(columns []Column, w io.Writer) *dbfRows {
	d := &dbfRows{columns: columns, w: bufio.NewWriterSize(w, 64<<10), cells: make([]any, len(columns)), widths: make([]int, len(columns)), cut: make([]int, len(columns))}
	for i, c := range columns {
		d.widths[i] = dbfTextLeast
		if c.Whole {
			d.widths[i] = dbfWholeLeast
		}
	}
	return d
}

func (d *dbfRows) add(properties []Property) error {
	clear(d.cells)
	if err := fillRow(d.cells, d.columns, properties); err != nil {
		return err
	}
	d.rows++
	for i, cell := range d.cells {
		text := ""
		if cell != nil {
			text = fmt.Sprint(cell)
		}
		// A reader would end the text at a zero.
		text = strings.ReplaceAll(text, "\x00", " ")
		if short := cutText(text, dbfTextMost); short != text {
			text = short
			d.cut[i]++
		}
		d.widths[i] = max(d.widths[i], len(text))
		if _, err := d.w.Write(append(binary.AppendUvarint(nil, uint64(len(text))), text...)); err != nil {
			return err
		}
	}
	return nil
}

// size is that of the whole file.
func (d *dbfRows) size() int64 {
	return int64(d.header()) + d.rows*int64(d.width()) + 1
}

func (d *dbfRows) header() int { return dbfHeader*(1+len(d.columns)) + 1 }

func (d *dbfRows) width() int {
	n := 1
	for _, w := range d.widths {
		n += w
	}
	return n
}

// write writes the table of the spooled rows. Its date is fixed: the same rows give the same
// bytes on every day.
func (d *dbfRows) write(w io.Writer, spool io.Reader) error {
	if d.width() > math.MaxUint16 || d.rows > math.MaxInt32 {
		return fmt.Errorf("a dBASE table has no room for %d rows of %d bytes", d.rows, d.width())
	}
	head := make([]byte, d.header())
	head[0], head[1], head[2], head[3] = 3, 80, 1, 1
	binary.LittleEndian.PutUint32(head[4:], uint32(d.rows))
	binary.LittleEndian.PutUint16(head[8:], uint16(len(head)))
	binary.LittleEndian.PutUint16(head[10:], uint16(d.width()))
	for i, name := range dbfNames(d.columns) {
		field := head[dbfHeader*(1+i):]
		copy(field, name)
		field[11], field[16] = 'C', byte(d.widths[i])
		if d.columns[i].Whole {
			field[11] = 'N'
		}
	}
	head[len(head)-1] = 0x0d
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.Write(head); err != nil {
		return err
	}
	in, row := bufio.NewReaderSize(spool, 64<<10), make([]byte, d.width())
	for range d.rows {
		if err := d.row(row, in); err != nil {
			return err
		}
		if _, err := out.Write(row); err != nil {
			return err
		}
	}
	if err := out.WriteByte(0x1a); err != nil {
		return err
	}
	return out.Flush()
}

// row reads one row from the spool: texts stand to the left, numbers to the right.
func (d *dbfRows) row(row []byte, in *bufio.Reader) error {
	for i := range row {
		row[i] = ' '
	}
	at := 1
	for i, width := range d.widths {
		n, err := binary.ReadUvarint(in)
		if err != nil {
			return err
		}
		cell := row[at : at+int(n)]
		if d.columns[i].Whole {
			cell = row[at+width-int(n) : at+width]
		}
		if _, err := io.ReadFull(in, cell); err != nil {
			return err
		}
		at += width
	}
	return nil
}
