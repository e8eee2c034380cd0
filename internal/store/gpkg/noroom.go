package gpkg

import (
	"database/sql"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/redsail/redsail/internal/city"
)

// A disk may have no room at all, and whoever looks after the city then wants it on another one first.
// A file at rest is read without any. One that was left in WAL mode by a crash needs an index of its log,
// the -shm file; where there is no room for that one either, a connection that has the file for itself
// alone keeps the index in memory.

// noIndex is true when the disk has no room for the index of a write-ahead log.
func noIndex(err error) bool { return extendedCode(err) == sqlite3.SQLITE_IOERR_SHMSIZE }

// full is true when the disk has no room.
func full(err error) bool { return resultCode(err) == sqlite3.SQLITE_FULL || noIndex(err) }

// openAlone makes a reader that needs no room on the disk and lets nobody else use the file until it is
// closed. It waits for nobody: who uses the file already has made its index.
func openAlone(path string) (*sql.DB, error) {
	return openPool(dsn(path, "locking_mode(EXCLUSIVE)", "temp_store(MEMORY)", "query_only(ON)"), 1)
}

// noRoom is the error of what cannot be done on a full disk.
func noRoom(path string) error {
	return city.Errorf(city.Unavailable, "disk_full", "the disk of %s is full: it can be read, and backed up to another disk, but not be written", path)
}

// olderNoRoom is that of a file whose tables an older Redsail made.
func olderNoRoom(path string) error {
	return city.Errorf(city.Unavailable, "disk_full", "the disk of %s is full, and its tables are of an older Redsail: they are brought up to date before they are read; make room, or back up with the Redsail that wrote them", path)
}
