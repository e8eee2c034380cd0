package atlas

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/redsail/redsail/internal/city"
)

// queued is how many may wait at a gate.
const queued = 256

// gate bounds what single requests do at once and those that wait for it: the readings of the
// store, which must not pile up while that does not answer, and the laying of shapes over
// each other.
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
		return nil, city.Errorf(city.Unavailable, "busy", "too many requests wait already")
	}
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
