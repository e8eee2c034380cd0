package codec

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// xlsxRows are the rows of a sheet.
type xlsxRows struct {
	file   *os.File
	part   io.ReadCloser
	xml    *sheetXML
	src    Source
	shared []string
	field  int // bytes of a cell
	number int // of the row read last
	cells  []Cell
	merged mergedCells
	linked map[string]bool // the shared formulas that read another workbook, at most maxLinked
}

// maxLinked bounds the shared formulas that are remembered.
const maxLinked = 10_000

func (s *xlsxRows) source() Source { return s.src }

func (s *xlsxRows) Close() error { return errors.Join(s.part.Close(), s.file.Close()) }

func (s *xlsxRows) next() (Row, error) {
	for {
		e, err := s.xml.next()
		if err != nil {
			return Row{}, s.failed(err)
		}
		if e.kind != sheetStart || string(e.name) != "row" {
			continue
		}
		if err := s.row(e); err != nil {
			return Row{}, s.failed(unexpectedEnd(err))
		}
		spans, err := s.merged.at(s.number, s.cells)
		if err != nil {
			return Row{}, s.failed(err)
		}
		return Row{Number: s.number, Cells: s.cells, Spans: spans}, nil
	}
}

// failed names the row after which reading ended.
func (s *xlsxRows) failed(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = &FileError{Kind: KindTruncated, Message: "the sheet ends too early"}
	}
	return inPlace(fmt.Sprintf("after row %d", s.number), err)
}

// row reads the cells of a row.
func (s *xlsxRows) row(e *sheetToken) error {
	s.cells = s.cells[:0]
	number := s.number + 1
	if given := e.attr("r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n <= s.number {
			return &FileError{Kind: KindMalformed, Message: "the rows are not numbered in order"}
		}
		number = n
	}
	if s.number = number; number > sheetRows {
		return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d rows", sheetRows)}
	}
	for {
		e, err := s.xml.next()
		if err != nil {
			return err
		}
		switch e.kind {
		case sheetStart:
			if string(e.name) == "c" {
				if err := s.cell(e); err != nil {
					return err
				}
			}
		case sheetEnd:
			if string(e.name) == "row" {
				return nil
			}
		case sheetText: // between cells
		}
	}
}

// cell reads one cell to where it stands.
func (s *xlsxRows) cell(e *sheetToken) error {
	column := len(s.cells)
	if ref := e.attr("r"); ref != "" {
		at, ok := columnOf(ref)
		if !ok || at < len(s.cells) {
			return &FileError{Kind: KindMalformed, Message: "the cells of a row are not in order"}
		}
		column = at
	}
	kind := e.attr("t")
	value, err := s.value(kind)
	if err != nil {
		return err
	}
	if value.Kind == CellText && value.Text == "" {
		return nil
	}
	if column >= maxFields {
		return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d columns", maxFields)}
	}
	for len(s.cells) < column {
		s.cells = append(s.cells, Cell{})
	}
	s.cells = append(s.cells, value)
	return nil
}

// value reads what is in a cell of a kind, up to its end.
func (s *xlsxRows) value(kind string) (c Cell, err error) {
	text, formula := "", CellText
	for {
		e, err := s.xml.next()
		if err != nil {
			return c, err
		}
		switch e.kind {
		case sheetStart:
			switch string(e.name) {
			case "f":
				formula, err = s.formula(e.attr("si"))
			case "v":
				text, err = s.plain()
			case "is":
				text, err = richText(s.xml, "is", s.field)
			}
			if err != nil {
				return c, err
			}
		case sheetEnd:
			if string(e.name) == "c" {
				return s.typed(kind, text, formula)
			}
		case sheetText: // of the formula, or between the elements
		}
	}
}

// formula reads a formula, which is not computed; shared names the one that several cells have.
func (s *xlsxRows) formula(shared string) (CellKind, error) {
	text, err := s.plain()
	if err != nil || len(s.src.External) == 0 {
		return CellFormula, err
	}
	reaches := reachesOut(text)
	if shared != "" && reaches && len(s.linked) < maxLinked {
		if s.linked == nil {
			s.linked = map[string]bool{}
		}
		s.linked[shared] = true
	}
	if reaches || s.linked[shared] {
		return CellLinked, nil
	}
	return CellFormula, nil
}

// plain is the text up to the end of v or f.
func (s *xlsxRows) plain() (string, error) {
	var text string
	for {
		e, err := s.xml.next()
		if err != nil {
			return "", err
		}
		switch e.kind {
		case sheetText:
			if text += string(e.text); len(text) > s.field {
				return "", &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a cell is longer than %d bytes", s.field)}
			}
		case sheetEnd:
			return text, nil
		case sheetStart: // there is none in a value
		}
	}
}

func (s *xlsxRows) typed(kind, text string, formula CellKind) (Cell, error) {
	c := Cell{Text: text}
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && 0 <= i && i < len(s.shared) {
			c.Text = s.shared[i]
		} else if text != "" {
			return c, &FileError{Kind: KindMalformed, Message: "a cell names a shared text that is not there"}
		}
	case "e":
		c.Kind = CellFault
	case "b":
		c.Text = map[string]string{"1": "TRUE", "0": "FALSE"}[text]
	case "str":
		c.Text = folded(text)
	case "inlineStr", "d":
	default:
		if text != "" {
			c = Cell{Text: numberText(text), Kind: CellNumber}
		}
	}
	if formula != CellText {
		c.Kind = formula
	}
	return c, nil
}

// numberText writes a number of a cell: a whole one of at most 15 digits, which is as exact as a
// spreadsheet keeps it, in digits; a longer one as spreadsheets show it, 3.70811E+17.
func numberText(raw string) string {
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	switch {
	case err != nil:
		return raw
	case v == math.Trunc(v) && math.Abs(v) < 1e15:
		return strconv.FormatInt(int64(v), 10)
	case math.Abs(v) >= 1e15:
		return strconv.FormatFloat(v, 'E', 5, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// columnOf is the index of the column of a reference like AB12.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := range len(ref) {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'a') + 1; n > 1<<14 {
			return 0, false
		}
	}
	return n - 1, n > 0
}
