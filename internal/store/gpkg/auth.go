package gpkg

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// AuthSuffix is what the name of the file of accounts has behind that of its store.
const AuthSuffix = ".auth.db"

// authID is "RSAU", the application id of such a file.
const authID = 0x52534155

// Auth keeps accounts, sessions, tokens and the audit in an SQLite file of its own beside the
// store. It implements access.Store.
type Auth struct {
	path            string
	writer, readers *sql.DB
	closed          atomic.Bool
	// toRead: the disk was full when the file was opened, so that nothing is written to it.
	toRead bool
}

var _ access.Store = (*Auth)(nil)

// OpenAuth opens the file, and makes it where there is none, for its owner's eyes only (0600). A
// file that is something else is Invalid, not_a_store; one of a newer Redsail, newer_store.
func OpenAuth(ctx context.Context, path string) (*Auth, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := ensureAuth(path); err != nil {
		return nil, err
	}
	a := &Auth{path: path}
	if err := a.open(ctx); err != nil {
		_ = a.closePools() // what kept it from opening says more
		return nil, explain(ctx, path, err)
	}
	return a, nil
}

// ReadAuth is OpenAuth for who reads a file that is there: on a full disk it is opened all the same, and what
// would write gives Unavailable, disk_full. So it does where the tables are those of an older Redsail.
func ReadAuth(ctx context.Context, path string) (*Auth, error) {
	a, err := OpenAuth(ctx, path)
	if city.CodeOf(err) != "disk_full" {
		return a, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	for _, open := range []func(string) (*sql.DB, error){openReaders, openAlone} {
		a = &Auth{path: path, toRead: true}
		if err = a.openToRead(ctx, open); err == nil {
			return a, nil
		}
		_ = a.closePools() // what kept it from opening says more
		if !noIndex(err) {
			break
		}
	}
	return nil, explain(ctx, path, err)
}

// openToRead opens only the readers.
func (a *Auth) openToRead(ctx context.Context, open func(string) (*sql.DB, error)) (err error) {
	if a.readers, err = open(a.path); err != nil {
		return err
	}
	texts, err := authMigrations()
	if err != nil {
		return err
	}
	return retry(ctx, patience, func() error {
		have, _, _, err := authVersion(ctx, a.readers)
		if err == nil && have != len(texts) {
			err = olderNoRoom(a.path)
		}
		return err
	})
}

// ensureAuth makes an empty file, which SQLite takes for an empty database, or looks whether the
// one that is there is ours.
func ensureAuth(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return errors.Join(f.Close(), syncFolder(filepath.Dir(path)))
	}
	if !errors.Is(err, fs.ErrExist) {
		return unmade(path, err)
	}
	f, err = os.Open(path)
	if err != nil {
		return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s cannot be read", path)
	}
	defer f.Close()
	header := make([]byte, 100)
	n, err := io.ReadFull(f, header)
	switch {
	case n == 0:
		return nil // made and not yet filled
	case err != nil || string(header[:16]) != "SQLite format 3\x00":
		return notAnAuth(path)
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != authID && id != 0 {
		return notAnAuth(path)
	}
	return nil
}

func notAnAuth(path string) error {
	return city.Errorf(city.Invalid, "not_a_store", "%s is not a file of Redsail's accounts", path)
}

func (a *Auth) open(ctx context.Context) (err error) {
	if a.readers, err = openReaders(a.path); err != nil {
		return err
	}
	if a.writer, err = openWriter(a.path); err != nil {
		return err
	}
	return retry(ctx, patience, func() error {
		if err := checkDurable(ctx, a.writer); err != nil {
			return err
		}
		return a.modernise(ctx)
	})
}

// modernise applies the migrations that the file lacks, all or none; user_version counts them.
func (a *Auth) modernise(ctx context.Context) error {
	texts, err := authMigrations()
	if err != nil {
		return err
	}
	tx, err := a.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	have, id, tables, err := authVersion(ctx, tx)
	switch {
	case err != nil:
		return err
	case id != authID && tables > 0:
		return notAnAuth(a.path)
	case have > len(texts):
		return city.Errorf(city.Invalid, "newer_store", "%s has version %d of its tables; this Redsail knows up to %d: use a newer one", a.path, have, len(texts))
	case have == len(texts):
		return nil
	}
	for _, text := range texts[have:] {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	// A pragma takes no arguments.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, len(texts), authID)); err != nil {
		return err
	}
	return tx.Commit()
}

// authVersion gives how many migrations a file has had, whose it is, and how many tables, indices and
// triggers it has.
func authVersion(ctx context.Context, db source) (have, id, tables int, err error) {
	err = db.QueryRowContext(ctx, `SELECT v.user_version, i.application_id, (SELECT count(*) FROM sqlite_master)
		FROM pragma_user_version AS v, pragma_application_id AS i`).Scan(&have, &id, &tables)
	return have, id, tables, err
}

func authMigrations() ([]string, error) {
	folder, err := migrations.GeoPackageAuth()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "*.sql")
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(names))
	for i, name := range names { // in the order of their numbers
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}

// Close ends the use of the file. A second Close does nothing.
func (a *Auth) Close() error {
	if a.closed.Swap(true) {
		return nil
	}
	return explain(context.Background(), a.path, errors.Join(a.closePools(), turnBack(a.path)))
}

func (a *Auth) closePools() error {
	var errs []error
	for _, db := range []*sql.DB{a.readers, a.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// write runs f in a transaction that holds the write lock from its beginning.
func (a *Auth) write(ctx context.Context, f func(*sql.Tx) error) error {
	if a.closed.Load() {
		return closed(a.path)
	}
	if a.toRead {
		return noRoom(a.path)
	}
	err := retry(ctx, patience, func() error {
		tx, err := a.writer.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := f(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
	return explain(ctx, a.path, err)
}

// put runs one statement in a transaction.
func (a *Auth) put(ctx context.Context, query string, args ...any) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// Secret implements access.Store.
func (a *Auth) Secret(ctx context.Context, name string) ([]byte, error) {
	read := func(row scanner) (b []byte, err error) {
		err = row.Scan(&b)
		return b, err
	}
	const query = `SELECT value FROM secret WHERE name = ?`
	have, err := oneRow(ctx, a, access.NoToken(), read, query, name)
	if err == nil || city.KindOf(err) != city.NotFound {
		return deref(have), err
	}
	var fresh [32]byte
	_, _ = rand.Read(fresh[:]) // never fails (crypto/rand)
	if err := a.put(ctx, `INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING`, name, fresh[:]); err != nil {
		return nil, err
	}
	have, err = oneRow(ctx, a, access.NoToken(), read, query, name)
	return deref(have), err
}

func deref(b *[]byte) []byte {
	if b == nil {
		return nil
	}
	return *b
}
