package httpapi_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/httpapi"
)

// plainClient is a TCP connection on which a bulk request has been begun.
type plainClient struct {
	*net.TCPConn
	t testing.TB
}

func dial(t testing.TB, srv *httptest.Server, media string, length int) plainClient {
	t.Helper()
	c, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	size := fmt.Sprintf("Content-Length: %d", length)
	if length < 0 {
		size = "Transfer-Encoding: chunked"
	}
	p := plainClient{c.(*net.TCPConn), t}
	p.write(fmt.Sprintf("POST /api/v1/locate HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%s\r\n\r\n", media, size))
	return p
}

func (c plainClient) write(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatal(err)
	}
}

// chunk writes a chunk of the body.
func (c plainClient) chunk(text string) {
	c.t.Helper()
	c.write(fmt.Sprintf("%x\r\n%s\r\n", len(text), text))
}

// answer reads the head.
func (c plainClient) answer() *http.Response {
	c.t.Helper()
	r, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: "POST"})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { r.Body.Close() })
	return r
}

// slowServer is a server whose connections have deadlines as short as these, which bulk answers
// must outlive, and small buffers in the kernel.
func slowServer(t testing.TB, limit time.Duration, change func(*httpapi.Config)) (*desk, *httptest.Server) {
	t.Helper()
	d := newDesk(t, nil, change)
	srv := httptest.NewUnstartedServer(d.handler)
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = limit, limit
	srv.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if tcp, ok := c.(*net.TCPConn); ok && state == http.StateNew {
			_ = tcp.SetWriteBuffer(64 << 10)
			_ = tcp.SetReadBuffer(64 << 10)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	return d, srv
}

// numbered are so many bytes of lines of NDJSON, and the lines.
func numbered(size int) (text []byte, lines int) {
	for len(text) < size {
		text = fmt.Appendf(text, `{"lon":116.003,"lat":39.003,"id":%d}`+"\n", lines)
		lines++
	}
	return text, lines
}

// checkNumbered: every line is answered, in order.
func checkNumbered(t testing.TB, r io.Reader, lines int) {
	t.Helper()
	got, want := sha256.New(), sha256.New()
	if _, err := io.Copy(got, r); err != nil {
		t.Fatal(err)
	}
	var b []byte
	for i := range lines {
		b = fmt.Appendf(b[:0], `{"id":%d,%s`, i, inA)
		want.Write(b)
	}
	if !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Error("the answers are not those of the lines")
	}
}

// TestBulkWritesAllFirst: a client that writes 50 MB before it reads a byte gets its answer,
// some 100 MB, and the server holds neither in memory.
func TestBulkWritesAllFirst(t *testing.T) {
	_, srv := slowServer(t, time.Second, nil)
	text, lines := numbered(50 << 20)
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := dial(t, srv, ndjson, len(text))
	if _, err := c.Write(text); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&during)
	if grown := int64(during.HeapInuse) - int64(before.HeapInuse); grown > 24<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
	checkNumbered(t, c.answer().Body, lines)
}

// TestBulkSpoolFull: when the file is full the server stops reading until the client reads,
// and when that does nothing either, the answer is cut off.
func TestBulkSpoolFull(t *testing.T) {
	_, srv := slowServer(t, time.Minute, func(c *httpapi.Config) { c.Spool, c.BulkPatience = 1<<20, time.Second })
	text, lines := numbered(20 << 20)
	c := dial(t, srv, ndjson, len(text))
	wrote := make(chan error, 1)
	go func() {
		_, err := c.Write(text)
		wrote <- err
	}()
	r := c.answer()
	checkNumbered(t, r.Body, lines)
	if err := <-wrote; err != nil {
		t.Error(err)
	}
	// The next one never reads.
	c = dial(t, srv, ndjson, len(text))
	if n, err := c.Write(text); err == nil || n > 8<<20 {
		t.Errorf("%d bytes were taken, %v", n, err)
	}
}

// slowReader reads a little at a time.
type slowReader struct {
	io.Reader
	pause time.Duration
}

func (s slowReader) Read(p []byte) (int, error) {
	time.Sleep(s.pause)
	return s.Reader.Read(p[:min(len(p), 64<<10)])
}

// TestBulkSlow: a client that reads slowly, and one that writes slowly and waits for each
// answer, outlive the patience and the server's own deadlines.
func TestBulkSlow(t *testing.T) {
	_, srv := slowServer(t, 300*time.Millisecond, func(c *httpapi.Config) { c.BulkPatience = 500 * time.Millisecond })
	text, lines := numbered(3 << 20)
	c := dial(t, srv, ndjson, len(text))
	_ = c.SetReadBuffer(32 << 10)
	c.write(string(text))
	checkNumbered(t, slowReader{c.answer().Body, 10 * time.Millisecond}, lines)

	c = dial(t, srv, ndjson, -1)
	var answers *bufio.Reader
	for i := range 12 {
		line := fmt.Sprintf(`{"lon":116.003,"lat":39.003,"id":%d}`+"\n", i)
		c.chunk(line[:9])
		time.Sleep(60 * time.Millisecond)
		c.chunk(line[9:])
		if i == 0 {
			answers = bufio.NewReader(c.answer().Body)
		}
		if got, err := answers.ReadString('\n'); err != nil || got != fmt.Sprintf(`{"id":%d,%s`, i, inA) {
			t.Fatalf("line %d: %q, %v", i, got, err)
		}
	}
	c.write("0\r\n\r\n")
	if rest, err := io.ReadAll(answers); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
}

