package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// smallCity is four streets of the study's city at all zooms, with the number of its parent for
// each area, and a layer of borders.
func smallCity() (layers []tiles.Layer, parents []map[uint64]uint64) {
	layers = studyCity(2, 2)
	numbers := map[string]uint64{}
	for i := range layers {
		layers[i].MinZoom = 0
		up := map[uint64]uint64{}
		for _, f := range layers[i].Features {
			numbers[fmt.Sprint(f.Props[0].Value)] = f.ID
			if i > 0 {
				up[f.ID] = numbers[fmt.Sprint(f.Props[2].Value)]
			}
		}
		parents = append(parents, up)
	}
	return append(layers, tiles.Layer{Key: "border", Kind: tiles.Borders, MaxZoom: 16}), parents
}

func decoded(t testing.TB, tile tiles.Tile) map[string]mvttest.Layer {
	t.Helper()
	out := map[string]mvttest.Layer{}
	if tile.Empty {
		return out
	}
	zip, err := gzip.NewReader(bytes.NewReader(tile.Gzip))
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(zip); err != nil {
		t.Fatal(err)
	}
	layers, err := mvttest.Decode(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		out[l.Name] = l
	}
	return out
}

// TestNoAreaLeavesAHoleInItsParent adds up areas in each tile of each zoom: what the children of an
// area show is to the unit what the area itself shows, be some of them too small to be seen.
func TestNoAreaLeavesAHoleInItsParent(t *testing.T) {
	layers, parents := smallCity()
	p := pyramid(t, tiles.Options{}, layers...)
	collapsed := 0
	for at, err := range p.Each(t.Context(), cityKeys, 0, 16) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Z > 13 && (at.X+at.Y)%7 > 0 {
			continue // there are many of them
		}
		got := decoded(t, at.Tile)
		areas := make([]map[uint64]int64, len(cityKeys))
		for i, key := range cityKeys {
			areas[i] = map[uint64]int64{}
			for _, f := range got[key].Features {
				for _, poly := range f.Polygons {
					for _, r := range poly {
						areas[i][f.ID] += r.TwiceArea()
					}
				}
				if areas[i][f.ID] <= 0 {
					t.Fatalf("%v: %s %d has the area %d", at.Address, key, f.ID, areas[i][f.ID])
				}
			}
			if i == 0 {
				continue
			}
			sum := map[uint64]int64{}
			for id, area := range areas[i] {
				sum[parents[i][id]] += area
			}
			for id, area := range areas[i-1] {
				if sum[id] != area {
					t.Fatalf("%v: %s %d shows %d, its children %d", at.Address, cityKeys[i-1], id, area, sum[id])
				}
			}
			if len(sum) != len(areas[i-1]) {
				t.Fatalf("%v: %s without the area above", at.Address, key)
			}
		}
		if at.Z == 2 {
			collapsed += len(layers[3].Features) - len(areas[3])
		}
	}
	if collapsed <= 0 {
		t.Error("at zoom 2 no grid was too small to be seen: the test shows less than it says")
	}
}

// TestEachLabelStandsOnceAtOnePlace looks for the labels of all areas in all tiles of all zooms.
func TestEachLabelStandsOnceAtOnePlace(t *testing.T) {
	layers, _ := smallCity()
	p := pyramid(t, tiles.Options{}, layers...)
	type spot struct{ x, y int64 }
	for _, l := range layers[:4] {
		deepest := map[uint64]spot{}
		for z := 16; z >= 4; z -= 3 {
			here := map[uint64]spot{}
			for at, err := range p.Each(t.Context(), []string{l.Key}, uint8(z), uint8(z)) {
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range decoded(t, at.Tile)[l.Key+tiles.LabelSuffix].Features {
					if _, twice := here[f.ID]; twice || len(f.Points) != 1 {
						t.Fatalf("%v: the label of %s %d is there again", at.Address, l.Key, f.ID)
					}
					here[f.ID] = spot{int64(at.X)<<12 + int64(f.Points[0].X), int64(at.Y)<<12 + int64(f.Points[0].Y)}
				}
			}
			if len(here) != len(l.Features) {
				t.Fatalf("z%d: %d of %d labels of %s", z, len(here), len(l.Features), l.Key)
			}
			if z == 16 {
				deepest = here
			}
			for id, s := range here {
				d := deepest[id]
				if (spot{d.x >> (16 - z), d.y >> (16 - z)}) != s {
					t.Fatalf("z%d: the label of %s %d is at %v, at z16 at %v", z, l.Key, id, s, d)
				}
			}
		}
	}
}

