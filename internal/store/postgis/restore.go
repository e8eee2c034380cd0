package postgis

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Restore writes a store from its log, in one transaction: nothing of it is seen before Commit, and
// nothing is left of it after Drop. It is used by one goroutine.
type Restore struct {
	s    *Store
	w    writer
	base city.Base
	keys *Keys
	auth *Auth
	made bool // the tables of auth
}

// NewRestore begins to write a store into a database: one that has none, or one that Init made and
// that holds nothing yet, with the same scheme. A store that holds anything, or has keys or accounts
// beside it, is a Conflict with code not_empty.
func NewRestore(ctx context.Context, url string, scheme *city.Scheme, storeID string, o Options) (*Restore, error) {
	s, err := connect(ctx, url, o)
	if err != nil {
		return nil, err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		s.pool.Close()
		return nil, explain(ctx, s.name, err)
	}
	r := &Restore{s: s, w: writer{session: s.in(tx), tx: tx}}
	if err := r.begin(ctx, scheme, storeID); err != nil {
		r.Drop() //nolint:contextcheck // also of a call that was stopped nothing is left
		return nil, explain(ctx, s.name, err)
	}
	return r, nil
}

func (r *Restore) begin(ctx context.Context, scheme *city.Scheme, storeID string) error {
	r.keys, r.auth = r.s.Keys(), &Auth{s: r.s, schema: r.s.schema + "_auth"}
	if !schemaName.MatchString(r.auth.schema) {
		return city.Errorf(city.Invalid, "bad_store_url", "the name of the schema %q is too long for one of accounts beside it", r.s.schema)
	}
	for _, schema := range []string{r.keys.schema, r.auth.schema} {
		var there bool
		if err := r.w.one(ctx, []any{&there}, `SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident($1)))`, schema); err != nil {
			return err
		}
		if there {
			return city.Errorf(city.Conflict, "not_empty", "schema %s of %s holds something; a backup comes back where nothing is, so move it away", schema, r.s.name)
		}
	}
	yaml, err := scheme.YAML()
	if err != nil {
		return err
	}
	var made bool
	if err := r.w.one(ctx, []any{&made}, `SELECT to_regclass('redsail.migration') IS NOT NULL`); err != nil {
		return err
	}
	if made {
		err = r.takeEmpty(ctx, string(yaml), storeID)
	} else {
		err = r.s.fill(ctx, r.w.session, scheme, string(yaml), storeID, token())
	}
	if err != nil {
		return err
	}
	if _, err := r.w.exec(ctx, `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`); err != nil {
		return err
	}
	r.base.Scheme = scheme
	if err := r.w.one(ctx, []any{&r.base.NextID}, `SELECT next_id FROM redsail.counter`); err != nil {
		return err
	}
	return r.w.see(ctx)
}

// takeEmpty takes a store that holds nothing.
func (r *Restore) takeEmpty(ctx context.Context, yaml, storeID string) error {
	if have, err := r.s.version(ctx, r.w.session); err != nil || have != len(r.s.migrations) {
		if err == nil {
			err = city.Errorf(city.Conflict, "not_empty", "%s holds a store of an older Redsail; migrate it, or name another database", r.s.name)
		}
		return err
	}
	var rev int64
	var have string
	err := r.w.one(ctx, []any{&rev, &have}, `SELECT c.rev, s.value FROM redsail.counter AS c, redsail.settings AS s WHERE s.name = 'scheme' FOR NO KEY UPDATE OF c`)
	switch {
	case err != nil:
		return err
	case rev != 0:
		return city.Errorf(city.Conflict, "not_empty", "%s holds a city already (revision %d); a backup comes back into a new or an empty store", r.s.name, rev)
	case have != yaml:
		return city.Errorf(city.Conflict, "other_scheme", "%s is empty and was made with another scheme than the backup; name a database without a store", r.s.name)
	}
	_, err = r.w.exec(ctx, `UPDATE redsail.settings SET value = $1 WHERE name = 'store_id'`, storeID)
	return err
}

// Revision writes the next revision of the log, which has to come out as it was recorded.
func (r *Restore) Revision(ctx context.Context, recorded *city.LogRevision) error {
	applied, err := city.Replay(ctx, r.base, ledger{r.w.session}, recorded)
	if err == nil {
		err = r.w.rows(ctx, applied)
	}
	if err == nil {
		err = r.w.analyze(ctx, applied)
	}
	if err != nil {
		return explain(ctx, r.s.name, err)
	}
	r.base.Revision, r.base.Hash, r.base.NextID = applied.Revision.Number, applied.Revision.Hash, applied.NextID
	return nil
}

