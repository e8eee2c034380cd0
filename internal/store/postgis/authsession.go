package postgis

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const sessionSQL = `SELECT hash, account, epoch, phone, bound, created, seen, expires, agent FROM redsail_auth.session`

func scanSession(row pgx.Row) (access.SessionRow, error) {
	var s access.SessionRow
	var hash []byte
	var created, seen, expires int64
	err := row.Scan(&hash, &s.Account, &s.Epoch, &s.Phone, &s.Bound, &created, &seen, &expires, &s.Agent)
	if err != nil {
		return s, err
	}
	s.Created, s.Seen, s.Expires = access.FromMicro(created), access.FromMicro(seen), access.FromMicro(expires)
	s.Hash, err = digest(hash)
	return s, err
}

// digest is a hash of a row.
func digest(b []byte) (h [32]byte, err error) {
	if len(b) != len(h) {
		return h, city.Errorf(city.Internal, "store_corrupt", "a hash in the store of accounts has %d bytes, not 32", len(b))
	}
	return [32]byte(b), nil
}

// Session implements access.Store.
func (a *Auth) Session(ctx context.Context, hash [32]byte) (*access.SessionRow, error) {
	return oneRow(ctx, a, access.NoSession(), scanSession, sessionSQL+` WHERE hash = $1`, hash[:])
}

// Sessions implements access.Store.
func (a *Auth) Sessions(ctx context.Context, account string) ([]access.SessionRow, error) {
	return allRows(ctx, a, scanSession, sessionSQL+` WHERE account = $1 ORDER BY created, hash`, account)
}

// PutSession implements access.Store.
func (a *Auth) PutSession(ctx context.Context, s *access.SessionRow) error {
	_, err := a.put(ctx, `INSERT INTO redsail_auth.session VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (hash) DO UPDATE SET epoch = excluded.epoch, bound = excluded.bound, seen = excluded.seen, expires = excluded.expires`,
		s.Hash[:], s.Account, s.Epoch, s.Phone, s.Bound, access.Micro(s.Created), access.Micro(s.Seen), access.Micro(s.Expires), s.Agent)
	return err
}

// TouchSession implements access.Store.
func (a *Auth) TouchSession(ctx context.Context, hash [32]byte, seen time.Time) error {
	_, err := a.put(ctx, `UPDATE redsail_auth.session SET seen = greatest(seen, $1) WHERE hash = $2`, access.Micro(seen), hash[:])
	return err
}

// DropSession implements access.Store.
func (a *Auth) DropSession(ctx context.Context, hash [32]byte) error {
	_, err := a.put(ctx, `DELETE FROM redsail_auth.session WHERE hash = $1`, hash[:])
	return err
}

// Sweep implements access.Store.
func (a *Auth) Sweep(ctx context.Context, before time.Time) error {
	return a.write(ctx, func(tx session) error {
		for _, query := range []string{
			`DELETE FROM redsail_auth.session WHERE expires < $1`, `DELETE FROM redsail_auth.token WHERE expires < $1`, `DELETE FROM redsail_auth.attempt WHERE at < $1`,
		} {
			if _, err := tx.exec(ctx, a.sql(query), access.Micro(before)); err != nil {
				return err
			}
		}
		return nil
	})
}

const tokenSQL = `SELECT id, name, account, hash, actions, display, view, epoch, created, expires FROM redsail_auth.token`

func scanToken(row pgx.Row) (access.Token, error) {
	var t access.Token
	var hash []byte
	var actions *string
	var created, expires int64
	err := row.Scan(&t.ID, &t.Name, &t.Account, &hash, &actions, &t.Display, &t.View, &t.Epoch, &created, &expires)
	if err != nil {
		return t, err
	}
	t.Created, t.Expires = access.FromMicro(created), access.FromMicro(expires)
	if actions != nil { // an empty list is not nil: nothing, and not everything
		if t.Only, err = access.Unpack[access.Action](*actions); err != nil {
			return t, err
		}
		if t.Only == nil {
			t.Only = []access.Action{}
		}
	}
	t.Hash, err = digest(hash)
	return t, err
}

// Token implements access.Store.
func (a *Auth) Token(ctx context.Context, hash [32]byte) (*access.Token, error) {
	return oneRow(ctx, a, access.NoToken(), scanToken, tokenSQL+` WHERE hash = $1`, hash[:])
}

// Tokens implements access.Store.
func (a *Auth) Tokens(ctx context.Context) ([]access.Token, error) {
	return allRows(ctx, a, scanToken, tokenSQL+` ORDER BY created, id`)
}

// PutToken implements access.Store.
func (a *Auth) PutToken(ctx context.Context, t *access.Token) error {
	var actions any
	if t.Only != nil {
		actions = access.Pack(t.Only)
	}
	_, err := a.put(ctx, `INSERT INTO redsail_auth.token VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		t.ID, t.Name, t.Account, t.Hash[:], actions, t.Display, t.View, t.Epoch, access.Micro(t.Created), access.Micro(t.Expires))
	return err
}

// DropToken implements access.Store.
func (a *Auth) DropToken(ctx context.Context, id string) error {
	n, err := a.put(ctx, `DELETE FROM redsail_auth.token WHERE id = $1`, id)
	if err == nil && n == 0 {
		return access.NoToken()
	}
	return err
}

// Try implements access.Store. Tries at one key wait for each other: each sees those before it.
func (a *Auth) Try(ctx context.Context, key string, at, since time.Time) (n int, err error) {
	err = a.write(ctx, func(tx session) error {
		if err := a.lock(ctx, tx, "try "+key); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.attempt VALUES ($1, $2)`), key, access.Micro(at)); err != nil {
			return err
		}
		return tx.one(ctx, []any{&n}, a.sql(`SELECT count(*) FROM redsail_auth.attempt WHERE key = $1 AND at >= $2`), key, access.Micro(since))
	})
	return n, err
}

// lock waits until nobody else holds what a text names, in this schema, until the transaction ends.
func (a *Auth) lock(ctx context.Context, tx session, what string) error {
	_, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, a.schema+" "+what)
	return err
}

// Forget implements access.Store.
func (a *Auth) Forget(ctx context.Context, key string) error {
	_, err := a.put(ctx, `DELETE FROM redsail_auth.attempt WHERE key = $1`, key)
	return err
}

func scanKey(row pgx.Row) (key string, err error) {
	err = row.Scan(&key)
	return key, err
}

// Opened implements access.Store.
func (a *Auth) Opened(ctx context.Context) ([]string, error) {
	return allRows(ctx, a, scanKey, `SELECT key FROM redsail_auth.opened ORDER BY key`)
}

// EditOpened implements access.Store.
func (a *Auth) EditOpened(ctx context.Context, f func(keys []string) ([]string, error)) error {
	return a.writeLast(ctx, func(tx session) error {
		if err := a.lock(ctx, tx, "opened"); err != nil {
			return err
		}
		var have []string
		if err := tx.one(ctx, []any{&have}, a.sql(`SELECT coalesce(array_agg(key ORDER BY key), '{}') FROM redsail_auth.opened`)); err != nil {
			return err
		}
		keys, err := f(have)
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, a.sql(`DELETE FROM redsail_auth.opened`)); err != nil {
			return err
		}
		_, err = tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.opened SELECT DISTINCT unnest($1::text[])`), keys)
		return err
	})
}
