package gpkg

import (
	"context"
	"database/sql"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const sessionSQL = `SELECT hash, account, epoch, phone, bound, created, seen, expires, agent FROM session`

func scanSession(row scanner) (access.SessionRow, error) {
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
	return oneRow(ctx, a, access.NoSession(), scanSession, sessionSQL+` WHERE hash = ?`, hash[:])
}

// Sessions implements access.Store.
func (a *Auth) Sessions(ctx context.Context, account string) ([]access.SessionRow, error) {
	return allRows(ctx, a, scanSession, sessionSQL+` WHERE account = ? ORDER BY created, hash`, account)
}

// PutSession implements access.Store.
func (a *Auth) PutSession(ctx context.Context, s *access.SessionRow) error {
	return a.put(ctx, `INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Hash[:], s.Account, s.Epoch, s.Phone, s.Bound, access.Micro(s.Created), access.Micro(s.Seen), access.Micro(s.Expires), s.Agent)
}

// TouchSession implements access.Store.
func (a *Auth) TouchSession(ctx context.Context, hash [32]byte, seen time.Time) error {
	return a.put(ctx, `UPDATE session SET seen = max(seen, ?) WHERE hash = ?`, access.Micro(seen), hash[:])
}

// DropSession implements access.Store.
func (a *Auth) DropSession(ctx context.Context, hash [32]byte) error {
	return a.put(ctx, `DELETE FROM session WHERE hash = ?`, hash[:])
}

// Sweep implements access.Store.
func (a *Auth) Sweep(ctx context.Context, before time.Time) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{
			`DELETE FROM session WHERE expires < ?`, `DELETE FROM token WHERE expires < ?`, `DELETE FROM attempt WHERE at < ?`,
		} {
			if _, err := tx.ExecContext(ctx, query, access.Micro(before)); err != nil {
				return err
			}
		}
		return nil
	})
}

const tokenSQL = `SELECT id, name, account, hash, actions, display, view, epoch, created, expires FROM token`

func scanToken(row scanner) (access.Token, error) {
	var t access.Token
	var hash []byte
	var actions sql.NullString
	var created, expires int64
	err := row.Scan(&t.ID, &t.Name, &t.Account, &hash, &actions, &t.Display, &t.View, &t.Epoch, &created, &expires)
	if err != nil {
		return t, err
	}
	t.Created, t.Expires = access.FromMicro(created), access.FromMicro(expires)
	if actions.Valid { // an empty list is not nil: nothing, and not everything
		if t.Only, err = access.Unpack[access.Action](actions.String); err != nil {
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
	return oneRow(ctx, a, access.NoToken(), scanToken, tokenSQL+` WHERE hash = ?`, hash[:])
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
	return a.put(ctx, `INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, t.Name, t.Account, t.Hash[:], actions, t.Display, t.View, t.Epoch, access.Micro(t.Created), access.Micro(t.Expires))
}

// DropToken implements access.Store.
func (a *Auth) DropToken(ctx context.Context, id string) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM token WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return access.NoToken()
	})
}

// Try implements access.Store.
func (a *Auth) Try(ctx context.Context, key string, at, since time.Time) (n int, err error) {
	err = a.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO attempt VALUES (?, ?)`, key, access.Micro(at)); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM attempt WHERE key = ? AND at >= ?`, key, access.Micro(since)).Scan(&n)
	})
	return n, err
}

// Forget implements access.Store.
func (a *Auth) Forget(ctx context.Context, key string) error {
	return a.put(ctx, `DELETE FROM attempt WHERE key = ?`, key)
}

func scanKey(row scanner) (key string, err error) {
	err = row.Scan(&key)
	return key, err
}

// Opened implements access.Store.
func (a *Auth) Opened(ctx context.Context) ([]string, error) {
	return allRows(ctx, a, scanKey, `SELECT key FROM opened ORDER BY key`)
}

// EditOpened implements access.Store.
func (a *Auth) EditOpened(ctx context.Context, f func(keys []string) ([]string, error)) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		have, err := openedKeys(ctx, tx)
		if err != nil {
			return err
		}
		keys, err := f(have)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM opened`); err != nil {
			return err
		}
		for _, key := range keys {
			if _, err := tx.ExecContext(ctx, `INSERT INTO opened VALUES (?) ON CONFLICT DO NOTHING`, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// openedKeys reads what is open in a transaction that goes on to change it.
func openedKeys(ctx context.Context, tx *sql.Tx) (keys []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT key FROM opened ORDER BY key`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}
