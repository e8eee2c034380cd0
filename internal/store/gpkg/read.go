package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// timeLayout is the DATETIME of a GeoPackage, to the microsecond.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// source is a database or a transaction.
type source interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// guard refuses a call on a closed store or with an ended context.
func (s *Store) guard(ctx context.Context) error {
	if s.closed.Load() {
		return closed(s.path)
	}
	return ctx.Err()
}

// failed explains an error; one that Close has caused says so.
func (s *Store) failed(ctx context.Context, err error) error {
	var known *city.Error
	if err != nil && s.closed.Load() && ctx.Err() == nil && !errors.As(err, &known) {
		return closed(s.path)
	}
	return explain(ctx, s.path, err)
}

// read runs f, which only reads. It waits for the moment in which another process takes the
// file into WAL mode or back; in WAL mode nobody waits for a writer.
func (s *Store) read(ctx context.Context, f func() error) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	return s.failed(ctx, retry(ctx, s.patience, f))
}

// State implements city.Reader.
func (s *Store) State(ctx context.Context) (st city.State, err error) {
	err = s.read(ctx, func() (err error) {
		if st, _, err = readState(ctx, s.readers); err != nil {
			return err
		}
		_, err = s.foundedAt(ctx, s.readers, st.Timeline)
		return err
	})
	return st, err
}

// readState gives the state and the next permanent id.
func readState(ctx context.Context, db source) (st city.State, nextID int64, err error) {
	var hash []byte
	err = db.QueryRowContext(ctx, `SELECT rev, hash, next_id,
		(SELECT value FROM settings WHERE name = 'store_id'), (SELECT value FROM settings WHERE name = 'timeline')
		FROM counter`).Scan(&st.Revision, &hash, &nextID, &st.StoreID, &st.Timeline)
	copy(st.Hash[:], hash)
	return st, nextID, err
}

// Scheme implements city.Reader: the scheme of the timeline that State or Apply saw last. All
// callers get the same one and must not change it.
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
func (s *Store) Records(ctx context.Context, q city.Query) (rs []city.Record, err error) {
	if q.Revision != 0 && !q.AllRevisions {
		st, err := s.State(ctx)
		if err != nil {
			return nil, err
		}
		if q.Revision < 0 || q.Revision > st.Revision {
			return nil, city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d; the latest is %d", q.Revision, st.Revision)
		}
	}
	where, args, err := conditions(q)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func() (err error) {
		rs, err = queryRecords(ctx, s.readers, q.Kind, where, args...)
		return err
	})
	return rs, err
}

// CodeID implements city.Reader.
func (s *Store) CodeID(ctx context.Context, k city.Key) (int64, error) {
	var id int64
	err := s.read(ctx, func() error {
		return s.readers.QueryRowContext(ctx, `SELECT id FROM `+k.Kind.String()+`_code WHERE layer = ? AND code = ?`, k.Layer, k.Code).Scan(&id)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, city.Errorf(city.NotFound, "unknown_code", "%s was never given", k)
	}
	return id, err
}

// CodeIDs implements city.Reader.
func (s *Store) CodeIDs(ctx context.Context, keys []city.Key) (out map[city.Key]int64, err error) {
	err = s.read(ctx, func() (err error) {
		out, err = codeIDs(ctx, s.readers, keys)
		return err
	})
	return out, err
}

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
		return s.entries(ctx, out)
	})
	return out, err
}

func (s *Store) revisions(ctx context.Context, after int64, limit int) ([]city.Revision, error) {
	return revisionsOf(ctx, s.readers, after, limit)
}

func revisionsOf(ctx context.Context, db source, after int64, limit int) ([]city.Revision, error) {
	rows, err := db.QueryContext(ctx, `SELECT rev, timeline, prev_hash, hash, author, note, recorded_at || '', entries
		FROM revision WHERE rev > ? ORDER BY rev LIMIT ?`, after, max(limit, 0))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []city.Revision
	for rows.Next() {
		var r city.Revision
		var prev, hash []byte
		var recorded string
		if err := rows.Scan(&r.Number, &r.Timeline, &prev, &hash, &r.Author, &r.Note, &recorded, &r.Entries); err != nil {
			return nil, err
		}
		copy(r.PrevHash[:], prev)
		copy(r.Hash[:], hash)
		if r.RecordedAt, err = time.Parse(timeLayout, recorded); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
