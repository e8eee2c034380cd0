package access

import (
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

const (
	// mostStrays is how many secrets that this process does not know an address may show within
	// strayWindow before the store is asked no more: those that hold are not counted.
	mostStrays  = 200
	strayWindow = 10 * time.Second
	// mostNone bounds the secrets that are remembered as none, mostStrayed the addresses.
	mostNone    = 20_000
	mostStrayed = 10_000
)

// strays keep a flood of secrets that are none from the store: one that was none within the last
// second is none, and an address that shows many different ones is refused until its window ends.
// Secrets are compared by their hashes alone, so that time tells nothing of one that holds.
type strays struct {
	mu    sync.Mutex
	none  map[[32]byte]time.Time
	shown map[string]strayed
}

type strayed struct {
	n     int
	since time.Time
}

// begin tells whether a secret is known to be none; if not it counts it for an address until end
// is told that it holds. TooMany, rate_limited, where the address has shown too many.
func (y *strays) begin(hash [32]byte, from string, now time.Time) (none bool, err error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if at, ok := y.none[hash]; ok && now.Sub(at) >= 0 && now.Sub(at) < fresh {
		return true, nil
	}
	one := y.shown[from]
	if age := now.Sub(one.since); age < 0 || age >= strayWindow {
		one = strayed{since: now}
	}
	if one.n >= mostStrays {
		return false, city.Errorf(city.TooMany, "rate_limited", "too many sessions and tokens that do not hold were shown from this address; try again in %d seconds", int(strayWindow/time.Second))
	}
	if y.shown == nil || len(y.shown) >= mostStrayed {
		y.shown = map[string]strayed{}
	}
	one.n++
	y.shown[from] = one
	return false, nil
}

// holds takes a secret that holds out of the count.
func (y *strays) holds(from string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if one, ok := y.shown[from]; ok && one.n > 0 {
		one.n--
		y.shown[from] = one
	}
}

// fail remembers that a secret is none.
func (y *strays) fail(hash [32]byte, now time.Time) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.none == nil || len(y.none) >= mostNone {
		y.none = map[[32]byte]time.Time{}
	}
	y.none[hash] = now
}

// forget takes what is known to be none away: an account has changed, and may have what it had not.
func (y *strays) forget() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.none = nil
}
