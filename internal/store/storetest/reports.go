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

// authReports: a report is kept once for its key, numbered from 1, answered from the state in which it
// was read, and outlives its account, as nobody's.
func authReports(d *authDesk) {
	day := authDay.Add(-24 * time.Hour)
	first := authReport("k1")
	made, err := d.PutReport(d.ctx, &first, day, 3)
	d.ok(err)
	d.same([]any{made, first.N}, []any{true, int64(1)})
	again := authReport("k1")
	again.Made = authDay.Add(time.Minute)
	made, err = d.again().PutReport(d.ctx, &again, day, 3)
	d.ok(err)
	d.same([]any{made, again}, []any{false, first})
	other := authReport("k1")
	other.Note = "another"
	_, err = d.PutReport(d.ctx, &other, day, 3)
	d.want(err, city.Invalid, "idempotency_mismatch")
	second := authReport("k1") // the key of another account is another key
	second.Account = "li"
	made, err = d.PutReport(d.ctx, &second, day, 3)
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
	d.ok(d.SetReport(d.ctx, &first, city.ReportNew))
	d.want(d.SetReport(d.ctx, &first, city.ReportNew), city.Conflict, "report_changed")
	missing := authReport("x")
	missing.N = 9
	d.want(d.SetReport(d.ctx, &missing, city.ReportNew), city.Conflict, "report_changed")
	d.ok(d.DropAccount(d.ctx, "zhang"))
	first.Account, first.Key = "", ""
	list, err = d.Reports(d.ctx, "", 2, 10)
	d.ok(err)
	d.same(list, []city.BorderReport{first})
	newer := authReport("k1") // an account of the same name has none of the former's keys
	made, err = d.PutReport(d.ctx, &newer, day, 3)
	d.ok(err)
	d.same([]any{made, newer.N}, []any{true, int64(3)})
}

// authReportsAtOnce: of those sent at once by one key one is kept, and no more than the limit of a day.
func authReportsAtOnce(d *authDesk) {
	stores := []access.Store{d.Store, d.again()}
	var made, refused atomic.Int32
	d.atOnce(24, func(i int) error {
		r := authReport(fmt.Sprintf("k%d", i/2))
		ok, err := stores[i%2].PutReport(d.ctx, &r, authDay, 10)
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
	d.same([]int{int(made.Load()), len(list), int(refused.Load())}, []int{10, 10, 4})
	for i := range list {
		d.same(list[i].N, int64(10-i))
	}
	late := authReport("late")
	late.Made = authDay.Add(25 * time.Hour)
	ok, err := d.PutReport(d.ctx, &late, authDay.Add(time.Hour), 10)
	d.ok(err)
	d.same(ok, true)
}
