package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

const (
	// KeysSuffix follows the name of the store in the name of its file of keys.
	KeysSuffix = ".keys"
	// keysID is "RSKY", the application id of a file of keys.
	keysID = 0x52534B59
	// keyBatch is how many codes one statement takes.
	keyBatch = 10_000
)

// Keys are the keys of the persons of a store, in an SQLite file beside it. It implements
// city.Keys. Whoever copies the store alone copies no person.
//
// The journal is DELETE, not WAL: a WAL would keep the bytes of a key until it is written over.
// They are gone from the disk's files when Erase returns.
type Keys struct {
	store, path string
	// id is that of the store; empty = it is read from it.
	id string
	// making keeps two calls of one process from making the file at once.
	making sync.Mutex
	db     *sql.DB
	closed bool
}

var _ city.Keys = (*Keys)(nil)

// KeysFile is the file with the keys of the store at path.
func KeysFile(path string) string { return path + KeysSuffix }

// OpenKeys opens the keys of the persons of the store at path, which must exist. They are in
// the file path + ".keys", which the first Ensure or Erase makes, for its owner alone (0600). It
// carries the store's id: a backup of the store, also one brought back on a new timeline, goes
// with the same keys, and the keys of another store are a Conflict with code foreign_keys. A file
// that all users can read is Unavailable, keys_exposed; something else under its name is Invalid,
// not_keys. It fails as Open does where there is no store.
func OpenKeys(ctx context.Context, path string) (*Keys, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := checkHeader(path); err != nil {
		return nil, err
	}
	return openKeys(ctx, &Keys{store: path, path: KeysFile(path)})
}

// OpenKeys opens the keys of the persons of an open store. They do not read its id from the file, which
// this process may have for itself alone.
func (s *Store) OpenKeys(ctx context.Context) (*Keys, error) {
	st, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	return openKeys(ctx, &Keys{store: s.path, path: KeysFile(s.path), id: st.StoreID})
}

func openKeys(ctx context.Context, k *Keys) (*Keys, error) {
	if err := k.open(ctx); err != nil {
		_ = k.Close() // what kept the file from opening says more
		return nil, k.failed(ctx, err)
	}
	return k, nil
}

// Get implements city.Keys.
func (k *Keys) Get(ctx context.Context, codes []string) ([][]byte, error) {
	if err := city.CheckKeyCodes(codes); err != nil {
		return nil, err
	}
	db, err := k.made(ctx)
	if err != nil {
		return nil, k.failed(ctx, err)
	}
	if db == nil {
		return make([][]byte, len(codes)), nil
	}
	var have map[string][]byte
	err = retry(ctx, patience, func() (err error) {
		have, err = keysOf(ctx, db, codes)
		return err
	})
	if err != nil {
		return nil, k.failed(ctx, err)
	}
	return inOrder(have, codes), nil
}

// Ensure implements city.Keys. It writes only where a key is missing.
func (k *Keys) Ensure(ctx context.Context, codes []string) ([][]byte, error) {
	if err := city.CheckKeyCodes(codes); err != nil {
		return nil, err
	}
	if err := k.make(ctx); err != nil {
		return nil, k.failed(ctx, err)
	}
	var have map[string][]byte
	err := retry(ctx, patience, func() (err error) {
		have, err = k.ensure(ctx, codes)
		return err
	})
	if err != nil {
		return nil, k.failed(ctx, err)
	}
	return inOrder(have, codes), nil
}

func (k *Keys) ensure(ctx context.Context, codes []string) (map[string][]byte, error) {
	have, err := keysOf(ctx, k.db, codes)
	if err != nil || whole(have, codes) {
		return have, err
	}
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	// Another process may have made some of them meanwhile.
	if have, err = keysOf(ctx, tx, codes); err != nil {
		return nil, err
	}
	fresh := map[string][]byte{}
	for _, code := range codes {
		key, known := have[code]
		if known && key == nil {
			return nil, city.PersonErased(code)
		}
		if !known {
			fresh[code] = city.NewKey()
			have[code] = fresh[code]
		}
	}
	if err := insertKeys(ctx, tx, fresh); err != nil {
		return nil, err
	}
	return have, tx.Commit()
}

// insertKeys writes keys in the order of their codes, which is that of the table.
func insertKeys(ctx context.Context, tx *sql.Tx, fresh map[string][]byte) error {
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO person_key VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, code := range slices.Sorted(maps.Keys(fresh)) {
		if _, err := stmt.ExecContext(ctx, code, fresh[code]); err != nil {
			return err
		}
	}
	return nil
}

// Erase implements city.Keys. SQLite overwrites what it frees (secure_delete); what it may have left
// of a key in unused bytes when it moved rows goes with the rewrite of the whole file, which an
// Erase does also where an earlier one did not come so far.
func (k *Keys) Erase(ctx context.Context, codes []string) error {
	if err := city.CheckKeyCodes(codes); err != nil || len(codes) == 0 {
		return err
	}
	if err := k.make(ctx); err != nil {
		return k.failed(ctx, err)
	}
	err := retry(ctx, patience, func() error { return k.forget(ctx, codes) })
	if err == nil {
		err = retry(ctx, patience, func() error {
			_, err := k.db.ExecContext(ctx, `VACUUM`)
			return err
		})
	}
	return k.failed(ctx, err)
}

func (k *Keys) forget(ctx context.Context, codes []string) error {
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO person_key VALUES (?, NULL) ON CONFLICT DO UPDATE SET bytes = NULL`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, code := range codes {
		if _, err := stmt.ExecContext(ctx, code); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Erased implements city.Keys.
func (k *Keys) Erased(ctx context.Context) ([]string, error) {
	db, err := k.made(ctx)
	if err != nil || db == nil {
		return nil, k.failed(ctx, err)
	}
	var codes []string
	err = retry(ctx, patience, func() (err error) {
		codes, err = erasedCodes(ctx, db)
		return err
	})
	return codes, k.failed(ctx, err)
}

func erasedCodes(ctx context.Context, db *sql.DB) (codes []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT code FROM person_key WHERE bytes IS NULL ORDER BY code`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, rows.Err()
}

// keysOf reads the keys of those codes that are known; nil for one who was erased.
func keysOf(ctx context.Context, db source, codes []string) (map[string][]byte, error) {
	have := make(map[string][]byte, len(codes))
	for batch := range slices.Chunk(codes, keyBatch) {
		if err := readKeys(ctx, db, batch, have); err != nil {
			return nil, err
		}
	}
	return have, nil
}

func readKeys(ctx context.Context, db source, batch []string, have map[string][]byte) error {
	list, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, `SELECT k.code, k.bytes FROM json_each(?) AS j JOIN person_key AS k ON k.code = j.value`, string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		var key []byte
		if err := rows.Scan(&code, &key); err != nil {
			return err
		}
		have[code] = key
	}
	return rows.Err()
}

// whole is true when each code has a key.
func whole(have map[string][]byte, codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool { return have[code] == nil })
}

// inOrder gives the keys in the order of the codes, each a copy of its own.
func inOrder(have map[string][]byte, codes []string) [][]byte {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = bytes.Clone(have[code])
	}
	return out
}

// failed explains an error of the file of keys.
func (k *Keys) failed(ctx context.Context, err error) error { return explain(ctx, k.path, err) }
