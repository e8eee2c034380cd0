package atlas

import (
	"bufio"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// Columns selects what a bulk locate adds to each line.
type Columns string

// The sets of columns; codes and revision and error are in each.
const (
	ColumnsCodes   Columns = "codes"
	ColumnsBorder  Columns = "border"
	ColumnsStation Columns = "station"
	ColumnsAll     Columns = "all"
)

// Bulk says how a CSV of points is read and answered.
type Bulk struct {
	LonField, LatField string
	CRS                crs.System // of the fields; nil = WGS-84
	Columns            Columns
	Kinds              []string // of the places in the column of stations; nil = StationKind
	Prefix             string   // put before the names of the added columns
	// Progress, when not nil, is told the number of lines done so far.
	Progress func(lines int64)
}

// BulkResult counts what a bulk locate did.
type BulkResult struct {
	Lines  int64 // data lines answered
	Errors int64 // lines whose error column is not empty
}

// batchBytes is how much text one worker takes at a time: so much that the hand-over costs
// nothing, so little that memory stays flat.
const batchBytes = 128 << 10

// batch is a run of lines on its way through a worker. The same few go round and round.
type batch struct {
	text   []byte // whole records
	out    []byte
	result BulkResult
	ready  chan struct{} // holds a token when out and result are set
}

// LocateCSV answers every line of a CSV, in order, in constant memory: each keeps its
// cells with their text, and the added columns follow. Blank lines after the header stay. A
// line with fewer cells than the header is filled up; cells beyond the header come last.
// The output is RFC 4180 in UTF-8 with the delimiter, the line ends and the BOM of the
// input. An error names the line where reading failed; what was written until then is
// worthless. A Read of in that blocks holds up the return after ctx has ended.
func (p *Picture) LocateCSV(ctx context.Context, in io.Reader, out io.Writer, b Bulk) (BulkResult, error) {
	dialect, text, err := codec.DetectCSV(bufio.NewReaderSize(in, 1<<20))
	if err != nil {
		return BulkResult{}, err
	}
	cut := &cutter{r: text, comma: byte(dialect.Comma), line: 1}
	header, err := cut.next(nil, 1)
	for err == nil && len(trimEnd(header)) == 0 {
		header, err = cut.next(nil, 1)
	}
	if errors.Is(err, io.EOF) {
		return BulkResult{}, city.Errorf(city.Invalid, "empty_file", "the input is empty: it needs a line of column names")
	}
	if err != nil {
		return BulkResult{}, err
	}
	plan, err := p.plan(header, byte(dialect.Comma), b)
	if err != nil {
		return BulkResult{}, err
	}
	head := plan.header(header)
	if dialect.BOM {
		head = append([]byte("\ufeff"), head...)
	}
	if _, err := out.Write(head); err != nil {
		return BulkResult{}, err
	}
	return plan.run(ctx, cut, out)
}

// run moves batches from the cutter through the workers to the writer, in order. There are
// only so many batches: while none is free the cutter waits.
func (p *bulkPlan) run(ctx context.Context, cut *cutter, out io.Writer) (BulkResult, error) {
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	batches := 4 * workers
	// None of these sends can block: each channel has room for every batch.
	free, work, queue := make(chan *batch, batches), make(chan *batch, batches), make(chan *batch, batches)
	for range batches {
		free <- &batch{ready: make(chan struct{}, 1)}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range workers {
		wg.Go(func() {
			row := p.newRow()
			for b := range work {
				row.answer(b)
				b.ready <- struct{}{}
			}
		})
	}
	var feedErr error
	wg.Go(func() {
		defer close(queue)
		defer close(work)
		feedErr = feed(ctx, cut, free, work, queue)
	})
	var res BulkResult
	for b := range queue {
		<-b.ready
		if _, err := out.Write(b.out); err != nil {
			return res, err
		}
		res.Lines += b.result.Lines
		res.Errors += b.result.Errors
		if p.Progress != nil {
			p.Progress(res.Lines)
		}
		free <- b
	}
	return res, feedErr // set before queue was closed
}

// feed cuts the input into batches.
func feed(ctx context.Context, cut *cutter, free <-chan *batch, work, queue chan<- *batch) error {
	for {
		var b *batch
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := ctx.Err(); err != nil { // select does not prefer it
			return err
		}
		var err error
		b.text, err = cut.next(b.text[:0], batchBytes)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		queue <- b
		work <- b
	}
}
