package codec

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// CellKind says what a cell is.
type CellKind uint8

// The kinds of cells. All cells of a CSV are texts.
const (
	CellText    CellKind = iota
	CellNumber           // a number of a workbook: digits where it is whole and exact, else 3.70811E+17
	CellFormula          // a formula; its text is what was computed last
	CellFault            // an error of the spreadsheet, like #REF!
	CellLinked           // a formula that reads another workbook; its text is what was there when that was open
)

// Cell is one cell of a table.
type Cell struct {
	Text string
	Kind CellKind
}

// Row is one row of a table that has anything in it.
type Row struct {
	// Number is that of the line of the CSV, or of the row of the sheet, from 1.
	Number int
	// Cells are those from the first column to the last one that is written.
	Cells []Cell
	// Spans are the groups of merged cells with a value that lie over the row, by column.
	Spans []Span
}

// rows is an open table. next gives io.EOF at the end; what it gives holds until the next call.
type rows interface {
	source() Source
	next() (Row, error)
	io.Closer
}

// Table reads the rows of a CSV or of one sheet of a workbook (.xlsx) that are not empty. It is
// not safe for concurrent use.
type Table struct {
	ctx  context.Context
	file string
	rows rows
	most int
	read int
	err  error
}

// OpenTable looks at the content of the file and gives a reader of its rows. Options.Layer names
// the sheet of a workbook; empty = the first one. It fails with *FileError as Open does.
func OpenTable(ctx context.Context, path string, o Options) (*Table, error) {
	o.Limits = o.Limits.withDefaults()
	rs, err := openRows(ctx, path, o)
	if err != nil {
		return nil, inFile(path, err)
	}
	return &Table{ctx: ctx, file: path, rows: rs, most: o.Limits.Features}, nil
}

// Source is what the file says about itself.
func (t *Table) Source() Source { return t.rows.source() }

// Next gives the next row that is not empty, io.EOF after the last one, or the *FileError (or the
// context's error) that ended the reading; that error stays. The cells hold until the next call.
func (t *Table) Next() (Row, error) {
	if t.err != nil {
		return Row{}, t.err
	}
	row, err := t.advance()
	if err != nil {
		t.err = inFile(t.file, err)
		return Row{}, t.err
	}
	t.read++
	return row, nil
}

func (t *Table) advance() (Row, error) {
	for n := 0; ; n++ {
		if n%1024 == 0 && t.ctx.Err() != nil {
			return Row{}, t.ctx.Err()
		}
		row, err := t.rows.next()
		if err != nil {
			return Row{}, err
		}
		if blank(row.Cells) {
			continue
		}
		if t.read >= t.most {
			return Row{}, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d rows", t.most)}
		}
		return row, nil
	}
}

// Close frees what the table holds. It may be called more than once.
func (t *Table) Close() error {
	if t.err == nil {
		t.err = &FileError{Kind: KindUnreadable, File: t.file, Message: "table is closed"}
	}
	return t.rows.Close()
}

func blank(cells []Cell) bool {
	for i := range cells {
		if cells[i].Kind != CellText || strings.TrimSpace(cells[i].Text) != "" {
			return false
		}
	}
	return true
}

// oldWorkbook begins an .xls, and a workbook that a password protects.
var oldWorkbook = []byte{0xd0, 0xcf, 0x11, 0xe0}

func errOldWorkbook() error {
	return &FileError{Kind: KindUnknownFormat, Message: "is an old workbook (.xls), or one that a password protects; save it as .xlsx or CSV UTF-8 without one"}
}

func openRows(ctx context.Context, path string, o Options) (rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, size, err := openRegular(path, o.Limits.FileBytes)
	if err != nil {
		return nil, err
	}
	rs, err := rowsOf(ctx, f, size, filepath.Ext(path), o)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return rs, nil
}

func rowsOf(ctx context.Context, f *os.File, size int64, ext string, o Options) (rows, error) {
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	ext = strings.ToLower(ext)
	switch content := contentOf(head[:n]); {
	case bytes.HasPrefix(head, oldWorkbook):
		return nil, errOldWorkbook()
	case content == "blank":
		return nil, &FileError{Kind: KindEmpty, Message: "the file holds only white space"}
	case content == "zip" && ext != ".csv" && ext != ".tsv" && ext != ".txt":
		return aheadXLSX(f, size, o)
	case content == "text" && ext != ".xlsx":
		return openCSVRows(ctx, f, o)
	case content == "zip" || content == "text":
		return nil, &FileError{Kind: KindWrongExtension, Message: fmt.Sprintf("the extension %s does not fit the content", ext)}
	}
	return nil, &FileError{Kind: KindUnknownFormat, Message: "is neither CSV nor a workbook (.xlsx)"}
}

// aheadXLSX is openXLSX that reads ahead.
func aheadXLSX(f *os.File, size int64, o Options) (rows, error) {
	r, err := openXLSX(f, size, o)
	if err != nil {
		return nil, err
	}
	return newRowsAhead(r), nil
}

// csvRows are the rows of a CSV.
type csvRows struct {
	io.Closer
	src   Source
	r     *csv.Reader
	guard *recordGuard
	field int
	cells []Cell
}

func openCSVRows(ctx context.Context, f *os.File, o Options) (rows, error) {
	if o.Layer != "" {
		return nil, &FileError{Kind: KindUnknownLayer, Message: "a CSV file has no sheets, so none is named " + o.Layer}
	}
	dialect, text, err := csvText(ctx, f, o.Encoding)
	if err != nil {
		return nil, err
	}
	s := &csvRows{Closer: f, guard: &recordGuard{r: text, limit: 4 * int64(o.Limits.FieldBytes)}, field: o.Limits.FieldBytes}
	s.r = csv.NewReader(s.guard)
	s.r.Comma, s.r.ReuseRecord, s.r.FieldsPerRecord = dialect.Comma, true, -1
	s.src = Source{Format: "csv", Encoding: dialect.Encoding}
	return s, nil
}

func (s *csvRows) source() Source { return s.src }

func (s *csvRows) next() (Row, error) {
	cells, err := s.r.Read()
	s.guard.done = s.r.InputOffset()
	var pe *csv.ParseError
	switch {
	case errors.As(err, &pe):
		return Row{}, &FileError{Kind: KindMalformed, Place: fmt.Sprintf("line %d, column %d", pe.Line, pe.Column), Message: pe.Err.Error()}
	case err != nil:
		return Row{}, err
	case len(cells) > maxFields:
		return Row{}, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d columns", maxFields)}
	}
	s.cells = s.cells[:0]
	for i, text := range cells {
		if len(text) > s.field {
			return Row{}, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a cell of column %d is longer than %d bytes", i+1, s.field)}
		}
		s.cells = append(s.cells, Cell{Text: text})
	}
	line, _ := s.r.FieldPos(0)
	return Row{Number: line, Cells: s.cells}, nil
}
