package httpapi

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// writing is a server with one row that writes: no call of today does.
func writing(insecure bool) (s *Server, written *int) {
	s = &Server{
		cfg: Config{InsecureLocal: insecure}, log: slog.New(slog.DiscardHandler), mux: chi.NewRouter(), patience: time.Second, inHand: make(chan struct{}, 1),
	}
	written = new(int)
	s.mount(Route{
		Method: "POST", Pattern: "/api/v1/changes", Name: "change", Action: "changes.write", Scope: "public", Personal: Public, Cost: Work, Writes: true,
		handle: func(w http.ResponseWriter, _ *http.Request, _ url.Values) error {
			*written++
			w.WriteHeader(http.StatusNoContent)
			return nil
		},
	})
	return s, written
}

// TestWrites: a row that writes is answered only under the flag, to this machine, and not to
// a page of another origin.
func TestWrites(t *testing.T) {
	for _, c := range []struct {
		name, from   string
		insecure     bool
		header       [2]string
		status, hits int
		code         string
	}{
		{"no flag", "127.0.0.1:5", false, [2]string{}, 403, 0, "writes_are_off"},
		{"the flag", "127.0.0.1:5", true, [2]string{}, 204, 1, ""},
		{"IPv6", "[::1]:5", true, [2]string{}, 204, 1, ""},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:5", true, [2]string{}, 204, 1, ""},
		{"another machine", "192.0.2.1:5", true, [2]string{}, 403, 0, "writes_are_off"},
		{"no address", "@", true, [2]string{}, 403, 0, "writes_are_off"},
		{"our page", "127.0.0.1:5", true, [2]string{"Sec-Fetch-Site", "same-origin"}, 204, 1, ""},
		{"another page", "127.0.0.1:5", true, [2]string{"Sec-Fetch-Site", "cross-site"}, 403, 0, "cross_origin"},
		{"an old browser", "127.0.0.1:5", true, [2]string{"Origin", "http://evil.example"}, 403, 0, "cross_origin"},
		{"another port", "127.0.0.1:5", true, [2]string{"Origin", "http://localhost:99"}, 403, 0, "cross_origin"},
	} {
		s, written := writing(c.insecure)
		r := httptest.NewRequest("POST", "/api/v1/changes", strings.NewReader("{}"))
		r.Host, r.RemoteAddr = "localhost:8080", c.from
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var p Problem
		if w.Code != c.status || *written != c.hits {
			t.Errorf("%s: %d, %d writes", c.name, w.Code, *written)
		}
		if c.code != "" {
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != c.code || p.Detail == "" {
				t.Errorf("%s: %+v, %v", c.name, p, err)
			}
		}
	}
}

// TestWritesAreDescribed: the description says what a row that writes can answer.
func TestWritesAreDescribed(t *testing.T) {
	doc := string(describe([]Route{{Method: "POST", Pattern: "/x", Name: "x", Action: "x", Writes: true}}))
	for _, want := range []string{`"403"`, "writes_are_off", "cross_origin", `"writes":true`} {
		if !strings.Contains(doc, want) {
			t.Errorf("%s is not in %s", want, doc)
		}
	}
}

// TestAtOnce: a request beyond those in hand gets 503 at once, and signs of life are given.
func TestAtOnce(t *testing.T) {
	s, _ := writing(true)
	hold, held := make(chan struct{}), make(chan struct{})
	s.mount(Route{Method: "GET", Pattern: "/slow", Cost: Work, handle: func(http.ResponseWriter, *http.Request, url.Values) error {
		close(held)
		<-hold
		return nil
	}})
	s.mount(Route{Method: "GET", Pattern: "/livez", Action: "health", handle: s.livez})
	ask := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	done := make(chan int)
	go func() { done <- ask("/slow").Code }()
	<-held
	w := ask("/slow")
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != 503 || p.Code != "busy" || w.Header().Get("Retry-After") == "" || p.Detail != "too many requests are in hand" {
		t.Errorf("%d %+v, %v", w.Code, p, err)
	}
	if w := ask("/livez"); w.Code != 200 {
		t.Errorf("livez: %d", w.Code)
	}
	close(hold)
	if code := <-done; code != 200 {
		t.Errorf("the first: %d", code)
	}
}
