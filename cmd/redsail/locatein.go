package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
)

// bulk answers each line of a CSV or of a file of JSON objects.
func (c *locateCmd) bulk(ctx context.Context, std streams, pic *atlas.Picture, sys crs.System, asked atlas.Asked) error {
	work := &progress{w: std.err, start: time.Now(), every: 2 * time.Second}
	in, err := openLines(ctx, c.In, work)
	if err != nil {
		return err
	}
	defer in.Close()
	answer := pic.LocateCSV
	if in.objects(c.InputFormat) {
		answer = pic.LocateNDJSON
		if c.AddressField != "" && c.AddressField != "address" {
			return usagef("--address-field: the member of an NDJSON line is address")
		}
		if c.LonField != "lon" || c.LatField != "lat" || c.Prefix != "" {
			return usagef("--lon-field, --lat-field and --prefix are for CSV; the members of NDJSON lines have fixed names")
		}
	}
	if err := overStore(c.Store, c.Out); err != nil {
		return err
	}
	file, out, err := createResults(c.Out, std.out)
	if err != nil {
		return err
	}
	defer file.drop()
	b := atlas.Bulk{
		LonField: c.LonField, LatField: c.LatField, CRS: sys,
		LonOption: "--lon-field", LatOption: "--lat-field", PrefixOption: "--prefix",
		AddressField: c.AddressField, AddressOption: "--address-field",
		Columns: atlas.Columns(c.Columns), Kinds: asked.Kinds, Tags: asked.Tags, At: asked.At, Prefix: c.Prefix, Progress: work.tell,
	}
	res, err := answer(ctx, in, out, b)
	if ctx.Err() != nil && err != nil { // whatever was being read then
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	work.done(res)
	if res.Errors > 0 {
		return errFindings
	}
	return nil
}

// sizeOf is the size of a plain file; 0 = not known.
func sizeOf(f *os.File) int64 {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// progress counts what is read on its way through, and tells how far it is.
type progress struct {
	w     io.Writer
	in    io.Reader
	size  int64 // of the input in bytes; 0 = not known
	start time.Time
	every time.Duration // between two lines

	read atomic.Int64
	last time.Time
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.read.Add(int64(n))
	return n, err
}

// tell prints lines, rate and, where the size is known, how much is done and how long the
// rest will take.
func (p *progress) tell(lines int64) {
	now := time.Now()
	if p.last.IsZero() {
		p.last = p.start
	}
	if now.Sub(p.last) < p.every {
		return
	}
	p.last = now
	spent := now.Sub(p.start)
	text := fmt.Sprintf("redsail: %s, %.0f a second", counted(lines), rate(lines, spent))
	if read := p.read.Load(); p.size > 0 && read > 0 && read <= p.size {
		left := time.Duration(float64(spent) * float64(p.size-read) / float64(read))
		text += fmt.Sprintf(", %d %% done, %s left", 100*read/p.size, left.Round(time.Second))
	}
	fmt.Fprintln(p.w, text)
}

// done prints the summary; what took no time has no rate worth telling.
func (p *progress) done(res atlas.BulkResult) {
	text := fmt.Sprintf("redsail: %s, %d with errors", counted(res.Lines), res.Errors)
	if spent := time.Since(p.start); spent >= p.every {
		text += fmt.Sprintf(", in %s (%.0f a second)", spent.Round(time.Millisecond), rate(res.Lines, spent))
	}
	fmt.Fprintln(p.w, text)
}

// counted is a number of lines in words.
func counted(lines int64) string {
	if lines == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", lines)
}

func rate(lines int64, spent time.Duration) float64 {
	if spent <= 0 {
		return 0
	}
	return float64(lines) / spent.Seconds()
}
