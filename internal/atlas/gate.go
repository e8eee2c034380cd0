package atlas

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/redsail/redsail/internal/city"
)

// queued is how many may wait to read the store.
const queued = 256

// gate bounds the readings of the store that single requests make, and those that wait for
// one: while the store does not answer, they must not pile up.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int64
}

func newGate() *gate { return &gate{slots: make(chan struct{}, 2*runtime.GOMAXPROCS(0))} }

// enter waits for a slot until ctx ends; leave gives it back. When too many wait already it
// is Unavailable with code busy.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.slots }
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	default:
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > queued {
		return nil, city.Errorf(city.Unavailable, "busy", "too many requests wait for the store")
	}
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
