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

// PutReport implements access.Store.
func (a *Auth) PutReport(ctx context.Context, r *city.BorderReport, since time.Time, most int) (made bool, err error) {
	err = a.write(ctx, func(tx *sql.Tx) error {
		made = false
		have, err := scanReport(tx.QueryRowContext(ctx, reportSQL+` WHERE account = ? AND key = ?`, r.Account, r.Key))
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
		_, err = tx.ExecContext(ctx, `INSERT INTO report (n, made, account, key, layer, code, line, note, state, answer, answered)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, access.ReportRow(r)...)
		return err
	})
	return made && err == nil, err
}

// Reports implements access.Store.
func (a *Auth) Reports(ctx context.Context, account string, before int64, limit int) ([]city.BorderReport, error) {
	return allRows(ctx, a, scanReport, reportSQL+` WHERE (?1 = '' OR account = ?1) AND (?2 = 0 OR n < ?2) ORDER BY n DESC LIMIT ?3`, account, before, limit)
}

// SetReport implements access.Store.
func (a *Auth) SetReport(ctx context.Context, r *city.BorderReport, was city.ReportState) error {
	return a.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE report SET state = ?, answer = ?, answered = ? WHERE n = ? AND state = ?`,
			string(r.State), r.Answer, access.Micro(r.Answered), r.N, string(was))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return access.ReportChanged(r.N)
	})
}
