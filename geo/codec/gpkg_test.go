package codec_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

// unit is a square of one degree near Jining.
var unit = geo.MultiPolygon{{{{X: 1160000000, Y: 350000000}, {X: 1170000000, Y: 350000000}, {X: 1170000000, Y: 360000000}, {X: 1160000000, Y: 360000000}}}}

const gpkgBase = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
INSERT INTO gpkg_spatial_ref_sys VALUES ('CGCS2000', 4490, 'EPSG', 4490, 'GEOGCS["CGCS2000"]', ''), ('own', 100001, 'NONE', 1, 'PROJCS["own"]', '');
`

const gpkgTowns = `
CREATE TABLE "乡""镇" (fid INTEGER PRIMARY KEY, geom BLOB, "名 称" TEXT, code REAL, n INTEGER, pic BLOB, twice AS (n * 2));
INSERT INTO gpkg_contents VALUES ('乡"镇', 'features', 'towns', 4490);
INSERT INTO gpkg_geometry_columns VALUES ('乡"镇', 'geom', 'MULTIPOLYGON', 4490, 0, 0);
`

// database makes an SQLite file by running the statements given.
func database(t testing.TB, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.gpkg")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// insert adds rows to the towns table.
func insert(t testing.TB, path string, rows ...[]any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, r := range rows {
		if _, err := db.Exec(`INSERT INTO "乡""镇" (geom, "名 称", code, n, pic) VALUES (?, ?, ?, ?, ?)`, r...); err != nil {
			t.Fatal(err)
		}
	}
}

func makeGeoPackage(t testing.TB) string {
	path := database(t, gpkgBase, gpkgTowns)
	insert(t, path, []any{codec.GeoPackageBlob(unit), "甲", 370811001001.0, 5, []byte("x")}, []any{nil, "乙", nil, nil, nil}, []any{[]byte("rubbish"), "丙", 1.5, 1 << 60, nil})
	return path
}

func TestGeoPackage(t *testing.T) {
	src, fs := mustRead(t, makeGeoPackage(t), codec.Options{})
	want := codec.Source{Format: "geopackage", CRS: "EPSG:4490", PRJ: `GEOGCS["CGCS2000"]`,
		Fields: []string{"fid", "名 称", "code", "n", "pic"}, Encoding: "UTF-8", Layer: `乡"镇`}
	if src.CRS != want.CRS || src.PRJ != want.PRJ || !slices.Equal(src.Fields, want.Fields) || src.Layer != want.Layer {
		t.Errorf("got  %+v\nwant %+v", src, want)
	}
	if got := reasons(fs); !slices.Equal(got, []string{"", "no_geometry", "bad_wkb"}) {
		t.Fatalf("got %q", got)
	}
	if !orb.Equal(fs[0].Geometry, unit.Orb()) {
		t.Errorf("geometry: %v", fs[0].Geometry)
	}
	if p := fs[0].Properties; len(p) != 4 || p["名 称"] != "甲" || p["code"] != "370811001001" || p["n"] != "5" || p["fid"] != "1" {
		t.Errorf("properties: %v", p)
	}
	if p := fs[2].Properties; p["code"] != "1.5" || p["n"] != "1152921504606846976" {
		t.Errorf("properties: %v", p)
	}
}

func TestGeoPackageCorpus(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "vectors", "gpkg")
	for _, c := range []struct {
		file, layer, crs string
		features, faulty int
	}{
		{"states10.gpkg", "", "EPSG:4326", 51, 0},
		{"null_geometry.gpkg", "PointExamples", "EPSG:4326", 2, 1},
		{"simple_sewer_features.gpkg", "foul_sewer", "EPSG:27700", 82, 0},
		{"simple_sewer_features.gpkg", "s_manhole", "EPSG:27700", 69, 0},
	} {
		src, fs := mustRead(t, filepath.Join(dir, c.file), codec.Options{Layer: c.layer})
		faulty := 0
		for _, f := range fs {
			if f.Err != nil {
				faulty++
			}
		}
		if src.CRS != c.crs || len(fs) != c.features || faulty != c.faulty {
			t.Errorf("%s %s: %d features, %d faulty, %s", c.file, c.layer, len(fs), faulty, src.CRS)
		}
	}
	_, _, err := readAll(t, filepath.Join(dir, "simple_sewer_features.gpkg"), codec.Options{})
	if kindOf(err) != codec.KindUnknownLayer || !strings.Contains(err.Error(), "foul_sewer, s_manhole, surface_water_sewer") {
		t.Errorf("the choice must be listed: %v", err)
	}
	if _, _, err := readAll(t, filepath.Join(dir, "empty.gpkg"), codec.Options{}); kindOf(err) != codec.KindUnknownLayer {
		t.Errorf("got %v", err)
	}
}

