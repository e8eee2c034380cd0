package gpkg

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/redsail/redsail/internal/city"
)

// resultCode is SQLite's primary result code of err; 0 when err is none of SQLite's.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// busy is true when another connection holds the lock.
func busy(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// explain turns an error of the driver into one of the domain. Errors of the domain and
// the end of the context stay what they are.
func explain(ctx context.Context, path string, err error) error {
	var known *city.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &known):
		return err
	}
	switch resultCode(err) {
	case sqlite3.SQLITE_FULL:
		return city.Wrap(err, city.Unavailable, "disk_full", "the disk of %s is full; nothing was written", path)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return city.Wrap(err, city.Unavailable, "store_busy", "another program holds %s locked", path)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return city.Wrap(err, city.Unavailable, "store_read_only", "%s cannot be written", path)
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return city.Wrap(err, city.Unavailable, "store_io", "%s cannot be read or written", path)
	case sqlite3.SQLITE_NOTADB:
		return notAStore(path)
	case sqlite3.SQLITE_CORRUPT:
		return city.Wrap(err, city.Internal, "store_corrupt", "%s is damaged", path)
	default:
		return city.Wrap(err, city.Internal, "internal", "store %s", path)
	}
}

func notAStore(path string) error {
	return city.Errorf(city.Invalid, "not_a_store", "%s is not a Redsail store", path)
}

func closed(path string) error {
	return city.Errorf(city.Unavailable, "store_closed", "the store %s is closed", path)
}
