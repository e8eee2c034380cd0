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

const reportByKey = reportSQL + ` WHERE account = $1 AND key = $2`

// ReportBy implements access.Store.
func (a *Auth) ReportBy(ctx context.Context, account, key string) (*city.BorderReport, error) {
	list, err := allRows(ctx, a, scanReport, reportByKey, account, key)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// PutReport implements access.Store.
func (a *Auth) PutReport(ctx context.Context, r *city.BorderReport, since time.Time, most int, row func(n int64) access.Entry) (made bool, err error) {
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
		}, a.sql(reportByKey), r.Account, r.Key); err != nil {
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
		if _, err := tx.exec(ctx, a.sql(`INSERT INTO redsail_auth.report (n, made, account, key, layer, code, line, note, state, answer, answered)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`), access.ReportRow(r)...); err != nil {
			return err
		}
		return a.said(ctx, tx, row(r.N))
	})
	return made && err == nil, err
}

// said appends a row of the audit to what a transaction has done. Its lock is always taken last.
func (a *Auth) said(ctx context.Context, tx session, row access.Entry) error {
	if err := a.lock(ctx, tx, "audit"); err != nil {
		return err
	}
	return a.appendEntries(ctx, tx, []access.Entry{row})
}

// Reports implements access.Store.
func (a *Auth) Reports(ctx context.Context, account string, before int64, limit int) ([]city.BorderReport, error) {
	return allRows(ctx, a, scanReport, reportSQL+` WHERE ($1::text = '' OR account = $1) AND ($2::bigint = 0 OR n < $2) ORDER BY n DESC LIMIT $3`, account, before, limit)
}

// SetReport implements access.Store.
func (a *Auth) SetReport(ctx context.Context, r *city.BorderReport, was city.ReportState, row access.Entry) error {
	return a.write(ctx, func(tx session) error {
		n, err := tx.exec(ctx, a.sql(`UPDATE redsail_auth.report SET state = $1, answer = $2, answered = $3 WHERE n = $4 AND state = $5`),
			string(r.State), r.Answer, access.Micro(r.Answered), r.N, string(was))
		if err != nil {
			return err
		}
		if n == 0 {
			return access.ReportChanged(r.N)
		}
		return a.said(ctx, tx, row)
	})
}

// DropReports implements access.Store.
func (a *Auth) DropReports(ctx context.Context, before time.Time, row func(n int) access.Entry) (dropped int, err error) {
	err = a.write(ctx, func(tx session) error {
		dropped = 0
		if err := a.lock(ctx, tx, "report"); err != nil {
			return err
		}
		n, err := tx.exec(ctx, a.sql(`DELETE FROM redsail_auth.report WHERE state IN ('taken', 'refused') AND answered < $1
			AND n < (SELECT max(n) FROM redsail_auth.report)`), access.Micro(before))
		if err != nil || n == 0 {
			return err
		}
		dropped = int(n)
		return a.said(ctx, tx, row(dropped))
	})
	if err != nil {
		return 0, err
	}
	return dropped, nil
}
