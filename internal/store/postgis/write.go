package postgis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/redsail/redsail/internal/city"
)

const (
	// attempts bounds the tries of a transaction that the server gave up or that broke.
	attempts = 3
	// analyzeFrom is the number of new versions after which the planner's counts are too
	// old to wait for autovacuum: owner() would read whole tables.
	analyzeFrom = 100
	// channel is rung at each commit; the payload is the revision.
	channel = "redsail_revision"
)

// Apply implements city.Writer.
func (s *Store) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if err := s.guard(ctx); err != nil {
		return city.Revision{}, err
	}
	leave, err := s.inTurn(ctx)
	if err != nil {
		return city.Revision{}, s.failed(ctx, err)
	}
	defer leave()
	for try := 1; ; try++ {
		rev, err := s.apply(ctx, c)
		var decided *city.Error
		broken := lost(err) && !unreachable(err)
		if err == nil || try == attempts || ctx.Err() != nil || errors.As(err, &decided) || !broken && !collided(err) {
			return rev, s.failed(ctx, err)
		}
		if broken {
			s.pool.Reset()
		}
	}
}

// apply is one try. After an error that is none of the domain's nothing is committed, and
// it may be tried again.
func (s *Store) apply(ctx context.Context, c city.Change) (city.Revision, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return city.Revision{}, err
	}
	defer s.rollback(ctx, tx)
	w := writer{session: s.in(tx), tx: tx}
	base, err := s.lock(ctx, w)
	if err != nil {
		return city.Revision{}, err
	}
	applied, err := city.Resolve(context.WithValue(ctx, inTx{}, w.session), base, ledger{w.session}, c, s.now())
	if err != nil {
		return city.Revision{}, err
	}
	if applied.Empty() {
		return applied.Revision, nil
	}
	if err := w.write(ctx, applied); err != nil {
		return city.Revision{}, err
	}
	if err := s.commit(ctx, tx, &applied.Revision); err != nil {
		return city.Revision{}, err
	}
	return applied.Revision, nil
}

// inTx finds in a context the session of a transaction that is about to write: what a change's Guard reads
// of the accounts it reads in this one, for the pool may have no other.
type inTx struct{}

// lock waits for the turn of this writer and reads the state on which it builds. A server
// that was told not to wait for its disk is told to, for this transaction.
func (s *Store) lock(ctx context.Context, w writer) (city.Base, error) {
	f := s.founded.Load()
	base := city.Base{Scheme: f.scheme}
	var hash []byte
	err := w.one(ctx, []any{&base.Timeline, &base.Revision, &hash, &base.NextID},
		`SELECT timeline, rev, hash, next_id FROM redsail.counter FOR NO KEY UPDATE`)
	if err != nil {
		return base, err
	}
	copy(base.Hash[:], hash)
	if base.Timeline != f.timeline {
		if err := s.foundedElsewhere(ctx, w.session); err != nil {
			return base, err
		}
		f = s.founded.Load()
		base.Scheme = f.scheme
	}
	if base.Timeline != f.writes {
		return base, city.Errorf(city.Unavailable, "timeline_changed",
			"%s was restored: its timeline is now %s, this program opened %s; open it again", s.name, base.Timeline, f.writes)
	}
	_, err = w.exec(ctx, `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`)
	if err != nil {
		return base, err
	}
	return base, w.see(ctx)
}

// writer puts down what Resolve has decided.
type writer struct {
	session
	tx pgx.Tx
}

