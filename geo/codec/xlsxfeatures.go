package codec

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// sheetFile streams the features of a sheet of a workbook: rows with a column of well-known text. Titles
// may stand above the headings.
type sheetFile struct {
	wktRows
	rows
	ahead  *Row // under the headings, where it was looked at
	bottom int  // the last row of the headings
}

// maxTitleRows is how many rows are searched for the headings.
const maxTitleRows = 20

// openSheet reads a sheet of a workbook, of a file that it then owns.
func openSheet(f *os.File, size int64, o Options, b *budget) (stream, error) {
	rs, err := openXLSX(f, size, o)
	if err != nil {
		return nil, err
	}
	s := &sheetFile{rows: rs}
	s.wktRows = wktRows{b: b, row: s.cells, src: rs.source()}
	if err := s.header(o.WKTField); err != nil {
		return nil, err
	}
	return s, s.first()
}

func (s *sheetFile) header(field string) error {
	var first []string
	for range maxTitleRows {
		row, err := s.full()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		titles := headingsOf(&row)
		if first == nil {
			first = titles
		}
		if len(titles) > maxFields || !s.title(titles, field) {
			continue
		}
		s.bottom = row.Number
		return s.parted(&row, titles, field)
	}
	if first == nil {
		return &FileError{Kind: KindEmpty, Message: "the sheet " + s.src.Layer + " has no row"}
	}
	return &FileError{Kind: KindNoGeometryField, Place: s.src.Layer,
		Message: fmt.Sprintf("no column of the sheet holds outlines as WKT (%s), and a workbook has them in no other way: give a GeoJSON, Shapefile, GeoPackage or DXF; what else the sheet says of areas comes by --attributes. Its first row: %.400s",
			strings.Join(wktColumns, ", "), strings.Join(first, ", "))}
}

// headingsOf are the texts of a row; one that is merged with cells below it is of each of these rows.
func headingsOf(row *Row) []string {
	out := textsOf(row.Cells)
	for _, span := range row.Spans {
		if span.Top < row.Number && span.Left < maxFields {
			out = append(out, make([]string, max(0, span.Left+1-len(out)))...)
			out[span.Left] = span.Value.Text
		}
	}
	return out
}

// parted reads the row under the headings, which parts those that are merged over several columns. It is
// no heading where anything stands under one of a single column: then it is the first row of the table.
func (s *sheetFile) parted(row *Row, titles []string, field string) error {
	group := map[int]string{}
	for _, span := range row.Spans {
		for i := span.Left; span.Top == row.Number && span.Left < span.Right && i <= min(span.Right, maxFields-1); i++ {
			group[i] = span.Value.Text
		}
	}
	if len(group) == 0 {
		return nil
	}
	below, err := s.full()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	s.ahead = &below
	under := textsOf(below.Cells)
	names := slices.Concat(titles, make([]string, max(0, len(under)-len(titles))))
	for i, text := range under {
		switch over, grouped := group[i]; {
		case strings.TrimSpace(text) == "":
		case !grouped && i < len(titles) && titles[i] != "":
			return nil
		case slices.Contains(under[:i], text) || slices.Contains(under[i+1:], text):
			names[i] = over + "·" + text
		default:
			names[i] = text
		}
	}
	if len(names) > maxFields || !s.title(names, field) {
		s.title(titles, field)
		return nil
	}
	s.ahead, s.bottom = nil, below.Number
	return nil
}

// full is the next row that is not blank.
func (s *sheetFile) full() (Row, error) {
	if row := s.ahead; row != nil {
		s.ahead = nil
		return *row, nil
	}
	for {
		row, err := s.rows.next()
		if err != nil || !blank(row.Cells) {
			return row, err
		}
	}
}

// cells are those of the next row under the headings, as a spreadsheet shows them.
func (s *sheetFile) cells() (number int, out []string, short *FeatureError, err error) {
	row, err := s.full()
	if err != nil {
		return 0, nil, nil, err
	}
	for i := len(s.names); i < len(row.Cells); i++ {
		if strings.TrimSpace(row.Cells[i].Text) != "" {
			short = fault(ReasonBadRow, "row %d has a value right of the last heading", row.Number)
		}
	}
	shown := make([]Cell, len(s.names))
	for i := range shown {
		if shown[i], short = s.shown(&row, i, short); shown[i].Kind == CellLinked {
			short = fault(ReasonBadRow, "row %d has a value that a formula takes from another workbook, which is not opened: put the value itself there", row.Number)
		}
	}
	return row.Number, textsOf(shown), short, nil
}

// shown is what stands in a column of a row, and the fault of one in which merged cells hide another value.
// A heading that is merged with cells of rows is no value of theirs.
func (s *sheetFile) shown(row *Row, column int, short *FeatureError) (Cell, *FeatureError) {
	c, span := row.Shown(column)
	if span == nil {
		return c, short
	}
	var own Cell
	if column < len(row.Cells) {
		own = row.Cells[column]
	}
	if span.Top <= s.bottom {
		return own, short
	}
	if text := strings.TrimSpace(own.Text); short == nil && text != "" && text != strings.TrimSpace(c.Text) {
		short = fault(ReasonBadRow, "row %d hides another value than is shown under the cell that is merged in column %s: part the cells and write each value", row.Number, columnName(column))
	}
	return c, short
}

func textsOf(cells []Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c.Kind != CellFault {
			out[i] = c.Text
		}
	}
	return out
}

func (s *sheetFile) source() Source { return s.src }

func (s *sheetFile) next() (record, error) { return s.wktRows.next() }
