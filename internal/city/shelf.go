package city

import "errors"

// Shelf keeps small records from one run of a service to the next that are no part of the city:
// plans that somebody works on. It is safe for concurrent use.
//
// A name is 1 to 64 letters and digits of ASCII. Errors of the medium are Unavailable.
type Shelf interface {
	// Put keeps a record under a name, whole or not at all, instead of one that stood there.
	Put(name string, record []byte) error
	// Get gives a record back; ErrNoRecord where there is none, and a *BrokenRecordError where
	// what lay there was none and was set aside.
	Get(name string) ([]byte, error)
	// Drop takes a record away; that there is none is no error.
	Drop(name string) error
	// SetAside takes a record out of the way that cannot be read, and tells the operator why.
	SetAside(name string, why error) *BrokenRecordError
}

// ErrNoRecord says that a Shelf has no record of that name.
var ErrNoRecord = errors.New("there is no such record")

// BrokenRecordError says that a record was set aside, and where it can be looked at.
type BrokenRecordError struct {
	Aside string // a name without its folder
	Why   error
}

// Error names the place.
func (e *BrokenRecordError) Error() string {
	return "the record is broken (" + e.Why.Error() + ") and was set aside as " + e.Aside
}

// Unwrap is why.
func (e *BrokenRecordError) Unwrap() error { return e.Why }
