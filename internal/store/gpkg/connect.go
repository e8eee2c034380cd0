package gpkg

import (
	"context"
	"database/sql"
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

func openWriter(path string) (*sql.DB, error) {
	return openPool(dsn(path, "journal_mode(WAL)", "synchronous(FULL)"), 1)
}

// checkEngine refuses an SQLite that is too old and a connection that would lose
// acknowledged changes with the power.
func checkEngine(ctx context.Context, writer *sql.DB) error {
	var version, journal string
	var synchronous int
	err := writer.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version)
	if err != nil {
		return err
	}
	if err := checkVersion(version); err != nil {
		return err
	}
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
