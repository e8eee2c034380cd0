package httpapi

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// sizesServer answers /n with n bytes and counts them.
func sizesServer(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{log: slog.New(slog.DiscardHandler)}
	srv := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			t.Error(err)
		}
		s.send(w, r, &representation{contentType: "x/y", etag: `"e"`, content: sized(n)})
	})}
	ended := make(chan error, 1)
	go func() { ended <- Serve(srv, ln) }()
	t.Cleanup(func() {
		_ = srv.Close()
		<-ended
	})
	return ln.Addr().String()
}

func sized(n int) []byte { return bytes.Repeat([]byte("0123456789"), n/10+1)[:n] }

// TestOneWay asks on one connection for answers of all lengths round those at which the head and the
// content come to another number of writes, in all forms that net/http sends.
func TestOneWay(t *testing.T) {
	addr := sizesServer(t)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	sizes := []int{0, 1, 2047, 2048, 2049, 20_000, 65_535, 65_536, 100_000, 300_000}
	for n := headBytes - 500; n <= headBytes+20; n++ {
		sizes = append(sizes, n, n+headBytes)
	}
	for i, n := range sizes {
		method, more := http.MethodGet, ""
		switch i % 7 {
		case 3:
			method = http.MethodHead
		case 5:
			more = "If-None-Match: \"e\"\r\n"
		}
		req, err := http.NewRequest(method, "http://"+addr, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "%s /%d HTTP/1.1\r\nHost: %s\r\n%s\r\n", method, n, addr, more)
		res, err := http.ReadResponse(in, req)
		if err != nil {
			t.Fatalf("%s of %d bytes: %v", method, n, err)
		}
		got, err := io.ReadAll(res.Body)
		want := sized(n)
		if method == http.MethodHead || more != "" {
			want = nil
		}
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s of %d bytes: %d bytes came, %v", method, n, len(got), err)
		}
	}
}

// TestOneWayAtTheEnd: an answer that is the last of its connection arrives whole too.
func TestOneWayAtTheEnd(t *testing.T) {
	addr := sizesServer(t)
	for _, n := range []int{headBytes - 100, headBytes, headBytes + 1, 3 * headBytes, 70_000} {
		for _, request := range []string{"GET /%d HTTP/1.0\r\n\r\n", "GET /%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"} {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, request, n)
			all, err := io.ReadAll(conn)
			if err != nil || !bytes.HasSuffix(all, append([]byte("\r\n\r\n"), sized(n)...)) {
				t.Errorf("%d bytes: %d came, %v", n, len(all), err)
			}
			_ = conn.Close()
		}
	}
}
