package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// maxValues is how many numbers, texts, lists and objects one body may hold.
const maxValues = 1_000_000

// strictReader reads JSON into Go values and takes nothing silently: names are exact,
// unknown, repeated and missing ones are refused, and every error says by its path and its
// line which value it is about.
type strictReader struct {
	body   []byte
	dec    *json.Decoder
	values int
}

// readStrict reads a body that is one JSON object into a struct. A field is needed unless
// its tag says that it is left out when empty.
func readStrict(body []byte, into any) error {
	if !utf8.Valid(body) {
		return &badParameter{code: "bad_body", msg: "the body is not UTF-8"}
	}
	r := &strictReader{body: body, dec: json.NewDecoder(bytes.NewReader(body))}
	r.dec.UseNumber()
	tok, err := r.token("")
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return &badParameter{code: "bad_body", msg: "the body must be a JSON object"}
	}
	if err := r.object("", reflect.ValueOf(into).Elem()); err != nil {
		return err
	}
	if rest := bytes.TrimLeft(body[r.dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return r.fail("", &badParameter{code: "bad_body"}, "there is text after the object")
	}
	return nil
}

// fail is an error about the value at a path, with where the reader is.
func (r *strictReader) fail(path string, what *badParameter, format string, args ...any) error {
	at := min(int(r.dec.InputOffset()), len(r.body))
	line := 1 + bytes.Count(r.body[:at], []byte("\n"))
	msg := fmt.Sprintf(format, args...) + fmt.Sprintf(" (line %d, byte %d)", line, at)
	if path != "" {
		msg = path + ": " + msg
	}
	what.name, what.msg = path, msg
	return what
}

