package gpkg

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/redsail/redsail/internal/city"
)

// extendedCode is SQLite's result code of err; 0 when err is none of SQLite's.
func extendedCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// resultCode is the primary one.
func resultCode(err error) int { return extendedCode(err) & 0xff }

// busy is true when another connection holds the lock.
func busy(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// forbidden is true when this user may not write the file, or not where its side files go.
func forbidden(err error) bool {
	switch resultCode(err) {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return true
	default: // only who may write a file can lock it against all
		return extendedCode(err) == sqlite3.SQLITE_IOERR_LOCK
	}
}

// flat is a cause of one line that does not name files: the message names the store, and
// the file may be a draft.
type flat struct{ err error }

func (f flat) Error() string {
	err := f.err
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

func (f flat) Unwrap() error { return f.err }

// unmade is the error of Init when the system does not let it make the file.
func unmade(path string, err error) error {
	return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s cannot be made", path)
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
	err = flat{err}
	switch code := resultCode(err); {
	case full(err):
		return city.Wrap(err, city.Unavailable, "disk_full", "the disk of %s is full; nothing was written", path)
	case busy(err):
		return city.Wrap(err, city.Unavailable, "store_busy", "another program holds %s locked", path)
	case code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_PERM:
		return city.Wrap(err, city.Unavailable, "store_read_only", "%s cannot be written", path)
	case code == sqlite3.SQLITE_IOERR, code == sqlite3.SQLITE_CANTOPEN:
		return city.Wrap(err, city.Unavailable, "store_io", "%s cannot be read or written", path)
	case code == sqlite3.SQLITE_NOTADB:
		return notAStore(path)
	case code == sqlite3.SQLITE_CORRUPT:
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
