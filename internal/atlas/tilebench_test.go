package atlas_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
)

// demoPicture is the demo city of a size, as it is shown today.
func demoPicture(t testing.TB, size demo.Size) *atlas.Picture {
	t.Helper()
	store, now := demoStore(t, size)
	return openAtlas(t, store, now).Current()
}

// demoStore is a store of its own with the demo city of a size, and the time of it.
func demoStore(t testing.TB, size demo.Size) (store city.Store, now func() time.Time) {
	t.Helper()
	made, err := demo.Make(context.Background(), size, nil)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	text, err := scheme.YAML()
	if err != nil {
		t.Fatal(err)
	}
	store = openStore(t, string(text))
	changes, err := made.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		apply(t, store, changes[i])
	}
	return store, func() time.Time { return time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC) }
}

// BenchmarkDemoTiles measures the ground of the demo city's pyramid, and its cold tiles with
// all layers, as the page asks for them, in the middle of the city.
func BenchmarkDemoTiles(b *testing.B) {
	p := demoPicture(b, demo.SizeCity)
	b.Run("ground", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.NewPyramid(tiles.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	pyramid, err := p.NewPyramid(tiles.Options{CacheBytes: -1})
	if err != nil {
		b.Fatal(err)
	}
	pyramid.Warm(b.Context())
	var keys []string
	for _, l := range p.Layers() {
		keys = append(keys, l.Key)
	}
	keys = append(keys, builtIn...)
	box, _ := p.Bounds()
	for z := uint8(6); z <= 16; z++ {
		around := addressesIn(box, z)
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for i := 0; b.Loop(); i++ {
				tile, err := pyramid.Tile(b.Context(), keys, around[i%len(around)])
				if err != nil {
					b.Fatal(err)
				}
				size += len(tile.Gzip)
			}
			b.ReportMetric(float64(size)/float64(b.N), "bytes/tile")
		})
	}
}
