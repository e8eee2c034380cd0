package tiles

import "context"

// Warm makes ready what the first tile of each zoom would have to wait for, from the widest zoom
// on, and then, zoom by zoom, the tiles of sets of layers, given by their keys, while there is room
// for them, until ctx ends. It makes one tile after another beside those that are asked for. Sets
// that Tile would refuse are left out.
func (p *Pyramid) Warm(ctx context.Context, sets ...[]string) {
	numbers := make([][]uint16, 0, len(sets))
	for _, keys := range sets {
		if set, err := p.resolve(keys); err == nil {
			numbers = append(numbers, set)
		}
	}
	for z := uint8(0); z <= MaxZoom; z++ {
		for i := range p.layers {
			if ctx.Err() != nil {
				return
			}
			if c := p.layers[i].cover; c != nil {
				c.level(z)
			}
		}
		for _, set := range numbers {
			if !p.warm(ctx, set, z) {
				return
			}
		}
	}
}

// warm makes the tiles of a zoom; false when there is no more to be done.
func (p *Pyramid) warm(ctx context.Context, set []uint16, zoom uint8) bool {
	w := walk{pyramid: p, set: set, zoom: zoom, visit: func(a Address) bool {
		if ctx.Err() != nil || p.cache.full() || p.generation != p.cache.current() {
			return false
		}
		k := keyOf(set, a)
		if _, there := p.cache.get(&k, p.generation); there {
			return true
		}
		// A tile that cannot be made is no reason to leave out others: who asks for it is told.
		if t, err := p.make(ctx, set, a, true); err == nil {
			p.cache.put(&k, &t, p.generation)
		}
		return true
	}}
	return w.down(Address{})
}
