package access

import (
	"sync"
	"time"
)

// mostKnown bounds the callers that the memory holds.
const mostKnown = 20_000

// knownCaller is what was read of a session or a token.
type knownCaller struct {
	caller  *Caller
	account string
	row     *SessionRow // nil of a token
	expires time.Time   // of a token
	read    time.Time
}

// callers are those read within the last second, by the hash of their secret. An entry that was
// read before a change in this process is not kept: turn counts the changes.
type callers struct {
	mu   sync.Mutex
	by   map[[32]byte]knownCaller
	turn int64
}

func (k *callers) get(hash [32]byte, now time.Time) (knownCaller, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one, ok := k.by[hash]
	age := now.Sub(one.read)
	return one, ok && age >= 0 && age < fresh
}

// met tells whether a secret has held before, as far as the memory goes.
func (k *callers) met(hash [32]byte) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.by[hash]
	return ok
}

// now is the turn at which reading begins.
func (k *callers) begin() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.turn
}

func (k *callers) put(hash [32]byte, one knownCaller, turn int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn != k.turn {
		return
	}
	if k.by == nil || len(k.by) >= mostKnown {
		k.by = map[[32]byte]knownCaller{}
	}
	k.by[hash] = one
}

// forget takes all of an account away; an empty name is that of walls.
func (k *callers) forget(account string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	for hash, one := range k.by {
		if one.account == account {
			delete(k.by, hash)
		}
	}
}
