package tiles

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestPanicIsAnError: a defect in the making of a tile fails that tile, for all who wait for
// it, and neither the process nor the next tile.
func TestPanicIsAnError(t *testing.T) {
	broken := errors.New("told")
	for name, o := range map[string]Options{"told": {Panicked: func(any) error { return broken }}, "panic with a ": {}} {
		p, err := New([]Layer{
			{Key: "sound", Kind: Points, Features: []Feature{{ID: 1, Props: []mvt.Prop{{Key: "code", Value: mvt.String("s")}}}}},
			{Key: "areas", Kind: Areas, Features: []Feature{{ID: 1}}},
		}, o)
		if err != nil {
			t.Fatal(err)
		}
		p.layers[1].cover = nil // what no layer of areas is without
		for range 3 {
			if _, err := p.Tile(context.Background(), []string{"areas"}, Address{}); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if tile, err := p.Tile(context.Background(), []string{"sound"}, Address{}); err != nil || tile.Empty {
			t.Errorf("%s: the next tile: %+v, %v", name, tile, err)
		}
	}
}
