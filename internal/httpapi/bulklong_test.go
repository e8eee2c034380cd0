package httpapi_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
)

// TestBulkBadLines: three bad lines among many come back marked and in place.
func TestBulkBadLines(t *testing.T) { manyLines(t, 300_000) }

// TestLongBulk is the same with ten million lines. It runs under `make long` only.
func TestLongBulk(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("sends ten million lines: `make long` runs it")
	}
	manyLines(t, 10_000_000)
}

// manyLines sends lines as CSV, of which three are bad, and reads the answers meanwhile.
func manyLines(t *testing.T, lines int) {
	_, srv := slowServer(t, 0, nil)
	bad := map[int]string{0: "bad_number", lines / 2: "missing_coordinate", lines - 1: "out_of_range"}
	cells := map[string]string{"bad_number": "1x6.003,39.003", "missing_coordinate": ",39.003", "out_of_range": "116.003,93.003"}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := dial(t, srv, "text/csv", -1)
	go func() {
		out := bufio.NewWriterSize(c, 1<<16)
		head := "id,lon,lat\n"
		fmt.Fprintf(out, "%x\r\n%s\r\n", len(head), head)
		var text []byte
		for i := range lines {
			where := "116.003,39.003"
			if bad[i] != "" {
				where = cells[bad[i]]
			}
			text = fmt.Appendf(text, "%d,%s\n", i, where)
			if len(text) > 1<<15 || i == lines-1 {
				fmt.Fprintf(out, "%x\r\n%s\r\n", len(text), text)
				text = text[:0]
			}
		}
		_, _ = out.WriteString("0\r\n\r\n")
		_ = out.Flush()
	}()
	in := bufio.NewScanner(c.answer().Body)
	in.Scan() // the header
	var want []byte
	for i := range lines {
		want = fmt.Appendf(want[:0], "%d,116.003,39.003,d,a,p,2,", i)
		if bad[i] != "" {
			want = fmt.Appendf(want[:0], "%d,%s,,,,,%s", i, cells[bad[i]], bad[i])
		}
		if !in.Scan() || !bytes.Equal(in.Bytes(), want) {
			t.Fatalf("line %d: %q (%v), want %q", i, in.Bytes(), in.Err(), want)
		}
		if i == lines/2 {
			runtime.ReadMemStats(&during)
		}
	}
	if in.Scan() || in.Err() != nil {
		t.Errorf("after the last line: %q, %v", in.Bytes(), in.Err())
	}
	if grown := int64(during.HeapInuse) - int64(before.HeapInuse); grown > 48<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}
