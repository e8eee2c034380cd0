package tiles

import (
	"container/list"
	"sync"
)

// cache keeps the tiles used last within a budget of bytes, for pyramids of which each came of
// the one before by a change: generation after generation. The tiles that a change has not
// touched serve them all.
type cache struct {
	mu     sync.Mutex
	budget int64
	used   int64
	order  list.List // of *entry, used last in front
	byKey  map[tileKey]*list.Element
	latest uint32 // generation, the only one of which tiles are added
}

type entry struct {
	key   tileKey
	tile  Tile
	more  int64  // bytes of the tile's other encodings
	since uint32 // first generation of which this is a tile
}

// entryBytes is what an entry costs beside its content: keys, tag, list, map, and what watches its encodings.
const entryBytes = 512

func (e *entry) cost() int64 { return int64(len(e.tile.Gzip)) + e.more + entryBytes }

func (c *cache) get(k tileKey, generation uint32) (Tile, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.byKey[k]
	if !ok {
		return Tile{}, false
	}
	e := at.Value.(*entry)
	if e.since > generation {
		return Tile{}, false
	}
	c.order.MoveToFront(at)
	return e.tile, true
}

// put keeps a tile of the latest generation that is not there yet, unless it alone is beyond the
// budget.
func (c *cache) put(k tileKey, t Tile, generation uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &entry{key: k, tile: t, since: generation}
	if _, there := c.byKey[k]; there || generation != c.latest || e.cost() > c.budget {
		return
	}
	if c.byKey == nil {
		c.byKey = map[tileKey]*list.Element{}
	}
	c.byKey[k] = c.order.PushFront(e)
	c.used += e.cost()
	c.trim()
}

// grow counts bytes that another encoding of a kept tile takes.
func (c *cache) grow(k tileKey, of *forms, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.byKey[k]
	if !ok {
		return
	}
	if e := at.Value.(*entry); e.tile.forms == of {
		e.more += int64(bytes)
		c.used += int64(bytes)
		c.trim()
	}
}

func (c *cache) current() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest
}

// full is true when there is little room left: what is added now pushes out what is there.
func (c *cache) full() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used > c.budget-c.budget/8
}

// next begins a generation of which the tiles that are dirty differ from those kept. It does so,
// and says true, only for the first heir of the latest generation.
func (c *cache) next(from uint32, dirty func(*tileKey) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if from != c.latest {
		return false
	}
	c.latest++
	for k, at := range c.byKey {
		if dirty(&k) {
			c.drop(at)
		}
	}
	return true
}

// trim lets go of the tiles used longest ago.
func (c *cache) trim() {
	for c.used > c.budget {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(at *list.Element) {
	e := c.order.Remove(at).(*entry)
	delete(c.byKey, e.key)
	c.used -= e.cost()
}
