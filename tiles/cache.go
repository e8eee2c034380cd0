package tiles

import "container/list"

// cache keeps the tiles used last within a budget of bytes. It is not safe for
// concurrent use: Pyramid guards it.
type cache struct {
	budget int64
	used   int64
	order  list.List // of *entry, used last in front
	byKey  map[tileKey]*list.Element
}

type entry struct {
	key  tileKey
	tile Tile
}

// entryBytes is what an entry costs beside its content: key, tag, list and map.
const entryBytes = 256

func (e *entry) cost() int64 { return int64(len(e.tile.Gzip)) + entryBytes }

func (c *cache) get(k tileKey) (Tile, bool) {
	at, ok := c.byKey[k]
	if !ok {
		return Tile{}, false
	}
	c.order.MoveToFront(at)
	return at.Value.(*entry).tile, true
}

// put keeps a tile that is not there yet, unless it alone is beyond the budget.
func (c *cache) put(k tileKey, t Tile) {
	e := &entry{key: k, tile: t}
	if _, there := c.byKey[k]; there || e.cost() > c.budget {
		return
	}
	if c.byKey == nil {
		c.byKey = map[tileKey]*list.Element{}
	}
	c.byKey[k] = c.order.PushFront(e)
	c.used += e.cost()
	for c.used > c.budget {
		last := c.order.Remove(c.order.Back()).(*entry)
		delete(c.byKey, last.key)
		c.used -= last.cost()
	}
}
