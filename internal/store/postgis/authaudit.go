package postgis

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
)

const entrySQL = `SELECT seq, at, account, via, action, of, outcome, reason, revision, address, prev, hash FROM redsail_auth.audit`

func scanEntry(row pgx.Row) (access.Entry, error) {
	var e access.Entry
	var at int64
	var of string
	var prev, hash []byte
	err := row.Scan(&e.Seq, &at, &e.Account, &e.Via, &e.Action, &of, &e.Outcome, &e.Reason, &e.Revision, &e.Address, &prev, &hash)
	if err != nil {
		return e, err
	}
	e.At = time.UnixMicro(at).UTC()
	if e.Of, err = access.Unpack[string](of); err != nil {
		return e, err
	}
	if e.Prev, err = digest(prev); err != nil {
		return e, err
	}
	e.Hash, err = digest(hash)
	return e, err
}

// Append implements access.Store. Those who append follow one another, and each sees the row
// before its own.
func (a *Auth) Append(ctx context.Context, rows []access.Entry) error {
	if len(rows) == 0 {
		return nil
	}
	return a.write(ctx, func(tx session) error {
		if err := a.lock(ctx, tx, "audit"); err != nil {
			return err
		}
		return a.appendEntries(ctx, tx, rows)
	})
}

func (a *Auth) appendEntries(ctx context.Context, tx session, rows []access.Entry) error {
	last, err := a.entry(ctx, tx, ` ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return err
	}
	for i := range rows {
		e := &rows[i]
		access.Link(last, e)
		last = e
		_, err := tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`),
			e.Seq, e.At.UnixMicro(), e.Account, string(e.Via), string(e.Action), access.Pack(e.Of),
			e.Outcome, e.Reason, e.Revision, e.Address, e.Prev[:], e.Hash[:])
		if err != nil {
			return err
		}
	}
	return nil
}

// entry reads one row in a transaction; nil = there is none.
func (a *Auth) entry(ctx context.Context, tx session, where string, args ...any) (*access.Entry, error) {
	var found *access.Entry
	err := tx.each(ctx, func(r pgx.Rows) error {
		e, err := scanEntry(r)
		found = &e
		return err
	}, a.sql(entrySQL+where), args...)
	return found, err
}

// Entries implements access.Store.
func (a *Auth) Entries(ctx context.Context, after int64, limit int) ([]access.Entry, error) {
	return allRows(ctx, a, scanEntry, entrySQL+` WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
}

// Head implements access.Store.
func (a *Auth) Head(ctx context.Context) (*access.Entry, error) {
	rows, err := allRows(ctx, a, scanEntry, entrySQL+` ORDER BY seq DESC LIMIT 1`)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// DropEntries implements access.Store.
func (a *Auth) DropEntries(ctx context.Context, before, now time.Time) (n int, err error) {
	err = a.write(ctx, func(tx session) error {
		if err := a.lock(ctx, tx, "audit"); err != nil {
			return err
		}
		last, err := a.entry(ctx, tx, ` WHERE seq < coalesce((SELECT min(seq) FROM redsail_auth.audit WHERE at >= $1), 1::bigint << 62)
			ORDER BY seq DESC LIMIT 1`, before.UnixMicro())
		if err != nil || last == nil {
			return err
		}
		if err := a.appendEntries(ctx, tx, []access.Entry{access.Trimmed(last, now)}); err != nil {
			return err
		}
		return tx.one(ctx, []any{&n}, a.sql(`SELECT redsail_auth.drop_audit($1)`), last.Seq)
	})
	return n, err
}
