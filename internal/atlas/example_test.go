package atlas_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// From a store to the answer for one point, and for each line of a CSV.
func Example() {
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
	change := city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(street, city.Always())}}
	if _, err := store.Apply(ctx, change); err != nil {
		log.Fatal(err)
	}

	a, err := atlas.Open(ctx, store, nil)
	if err != nil {
		log.Fatal(err)
	}
	q, err := geo.Snap(orb.Point{116.008, 39.004})
	if err != nil {
		log.Fatal(err)
	}
	found := a.Current().Locate(q, atlas.Asked{})
	fmt.Println(found.Areas[0].Code, found.Areas[0].Name, found.Border.DistanceM)

	bulk := atlas.Bulk{LonField: "lon", LatField: "lat", Columns: atlas.ColumnsCodes}
	if _, err := a.Current().LocateCSV(ctx, strings.NewReader("lon,lat\n116.008,39.004\n,\n"), os.Stdout, bulk); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 370811001 观音阁街道 173.24
	// lon,lat,street_code,revision,error
	// 116.008,39.004,370811001,1,
	// ,,,,missing_coordinate
}
