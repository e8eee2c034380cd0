package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/redsail/redsail/internal/access"
)

const entrySQL = `SELECT seq, at, account, via, action, of, outcome, reason, revision, address, prev, hash FROM audit`

func scanEntry(row scanner) (access.Entry, error) {
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

// Append implements access.Store.
func (a *Auth) Append(ctx context.Context, rows []access.Entry) error {
	if len(rows) == 0 {
		return nil
	}
	return a.write(ctx, func(tx *sql.Tx) error { return appendEntries(ctx, tx, rows) })
}

func appendEntries(ctx context.Context, tx *sql.Tx, rows []access.Entry) error {
	last, err := lastEntry(ctx, tx)
	if err != nil {
		return err
	}
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i := range rows {
		e := &rows[i]
		access.Link(last, e)
		last = e
		_, err := stmt.ExecContext(ctx, e.Seq, e.At.UnixMicro(), e.Account, string(e.Via), string(e.Action), access.Pack(e.Of),
			e.Outcome, e.Reason, e.Revision, e.Address, e.Prev[:], e.Hash[:])
		if err != nil {
			return err
		}
	}
	return nil
}

// lastEntry is the last row; nil = there is none.
func lastEntry(ctx context.Context, db source) (*access.Entry, error) {
	e, err := scanEntry(db.QueryRowContext(ctx, entrySQL+` ORDER BY seq DESC LIMIT 1`))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &e, nil
}

// Entries implements access.Store.
func (a *Auth) Entries(ctx context.Context, after int64, limit int) ([]access.Entry, error) {
	return allRows(ctx, a, scanEntry, entrySQL+` WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
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
	err = a.write(ctx, func(tx *sql.Tx) error {
		n = 0
		last, err := scanEntry(tx.QueryRowContext(ctx, entrySQL+` WHERE seq < ifnull((SELECT min(seq) FROM audit WHERE at >= ?), 1 << 62)
			ORDER BY seq DESC LIMIT 1`, before.UnixMicro()))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := appendEntries(ctx, tx, []access.Entry{access.Trimmed(&last, now)}); err != nil {
			return err
		}
		n, err = dropUntil(ctx, tx, last.Seq)
		return err
	})
	return n, err
}

// dropUntil opens the gate of the audit, takes the rows away and closes it again.
func dropUntil(ctx context.Context, tx *sql.Tx, seq int64) (int, error) {
	if _, err := tx.ExecContext(ctx, `INSERT INTO audit_gate VALUES (?)`, seq); err != nil {
		return 0, err
	}
	done, err := tx.ExecContext(ctx, `DELETE FROM audit WHERE seq <= ?`, seq)
	if err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM audit_gate`); err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}
