package atlas

import (
	"fmt"
	"runtime"
	"strings"
)

// PanicError is a panic that was caught. It says what broke and where, and nothing of what
// was being worked on: it goes to the log, and that holds no coordinate and no name.
type PanicError struct {
	What string   // the runtime's words, or the type of any other value
	At   []string // function:line, the innermost first
}

// NewPanicError is to be called, with what recover gave, by the deferred function itself.
// A stack dump would hold the arguments too, so only the functions and lines are kept.
func NewPanicError(v any) *PanicError {
	e := &PanicError{What: fmt.Sprintf("%T", v)}
	if err, ok := v.(runtime.Error); ok {
		e.What = err.Error()
	}
	pc := make([]uintptr, 32)
	it := runtime.CallersFrames(pc[:runtime.Callers(3, pc)])
	for more := true; more; {
		var f runtime.Frame
		f, more = it.Next()
		e.At = append(e.At, fmt.Sprintf("%s:%d", f.Function, f.Line))
	}
	return e
}

func (e *PanicError) Error() string { return "panic: " + e.What + " at " + strings.Join(e.At, ", ") }
