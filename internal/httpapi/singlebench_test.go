package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// demoServer serves the demo city, which this machine may change; its log is written to nowhere.
func demoServer(b *testing.B) *httpapi.Server {
	b.Helper()
	ctx := context.Background()
	made, err := demo.Make(ctx, demo.SizeCity, nil)
	if err != nil {
		b.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		b.Fatal(err)
	}
	store, err := gpkg.Init(ctx, filepath.Join(b.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-bench"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	changes, err := made.Changes()
	if err != nil {
		b.Fatal(err)
	}
	for i := range changes {
		if _, err := store.Apply(ctx, changes[i]); err != nil {
			b.Fatal(err)
		}
	}
	a, err := atlas.Open(ctx, store, now)
	if err != nil {
		b.Fatal(err)
	}
	return httpapi.New(httpapi.Config{Atlas: a, Editor: edit.NewEditor(store, now), Log: slog.New(slog.NewJSONHandler(io.Discard, nil))})
}

// BenchmarkSingle asks about single points over HTTP on loopback: a server of net/http, four
// connections that stay open, clients that do as little as can be. "constant" is a handler
// in the same server that writes the bytes of one answer and does nothing else; the ratios
// that docs/performance.md gives are of requests in a second of processor time, server and
// clients together.
func BenchmarkSingle(b *testing.B) {
	api := demoServer(b)
	box := bounds(b, api)
	constant := map[string][]byte{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body := constant[r.URL.Path]; body != nil {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
			return
		}
		api.ServeHTTP(w, r)
	}))
	defer srv.Close()
	r := rand.New(rand.NewPCG(3, 3))
	for _, kind := range []struct{ name, query string }{{"areas", "&fields=areas"}, {"full", ""}} {
		var requests [][]byte
		for range 4096 {
			lon, lat := box[0]+(0.3+0.4*r.Float64())*(box[2]-box[0]), box[1]+(0.3+0.4*r.Float64())*(box[3]-box[1])
			requests = append(requests, fmt.Appendf(nil, "GET /api/v1/locate?lon=%.6f&lat=%.6f%s HTTP/1.1\r\nHost: localhost\r\n\r\n", lon, lat, kind.query))
		}
		w := httptest.NewRecorder()
		first := strings.Fields(string(requests[0]))[1]
		api.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+first, nil))
		constant["/constant/"+kind.name] = bytes.Clone(w.Body.Bytes())
		same := [][]byte{[]byte("GET /constant/" + kind.name + " HTTP/1.1\r\nHost: localhost\r\n\r\n")}
		b.Run(kind.name+"/constant", func(b *testing.B) { askAll(b, srv, same) })
		b.Run(kind.name+"/livez", func(b *testing.B) { askAll(b, srv, [][]byte{[]byte("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")}) })
		b.Run(kind.name+"/locate", func(b *testing.B) { askAll(b, srv, requests) })
	}
}

// bounds is the box of the city: west, south, east, north.
func bounds(b *testing.B, api *httpapi.Server) (box [4]float64) {
	b.Helper()
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/api/v1/layers", nil))
	_, rest, _ := strings.Cut(w.Body.String(), `"bounds":[`)
	list, _, _ := strings.Cut(rest, "]")
	for i, text := range strings.Split(list, ",") {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			b.Fatal(err)
		}
		box[i] = v
	}
	return box
}

// askAll sends the requests round and round over four connections.
func askAll(b *testing.B, srv *httptest.Server, requests [][]byte) {
	const connections = 4
	start := processor()
	var wg sync.WaitGroup
	for k := range connections {
		c, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		wg.Go(func() {
			defer c.Close()
			in := bufio.NewReader(c)
			for i := k; i < b.N; i += connections {
				if _, err := c.Write(requests[i%len(requests)]); err != nil {
					b.Error(err)
					return
				}
				if err := skipAnswer(in); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	spent := processor() - start
	b.ReportMetric(float64(b.N)/spent, "requests/cpu-s")
	b.ReportMetric(spent*1e6/float64(b.N), "cpu-µs")
}

// skipAnswer reads an answer whose length its head tells.
func skipAnswer(in *bufio.Reader) error {
	length, none := 0, false
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if none = none || first && bytes.HasPrefix(line, []byte("HTTP/1.1 304 ")); none {
			length = 0
		} else if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
			return fmt.Errorf("%q", line)
		}
		if rest, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			break
		}
	}
	_, err := in.Discard(length)
	return err
}

// processor is the processor time of the process in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
