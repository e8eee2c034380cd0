package postgis

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// founded is the scheme of a store, and the timeline that began with it.
type founded struct {
	timeline string
	// writes is the timeline on which this program writes: that on which it opened the store, or
	// has founded it.
	writes string
	scheme *city.Scheme
}

// readFounded reads the scheme of the store.
func readFounded(ctx context.Context, db session) (*founded, error) {
	var yaml string
	var f founded
	err := db.one(ctx, []any{&yaml, &f.timeline}, `SELECT s.value, c.timeline FROM redsail.settings s, redsail.counter c WHERE s.name = 'scheme'`)
	if err != nil {
		return nil, err
	}
	f.writes = f.timeline
	f.scheme, err = city.ParseScheme([]byte(yaml))
	return &f, err
}

// foundedElsewhere reads the scheme again, on another timeline than that which was known. Whoever
// writes on the old one is told to open the store again.
func (s *Store) foundedElsewhere(ctx context.Context, db session) error {
	f, err := readFounded(ctx, db)
	if err != nil {
		return err
	}
	if err := f.follow(ctx, db, s.founded.Load().writes); err != nil {
		return err
	}
	s.founded.Store(f)
	return nil
}

// Found implements city.Founder.
func (s *Store) Found(ctx context.Context, scheme *city.Scheme) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	yaml, err := scheme.YAML()
	if err != nil {
		return err
	}
	now := &founded{timeline: token(), scheme: scheme}
	now.writes = now.timeline
	err = s.within(ctx, func(tx session) error {
		if err := lockSchema(ctx, tx); err != nil {
			return err
		}
		var st city.State
		if err := tx.one(ctx, []any{&st.Revision}, `SELECT rev FROM redsail.counter FOR UPDATE`); err != nil {
			return err
		}
		have, err := readFounded(ctx, tx)
		if err != nil {
			return err
		}
		if err := city.MayFound(st, have.scheme, scheme); err != nil {
			return err
		}
		if err := s.checkZone(ctx, tx, scheme); err != nil {
			return err
		}
		if err := relayer(ctx, tx, have.scheme, scheme); err != nil {
			return err
		}
		for _, v := range [][2]string{{"scheme", string(yaml)}, {"zone", scheme.Zone}} {
			if _, err := tx.exec(ctx, `UPDATE redsail.settings SET value = $2 WHERE name = $1`, v[0], v[1]); err != nil {
				return err
			}
		}
		_, err = tx.exec(ctx, `UPDATE redsail.counter SET timeline = $1`, now.timeline)
		return err
	})
	if err != nil {
		return s.failed(ctx, err)
	}
	s.founded.Store(now)
	return nil
}

// relayer takes the views of one scheme away and makes those of another.
func relayer(ctx context.Context, tx session, have, scheme *city.Scheme) error {
	for i := len(have.Layers) - 1; i >= 0; i-- { // children before their parents
		if _, err := tx.exec(ctx, `DROP VIEW redsail.`+pgx.Identifier{have.Layers[i].Key}.Sanitize()); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `DELETE FROM redsail.layer WHERE key = $1`, have.Layers[i].Key); err != nil {
			return err
		}
	}
	for i := range scheme.Layers {
		if err := addLayer(ctx, tx, scheme, i); err != nil {
			return err
		}
	}
	return nil
}
