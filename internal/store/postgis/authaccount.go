package postgis

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
)

const stateUnique = "23505"

const accountSQL = `SELECT name, title, roles, scope, whole_city, person, hash, must_change, subject, secret, factor_on, step, disabled, epoch, demo, created, changed FROM redsail_auth.account`

func scanAccount(row pgx.Row) (access.Account, error) {
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

// Account implements access.Store.
func (a *Auth) Account(ctx context.Context, name string) (*access.Account, error) {
	return oneRow(ctx, a, access.UnknownAccount(name), scanAccount, accountSQL+` WHERE name = $1`, name)
}

// Accounts implements access.Store.
func (a *Auth) Accounts(ctx context.Context) ([]access.Account, error) {
	return allRows(ctx, a, scanAccount, accountSQL+` ORDER BY name`)
}

// PutAccount implements access.Store.
func (a *Auth) PutAccount(ctx context.Context, acc *access.Account, now time.Time) error {
	changed := access.Stamp(acc.Changed, now)
	query := `UPDATE redsail_auth.account SET title = $2, roles = $3, scope = $4, whole_city = $5, hash = $6, must_change = $7, subject = $8,
		secret = $9, factor_on = $10, step = $11, disabled = $12, epoch = $13, demo = $14, created = $15, changed = $16, person = $17
		WHERE name = $1 AND changed = $18`
	args := []any{
		acc.Name, acc.Title, access.Pack(acc.Roles), access.PackSeats(acc.Scope), acc.WholeCity, acc.Hash, acc.MustChange, acc.Subject, acc.Secret,
		acc.FactorOn, acc.Step, acc.Disabled, acc.Epoch, acc.Demo, access.Micro(acc.Created), access.Micro(changed),
		acc.Person,
	}
	if acc.Changed.IsZero() {
		query = `INSERT INTO redsail_auth.account (name, title, roles, scope, whole_city, hash, must_change, subject, secret, factor_on, step, disabled, epoch, demo, created, changed, person)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
			ON CONFLICT (name) DO NOTHING`
	} else {
		args = append(args, access.Micro(acc.Changed))
	}
	n, err := a.put(ctx, query, args...)
	switch {
	case sqlState(err) == stateUnique:
		return access.SubjectTaken()
	case err != nil:
		return err
	case n == 0:
		return access.AccountChanged(acc.Name)
	}
	acc.Changed = changed
	return nil
}

// DropAccount implements access.Store.
func (a *Auth) DropAccount(ctx context.Context, name string) error {
	return a.write(ctx, func(tx session) error {
		for query, arg := range map[string]string{
			`UPDATE redsail_auth.report SET account = '', key = '' WHERE account = $1`: name,
			`DELETE FROM redsail_auth.account WHERE name = $1`:                         name,
			`DELETE FROM redsail_auth.session WHERE account = $1`:                      name,
			`DELETE FROM redsail_auth.token WHERE account = $1`:                        name,
			`DELETE FROM redsail_auth.attempt WHERE key = $1`:                          access.TryAccount(name),
		} {
			if _, err := tx.exec(ctx, a.sql(query), arg); err != nil {
				return err
			}
		}
		return nil
	})
}
