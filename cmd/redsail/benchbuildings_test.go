package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
)

// A community, and the grids in it that the buildings of geotest name.
const (
	oneCommunity = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"C1","name":"古槐社区"},
		"geometry":{"type":"Polygon","coordinates":[[[116,40],[116.04,40],[116.04,40.04],[116,40.04],[116,40]]]}}]}`
	twoGrids = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"G1","name":"第一网格"},
		"geometry":{"type":"Polygon","coordinates":[[[116,40],[116.02,40],[116.02,40.04],[116,40.04],[116,40]]]}},{"type":"Feature","properties":{"code":"G2","name":"第二网格"},
		"geometry":{"type":"Polygon","coordinates":[[[116.02,40],[116.04,40],[116.04,40.04],[116.02,40.04],[116.02,40]]]}}]}`
)

// BenchmarkImportBuildings is the import of tables of buildings into a file, as a process: a workbook of
// 100,000 rows, the same once more, and with REDSAIL_LONG a CSV of a million.
func BenchmarkImportBuildings(b *testing.B) {
	dir := b.TempDir()
	book, table := filepath.Join(dir, "buildings.xlsx"), filepath.Join(dir, "buildings.csv")
	geotest.BuildingsBook(b, book, 100_000)
	importBuildings(b, "xlsx/rows=100000", book, false)
	importBuildings(b, "xlsx/rows=100000/again", book, true)
	if os.Getenv("REDSAIL_LONG") != "" {
		geotest.BuildingsCSV(b, table, 1_000_000)
		importBuildings(b, "csv/rows=1000000", table, false)
	}
}

func importBuildings(b *testing.B, name, file string, again bool) {
	b.Run(name, func(b *testing.B) {
		dir := b.TempDir()
		put := func(name, text string) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				b.Fatal(err)
			}
			return path
		}
		community, grids := put("community.geojson", oneCommunity), put("grids.geojson", twoGrids)
		var rss int64
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			store := filepath.Join(dir, fmt.Sprintf("city-%d.gpkg", n))
			process(b, "init", "--store", store, "--scheme", "default")
			process(b, "import", "--store", store, "--layer", "community", community)
			process(b, "import", "--store", store, "--layer", "grid", grids)
			if again {
				process(b, "import", "--store", store, "--kind", "building", file)
			}
			b.StartTimer()
			rss = max(rss, process(b, "import", "--store", store, "--kind", "building", file))
			b.StopTimer()
			if err := os.Remove(store); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(rss)/1e6, "MB-rss")
	})
}
