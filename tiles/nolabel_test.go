package tiles_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// TestNameWithoutPlace: an area whose name stands nowhere has no label where the equator meets
// the meridian, and there is nothing to be looked for on the way there.
func TestNameWithoutPlace(t *testing.T) {
	at := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x, Y: 350_000_000 + y} }
	p, err := tiles.New([]tiles.Layer{{Key: "water", Kind: tiles.Areas, MaxZoom: 9, Features: []tiles.Feature{{
		ID: 1, Shape: geo.MultiPolygon{{{at(0, 0), at(900_000, 0), at(900_000, 900_000), at(0, 900_000)}}},
		Props: []mvt.Prop{{Key: "name", Value: mvt.String("湖")}},
	}}}}, tiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for tile, err := range p.Each(t.Context(), []string{"water"}, 9, 9) {
		if err != nil {
			t.Fatal(err)
		}
		if b := tile.Bounds(); b.Max[0] < 115 || b.Max[1] < 34 {
			t.Errorf("a tile far from the lake: %v", tile.Address)
		}
		count++
	}
	if count == 0 {
		t.Error("the lake is in no tile")
	}
}