// Keys writes keys of persons.
func (r *Restore) Keys(ctx context.Context, keys []city.PersonKey) error {
	db := r.keys.in(r.w.session)
	if err := r.keys.make(ctx, db); err != nil {
		return explain(ctx, r.s.name, err)
	}
	codes, bytes := make([]string, len(keys)), make([][]byte, len(keys))
	for i, k := range keys {
		codes[i], bytes[i] = k.Code, k.Key
	}
	_, err := db.exec(ctx, `INSERT INTO redsail_keys.person_key SELECT code, bytes FROM unnest($1::text[], $2::bytea[]) AS f (code, bytes)`, codes, bytes)
	return explain(ctx, r.s.name, err)
}

// Row writes a row of the accounts.
func (r *Restore) Row(ctx context.Context, row access.Row) error {
	tx := r.w.session
	tx.schema = defaultSchema
	if !r.made {
		texts, err := authMigrations()
		if err == nil {
			err = r.auth.fill(ctx, tx, texts)
		}
		if err != nil {
			return explain(ctx, r.s.name, err)
		}
		r.made = true
	}
	marks := make([]string, len(row.Values))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	for _, t := range access.Tables() {
		if t.Name == row.Table {
			_, err := tx.exec(ctx, r.auth.sql(`INSERT INTO redsail_auth.`+t.Name+` (`+t.Names()+`) VALUES (`+strings.Join(marks, ", ")+`)`), row.Values...)
			return explain(ctx, r.s.name, err)
		}
	}
	return city.Errorf(city.Internal, "internal", "there is no table %q of accounts", row.Table)
}

// Commit makes the store last, on a new timeline. Where the server went away in the middle and does not say
// afterwards whether the store stands, the error is Unavailable, commit_unknown.
func (r *Restore) Commit(ctx context.Context) error {
	defer r.Drop() //nolint:contextcheck // the connections close whatever has ended
	timeline := token()
	n, err := r.w.exec(ctx, `UPDATE redsail.counter SET timeline = $1, rev = $2, hash = $3, next_id = $4`, timeline, r.base.Revision, r.base.Hash[:], r.base.NextID)
	if err == nil && n != 1 {
		err = city.Errorf(city.Internal, "internal", "%s has %d counters", r.s.name, n)
	}
	if err == nil {
		err = r.w.ring(ctx, &city.Applied{Revision: city.Revision{Number: r.base.Revision}})
	}
	if err == nil {
		err = r.s.commitFor(ctx, r.w.tx, "what was restored", func(ctx context.Context, tx session) (bool, error) { return standsOn(ctx, tx, timeline) })
	}
	return explain(ctx, r.s.name, err)
}

// standsOn tells whether there is a store on a timeline, when who makes tables or writes has ended.
func standsOn(ctx context.Context, tx session, timeline string) (found bool, err error) {
	if err := lockSchema(ctx, tx); err != nil {
		return false, err
	}
	if err := tx.one(ctx, []any{&found}, `SELECT to_regclass('redsail.counter') IS NOT NULL`); err != nil || !found {
		return false, err
	}
	if _, err := tx.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`); err != nil {
		return false, err
	}
	err = tx.one(ctx, []any{&found}, `SELECT EXISTS (SELECT FROM redsail.counter WHERE timeline = $1)`, timeline)
	return found, err
}

// Drop leaves nothing of what was not committed.
func (r *Restore) Drop() {
	r.s.rollback(context.Background(), r.w.tx) // after Commit it does nothing
	r.s.pool.Close()
}

// AuthIfMade is Auth of a store that has accounts, nil of one without: it makes nothing.
func (s *Store) AuthIfMade(ctx context.Context) (*Auth, error) {
	a := &Auth{s: s, schema: s.schema + "_auth"}
	if err := s.guard(ctx); err != nil {
		return nil, err
	}
	texts, err := authMigrations()
	if err != nil {
		return nil, err
	}
	if have, err := a.version(ctx, a.session(), len(texts)); err != nil || have == 0 {
		return nil, s.failed(ctx, err)
	}
	return s.Auth(ctx)
}

// Rows gives all rows of the accounts that a backup keeps, as they are at one moment.
func (a *Auth) Rows(ctx context.Context, each func(access.Row) error) error {
	if err := a.s.guard(ctx); err != nil {
		return err
	}
	err := a.within(ctx, func(tx session) error {
		if _, err := tx.exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return err
		}
		for _, t := range access.Tables() {
			err := tx.each(ctx, func(r pgx.Rows) error {
				dest, row := t.Scan()
				if err := r.Scan(dest...); err != nil {
					return err
				}
				return each(row())
			}, a.sql(`SELECT `+t.Names()+` FROM redsail_auth.`+t.Name+` ORDER BY `+t.Order))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return a.s.failed(ctx, err)
}
