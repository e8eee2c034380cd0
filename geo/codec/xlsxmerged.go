package codec

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Limits of the merged cells of a sheet.
const (
	maxMerged     = 500_000
	maxMergedOver = 1000 // that lie over one row
)

// Span is a group of merged cells: rows from 1, columns from 0, the last ones meant.
type Span struct {
	Top, Bottom, Left, Right int
	// Value is that of the first cell, which a spreadsheet shows in the place of all of them.
	Value Cell
}

// Shown is what a spreadsheet shows at a column of the row: the cell itself, or the first one of the
// group with which it is merged. The span is that group; nil where the cell stands for itself.
func (r *Row) Shown(column int) (c Cell, span *Span) {
	if i := r.spanOver(column); i >= 0 {
		return r.Spans[i].Value, &r.Spans[i]
	}
	if column < len(r.Cells) {
		c = r.Cells[column]
	}
	return c, nil
}

func (r *Row) spanOver(column int) int {
	i, found := slices.BinarySearchFunc(r.Spans, column, func(s Span, column int) int { return cmp.Compare(s.Left, column) })
	if found {
		return i
	}
	if i--; i >= 0 && column <= r.Spans[i].Right {
		return i
	}
	return -1
}

// mergedCells gives the groups over each row of a sheet, whose rows come in order.
type mergedCells struct {
	groups []Span // by first row, without values; those that come yet
	over   []Span // by column; rows hold it, so it is never changed
	ends   int    // the first row below one of them
}

// at are the groups with a value over a row.
func (m *mergedCells) at(row int, cells []Cell) ([]Span, error) {
	if len(m.over) > 0 && row >= m.ends {
		m.set(slices.DeleteFunc(slices.Clone(m.over), func(s Span) bool { return s.Bottom < row }))
	}
	n := 0
	var begun []Span
	for ; n < len(m.groups) && m.groups[n].Top <= row; n++ {
		s := m.groups[n]
		if s.Top == row && s.Left < len(cells) && !blank(cells[s.Left:s.Left+1]) {
			s.Value = cells[s.Left]
			begun = append(begun, s)
		}
	}
	if m.groups = m.groups[n:]; len(begun) == 0 {
		return m.over, nil
	}
	over := slices.Concat(m.over, begun)
	slices.SortFunc(over, func(a, b Span) int { return cmp.Compare(a.Left, b.Left) })
	for i := 1; i < len(over); i++ {
		if over[i].Left <= over[i-1].Right {
			return nil, &FileError{Kind: KindMalformed, Message: fmt.Sprintf("the cell %s%d is merged with two groups of cells", columnName(over[i].Left), row)}
		}
	}
	if len(over) > maxMergedOver {
		return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d groups of merged cells lie over row %d", maxMergedOver, row)}
	}
	m.set(over)
	return m.over, nil
}

func (m *mergedCells) set(over []Span) {
	if m.over = nil; len(over) > 0 {
		m.over = over
		m.ends = slices.MinFunc(over, func(a, b Span) int { return cmp.Compare(a.Bottom, b.Bottom) }).Bottom + 1
	}
}

// merged reads which cells of a sheet are merged. They stand behind its rows, which are passed without
// a look at their XML; what is wrong with the part tells whoever reads its rows.
func (b *xlsxBook) merged(name string) (m mergedCells, err error) {
	e := b.entries[strings.ToLower(name)]
	if e == nil {
		return m, nil
	}
	part, err := e.Open()
	if err != nil {
		return m, nil
	}
	defer part.Close()
	in := bufio.NewReaderSize(io.LimitReader(part, int64(e.UncompressedSize64)), 64<<10) //nolint:gosec // the size was judged when the part was opened
	if !passRows(in) {
		return m, nil
	}
	x := newSheetXML(in, 8<<10)
	for {
		token, err := x.next()
		if err != nil || token.kind == sheetEnd && string(token.name) == "mergeCells" {
			break
		}
		if token.kind != sheetStart || string(token.name) != "mergeCell" {
			continue
		}
		span, ok := spanOf(token.attr("ref"))
		if !ok {
			return m, &FileError{Kind: KindMalformed, Message: fmt.Sprintf("%.40q names no cells to merge", token.attr("ref"))}
		}
		if m.groups = append(m.groups, span); len(m.groups) > maxMerged {
			return m, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d groups of merged cells", maxMerged)}
		}
	}
	slices.SortFunc(m.groups, func(a, b Span) int { return cmp.Compare(a.Top, b.Top) })
	return m, nil
}

// rowsName is the element of the rows; before it stands nothing but its namespace.
const (
	rowsName     = "sheetData"
	maxNamespace = 256
)

// passRows reads to where the rows of a sheet end; false where it has none.
func passRows(in *bufio.Reader) bool {
	for {
		_, err := in.Peek(in.Size() / 2) // fills the buffer
		chunk, _ := in.Peek(in.Buffered())
		at := bytes.Index(chunk, []byte(rowsName))
		if at < 0 {
			if err != nil {
				return false
			}
			_, _ = in.Discard(len(chunk) - maxNamespace)
			continue
		}
		tag := bytes.LastIndexByte(chunk[:at], '<')
		if _, err := in.Discard(at + len(rowsName)); err != nil {
			return false
		}
		if tag >= 0 && chunk[tag+1] == '/' && bytes.IndexByte(chunk[tag:at], '>') < 0 {
			return true
		}
	}
}

// spanOf reads a reference like A2:B5.
func spanOf(ref string) (s Span, ok bool) {
	first, last, two := strings.Cut(ref, ":")
	if !two {
		last = first
	}
	top, left, ok := cellOf(first)
	bottom, right, also := cellOf(last)
	return Span{Top: top, Bottom: bottom, Left: left, Right: right}, ok && also && top <= bottom && left <= right
}

// cellOf is the row and the column of a reference like AB12.
func cellOf(ref string) (row, column int, ok bool) {
	column, ok = columnOf(ref)
	row, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	return row, column, ok && err == nil && 1 <= row && row <= sheetRows
}
