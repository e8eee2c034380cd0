package archive_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/tiles/archive"
)

const plainTables = `CREATE TABLE metadata (name text, value text);
CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);`

// endless is a table of tiles without end.
const endless = `CREATE TABLE metadata (name text, value text);
INSERT INTO metadata VALUES ('minzoom', '0'), ('maxzoom', '0');
CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
	SELECT i AS zoom_level, i AS tile_column, i AS tile_row, x'00' AS tile_data FROM n;`

func database(t *testing.T, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.mbtiles")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPlainMBTiles: a file as others write it, without zooms and bounds in its metadata.
func TestPlainMBTiles(t *testing.T) {
	r := open(t, database(t, plainTables+`INSERT INTO metadata VALUES ('name', 'x'), ('format', 'png'), ('json', '{"a":[1]}'), ('center', 'nonsense');
		INSERT INTO tiles VALUES (2, 1, 0, 'south'), (3, 0, 7, 'north');`))
	if h := r.Header(); h.Type != archive.TypePNG || h.Compression != archive.CompressionNone || h.MinZoom != 2 || h.MaxZoom != 3 || h.CenterZoom != 2 {
		t.Errorf("%+v", h)
	}
	if b, found, err := r.Tile(t.Context(), 2, 1, 3); string(b) != "south" || !found || err != nil {
		t.Errorf("%q %v %v", b, found, err)
	}
	if b, found, err := r.Tile(t.Context(), 3, 0, 0); string(b) != "north" || !found || err != nil {
		t.Errorf("%q %v %v", b, found, err)
	}
	if _, found, err := r.Tile(t.Context(), 2, 1, 0); found || err != nil {
		t.Errorf("found %v %v", found, err)
	}
	if m := r.Metadata(); string(m["a"]) != "[1]" || m.Text("name") != "x" {
		t.Errorf("%s", m)
	}
}

// TestHostileMBTiles: what is no MBTiles, too long, or without an end.
func TestHostileMBTiles(t *testing.T) {
	for statements, want := range map[string]string{
		`CREATE TABLE a (b)`: "table metadata: it cannot be read",
		`CREATE TABLE metadata (name text, value text); CREATE TABLE tiles (b)`:                                                             "table tiles: it cannot be read",
		plainTables + `INSERT INTO metadata VALUES ('minzoom', 'low')`:                                                                      `table metadata: minzoom "low" is not a number`,
		plainTables + `INSERT INTO metadata VALUES ('minzoom', 3), ('maxzoom', 2)`:                                                          "table metadata: zooms 3 to 2",
		plainTables + `INSERT INTO metadata VALUES ('maxzoom', 99)`:                                                                         "table metadata: zooms 0 to 99",
		plainTables + `INSERT INTO metadata VALUES ('json', '[')`:                                                                           "table metadata: its entry json",
		`CREATE TABLE metadata (name text, value text); INSERT INTO metadata VALUES ('minzoom', 0), ('maxzoom', 1); CREATE TABLE tiles (b)`: "table tiles: it has not the columns",
	} {
		_, err := archive.Open(database(t, statements))
		var format *archive.FormatError
		if !errors.As(err, &format) || !strings.HasPrefix(format.Part+": "+format.Reason, want) {
			t.Errorf("%s: %v", statements, err)
		}
	}
	r := open(t, database(t, plainTables+fmt.Sprintf(`INSERT INTO tiles VALUES (0, 0, 0, zeroblob(%d));`, 32<<20+1)))
	if _, _, err := r.Tile(t.Context(), 0, 0, 0); err == nil || !strings.Contains(err.Error(), "33554433 bytes are more than") {
		t.Errorf("a tile that is too long: %v", err)
	}
	r = open(t, database(t, endless))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := r.Tile(ctx, 0, 0, 0); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("tiles without end: %v", err)
	}
}
