package tiles

import (
	"sync"
	"sync/atomic"
)

// cache keeps the tiles used last within a budget of bytes, for pyramids of which each came of
// the one before by a change: generation after generation. The tiles that a change has not
// touched serve them all.
type cache struct {
	mu          sync.Mutex
	budget      int64
	used        int64
	first, last *entry // first was used last; each leads to the next one
	sets        map[layerSet]*tileSet
	latest      uint32 // generation, the only one of which tiles are added
}

// tileSet are the kept tiles of a set of layers, of which there are few beside the tiles.
type tileSet struct {
	key   layerSet
	tiles map[Address]*entry
}

// entry is a made tile. A city has tens of thousands: what can be made of the rest is not kept.
type entry struct {
	gzip            []byte
	sum             [16]byte
	length, dropped uint32
	at              Address
	since           uint32 // first generation of which this is a tile
	forms           atomic.Pointer[forms]

	// Of a cache, once it has the entry, and for good.
	home *cache
	// Under the mutex of the cache; set is nil when it has let go of the entry.
	set            *tileSet
	newer, earlier *entry
	more           int64 // bytes of the tile's other encodings
}

// entryBytes is what an entry costs beside its content: itself, and its place in the map.
const entryBytes = 192

func (e *entry) cost() int64 { return int64(len(e.gzip)) + e.more + entryBytes }

func (c *cache) get(k *tileKey, generation uint32) (Tile, bool) {
	c.mu.Lock()
	e := c.find(k)
	if e == nil || e.since > generation {
		c.mu.Unlock()
		return Tile{}, false
	}
	if e != c.first {
		c.unlink(e)
		c.link(e)
	}
	c.mu.Unlock()
	return e.tile(), true // what it tells does not change
}

// find is nil where there is no such tile.
func (c *cache) find(k *tileKey) *entry {
	if s := c.sets[k.set]; s != nil {
		return s.tiles[k.at]
	}
	return nil
}

// put keeps a tile of the latest generation that is not there yet, unless it alone is beyond the
// budget.
func (c *cache) put(k *tileKey, t *Tile, generation uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := t.made
	if c.find(k) != nil || generation != c.latest || e.cost() > c.budget {
		return
	}
	s := c.sets[k.set]
	if s == nil {
		if c.sets == nil {
			c.sets = map[layerSet]*tileSet{}
		}
		s = &tileSet{key: k.set, tiles: map[Address]*entry{}}
		c.sets[k.set] = s
	}
	e.home, e.set, e.at, e.since = c, s, k.at, generation
	s.tiles[k.at] = e
	c.link(e)
	c.used += e.cost()
	c.trim()
}

// grow counts bytes that another encoding of a tile takes, while that is kept.
func (c *cache) grow(e *entry, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.set != nil {
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
	for _, s := range c.sets {
		k := tileKey{set: s.key}
		for a, e := range s.tiles {
			if k.at = a; dirty(&k) {
				c.drop(e)
			}
		}
	}
	return true
}

// trim lets go of the tiles used longest ago.
func (c *cache) trim() {
	for c.used > c.budget {
		c.drop(c.last)
	}
}

func (c *cache) drop(e *entry) {
	c.unlink(e)
	c.used -= e.cost()
	delete(e.set.tiles, e.at)
	if len(e.set.tiles) == 0 {
		delete(c.sets, e.set.key)
	}
	e.set = nil
}

func (c *cache) link(e *entry) {
	e.newer, e.earlier = nil, c.first
	if c.first != nil {
		c.first.newer = e
	} else {
		c.last = e
	}
	c.first = e
}

func (c *cache) unlink(e *entry) {
	if e.newer != nil {
		e.newer.earlier = e.earlier
	} else {
		c.first = e.earlier
	}
	if e.earlier != nil {
		e.earlier.newer = e.newer
	} else {
		c.last = e.newer
	}
	e.newer, e.earlier = nil, nil
}
