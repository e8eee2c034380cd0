package gpkg

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"strconv"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// The seal is the change counter of the file's header, to which SQLite adds one at each commit
// to a file at rest (not in WAL mode), whoever makes it. Redsail writes it as its last act in a
// file: one whose counter is another was written by another program since, or not closed well,
// and is verified when it is opened. It stands in the table settings.
const sealName = "seal"

// readSeal gives the change counter of a file and whether its seal is that; both are 0 and false
// in WAL mode, where the counter says nothing.
func readSeal(ctx context.Context, db source) (counter uint32, whole bool, err error) {
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil || mode == "wal" {
		return 0, false, err
	}
	if counter, err = changeCounter(ctx, db); err != nil {
		return 0, false, err
	}
	var text string
	err = db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, sealName).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return counter, false, nil
	}
	return counter, text == strconv.FormatUint(uint64(counter), 10), err
}

// seal seals a file at rest, where its counter still is the one at which it was last known to be
// whole. It does nothing where another program uses the file, where this user may not write, and where
// there is no room: who opens it next verifies it then. sums
// are those of its rows, where the file need not have them.
func seal(ctx context.Context, path string, known uint32, sums map[city.RecordKind]rowSum) error {
	db, err := openPool(dsn(path), 1)
	if err != nil {
		return err
	}
	err = sealAt(ctx, db, known, sums)
	if busy(err) || forbidden(err) || full(err) {
		err = nil
	}
	return errors.Join(err, db.Close())
}

func sealAt(ctx context.Context, db *sql.DB, known uint32, sums map[city.RecordKind]rowSum) error {
	tx, err := db.BeginTx(ctx, nil) // from here on nobody else writes
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	counter, whole, err := readSeal(ctx, tx)
	if err != nil || whole || counter == 0 || counter != known {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO settings VALUES (?, ?)`, sealName, strconv.FormatUint(uint64(counter+1), 10)); err != nil {
		return err
	}
	for kind, sum := range sums {
		if err := writeRowSum(ctx, tx, kind, sum); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// changeCounter is that of the file's header, as SQLite sees it.
func changeCounter(ctx context.Context, db source) (uint32, error) {
	var head []byte
	err := db.QueryRowContext(ctx, `SELECT substr(data, 25, 4) FROM sqlite_dbpage WHERE pgno = 1`).Scan(&head)
	if err != nil || len(head) != 4 {
		return 0, err
	}
	return binary.BigEndian.Uint32(head), nil
}

// witness watches, on the one connection that writes, whether others do.
type witness struct {
	mu    sync.Mutex
	known uint32 // the counter at which the file was last known to be whole; 0 = it is not
	begun bool
	last  int64 // data_version of the connection, which changes when another one writes
	// others have written, or may have, so that nobody here knows what.
	others bool
}

// before is called before the writer connects for the first time, which takes the file into WAL mode.
func (w *witness) before(ctx context.Context, readers source) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun || w.known == 0 {
		return nil
	}
	counter, _, err := readSeal(ctx, readers)
	w.others = w.others || counter != w.known
	return err
}

// look is called within each transaction of the writer, before it writes, and once more at the end.
// Going into WAL mode is one commit.
func (w *witness) look(ctx context.Context, writer source) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var v int64
	if err := writer.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
		return err
	}
	if !w.begun {
		counter, err := changeCounter(ctx, writer)
		if err != nil {
			return err
		}
		w.others = w.others || counter != w.known+1
	}
	w.others = w.others || w.begun && v != w.last
	w.begun, w.last = true, v
	return nil
}

// alone is true when what has been written since the file was known to be whole is our own.
func (w *witness) alone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known > 0 && w.begun && !w.others
}

// verifyOnce verifies a file that is not sealed, and seals it then. One in use, or left so by a
// crash, is verified by who opens it at rest.
func (s *Store) verifyOnce(ctx context.Context) error {
	counter, whole, err := readSeal(ctx, s.readers)
	if err != nil || counter == 0 {
		return err
	}
	if !whole {
		sums, err := s.verify(ctx)
		if err != nil {
			return err
		}
		if err := seal(ctx, s.path, counter, sums); err != nil {
			return err
		}
		if counter, whole, err = readSeal(ctx, s.readers); err != nil || !whole {
			return err
		}
	}
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	s.watch.known = counter
	return nil
}

// closeSealed turns the file back from WAL mode, and seals it where this Store alone has written
// since it was known to be whole.
func (s *Store) closeSealed(ctx context.Context) error {
	sealed := s.watch.alone()
	if sealed {
		sealed = s.watch.look(ctx, s.writer) == nil && s.watch.alone()
	}
	err := errors.Join(s.closePools(), turnBack(s.path))
	if err != nil || !sealed {
		return err
	}
	db, err := openPool(dsn(s.path), 1)
	if err != nil {
		return err
	}
	counter, _, err := readSeal(ctx, db)
	if busy(err) || forbidden(err) || full(err) {
		return db.Close()
	}
	if err = errors.Join(err, db.Close()); err != nil || counter == 0 {
		return err
	}
	return seal(ctx, s.path, counter, nil)
}
