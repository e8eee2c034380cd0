package gpkg

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/redsail/redsail/internal/city"
)

// open opens the file where it is there and whole. An empty one is a making that was killed.
func (k *Keys) open(ctx context.Context) error {
	info, err := os.Stat(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s cannot be read", k.path)
	case info.Mode().Perm()&0o007 != 0 && runtime.GOOS != "windows":
		return city.Errorf(city.Unavailable, "keys_exposed", "all users may use %s, which has the keys of persons; take that right away (chmod 600)", k.path)
	case info.Size() == 0:
		return nil
	}
	if err := k.checkHeader(); err != nil {
		return err
	}
	return k.attach(ctx)
}

// checkHeader looks at a file before SQLite does, which would change the journal of a foreign one.
func (k *Keys) checkHeader() error {
	f, err := os.Open(k.path)
	if err != nil {
		return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s cannot be read", k.path)
	}
	defer f.Close()
	header := make([]byte, 100)
	switch _, err := io.ReadFull(f, header); {
	case errors.Is(err, io.EOF):
		return nil // another process makes it, and has just taken a first try back
	case err != nil || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")):
		return k.notKeys()
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != keysID && id != 0 {
		return k.notKeys()
	}
	return nil
}

func (k *Keys) notKeys() error {
	return city.Errorf(city.Invalid, "not_keys", "%s is no file of keys", k.path)
}

// attach opens the file and checks whose it is.
func (k *Keys) attach(ctx context.Context) error {
	db, err := openPool(dsn(k.path, "journal_mode(DELETE)", "synchronous(EXTRA)", "secure_delete(ON)", "temp_store(MEMORY)"), 1)
	if err != nil {
		return err
	}
	err = retry(ctx, patience, func() error { return k.checkOwner(ctx, db) })
	if err != nil {
		return errors.Join(err, db.Close())
	}
	k.db = db
	return nil
}

func (k *Keys) checkOwner(ctx context.Context, db *sql.DB) error {
	var id, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if id == 0 { // made, and killed before the tables stood
		err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables)
		if err == nil && tables == 0 {
			err = k.build(ctx, db)
		}
		if err != nil || tables == 0 {
			return err
		}
	}
	if id != keysID {
		return k.notKeys()
	}
	want, err := k.storeID(ctx)
	if err != nil {
		return err
	}
	var have string
	if err := db.QueryRowContext(ctx, `SELECT store_id FROM owner`).Scan(&have); err != nil {
		return err
	}
	if have != want {
		return city.Errorf(city.Conflict, "foreign_keys", "%s has the keys of another store than %s; put the right file beside it", k.path, k.store)
	}
	return nil
}

// storeID reads the id of the store.
func (k *Keys) storeID(ctx context.Context) (id string, err error) {
	if k.id != "" {
		return k.id, nil
	}
	db, err := openPool(dsn(k.store, "query_only(ON)"), 1)
	if err != nil {
		return "", err
	}
	defer func() { err = cmp.Or(err, db.Close()) }()
	err = retry(ctx, patience, func() error {
		return db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'store_id'`).Scan(&id)
	})
	return id, explain(ctx, k.store, err)
}

// make makes the file unless it is there.
func (k *Keys) make(ctx context.Context) error {
	k.making.Lock()
	defer k.making.Unlock()
	if k.db != nil || k.closed {
		return k.usable()
	}
	f, err := os.OpenFile(k.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unmade(k.path, err)
	}
	if err := errors.Join(f.Close(), syncFolder(filepath.Dir(k.path))); err != nil {
		return unmade(k.path, err)
	}
	return k.attach(ctx)
}

// build makes the tables. A row without a key is a person who was erased.
func (k *Keys) build(ctx context.Context, db *sql.DB) error {
	id, err := k.storeID(ctx)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, statement := range []string{
		`CREATE TABLE IF NOT EXISTS owner (store_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID`,
		`CREATE TABLE IF NOT EXISTS person_key (code TEXT NOT NULL PRIMARY KEY, bytes BLOB CHECK (length(bytes) = 32)) WITHOUT ROWID`,
		`PRAGMA application_id = 1381190489`, // keysID
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO owner SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM owner)`, id); err != nil {
		return err
	}
	return tx.Commit()
}

// Close ends the use of the keys. A second Close does nothing.
func (k *Keys) Close() error {
	k.making.Lock()
	defer k.making.Unlock()
	if k.db == nil || k.closed {
		k.closed = true
		return nil
	}
	k.closed = true
	return k.db.Close()
}

func (k *Keys) usable() error {
	if k.closed {
		return closed(k.path)
	}
	return nil
}

// made gives the open file; nil where there is none yet. One that another process has made since is opened.
func (k *Keys) made(ctx context.Context) (*sql.DB, error) {
	k.making.Lock()
	defer k.making.Unlock()
	if k.db == nil && !k.closed {
		if err := k.open(ctx); err != nil {
			return nil, err
		}
	}
	return k.db, k.usable()
}
