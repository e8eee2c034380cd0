package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// record reads a JSON object into a struct as strictly as a query is read: unknown,
// repeated, missing and wrongly typed fields are refused by name. A field is needed unless
// its tag says that it is left out when empty. The media are taken beside application/json.
func record(w http.ResponseWriter, r *http.Request, limit int64, into any, media ...string) error {
	if err := isJSON(r, media...); err != nil {
		return err
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	dec.DisallowUnknownFields()
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return badBody(err)
	}
	v := reflect.ValueOf(into).Elem()
	known, needed := fieldNames(v.Type())
	sent := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return badBody(err)
		}
		i := slices.Index(known, name)
		if i < 0 {
			return unknownName(name, known)
		}
		if sent[name] {
			return repeatedName(name)
		}
		sent[name] = true
		if err := decodeField(dec, name, v.Field(i)); err != nil {
			return err
		}
	}
	for _, name := range needed {
		if !sent[name] {
			return &badParameter{name: name, code: "missing_parameter", msg: name + " is missing"}
		}
	}
	return ended(dec)
}

// fieldNames are the names in JSON of a struct's fields, by field, and those that are needed.
func fieldNames(t reflect.Type) (known, needed []string) {
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known = append(known, name)
		if !strings.Contains(options, "omit") {
			needed = append(needed, name)
		}
	}
	return known, needed
}

// decodeField reads a value. A null is none, where the field cannot be empty.
func decodeField(dec *json.Decoder, name string, field reflect.Value) error {
	none := reflect.New(reflect.PointerTo(field.Type()))
	if holdsObjects(field.Type()) {
		var text json.RawMessage
		if err := dec.Decode(&text); err != nil {
			return badField(name, err)
		}
		if err := unknownWithin(field.Type(), text, name); err != nil {
			return err
		}
		dec = json.NewDecoder(bytes.NewReader(text))
	}
	if err := dec.Decode(none.Interface()); err != nil {
		return badField(name, err)
	}
	switch got := none.Elem(); {
	case !got.IsNil():
		field.Set(got.Elem())
	case field.Kind() != reflect.Pointer && field.Kind() != reflect.Slice:
		return &badParameter{name: name, code: "wrong_type", msg: name + " is null, which it cannot be"}
	}
	return nil
}

// holdsObjects is true of a type whose values are objects with fields of their own, or lists of such.
func holdsObjects(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// unknownWithin refuses the first field of an object, or of one in a list, that its type does not have, with its
// place: edits[0].code. What is of a wrong type is left to the reading of the value.
func unknownWithin(t reflect.Type, text json.RawMessage, at string) error {
	if !holdsObjects(t) {
		return nil
	}
	if t.Kind() == reflect.Pointer {
		return unknownWithin(t.Elem(), text, at)
	}
	if t.Kind() == reflect.Slice {
		var list []json.RawMessage
		_ = json.Unmarshal(text, &list) // what is no list has none
		for i := range list {
			if err := unknownWithin(t.Elem(), list[i], fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		return nil
	}
	var sent map[string]json.RawMessage
	_ = json.Unmarshal(text, &sent) // what is no object has no field
	known, _ := fieldNames(t)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) // as encoding/json reads them
		if i < 0 {
			return unknownName(at+"."+name, known)
		}
		if err := unknownWithin(t.Field(i).Type, sent[name], at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

// badField tells a value that its field refuses, or of a wrong type, from a body that cannot be read.
func badField(name string, err error) error {
	if said := (*city.Error)(nil); errors.As(err, &said) {
		return &edit.FieldError{Field: name, Err: err}
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return &badParameter{name: name, code: "wrong_type", msg: name + " is a " + wrong.Value + ", which it cannot be"}
	}
	return badBody(err)
}

// ended reads the end of the object and of the body.
func ended(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil { // the closing brace
		return badBody(err)
	}
	_, err := dec.Token()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		err = errors.New("there is text after it")
	}
	return badBody(err)
}
