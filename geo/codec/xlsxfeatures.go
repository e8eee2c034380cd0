package codec

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// sheetFile streams the features of a sheet of a workbook: rows with a column of well-known text. Titles
// may stand above the headings.
type sheetFile struct {
	wktRows
	rows
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
		titles := textsOf(row.Cells)
		if first == nil {
			first = titles
		}
		if len(titles) <= maxFields && s.title(titles, field) {
			return nil
		}
	}
	if first == nil {
		return &FileError{Kind: KindEmpty, Message: "the sheet " + s.src.Layer + " has no row"}
	}
	return &FileError{Kind: KindNoGeometryField, Place: s.src.Layer,
		Message: fmt.Sprintf("no column of the sheet holds outlines as WKT (%s), and a workbook has them in no other way: give a GeoJSON, Shapefile, GeoPackage or DXF; what else the sheet says of areas comes by --attributes. Its first row: %.400s",
			strings.Join(wktColumns, ", "), strings.Join(first, ", "))}
}

// full is the next row that is not blank.
func (s *sheetFile) full() (Row, error) {
	for {
		row, err := s.rows.next()
		if err != nil || !blank(row.Cells) {
			return row, err
		}
	}
}

// cells are those of the next row under the headings.
func (s *sheetFile) cells() ([]string, *FeatureError, error) {
	row, err := s.full()
	if err != nil {
		return nil, nil, err
	}
	out := textsOf(row.Cells)
	for _, c := range row.Cells {
		if c.Kind == CellLinked {
			return out, fault(ReasonBadRow, "row %d has a value that a formula takes from another workbook, which is not opened: put the value itself there", row.Number), nil
		}
	}
	for i := len(s.names); i < len(out); i++ {
		if strings.TrimSpace(out[i]) != "" {
			return out, fault(ReasonBadRow, "row %d has a value right of the last heading", row.Number), nil
		}
	}
	return append(out, make([]string, max(0, len(s.names)-len(out)))...)[:len(s.names)], nil, nil
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
