package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSlowHeaders: connections that drip their headers are closed, all of them, and others are answered
// meanwhile.
func TestSlowHeaders(t *testing.T) {
	slowest := slowHeaders(t, 30*time.Second) // a bound for a busy machine
	t.Logf("500 connections that drip their headers: the last is closed %v after it was made", slowest)
}

// TestLongSlowHeaders: each of them within half a second of the deadline.
func TestLongSlowHeaders(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("measures time, and needs a quiet machine: `make long` runs it")
	}
	if slowest := slowHeaders(t, 30*time.Second); slowest > readHeaderTimeout+500*time.Millisecond {
		t.Errorf("the last of 500 connections is closed %v after it was made", slowest)
	} else {
		t.Logf("the last of 500 connections is closed %v after it was made", slowest)
	}
}

// slowHeaders opens 500 connections that send a byte of a header every 50 ms, and gives how long after
// it was made the slowest one is closed.
func slowHeaders(t *testing.T, bound time.Duration) (slowest time.Duration) {
	t.Helper()
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "127.0.0.1:0")
	defer s.stop()
	var d net.Dialer
	lasted, closed := make([]time.Duration, 500), make([]bool, 500)
	var all sync.WaitGroup
	for i := range lasted {
		c, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		all.Go(func() {
			defer c.Close()
			closed[i] = drip(c, begun.Add(bound))
			lasted[i] = time.Since(begun)
		})
	}
	if status, _ := s.get("/livez"); status != http.StatusOK {
		t.Errorf("%d", status)
	}
	all.Wait()
	if i := slices.Index(closed, false); i >= 0 {
		t.Fatalf("connection %d stays open", i)
	}
	if fastest := slices.Min(lasted); fastest < readHeaderTimeout/2 {
		t.Errorf("a connection is closed after %v: not for its headers", fastest)
	}
	return slices.Max(lasted)
}

// drip sends a header byte by byte until the connection is closed, and tells whether it was in time.
func drip(c net.Conn, until time.Time) (closed bool) {
	if _, err := io.WriteString(c, "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "); err != nil {
		return true
	}
	buf := make([]byte, 512)
	for time.Now().Before(until) {
		_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		if _, err := c.Read(buf); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return true
		}
		if _, err := io.WriteString(c, "x"); err != nil {
			return true
		}
	}
	return false
}
