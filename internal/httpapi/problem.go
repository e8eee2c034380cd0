package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/tiles"
)

const (
	problemType = "application/problem+json"
	// readOnlyStore is the code of a store that cannot be written; waiting does not help.
	readOnlyStore = "store_read_only"
)

// Problem is an RFC 9457 problem. Code is stable; docs/problems.md lists all.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code" doc:"stable; docs/problems.md lists all"`
	Detail    string `json:"detail,omitempty" doc:"for people; may change"`
	Parameter string `json:"parameter,omitempty" doc:"the query parameter, field or header that is wrong"`
	Revision  *int64 `json:"revision,omitempty" doc:"of stale_revision: the latest; of conflict: the last one that touched the same things"`
}

// badParameter is an error of the request that names its parameter.
type badParameter struct{ name, code, msg string }

func (e *badParameter) Error() string { return e.msg }

// statusOf is the one table from error kind to status.
func statusOf(k city.Kind) int {
	switch k {
	case city.Invalid:
		return http.StatusBadRequest
	case city.NotFound:
		return http.StatusNotFound
	case city.Conflict:
		return http.StatusConflict
	case city.Stale:
		return http.StatusPreconditionFailed
	case city.TooLarge:
		return http.StatusRequestEntityTooLarge
	case city.Unavailable:
		return http.StatusServiceUnavailable
	case city.Unauthorized:
		return http.StatusUnauthorized
	case city.Forbidden:
		return http.StatusForbidden
	case city.TooMany:
		return http.StatusTooManyRequests
	default:
		return http.StatusInternalServerError
	}
}

// problemOf turns an error into what the caller may see of it.
func problemOf(err error) Problem {
	var bad *badParameter
	var tooBig *http.MaxBytesError
	var unknownLayer *tiles.UnknownLayerError
	var tooMany *tiles.TooManyLayersError
	var e *city.Error
	var stale *staleError
	var later *city.LaterError
	switch {
	case errors.As(err, &later):
		return Problem{Status: http.StatusConflict, Code: "conflict", Detail: later.Error(), Revision: &later.Revision}
	case errors.As(err, &stale):
		return Problem{Status: http.StatusPreconditionFailed, Code: "stale_revision", Detail: stale.Error(), Parameter: "If-Match", Revision: &stale.latest}
	case errors.As(err, &bad):
		return Problem{Status: statusOfBad(bad.code), Code: bad.code, Detail: bad.msg, Parameter: bad.name}
	case errors.As(err, &tooBig):
		return Problem{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Detail: "the body is too large"}
	case errors.As(err, &unknownLayer):
		return Problem{Status: http.StatusNotFound, Code: "unknown_layer", Detail: "there is no layer " + quote(unknownLayer.Key), Parameter: "layers"}
	case errors.As(err, &tooMany):
		return Problem{Status: http.StatusBadRequest, Code: "too_many_layers", Detail: err.Error(), Parameter: "layers"}
	case errors.As(err, &e) && e.Code == readOnlyStore:
		return Problem{Status: http.StatusServiceUnavailable, Code: e.Code, Detail: "the store cannot be written: its file or folder is read-only for this server, and sending it again does not help until its operator changes that"}
	case errors.As(err, &e) && storeFault(err):
		return Problem{Status: http.StatusServiceUnavailable, Code: e.Code, Detail: "the store cannot be reached now"}
	case errors.As(err, &e) && e.Kind != city.Internal:
		return Problem{Status: statusOf(e.Kind), Code: e.Code, Detail: e.Msg, Parameter: edit.FieldOf(err)}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Problem{Status: http.StatusServiceUnavailable, Code: "timeout", Detail: "the answer took too long"}
	default:
		return Problem{Status: http.StatusInternalServerError, Code: "internal"}
	}
}

// unknownLayerKey is the layer that an error of tiles misses.
func unknownLayerKey(err error) (string, bool) {
	var e *tiles.UnknownLayerError
	if errors.As(err, &e) {
		return e.Key, true
	}
	return "", false
}

// statusOfBad is the status of a badParameter.
func statusOfBad(code string) int {
	switch code {
	case unsupportedType:
		return http.StatusUnsupportedMediaType
	case "not_acceptable":
		return http.StatusNotAcceptable
	case "too_slow":
		return http.StatusRequestTimeout
	case "cross_origin":
		return http.StatusForbidden
	case "rate_limited":
		return http.StatusTooManyRequests
	case "idempotency_mismatch":
		return http.StatusUnprocessableEntity
	case "precondition_required":
		return http.StatusPreconditionRequired
	default:
		return http.StatusBadRequest
	}
}

// storeFaults are the codes of faults that a store can have while it is read.
func storeFaults() []string {
	return []string{"store_busy", "store_closed", "store_io", "store_unavailable", "store_permission", "not_a_store"}
}

// storeFault is true when the store, not the caller, is to blame. Its text names files,
// servers and roles: it is for the log only.
func storeFault(err error) bool {
	switch city.CodeOf(err) {
	case "not_a_store", "store_permission": // wrong when a store is opened, a fault of it later
		return true
	case "busy", "sign_in_busy", "spool_failed", "basemap_unavailable", "scenarios_full": // no fault of the store
		return false
	}
	return city.KindOf(err) == city.Unavailable
}

// fail answers with the problem of err. A fault of the server or the store goes to the
// log, once.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	switch {
	case errors.Is(err, errPanic): // logged where it was caught
	case p.Status == http.StatusInternalServerError:
		s.log.ErrorContext(r.Context(), "request failed", "error", err.Error())
	case storeFault(err):
		s.log.WarnContext(r.Context(), "the store failed a request", "error", err.Error())
	}
	s.problem(w, r, p)
}

func (s *Server) problem(w http.ResponseWriter, r *http.Request, p Problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status) // RFC 9457 §4.2.1
	h := w.Header()
	h.Set("Content-Type", problemType)
	if h.Get("Cache-Control") != "private, no-store" {
		h.Set("Cache-Control", "no-store")
	}
	if p.Status == http.StatusServiceUnavailable && p.Code != readOnlyStore {
		h.Set("Retry-After", "1")
	}
	if p.Code == "rate_limited" && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "10") // as long as access counts secrets that do not hold
	}
	w.WriteHeader(p.Status)
	s.write(w, r, encode(p))
}

// encode writes a value as a line of JSON. The values are our own types: none can fail.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return buf.Bytes()
}

// write sends the body. That a client has gone is not worth a line.
func (s *Server) write(w io.Writer, r *http.Request, body []byte) {
	if _, err := w.Write(body); err != nil && r.Context().Err() == nil {
		s.log.DebugContext(r.Context(), "answer not written", "error", err.Error())
	}
}
