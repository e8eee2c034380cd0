package basemap

import (
	"context"
	"fmt"
	"sync"
)

// flights lets those who want the same thing at the same time wait for one who gets it.
// When all have gone, it is given up: a map that is moved on asks for much that nobody will
// see.
type flights[K comparable, V any] struct {
	mu  sync.Mutex
	all map[K]*flight[V]
	// life ends when the set is closed; running are those in the air.
	life    context.Context
	running sync.WaitGroup
}

type flight[V any] struct {
	done    chan struct{}
	value   V
	err     error
	waiting int
	cancel  context.CancelFunc
}

// do gets a value once for all who ask for key meanwhile.
func (f *flights[K, V]) do(ctx context.Context, key K, get func(context.Context) (V, error)) (value V, err error) {
	f.mu.Lock()
	c := f.all[key]
	if c == nil {
		c = f.start(key, get)
	}
	c.waiting++
	f.mu.Unlock()
	select {
	case <-c.done:
		value, err = c.value, c.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.waiting--; c.waiting == 0 {
		c.cancel()
		if f.all[key] == c {
			delete(f.all, key)
		}
	}
	return value, err
}

func (f *flights[K, V]) start(key K, get func(context.Context) (V, error)) *flight[V] {
	ctx, cancel := context.WithTimeout(f.life, tileTimeout)
	c := &flight[V]{done: make(chan struct{}), cancel: cancel}
	f.all[key] = c
	f.running.Go(func() {
		c.value, c.err = guarded(ctx, get)
		f.mu.Lock()
		if f.all[key] == c {
			delete(f.all, key)
		}
		f.mu.Unlock()
		close(c.done)
	})
	return c
}

// guarded turns a panic into an error: it works beside those who ask, where that would end the
// process.
func guarded[V any](ctx context.Context, get func(context.Context) (V, error)) (value V, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("basemap: panic with a %T", v)
		}
	}()
	return get(ctx)
}
