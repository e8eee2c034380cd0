package basemap_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/basemap"
)

func fileMap(kind, path string) string {
	return "basemaps:\n- id: m\n  kind: " + kind + "\n  datum: wgs84\n  path: " + path + "\n"
}

// TestPMTiles reads the fixture of the format's makers.
func TestPMTiles(t *testing.T) {
	path := filepath.Join(geotest.RepoRoot(t), "..", "shared", "data", "vectors", "pmtiles", "test_fixture_1.pmtiles")
	if _, err := os.Stat(path); err != nil {
		t.Skip("no fixtures of PMTiles beside the repository: ../shared/data/vectors/pmtiles")
	}
	b := must(t, fileMap("pmtiles", path))
	info := b.set.List()[0]
	if l := info.Layers[0]; info.Type != basemap.Vector || info.State != basemap.Ready || l.MinZoom != 0 || l.MaxZoom != 0 || len(l.Vectors) != 1 || l.Bounds == nil {
		t.Errorf("%+v", info)
	}
	got, err := b.tile("map", 0, 0, 0)
	if err != nil || got.Media != "application/vnd.mapbox-vector-tile" || !got.Zipped {
		t.Fatalf("%+v, %v", got, err)
	}
	if plain, err := got.Plain(); err != nil || len(plain) == 0 || plain[0] != 0x1a {
		t.Errorf("% x, %v", plain, err)
	}
	if _, err := b.tile("map", 1, 0, 0); code(err) != "bad_tile_address" {
		t.Errorf("%v", err)
	}
}

// makeMBTiles writes one tile, z/x/y of the map, into a file of its own.
func makeMBTiles(t *testing.T, format string, tile []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "maps.mbtiles")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, stmt := range []string{
		"CREATE TABLE metadata (name text, value text)",
		"CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)",
		"CREATE UNIQUE INDEX tile_index on tiles (zoom_level, tile_column, tile_row)",
		"INSERT INTO metadata VALUES ('name','made'),('format','" + format + "'),('minzoom','2'),('maxzoom','2'),('bounds','0,0,90,66'),('attribution','<a href=\"x\">&copy; maker</a>')",
	} {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("INSERT INTO tiles VALUES (2, 3, 2, ?)", tile); err != nil { // rows from the south: y = 1
		t.Fatal(err)
	}
	return path
}

func TestMBTiles(t *testing.T) {
	b := must(t, fileMap("mbtiles", makeMBTiles(t, "png", []byte(png+"made"))))
	if info := b.set.List()[0]; info.Type != basemap.Raster || info.Attribution != "© maker" || info.Layers[0].MinZoom != 2 {
		t.Errorf("%+v", info)
	}
	if got, err := b.tile("map", 2, 3, 1); err != nil || string(got.Data) != png+"made" || got.ETag == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := b.tile("map", 2, 0, 0); err != nil || len(got.Data) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	broken := must(t, fileMap("mbtiles", makeMBTiles(t, "png", []byte("<svg onload=x>"))))
	if _, err := broken.tile("map", 2, 3, 1); code(err) != "basemap_unavailable" {
		t.Errorf("what is no image: %v", err)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none.pmtiles")
	text := filepath.Join(t.TempDir(), "text.pmtiles")
	if err := os.WriteFile(text, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{none, text} {
		if _, err := open(t, fileMap("pmtiles", path)); code(err) != "bad_basemaps" || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%v", err)
		}
	}
}
