package tiles

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/redsail/redsail/tiles/mvt"
)

var townKeys = []string{"city", "grid", "park", "building", "road", "place", "border"}

// allTiles are the tiles of all layers of the town, by address.
func allTiles(t testing.TB, p *Pyramid, last uint8) map[Address]Tile {
	t.Helper()
	out := map[Address]Tile{}
	for at, err := range p.Each(context.Background(), townKeys, 0, last) {
		if err != nil {
			t.Fatal(err)
		}
		out[at.Address] = at.Tile
	}
	return out
}

func fetchAll(t testing.TB, p *Pyramid, at map[Address]Tile) {
	t.Helper()
	for a := range at {
		got, err := p.Tile(context.Background(), townKeys, a)
		if err != nil {
			t.Fatal(err)
		}
		if want := at[a]; got.ETag != want.ETag || !bytes.Equal(got.Gzip, want.Gzip) {
			t.Fatalf("%v is not what it was", a)
		}
	}
}

func newTown(t testing.TB, layers []Layer) *Pyramid {
	t.Helper()
	p, err := New(layers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// renamed is the town with another name for one grid, and where its tiles differ.
func renamed(t testing.TB, n int, before map[Address]Tile, last uint8) (layers []Layer, dirty []Address) {
	t.Helper()
	layers = town(n)
	f := &layers[1].Features[n*n/2]
	f.Props = slices.Clone(f.Props)
	f.Props[1].Value = mvt.String("改名")
	for a, tile := range allTiles(t, newTown(t, layers), last) {
		if tile.ETag != before[a].ETag {
			dirty = append(dirty, a)
		}
	}
	if len(dirty) == 0 || len(dirty) > len(before)/2 {
		t.Fatalf("%d of %d tiles are dirty", len(dirty), len(before))
	}
	return layers, dirty
}

func TestAnHeirKeepsAllButWhatIsDirty(t *testing.T) {
	const n, last = 20, 11
	old := newTown(t, town(n))
	before := allTiles(t, old, last)
	fetchAll(t, old, before)
	kept, stocked := old.cache.used, old.stock.used.Load()

	layers, dirty := renamed(t, n, before, last)
	after := allTiles(t, newTown(t, layers), last)
	heir := newTown(t, layers)
	heir.takeOver(old, []dirt{{layer: "grid", tiles: dirty}})
	if heir.cache.used >= kept || heir.cache.used < kept/8 || heir.stock.used.Load() >= stocked || heir.stock.used.Load() < stocked/2 {
		t.Errorf("%d of %d bytes of tiles, %d of %d of messages are taken over", heir.cache.used, kept, heir.stock.used.Load(), stocked)
	}
	for a := range before {
		k, isDirty := keyOf([]uint16{0, 1, 2, 3, 4, 5, 6}, a), slices.Contains(dirty, a)
		if _, there := heir.cache.get(&k, heir.generation); there == isDirty {
			t.Fatalf("%v is kept: %v", a, there)
		}
		if m := heir.layers[1].shelf(a.Z).get(a); (m == nil) != (isDirty || old.layers[1].shelf(a.Z).get(a) == nil) {
			t.Fatalf("%v: the message is kept: %v", a, m != nil)
		}
	}
	fetchAll(t, heir, after)
	fetchAll(t, old, before) // undisturbed, also after the heir's tiles have come
	fetchAll(t, heir, after)
	if heir.cache.used > heir.cache.budget || old.cache != heir.cache {
		t.Error("not one budget for both")
	}
	if got := heirBytes(heir); got != heir.stock.used.Load() {
		t.Errorf("%d bytes of messages are counted, %d are there", heir.stock.used.Load(), got)
	}
}

func heirBytes(p *Pyramid) (sum int64) {
	for i := range p.layers {
		for _, s := range p.layers[i].shelves {
			sum += s.cost()
		}
	}
	return sum
}

func TestASecondHeirBeginsWithNothing(t *testing.T) {
	const n, last = 4, 9
	old := newTown(t, town(n))
	before := allTiles(t, old, last)
	fetchAll(t, old, before)
	first, second, other := newTown(t, town(n)), newTown(t, town(n)), newTown(t, town(n))
	first.takeOver(old, nil)
	second.takeOver(old, nil)
	other.options.TileBytes = 100
	other.takeOver(first, nil)
	if first.cache != old.cache || second.cache == old.cache || other.cache == first.cache {
		t.Error("not just the first has inherited")
	}
	fetchAll(t, second, before)
}

func TestAnHeirOfOtherLayers(t *testing.T) {
	const n, last = 4, 9
	old := newTown(t, town(n))
	before := allTiles(t, old, last)
	fetchAll(t, old, before)
	layers := town(n)
	layers[2].Features = layers[2].Features[1:]
	layers[5].Key = "spot"
	layers = append(layers[:3:3], layers[4:]...) // no buildings
	heir := newTown(t, layers)
	heir.takeOver(old, []dirt{{layer: "park", whole: true}, {layer: "spot", whole: true}})
	if got := heirBytes(heir); got != heir.stock.used.Load() || got == 0 {
		t.Errorf("%d bytes of messages are counted, %d are there", heir.stock.used.Load(), got)
	}
	fresh := newTown(t, layers)
	for a := range before {
		keys := []string{"city", "grid", "park", "road", "spot", "border"}
		got, err := heir.Tile(context.Background(), keys, a)
		want, err2 := fresh.Tile(context.Background(), keys, a)
		if err != nil || err2 != nil || got.ETag != want.ETag {
			t.Fatalf("%v differs (%v, %v)", a, err, err2)
		}
	}
}

// BenchmarkTakeOver is what an heir of 20,000 kept tiles costs, with 30 dirty ones.
func BenchmarkTakeOver(b *testing.B) {
	old := newTown(b, town(16))
	var dirty []Address
	for i := range uint32(20_000) {
		a := Address{Z: 16, X: 1000 + i/150, Y: 2000 + i%150}
		k, tile := keyOf([]uint16{0, 1}, a), (&entry{gzip: []byte("x"), length: 1}).tile()
		old.cache.put(&k, &tile, old.generation)
		for l := range old.layers {
			old.layers[l].shelf(16).put(a, &message{hits: 1}, old.stock)
		}
		if i%700 == 0 {
			dirty = append(dirty, a)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		b.StopTimer()
		heir := newTown(b, town(16))
		b.StartTimer()
		heir.takeOver(old, []dirt{{layer: "grid", tiles: dirty}, {layer: "border", tiles: dirty}})
		old = heir
	}
}
