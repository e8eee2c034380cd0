package httpapi

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
)

// TestSlowReader: who takes nothing of a large answer holds no slot while it is written, and is
// cut off when a piece has waited too long; who takes it gets all.
func TestSlowReader(t *testing.T) {
	const size = 64 << 20 // more than the buffers of a connection
	content := bytes.Repeat([]byte("x"), size)
	s := &Server{log: slog.New(slog.DiscardHandler), inHand: make(chan struct{}, 1), pace: 300 * time.Millisecond}
	ended := make(chan struct{}, 2)
	srv := httptest.NewServer(s.observe("test", func(w http.ResponseWriter, r *http.Request) {
		rt := Route{Action: "page", handle: func(w http.ResponseWriter, r *http.Request, _ url.Values) error {
			s.send(w, r, &representation{contentType: "x/y", etag: `"x"`, content: content})
			ended <- struct{}{}
			return nil
		}}
		if err := s.answer(w, r, &rt); err != nil { //nolint:contextcheck // a refusal is written when the client has gone, too
			t.Error(err)
		}
	}))
	defer srv.Close()
	slow, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := io.WriteString(slow, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(slow)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Fatal(line, err)
	}
	// The only slot is free: another is answered meanwhile.
	r, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, r.Body)
	r.Body.Close()
	if n != size || err != nil {
		t.Errorf("a quick reader gets %d bytes, %v", n, err)
	}
	<-ended
	<-ended // the slow one's too: its handler has given up
	if n, err := io.Copy(io.Discard, in); n >= size {
		t.Errorf("the slow reader got %d bytes, %v", n, err)
	}
}

// TestDropped: a tile that a limit cuts says how much it leaves out, in every encoding and
// where the client has it already.
func TestDropped(t *testing.T) {
	square := func(i int32) geo.MultiPolygon {
		x := i * 1_000_000
		return geo.MultiPolygon{{{{X: x, Y: 0}, {X: x + 900_000, Y: 0}, {X: x + 900_000, Y: 900_000}, {X: x, Y: 900_000}}}}
	}
	l := tiles.Layer{Key: "grid", MaxZoom: 16}
	for i := range int32(5) {
		l.Features = append(l.Features, tiles.Feature{ID: uint64(i) + 1, Shape: square(i)})
	}
	p, err := tiles.New([]tiles.Layer{l}, tiles.Options{TileFeatures: 2})
	if err != nil {
		t.Fatal(err)
	}
	tile, err := p.Tile(t.Context(), []string{"grid"}, tiles.Address{Z: 8, X: 128, Y: 127})
	if err != nil || tile.Dropped != 3 {
		t.Fatal(tile.Dropped, err)
	}
	s := &Server{log: slog.New(slog.DiscardHandler)}
	for c := range codings {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		if err := s.sendTile(t.Context(), w, r, &tile, c); err != nil || w.Code != 200 || w.Header().Get("X-Redsail-Dropped") != "3" {
			t.Errorf("%s: %d %v %v", codingNames[c], w.Code, w.Header(), err)
		}
		again := httptest.NewRecorder()
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		if err := s.sendTile(t.Context(), again, r, &tile, c); err != nil || again.Code != 304 || again.Header().Get("X-Redsail-Dropped") != "3" {
			t.Errorf("%s, asked again: %d %v %v", codingNames[c], again.Code, again.Header(), err)
		}
	}
}
