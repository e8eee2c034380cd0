package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
)

// BenchmarkCircleTiles draws all circles of the demo city for tiles, merged and split, and the widest tile
// of them; each round asks for other minutes, so that nothing is kept.
func BenchmarkCircleTiles(b *testing.B) {
	a := openDemo(b, demo.SizeCity).atlas
	pic := a.Current()
	if _, err := pic.Streets(); err != nil {
		b.Fatal(err)
	}
	for name, split := range map[string]bool{"merged": false, "split": true} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				set := atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{15 - i%5, 10 - i/5%5, 5 - i/25%5}, Split: split}
				p, err := a.CircleTiles(b.Context(), pic, set)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := p.Tile(b.Context(), []string{atlas.CircleLayer}, tiles.Address{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
