package intake

import "github.com/redsail/redsail/internal/city"

// HeadingsError refuses a table for its columns, and tells how its headings were read: who is to say
// which column is meant must see which there are.
type HeadingsError struct {
	Err     error
	Columns map[string]string // as in ThingReport
}

func (e *HeadingsError) Error() string { return e.Err.Error() }

// Unwrap gives the refusal.
func (e *HeadingsError) Unwrap() error { return e.Err }

// headed adds the headings of a table to the error that refuses its columns; another error, and one of a
// table whose headings were not found, stays as it is.
func headed(err error, kind TableKind, head *header) error {
	if city.CodeOf(err) != `unknown_field` {
		return err
	}
	columns := mappingOf(kind, head).Columns
	if len(columns) == 0 {
		return err
	}
	return &HeadingsError{err, columns}
}
