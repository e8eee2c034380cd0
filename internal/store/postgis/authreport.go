package postgis

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const reportSQL = `SELECT n, made, account, key, layer, code, line, note, state, answer, answered FROM redsail_auth.report`

func scanReport(row pgx.Row) (city.BorderReport, error) { return access.ScanReport(row.Scan) }

// PutReport implements access.Store.
func (a *Auth) PutReport(ctx context.Context, r *city.BorderReport, since time.Time, most int) (made bool, err error) {
	err = a.write(ctx, func(tx session) error {
		made = false
		if err := a.lock(ctx, tx, "report"); err != nil {
			return err
		}
		var have *city.BorderReport
		if err := tx.each(ctx, func(rows pgx.Rows) error {
			one, err := scanReport(rows)
			have = &one
			return err
		}, a.sql(reportSQL+` WHERE account = $1 AND key = $2`), r.Account, r.Key); err != nil {
			return err
		}
		if have != nil {
			return access.SentBefore(have, r)
		}
		var n int
		if err := tx.one(ctx, []any{&n, &r.N}, a.sql(`SELECT count(*) FILTER (WHERE account = $1 AND made >= $2), coalesce(max(n), 0) + 1 FROM redsail_auth.report`),
			r.Account, access.Micro(since)); err != nil {
			return err
		}
		if n >= most {
			return access.TooManyReports(most)
		}
		made = true
		_, err := tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.report (n, made, account, key, layer, code, line, note, state, answer, answered)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`), access.ReportRow(r)...)
		return err
	})
	return made && err == nil, err
}

// Reports implements access.Store.
func (a *Auth) Reports(ctx context.Context, account string, before int64, limit int) ([]city.BorderReport, error) {
	return allRows(ctx, a, scanReport, reportSQL+` WHERE ($1::text = '' OR account = $1) AND ($2::bigint = 0 OR n < $2) ORDER BY n DESC LIMIT $3`, account, before, limit)
}

// SetReport implements access.Store.
func (a *Auth) SetReport(ctx context.Context, r *city.BorderReport, was city.ReportState) error {
	n, err := a.put(ctx, `UPDATE redsail_auth.report SET state = $1, answer = $2, answered = $3 WHERE n = $4 AND state = $5`,
		string(r.State), r.Answer, access.Micro(r.Answered), r.N, string(was))
	if err == nil && n == 0 {
		return access.ReportChanged(r.N)
	}
	return err
}
