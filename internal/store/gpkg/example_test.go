package gpkg_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// A store is made for a scheme; changes go in, versions come out.
func Example() {
	if err := example(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// revision 1
	// 370811 任城区, id 1, known since revision 1
}

func example(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "redsail-example-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	scheme, err := city.ParseScheme([]byte("layers: [{key: district, name: {zh: 区, en: District}, partition: true, code: {profile: cn12}}]"))
	if err != nil {
		return err
	}
	store, err := gpkg.Init(ctx, filepath.Join(dir, "city.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	rencheng := city.Area{
		Layer: "district", Code: "370811", Names: city.Names{Zh: "任城区"},
		Shape: geo.MultiPolygon{{{{X: 1_165_000_000, Y: 353_000_000}, {X: 1_167_000_000, Y: 353_000_000}, {X: 1_166_000_000, Y: 355_000_000}}}},
	}
	rev, err := store.Apply(ctx, city.Change{Author: "张三", Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(rencheng, city.Always())}})
	if err != nil {
		return err
	}
	fmt.Println("revision", rev.Number)
	versions, err := store.Versions(ctx, city.Query{Layer: "district"})
	for _, v := range versions {
		fmt.Printf("%s %s, id %d, known since revision %d\n", v.Code, v.Names.Zh, v.ID, v.RevFrom)
	}
	return err
}
