package intake

import (
	"strings"
	"unicode"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// Origin is where a file comes from: the source and the date (YYYY-MM-DD) of all that it holds and
// does not say itself. An empty text says nothing, so that what the store has stays.
type Origin struct{ Source, DataDate string }

// maxSource bounds the name of a source, in bytes.
const maxSource = 400

// Check refuses a source that is no line of text, and a date that is none.
func (o Origin) Check() error {
	if len(o.Source) > maxSource || !city.PlainText(o.Source) || strings.ContainsFunc(o.Source, unicode.IsControl) {
		return city.Errorf(city.Invalid, "bad_text", "source: one line of at most %d bytes of UTF-8 is needed", maxSource)
	}
	if o.DataDate == "" {
		return nil
	}
	_, err := city.ParseDate(o.DataDate)
	return err
}

// Seen is told what a file holds as soon as it is opened: its layers or sheets, and its fields.
type Seen func(src codec.Source)

// tell calls a Seen, if there is one.
func (s Seen) tell(src codec.Source) {
	if s != nil {
		s(src)
	}
}
