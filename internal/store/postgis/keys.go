package postgis

import (
	"bytes"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// Keys are the keys of the persons of a store, in a schema of their own beside it: whoever dumps
// or grants the store's schema gives no key away. It implements city.Keys and ends with the store.
type Keys struct {
	s      *Store
	schema string
}

var _ city.Keys = (*Keys)(nil)

// maxName is the longest name that PostgreSQL keeps whole.
const maxName = 63

// Keys gives the keys of the persons of the store. The schema, for redsail it is redsail_keys, is
// made by the first Ensure or Erase, or by an operator where the role may not (no_schema). It
// carries the store's id: those of another store are a Conflict with code foreign_keys.
func (s *Store) Keys() *Keys {
	const suffix = "_keys"
	name := s.schema[:min(len(s.schema), maxName-len(suffix))] + suffix
	return &Keys{s: s, schema: name}
}

// in is a session in whose SQL redsail_keys. is the schema of the keys.
func (k *Keys) in(db session) session {
	db.keys = k.schema
	return db
}

// keyTables makes what is missing. A row without a key is a person who was erased. Nothing is
// granted, and where a default of the database grants it to others, it is taken back.
const keyTables = `
CREATE TABLE IF NOT EXISTS redsail_keys.owner (store_id text NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS redsail_keys.person_key (
    code  text COLLATE "C" NOT NULL PRIMARY KEY,
    bytes bytea CHECK (length(bytes) = 32)
);
REVOKE ALL ON redsail_keys.owner, redsail_keys.person_key FROM PUBLIC;
INSERT INTO redsail_keys.owner SELECT value FROM redsail.settings WHERE name = 'store_id' AND NOT EXISTS (SELECT FROM redsail_keys.owner)`

// there tells whether the tables have been made, and refuses those of another store.
func (k *Keys) there(ctx context.Context, db session) (bool, error) {
	var made bool
	if err := db.one(ctx, []any{&made}, `SELECT to_regclass('redsail_keys.person_key') IS NOT NULL`); err != nil || !made {
		return false, err
	}
	var own bool
	err := db.one(ctx, []any{&own}, `SELECT EXISTS (SELECT FROM redsail_keys.owner o, redsail.settings s WHERE s.name = 'store_id' AND s.value = o.store_id)`)
	if err == nil && !own {
		err = city.Errorf(city.Conflict, "foreign_keys", "schema %s of %s has the keys of another store; move it away", k.schema, k.s.name)
	}
	return made, err
}

// make makes the schema and the tables unless they are there.
func (k *Keys) make(ctx context.Context, db session) error {
	made, err := k.there(ctx, db)
	if err != nil || made {
		return err
	}
	if err := lockSchema(ctx, db); err != nil {
		return err
	}
	if err := k.s.ensureSchema(ctx, db, k.schema); err != nil {
		return err
	}
	if err := db.script(ctx, keyTables); err != nil {
		return err
	}
	_, err = k.there(ctx, db)
	return err
}

// Get implements city.Keys.
func (k *Keys) Get(ctx context.Context, codes []string) ([][]byte, error) {
	if err := city.CheckKeyCodes(codes); err != nil {
		return nil, err
	}
	var have map[string][]byte
	err := k.s.read(ctx, func() error {
		made, err := k.there(ctx, k.in(k.s.session))
		if err == nil && made {
			have, err = keysOf(ctx, k.in(k.s.session), codes)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return inOrder(have, codes), nil
}

// Ensure implements city.Keys. It writes only where a key is missing.
func (k *Keys) Ensure(ctx context.Context, codes []string) ([][]byte, error) {
	keys, err := k.Get(ctx, codes)
	if err != nil || !slices.ContainsFunc(keys, func(key []byte) bool { return key == nil }) {
		return keys, err
	}
	err = k.s.failed(ctx, k.s.within(ctx, func(tx session) (err error) {
		keys, err = k.ensure(ctx, k.in(tx), codes)
		return err
	}))
	return keys, err
}

// ensure makes the keys that are missing. Who is first to commit makes a key; the other reads it.
func (k *Keys) ensure(ctx context.Context, tx session, codes []string) ([][]byte, error) {
	if err := k.make(ctx, tx); err != nil {
		return nil, err
	}
	unique := slices.Compact(slices.Sorted(slices.Values(codes))) // one order for all, so that none waits for the other
	fresh := make([][]byte, len(unique))
	for i := range fresh {
		fresh[i] = city.NewKey()
	}
	_, err := tx.exec(ctx, `INSERT INTO redsail_keys.person_key SELECT code, bytes FROM unnest($1::text[], $2::bytea[]) AS f (code, bytes)
		WHERE NOT EXISTS (SELECT FROM redsail_keys.person_key AS k WHERE k.code = f.code) ON CONFLICT DO NOTHING`, unique, fresh)
	if err != nil {
		return nil, err
	}
	have, err := keysOf(ctx, tx, unique)
	if err != nil {
		return nil, err
	}
	for _, code := range unique {
		if have[code] == nil {
			return nil, city.PersonErased(code)
		}
	}
	return inOrder(have, codes), nil
}

// Erase implements city.Keys. The table is written anew, so that the bytes are gone from its file
// when no older transaction can still see them; the server's own log keeps them until it is recycled.
func (k *Keys) Erase(ctx context.Context, codes []string) error {
	if err := city.CheckKeyCodes(codes); err != nil || len(codes) == 0 {
		return err
	}
	if err := k.s.guard(ctx); err != nil {
		return err
	}
	err := k.s.within(ctx, func(tx session) error {
		tx = k.in(tx)
		if err := k.make(ctx, tx); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `INSERT INTO redsail_keys.person_key SELECT DISTINCT code, NULL::bytea FROM unnest($1::text[]) AS f (code)
			ORDER BY code ON CONFLICT (code) DO UPDATE SET bytes = NULL`, codes)
		return err
	})
	if err == nil {
		_, err = k.in(k.s.session).exec(ctx, `VACUUM FULL redsail_keys.person_key`)
	}
	return k.s.failed(ctx, err)
}

// Erased implements city.Keys.
func (k *Keys) Erased(ctx context.Context) (codes []string, err error) {
	err = k.s.read(ctx, func() error {
		codes = nil
		db := k.in(k.s.session)
		if made, err := k.there(ctx, db); err != nil || !made {
			return err
		}
		return db.each(ctx, func(row pgx.Rows) error {
			var code string
			err := row.Scan(&code)
			codes = append(codes, code)
			return err
		}, `SELECT code FROM redsail_keys.person_key WHERE bytes IS NULL ORDER BY code`)
	})
	return codes, err
}

// keysOf reads the keys of those codes that are known; nil for one who was erased.
func keysOf(ctx context.Context, db session, codes []string) (map[string][]byte, error) {
	have := make(map[string][]byte, len(codes))
	err := db.each(ctx, func(row pgx.Rows) error {
		var code string
		var key []byte
		err := row.Scan(&code, &key)
		have[code] = key
		return err
	}, `SELECT code, bytes FROM redsail_keys.person_key WHERE code = ANY ($1)`, codes)
	return have, err
}

// inOrder gives the keys in the order of the codes, each a copy of its own.
func inOrder(have map[string][]byte, codes []string) [][]byte {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = bytes.Clone(have[code])
	}
	return out
}
