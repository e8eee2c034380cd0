package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/redsail/redsail/internal/city"
)

const (
	readers = 4
	// pause is how long SQLite itself waits for a lock. It is short because a context
	// cannot end that wait; acquire repeats it.
	pause = 100 * time.Millisecond
	// patience is how long a writer waits for its turn before the store counts as busy.
	patience = 30 * time.Second
	// minSQLite is the first version without the WAL-reset defect that can lose commits
	// of several processes (sqlite.org/wal.html#walresetbug).
	minSQLite = "3.51.3"
)

// Every pragma stands in the name, so that it holds for each connection of a pool, also
// for one that replaces another.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_error_rc": {"1"}}
	q.Set("_busy_timeout", fmt.Sprint(pause.Milliseconds()))
	for _, p := range append([]string{"foreign_keys(OFF)", "trusted_schema(OFF)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	file := url.URL{Scheme: "file", Path: path}
	if runtime.GOOS == "windows" {
		file.Path = "/" + strings.ReplaceAll(path, `\`, "/")
	}
	return file.String() + "?" + q.Encode()
}

func openPool(name string, size int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

func openReaders(path string) (*sql.DB, error) {
	return openPool(dsn(path, "query_only(ON)"), readers)
}

// openWriter makes the pool of the one writer. It connects at its first use, and that
// takes the file into WAL mode.
func openWriter(path string) (*sql.DB, error) {
	return openPool(dsn(path, "journal_mode(WAL)", "synchronous(FULL)"), 1)
}

// turnBack takes the file out of WAL mode. It does nothing where it is out of it already,
// where another process still has the file open, which does it when it is the last,
// where this user may not write, and where the disk has no room for it: what was committed stays.
func turnBack(path string) error {
	db, err := openPool(dsn(path), 1)
	if err != nil {
		return err
	}
	var mode string
	err = db.QueryRowContext(context.Background(), `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if busy(err) || forbidden(err) || full(err) {
		err = nil
	}
	return errors.Join(err, db.Close())
}

// checkEngine refuses an SQLite that is too old.
func checkEngine(ctx context.Context, db source) error {
	var version string
	err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version)
	if err != nil {
		return err
	}
	return checkVersion(version)
}

// checkDurable refuses a connection that would lose acknowledged changes with the power.
func checkDurable(ctx context.Context, writer source) error {
	var journal string
	var synchronous int
	if err := writer.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&journal); err != nil {
		return err
	}
	if err := writer.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous); err != nil {
		return err
	}
	if journal != "wal" || synchronous != 2 {
		return city.Errorf(city.Unavailable, "store_not_durable",
			"the file system does not allow WAL with synchronous=FULL (journal_mode=%s, synchronous=%d)", journal, synchronous)
	}
	return nil
}

func checkVersion(version string) error {
	var have, need [3]int
	_, err := fmt.Sscanf(version, "%d.%d.%d", &have[0], &have[1], &have[2])
	if err != nil {
		return city.Wrap(err, city.Internal, "sqlite_version", "SQLite gives its version as %q", version)
	}
	if _, err := fmt.Sscanf(minSQLite, "%d.%d.%d", &need[0], &need[1], &need[2]); err != nil {
		return err
	}
	for i := range need {
		if have[i] != need[i] {
			if have[i] < need[i] {
				return city.Errorf(city.Internal, "sqlite_version", "SQLite %s is too old; %s is needed", version, minSQLite)
			}
			break
		}
	}
	return nil
}

// retry repeats f while the store is busy, until f succeeds, the context ends or the
// patience is at its end.
func retry(ctx context.Context, patience time.Duration, f func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := f()
		if !busy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
