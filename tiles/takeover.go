package tiles

import "slices"

// dirt says in which tiles a layer differs from what it was.
type dirt struct {
	layer string // its key
	whole bool   // everywhere; it is new, say
	tiles []Address
}

// takeOver lets p, which is new, have what old keeps: the messages and tiles of all layers, but
// those that changed names. Layers that it does not name must be equal in both to the byte. The
// work is that of the dirty blocks and of one look at each kept tile; those who read old are not
// disturbed, though what they make from now on is not kept. Only one pyramid can be heir of
// another; a second one begins with nothing, as does one with other options.
func (p *Pyramid) takeOver(old *Pyramid, changed []dirt) {
	if !p.options.sameLimits(&old.options) {
		return
	}
	by := make(map[string]*dirt, len(changed))
	for i := range changed {
		by[changed[i].layer] = &changed[i]
	}
	// Tiles are kept by the numbers of their layers.
	alike := slices.EqualFunc(p.layers, old.layers, func(l, o layer) bool { return l.key == o.key })
	whole, tiles := p.dirtyTiles(changed)
	heir := old.cache.next(old.generation, func(k *tileKey) bool {
		return !alike || k.has(whole) || k.has(tiles[k.at])
	})
	if !heir {
		return
	}
	p.cache, p.generation = old.cache, old.generation+1
	p.stock = old.stock
	for i := range p.layers {
		if from, ok := old.number[p.layers[i].key]; ok {
			p.takeShelves(i, old, from, by[p.layers[i].key])
		}
	}
	for i := range old.layers {
		if _, stays := p.number[old.layers[i].key]; !stays {
			p.forget(old, uint16(i))
		}
	}
}

// takeShelves gives layer i the messages that it had in old, unless they changed.
func (p *Pyramid) takeShelves(i int, old *Pyramid, from uint16, d *dirt) {
	if d != nil && d.whole {
		p.forget(old, from)
		return
	}
	l, o := &p.layers[i], &old.layers[from]
	if l.minZoom != o.minZoom || l.maxZoom != o.maxZoom {
		p.forget(old, from) // whoever calls has not told; better nothing than what is wrong
		return
	}
	copy(l.shelves, o.shelves)
	if d == nil {
		return
	}
	byZoom := map[uint8][]Address{}
	for _, a := range d.tiles {
		byZoom[a.Z] = append(byZoom[a.Z], a)
	}
	for z, list := range byZoom {
		if z < l.minZoom || z > l.maxZoom {
			continue
		}
		shelf, freed := l.shelf(z).without(list)
		l.shelves[z-l.minZoom] = shelf
		p.stock.used.Add(-freed)
	}
}

// forget takes what a layer of old kept out of the count: it goes with the last who reads old.
func (p *Pyramid) forget(old *Pyramid, layer uint16) {
	for _, s := range old.layers[layer].shelves {
		p.stock.used.Add(-s.cost())
	}
}

// dirtyTiles gives the numbers plus one of the layers that are dirty everywhere, and of those that
// are in single tiles.
func (p *Pyramid) dirtyTiles(changed []dirt) (whole []uint16, tiles map[Address][]uint16) {
	tiles = map[Address][]uint16{}
	for i := range changed {
		n, ok := p.number[changed[i].layer]
		if !ok {
			continue
		}
		if changed[i].whole {
			whole = append(whole, n+1)
		}
		for _, a := range changed[i].tiles {
			tiles[a] = append(tiles[a], n+1)
		}
	}
	return whole, tiles
}

// has is true when the set has one of the layers, given by their numbers plus one.
func (k *tileKey) has(layers []uint16) bool {
	return slices.ContainsFunc(layers, func(n uint16) bool { return slices.Contains(k.set[:], n) })
}

func (o *Options) sameLimits(other *Options) bool {
	return o.CacheBytes == other.CacheBytes && o.MessageBytes == other.MessageBytes &&
		o.TileFeatures == other.TileFeatures && o.TileBytes == other.TileBytes
}
