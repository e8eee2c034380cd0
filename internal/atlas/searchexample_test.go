package atlas_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// A street by its name in traditional characters, in pinyin, by initials and by code.
func ExampleAtlas_Search() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	scheme, err := city.ParseScheme([]byte("layers: [{key: street, name: {zh: 街道, en: Street}, parent: '', partition: true}]"))
	if err != nil {
		log.Fatal(err)
	}
	store, err := gpkg.Init(ctx, filepath.Join(dir, "city.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	square := geo.MultiPolygon{{{{X: 1_160_000_000, Y: 390_000_000}, {X: 1_160_100_000, Y: 390_000_000}, {X: 1_160_100_000, Y: 390_100_000}}}}
	street := city.Area{Layer: "street", Code: "370811001", Names: city.Names{Zh: "观音阁街道"}, Shape: square}
	if _, err := store.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(street, city.Always())}}); err != nil {
		log.Fatal(err)
	}
	a, err := atlas.Open(ctx, store, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"觀音閣", "guanyinge", "gyg", "３７０８ １１００１"} {
		hits, err := a.Search(ctx, a.Current(), atlas.SearchAsk{Text: text})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(hits[0].Code, hits[0].Name, hits[0].Matched)
	}
	// Output:
	// 370811001 观音阁街道 name
	// 370811001 观音阁街道 pinyin
	// 370811001 观音阁街道 initials
	// 370811001 观音阁街道 code
}
