package httpapi

import (
	"crypto/sha256"
	"net/http"
	"sync"
)

// Bounds of the table of idempotency keys: how many answers it keeps and how many bytes, of all
// accounts and of one, so that none pushes out those of the others. The oldest go first. It is in
// memory: no key outlives the process.
const (
	maxKeys          = 1000
	maxKeysOfOne     = 250
	maxKeyBytes      = 32 << 20
	maxKeyBytesOfOne = 8 << 20
	maxKeyText       = 255
)

// keyName is a key of an account: one of somebody else's is another one.
type keyName struct{ account, key string }

// kept is an answer that a repeated call gets again.
type kept struct {
	status int
	header http.Header // what the handler has set
	body   []byte
}

// keyed is what a key stands for.
type keyed struct {
	head   [sha256.Size]byte // of method, address and condition
	body   [sha256.Size]byte // known when the call is over
	done   chan struct{}     // closed when the call is over
	answer *kept             // nil: it failed, and may be tried again
}

// keyTable remembers calls by their keys. The zero value is empty.
type keyTable struct {
	mu    sync.Mutex
	calls map[keyName]*keyed
	order []keyName // of those that are kept, the oldest first
}

// take makes the key stand for a call, or gives what it stands for already.
func (t *keyTable) take(name keyName, head [sha256.Size]byte) (mine, other *keyed) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.calls[name]; known != nil {
		return nil, known
	}
	if t.calls == nil {
		t.calls = map[keyName]*keyed{}
	}
	mine = &keyed{head: head, done: make(chan struct{})}
	t.calls[name] = mine
	return mine, nil
}

// end tells those who wait that a call is over, and forgets its key where there is no answer: it
// failed, or panicked.
func (t *keyTable) end(name keyName, call *keyed, answer *kept) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer close(call.done)
	if answer == nil {
		delete(t.calls, name)
		return
	}
	call.answer = answer
	t.order = append(t.order, name)
	t.trim(maxKeysOfOne, maxKeyBytesOfOne, func(k keyName) bool { return k.account == name.account })
	t.trim(maxKeys, maxKeyBytes, func(keyName) bool { return true })
}

// trim forgets the oldest of some keys until they keep to the bounds; the newest stays.
func (t *keyTable) trim(most, bytes int, of func(keyName) bool) {
	n, size := 0, 0
	for i := len(t.order) - 1; i >= 0; i-- {
		name := t.order[i]
		if !of(name) {
			continue
		}
		n, size = n+1, size+len(t.calls[name].answer.body)
		if n > 1 && (n > most || size > bytes) {
			delete(t.calls, name)
			t.order = append(t.order[:i], t.order[i+1:]...)
		}
	}
}
