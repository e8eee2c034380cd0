package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func authReport(key string) city.BorderReport {
	return city.BorderReport{
		Made: authDay, Account: "zhang", Key: key, Of: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "G 7"},
		Line: geo.Line{{X: -1_800_000_000, Y: 900_000_000}, {X: 1_160_000_001, Y: 1}}, Note: "<b>边界</b>\n'错' \"x\"", State: city.ReportNew,
	}
}

// saidOf is a row of the audit about a report.
func saidOf(n int64) access.Entry {
	return access.Entry{At: authDay, Account: "zhang", Action: "reports.write", Of: []string{fmt.Sprintf("report/%d", n)}, Outcome: "done"}
}

// said are the keys of the audit's rows.
func (d *authDesk) said() (out []string) {
	d.t.Helper()
	rows, err := d.Entries(d.ctx, 0, 1000)
	d.ok(err)
	for _, e := range rows {
		out = append(out, e.Of...)
	}
	return out
}

// authReportsRetained: what was settled long ago goes, but the largest number, which is never given twice;
// each step is in the audit, and what was not done is not.
func authReportsRetained(d *authDesk) {
	for i, state := range []city.ReportState{city.ReportTaken, city.ReportRefused, city.ReportSeen, city.ReportTaken, city.ReportTaken} {
		r := authReport(fmt.Sprintf("k%d", i))
		_, err := d.PutReport(d.ctx, &r, authDay, 10, saidOf)
		d.ok(err)
		r.State, r.Answer, r.Answered = state, "x", authDay.Add(time.Duration(i)*time.Hour)
		d.ok(d.SetReport(d.ctx, &r, city.ReportNew, saidOf(100+r.N)))
	}
	gone := func(n int) access.Entry { return saidOf(int64(1000 + n)) }
	n, err := d.DropReports(d.ctx, authDay, gone)
	d.ok(err)
	d.same(n, 0)
	n, err = d.again().DropReports(d.ctx, authDay.Add(3*time.Hour), gone)
	d.ok(err)
	d.same(n, 2)
	n, err = d.DropReports(d.ctx, authDay.Add(100*time.Hour), gone)
	d.ok(err)
	d.same(n, 1)
	list, err := d.Reports(d.ctx, "", 0, 10)
	d.ok(err)
	d.same([]int64{list[0].N, list[1].N, int64(len(list))}, []int64{5, 3, 2})
	next := authReport("k9")
	_, err = d.PutReport(d.ctx, &next, authDay, 10, saidOf)
	d.ok(err)
	d.same(next.N, int64(6))
	have, err := d.ReportBy(d.ctx, "zhang", "k9")
	d.ok(err)
	d.same(*have, next)
	have, err = d.ReportBy(d.ctx, "li", "k9")
	d.ok(err)
	d.same(have == nil, true)
	d.same(d.said(), []string{
		"report/1", "report/101", "report/2", "report/102", "report/3", "report/103", "report/4", "report/104", "report/5", "report/105",
		"report/1002", "report/1001", "report/6",
	})
}

// authReports: a report is kept once for its key, numbered from 1, answered from the state in which it
// was read, and outlives its account, as nobody's.
func authReports(d *authDesk) {
	day := authDay.Add(-24 * time.Hour)
	first := authReport("k1")
	made, err := d.PutReport(d.ctx, &first, day, 3, saidOf)
	d.ok(err)
	d.same([]any{made, first.N}, []any{true, int64(1)})
	again := authReport("k1")
	again.Made = authDay.Add(time.Minute)
	made, err = d.again().PutReport(d.ctx, &again, day, 3, saidOf)
	d.ok(err)
	d.same([]any{made, again}, []any{false, first})
	other := authReport("k1")
	other.Note = "another"
	_, err = d.PutReport(d.ctx, &other, day, 3, saidOf)
	d.want(err, city.Invalid, "idempotency_mismatch")
	second := authReport("k1") // the key of another account is another key
	second.Account = "li"
	made, err = d.PutReport(d.ctx, &second, day, 3, saidOf)
	d.ok(err)
	d.same([]any{made, second.N}, []any{true, int64(2)})

	list, err := d.again().Reports(d.ctx, "", 0, 10)
	d.ok(err)
	d.same(list, []city.BorderReport{second, first})
	list, err = d.Reports(d.ctx, "", 2, 10)
	d.ok(err)
	d.same(list, []city.BorderReport{first})
	list, err = d.Reports(d.ctx, "", 0, 1)
	d.ok(err)
	d.same(list, []city.BorderReport{second})

	first.State, first.Answer, first.Answered = city.ReportRefused, "按 2026 年图", authDay.Add(time.Hour)
	d.ok(d.SetReport(d.ctx, &first, city.ReportNew, saidOf(first.N)))
	d.want(d.SetReport(d.ctx, &first, city.ReportNew, saidOf(first.N)), city.Conflict, "report_changed")
	missing := authReport("x")
	missing.N = 9
	d.want(d.SetReport(d.ctx, &missing, city.ReportNew, saidOf(9)), city.Conflict, "report_changed")
	d.ok(d.DropAccount(d.ctx, "zhang"))
	d.same(d.said(), []string{"report/1", "report/2", "report/1"}) // of what was refused, or there already, there is no row
	first.Account, first.Key = "", ""
	list, err = d.Reports(d.ctx, "", 2, 10)
	d.ok(err)
	d.same(list, []city.BorderReport{first})
	newer := authReport("k1") // an account of the same name has none of the former's keys
	made, err = d.PutReport(d.ctx, &newer, day, 3, saidOf)
	d.ok(err)
	d.same([]any{made, newer.N}, []any{true, int64(3)})
}

// authReportsAtOnce: of those sent at once by one key one is kept, and no more than the limit of a day.
func authReportsAtOnce(d *authDesk) {
	stores := []access.Store{d.Store, d.again()}
	var made, refused atomic.Int32
	d.atOnce(24, func(i int) error {
		r := authReport(fmt.Sprintf("k%d", i/2))
		ok, err := stores[i%2].PutReport(d.ctx, &r, authDay, 10, saidOf)
		if ok {
			made.Add(1)
		}
		if city.CodeOf(err) == "too_many_reports" {
			refused.Add(1)
			return nil
		}
		return err
	})
	list, err := d.Reports(d.ctx, "", 0, 100)
	d.ok(err)
	d.same([]int{int(made.Load()), len(list), int(refused.Load()), len(d.said())}, []int{10, 10, 4, 10})
	for i := range list {
		d.same(list[i].N, int64(10-i))
	}
	late := authReport("late")
	late.Made = authDay.Add(25 * time.Hour)
	ok, err := d.PutReport(d.ctx, &late, authDay.Add(time.Hour), 10, saidOf)
	d.ok(err)
	d.same(ok, true)
}