func (r *strictReader) token(path string) (json.Token, error) {
	if r.values++; r.values > maxValues {
		return nil, city.Errorf(city.TooLarge, "change_too_large", "the body has more than %d values", maxValues)
	}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, r.fail(path, &badParameter{code: "bad_body"}, "it is no JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return tok, nil
}

// object reads a struct whose brace was read.
func (r *strictReader) object(path string, v reflect.Value) error {
	known, needed := fieldNames(v.Type())
	sent := map[string]bool{}
	for r.dec.More() {
		name, err := r.name(path, sent)
		if err != nil {
			return err
		}
		i := slices.Index(known, name)
		if i < 0 {
			return r.fail(join(path, clip(name)), &badParameter{code: "unknown_parameter"}, "there is no such field; known are %s", strings.Join(known, ", "))
		}
		if err := r.value(join(path, name), v.Field(i)); err != nil {
			return err
		}
	}
	if _, err := r.token(path); err != nil { // the closing brace
		return err
	}
	for _, name := range needed {
		if !sent[name] {
			return r.fail(join(path, name), &badParameter{code: "missing_parameter"}, "it is missing")
		}
	}
	return nil
}

// name reads the name of a member.
func (r *strictReader) name(path string, sent map[string]bool) (string, error) {
	tok, err := r.token(path)
	if err != nil {
		return "", err
	}
	name, ok := tok.(string)
	if !ok {
		return "", r.fail(path, &badParameter{code: "bad_body"}, "a name is needed here")
	}
	if sent[name] {
		return "", r.fail(join(path, clip(name)), &badParameter{code: "repeated_parameter"}, "it stands more than once")
	}
	sent[name] = true
	return name, nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// value reads a value into a field.
func (r *strictReader) value(path string, v reflect.Value) error {
	tok, err := r.token(path)
	if err != nil {
		return err
	}
	if v.Kind() == reflect.Pointer {
		if tok == nil {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if to, ok := v.Addr().Interface().(*edit.Coords); ok {
		return r.coords(path, tok, to, 0)
	}
	if to, ok := v.Addr().Interface().(*edit.Text); ok {
		to.Sent = true
		if tok == nil {
			return nil
		}
		return r.scalar(path, tok, v.FieldByName("Value"))
	}
	switch v.Kind() {
	case reflect.Struct:
		if tok != json.Delim('{') {
			return r.wrong(path, tok, "an object")
		}
		return r.object(path, v)
	case reflect.Map:
		if tok != json.Delim('{') {
			return r.wrong(path, tok, "an object of strings")
		}
		return r.texts(path, v)
	case reflect.Slice, reflect.Array:
		if tok != json.Delim('[') {
			return r.wrong(path, tok, "a list")
		}
		return r.list(path, v)
	default:
		return r.scalar(path, tok, v)
	}
}

func (r *strictReader) wrong(path string, tok json.Token, want string) error {
	is := "a list"
	switch tok := tok.(type) {
	case nil:
		is = "null"
	case string:
		is = "a string"
	case json.Number:
		is = "a number"
	case bool:
		is = "true or false"
	case json.Delim:
		if tok == '{' {
			is = "an object"
		}
	}
	return r.fail(path, &badParameter{code: "wrong_type"}, "it is %s, and must be %s", is, want)
}

// scalar sets a text, a number or a truth.
func (r *strictReader) scalar(path string, tok json.Token, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if s, ok := tok.(string); ok {
			v.SetString(s)
			return nil
		}
		return r.wrong(path, tok, "a string")
	case reflect.Bool:
		if b, ok := tok.(bool); ok {
			v.SetBool(b)
			return nil
		}
		return r.wrong(path, tok, "true or false")
	case reflect.Int64:
		n, ok := tok.(json.Number)
		if !ok {
			return r.wrong(path, tok, "a whole number")
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil {
			return r.fail(path, &badParameter{code: "bad_number"}, "it is no whole number")
		}
		v.SetInt(i)
		return nil
	default:
		f, err := r.number(path, tok)
		v.SetFloat(f)
		return err
	}
}

func (r *strictReader) number(path string, tok json.Token) (float64, error) {
	n, ok := tok.(json.Number)
	if !ok {
		return 0, r.wrong(path, tok, "a number")
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, r.fail(path, &badParameter{code: "bad_number"}, "it is beyond all numbers")
	}
	return f, nil
}

// list reads a slice, or an array of just so many, whose bracket was read.
func (r *strictReader) list(path string, v reflect.Value) error {
	n := 0
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	for ; r.dec.More(); n++ {
		at := path + "[" + strconv.Itoa(n) + "]"
		if v.Kind() == reflect.Slice {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		} else if n == v.Len() {
			return r.fail(path, &badParameter{code: "wrong_type"}, "it has more than %d items", v.Len())
		}
		if err := r.value(at, v.Index(n)); err != nil {
			return err
		}
	}
	if v.Kind() == reflect.Array && n < v.Len() {
		return r.fail(path, &badParameter{code: "wrong_type"}, "it has %d items, and must have %d", n, v.Len())
	}
	_, err := r.token(path) // the closing bracket
	return err
}

// texts reads a map of strings whose brace was read.
func (r *strictReader) texts(path string, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	sent := map[string]bool{}
	for r.dec.More() {
		name, err := r.name(path, sent)
		if err != nil {
			return err
		}
		text := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(join(path, clip(name)), text); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name), text)
	}
	_, err := r.token(path)
	return err
}

// maxNesting is how deep the coordinates of a geometry go: those of a MultiPolygon.
const maxNesting = 4

// coords reads the coordinates of a geometry.
func (r *strictReader) coords(path string, tok json.Token, into *edit.Coords, level int) error {
	if tok != json.Delim('[') {
		return r.wrong(path, tok, "a list")
	}
	if level == maxNesting {
		return r.fail(path, &badParameter{code: "wrong_type"}, "coordinates are nested too deeply")
	}
	for n := 0; r.dec.More(); n++ {
		at := path + "[" + strconv.Itoa(n) + "]"
		tok, err := r.token(at)
		if err != nil {
			return err
		}
		if _, number := tok.(json.Number); number != (into.Position != nil) && n > 0 {
			return r.fail(at, &badParameter{code: "wrong_type"}, "numbers and lists stand in one list")
		} else if number {
			f, err := r.number(at, tok)
			if err != nil {
				return err
			}
			into.Position = append(into.Position, f)
			continue
		}
		into.List = append(into.List, edit.Coords{})
		if err := r.coords(at, tok, &into.List[n], level+1); err != nil {
			return err
		}
	}
	_, err := r.token(path)
	return err
}

// readBody reads the body of a call that says it is JSON.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if err := isJSON(r); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, limit)); err != nil {
		return nil, badBody(err)
	}
	return buf.Bytes(), nil
}
