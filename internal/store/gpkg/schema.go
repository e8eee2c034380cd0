package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// migrationTable is goose's own table. It is not registered in gpkg_contents, as the
// GeoPackage standard allows.
const migrationTable = "redsail_migration"

// applicationID is "GPKG", at byte 68 of the file.
const applicationID = 0x47504B47

// checkHeader reads the first 100 bytes, so that SQLite need not touch a foreign file. It
// tells whether the file is in WAL mode.
func checkHeader(path string) (wal bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, city.Errorf(city.NotFound, "no_store", "there is no store %s", path)
	}
	if err != nil {
		return false, city.Wrap(flat{err}, city.Unavailable, "store_io", "%s cannot be read", path)
	}
	defer f.Close()
	header := make([]byte, 100)
	if _, err := io.ReadFull(f, header); err != nil {
		return false, notAStore(path)
	}
	if !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) || binary.BigEndian.Uint32(header[68:]) != applicationID {
		return false, notAStore(path)
	}
	return header[18] == 2, nil
}

// checkSchema refuses a GeoPackage without Redsail's tables, and one with newer tables. It
// tells whether the tables are older than this program.
func checkSchema(ctx context.Context, db *sql.DB, path string) (older bool, err error) {
	var tables int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (?, 'settings', 'counter')`,
		migrationTable).Scan(&tables)
	if err != nil {
		return false, err
	}
	if tables != 3 {
		return false, notAStore(path)
	}
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return false, err
	}
	provider, err := newProvider(db)
	if err != nil {
		return false, err
	}
	need := latest(provider)
	if have > need {
		return false, city.Errorf(city.Invalid, "newer_store", "%s has schema version %d; this Redsail knows up to %d: use a newer one", path, have, need)
	}
	return have < need, nil
}

func schemaVersion(ctx context.Context, db *sql.DB) (int64, error) {
	var v sql.NullInt64
	err := db.QueryRowContext(ctx, `SELECT max(version_id) FROM `+migrationTable+` WHERE is_applied`).Scan(&v)
	return v.Int64, err
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := migrations.GeoPackage()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithTableName(migrationTable), goose.WithDisableGlobalRegistry(true))
}

func latest(p *goose.Provider) int64 {
	var v int64
	for _, s := range p.ListSources() {
		v = max(v, s.Version)
	}
	return v
}

// migrate brings the tables to the version that this program knows.
func migrate(ctx context.Context, writer *sql.DB) error {
	provider, err := newProvider(writer)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

const viewSQL = `CREATE VIEW "%[1]s" AS
SELECT v.id, v.code, v.name, v.name_zh, v.name_zh_hant, v.name_en, v.parent, v.former, v.class,
       v.households, v.population, v.source, v.data_date, v.valid_from, v.valid_to, v.rev_from, c.geom
FROM area_version AS v JOIN area_content AS c ON c.fid = v.fid
WHERE v.layer = '%[1]s' AND v.rev_to IS NULL
  AND (v.valid_from IS NULL OR v.valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (v.valid_to IS NULL OR v.valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))`

// addView makes the feature view of a layer and registers it. A layer's key is a small
// letter and small letters, digits or _ (city.ParseScheme), so it can stand in the SQL.
func addView(ctx context.Context, tx *sql.Tx, l *city.LayerDef) error {
	var taken bool
	err := tx.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_master WHERE name = ?`, l.Key).Scan(&taken)
	if err != nil {
		return err
	}
	for _, prefix := range []string{"gpkg_", "sqlite_", "rtree_"} {
		taken = taken || strings.HasPrefix(l.Key, prefix)
	}
	if taken {
		return city.Errorf(city.Invalid, "reserved_layer_key", "the layer key %q is the name of a table of the store; choose another", l.Key)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(viewSQL, l.Key)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, 'features', ?, ?, 4326)`,
		l.Key, l.Key, strings.Trim(l.Name.Zh+" / "+l.Name.En, " /"))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', 4326, 0, 0)`, l.Key)
	return err
}

// offset is the zone's distance from UTC at t as a modifier of SQLite's date functions, in
// the form that versions before 3.43 know too.
func offset(scheme *city.Scheme, t time.Time) string {
	_, seconds := t.In(scheme.Location()).Zone()
	return fmt.Sprintf("%+d seconds", seconds)
}

// setOffset writes only what is new, and where it may and has room: opening a store must not need
// the write lock.
func (s *Store) setOffset(ctx context.Context) error {
	want := offset(s.founded.Load().scheme, s.now())
	var have string
	if err := s.readers.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'utc_offset'`).Scan(&have); err != nil || have == want {
		return err
	}
	if s.alone {
		return nil
	}
	_, err := s.writer.ExecContext(ctx, `UPDATE settings SET value = ? WHERE name = 'utc_offset'`, want)
	if forbidden(err) || full(err) {
		return nil
	}
	return err
}
