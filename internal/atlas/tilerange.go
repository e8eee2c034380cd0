package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// TileZooms is the span of zooms at which the tiles of some layers may hold something, by what
// the layers are and not by what is in them: what is asked for beyond it is a mistake of the
// asker. Of layers that are not known it is that of all tiles.
func (p *Picture) TileZooms(keys []string) (first, last int) {
	first, last = deepestTile, 0
	for _, key := range keys {
		lo, hi := p.tileZooms(key)
		first, last = min(first, lo), max(last, hi)
	}
	return first, last
}

func (p *Picture) tileZooms(key string) (first, last int) {
	i := slices.IndexFunc(p.layers, func(l layer) bool { return l.def.Key == key })
	switch {
	case i >= 0:
		return p.layers[i].def.ZoomRange()
	case key == city.LayerBuilding:
		return buildingZoom, deepestTile
	case key == layerBorder:
		return int(p.firstBorder()), deepestTile
	}
	return 0, deepestTile
}