// Nothing that a file brings along may run, and what would is refused by name.
func TestGeoPackageHostile(t *testing.T) {
	view := strings.Replace(gpkgTowns, `CREATE TABLE "乡""镇" (fid INTEGER PRIMARY KEY, geom BLOB, "名 称" TEXT, code REAL, n INTEGER, pic BLOB, twice AS (n * 2))`,
		`CREATE VIEW "乡""镇" AS WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM f) SELECT n AS fid, x'' AS geom FROM f`, 1)
	contents := strings.Replace(gpkgBase, "CREATE TABLE gpkg_contents", "CREATE TABLE real_contents", 1) +
		"CREATE VIEW gpkg_contents AS SELECT * FROM real_contents;"
	computed := strings.Replace(gpkgBase, "identifier TEXT", "identifier TEXT, big AS (zeroblob(900000000))", 1)
	computed = computed + `INSERT INTO gpkg_contents VALUES ('a', 'features', 'a', 0);`
	for name, c := range map[string]struct {
		statements []string
		kind       string
	}{
		"view as layer":    {[]string{gpkgBase, view}, codec.KindUnsafe},
		"view as contents": {[]string{contents}, codec.KindUnsafe},
		"computed column":  {[]string{computed}, codec.KindUnsafe},
		"virtual table": {[]string{gpkgBase, `CREATE VIRTUAL TABLE v USING fts5(geom);
			INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', 4490);
			INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4490, 0, 0);`}, codec.KindUnsafe},
		"layer without table": {[]string{gpkgBase, `INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', 4490);
			INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4490, 0, 0);`}, codec.KindUnknownFormat},
		"no geopackage": {[]string{"CREATE TABLE a (b)"}, codec.KindUnknownFormat},
		"no geometry column": {[]string{gpkgBase, `CREATE TABLE v (fid INTEGER PRIMARY KEY);
			INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', 4490);
			INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4490, 0, 0);`}, codec.KindNoGeometryField},
	} {
		if _, _, err := readAll(t, database(t, c.statements...), codec.Options{}); kindOf(err) != c.kind {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestGeoPackageTriggersAndFileUntouched(t *testing.T) {
	path := makeGeoPackage(t)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE log (x); CREATE TRIGGER tr AFTER INSERT ON "乡""镇" BEGIN INSERT INTO log VALUES (1); END; CREATE INDEX ix ON "乡""镇" (abs(n)); PRAGMA user_version = 7`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mustRead(t, path, codec.Options{})
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("reading changed the file")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("reading left files behind: %v", entries)
	}
}

func TestGeoPackageDamaged(t *testing.T) {
	path := makeGeoPackage(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := readAll(t, write(t, "cut.gpkg", whole[:len(whole)-4096]), codec.Options{}); kindOf(err) != codec.KindMalformed {
		t.Errorf("cut: got %v", err)
	}
	wal := write(t, "b.gpkg", whole)
	if err := os.WriteFile(wal+"-wal", []byte("\x37\x7f\x06\x82rest"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readAll(t, wal, codec.Options{}); kindOf(err) != codec.KindUnreadable {
		t.Errorf("wal: got %v", err)
	}
	insert(t, path, []any{codec.GeoPackageBlob(unit), strings.Repeat("长", 1000), 1.0, 1, nil})
	if _, _, err := readAll(t, path, codec.Options{Limits: codec.Limits{FieldBytes: 2000}}); kindOf(err) != codec.KindTooLarge {
		t.Errorf("long field: got %v", err)
	}
	_, fs := mustRead(t, path, codec.Options{Limits: codec.Limits{RingVertices: 2}})
	if got := reasons(fs); got[0] != "too_many_vertices" {
		t.Errorf("long geometry: got %q", got)
	}
}
