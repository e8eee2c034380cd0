package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const accountSQL = `SELECT name, title, roles, scope, whole_city, person, hash, must_change, subject, secret, factor_on, step, disabled, epoch, demo, created, changed FROM account`

// scanner is a row or the rows of an answer.
type scanner interface{ Scan(dest ...any) error }

func scanAccount(row scanner) (access.Account, error) {
	var a access.Account
	var roles, scope string
	var created, changed int64
	err := row.Scan(&a.Name, &a.Title, &roles, &scope, &a.WholeCity, &a.Person, &a.Hash, &a.MustChange, &a.Subject, &a.Secret,
		&a.FactorOn, &a.Step, &a.Disabled, &a.Epoch, &a.Demo, &created, &changed)
	if err != nil {
		return a, err
	}
	a.Created, a.Changed = access.FromMicro(created), access.FromMicro(changed)
	if a.Roles, err = access.Unpack[access.Role](roles); err != nil {
		return a, err
	}
	a.Scope, err = access.UnpackSeats(scope)
	return a, err
}

// allRows reads all rows of a query.
func allRows[T any](ctx context.Context, a *Auth, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	if a.closed.Load() {
		return nil, closed(a.path)
	}
	var out []T
	err := retry(ctx, patience, func() error {
		out = nil
		rows, err := a.readers.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			one, err := scan(rows)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return rows.Err()
	})
	return out, explain(ctx, a.path, err)
}

// oneRow gives the one row of a query, or missing.
func oneRow[T any](ctx context.Context, a *Auth, missing *city.Error, scan func(scanner) (T, error), query string, args ...any) (*T, error) {
	rows, err := allRows(ctx, a, scan, query, args...)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, missing
	}
	return &rows[0], nil
}

// Account implements access.Store.
func (a *Auth) Account(ctx context.Context, name string) (*access.Account, error) {
	return oneRow(ctx, a, access.UnknownAccount(name), scanAccount, accountSQL+` WHERE name = ?`, name)
}

// Accounts implements access.Store.
func (a *Auth) Accounts(ctx context.Context) ([]access.Account, error) {
	return allRows(ctx, a, scanAccount, accountSQL+` ORDER BY name`)
}

// PutAccount implements access.Store.
func (a *Auth) PutAccount(ctx context.Context, acc *access.Account, now time.Time) error {
	changed := access.Stamp(acc.Changed, now)
	err := a.write(ctx, func(tx *sql.Tx) error {
		var have int64
		err := tx.QueryRowContext(ctx, `SELECT changed FROM account WHERE name = ?`, acc.Name).Scan(&have)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if have != access.Micro(acc.Changed) {
			return access.AccountChanged(acc.Name)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO account (name, title, roles, scope, whole_city, person, hash, must_change, subject, secret, factor_on, step, disabled, epoch, demo, created, changed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET title = excluded.title, roles = excluded.roles, scope = excluded.scope, whole_city = excluded.whole_city, person = excluded.person,
			hash = excluded.hash, must_change = excluded.must_change, subject = excluded.subject, secret = excluded.secret, factor_on = excluded.factor_on,
			step = excluded.step, disabled = excluded.disabled, epoch = excluded.epoch, demo = excluded.demo, created = excluded.created, changed = excluded.changed`,
			acc.Name, acc.Title, access.Pack(acc.Roles), access.PackSeats(acc.Scope), acc.WholeCity, acc.Person, acc.Hash, acc.MustChange, acc.Subject, acc.Secret,
			acc.FactorOn, acc.Step, acc.Disabled, acc.Epoch, acc.Demo, access.Micro(acc.Created), access.Micro(changed))
		if extendedCode(err) == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
			return access.SubjectTaken()
		}
		return err
	})
	if err == nil {
		acc.Changed = changed
	}
	return err
}

// DropAccount implements access.Store.
func (a *Auth) DropAccount(ctx context.Context, name string) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		for query, arg := range map[string]string{
			`UPDATE report SET account = '', key = '' WHERE account = ?`: name,
			`DELETE FROM account WHERE name = ?`:                         name,
			`DELETE FROM session WHERE account = ?`:                      name,
			`DELETE FROM token WHERE account = ?`:                        name,
			`DELETE FROM attempt WHERE key = ?`:                          access.TryAccount(name),
		} {
			if _, err := tx.ExecContext(ctx, query, arg); err != nil {
				return err
			}
		}
		return nil
	})
}
