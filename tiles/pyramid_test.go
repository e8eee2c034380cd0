package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// middle is a tile in the middle of raster(t, n, 0.25).
var middle = tiles.Address{Z: 4, X: 9, Y: 5}

func two(t fataler) []tiles.Layer {
	return []tiles.Layer{
		{Key: "street", MaxZoom: 22, Features: raster(t, 8, 0.25), Fields: map[string]string{"code": "String", "name": "String", "name_en": "String", "households": "Number"}},
		{Key: "grid", MinZoom: 3, MaxZoom: 16, Features: raster(t, 40, 0.25)},
	}
}

func Example() {
	square := geo.Ring{{X: 0, Y: 0}, {X: 9_000_000, Y: 0}, {X: 9_000_000, Y: 9_000_000}, {X: 0, Y: 9_000_000}}
	p, err := tiles.New([]tiles.Layer{{Key: "grid", MaxZoom: 16, Features: []tiles.Feature{{
		ID: 1, Shape: geo.MultiPolygon{{square}}, Label: geo.Point{X: 4_500_000, Y: 4_500_000},
		Props: []mvt.Prop{{Key: "code", Value: mvt.String("0417")}},
	}}}}, tiles.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	here, err := p.Tile(context.Background(), []string{"grid"}, tiles.Address{Z: 8, X: 128, Y: 127})
	fmt.Println(here.Empty, len(here.ETag), err)
	there, err := p.Tile(context.Background(), []string{"grid"}, tiles.Address{Z: 8, X: 0, Y: 0})
	fmt.Println(there.Empty, err)
	// Output:
	// false 34 <nil>
	// true <nil>
}

func TestKeysInAnyOrderAreOneTile(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	want, layers := open(t, p, middle, "street", "grid")
	for _, name := range []string{"street", "street_label", "grid", "grid_label"} {
		if len(layers[name].Features) == 0 {
			t.Errorf("layer %s is empty", name)
		}
	}
	for _, keys := range [][]string{{"grid", "street"}, {"street", "grid", "street"}} {
		got, err := p.Tile(context.Background(), keys, middle)
		if err != nil || !reflect.DeepEqual(got, want) || &got.Gzip[0] != &want.Gzip[0] {
			t.Errorf("%v: another tile, or made again (%v)", keys, err)
		}
	}
	if one, _ := open(t, p, middle, "grid"); one.ETag == want.ETag {
		t.Error("another set of layers has the same tag")
	}
}

func TestRefusedRequests(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	ask := func(a tiles.Address, keys ...string) error {
		_, err := p.Tile(context.Background(), keys, a)
		return err
	}
	var unknown *tiles.UnknownLayerError
	if err := ask(middle, "street", "grid_label"); !errors.As(err, &unknown) || unknown.Key != "grid_label" {
		t.Errorf("unknown layer: %v", err)
	}
	var many *tiles.TooManyLayersError
	if err := ask(middle, make([]string, 17)...); !errors.As(err, &many) || many.Count != 17 {
		t.Errorf("17 layers: %v", err)
	}
	if err := ask(middle); !errors.Is(err, tiles.ErrNoLayers) {
		t.Errorf("no layer: %v", err)
	}
	var address *tiles.AddressError
	for _, a := range []tiles.Address{{Z: 23}, {Z: 1, X: 2}, {Z: 1, Y: 2}} {
		if err := ask(a, "street"); !errors.As(err, &address) {
			t.Errorf("%v: %v", a, err)
		}
	}
}

func TestRefusedLayers(t *testing.T) {
	twice := []tiles.Feature{{ID: 1}, {ID: 1}}
	for name, layers := range map[string][]tiles.Layer{
		"no key":       {{}},
		"comma":        {{Key: "a,b"}},
		"key twice":    {{Key: "a"}, {Key: "a"}},
		"label's name": {{Key: "a"}, {Key: "a_label"}},
		"zooms":        {{Key: "a", MinZoom: 3, MaxZoom: 2}},
		"deep":         {{Key: "a", MaxZoom: 23}},
		"id twice":     {{Key: "a", Features: twice}},
	} {
		_, err := tiles.New(layers, tiles.Options{})
		var fault *tiles.LayerError
		if !errors.As(err, &fault) || fault.Reason == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestZoomsOfALayer(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	for z, want := range map[uint8]bool{2: true, 3: false, 16: false, 17: true} {
		a := tiles.Address{Z: z, X: 1 << z * 9 / 16, Y: 1 << z * 5 / 16}
		if tile, _ := open(t, p, a, "grid"); tile.Empty != want || tile.Empty != (tile.Gzip == nil) {
			t.Errorf("z%d is empty: %v", z, tile.Empty)
		}
	}
}

func TestEachLabelIsInOneTile(t *testing.T) {
	features := raster(t, 16, 0.25)
	for i := range features {
		features[i].Label = features[i].Shape[0][0][i%4] // corners lie on the edges of tiles
	}
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "grid", MaxZoom: 22, Features: features})
	for _, z := range []uint8{0, 3, 6} {
		seen := map[uint64]int{}
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				_, layers := open(t, p, tiles.Address{Z: z, X: x, Y: y}, "grid")
				for _, f := range layers["grid_label"].Features {
					seen[f.ID]++
					at := f.Points[0]
					if len(f.Points) != 1 || at.X < 0 || at.X > 4095 || at.Y < 0 || at.Y > 4095 {
						t.Fatalf("label at %v", f.Points)
					}
					want := map[string]any{"code": fmt.Sprintf("%04d", f.ID-1), "name": "网格", "name_en": "Grid"}
					if !reflect.DeepEqual(f.Props, want) {
						t.Fatalf("label has %v", f.Props)
					}
				}
			}
		}
		for _, f := range features {
			if seen[f.ID] != 1 {
				t.Errorf("z%d: label %d occurs %d times", z, f.ID, seen[f.ID])
			}
		}
	}
}

