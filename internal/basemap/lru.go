package basemap

import "sync"

// lru keeps what was used last, up to a budget of bytes. It is safe for concurrent use.
type lru[K comparable, V any] struct {
	mu      sync.Mutex
	budget  int64
	used    int64
	entries map[K]*entry[K, V]
	newest  *entry[K, V]
	oldest  *entry[K, V]
	// dropped is told what went for want of room; nil = nobody is.
	dropped func(K)
}

type entry[K comparable, V any] struct {
	key          K
	value        V
	size         int64
	newer, older *entry[K, V]
}

func newLRU[K comparable, V any](budget int64) *lru[K, V] {
	return &lru[K, V]{budget: budget, entries: map[K]*entry[K, V]{}}
}

// get gives what is kept, and makes it the last to go.
func (c *lru[K, V]) get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[key]
	if e == nil {
		return value, false
	}
	c.unlink(e)
	c.link(e)
	return e.value, true
}

// put keeps a value of so many bytes, unless it is larger than the whole budget.
func (c *lru[K, V]) put(key K, value V, size int64) {
	gone := c.insert(key, value, size)
	if c.dropped != nil {
		for _, k := range gone {
			c.dropped(k)
		}
	}
}

func (c *lru[K, V]) insert(key K, value V, size int64) (gone []K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[key]; e != nil {
		c.remove(e)
	}
	if size > c.budget {
		return []K{key}
	}
	e := &entry[K, V]{key: key, value: value, size: size}
	c.entries[key] = e
	c.used += size
	c.link(e)
	for c.used > c.budget {
		gone = append(gone, c.oldest.key)
		c.remove(c.oldest)
	}
	return gone
}

// forget takes an entry out.
func (c *lru[K, V]) forget(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[key]; e != nil {
		c.remove(e)
	}
}

func (c *lru[K, V]) remove(e *entry[K, V]) {
	c.unlink(e)
	delete(c.entries, e.key)
	c.used -= e.size
}

func (c *lru[K, V]) link(e *entry[K, V]) {
	e.older = c.newest
	if c.newest != nil {
		c.newest.newer = e
	}
	c.newest = e
	if c.oldest == nil {
		c.oldest = e
	}
}

func (c *lru[K, V]) unlink(e *entry[K, V]) {
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		c.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		c.oldest = e.newer
	}
	e.newer, e.older = nil, nil
}
