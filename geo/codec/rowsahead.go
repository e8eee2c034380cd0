package codec

import (
	"fmt"
	"sync"
	"unsafe"
)

// A batch of rows ends with the first of these.
const (
	aheadRows  = 256
	aheadBytes = 128 << 10 // of cells and their texts
	aheadCells = 1024      // of a slice that rows share
)

// rowsAhead reads the rows of a slow source on a goroutine of its own, a few batches before they are
// asked for: to unpack and read XML takes as long as what is done with the rows. The goroutine begins
// with the first row and ends with Close.
type rowsAhead struct {
	rows
	begin   sync.Once
	batches chan rowBatch
	stop    chan struct{}
	ended   sync.WaitGroup
	batch   rowBatch
}

// rowBatch are rows and the error that came after them, if any.
type rowBatch struct {
	rows []Row
	err  error
}

func newRowsAhead(r rows) *rowsAhead {
	return &rowsAhead{rows: r, batches: make(chan rowBatch, 2), stop: make(chan struct{})}
}

// next implements rows. Here the cells hold for ever.
func (a *rowsAhead) next() (Row, error) {
	a.begin.Do(func() { a.ended.Go(a.run) })
	for len(a.batch.rows) == 0 {
		if a.batch.err != nil {
			return Row{}, a.batch.err
		}
		a.batch = <-a.batches
	}
	row := a.batch.rows[0]
	a.batch.rows = a.batch.rows[1:]
	return row, nil
}

// Close implements io.Closer; the source is closed when nothing reads it any more.
func (a *rowsAhead) Close() error {
	a.begin.Do(func() {}) // nothing begins after the end
	select {
	case <-a.stop:
	default:
		close(a.stop)
	}
	a.ended.Wait()
	return a.rows.Close()
}

func (a *rowsAhead) run() {
	for {
		b := a.read()
		select {
		case a.batches <- b:
		case <-a.stop:
			return
		}
		if b.err != nil {
			return
		}
	}
}

// read makes the next batch. Its rows share slices of cells.
func (a *rowsAhead) read() (b rowBatch) {
	defer func() {
		if defect := recover(); defect != nil { // as on the goroutine of the caller: the end of this reading, not of the process
			b.err = fmt.Errorf("the rows could not be read: %v", defect)
		}
	}()
	var cells []Cell
	for n := 0; len(b.rows) < aheadRows && n < aheadBytes; {
		row, err := a.rows.next()
		if err != nil {
			b.err = err
			return b
		}
		if len(cells)+len(row.Cells) > cap(cells) { // a new slice: to copy the old one would keep both
			cells = make([]Cell, 0, max(len(row.Cells), aheadCells))
		}
		from := len(cells)
		cells = append(cells, row.Cells...)
		row.Cells = cells[from:len(cells):len(cells)]
		b.rows = append(b.rows, row)
		n += len(row.Cells) * int(unsafe.Sizeof(Cell{}))
		for i := range row.Cells {
			n += len(row.Cells[i].Text)
		}
	}
	return b
}
