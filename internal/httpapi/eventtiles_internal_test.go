package httpapi

import (
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/tiles"
)

// TestTilesEventIsBounded: the layers with most tiles are told of as a whole, until the rest
// has room.
func TestTilesEventIsBounded(t *testing.T) {
	list := func(n int) (out []tiles.Address) {
		for i := range n {
			out = append(out, tiles.Address{Z: 16, X: 54000 + uint32(i), Y: 25000})
		}
		return out
	}
	r := atlas.Renewal{Layers: []tiles.LayerChange{
		{Key: "border", Tiles: list(3000)}, {Key: "grid", Tiles: list(2900)}, {Key: "hex", Whole: true}, {Key: "street", Tiles: list(1500)},
	}}
	for _, want := range [][]int{{0, 0, 0, 1500}, {0, 1000, 0, 1500}} {
		e := tilesEventOf(&r)
		if size := len(encode(e)); size > 64<<10 || e.All || len(e.Layers) != 4 {
			t.Errorf("%d bytes, %d layers", size, len(e.Layers))
		}
		for i, l := range e.Layers {
			if len(l.Tiles) != want[i] || l.All != (want[i] == 0) {
				t.Errorf("%s: %d tiles, all %v; want %d", l.Layer, len(l.Tiles), l.All, want[i])
			}
		}
		r.Layers[1].Tiles = list(1000)
	}
}
