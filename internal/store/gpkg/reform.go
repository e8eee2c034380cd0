package gpkg

import (
	"context"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// Reform implements city.Founder.
func (s *Store) Reform(ctx context.Context, scheme *city.Scheme) ([]string, error) {
	if err := s.guard(ctx); err != nil {
		return nil, err
	}
	changed, err := s.reform(ctx, scheme)
	return changed, s.failed(ctx, err)
}

func (s *Store) reform(ctx context.Context, scheme *city.Scheme) ([]string, error) {
	yaml, err := scheme.YAML()
	if err != nil {
		return nil, err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := s.watch.look(ctx, tx); err != nil {
		return nil, err
	}
	have, err := readFounded(ctx, tx)
	if err != nil {
		return nil, err
	}
	r, err := city.MayReform(have.scheme, scheme, func(kind city.RecordKind) ([]city.Record, error) {
		return queryRecords(ctx, tx, kind, "true")
	})
	if err != nil || len(r.Changed) == 0 {
		return nil, err
	}
	for _, key := range r.Gone {
		if err := dropView(ctx, tx, key); err != nil {
			return nil, err
		}
	}
	for i := range scheme.Layers {
		l := &scheme.Layers[i]
		if _, err := have.scheme.Layer(l.Key); err != nil {
			if err := addView(ctx, tx, l); err != nil {
				return nil, err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET description = ? WHERE table_name = ?`, strings.Trim(l.Name.Zh+" / "+l.Name.En, " /"), l.Key); err != nil {
			return nil, err
		}
	}
	now := &founded{timeline: token(), scheme: scheme}
	for _, v := range [][2]string{{"scheme", string(yaml)}, {"timeline", now.timeline}} {
		if _, err := tx.ExecContext(ctx, `UPDATE settings SET value = ? WHERE name = ?`, v[1], v[0]); err != nil {
			return nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	s.founded.Store(now)
	return r.Changed, nil
}
