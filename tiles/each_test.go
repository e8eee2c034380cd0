package tiles_test

import (
	"context"
	"errors"
	"testing"

	"github.com/redsail/redsail/tiles"
)

// TestEachGivesAllTilesInTheirOrder holds Each against all addresses.
func TestEachGivesAllTilesInTheirOrder(t *testing.T) {
	p := pyramid(t, tiles.Options{CacheBytes: -1}, two(t)...)
	seen := map[tiles.Address]tiles.Tile{}
	before := tiles.Placed{}
	for at, err := range p.Each(t.Context(), []string{"grid", "street"}, 1, 6) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Empty {
			t.Fatalf("%v is empty", at.Address)
		}
		if _, twice := seen[at.Address]; twice {
			t.Fatalf("%v comes twice", at.Address)
		}
		seen[at.Address] = at.Tile
		if before.Z == at.Z && at.Hilbert() <= before.Hilbert() || before.Z > at.Z {
			t.Fatalf("%v comes after %v", at.Address, before.Address)
		}
		before = at
	}
	for z := uint8(1); z <= 6; z++ {
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				a := tiles.Address{Z: z, X: x, Y: y}
				want, _ := open(t, p, a, "street", "grid")
				if got, there := seen[a]; there == want.Empty || got.ETag != want.ETag && there {
					t.Fatalf("%v: it is there: %v, it is empty: %v", a, there, want.Empty)
				}
			}
		}
	}
}

func TestEachEnds(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n, last := 0, error(nil)
	for _, err := range p.Each(ctx, []string{"grid"}, 0, 16) {
		if last != nil {
			t.Fatal("it goes on after an error")
		}
		if n++; n == 5 {
			cancel()
		}
		last = err
	}
	if n != 6 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d tiles, then %v", n, last)
	}
	first := func(keys []string, lo, hi uint8) (err error) {
		for _, err = range p.Each(t.Context(), keys, lo, hi) {
			return err
		}
		return nil
	}
	var zooms *tiles.ZoomsError
	var unknown *tiles.UnknownLayerError
	if err := first([]string{"grid"}, 4, 3); !errors.As(err, &zooms) {
		t.Errorf("zooms 4 to 3: %v", err)
	}
	if err := first([]string{"grid"}, 4, 23); !errors.As(err, &zooms) {
		t.Errorf("zooms 4 to 23: %v", err)
	}
	if err := first([]string{"x"}, 0, 3); !errors.As(err, &unknown) {
		t.Errorf("no such layer: %v", err)
	}
}

// TestHilbert has the numbers that PMTiles gives: those of its specification and its tests.
func TestHilbert(t *testing.T) {
	below := func(z uint8) uint64 { return (1<<(2*z) - 1) / 3 } // tiles of lesser zooms
	for a, id := range map[tiles.Address]uint64{
		{}: 0, {Z: 1}: 1, {Z: 1, Y: 1}: 2, {Z: 1, X: 1, Y: 1}: 3, {Z: 1, X: 1}: 4, {Z: 2}: 5,
		{Z: 12, X: 3423, Y: 1763}: 19078479,
	} {
		if got := below(a.Z) + a.Hilbert(); got != id {
			t.Errorf("%v is %d, not %d", a, got, id)
		}
	}
}