func TestAttributesAndTags(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	first, layers := open(t, p, middle, "street")
	f := layers["street"].Features[0]
	want := map[string]any{"code": fmt.Sprintf("%04d", f.ID-1), "name": "网格", "households": int64((f.ID - 1) % 8)}
	if !reflect.DeepEqual(f.Props, want) || !f.HasID {
		t.Errorf("%d has %v, want %v", f.ID, f.Props, want)
	}
	again, _ := open(t, pyramid(t, tiles.Options{}, two(t)...), middle, "street")
	if first.ETag != again.ETag || !bytes.Equal(first.Gzip, again.Gzip) {
		t.Error("a second pyramid gives another tile")
	}
	changed := two(t)
	changed[0].Features[f.ID-1].Props[1].Value = mvt.String("改名")
	if other, _ := open(t, pyramid(t, tiles.Options{}, changed...), middle, "street"); other.ETag == first.ETag {
		t.Error("another name, but the same tag")
	}
	changed = two(t)
	changed[0].Features[63].Props[1].Value = mvt.String("远处")
	if other, _ := open(t, pyramid(t, tiles.Options{}, changed...), middle, "street"); other.ETag != first.ETag {
		t.Error("a change elsewhere has changed the tag")
	}
}

func TestLimitsAreAnnounced(t *testing.T) {
	layer := tiles.Layer{Key: "grid", MaxZoom: 22, Features: raster(t, 20, 0.25)}
	world := tiles.Address{}
	if tile, layers := open(t, pyramid(t, tiles.Options{}, layer), world, "grid"); tile.Dropped != 0 || len(layers["grid"].Features) != 400 {
		t.Errorf("without limits %d are dropped", tile.Dropped)
	}
	tile, layers := open(t, pyramid(t, tiles.Options{TileFeatures: 150}, layer), world, "grid")
	if tile.Dropped != 250 || len(layers["grid"].Features) != 150 || layers["grid"].Features[149].ID != 150 {
		t.Errorf("of 400 areas %d are there, %d dropped", len(layers["grid"].Features), tile.Dropped)
	}
	tile, layers = open(t, pyramid(t, tiles.Options{TileBytes: 3000}, layer), world, "grid")
	shown := len(layers["grid"].Features) + len(layers["grid_label"].Features)
	if shown == 0 || shown+tile.Dropped != 800 {
		t.Errorf("%d shown, %d dropped", shown, tile.Dropped)
	}
}

// TestEveryKindKeepsTheLimits puts 400 features of each kind into tiles with room for 150.
func TestEveryKindKeepsTheLimits(t *testing.T) {
	features := raster(t, 20, 0.25)
	for i := range features {
		features[i].Line = geo.MultiLine{geo.Line(features[i].Shape[0][0])}
	}
	world := tiles.Address{}
	for kind := tiles.Areas; kind <= tiles.Points; kind++ {
		p := pyramid(t, tiles.Options{TileFeatures: 150}, tiles.Layer{Key: "l", Kind: kind, MaxZoom: 22, Features: features})
		if tile, layers := open(t, p, world, "l"); tile.Dropped != 250 || len(layers["l"].Features) != 150 {
			t.Errorf("kind %d: %d are shown, %d dropped", kind, len(layers["l"].Features), tile.Dropped)
		}
	}
	p := pyramid(t, tiles.Options{TileBytes: 500}, tiles.Layer{Key: "l", Kind: tiles.Partition, MaxZoom: 16, Features: features},
		tiles.Layer{Key: "border", Kind: tiles.Borders, MaxZoom: 16})
	tile, layers := open(t, p, world, "border")
	all, _ := open(t, pyramid(t, tiles.Options{}, tiles.Layer{Key: "l", Kind: tiles.Partition, MaxZoom: 16, Features: features},
		tiles.Layer{Key: "border", Kind: tiles.Borders, MaxZoom: 16}), world, "border")
	if tile.Dropped == 0 || all.Dropped > 0 || len(layers["border"].Features) == 0 {
		t.Errorf("%d borders are shown, %d dropped; without limits %d dropped", len(layers["border"].Features), tile.Dropped, all.Dropped)
	}
}

