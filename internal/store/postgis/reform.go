package postgis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// settingContinues are the timelines that reforms of the scheme have continued under another name, the
// oldest first, with commas, and last the one that is so continued: who wrote on any of them goes on writing.
// Where the last is not the store's, the store was restored or founded since, and the list tells nothing.
const settingContinues = "continues"

// mostContinued bounds that list: who slept over more reforms opens the store again.
const mostContinued = 1000

// continued are the timelines that end in the given one, itself last.
func continued(ctx context.Context, db session, timeline string) ([]string, error) {
	var list string
	err := db.one(ctx, []any{&list}, `SELECT coalesce((SELECT value FROM redsail.settings WHERE name = $1), '')`, settingContinues)
	if err != nil {
		return nil, err
	}
	if all := strings.Split(list, ","); all[len(all)-1] == timeline {
		return all, nil
	}
	return []string{timeline}, nil
}

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
		chain, err := continued(ctx, tx, timeline)
		if err != nil {
			return err
		}
		chain = append(chain, now.timeline)
		chain = chain[max(0, len(chain)-mostContinued):]
		for _, v := range [][2]string{{"scheme", string(yaml)}, {settingContinues, strings.Join(chain, ",")}} {
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

// follow tells on which timeline this program writes where another one has changed the scheme: known is that
// on which it wrote, and stays so unless the new one only continues it.
func (f *founded) follow(ctx context.Context, db session, known string) error {
	f.writes = known
	chain, err := continued(ctx, db, f.timeline)
	if err == nil && slices.Contains(chain, known) {
		f.writes = f.timeline
	}
	return err
}