// TestBulkSilent: a client that says nothing more is not waited for. Before the first answer
// it is told so; afterwards the answer ends without its end.
func TestBulkSilent(t *testing.T) {
	_, srv := slowServer(t, time.Minute, func(c *httpapi.Config) { c.BulkPatience = 200 * time.Millisecond })
	c := dial(t, srv, ndjson, 1000)
	c.write(`{"lon":116.003`)
	if p := problemOf(t, c.answer()); p.Status != 408 || p.Code != "too_slow" {
		t.Errorf("%+v", p)
	}
	c = dial(t, srv, ndjson, 1000)
	c.write(`{"lon":116.003,"lat":39.003}` + "\n")
	if got, err := io.ReadAll(c.answer().Body); err == nil || string(got) != `{"id":null,`+inA {
		t.Errorf("%q, %v: the answer looks whole", got, err)
	}
}

// TestBulkHalfClosed: a client that closes its half after it has written is still answered,
// and a connection serves on after a bulk.
func TestBulkHalfClosed(t *testing.T) {
	_, srv := slowServer(t, time.Minute, nil)
	text, lines := numbered(1 << 20)
	c := dial(t, srv, ndjson, len(text))
	c.write(string(text))
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	checkNumbered(t, c.answer().Body, lines)
	for range 2 { // over one connection
		r := send(t, srv, "", ndjson, bytes.NewReader(text))
		checkNumbered(t, r.Body, lines)
	}
}

// TestBulkGone: when the client goes the work ends, and its place is free again. TestMain
// looks for what is left behind.
func TestBulkGone(t *testing.T) {
	d, srv := slowServer(t, time.Minute, func(c *httpapi.Config) { c.BulkAtOnce = 1 })
	text, _ := numbered(4 << 20)
	for _, leave := range []func(plainClient){
		func(c plainClient) { c.Close() },                     // all sent, nothing read
		func(c plainClient) { _ = c.SetLinger(0); c.Close() }, // reset
		func(c plainClient) { // in the midst of the answer
			if _, err := io.CopyN(io.Discard, c.answer().Body, 1<<20); err != nil {
				t.Error(err)
			}
			c.Close()
		},
	} {
		c := dial(t, srv, ndjson, 1<<30)
		c.write(string(text))
		leave(c)
		waitFree(t, srv)
	}
	c := dial(t, srv, ndjson, 1<<20) // before there is an answer
	c.write(`{"lon":116.003`)
	_ = c.SetLinger(0)
	c.Close()
	waitFree(t, srv)
	if log := d.log.String(); strings.Contains(log, `"level":"ERROR"`) || strings.Contains(log, "116.003") {
		t.Error(log)
	}
}

// waitFree waits until a bulk is taken again.
func waitFree(t testing.TB, srv *httptest.Server) {
	t.Helper()
	for {
		r := send(t, srv, "", ndjson, strings.NewReader(""))
		if r.StatusCode == 200 {
			return
		}
		if r.StatusCode != 503 {
			t.Fatal(r.StatusCode, bodyOf(t, r))
		}
		time.Sleep(time.Millisecond)
	}
}

// TestBulkStops: a server that shuts down does not wait for a bulk without end.
func TestBulkStops(t *testing.T) {
	d, srv := slowServer(t, time.Minute, nil)
	c := dial(t, srv, ndjson, -1)
	c.chunk(`{"lon":116.003,"lat":39.003}` + "\n")
	r := c.answer()
	d.handler.(*httpapi.Server).Stop()
	if got, err := io.ReadAll(r.Body); err == nil {
		t.Errorf("%q: the answer looks whole", got)
	}
}

// TestBulkSpoolFails: a disk that cannot be written ends the answer, and the log says nothing
// of the lines.
func TestBulkSpoolFails(t *testing.T) {
	dir := t.TempDir() + "/gone"
	d, srv := slowServer(t, time.Minute, func(c *httpapi.Config) { c.SpoolDir = dir })
	text, _ := numbered(20 << 20)
	c := dial(t, srv, ndjson, len(text))
	var failed atomic.Bool
	if _, err := c.Write(text); err != nil {
		failed.Store(true) // the server has cut the connection
	}
	if _, err := io.Copy(io.Discard, c); err == nil && !failed.Load() {
		t.Error("the answer looks whole")
	}
	if log := d.log.String(); strings.Contains(log, "116.003") {
		t.Error(log)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
	waitFree(t, srv)
}
