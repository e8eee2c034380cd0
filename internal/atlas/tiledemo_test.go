package atlas_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
)

// TestTilesOfTheDemoCity reads every tile of a town strictly, all layers in one: each is
// valid, each layer is somewhere, and each name stands once in each zoom that shows it.
func TestTilesOfTheDemoCity(t *testing.T) {
	p := demoPicture(t, demo.SizeTiny)
	pyramid, err := p.Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keys := append([]string(nil), builtIn...)
	areas := map[string]int{}
	for _, l := range p.Layers() {
		keys = append(keys, l.Key)
		if _, taken := areas[l.Key]; !taken && !l.Base {
			areas[l.Key] = l.Areas
		}
	}
	if len(keys) > tiles.MaxKeys {
		t.Fatalf("%d layers are too many for one address", len(keys))
	}
	box, _ := p.Bounds()
	seen := map[string]int{}
	for z := uint8(0); z <= 16; z++ {
		labels := map[string]int{}
		first, last := addressOf(northWest(box), z), addressOf(southEast(box), z)
		for x := first.X; x <= last.X; x++ {
			for y := first.Y; y <= last.Y; y++ {
				for name, l := range read(t, pyramid, tiles.Address{Z: z, X: x, Y: y}, keys...) {
					seen[name] += len(l.Features)
					if key, ok := strings.CutSuffix(name, tiles.LabelSuffix); ok {
						labels[key] += len(l.Features)
					}
				}
			}
		}
		for key, n := range labels {
			if want, known := areas[key]; known && n != want {
				t.Errorf("z%d: %d labels of %d areas of %s", z, n, want, key)
			}
		}
	}
	for _, key := range keys {
		if seen[key] == 0 && key != "rail" && key != "river" && key != "overlay" {
			t.Errorf("%s is nowhere", key)
		}
	}
}
