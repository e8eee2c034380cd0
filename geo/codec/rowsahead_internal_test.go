package codec

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// madeRows are n rows of so many cells each; the last one breaks where broken says so.
type madeRows struct {
	n, cells int
	broken   bool
	closed   bool
}

func (m *madeRows) source() Source { return Source{Format: "made"} }

func (m *madeRows) Close() error {
	m.closed = true
	return nil
}

func (m *madeRows) next() (Row, error) {
	if m.n == 0 {
		if m.broken {
			panic("a defect")
		}
		return Row{}, io.EOF
	}
	m.n--
	return Row{Number: m.n, Cells: make([]Cell, m.cells)}, nil
}

// TestRowsAhead: all rows come in order, then the end; a batch of wide rows has few of them; a defect is
// the end of the reading; Close ends what reads ahead.
func TestRowsAhead(t *testing.T) {
	const rows = 1000
	a := newRowsAhead(&madeRows{n: rows, cells: 3})
	for i := range rows {
		if row, err := a.next(); err != nil || row.Number != rows-1-i || len(row.Cells) != 3 {
			t.Fatalf("row %d: %+v, %v", i, row, err)
		}
	}
	for range 2 {
		if _, err := a.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("after the last: %v", err)
		}
	}
	wide := newRowsAhead(&madeRows{n: rows, cells: maxFields})
	if b := wide.read(); b.err != nil || len(b.rows) != 1 {
		t.Errorf("%d rows of %d cells in a batch, %v", len(b.rows), maxFields, b.err)
	}
	broken := newRowsAhead(&madeRows{n: 1, broken: true})
	if row, err := broken.next(); err != nil || row.Number != 0 {
		t.Errorf("before the defect: %+v, %v", row, err)
	}
	if _, err := broken.next(); err == nil || !strings.Contains(err.Error(), "a defect") {
		t.Errorf("the defect: %v", err)
	}
	left := &madeRows{n: rows, cells: maxFields}
	ahead := newRowsAhead(left)
	if _, err := ahead.next(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := ahead.Close(); err != nil || !left.closed {
			t.Errorf("closing: %v", err)
		}
	}
}
