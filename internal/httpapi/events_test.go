package httpapi_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/httpapi"
)

// stream is a listener over a real connection.
type stream struct {
	t    *testing.T
	res  *http.Response
	read *bufio.Reader
}

func listen(t *testing.T, url, last string) *stream {
	t.Helper()
	return listenAt(t, url+"/api/v1/events", last)
}

func listenAt(t *testing.T, url, last string) *stream {
	t.Helper()
	return listenAs(t, url, last, "")
}

// listenAs listens with a token.
func listenAs(t *testing.T, url, last, token string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &stream{t, res, bufio.NewReader(res.Body)}
}

// next reads an event: its lines but the empty one at the end, joined with "|".
func (s *stream) next() string {
	s.t.Helper()
	var lines []string
	for {
		line, err := s.read.ReadString('\n')
		if err != nil {
			return "end: " + err.Error()
		}
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			return strings.Join(lines, "|")
		}
		lines = append(lines, line)
	}
}

// served serves a desk over real connections that have a time limit for what a request is
// read and answered in, and for what an answer may take.
func served(t *testing.T, beat, limit time.Duration) (d *desk, url string, stop func()) {
	t.Helper()
	d = newDesk(t, nil, func(c *httpapi.Config) { c.Heartbeat, c.Patience = beat, limit })
	srv := httptest.NewUnstartedServer(d.handler)
	srv.Config.WriteTimeout, srv.Config.ReadTimeout = limit, limit
	stopped := make(chan struct{})
	srv.Config.RegisterOnShutdown(func() {
		d.handler.(*httpapi.Server).Stop()
		close(stopped)
	})
	srv.Start()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		srv.Close()
	})
	return d, srv.URL, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := srv.Config.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		<-stopped
	}
}

// TestEvents: a listener hears the state, each new one, and signs of life, past all
// deadlines of the server, until the server ends.
func TestEvents(t *testing.T) {
	const limit = time.Second // short beside a day, and long enough for a request on a loaded machine
	d, url, stop := served(t, time.Hour, limit)
	s := listen(t, url, "")
	if s.res.StatusCode != 200 || s.res.Header.Get("Content-Type") != "text/event-stream" || s.res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", s.res.StatusCode, s.res.Header)
	}
	if got := s.next(); got != "retry: 3000" {
		t.Errorf("first %q", got)
	}
	id, rest, _ := strings.Cut(s.next(), "|")
	if id = strings.TrimPrefix(id, "id: "); rest != `event: revision|data: {"revision":2,"date":"2026-11-21"}` || !strings.HasPrefix(id, "2/2026-11-21/") {
		t.Errorf("state %q %q", id, rest)
	}
	time.Sleep(limit + limit/2)
	d.put("", area("district", "d2", "", rect(50, 50, 60, 60)))
	if _, err := d.atlas.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := s.next(); !strings.HasSuffix(got, `event: revision|data: {"revision":3,"date":"2026-11-21"}`) {
		t.Errorf("new revision %q", got)
	}
	missed := listen(t, url, id)
	missed.next()
	if got := missed.next(); !strings.Contains(got, `"revision":3`) {
		t.Errorf("after the connection broke: %q", got)
	}
	stop()
	if got := s.next(); got != "end: "+io.EOF.Error() {
		t.Errorf("at the end %q", got)
	}
}

// TestHeartbeat: who knows the state hears signs of life only.
func TestHeartbeat(t *testing.T) {
	_, url, stop := served(t, 20*time.Millisecond, time.Minute)
	s := listen(t, url, "")
	s.next()
	id, _, _ := strings.Cut(s.next(), "|")
	again := listen(t, url, strings.TrimPrefix(id, "id: "))
	again.next()
	for range 3 {
		if got := again.next(); got != "event: alive|data: {}" {
			t.Errorf("%q", got)
		}
	}
	stop()
}

// TestListenersAreBounded: beyond the bound 503 says so, and who leaves makes room.
func TestListenersAreBounded(t *testing.T) {
	_, url, stop := served(t, time.Hour, time.Minute)
	var all []*stream
	for range 256 {
		all = append(all, listen(t, url, ""))
	}
	if s := listen(t, url, ""); s.res.StatusCode != 503 || s.res.Header.Get("Retry-After") == "" {
		t.Errorf("one more: %d", s.res.StatusCode)
	}
	all[0].res.Body.Close()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		s := listen(t, url, "")
		if s.res.StatusCode == 200 {
			break
		}
		s.res.Body.Close()
		if time.Since(start) > 10*time.Second {
			t.Fatal("nobody who left has made room")
		}
	}
	stop()
}
