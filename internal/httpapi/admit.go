package httpapi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Bounds of the wait for the turn of a Heavy call.
const (
	turnWait  = 500 * time.Millisecond
	turnQueue = 64 // for each slot
)

// turnstile lets so many in at once. Who would wait longer than the wait is turned away at once, as
// the time that turns have taken of late tells; a short queue keeps the slots busy between arrivals.
type turnstile struct {
	slots   chan struct{}
	wait    time.Duration
	waiting atomic.Int64
	usual   atomic.Int64 // nanoseconds that a turn takes, as a running mean
}

func newTurnstile(slots int, wait time.Duration) *turnstile {
	if slots <= 0 {
		slots = runtime.GOMAXPROCS(0)
	}
	return &turnstile{slots: make(chan struct{}, slots), wait: wait}
}

var errFull = city.Errorf(city.Unavailable, "busy", "too many requests that take long are in hand")

// enter waits for a turn, not longer than the wait. leave ends it.
func (t *turnstile) enter(ctx context.Context) (leave func(), err error) {
	select {
	case t.slots <- struct{}{}:
		return t.turn(), nil
	default:
	}
	ahead, n := t.waiting.Add(1), int64(cap(t.slots))
	defer t.waiting.Add(-1)
	if ahead > turnQueue*n || time.Duration(ahead*t.usual.Load()/n) > t.wait {
		return nil, errFull
	}
	timer := time.NewTimer(t.wait)
	defer timer.Stop()
	select {
	case t.slots <- struct{}{}:
		return t.turn(), nil
	case <-timer.C:
		return nil, errFull
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (t *turnstile) turn() (leave func()) {
	begun := time.Now()
	return func() {
		took, usual := int64(time.Since(begun)), t.usual.Load()
		t.usual.Store(usual + (took-usual)/8) // that another's figure gets lost now and then does not matter
		<-t.slots
	}
}

// heavyTurn waits for the turn of a heavy call, until release.
func (s *Server) heavyTurn(w http.ResponseWriter, r *http.Request, rt *Route) error {
	rec, ok := w.(*recorder)
	if !ok || rt.Cost != Heavy {
		return nil
	}
	if err := holdBody(r); err != nil {
		return badBody(err)
	}
	leave, err := s.heavy.enter(r.Context())
	if err == nil {
		rec.leave = leave
	}
	return err
}

// heldBody is how much of a body is read before a turn.
const heldBody = 1 << 20

// holdBody reads a body before the turn begins, so that who sends slowly keeps nobody waiting. Of a
// longer one, which the call will refuse, the rest is left.
func holdBody(r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	held, err := io.ReadAll(io.LimitReader(r.Body, heldBody+1))
	if err != nil {
		return err
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(held), r.Body), r.Body}
	return nil
}
