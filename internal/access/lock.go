package access

import (
	"context"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// mostLocks bounds the keys that the memory holds.
const mostLocks = 10_000

// locks are the keys that had their tries, until when: what comes before is refused without
// counting it, so that a lock ends though somebody goes on knocking.
type locks struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (l *locks) held(key string, now time.Time) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	until, ok := l.until[key]
	if ok && !now.Before(until) {
		delete(l.until, key)
		ok = false
	}
	return until.Sub(now), ok
}

func (l *locks) hold(key string, now, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.until == nil {
		l.until = map[string]time.Time{}
	}
	if len(l.until) >= mostLocks {
		for k, u := range l.until {
			if !now.Before(u) {
				delete(l.until, k)
			}
		}
	}
	if _, ok := l.until[key]; !ok && len(l.until) < mostLocks { // beyond, the store counts each
		l.until[key] = until
	}
}

func (l *locks) free(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.until, key)
}

// Wait is the error of too many tries; For is how long until the next.
type Wait struct {
	err error
	For time.Duration
}

func (w *Wait) Error() string { return w.err.Error() }
func (w *Wait) Unwrap() error { return w.err }

func tooMany(left time.Duration) error {
	return &Wait{city.Errorf(city.TooMany, "too_many_tries", "too many tries; wait %d minutes", int(left/time.Minute)+1), left}
}

// try counts one at a key before anything is checked, and refuses it when there were most of them
// within the window already. first is true of the one that locks.
func (s *Service) try(ctx context.Context, key string, most int) (first bool, err error) {
	now := s.now()
	if left, held := s.locks.held(key, now); held {
		return false, tooMany(left)
	}
	n, err := s.store.Try(ctx, key, now, now.Add(-s.o.Window))
	if err != nil {
		return false, err
	}
	if n > most {
		s.locks.hold(key, now, now.Add(s.o.Window))
		return n == most+1, tooMany(s.o.Window)
	}
	return false, nil
}

// forgive takes the tries of a key away.
func (s *Service) forgive(ctx context.Context, key string) error {
	s.locks.free(key)
	return s.store.Forget(ctx, key)
}
