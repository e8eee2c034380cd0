package gpkg

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Options of Init and Open. The zero value is right for a program.
type Options struct {
	// Timeline and StoreID name the new store; empty = random. Open does not read them.
	Timeline, StoreID string
	// Now is the clock of the records; nil = time.Now.
	Now func() time.Time
}

// Store is a city in a GeoPackage file. It implements city.Store.
type Store struct {
	path    string
	now     func() time.Time
	scheme  *city.Scheme
	writer  *sql.DB
	readers *sql.DB
	// patience bounds the wait for the write lock.
	patience time.Duration
	closed   atomic.Bool
}

var _ city.Store = (*Store)(nil)

// Init makes a new store for a scheme and opens it. An existing file, whatever it is, is a
// Conflict with code store_exists. The file appears under its name only when it is whole.
func Init(ctx context.Context, path string, scheme *city.Scheme, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, exists(path)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".init-*")
	if err != nil {
		return nil, city.Wrap(err, city.Unavailable, "store_io", "%s cannot be made", path)
	}
	defer os.Remove(draft.Name()) // gone already when it has got its name
	if err := draft.Close(); err != nil {
		return nil, err
	}
	if err := build(ctx, draft.Name(), scheme, o); err != nil {
		return nil, explain(ctx, path, err)
	}
	if err := name(draft.Name(), path); err != nil {
		return nil, err
	}
	return Open(ctx, path, o)
}

func exists(path string) error {
	return city.Errorf(city.Conflict, "store_exists", "%s exists already; a new store needs a new file", path)
}

// name gives the finished draft its name without replacing a file that came meanwhile.
func name(draft, path string) error {
	err := os.Link(draft, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(path)
	case err != nil: // a file system without hard links
		err = os.Rename(draft, path)
	}
	if err != nil {
		return city.Wrap(err, city.Unavailable, "store_io", "%s cannot be made", path)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the new name survive a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	// Some systems cannot sync a folder; the file itself is safe.
	_ = d.Sync()
	return d.Close()
}

// build fills an empty file.
func build(ctx context.Context, path string, scheme *city.Scheme, o Options) (err error) {
	yaml, err := scheme.YAML()
	if err != nil {
		return err
	}
	writer, err := openWriter(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeWriter(writer)) }()
	if err := checkEngine(ctx, writer); err != nil {
		return err
	}
	if err := migrate(ctx, writer); err != nil {
		return err
	}
	tx, err := writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, s := range [][2]string{
		{"scheme", string(yaml)},
		{"store_id", cmp.Or(o.StoreID, token())},
		{"timeline", cmp.Or(o.Timeline, token())},
		{"utc_offset", offset(scheme, clock(o)())},
	} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO settings VALUES (?, ?)`, s[0], s[1]); err != nil {
			return err
		}
	}
	for i := range scheme.Layers {
		if err := addView(ctx, tx, &scheme.Layers[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// token is 128 random bits.
func token() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

func clock(o Options) func() time.Time {
	if o.Now == nil {
		return time.Now
	}
	return o.Now
}

// Open opens an existing store. It fails with NotFound (no_store) when there is no file,
// with Invalid when the file is something else (not_a_store) or was written by a newer
// Redsail (newer_store), with Unavailable when it cannot be read or written.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	s := &Store{path: path, now: clock(o), patience: patience}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(explain(ctx, path, err), s.Close())
	}
	return s, nil
}

// open looks before it writes: a file that is no store is left as it is.
func (s *Store) open(ctx context.Context) (err error) {
	if s.readers, err = openReaders(s.path); err != nil {
		return err
	}
	if err := retry(ctx, s.patience, func() error { return checkSchema(ctx, s.readers, s.path) }); err != nil {
		return err
	}
	if s.writer, err = openWriter(s.path); err != nil {
		return err
	}
	if err := retry(ctx, s.patience, func() error { return checkEngine(ctx, s.writer) }); err != nil {
		return err
	}
	if err := retry(ctx, s.patience, func() error { return migrate(ctx, s.writer) }); err != nil {
		return err
	}
	var yaml string
	if err := s.readers.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'scheme'`).Scan(&yaml); err != nil {
		return err
	}
	if s.scheme, err = city.ParseScheme([]byte(yaml)); err != nil {
		return err
	}
	return retry(ctx, s.patience, func() error { return s.setOffset(ctx) })
}

// Close ends the use of the store. Calls that are running end first. The journal goes back
// to DELETE unless another connection still needs it. A second Close does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		errs = append(errs, closeWriter(s.writer))
	}
	return errors.Join(errs...)
}

// closeWriter turns the journal back. It waits only for our own writer: another process
// that has the file open keeps WAL, and turns it back when it is the last.
func closeWriter(writer *sql.DB) error {
	var mode string
	err := writer.QueryRowContext(context.Background(), `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if busy(err) {
		err = nil
	}
	return errors.Join(err, writer.Close())
}
