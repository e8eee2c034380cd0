package postgis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// migrationFiles are the folder and the texts of the migrations, the first being number 1.
func (o Options) migrationFiles() (fs.FS, []string, error) {
	dir, err := o.migrations, error(nil)
	if dir == nil {
		dir, err = migrations.PostGIS()
	}
	if err != nil {
		return nil, nil, err
	}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(names)
	var out []string
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, string(text))
	}
	return dir, out, nil
}

// build makes the store in one transaction, so that a failed Init leaves nothing behind.
func (s *Store) build(ctx context.Context, scheme *city.Scheme, o Options) error {
	yaml, err := scheme.YAML()
	if err != nil {
		return err
	}
	return s.within(ctx, func(tx session) error {
		return s.fill(ctx, tx, scheme, string(yaml), cmp.Or(o.StoreID, token()), cmp.Or(o.Timeline, token()))
	})
}

// fill makes the tables of an empty store, its settings and the views of its layers.
func (s *Store) fill(ctx context.Context, tx session, scheme *city.Scheme, yaml, storeID, timeline string) error {
	if err := s.prepare(ctx, tx, scheme); err != nil {
		return err
	}
	if err := s.migrate(ctx, tx, 0, len(s.migrations)); err != nil {
		return err
	}
	for _, v := range [][2]string{{"scheme", yaml}, {"store_id", storeID}, {"zone", scheme.Zone}} {
		if _, err := tx.exec(ctx, `INSERT INTO redsail.settings VALUES ($1, $2)`, v[0], v[1]); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, `INSERT INTO redsail.counter (timeline) VALUES ($1)`, timeline); err != nil {
		return err
	}
	for i := range scheme.Layers {
		if err := addLayer(ctx, tx, scheme, i); err != nil {
			return err
		}
	}
	return nil
}

// schemaLock is the advisory lock under which those who make or change the tables of a
// database follow one another.
const schemaLock = 0x7265647361696c // "redsail"

// prepare checks that the database can hold a store, and makes schema and extension.
func (s *Store) prepare(ctx context.Context, tx session, scheme *city.Scheme) error {
	if err := lockSchema(ctx, tx); err != nil {
		return err
	}
	var taken bool
	var encoding string
	err := tx.one(ctx, []any{&taken, &encoding}, `SELECT to_regclass('redsail.migration') IS NOT NULL, current_setting('server_encoding')`)
	switch {
	case err != nil:
		return err
	case taken:
		return city.Errorf(city.Conflict, "store_exists", "%s holds a store already, in schema %s", s.name, s.schema)
	case encoding != "UTF8":
		return city.Errorf(city.Invalid, "bad_encoding", "%s has the encoding %s; Chinese names need UTF8", s.name, encoding)
	}
	if err := s.checkZone(ctx, tx, scheme); err != nil {
		return err
	}
	if err := s.ensurePostGIS(ctx, tx); err != nil {
		return err
	}
	return s.ensureSchema(ctx, tx, s.schema)
}

// checkZone refuses a scheme of a time zone that the server does not know.
func (s *Store) checkZone(ctx context.Context, tx session, scheme *city.Scheme) error {
	_, err := tx.exec(ctx, `SELECT now() AT TIME ZONE $1::text`, scheme.Zone)
	if sqlState(err) == stateBadParameter {
		return city.Errorf(city.Invalid, "bad_scheme", "%s does not know the time zone %q of the scheme", s.name, scheme.Zone)
	}
	return err
}

// ensureSchema makes a schema unless an operator has made it for us.
func (s *Store) ensureSchema(ctx context.Context, tx session, schema string) error {
	name := pgx.Identifier{schema}.Sanitize()
	var there bool
	var role string
	err := tx.one(ctx, []any{&there, &role}, `SELECT to_regnamespace($1) IS NOT NULL, quote_ident(current_user)`, name)
	if err != nil || there {
		return err
	}
	if _, err = tx.exec(ctx, `CREATE SCHEMA `+name); sqlState(err) == stateNoPrivilege {
		return city.Wrap(flat{err}, city.Invalid, "no_schema",
			"%s has no schema %s, and this role cannot make it; run there as the owner of the database: CREATE SCHEMA %s AUTHORIZATION %s;",
			s.name, schema, schema, role)
	}
	return err
}

