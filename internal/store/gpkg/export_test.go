package gpkg

import (
	"context"
	"database/sql"
	"time"
)

// Doors for the tests of package gpkg_test.

func (s *Store) Writer() *sql.DB                       { return s.writer }
func (s *Store) Readers() *sql.DB                      { return s.readers }
func (s *Store) SetPatience(d time.Duration)           { s.patience = d }
func CheckVersion(v string) error                      { return checkVersion(v) }
func CheckDurable(c context.Context, db *sql.DB) error { return checkDurable(c, db) }

// OnStep has f told how far Commit is.
func (r *Restore) OnStep(f func(string)) { r.step = f }
