package postgis

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// authSchema is the schema of accounts as the SQL of this package has it; it becomes that of the
// store with _auth behind.
const authSchema = "redsail_auth"

// Auth keeps accounts, sessions, tokens and the audit in a schema of its own in the database of a
// store, on whose connections it works. It implements access.Store.
type Auth struct {
	s      *Store
	schema string
}

var _ access.Store = (*Auth)(nil)

// Auth opens the schema of accounts, and makes it where there is none. The role may have it made
// for it: it needs no more than to read and write its tables. Closing the store ends it.
func (s *Store) Auth(ctx context.Context) (*Auth, error) {
	a := &Auth{s: s, schema: s.schema + "_auth"}
	if !schemaName.MatchString(a.schema) {
		return nil, city.Errorf(city.Invalid, "bad_store_url", "the name of the schema %q is too long for one of accounts beside it", s.schema)
	}
	if err := s.guard(ctx); err != nil {
		return nil, err
	}
	if err := a.upgrade(ctx); err != nil {
		return nil, s.failed(ctx, err)
	}
	return a, nil
}

// Close does nothing: the connections are the store's.
func (a *Auth) Close() error { return nil }

func (a *Auth) sql(text string) string {
	return strings.ReplaceAll(text, authSchema+".", pgx.Identifier{a.schema}.Sanitize()+".")
}

// session is one that leaves the schema of the city alone.
func (a *Auth) session() session {
	return session{db: a.s.pool, schema: defaultSchema, timeout: a.s.timeout}
}

// reader is the session of a change that is about to be written, else one of the pool.
func (a *Auth) reader(ctx context.Context) session {
	out := a.session()
	if tx, within := ctx.Value(inTx{}).(session); within {
		out.db = tx.db
	}
	return out
}

// write runs f in a transaction.
func (a *Auth) write(ctx context.Context, f func(session) error) error {
	if err := a.s.guard(ctx); err != nil {
		return err
	}
	return a.s.failed(ctx, a.within(ctx, f))
}

func (a *Auth) within(ctx context.Context, f func(session) error) error {
	return a.s.within(ctx, func(tx session) error {
		tx.schema = defaultSchema
		return f(tx)
	})
}

// put runs one statement and gives the number of rows it touched.
func (a *Auth) put(ctx context.Context, query string, args ...any) (n int64, err error) {
	if err := a.s.guard(ctx); err != nil {
		return 0, err
	}
	n, err = a.session().exec(ctx, a.sql(query), args...)
	return n, a.s.failed(ctx, err)
}

// allRows reads all rows of a query.
func allRows[T any](ctx context.Context, a *Auth, scan func(pgx.Row) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := a.s.read(ctx, func() error {
		out = nil
		return a.reader(ctx).each(ctx, func(r pgx.Rows) error {
			one, err := scan(r)
			out = append(out, one)
			return err
		}, a.sql(query), args...)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// oneRow gives the one row of a query, or missing.
func oneRow[T any](ctx context.Context, a *Auth, missing *city.Error, scan func(pgx.Row) (T, error), query string, args ...any) (*T, error) {
	rows, err := allRows(ctx, a, scan, query, args...)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, missing
	}
	return &rows[0], nil
}

func authMigrations() ([]string, error) {
	folder, err := migrations.PostGISAuth()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	texts := make([]string, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}

// version is the number of the latest migration that the schema has; 0 = there is no schema.
func (a *Auth) version(ctx context.Context, db session, known int) (have int, err error) {
	var made bool
	if err := db.one(ctx, []any{&made}, a.sql(`SELECT to_regclass('redsail_auth.migration') IS NOT NULL`)); err != nil || !made {
		return 0, err
	}
	err = db.one(ctx, []any{&have}, a.sql(`SELECT coalesce(max(version), 0) FROM redsail_auth.migration`))
	if err == nil && have > known {
		err = city.Errorf(city.Invalid, "newer_store", "schema %s of %s has version %d; this Redsail knows up to %d: use a newer one", a.schema, a.s.name, have, known)
	}
	return have, err
}

// upgrade applies the migrations that the schema lacks, all or none. Where nothing is missing it
// only reads.
func (a *Auth) upgrade(ctx context.Context) error {
	texts, err := authMigrations()
	if err != nil {
		return err
	}
	have, err := a.version(ctx, a.session(), len(texts))
	if err != nil || have == len(texts) {
		return err
	}
	return a.within(ctx, func(tx session) error {
		if err := lockSchema(ctx, tx); err != nil {
			return err
		}
		return a.fill(ctx, tx, texts)
	})
}

// fill applies the migrations that the schema lacks; another program may have been faster.
func (a *Auth) fill(ctx context.Context, tx session, texts []string) error {
	have, err := a.version(ctx, tx, len(texts))
	if err != nil || have == len(texts) {
		return err
	}
	if have == 0 {
		if err := a.make(ctx, tx); err != nil {
			return err
		}
	}
	for i := have; i < len(texts); i++ {
		if err := tx.script(ctx, a.sql(texts[i])); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.migration (version) VALUES ($1)`), i+1); err != nil {
			return err
		}
	}
	return nil
}

// make makes the schema, unless an operator has, and the table that counts the migrations.
func (a *Auth) make(ctx context.Context, tx session) error {
	if err := a.s.ensureSchema(ctx, tx, a.schema); err != nil {
		return err
	}
	_, err := tx.exec(ctx, a.sql(`CREATE TABLE redsail_auth.migration (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`))
	return err
}

// Secret implements access.Store.
func (a *Auth) Secret(ctx context.Context, name string) ([]byte, error) {
	const query = `SELECT value FROM redsail_auth.secret WHERE name = $1`
	read := func(r pgx.Row) (b []byte, err error) {
		err = r.Scan(&b)
		return b, err
	}
	have, err := allRows(ctx, a, read, query, name)
	if err != nil || len(have) > 0 {
		return first(have), err
	}
	var fresh [32]byte
	_, _ = rand.Read(fresh[:]) // never fails (crypto/rand)
	if _, err := a.put(ctx, `INSERT INTO redsail_auth.secret VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, fresh[:]); err != nil {
		return nil, err
	}
	have, err = allRows(ctx, a, read, query, name)
	if err == nil && len(have) == 0 {
		err = errors.New("a secret was written and is not there")
	}
	return first(have), err
}

func first(list [][]byte) []byte {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}
