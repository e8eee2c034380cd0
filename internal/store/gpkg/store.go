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
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Options of Init and Open. The zero value is right for a program.
type Options struct {
	// Timeline and StoreID name the new store; empty = random. Open does not read them.
	Timeline, StoreID string
	// Now is the clock of the records; nil = time.Now.
	Now func() time.Time
	// Moved is called by Open when it has brought the layout forward; nil = nobody is told.
	Moved func(Move)
}

// Store is a city in a GeoPackage file. It implements city.Store.
type Store struct {
	path    string
	now     func() time.Time
	founded atomic.Pointer[founded]
	writer  *sql.DB
	readers *sql.DB
	// patience bounds the wait for the write lock.
	patience time.Duration
	closed   atomic.Bool
	// alone: the disk is full, and this process alone reads the file (openAlone).
	alone bool
	// watch looks for others that write.
	watch witness
	// moved is told when the layout has come forward; nil where nobody asked.
	moved func(Move)
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
	sweep(path)
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+draftInfix+"*")
	if err != nil {
		return nil, unmade(path, err)
	}
	defer func() { // the draft is gone already when it has got its name, side files when it is whole
		for _, side := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(draft.Name() + side)
		}
	}()
	if err := draft.Close(); err != nil {
		return nil, unmade(path, err)
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
		return unmade(path, err)
	}
	return syncFolder(filepath.Dir(path))
}

const (
	// draftInfix stands between the name of a store and the number of a draft of it.
	draftInfix = ".init-"
	// draftLife is the age past which nobody can still be at work on a draft.
	draftLife = 24 * time.Hour
)

var draftNumber = regexp.MustCompile(`^[0-9]+(\.keys|\.auth\.db)?(-journal|-wal|-shm)?$`)

// sweep removes the drafts that an Init or a restore of this path has left when it was killed. Init
// needs none of it, so it goes on when something cannot be removed.
func sweep(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		number, draft := strings.CutPrefix(e.Name(), filepath.Base(path)+draftInfix)
		if !draft || !draftNumber.MatchString(number) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > draftLife {
			_ = os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
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
	defer func() { err = cmp.Or(err, writer.Close(), turnBack(path)) }()
	if err := checkEngine(ctx, writer); err != nil {
		return err
	}
	if err := checkDurable(ctx, writer); err != nil {
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

// Open opens an existing store; one that an older Redsail wrote is copied beside itself
// (city.gpkg.layout3-r42.gpkg) and gets the tables that it lacks, which Options.Moved is told. A store that this user may not write can be read, and its Apply fails with
// Unavailable (store_read_only), as Open does when such a store lacks tables. Open fails with NotFound (no_store) when there is no file,
// with Invalid when the file is something else (not_a_store) or was written by a newer
// Redsail (newer_store), with Unavailable when it cannot be read.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	wal, err := checkHeader(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, now: clock(o), patience: patience, moved: o.Moved}
	if err := s.open(ctx); err != nil {
		_ = s.closePools() // what kept the store from opening says more
		var known *city.Error
		if wal && forbidden(err) && !errors.As(err, &known) {
			return nil, city.Wrap(flat{err}, city.Unavailable, "store_read_only",
				"%s is in WAL mode, in use or left so by a crash, and this user may not write the -wal and -shm files beside it; let one who may open it once", path)
		}
		return nil, explain(ctx, path, err)
	}
	return s, nil
}

// open opens the store; without room for an index, alone.
func (s *Store) open(ctx context.Context) error {
	err := s.openWith(ctx, openReaders)
	if !noIndex(err) {
		return err
	}
	_ = s.closePools() // nothing was written
	s.alone = true
	return s.openWith(ctx, openAlone)
}

// openWith only reads where nothing is missing. It looks before it writes: a file that is no
// store is left as it is.
func (s *Store) openWith(ctx context.Context, open func(path string) (*sql.DB, error)) (err error) {
	if s.readers, err = open(s.path); err != nil {
		return err
	}
	if s.writer, err = openWriter(s.path); err != nil {
		return err
	}
	if err := checkEngine(ctx, s.readers); err != nil {
		return err
	}
	return retry(ctx, s.patience, func() error {
		older, err := checkSchema(ctx, s.readers, s.path)
		if err != nil {
			return err
		}
		if older && s.alone {
			return olderNoRoom(s.path)
		}
		if older {
			if err := s.modernise(ctx); err != nil {
				return err
			}
		}
		f, err := readFounded(ctx, s.readers)
		if err != nil {
			return err
		}
		if err := s.verifyOnce(ctx); err != nil {
			return err
		}
		s.founded.Store(f)
		return s.setOffset(ctx)
	})
}

// modernise adds the tables that an older Redsail did not know, when the store has been copied. Where
// another program adds them at the same time, a step of it may come between ours: as long as the file
// gets on, it is gone on with.
func (s *Store) modernise(ctx context.Context) error {
	have, err := schemaVersion(ctx, s.readers)
	if err != nil {
		return err
	}
	m := Move{From: int(have)}
	if m.Copy, err = s.keepCopy(ctx); err != nil {
		if full(err) || errors.Is(err, syscall.ENOSPC) {
			return olderNoRoom(s.path)
		}
		return err
	}
	for {
		if err = migrate(ctx, s.writer); err == nil {
			return s.tellMoved(ctx, m)
		}
		if busy(err) {
			return err
		}
		now, again := schemaVersion(ctx, s.readers)
		if again != nil || now <= have {
			break
		}
		have = now
	}
	if forbidden(err) {
		return city.Wrap(flat{err}, city.Unavailable, "store_read_only",
			"%s was written by an older Redsail and lacks tables, and this user may not write it; let one who may open it once", s.path)
	}
	return err
}

// tellMoved tells who asked for it that the layout has come forward from m.From.
func (s *Store) tellMoved(ctx context.Context, m Move) error {
	if s.moved == nil {
		return nil
	}
	now, err := schemaVersion(ctx, s.readers)
	if err != nil {
		return err
	}
	m.To = int(now)
	s.moved(m)
	return nil
}

// Close ends the use of the store. Calls that are running end first. The journal goes back
// to DELETE unless another connection still needs it. A second Close does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return explain(context.Background(), s.path, s.closeSealed(context.Background()))
}

func (s *Store) closePools() error {
	var errs []error
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
