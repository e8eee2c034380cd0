package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const reportSQL = `SELECT n, made, account, key, layer, code, line, note, state, answer, answered FROM report`

func scanReport(row scanner) (city.BorderReport, error) { return access.ScanReport(row.Scan) }

const reportByKey = reportSQL + ` WHERE account = ? AND key = ?`

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
	err = a.write(ctx, func(tx *sql.Tx) error {
		made = false
		have, err := scanReport(tx.QueryRowContext(ctx, reportByKey, r.Account, r.Key))
		if err == nil {
			return access.SentBefore(&have, r)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM report WHERE account = ? AND made >= ?`, r.Account, access.Micro(since)).Scan(&n); err != nil {
			return err
		}
		if n >= most {
			return access.TooManyReports(most)
		}
		if err := tx.QueryRowContext(ctx, `SELECT ifnull(max(n), 0) + 1 FROM report`).Scan(&r.N); err != nil {
			return err
		}
		made = true
		if _, err = tx.ExecContext(ctx, `INSERT INTO report (n, made, account, key, layer, code, line, note, state, answer, answered)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, access.ReportRow(r)...); err != nil {
			return err
		}
		return appendEntries(ctx, tx, []access.Entry{row(r.N)})
	})
	return made && err == nil, err
}

// Reports implements access.Store.
func (a *Auth) Reports(ctx context.Context, account string, before int64, limit int) ([]city.BorderReport, error) {
	return allRows(ctx, a, scanReport, reportSQL+` WHERE (?1 = '' OR account = ?1) AND (?2 = 0 OR n < ?2) ORDER BY n DESC LIMIT ?3`, account, before, limit)
}

// SetReport implements access.Store.
func (a *Auth) SetReport(ctx context.Context, r *city.BorderReport, was city.ReportState, row access.Entry) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE report SET state = ?, answer = ?, answered = ? WHERE n = ? AND state = ?`,
			string(r.State), r.Answer, access.Micro(r.Answered), r.N, string(was))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			return access.ReportChanged(r.N)
		}
		return appendEntries(ctx, tx, []access.Entry{row})
	})
}

// DropReports implements access.Store.
func (a *Auth) DropReports(ctx context.Context, before time.Time, row func(n int) access.Entry) (dropped int, err error) {
	err = a.write(ctx, func(tx *sql.Tx) error {
		dropped = 0
		done, err := tx.ExecContext(ctx, `DELETE FROM report WHERE state IN ('taken', 'refused') AND answered < ? AND n < (SELECT max(n) FROM report)`,
			access.Micro(before))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		dropped = int(n)
		return appendEntries(ctx, tx, []access.Entry{row(dropped)})
	})
	if err != nil {
		return 0, err
	}
	return dropped, nil
}
