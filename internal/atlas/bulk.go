package atlas

import (
	"bufio"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"time"

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
	ColumnsPosts   Columns = "posts"
	ColumnsAll     Columns = "all"
)

// Bulk says how lines of points are read and answered.
type Bulk struct {
	// LonField and LatField name the columns of a CSV. LonOption, LatOption and PrefixOption
	// are how the caller's user knows these settings: messages name them.
	LonField, LatField                 string
	LonOption, LatOption, PrefixOption string
	// AddressField, where it is not empty, names a column of addresses that stand for coordinates, and
	// AddressOption how the user knows this setting. Of NDJSON it is the member address.
	AddressField, AddressOption string

	CRS     crs.System // of the coordinates; nil = WGS-84
	Columns Columns
	Kinds   []string  // of the places in the column of stations; nil = StationKind
	Tags    []string  // services and skills, all of which these places must have
	At      time.Time // the moment, in the city's zone, of which duty is said
	Prefix  string    // put before the names of the columns that a CSV gets
	// Progress, when not nil, is told the number of lines done so far.
	Progress func(lines int64)
}

// BulkResult counts what a bulk locate did.
type BulkResult struct {
	Lines  int64 // lines of points answered
	Errors int64 // lines whose error column is not empty
}

const (
	// batchBytes is how much text one worker takes at a time: so much that the hand-over costs
	// nothing, so little that memory stays flat.
	batchBytes = 64 << 10
	// batchLines bounds the answers to it: a line of one byte has one too.
	batchLines = 4096
	// maxWorkers bounds the memory of one bulk on a large machine.
	maxWorkers = 16
)

// batch is a run of lines on its way through a worker. The same few go round and round.
type batch struct {
	text   []byte // whole lines
	out    []byte
	result BulkResult
	err    error         // of a worker that panicked: work beside the requests must not end the process
	ready  chan struct{} // holds a token when out, result and err are set
}

// source cuts a text into runs of whole lines.
type source interface {
	// next appends lines to dst, about as many bytes as wanted, or io.EOF when there is none.
	next(dst []byte, want int) ([]byte, error)
}

// answerer answers lines in memory that it keeps: each worker has one.
type answerer interface{ answer(b *batch) }

// LocateCSV answers every line of a CSV, in order, in constant memory: each keeps its
// cells with their text, and the added columns follow. Blank lines after the header stay. A
// line with fewer cells than the header is filled up; cells beyond the header come last.
// The output is RFC 4180 in UTF-8 with the delimiter, the line ends and the BOM of the
// input. An error names the line where reading failed; what was written until then is
// worthless. A Read of in that blocks holds up the return after ctx has ended. An out with
// a method Flush is flushed whenever no more answers are ready.
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
	return stream(ctx, cut, out, b.Progress, plan.newRow)
}

// stream moves batches from the source through the workers to the writer, in order. There
// are only so many batches: while none is free the source waits.
func stream(ctx context.Context, src source, out io.Writer, progress func(int64), worker func() answerer) (BulkResult, error) {
	ctx, cancel := context.WithCancel(ctx)
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	batches := 2*workers + 2
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
			a := sync.OnceValue(worker)
			for b := range work {
				b.out, b.result, b.err = b.out[:0], BulkResult{}, nil
				b.by(a)
				b.ready <- struct{}{}
			}
		})
	}
	var feedErr error
	wg.Go(func() {
		defer close(queue)
		defer close(work)
		feedErr = feed(ctx, src, free, work, queue)
	})
	flusher, _ := out.(interface{ Flush() error })
	var res BulkResult
	for b := range queue {
		<-b.ready
		if b.err != nil {
			return res, b.err
		}
		if _, err := out.Write(b.out); err != nil {
			return res, err
		}
		res.Lines += b.result.Lines
		res.Errors += b.result.Errors
		if progress != nil {
			progress(res.Lines)
		}
		free <- b
		if flusher != nil && len(queue) == 0 {
			if err := flusher.Flush(); err != nil {
				return res, err
			}
		}
	}
	return res, feedErr // set before queue was closed
}

// by lets a worker answer the batch.
func (b *batch) by(worker func() answerer) {
	defer recovered(&b.err)
	worker().answer(b)
}

// feed cuts the input into batches.
func feed(ctx context.Context, src source, free <-chan *batch, work, queue chan<- *batch) (err error) {
	defer recovered(&err)
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
		b.text, err = src.next(b.text[:0], batchBytes)
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