// ensurePostGIS makes the extension where it is missing, and makes its types visible to
// the migrations, whatever schema they are in.
func (s *Store) ensurePostGIS(ctx context.Context, tx session) error {
	const find = `SELECT n.nspname, e.extversion FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'`
	var schema, version string
	err := tx.one(ctx, []any{&schema, &version}, find)
	if errors.Is(err, pgx.ErrNoRows) {
		if _, err := tx.exec(ctx, `CREATE EXTENSION postgis`); err != nil {
			switch sqlState(err) {
			case stateNoPrivilege, stateNotSupported, stateNoFile:
				return city.Wrap(flat{err}, city.Invalid, "no_postgis",
					"%s has no PostGIS, and this role cannot install it; run there as a superuser: CREATE EXTENSION postgis;", s.name)
			}
			return err
		}
		err = tx.one(ctx, []any{&schema, &version}, find)
	}
	if err != nil {
		return err
	}
	if major, _, _ := strings.Cut(version, "."); len(major) == 1 && major < "3" {
		return city.Errorf(city.Invalid, "no_postgis", "%s has PostGIS %s; version 3 or later is needed", s.name, version)
	}
	_, err = tx.exec(ctx, `SELECT set_config('search_path', quote_ident($1), true)`, schema)
	return err
}

func lockSchema(ctx context.Context, tx session) error {
	_, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock($1)`, schemaLock)
	return err
}

// version is the number of the latest migration that the schema has; one that this program
// does not know is refused.
func (s *Store) version(ctx context.Context, db session) (int, error) {
	var have int
	err := db.one(ctx, []any{&have}, `SELECT coalesce(max(version), 0) FROM redsail.migration`)
	if err == nil && have > len(s.migrations) {
		err = city.Errorf(city.Invalid, "newer_store", "%s has schema version %d; this Redsail knows up to %d: use a newer one", s.name, have, len(s.migrations))
	}
	return have, err
}

// upgrade brings an older schema to a later version, in one transaction. Where nothing is missing
// it only reads.
func (s *Store) upgrade(ctx context.Context, to int) error {
	have, err := s.version(ctx, s.session)
	if err != nil || have >= to {
		return err
	}
	if s.before != nil && have > 0 {
		if err := s.before(ctx, s, have, to); err != nil {
			return err
		}
	}
	return s.within(ctx, func(tx session) error {
		if err := lockSchema(ctx, tx); err != nil {
			return err
		}
		have, err := s.version(ctx, tx) // another program may have been faster
		if err != nil || have >= to {
			return err
		}
		if have == 0 {
			return city.Errorf(city.Invalid, "not_a_store", "schema %s of %s says of itself that no store was ever made in it", s.schema, s.name)
		}
		// No change is written while the tables are changed.
		if _, err := tx.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`); err != nil {
			return err
		}
		if err := s.ensurePostGIS(ctx, tx); err != nil {
			return err
		}
		return s.migrate(ctx, tx, have, to)
	})
}

// migrate applies the migrations after number have, up to number to.
func (s *Store) migrate(ctx context.Context, tx session, have, to int) error {
	for i := have; i < to; i++ {
		if err := tx.script(ctx, s.migrations[i]); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `INSERT INTO redsail.migration (version) VALUES ($1)`, i+1); err != nil {
			return err
		}
	}
	return nil
}

const viewSQL = `CREATE VIEW redsail.%[1]s AS
SELECT id, code, name, name_zh, name_zh_hant, name_en, parent, former, class, households, population, source, data_date,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from, geom
FROM redsail.area_version
WHERE layer = %[2]s AND rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE %[3]s)::date AND valid_to > (now() AT TIME ZONE %[3]s)::date`

// addLayer makes the view of a layer: the areas in force today in the city's zone.
func addLayer(ctx context.Context, tx session, scheme *city.Scheme, i int) error {
	l := &scheme.Layers[i]
	var taken bool
	if err := tx.one(ctx, []any{&taken}, `SELECT to_regclass('redsail.' || quote_ident($1)) IS NOT NULL`, l.Key); err != nil {
		return err
	}
	if taken {
		return city.Errorf(city.Invalid, "reserved_layer_key", "the layer key %q is the name of a table of the store; choose another", l.Key)
	}
	_, err := tx.exec(ctx, `INSERT INTO redsail.layer VALUES ($1, $2, nullif($3, ''), $4)`, l.Key, i+1, l.Parent, l.Partition)
	if err != nil {
		return err
	}
	view := pgx.Identifier{l.Key}.Sanitize()
	if _, err := tx.exec(ctx, fmt.Sprintf(viewSQL, view, quote(l.Key), quote(scheme.Zone))); err != nil {
		return err
	}
	_, err = tx.exec(ctx, fmt.Sprintf(`CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.%s
		FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit()`, view))
	if err != nil {
		return err
	}
	label := strings.Trim(l.Name.Zh+" / "+l.Name.En, " /")
	_, err = tx.exec(ctx, fmt.Sprintf(`COMMENT ON VIEW redsail.%s IS %s`, view, quote(label)))
	return err
}

// quote is a text as an SQL literal, for statements that take no arguments.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
