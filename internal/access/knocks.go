package access

import (
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// knocks counts the tries of an address before anything is compared, so that those who try at once
// get no further than those who try in turn: what has failed within the window, as this process knows
// it, and what is being judged.
type knocks struct {
	mu     sync.Mutex
	judged map[string]int
	failed map[string]knocked
}

// knocked is how many tries of an address the store counted when it was last told of one.
type knocked struct {
	n  int
	at time.Time
}

// begin lets an address try, unless it then could have failed more often than most. end gives the
// place back.
func (k *knocks) begin(from string, most int, now time.Time, window time.Duration) (end func(), err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	past := k.failed[from]
	if now.Sub(past.at) >= window {
		delete(k.failed, from)
		past.n = 0
	}
	if k.judged[from] > 0 && past.n+k.judged[from] >= most {
		return nil, city.Errorf(city.Unavailable, "sign_in_busy", "too many sign in from this address at this moment; try again")
	}
	if k.judged == nil {
		k.judged = map[string]int{}
	}
	k.judged[from]++
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.judged[from]--; k.judged[from] == 0 {
			delete(k.judged, from)
		}
	}, nil
}

// fail notes how many tries of an address have failed.
func (k *knocks) fail(from string, n int, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed == nil || len(k.failed) >= mostLocks { // beyond, the store alone counts
		k.failed = map[string]knocked{}
	}
	k.failed[from] = knocked{n, now}
}
