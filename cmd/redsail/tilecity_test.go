package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// tileCity is the city of the tile study in a database, where ST_AsMVT makes tiles of it, and in
// a store, where Redsail does.
type tileCity struct {
	url   string
	store string
	tiles map[int][][3]int // z, x, y of the study's 602 tiles, by zoom
}

// tileLayers are those of the city, the widest first.
var tileLayers = []string{"street", "community", "compound", "grid"}

// tileParents are the codes of the areas above each one.
var tileParents = map[string]string{
	"street": "''", "community": "(SELECT p.code FROM city.tile_street p WHERE p.street_no = t.street_no)",
	"compound": "(SELECT p.code FROM city.tile_community p WHERE p.community_no = t.community_no)",
	"grid":     "(SELECT p.code FROM city.tile_compound p WHERE p.compound_no = t.compound_no)",
}

// newTileCity makes the city in PostGIS, by the study's own script, and imports its four layers
// from GeoJSON.
func newTileCity(b *testing.B) *tileCity {
	b.Helper()
	dir := filepath.Join(filepath.Dir(geotest.DataDir(b)), "bench", "tiles")
	c := &tileCity{url: pgtest.URL(b), store: filepath.Join(b.TempDir(), "city.gpkg")}
	psql := exec.CommandContext(b.Context(), "psql", "-X", "-q", "-d", c.url, "-f", filepath.Join(dir, "city.sql"))
	if out, err := psql.CombinedOutput(); err != nil {
		b.Fatalf("city.sql: %v\n%s", err, out)
	}
	c.readTiles(b, filepath.Join(dir, "tiles.txt"))
	c.addParents(b)
	mustRun(b, "init", "--store", c.store, "--scheme", "testdata/tilecity.yaml")
	for _, layer := range tileLayers {
		args := []string{"import", "--store", c.store, "--layer", layer, c.writeGeoJSON(b, layer)}
		if layer != tileLayers[0] {
			args = append(args, "--parent-field", "parent")
		}
		mustRun(b, args...)
	}
	return c
}

func (c *tileCity) readTiles(b *testing.B, path string) {
	b.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	c.tiles = map[int][][3]int{}
	for line := range strings.Lines(string(text)) {
		var t [3]int
		if _, err := fmt.Sscanf(line, "%d/%d/%d", &t[0], &t[1], &t[2]); err != nil {
			b.Fatalf("%s: %q: %v", path, line, err)
		}
		c.tiles[t[0]] = append(c.tiles[t[0]], t)
	}
}

// addParents gives ST_AsMVT's tables the attribute that our tiles have: both send the same.
func (c *tileCity) addParents(b *testing.B) {
	b.Helper()
	conn := c.connect(b)
	for _, layer := range tileLayers {
		for _, sql := range []string{
			fmt.Sprintf("ALTER TABLE m.tile_%s ADD parent text", layer),
			fmt.Sprintf("UPDATE m.tile_%s t SET parent = %s", layer, tileParents[layer]),
			"VACUUM FULL ANALYZE m.tile_" + layer,
		} {
			if _, err := conn.Exec(b.Context(), sql); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func (c *tileCity) connect(b *testing.B) *pgx.Conn {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), c.url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// writeGeoJSON writes a layer as the importer reads it.
func (c *tileCity) writeGeoJSON(b *testing.B, layer string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), layer+".geojson")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	psql := exec.CommandContext(b.Context(), "psql", "-X", "-q", "-A", "-t", "-d", c.url, "-c", fmt.Sprintf(
		`SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(ST_AsGeoJSON(f.*, 'geom', 7)::json))
		FROM (SELECT code, name, %s AS parent, geom FROM city.tile_%s t) f`, tileParents[layer], layer))
	psql.Stdout, psql.Stderr = file, os.Stderr
	if err := psql.Run(); err != nil {
		b.Fatal(err)
	}
	return path
}