// TestTilesAreTheirMessages asks for sets of layers in any order, with messages kept and without,
// within large limits and small ones: a tile is the same however its layers came to it.
func TestTilesAreTheirMessages(t *testing.T) {
	layers, _ := smallCity()
	keys := append([]string{"border"}, cityKeys...)
	random := rand.New(rand.NewPCG(1, 2))
	for _, o := range []tiles.Options{{}, {TileFeatures: 60}, {TileBytes: 5000}, {TileBytes: 900, TileFeatures: 200}, {MessageBytes: 20_000}} {
		kept, direct := o, o
		kept.CacheBytes, direct.CacheBytes, direct.MessageBytes = -1, -1, -1
		p, q := pyramid(t, kept, layers...), pyramid(t, direct, layers...)
		dropped := 0
		for range 250 {
			var set []string
			for _, i := range random.Perm(len(keys))[:1+random.IntN(len(keys))] {
				set = append(set, keys[i])
			}
			z := uint8(7 + random.IntN(5))
			around := over(layers[0].Features[0].Shape.Box(), z)
			a := around[random.IntN(len(around))]
			got, err := p.Tile(t.Context(), set, a)
			want, err2 := q.Tile(t.Context(), set, a)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if got.ETag != want.ETag || got.Dropped != want.Dropped || !bytes.Equal(got.Gzip, want.Gzip) {
				t.Fatalf("%v %v: %d bytes, %d dropped; made at once %d bytes, %d dropped", a, set, got.Length, got.Dropped, want.Length, want.Dropped)
			}
			dropped += got.Dropped
		}
		if limited := o.TileFeatures > 0 || o.TileBytes > 0; limited != (dropped > 0) {
			t.Errorf("%+v: %d dropped", o, dropped)
		}
	}
}

// TestManyAskAtOnce lets askers of different sets, the warming and Each run together.
func TestManyAskAtOnce(t *testing.T) {
	layers, _ := smallCity()
	want := map[tiles.Address]string{}
	for at, err := range pyramid(t, tiles.Options{}, layers...).Each(t.Context(), cityKeys, 8, 12) {
		if err != nil {
			t.Fatal(err)
		}
		want[at.Address] = at.ETag
	}
	p := pyramid(t, tiles.Options{CacheBytes: 200_000, MessageBytes: 300_000}, layers...)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { p.Warm(ctx, cityKeys, []string{"grid", "border"}, []string{"no such layer"}) })
	wg.Go(func() {
		n := 0
		for at, err := range p.Each(ctx, cityKeys, 8, 12) {
			if err != nil || want[at.Address] != at.ETag {
				t.Error(at.Address, err)
				return
			}
			n++
		}
		if n != len(want) {
			t.Errorf("%d of %d tiles", n, len(want))
		}
		cancel()
	})
	for i := range 4 {
		wg.Go(func() {
			for a, tag := range want {
				set := cityKeys
				if i%2 == 1 {
					set = cityKeys[i:]
				}
				tile, err := p.Tile(t.Context(), set, a)
				if err != nil || i%2 == 0 && tile.ETag != tag {
					t.Error(a, err)
				}
			}
		})
	}
	wg.Wait()
}
