package postgis

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// State implements city.Reader.
func (s *Store) State(ctx context.Context) (st city.State, err error) {
	err = s.read(ctx, func() error {
		var hash []byte
		err := s.one(ctx, []any{&st.StoreID, &st.Timeline, &st.Revision, &hash},
			`SELECT s.value, c.timeline, c.rev, c.hash FROM redsail.counter c, redsail.settings s WHERE s.name = 'store_id'`)
		copy(st.Hash[:], hash)
		if err != nil || st.Timeline == s.founded.Load().timeline {
			return err
		}
		return s.foundedElsewhere(ctx, s.session)
	})
	return st, err
}

// Scheme implements city.Reader: the scheme of the timeline that State saw last. All callers
// get the same one and must not change it.
func (s *Store) Scheme(ctx context.Context) (*city.Scheme, error) {
	if err := s.guard(ctx); err != nil {
		return nil, err
	}
	return s.founded.Load().scheme, nil
}

// Versions implements city.Reader.
func (s *Store) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	q.Kind = city.KindArea
	rs, err := s.Records(ctx, q)
	return city.Versions(rs), err
}

// Records implements city.Reader.
func (s *Store) Records(ctx context.Context, q city.Query) (out []city.Record, err error) {
	if q.Revision != 0 && !q.AllRevisions {
		st, err := s.State(ctx)
		if err != nil {
			return nil, err
		}
		if q.Revision < 0 || q.Revision > st.Revision {
			return nil, city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d; the latest is %d", q.Revision, st.Revision)
		}
	}
	where, args := conditions(q)
	err = s.read(ctx, func() (err error) {
		return s.seeing(ctx, q.Kind, func(db session) error {
			out, err = records(ctx, db, q.Kind, where, args...)
			return err
		})
	})
	return out, err
}

// CodeID implements city.Reader.
func (s *Store) CodeID(ctx context.Context, k city.Key) (id int64, err error) {
	err = s.read(ctx, func() error {
		return s.seeing(ctx, k.Kind, func(db session) error {
			return db.one(ctx, []any{&id}, `SELECT id FROM redsail.`+k.Kind.String()+`_code WHERE layer = $1 AND code = $2`, k.Layer, k.Code)
		})
	})
	if errors.Is(err, pgx.ErrNoRows) || sqlState(err) == stateBadText { // a text that no code can be
		return 0, city.Errorf(city.NotFound, "unknown_code", "%s was never given", k)
	}
	return id, err
}

// CodeIDs implements city.Reader.
func (s *Store) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k city.Key) bool { return !isText(k.Layer) || !isText(k.Code) })
	out := map[city.Key]int64{}
	for _, kind := range city.RecordKinds() {
		if !slices.ContainsFunc(keys, func(k city.Key) bool { return k.Kind == kind }) {
			continue
		}
		err := s.read(ctx, func() error {
			return s.seeing(ctx, kind, func(db session) error { return codeIDsOf(ctx, db, kind, keys, out) })
		})
		if err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}

// isText tells whether PostgreSQL takes a text: another was never given as a code.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// Revisions implements city.Reader.
func (s *Store) Revisions(ctx context.Context, after int64, limit int) (out []city.Revision, err error) {
	err = s.read(ctx, func() (err error) {
		out, err = s.revisions(ctx, after, limit)
		return err
	})
	return out, err
}

// Log implements city.Reader. A revision has all its rows or none, and none ever changes,
// so two statements give one picture.
func (s *Store) Log(ctx context.Context, after int64, limit int) (out []city.LogRevision, err error) {
	err = s.read(ctx, func() (err error) {
		rs, err := s.revisions(ctx, after, limit)
		if out = city.LogOf(rs); err != nil || len(out) == 0 {
			return err
		}
		i := 0
		return s.each(ctx, func(r pgx.Rows) error {
			var rev int64
			var e city.LogEntry
			if err := r.Scan(&rev, &e.Seq, &e.Kind, &e.Key, &e.Op, &e.Body); err != nil {
				return err
			}
			for i < len(out)-1 && out[i].Number < rev {
				i++
			}
			out[i].Log = append(out[i].Log, e)
			return nil
		}, `SELECT rev, seq, kind, key, op, body FROM redsail.change_log WHERE rev BETWEEN $1 AND $2 ORDER BY rev, seq`,
			out[0].Number, out[len(out)-1].Number)
	})
	return out, err
}

// LogCount implements city.Reader.
func (s *Store) LogCount(ctx context.Context, n int64, first int) (out city.LogCount, err error) {
	err = s.read(ctx, func() error {
		out = city.LogCount{}
		err := s.each(ctx, func(r pgx.Rows) error {
			var of city.OpCount
			err := r.Scan(&of.Kind, &of.Layer, &of.Op, &of.N)
			out.Of = append(out.Of, of)
			return err
		}, `SELECT kind, split_part(key, '/', 1) AS layer, op, count(*) FROM redsail.change_log WHERE rev = $1 GROUP BY kind, layer, op`, n)
		if err != nil {
			return err
		}
		return s.each(ctx, func(r pgx.Rows) error {
			var e city.LogEntry
			err := r.Scan(&e.Seq, &e.Kind, &e.Key, &e.Op)
			out.First = append(out.First, e)
			return err
		}, `SELECT seq, kind, key, op FROM redsail.change_log WHERE rev = $1 ORDER BY seq LIMIT $2`, n, max(first, 0))
	})
	city.SortOps(out.Of)
	return out, err
}

func (s session) revisions(ctx context.Context, after int64, limit int) ([]city.Revision, error) {
	var out []city.Revision
	err := s.each(ctx, func(row pgx.Rows) error {
		var r city.Revision
		var prev, hash []byte
		err := row.Scan(&r.Number, &r.Timeline, &prev, &hash, &r.Author, &r.Note, &r.RecordedAt, &r.Entries)
		copy(r.PrevHash[:], prev)
		copy(r.Hash[:], hash)
		r.RecordedAt = r.RecordedAt.UTC()
		out = append(out, r)
		return err
	}, `SELECT rev, timeline, prev_hash, hash, author, note, recorded_at, entries
		FROM redsail.revision WHERE rev > $1 ORDER BY rev LIMIT $2`, after, max(limit, 0))
	return out, err
}