func (w writer) write(ctx context.Context, a *city.Applied) error {
	if err := w.rows(ctx, a); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *city.Applied) error{w.analyze, w.ring, w.counter} {
		if err := step(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// rows writes all but the counter.
func (w writer) rows(ctx context.Context, a *city.Applied) error {
	for _, step := range []func(context.Context, *city.Applied) error{w.revision, w.log, w.codes, w.ended, w.inserted, w.edges} {
		if err := step(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// copy writes rows until next gives nil.
func (w writer) copy(ctx context.Context, table string, columns []string, next func() ([]any, error)) error {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	_, err := w.tx.CopyFrom(ctx, pgx.Identifier{w.schema, table}, columns, pgx.CopyFromFunc(next))
	return err
}

// rows gives n rows for copy.
func rows(n int, row func(i int) ([]any, error)) func() ([]any, error) {
	i := 0
	return func() ([]any, error) {
		if i == n {
			return nil, nil
		}
		i++
		return row(i - 1)
	}
}

func (w writer) revision(ctx context.Context, a *city.Applied) error {
	r := &a.Revision
	_, err := w.exec(ctx, `INSERT INTO redsail.revision VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.Number, r.Timeline, r.PrevHash[:], r.Hash[:], r.Author, r.Note, r.RecordedAt, r.Entries)
	return err
}

func (w writer) log(ctx context.Context, a *city.Applied) error {
	return w.copy(ctx, "change_log", []string{"rev", "seq", "kind", "key", "op", "body"}, rows(len(a.Log), func(i int) ([]any, error) {
		e := &a.Log[i]
		return []any{a.Revision.Number, e.Seq, e.Kind, e.Key, string(e.Op), e.Body}, nil
	}))
}

func (w writer) codes(ctx context.Context, a *city.Applied) error {
	byKind := map[city.RecordKind][]city.Key{}
	for _, k := range slices.SortedFunc(maps.Keys(a.Codes), city.Key.Compare) {
		byKind[k.Kind] = append(byKind[k.Kind], k)
	}
	for _, kind := range city.RecordKinds() {
		keys := byKind[kind]
		if len(keys) == 0 {
			continue
		}
		err := w.put(ctx, kind, kind.String()+"_code", []string{"layer", "code", "id"}, rows(len(keys), func(i int) ([]any, error) {
			return []any{keys[i].Layer, keys[i].Code, a.Codes[keys[i]]}, nil
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// ended marks the replaced versions, and forgets the edges of areas: owner() answers by
// the latest revision only.
func (w writer) ended(ctx context.Context, a *city.Applied) error {
	for _, kind := range city.RecordKinds() {
		if err := w.endKind(ctx, kind, city.OfKind(a.Ended, kind), a.Revision.Number); err != nil {
			return err
		}
	}
	_, err := w.exec(ctx, `DELETE FROM redsail.area_edges AS e USING redsail.area_version AS v
		WHERE v.rev_to = $1 AND e.rev_from = v.rev_from AND e.seq = v.seq`, a.Revision.Number)
	return err
}

func (w writer) endKind(ctx context.Context, kind city.RecordKind, ended []city.Record, rev int64) error {
	n := len(ended)
	if n == 0 {
		return nil
	}
	ids, revs, froms := make([]int64, n), make([]int64, n), make([]pgtype.Date, n)
	for i := range ended {
		v := &ended[i]
		ids[i], revs[i], froms[i] = v.ID, v.RevFrom, date(v.Valid.From)
	}
	done, err := w.exec(ctx, `UPDATE redsail.`+kind.String()+`_version AS v SET rev_to = $1
		FROM unnest($2::bigint[], $3::bigint[], $4::date[]) AS e (id, rev_from, valid_from)
		WHERE v.id = e.id AND v.rev_from = e.rev_from AND v.valid_from = e.valid_from AND v.rev_to IS NULL`,
		rev, ids, revs, froms)
	if err == nil && done != int64(n) {
		err = city.Errorf(city.Internal, "internal", "revision %d ends %d versions, %d rows stand for them", rev, n, done)
	}
	return err
}

func (w writer) inserted(ctx context.Context, a *city.Applied) error {
	if err := w.learnGeometry(ctx); err != nil {
		return err
	}
	for _, kind := range city.RecordKinds() {
		inserted, bodies := a.InsertedOf(kind)
		if len(inserted) == 0 {
			continue
		}
		err := w.put(ctx, kind, kind.String()+"_version", columnsOf(kind), rows(len(inserted), func(i int) ([]any, error) {
			return versionRow(&inserted[i], bodies[i], i)
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

func (w writer) edges(ctx context.Context, a *city.Applied) error {
	return w.copy(ctx, "area_edges", edgeColumns, edgeRows(city.Versions(a.Inserted)))
}

func (w writer) analyze(ctx context.Context, a *city.Applied) error {
	if len(a.Inserted) < analyzeFrom {
		return nil
	}
	_, err := w.exec(ctx, `ANALYZE redsail.area_version, redsail.area_edges, redsail.area_code,
		redsail.building_version, redsail.building_code, redsail.line_version, redsail.line_code, redsail.place_version, redsail.place_code,
		redsail.organisation_version, redsail.organisation_code, redsail.person_version, redsail.person_code, redsail.post_version, redsail.post_code`)
	return err
}

func (w writer) ring(ctx context.Context, a *city.Applied) error {
	_, err := w.exec(ctx, `SELECT pg_notify($1, $2)`, channel, strconv.FormatInt(a.Revision.Number, 10))
	return err
}

// counter is the last statement before the commit. It names the timeline and the revision
// on which the change was resolved: whoever has another picture writes nothing.
func (w writer) counter(ctx context.Context, a *city.Applied) error {
	r := &a.Revision
	n, err := w.exec(ctx, `UPDATE redsail.counter SET rev = $1, hash = $2, next_id = $3 WHERE timeline = $4 AND rev = $5`,
		r.Number, r.Hash[:], a.NextID, r.Timeline, r.Number-1)
	if err == nil && n != 1 {
		return city.Errorf(city.Unavailable, "timeline_changed", "the store moved while revision %d was being written; open it again", r.Number)
	}
	return err
}

// commit makes the change last.
func (s *Store) commit(ctx context.Context, tx pgx.Tx, r *city.Revision) error {
	return s.commitFor(ctx, tx, fmt.Sprintf("revision %d", r.Number), func(ctx context.Context, tx session) (found bool, err error) {
		if _, err := tx.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`); err != nil {
			return false, err
		}
		err = tx.one(ctx, []any{&found}, `SELECT EXISTS (SELECT FROM redsail.revision
			WHERE rev = $1 AND hash = $2 AND recorded_at = $3 AND author = $4 AND note = $5)`,
			r.Number, r.Hash[:], r.RecordedAt, r.Author, r.Note)
		return found, err
	})
}

// commitFor commits what is called what. It does not end with the caller's context, for a commit
// that is cut off may have happened or not; when the connection breaks in it, the server
// is asked which: there tells whether what was written is there, under a lock of the transaction that is
// asked after, so that it waits until the server has ended that. Where the server does not say, the error
// is Unavailable, commit_unknown.
func (s *Store) commitFor(ctx context.Context, tx pgx.Tx, what string, there func(context.Context, session) (bool, error)) error {
	own, cancel := s.bounded(context.WithoutCancel(ctx))
	defer cancel()
	err := tx.Commit(own)
	if err == nil || errors.Is(err, pgx.ErrTxCommitRollback) || sqlState(err) != "" && !lost(err) {
		return err
	}
	stands, asked := s.stands(context.WithoutCancel(ctx), there)
	switch {
	case asked != nil:
		return city.Wrap(flat{errors.Join(err, asked)}, city.Unavailable, "commit_unknown",
			"%s went away while %s was being committed; whether it stands is not known, so look at the store before writing again", s.name, what)
	case stands:
		return nil
	default:
		return err
	}
}

// settle bounds how long a broken commit is inquired after.
const settle = 10 * time.Second

// stands asks whether what was committed is there, until the server answers.
func (s *Store) stands(ctx context.Context, there func(context.Context, session) (bool, error)) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, min(s.timeout, settle))
	defer cancel()
	s.pool.Reset()
	for {
		var found bool
		err := s.within(ctx, func(tx session) (err error) {
			found, err = there(ctx, tx)
			return err
		})
		if err == nil || !lost(err) {
			return found, err
		}
		select {
		case <-ctx.Done():
			return false, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}
