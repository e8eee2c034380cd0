package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestPanic: a handler that panics is answered with 500 and logged in one line without
// what it was working on; half an answer is cut off.
func TestPanic(t *testing.T) {
	const secret = "116.4074,39.90817263042 张三"
	var log bytes.Buffer
	s := &Server{log: slog.New(slog.NewJSONHandler(&log, nil))}
	for name, h := range map[string]http.HandlerFunc{
		"value":  func(http.ResponseWriter, *http.Request) { panic(secret) },
		"error":  func(http.ResponseWriter, *http.Request) { panic(fmt.Errorf("at %s", secret)) },
		"nil":    func(http.ResponseWriter, *http.Request) { var p *Problem; p.Code = secret },
		"bounds": func(_ http.ResponseWriter, r *http.Request) { _ = []int{}[len(r.URL.RawQuery)] },
	} {
		log.Reset()
		w := httptest.NewRecorder()
		s.observe("/api/v1/locate", h)(w, httptest.NewRequest("GET", "/api/v1/locate?lon=116.4074&lat=39.90817263042", nil))
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != "internal" || w.Code != 500 || p.Detail != "" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 2 || !strings.Contains(lines[0], `"msg":"panic"`) || !strings.Contains(lines[0], "TestPanic") || !strings.Contains(lines[1], `"status":500`) {
			t.Errorf("%s: %s", name, log.String())
		}
		for _, part := range []string{"116.4", "39.90817263", "张三", "lon=", "0x"} {
			if strings.Contains(log.String(), part) {
				t.Errorf("%s: the log holds %q: %s", name, part, log.String())
			}
		}
	}
	half := func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("half an ans"))
		panic(secret)
	}
	for name, h := range map[string]http.HandlerFunc{"half": half, "abort": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }} {
		func() {
			defer func() {
				if v := recover(); v != any(http.ErrAbortHandler) {
					t.Errorf("%s: the connection is not cut: %v", name, v)
				}
			}()
			s.observe("/", h)(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		}()
	}
}

// TestStatuses: each kind of error has its status; what is internal says nothing outside.
func TestStatuses(t *testing.T) {
	for kind, want := range map[city.Kind]int{
		city.Invalid: 400, city.NotFound: 404, city.Conflict: 409, city.Stale: 412, city.TooLarge: 413, city.Unavailable: 503, city.Internal: 500,
	} {
		p := problemOf(fmt.Errorf("wrapped: %w", city.Wrap(errors.New("cause"), kind, "some_code", "text")))
		if p.Status != want || strings.Contains(p.Detail, "cause") || kind == city.Internal && (p.Code != "internal" || p.Detail != "") {
			t.Errorf("%v: %+v", kind, p)
		}
	}
	for _, err := range []error{context.Canceled, context.DeadlineExceeded} {
		if p := problemOf(err); p.Status != 503 || p.Code != "timeout" {
			t.Errorf("%v: %+v", err, p)
		}
	}
	if p := problemOf(errors.New("secret")); p.Status != 500 || p.Code != "internal" || p.Detail != "" {
		t.Errorf("%+v", p)
	}
}
