package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/internal/atlas/public"
	"github.com/redsail/redsail/tiles"
)

// HexLayer is the layer of hexagons in tiles. It has a pyramid of its own: the map does not
// wait for it.
const HexLayer = "hex"

// hexZooms are the last zooms that show the hexagons of each resolution from the widest on:
// 30 to 90 pixels wide in the middle latitudes.
var hexZooms = [...]struct {
	last       uint8
	resolution int
}{{8, 6}, {10, 7}, {12, 8}, {14, 9}, {deepestTile, 10}}

// hexTiles is the ground of the tiles of one resolution.
type hexTiles struct {
	once  sync.Once
	tiles *tiles.Pyramid
	err   error
}

// hexCache is the budget for made tiles of one resolution, in bytes.
const hexCache = 8 << 20

// HexTiles gives the pyramid whose tiles at a zoom show the hexagons, of the resolution that
// fits it.
func (p *Picture) HexTiles(ctx context.Context, zoom uint8) (*tiles.Pyramid, error) {
	i := 0
	for i+1 < len(hexZooms) && zoom > hexZooms[i].last {
		i++
	}
	o := &p.hexes.tiles[i]
	o.once.Do(func() {
		defer recovered(&o.err)
		var list []Hexagon
		if list, o.err = p.hexagons(hexZooms[i].resolution); o.err == nil {
			o.tiles, o.err = tiles.New([]tiles.Layer{hexLayer(list)}, tiles.Options{
				CacheBytes: hexCache, Panicked: func(v any) error { return NewPanicError(v) },
			})
		}
	})
	if o.err == nil {
		return o.tiles, ctx.Err()
	}
	return nil, o.err
}

func hexLayer(list []Hexagon) tiles.Layer {
	out := tiles.Layer{
		Key: HexLayer, Kind: tiles.Areas, MaxZoom: deepestTile, Features: make([]tiles.Feature, len(list)), Fields: public.Fields(public.Hexagon{}),
	}
	for i := range list {
		h := &list[i]
		places := 0
		for _, k := range h.Places {
			places += k.Count
		}
		out.Features[i] = public.Feature(hexNumber(h.cell), public.Hexagon{
			Cell: h.Cell, Buildings: int64(h.Buildings), Places: int64(places), Withheld: h.Withheld, Households: h.Households,
		})
		out.Features[i].Shape = h.shape
	}
	return out
}

// hexNumber is a cell as a number that is the same in each revision and that a page can hold:
// its base cell and its ten digits, 37 bits, plus one.
func hexNumber(c hex.Cell) uint64 { return uint64(c)>>15&(1<<37-1) + 1 }
