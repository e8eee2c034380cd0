package intake

import (
	"strings"
	"unicode"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// Origin is where a file comes from, and for whom it is: the source, the date (YYYY-MM-DD) and the
// permission class of all that it holds and does not say itself. An empty text says nothing, so that
// what the store has stays.
type Origin struct {
	Source, DataDate string
	Permission       city.Permission
}

// maxSource bounds the name of a source, in bytes.
const maxSource = 400

// Check refuses a source that is no line of text, and a date that is none.
func (o Origin) Check() error {
	if len(o.Source) > maxSource || !city.PlainText(o.Source) || strings.ContainsFunc(o.Source, unicode.IsControl) {
		return city.Errorf(city.Invalid, "bad_text", "source: one line of at most %d bytes of UTF-8 is needed", maxSource)
	}
	if _, err := city.ParsePermission(string(o.Permission)); err != nil || o.DataDate == "" {
		return err
	}
	_, err := city.ParseDate(o.DataDate)
	return err
}

// class is the permission class as an attribute of classification; nil where nothing is said.
func (o Origin) class() map[string]string {
	if o.Permission == "" {
		return nil
	}
	return map[string]string{city.ClassPermission: string(o.Permission)}
}

// noted ends the note of a change with the permission class that was said of it.
func (o Origin) noted(note string) string {
	if o.Permission == "" {
		return note
	}
	return note + "; permission: " + string(o.Permission)
}

// Seen is told what a file holds as soon as it is opened: its layers or sheets, and its fields.
type Seen func(src codec.Source)

// tell calls a Seen, if there is one.
func (s Seen) tell(src codec.Source) {
	if s != nil {
		s(src)
	}
}
