package postgis

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// Migrate brings the store that the URL names to the layout of this version, all or
// nothing; where it has it already, nothing is written. Programs of the older version must
// be stopped before. It fails with Invalid when there is no store (not_a_store) or a newer
// Redsail wrote it (newer_store), with Unavailable when the server cannot be reached.
func Migrate(ctx context.Context, url string, o Options) error {
	s, err := connect(ctx, url, o)
	if err != nil {
		return err
	}
	defer s.pool.Close()
	return explain(ctx, s.name, s.within(ctx, func(tx session) error { return s.upgrade(ctx, tx) }))
}

// upgrade keeps other upgrades and writers out until its transaction ends.
func (s *Store) upgrade(ctx context.Context, tx session) error {
	if _, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock($1)`, initLock); err != nil {
		return err
	}
	var have int
	if err := tx.one(ctx, []any{&have}, `SELECT coalesce(max(version), 0) FROM redsail.migration`); err != nil {
		return err
	}
	files, err := migrationFiles()
	switch {
	case err != nil:
		return err
	case have > len(files):
		return s.newer(have, len(files))
	case have == len(files):
		return nil
	case have == 0:
		return city.Errorf(city.Invalid, "not_a_store", "schema %s of %s says of itself that no store was ever made in it", s.schema, s.name)
	}
	if _, err := tx.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`); err != nil {
		return err
	}
	if err := s.ensurePostGIS(ctx, tx); err != nil {
		return err
	}
	return migrate(ctx, tx, have)
}

func (s *Store) newer(have, need int) error {
	return city.Errorf(city.Invalid, "newer_store", "%s has schema version %d; this Redsail knows up to %d: use a newer one", s.name, have, need)
}
