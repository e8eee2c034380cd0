package gpkg_test

import (
	"database/sql"
	"testing"

	_ "modernc.org/sqlite"
)

// raw opens the file as any SQLite program does.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}
