package gpkg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// Move says what Migrate or Open did, or Migrate would do: From and To are numbers of layouts.
type Move struct {
	From, To int
	// Copy is the file with the store as it was; empty when the layout stays, or nothing was done.
	Copy string
}

// Migrate brings the store at path to a layout: to = 0 is the newest that this program knows. First
// the store is copied beside itself (see Move.Copy). An earlier layout is gone back to only where
// nothing is lost by that: else it is a Conflict, would_be_lost, which says what stands in the way.
// A number that there is not is Invalid, no_layout. With dry nothing is written. No other program
// should have the store open: one of another version does not notice.
func Migrate(ctx context.Context, path string, to int, dry bool) (Move, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Move{}, err
	}
	if _, err := checkHeader(path); err != nil {
		return Move{}, err
	}
	s := &Store{path: path, patience: patience}
	defer func() { _ = errors.Join(s.closePools(), turnBack(path)) }() // the move is committed or was not made
	if s.readers, err = openReaders(path); err != nil {
		return Move{}, err
	}
	if s.writer, err = openWriter(path); err != nil {
		return Move{}, err
	}
	m, err := s.move(ctx, to, dry)
	return m, explain(ctx, path, err)
}

func (s *Store) move(ctx context.Context, to int, dry bool) (Move, error) {
	if err := retry(ctx, s.patience, func() error {
		_, err := checkSchema(ctx, s.readers, s.path)
		return err
	}); err != nil {
		return Move{}, err
	}
	have, err := schemaVersion(ctx, s.readers)
	if err != nil {
		return Move{}, err
	}
	provider, err := newProvider(s.writer)
	if err != nil {
		return Move{}, err
	}
	newest := int(latest(provider))
	m := Move{From: int(have), To: to}
	if to == 0 {
		m.To = newest
	}
	if m.To < 1 || m.To > newest {
		return m, city.NoLayout(m.To, newest)
	}
	switch {
	case m.To == m.From:
		return m, nil
	case m.To < m.From:
		return s.moveBack(ctx, m, dry)
	case dry:
		return m, nil
	}
	if m.Copy, err = s.keepCopy(ctx); err != nil {
		return m, err
	}
	_, err = provider.UpTo(ctx, int64(m.To))
	return m, err
}

// moveBack takes migrations back in one transaction.
func (s *Store) moveBack(ctx context.Context, m Move, dry bool) (Move, error) {
	folder, err := migrations.GeoPackage()
	if err != nil {
		return m, err
	}
	steps, err := migrations.Down(folder, m.From, m.To)
	if err != nil {
		return m, err
	}
	if err := checkKept(ctx, s.readers, s.path, steps); err != nil || dry {
		return m, err
	}
	if m.Copy, err = s.keepCopy(ctx); err != nil {
		return m, err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return m, err
	}
	defer tx.Rollback()
	if err := checkKept(ctx, tx, s.path, steps); err != nil { // somebody may have written meanwhile
		return m, err
	}
	for _, step := range steps {
		if _, err := tx.ExecContext(ctx, step.SQL); err != nil {
			return m, fmt.Errorf("the way back from layout %d: %w", step.Version, err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+migrationTable+` WHERE version_id = ?`, step.Version); err != nil {
			return m, err
		}
	}
	// Programs of then keep neither seal nor sums: both are learnt anew when the file comes forward again.
	if _, err := tx.ExecContext(ctx, `DELETE FROM settings WHERE name = 'seal' OR name LIKE 'rows\_%' ESCAPE '\'`); err != nil {
		return m, err
	}
	return m, tx.Commit()
}

// checkKept refuses steps that would lose something.
func checkKept(ctx context.Context, db source, path string, steps []migrations.Step) error {
	for _, step := range steps {
		for _, k := range step.Keeps {
			var n int64
			if err := db.QueryRowContext(ctx, k.Count).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return city.WouldBeLost(path, step.Version-1, n, k.What)
			}
		}
	}
	return nil
}

