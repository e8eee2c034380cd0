package atlas

import "sync"

// bell wakes all who wait, however many. The zero bell is ready.
type bell struct {
	mu   sync.Mutex
	next chan struct{} // nil while nobody waits
}

// wait gives a channel that the next ring closes.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}
