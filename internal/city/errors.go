package city

import (
	"errors"
	"fmt"
)

// Kind says what a caller may do about an error. One table in internal/httpapi turns it
// into an HTTP status, one in cmd/redsail into an exit code.
type Kind int

// The kinds of error.
const (
	Internal     Kind = iota // a defect or a broken machine: the text is for the log only
	Invalid                  // the input is wrong; sending it again cannot help
	NotFound                 // what was named does not exist
	Conflict                 // the state forbids it (a later change touched it, a code is taken)
	Stale                    // the caller's revision is not the latest
	TooLarge                 // a limit on size or count was passed
	Unavailable              // the store cannot be reached or written now; trying again may help
	Unauthorized             // nobody is signed in, or what was shown does not hold
	Forbidden                // who is signed in may not do this
	TooMany                  // too often; trying again later helps
)

func (k Kind) String() string {
	switch k {
	case Internal:
		return "internal"
	case Invalid:
		return "invalid"
	case NotFound:
		return "not_found"
	case Conflict:
		return "conflict"
	case Stale:
		return "stale"
	case TooLarge:
		return "too_large"
	case Unavailable:
		return "unavailable"
	case Unauthorized:
		return "unauthorized"
	case Forbidden:
		return "forbidden"
	case TooMany:
		return "too_many"
	default:
		return "unknown"
	}
}

// Error is the error of the domain. Code is stable and listed in docs/problems.md; Msg
// may be shown to the user and names the thing and the place; Err is for the log.
type Error struct {
	Kind Kind
	Code string
	Msg  string
	Err  error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Msg + ": " + e.Err.Error()
	}
	return e.Msg
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error whose text is the format; wrap a cause with Wrap.
func Errorf(k Kind, code, format string, args ...any) *Error {
	return &Error{Kind: k, Code: code, Msg: fmt.Sprintf(format, args...)}
}

// Wrap makes an Error that carries its cause.
func Wrap(err error, k Kind, code, format string, args ...any) *Error {
	return &Error{Kind: k, Code: code, Msg: fmt.Sprintf(format, args...), Err: err}
}

// KindOf finds the kind of err: Internal when no Error is in its chain.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf finds the stable code of err: "internal" when no Error is in its chain.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}
