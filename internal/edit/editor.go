package edit

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Editor makes and applies changes of a store. It keeps the world that it read last, for an
// editor asks again and again about the same one. It is safe for concurrent use.
type Editor struct {
	store city.Store
	now   func() time.Time

	reading chan struct{} // a slot for the one who reads the city
	making  chan struct{} // slots for those who make a change: each copies what it touches
	last    atomic.Pointer[World]

	// Busy is called with true before a change is made, and with false when it is: much memory comes
	// and goes meanwhile. It is set before the editor is used; nil = nobody wants to know.
	Busy func(bool)
}

// NewEditor makes an editor; now tells the time, nil = time.Now.
func NewEditor(s city.Store, now func() time.Time) *Editor {
	if now == nil {
		now = time.Now
	}
	return &Editor{store: s, now: now, reading: make(chan struct{}, 1), making: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// State is that of the store.
func (e *Editor) State(ctx context.Context) (city.State, error) { return e.store.State(ctx) }

// Alone runs f while nobody writes to the store, in any process.
func (e *Editor) Alone(ctx context.Context, f func(context.Context) error) error {
	return e.store.Alone(ctx, f)
}

// Writable is the error that any change would meet because the store cannot be written, such
// as Unavailable with code store_read_only: it tries with a change of nothing.
func (e *Editor) Writable(ctx context.Context) error {
	_, err := e.store.Apply(ctx, city.Change{Author: Author})
	return err
}

// Prepare makes the change of a request on the latest revision, and judges it by the rules
// of the store. It writes nothing.
func (e *Editor) Prepare(ctx context.Context, req *Request) (*Plan, error) {
	leave, err := e.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if e.Busy != nil {
		e.Busy(true)
		defer e.Busy(false)
	}
	date, err := e.date(ctx, req.EffectiveFrom)
	if err != nil {
		return nil, in(err, "effective_from")
	}
	w, err := e.world(ctx, date)
	if err != nil {
		return nil, err
	}
	d, err := drawn(ctx, w, req)
	if err != nil {
		return nil, err
	}
	p, err := e.plan(ctx, w, d.change(req.Note), date, d.meant, d.moves)
	if err != nil {
		return nil, err
	}
	p.From = d.origins()
	return p, nil
}

// Reverse makes the change that takes a revision back; Conflict with code conflict where a
// later one touched the same things.
func (e *Editor) Reverse(ctx context.Context, n int64, note string) (*Plan, error) {
	if len(note) > MaxNote {
		return nil, in(city.Errorf(city.Invalid, "bad_text", "it has %d bytes; at most %d are kept", len(note), MaxNote), "note")
	}
	leave, err := e.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	c, err := city.ReverseOf(ctx, e.store, n)
	if err != nil {
		return nil, err
	}
	c.Author, c.Note = Author, note
	today, err := e.date(ctx, "")
	if err != nil {
		return nil, err
	}
	at := max(today, c.Effective)
	w, err := e.world(ctx, at)
	if err != nil {
		return nil, err
	}
	return e.plan(ctx, w, c, at, nil, moves{})
}

// Touched gives the versions that a revision wrote or replaced; none where there is no such revision.
func (e *Editor) Touched(ctx context.Context, n int64) ([]city.Record, error) {
	return city.Touched(ctx, e.store, n)
}

// enter waits for a slot until ctx ends; leave gives it back.
func (e *Editor) enter(ctx context.Context) (leave func(), err error) {
	select {
	case e.making <- struct{}{}:
		return func() { <-e.making }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Apply writes a plan; Stale with code stale_revision when another change came first.
func (e *Editor) Apply(ctx context.Context, p *Plan) (city.Revision, error) {
	return e.store.Apply(ctx, p.Change)
}

func (e *Editor) plan(ctx context.Context, w *World, c city.Change, at city.Date, meant map[city.Key]bool, m moves) (*Plan, error) {
	applied, err := city.Judge(ctx, w.r, c)
	if err != nil {
		return nil, err
	}
	report, err := tell(ctx, w, applied, at, meant, m)
	if err != nil {
		return nil, err
	}
	if from := c.Effective.String(); from != "" {
		report.EffectiveFrom = &from
	}
	return &Plan{Change: c, Report: report}, nil
}

// date reads a date; empty is today in the city's zone.
func (e *Editor) date(ctx context.Context, text string) (city.Date, error) {
	if text != "" {
		return city.ParseDate(text)
	}
	scheme, err := e.store.Scheme(ctx)
	if err != nil {
		return 0, err
	}
	return city.DateOf(e.now().In(scheme.Location())), nil
}

// world is that of the latest revision from a date on.
func (e *Editor) world(ctx context.Context, date city.Date) (*World, error) {
	select {
	case e.reading <- struct{}{}:
		defer func() { <-e.reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	st, err := e.store.State(ctx)
	if err != nil {
		return nil, err
	}
	if last := e.last.Load(); last != nil && last.State == st && last.Date == date {
		return last, nil
	}
	w, err := read(ctx, e.store, date, e.last.Load())
	if err != nil {
		return nil, err
	}
	e.last.Store(w)
	return w, nil
}
