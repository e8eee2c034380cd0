package tiles

import (
	"context"
	"sync"
	"testing"
)

// TestMessagesKeepTheirBudget asks for all tiles of a town, from several sides at once.
func TestMessagesKeepTheirBudget(t *testing.T) {
	all := allTiles(t, newTown(t, town(12)), 10)
	for _, budget := range []int64{-1, 1000, 50_000, 1 << 30} {
		p, err := New(town(12), Options{MessageBytes: budget, CacheBytes: -1})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				for a := range all {
					if _, err := p.Tile(context.Background(), townKeys[i:], a); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		used := p.stock.used.Load()
		if used > max(budget, 0) || used != heirBytes(p) || used < min(budget, 60_000)*9/10-3000 {
			t.Errorf("of %d bytes %d are used, %d are there", budget, used, heirBytes(p))
		}
	}
}

// TestEmptyTilesAreNotKept: there are as many as there is earth.
func TestEmptyTilesAreNotKept(t *testing.T) {
	p := newTown(t, town(3))
	for x := range uint32(500) {
		if tile, err := p.Tile(context.Background(), townKeys, Address{Z: 16, X: x * 40, Y: 7}); err != nil || !tile.Empty {
			t.Fatal(tile, err)
		}
	}
	if used := p.stock.used.Load(); used != 0 {
		t.Errorf("%d bytes of messages for nothing", used)
	}
}
