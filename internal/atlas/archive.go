package atlas

import (
	"slices"

	"github.com/redsail/redsail/tiles"
)

// TileKeys are the layers of the tiles that have something in them.
func (p *Picture) TileKeys() []string {
	var out []string
	for i := range p.layers {
		if len(p.layers[i].areas) > 0 {
			out = append(out, p.layers[i].def.Key)
		}
	}
	return slices.Concat(out, p.otherTiles())
}

// OnceTiles gives the tiles for one who takes each once: nothing is made ahead, and nothing
// that was sent is kept.
func (p *Picture) OnceTiles() (t *tiles.Pyramid, err error) {
	defer recovered(&err)
	return tiles.New(p.tileLayers(nil).all(), tiles.Options{CacheBytes: -1, Panicked: func(v any) error { return NewPanicError(v) }})
}
