package httpapi

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// bareServer is one of single rows.
func bareServer() *Server {
	return &Server{log: slog.New(slog.DiscardHandler), mux: chi.NewRouter(), patience: time.Second, inHand: make(chan struct{}, 1), working: make(chan struct{}, 1)}
}

// TestAtOnce: a request beyond those in hand gets 503 at once, and signs of life are given.
func TestAtOnce(t *testing.T) {
	s := bareServer()
	hold, held := make(chan struct{}), make(chan struct{})
	s.mount(Route{Method: "GET", Pattern: "/slow", Action: "page", Cost: Work, handle: func(http.ResponseWriter, *http.Request, url.Values) error {
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
