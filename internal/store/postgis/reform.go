package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// settingContinues names the timeline that a reform of the scheme has continued under another name: who
// wrote on it goes on writing.
const settingContinues = "continues"

// Reform implements city.Founder.
func (s *Store) Reform(ctx context.Context, scheme *city.Scheme) ([]string, error) {
	if err := s.guard(ctx); err != nil {
		return nil, err
	}
	yaml, err := scheme.YAML()
	if err != nil {
		return nil, err
	}
	now := &founded{timeline: token(), scheme: scheme}
	now.writes = now.timeline
	var r *city.Reform
	err = s.within(ctx, func(tx session) error {
		if err := lockSchema(ctx, tx); err != nil {
			return err
		}
		var timeline string
		if err := tx.one(ctx, []any{&timeline}, `SELECT timeline FROM redsail.counter FOR UPDATE`); err != nil {
			return err
		}
		if err := tx.see(ctx); err != nil { // people too: what is in use is judged by all
			return err
		}
		have, err := readFounded(ctx, tx)
		if err != nil {
			return err
		}
		r, err = city.MayReform(have.scheme, scheme, func(kind city.RecordKind) ([]city.Record, error) {
			return records(ctx, tx, kind, "true")
		})
		if err != nil || len(r.Changed) == 0 {
			return err
		}
		if err := reformLayers(ctx, tx, have.scheme, scheme, r.Gone); err != nil {
			return err
		}
		for _, v := range [][2]string{{"scheme", string(yaml)}, {settingContinues, timeline}} {
			if _, err := tx.exec(ctx, `INSERT INTO redsail.settings VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, v[0], v[1]); err != nil {
				return err
			}
		}
		_, err = tx.exec(ctx, `UPDATE redsail.counter SET timeline = $1`, now.timeline)
		return err
	})
	if err != nil || len(r.Changed) == 0 {
		return nil, s.failed(ctx, err)
	}
	s.founded.Store(now)
	return r.Changed, nil
}

// reformLayers takes away the views of layers that are gone, makes those of new ones, and tells the others
// their place and name.
func reformLayers(ctx context.Context, tx session, have, scheme *city.Scheme, gone []string) error {
	for _, key := range gone {
		if _, err := tx.exec(ctx, `DROP VIEW redsail.`+pgx.Identifier{key}.Sanitize()); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `DELETE FROM redsail.layer WHERE key = $1`, key); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, `UPDATE redsail.layer SET seq = -seq`); err != nil { // so that no two ever have the same
		return err
	}
	for i := range scheme.Layers {
		l := &scheme.Layers[i]
		if _, err := have.Layer(l.Key); err != nil {
			if err := addLayer(ctx, tx, scheme, i); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE redsail.layer SET seq = $2 WHERE key = $1`, l.Key, i+1); err != nil {
			return err
		}
		label := strings.Trim(l.Name.Zh+" / "+l.Name.En, " /")
		if _, err := tx.exec(ctx, fmt.Sprintf(`COMMENT ON VIEW redsail.%s IS %s`, pgx.Identifier{l.Key}.Sanitize(), quote(label))); err != nil {
			return err
		}
	}
	return nil
}

// follow reads the scheme again where another program has changed it: known is the timeline on which this
// one writes, and stays so unless the new one only continues it.
func (f *founded) follow(ctx context.Context, db session, known string) error {
	f.writes = known
	var continues int
	err := db.one(ctx, []any{&continues}, `SELECT count(*) FROM redsail.settings WHERE name = $1 AND value = $2`, settingContinues, known)
	if err == nil && continues > 0 {
		f.writes = f.timeline
	}
	return err
}
