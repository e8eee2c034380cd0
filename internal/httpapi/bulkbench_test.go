package httpapi_test

import (
	"io"
	"testing"
)

// BenchmarkBulkHTTP answers 16 MB of lines over loopback, for a client that reads while it
// writes: processor time of server, client and kernel together.
func BenchmarkBulkHTTP(b *testing.B) {
	_, srv := slowServer(b, 0, nil)
	text, lines := numbered(16 << 20)
	start := processor()
	for b.Loop() {
		c := dial(b, srv, ndjson, len(text))
		go func() { _, _ = c.Write(text) }()
		if _, err := io.Copy(io.Discard, c.answer().Body); err != nil {
			b.Fatal(err)
		}
		c.Close()
	}
	b.ReportMetric(float64(lines*b.N)/(processor()-start)/1e6, "Mpoints/s/core")
}
