package httpapi

import (
	"context"
	"sync"
	"time"
)

// patience is a context that ends after a while. Unlike that of context.WithTimeout it costs
// a timer only when somebody waits for its end: most answers come from memory and nobody does.
type patience struct {
	context.Context // of the request
	until           time.Time

	mu     sync.Mutex
	timed  context.Context // nil = nobody has asked
	cancel context.CancelFunc
	ended  bool
}

func newPatience(of context.Context, length time.Duration) *patience {
	return &patience{Context: of, until: time.Now().Add(length)}
}

// real is the context that ends by itself.
func (p *patience) real() context.Context {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timed == nil {
		p.timed, p.cancel = context.WithDeadline(p.Context, p.until)
		if p.ended {
			p.cancel()
		}
	}
	return p.timed
}

// end ends it, and gives back what it holds.
func (p *patience) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if p.cancel != nil {
		p.cancel()
	}
}

// Deadline, Done, Err and Value are those of a context with a deadline.
func (p *patience) Deadline() (time.Time, bool) {
	if d, ok := p.Context.Deadline(); ok && d.Before(p.until) {
		return d, true
	}
	return p.until, true
}

func (p *patience) Done() <-chan struct{} { return p.real().Done() }

func (p *patience) Err() error { return p.real().Err() }

func (p *patience) Value(key any) any {
	p.mu.Lock()
	timed := p.timed
	p.mu.Unlock()
	if timed != nil {
		return timed.Value(key) // package context finds there whom to tell of the end
	}
	return p.Context.Value(key)
}