// keepCopy copies the store, as it is at one moment, into a file beside it whose name says layout
// and revision. It is a store itself, which the Redsail that wrote it opens. One that is there
// already is the same and stays. Where another program changes the layout meanwhile, it is tried again.
func (s *Store) keepCopy(ctx context.Context) (string, error) {
	if f, err := os.OpenFile(s.path, os.O_RDWR, 0); err != nil { // who may not change it needs no copy
		return "", s.uncopied(err)
	} else if err := f.Close(); err != nil {
		return "", s.uncopied(err)
	}
	for {
		var layout int64
		var st city.State
		err := retry(ctx, s.patience, func() (err error) {
			if layout, err = schemaVersion(ctx, s.readers); err == nil {
				st, _, err = readState(ctx, s.readers)
			}
			return err
		})
		if err != nil {
			return "", err
		}
		name := fmt.Sprintf("%s.layout%d-r%d.gpkg", s.path, layout, st.Revision)
		if _, err := os.Lstat(name); err == nil {
			have, err := s.checkCopy(ctx, name, st)
			if err == nil && have != layout { // a Redsail has opened it, and brought it forward
				err = city.Errorf(city.Conflict, "foreign_copy", "%s has the layout %d and is no copy of %s, which has %d; move it away", name, have, s.path, layout)
			}
			return name, err
		}
		copied, err := s.copyTo(ctx, name, layout, st)
		if err != nil || copied {
			return name, err
		}
	}
}

// copyTo makes the copy under its name; false when its layout is not that any more.
func (s *Store) copyTo(ctx context.Context, name string, layout int64, st city.State) (bool, error) {
	draft, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".copy-*")
	if err != nil {
		return false, s.uncopied(err)
	}
	defer func() { _ = os.Remove(draft.Name()) }() // gone already when it has got its name
	if err := draft.Close(); err != nil {
		return false, s.uncopied(err)
	}
	if err := s.vacuumInto(ctx, draft.Name()); err != nil {
		return false, err
	}
	if have, err := s.checkCopy(ctx, draft.Name(), st); err != nil || have != layout {
		return false, err
	}
	if err := os.Rename(draft.Name(), name); err != nil {
		return false, s.uncopied(err)
	}
	return true, syncFolder(filepath.Dir(name))
}

func (s *Store) uncopied(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return city.Wrap(flat{err}, city.Unavailable, "store_read_only",
			"%s was written by an older Redsail and lacks tables, and this user may not write it and a copy beside it; let one who may open it once", s.path)
	}
	return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s is copied before its layout changes, and the copy cannot be made", s.path)
}

// vacuumInto writes the store into an empty file, with the rights of the store's file, to the disk.
func (s *Store) vacuumInto(ctx context.Context, into string) error {
	info, err := os.Stat(s.path)
	if err != nil {
		return s.uncopied(err)
	}
	db, err := openPool(dsn(s.path), 1)
	if err != nil {
		return err
	}
	err = retry(ctx, s.patience, func() error {
		_, err := db.ExecContext(ctx, `VACUUM INTO ?`, into)
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	f, err := os.OpenFile(into, os.O_RDWR, 0)
	if err != nil {
		return s.uncopied(err)
	}
	if err := errors.Join(f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()); err != nil {
		return s.uncopied(err)
	}
	return nil
}

// checkCopy reads a copy back and gives its layout: it must hold what the store held.
func (s *Store) checkCopy(ctx context.Context, name string, want city.State) (layout int64, err error) {
	if _, err := checkHeader(name); err != nil {
		return 0, err
	}
	db, err := openReaders(name)
	if err != nil {
		return 0, err
	}
	defer func() { err = cmp.Or(err, db.Close()) }()
	if layout, err = schemaVersion(ctx, db); err != nil {
		return 0, explain(ctx, name, err)
	}
	st, _, err := readState(ctx, db)
	if err != nil {
		return 0, explain(ctx, name, err)
	}
	var hash []byte
	if want.Revision > 0 {
		if err := db.QueryRowContext(ctx, `SELECT hash FROM revision WHERE rev = ?`, want.Revision).Scan(&hash); err != nil {
			return 0, explain(ctx, name, err)
		}
	}
	if st.StoreID != want.StoreID || st.Timeline != want.Timeline || want.Revision > 0 && [32]byte(hash) != want.Hash {
		return 0, city.Errorf(city.Conflict, "foreign_copy", "%s is no copy of %s at revision %d; move it away", name, s.path, want.Revision)
	}
	return layout, nil
}
