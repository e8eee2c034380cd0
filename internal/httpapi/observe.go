package httpapi

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

var errPanic = errors.New("panic in a handler")

// observe logs a request by its route template, never by its path or query: these may
// hold coordinates. A panic is answered with 500 and logged, and ends only its request.
func (s *Server) observe(route string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer s.finish(rec, r, route, time.Now())
		h(rec, r)
	}
}

// finish is deferred: it sees a panic of the handler, and writes the log line.
func (s *Server) finish(w *recorder, r *http.Request, route string, start time.Time) {
	half := s.rescue(w, r, route, recover())
	s.logLine(r, route, w.status, start)
	if half {
		panic(http.ErrAbortHandler) //nolint:forbidigo // net/http cuts the connection: half an answer must not look whole
	}
}

// logLine writes the line of a request. It does not look up which line of the source it
// comes from: they all come from here.
func (s *Server) logLine(r *http.Request, route string, status int, start time.Time) {
	h := s.log.Handler()
	if !h.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	now := time.Now()
	rec := slog.NewRecord(now, slog.LevelInfo, "request", 0)
	rec.AddAttrs(slog.String("method", method(r)), slog.String("route", route), slog.Int("status", status),
		slog.Float64("ms", float64(now.Sub(start).Microseconds())/1000))
	_ = h.Handle(r.Context(), rec) // as slog.Logger does
}

// rescue answers for a handler that panicked with v, if it did. half is true when the
// answer can only be cut off.
func (s *Server) rescue(w *recorder, r *http.Request, route string, v any) (half bool) {
	if v == nil {
		return false
	}
	if v == any(http.ErrAbortHandler) {
		return true
	}
	e := atlas.NewPanicError(v)
	s.log.ErrorContext(r.Context(), "panic", "route", route, "what", e.What, "at", e.At)
	if w.wrote {
		return true
	}
	s.fail(w, r, errPanic)
	return false
}

// method is the request's method, unless it is a word that the client made up.
func method(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.Method
	}
	known := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
	}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
	slot   chan struct{} // where the request's slot goes back to; nil = it has none any more
	leave  func()        // ends the turn of a Heavy call; nil = it has none any more
}

func (r *recorder) WriteHeader(status int) {
	if r.wrote {
		return
	}
	r.status, r.wrote = status, true
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