func TestAColdTileIsMadeOnce(t *testing.T) {
	// Large enough that all askers are there before it is made.
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "grid", MaxZoom: 22, Features: raster(t, 120, 0.25)})
	var wg sync.WaitGroup
	start := make(chan struct{})
	got := make([]tiles.Tile, 1000)
	for i := range got {
		wg.Go(func() {
			<-start
			tile, err := p.Tile(context.Background(), []string{"grid"}, tiles.Address{Z: 1, X: 1, Y: 0})
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = tile
		})
	}
	close(start)
	wg.Wait()
	for i := range got {
		if len(got[i].Gzip) == 0 || &got[i].Gzip[0] != &got[0].Gzip[0] {
			t.Fatalf("asker %d got other bytes: the tile was made more than once", i)
		}
	}
}

func TestACancelledAskerDoesNotHurtOthers(t *testing.T) {
	p := pyramid(t, tiles.Options{CacheBytes: -1}, tiles.Layer{Key: "grid", MaxZoom: 22, Features: raster(t, 100, 0.25)})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			if i%2 == 0 {
				cancel()
			}
			_, err := p.Tile(ctx, []string{"grid"}, tiles.Address{Z: 1, X: 1, Y: 0})
			if i%2 == 1 && err != nil || err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("asker %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Tile(ctx, []string{"grid"}, tiles.Address{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled request gives %v", err)
	}
}

func TestTheCacheKeepsItsBudget(t *testing.T) {
	made := func(p *tiles.Pyramid, a tiles.Address) *byte {
		tile, err := p.Tile(context.Background(), []string{"street"}, a)
		if err != nil {
			t.Fatal(err)
		}
		return &tile.Gzip[0]
	}
	a, b, c := tiles.Address{Z: 3, X: 4, Y: 2}, tiles.Address{Z: 3, X: 5, Y: 2}, tiles.Address{Z: 3, X: 5, Y: 3}
	p := pyramid(t, tiles.Options{CacheBytes: 2400}, two(t)...) // two tiles of some 800 bytes and their entries
	a0, b0 := made(p, a), made(p, b)
	if made(p, a) != a0 || made(p, b) != b0 || made(p, a) != a0 {
		t.Fatal("two tiles are not kept")
	}
	made(p, c)
	if made(p, a) != a0 {
		t.Error("the tile used last was dropped")
	}
	if made(p, b) == b0 {
		t.Error("the budget of the cache is not kept")
	}
	none := pyramid(t, tiles.Options{CacheBytes: -1}, two(t)...)
	if first, second := made(none, a), made(none, a); first == second {
		t.Error("a tile is kept without a cache")
	}
}

func TestTileJSON(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	got, err := p.TileJSON([]string{"grid", "street"}, tiles.About{
		Tiles: "https://x.example/tiles/street,grid/{z}/{x}/{y}.mvt", Name: "北京", Description: "Beijing", Revision: 42,
		Attribution: `<a href="https://x.example">X</a>`,
		Says: func(layer, field string) string {
			return map[string]string{"street/code": "a code", "street/": "Streets", "grid_label/": "Names"}[layer+"/"+field]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	const rest = `"revision":42,"limits":{"features":200000,"bytes":16777216,"dropped":"X-Redsail-Dropped"}}`
	want := `{"tilejson":"3.0.0","name":"北京","description":"Beijing","attribution":"<a href=\"https://x.example\">X</a>","version":"42.0.0","scheme":"xyz",` +
		`"tiles":["https://x.example/tiles/street,grid/{z}/{x}/{y}.mvt"],"minzoom":0,"maxzoom":22,"bounds":[0,0,90,66.5132604],"center":[45,33.2566302,3],"vector_layers":[` +
		`{"id":"street","description":"Streets","minzoom":0,"maxzoom":22,"fields":{"code":"String: a code","households":"Number","name":"String"}},` +
		`{"id":"street_label","minzoom":0,"maxzoom":22,"fields":{"code":"String: a code","name":"String","name_en":"String"}},` +
		`{"id":"grid","minzoom":3,"maxzoom":16,"fields":{}},{"id":"grid_label","description":"Names","minzoom":3,"maxzoom":16,"fields":{}}],` + rest + "\n"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got, err = p.TileJSON([]string{"grid"}, tiles.About{Tiles: "t"})
	if err != nil || string(got) != `{"tilejson":"3.0.0","scheme":"xyz","tiles":["t"],"minzoom":3,"maxzoom":16,"bounds":[0,0,90,66.5132604],"center":[45,33.2566302,3],"vector_layers":[`+
		`{"id":"grid","minzoom":3,"maxzoom":16,"fields":{}},{"id":"grid_label","minzoom":3,"maxzoom":16,"fields":{}}],`+rest[len(`"revision":42,`):]+"\n" {
		t.Errorf("%s %v", got, err)
	}
	var unknown *tiles.UnknownLayerError
	if _, err := p.TileJSON([]string{"x"}, tiles.About{}); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}
