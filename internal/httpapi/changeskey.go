package httpapi

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"
)

// Bounds of the table of idempotency keys: how many answers it keeps, and how many bytes.
// The oldest go first. It is in memory: after a restart a repeated call is done anew, and as
// its If-Match names the revision before the first one, it meets 412 and changes nothing.
const (
	maxKeys     = 1000
	maxKeyBytes = 32 << 20
	maxKeyText  = 255
)

// kept is an answer that a repeated call gets again.
type kept struct {
	status   int
	etag     string
	location string
	body     []byte
}

// keyed is what a key stands for.
type keyed struct {
	call   [sha256.Size]byte // method, address, condition and body
	done   chan struct{}     // closed when the call is over
	answer *kept             // nil: it failed, and may be tried again
}

// keyTable remembers calls by their keys. The zero value is empty.
type keyTable struct {
	mu    sync.Mutex
	calls map[string]*keyed
	order []string // of those that are kept, the oldest first
	bytes int
}

// once answers a call by do, or, when the key came with the same call before, as then.
// Another call with the key is refused. A call that fails is forgotten.
func (t *keyTable) once(ctx context.Context, key string, call [sha256.Size]byte, do func() (*kept, error)) (*kept, error) {
	for {
		mine, other := t.take(key, call)
		if mine != nil {
			return t.run(key, mine, do)
		}
		if other.call != call {
			return nil, &badParameter{name: "Idempotency-Key", code: "idempotency_mismatch", msg: "the key came before with another call"}
		}
		select {
		case <-other.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if other.answer != nil {
			return other.answer, nil
		}
	}
}

// take makes the key stand for the call, or gives what it stands for already.
func (t *keyTable) take(key string, call [sha256.Size]byte) (mine, other *keyed) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.calls[key]; known != nil {
		return nil, known
	}
	if t.calls == nil {
		t.calls = map[string]*keyed{}
	}
	mine = &keyed{call: call, done: make(chan struct{})}
	t.calls[key] = mine
	return mine, nil
}

// run does the call. A panic in it forgets the key like an error.
func (t *keyTable) run(key string, mine *keyed, do func() (*kept, error)) (answer *kept, err error) {
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		defer close(mine.done)
		if answer == nil || err != nil {
			delete(t.calls, key)
			return
		}
		mine.answer = answer
		t.order = append(t.order, key)
		t.bytes += len(answer.body)
		for len(t.order) > 1 && (len(t.order) > maxKeys || t.bytes > maxKeyBytes) {
			oldest := t.order[0]
			t.bytes -= len(t.calls[oldest].answer.body)
			delete(t.calls, oldest)
			t.order = t.order[1:]
		}
	}()
	return do()
}

// keyOf reads the key of a call; empty when it has none.
func keyOf(r *http.Request) (string, error) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	bad := &badParameter{name: "Idempotency-Key", code: "bad_header", msg: "the key must be one text of 1 to 255 visible ASCII characters"}
	if len(values) > 1 || values[0] == "" || len(values[0]) > maxKeyText {
		return "", bad
	}
	for _, c := range []byte(values[0]) {
		if c < '!' || c > '~' {
			return "", bad
		}
	}
	return values[0], nil
}

// accountIn is the account that makes a call: a key of somebody else's is another one.
func accountIn(ctx context.Context) string {
	if c := callerIn(ctx); c != nil {
		return c.Account
	}
	return ""
}

// callOf is the hash of all that makes a call what it is.
func callOf(r *http.Request, body []byte) [sha256.Size]byte {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("If-Match"), string(body)} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return [sha256.Size]byte(h.Sum(nil))
}
