package gpkg

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

// founded is the scheme of a store, and the timeline that began with it.
type founded struct {
	timeline string
	scheme   *city.Scheme
}

// readFounded reads the scheme of the store.
func readFounded(ctx context.Context, db source) (*founded, error) {
	var yaml string
	var f founded
	err := db.QueryRowContext(ctx, `SELECT value, (SELECT value FROM settings WHERE name = 'timeline')
		FROM settings WHERE name = 'scheme'`).Scan(&yaml, &f.timeline)
	if err != nil {
		return nil, err
	}
	f.scheme, err = city.ParseScheme([]byte(yaml))
	return &f, err
}

// foundedAt is the scheme that holds on a timeline which db has just given. It is read again when
// another process has founded the city anew.
func (s *Store) foundedAt(ctx context.Context, db source, timeline string) (*city.Scheme, error) {
	if f := s.founded.Load(); f.timeline == timeline {
		return f.scheme, nil
	}
	f, err := readFounded(ctx, db)
	if err != nil {
		return nil, err
	}
	s.founded.Store(f)
	return f.scheme, nil
}

// Found implements city.Founder.
func (s *Store) Found(ctx context.Context, scheme *city.Scheme) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	return s.failed(ctx, s.found(ctx, scheme))
}

func (s *Store) found(ctx context.Context, scheme *city.Scheme) error {
	yaml, err := scheme.YAML()
	if err != nil {
		return err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	st, _, err := readState(ctx, tx)
	if err != nil {
		return err
	}
	have, err := readFounded(ctx, tx)
	if err != nil {
		return err
	}
	if err := city.MayFound(st, have.scheme, scheme); err != nil {
		return err
	}
	for i := range have.scheme.Layers {
		if err := dropView(ctx, tx, have.scheme.Layers[i].Key); err != nil {
			return err
		}
	}
	for i := range scheme.Layers {
		if err := addView(ctx, tx, &scheme.Layers[i]); err != nil {
			return err
		}
	}
	now := &founded{timeline: token(), scheme: scheme}
	for _, v := range [][2]string{{"scheme", string(yaml)}, {"timeline", now.timeline}, {"utc_offset", offset(scheme, s.now())}} {
		if _, err := tx.ExecContext(ctx, `UPDATE settings SET value = ? WHERE name = ?`, v[1], v[0]); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.founded.Store(now)
	return nil
}

// dropView takes away what addView has made.
func dropView(ctx context.Context, tx *sql.Tx, layer string) error {
	for _, table := range []string{"gpkg_geometry_columns", "gpkg_contents"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE table_name = ?`, layer); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`DROP VIEW "%s"`, layer))
	return err
}
