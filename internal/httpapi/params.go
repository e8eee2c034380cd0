package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// query reads the parameters of the query. Unknown and repeated names are refused by name,
// and so is a value that does not fit what the table says of it.
func query(r *http.Request, rt *Route) (url.Values, error) {
	if rt.AnyQuery {
		return nil, nil
	}
	if r.URL.RawQuery == "" {
		return nil, rt.check(nil)
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &badParameter{code: "bad_query", msg: "the query cannot be read"}
	}
	known := rt.known
	if rt.More != nil {
		known = slices.Concat(known, rt.More(r))
	}
	for name, values := range q {
		if !slices.Contains(known, name) || len(values) > 1 {
			return nil, misnamed(q, known)
		}
	}
	return q, rt.check(q)
}

// misnamed refuses the first name, by the alphabet, that is unknown or repeated.
func misnamed(q url.Values, known []string) error {
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !slices.Contains(known, name) {
			return unknownName(name, known)
		}
		if len(q[name]) > 1 {
			return repeatedName(name)
		}
	}
	return nil
}

func unknownName(name string, known []string) error {
	msg := "there is no parameter " + quote(name) + "; this call takes none"
	if len(known) > 0 {
		msg = "there is no parameter " + quote(name) + "; known are " + strings.Join(known, ", ")
	}
	return &badParameter{name: clip(name), code: "unknown_parameter", msg: msg}
}

func repeatedName(name string) error {
	return &badParameter{name: name, code: "repeated_parameter", msg: name + " stands more than once"}
}

// clip shortens what a client sent before it is sent back.
func clip(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return strings.ToValidUTF8(s, "")
}

func quote(s string) string { return fmt.Sprintf("%q", clip(s)) }

const unsupportedType = "unsupported_type"

// object reads a JSON object as a query is read: the text of each value by its name. The
// values of the names in texts are strings, those of the other known names numbers.
func object(w http.ResponseWriter, r *http.Request, limit int64, known, texts []string) (map[string]string, error) {
	if err := isJSON(r); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	dec.UseNumber()
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, badBody(err)
	}
	out := map[string]string{}
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return nil, badBody(err)
		}
		if !slices.Contains(known, name) {
			return nil, unknownName(name, known)
		}
		if _, again := out[name]; again {
			return nil, repeatedName(name)
		}
		if out[name], err = value(dec, name, slices.Contains(texts, name)); err != nil {
			return nil, err
		}
	}
	return out, ended(dec)
}

// isJSON refuses a body that says that it is something else.
func isJSON(r *http.Request, others ...string) error {
	ct := r.Header.Get("Content-Type")
	if media, _, err := mime.ParseMediaType(ct); ct != "" && (err != nil || media != jsonType && !slices.Contains(others, media)) {
		return &badParameter{name: "Content-Type", code: unsupportedType, msg: "the body must be " + strings.Join(append([]string{jsonType}, others...), " or ")}
	}
	return nil
}

// value reads the value of a field.
func value(dec *json.Decoder, name string, text bool) (string, error) {
	tok, err := dec.Token()
	if err != nil {
		return "", badBody(err)
	}
	switch v := tok.(type) {
	case json.Number:
		if !text {
			return v.String(), nil
		}
	case string:
		if text {
			return v, nil
		}
	}
	want := "a number"
	if text {
		want = "a string"
	}
	return "", &badParameter{name: name, code: "wrong_type", msg: name + " must be " + want}
}

func badBody(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	msg := "the body must be a JSON object"
	if err != nil {
		msg += ": " + err.Error()
	}
	return &badParameter{code: "bad_body", msg: msg}
}
