package tiles

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// Placed is a tile and where it is.
type Placed struct {
	Address
	Tile
}

// ZoomsError says that a range of zooms is none.
type ZoomsError struct{ Min, Max uint8 }

func (e *ZoomsError) Error() string {
	return fmt.Sprintf("tiles: zooms %d to %d are not a range within 0 to %d", e.Min, e.Max, MaxZoom)
}

// Each gives all tiles of the named layers from minZoom to maxZoom that are not empty, zoom by
// zoom, each zoom along the Hilbert curve: the order of tile ids in PMTiles. Tiles that are not
// there yet are made, one after another, and not kept. After an error, which is one of those of
// Tile or *ZoomsError, nothing follows.
func (p *Pyramid) Each(ctx context.Context, keys []string, minZoom, maxZoom uint8) iter.Seq2[Placed, error] {
	return func(yield func(Placed, error) bool) {
		set, err := p.resolve(keys)
		if err == nil && (minZoom > maxZoom || maxZoom > MaxZoom) {
			err = &ZoomsError{Min: minZoom, Max: maxZoom}
		}
		if err != nil {
			yield(Placed{}, err)
			return
		}
		for z := minZoom; z <= maxZoom; z++ {
			w := walk{pyramid: p, set: set, zoom: z, visit: func(a Address) bool {
				t, err := p.once(ctx, set, a)
				if err != nil {
					yield(Placed{}, err)
					return false
				}
				return t.Empty || yield(Placed{a, t}, nil)
			}}
			if !w.down(Address{}) {
				return
			}
		}
	}
}

// once gives a tile that is kept, else makes it, and keeps nothing.
func (p *Pyramid) once(ctx context.Context, set []uint16, a Address) (Tile, error) {
	if err := ctx.Err(); err != nil {
		return Tile{}, err
	}
	k := keyOf(set, a)
	if t, ok := p.cache.get(&k, p.generation); ok {
		return t, nil
	}
	return p.make(ctx, set, a, false)
}

// walk visits the tiles of a zoom near which a set of layers has something.
type walk struct {
	pyramid *Pyramid
	set     []uint16
	zoom    uint8
	visit   func(Address) bool // false ends the walk
}

// down visits what is below a tile; it is false when the walk has been ended.
func (w *walk) down(a Address) bool {
	if !w.any(a) {
		return true
	}
	if a.Z == w.zoom {
		return w.visit(a)
	}
	children := [4]Address{}
	for i := range children {
		children[i] = Address{Z: a.Z + 1, X: a.X<<1 | uint32(i&1), Y: a.Y<<1 | uint32(i>>1)}
	}
	slices.SortFunc(children[:], func(a, b Address) int { return int(int64(a.Hilbert()) - int64(b.Hilbert())) })
	for _, child := range children {
		if !w.down(child) {
			return false
		}
	}
	return true
}

// any is true when a layer that the zoom shows may have something in the tile or its buffer.
func (w *walk) any(a Address) bool {
	window := a.window()
	found := false
	stop := func(int32) bool {
		found = true
		return false
	}
	look := func(l *layer) {
		for _, t := range l.trees {
			if t.zoom <= w.zoom && !found {
				t.index.search(window, stop)
			}
		}
	}
	for _, n := range w.set {
		l := &w.pyramid.layers[n]
		switch {
		case w.zoom < l.minZoom || w.zoom > l.maxZoom:
		case l.kind != Borders:
			look(l)
		default:
			for _, o := range w.pyramid.ofKind(Partition) {
				look(o)
			}
		}
	}
	return found
}

// Hilbert is the number of the tile along the Hilbert curve of its zoom, as PMTiles has it (version
// 3 of its specification; that numbers the zooms through).
func (a Address) Hilbert() uint64 {
	x, y := a.X, a.Y
	var d uint64
	for z := int(a.Z) - 1; z >= 0; z-- {
		s := uint32(1) << z
		rx, ry := x>>z&1, y>>z&1
		d = d<<2 | uint64(3*rx^ry)
		x, y = x&(s-1), y&(s-1)
		if ry == 0 {
			if rx == 1 {
				x, y = s-1-x, s-1-y
			}
			x, y = y, x
		}
	}
	return d
}
