package main

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
)

const foreignBase = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84"]', '');
INSERT INTO gpkg_contents VALUES ('grids', 'features', 'grids', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('grids', 'geom', 'POLYGON', 4326, 0, 0);
`

// foreignRows are a table of one feature, a square near 116°E 40°N.
const foreignRows = `
CREATE TABLE grids (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT);
INSERT INTO grids VALUES (1, x'47500001E6100000010300000001000000050000000000000000005D4000000000000044400000000000405D4000000000000044400000000000405D4000000000008044400000000000005D4000000000008044400000000000005D400000000000004440', 'G1');
`

// foreign makes a GeoPackage by statements.
func foreign(t *testing.T, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "foreign.gpkg")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%.60s: %v", s, err)
		}
	}
	return path
}

// broken overwrites bytes of a file.
func broken(t *testing.T, path string, from, to int) string {
	t.Helper()
	text := readFile(t, path)
	for i := from; i < min(to, len(text)); i++ {
		text[i] = byte(i * 7)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// isolate has GeoPackages read by processes of a binary until the test ends.
func isolate(t *testing.T, bin string, l readerLimits) {
	codec.Isolate(func(ctx context.Context, folder string) (*codec.ReaderProcess, error) {
		return startReader(ctx, bin, folder, l)
	})
	t.Cleanup(func() { codec.Isolate(nil) })
}

// TestForeignGeoPackages: nothing that a foreign GeoPackage brings along runs, harms or takes much, and
// what cannot be read is refused by name; the file is as it was and nothing is left over.
func TestForeignGeoPackages(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	// The system kills what takes more.
	isolate(t, bin, readerLimits{5 * time.Second, 200 << 20})
	endless := `WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM f) SELECT n AS fid, x'' AS geom, 'c' AS code FROM f`
	virtual := `CREATE VIRTUAL TABLE words USING fts5(a); INSERT INTO words VALUES ('x'), ('y');
		CREATE VIRTUAL TABLE boxes USING rtree(id, a, b); INSERT INTO boxes VALUES (1, 2, 3);`
	for name, c := range map[string]struct {
		file string
		says string // empty = it is read
	}{
		"triggers": {foreign(t, foreignBase, foreignRows, `CREATE TABLE log (x); CREATE TRIGGER a AFTER INSERT ON grids BEGIN INSERT INTO log `+
			strings.Replace(endless, "SELECT n AS fid, x'' AS geom, 'c' AS code", "SELECT n", 1)+`; END; CREATE INDEX i ON grids (abs(fid))`), ""},
		"a view without end": {foreign(t, foreignBase, `CREATE VIEW grids AS `+endless), "is a view or a virtual table"},
		"a view beside":      {foreign(t, foreignBase, foreignRows, `CREATE VIEW other AS `+endless), ""},
		"a virtual table":    {foreign(t, foreignBase, `CREATE VIRTUAL TABLE grids USING fts5(geom, code)`), "is a view or a virtual table"},
		"broken shadows": {foreign(t, foreignBase, foreignRows, virtual, `UPDATE words_data SET block = zeroblob(70000); UPDATE boxes_node SET data = x'ffffffffffffffff';
			DELETE FROM words_idx; INSERT INTO boxes_node VALUES (2, zeroblob(9))`), "malformed"},
		"a huge geometry": {foreign(t, foreignBase, foreignRows, `UPDATE grids SET geom = zeroblob(80000000)`), "is larger than"},
		"a huge text":     {foreign(t, foreignBase, foreignRows, `UPDATE grids SET code = CAST(zeroblob(80000000) AS TEXT)`), "longer than"},
		"a computed one":  {foreign(t, foreignBase, foreignRows, `ALTER TABLE grids ADD COLUMN big AS (zeroblob(900000000))`), ""},
		"broken pages":    {broken(t, foreign(t, foreignBase, foreignRows, `CREATE TABLE pad AS `+strings.Replace(endless, "FROM f)", "FROM f LIMIT 3000)", 1)), 4096, 4096*9), "GeoPackage"},
		"a broken header": {broken(t, foreign(t, foreignBase, foreignRows), 20, 60), "GeoPackage"},
		"a cut file":      {broken(t, foreign(t, foreignBase, foreignRows), 4000, 4200), "GeoPackage"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			before := readFile(t, c.file)
			begun := time.Now()
			faults, err := readWhole(t, c.file)
			took := time.Since(begun)
			var fe *codec.FileError
			said := strings.Join(faults, "; ")
			if errors.As(err, &fe) {
				said += fe.Error()
			}
			if (said != "") != (c.says != "") || !strings.Contains(said, c.says) || err != nil && fe == nil {
				t.Errorf("it says %q, %v", said, err)
			}
			if took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			if string(before) != string(readFile(t, c.file)) {
				t.Error("the file is another")
			}
			if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
				t.Errorf("%v are left over, %v", left, err)
			}
		})
	}
}

// TestReaderLimits: a reader is held to its limits by the system, and what it died of is said.
func TestReaderLimits(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	many := foreign(t, foreignBase, foreignRows, `INSERT INTO grids SELECT NULL, geom, 'c' || value FROM grids, json_each('[' || substr(replace(hex(zeroblob(1000000)), '00', ',1'), 2) || ']')`)
	big := foreign(t, foreignBase, foreignRows, `UPDATE grids SET geom = zeroblob(60000000)`)
	for name, c := range map[string]struct {
		file   string
		limits readerLimits
		says   string
	}{
		"processor time": {many, readerLimits{time.Second, 1 << 30}, "more than 1s of processor time"},
		"memory":         {big, readerLimits{time.Minute, 160 << 20}, "memory"},
		"enough":         {big, usualReader, ""},
	} {
		t.Run(name, func(t *testing.T) {
			isolate(t, bin, c.limits)
			_, err := readWhole(t, c.file)
			var fe *codec.FileError
			if errors.As(err, &fe) != (c.says != "") || err != nil && (fe.Kind != codec.KindTooLarge || !strings.Contains(fe.Error(), c.says)) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

// TestReaderWritesNothing: the process may write no byte into any file.
func TestReaderWritesNothing(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestReaderChild$")
	cmd.Env, cmd.Dir = append(os.Environ(), "READER_CHILD=1"), t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "file too large") {
		t.Errorf("it says %s, %v", out, err)
	}
}

// TestReaderChild is the process of TestReaderWritesNothing.
func TestReaderChild(t *testing.T) {
	if os.Getenv("READER_CHILD") == "" {
		return
	}
	if err := limitSelf(usualReader); err != nil {
		t.Fatal(err)
	}
	_, err := os.Stdout.WriteString(os.WriteFile("a", []byte("a"), 0o600).Error() + "\n")
	if err != nil {
		t.Fatal(err)
	}
}

// readWhole gives the faults of the features, and what ended the reading early.
func readWhole(t *testing.T, path string) (faults []string, err error) {
	t.Helper()
	r, err := codec.Open(t.Context(), path, codec.Options{})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for {
		f, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return faults, nil
		case err != nil:
			return faults, err
		case f.Err != nil:
			faults = append(faults, f.Err.Error())
		}
	}
}
