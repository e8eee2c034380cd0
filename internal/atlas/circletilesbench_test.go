package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
)

// BenchmarkCircleTiles draws all circles of the demo city for tiles, and the widest tile of them; each
// round asks for other minutes, so that nothing is kept.
func BenchmarkCircleTiles(b *testing.B) {
	a := openDemo(b, demo.SizeCity).atlas
	pic := a.Current()
	if _, err := pic.Streets(); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		p, err := a.CircleTiles(b.Context(), pic, atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{15 - i%5, 10 - i/5%5, 5 - i/25%5}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.Tile(b.Context(), []string{atlas.CircleLayer}, tiles.Address{}); err != nil {
			b.Fatal(err)
		}
	}
}
