package access_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func TestRecord(t *testing.T) {
	b := newBench(t)
	ctx := access.WithAddress(t.Context(), "198.51.100.77:5123")
	c := &access.Caller{Account: "zhang", Roles: []access.Role{access.Dispatcher}, Via: access.ViaSession}
	b.ok(b.Record(ctx, c, access.Entry{Action: "persons.reveal", Of: []string{"person/P-17"}, Reason: "emergency", Account: "forged"}))
	rows, err := b.Audit(ctx, as(access.Auditor), access.Filter{})
	b.ok(err)
	if len(rows) != 1 {
		t.Fatalf("rows %+v", rows)
	}
	r := rows[0]
	if r.Account != "zhang" || r.Via != access.ViaSession || r.Address != "198.51.100.0/24" || r.Outcome != "done" || !r.At.Equal(b.clock.now()) {
		t.Fatalf("row %+v", r)
	}
	for _, of := range []string{"no key", "person/", "/x", "a/b\nc", strings.Repeat("a/", 101)} {
		err := b.Record(ctx, c, access.Entry{Action: "x", Of: []string{of}})
		want(t, err, city.Internal, "bad_audit")
	}
	want(t, access.CheckReason("because I want to"), city.Invalid, "bad_reason")
	b.ok(access.CheckReason("emergency"))
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := b.Record(ended, c, access.Entry{Action: "x"}); err == nil {
		t.Fatal("a row that was not written counts as written")
	}
}

// TestNewestFirst: the rows backwards are those of the plain order, page by page, also after old ones were dropped.
func TestNewestFirst(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for i := range 4100 { // more than two batches of the store
		if i == 60 {
			b.clock.pass(400 * 24 * time.Hour)
		}
		b.ok(b.Record(ctx, &access.Caller{Account: fmt.Sprintf("u%d", i%5), Via: access.ViaSession}, access.Entry{Action: "a"}))
	}
	if _, err := b.Retain(ctx, 200); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]access.Filter{"all": {Limit: 1000}, "account": {Account: "u3", Limit: 300}, "none": {Account: "nobody"}} {
		pages := func(newest bool) (out []int64) {
			f.Newest, f.After = newest, 0
			for {
				rows, err := b.Audit(ctx, as(access.Auditor), f)
				b.ok(err)
				for _, r := range rows {
					out = append(out, r.Seq)
				}
				if len(rows) == 0 || len(rows) < f.Limit {
					return out
				}
				f.After = rows[len(rows)-1].Seq
			}
		}
		plain, back := pages(false), pages(true)
		slices.Reverse(back)
		if !slices.Equal(plain, back) || len(plain) == 0 != (name == "none") {
			t.Errorf("%s: %d rows, %d backwards", name, len(plain), len(back))
		}
	}
}

func TestFilter(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	start := b.clock.now()
	for i := range 50 {
		c := &access.Caller{Account: fmt.Sprintf("u%d", i%5), Via: access.ViaSession}
		b.ok(b.Record(ctx, c, access.Entry{Action: access.Action(fmt.Sprintf("a%d", i%2)), Of: []string{fmt.Sprintf("person/P-%d", i%10)}}))
		b.clock.pass(time.Hour)
	}
	auditor := as(access.Auditor)
	for name, c := range map[string]struct {
		f access.Filter
		n int
	}{
		"all":     {access.Filter{Limit: 1000}, 50},
		"account": {access.Filter{Account: "u3"}, 10},
		"action":  {access.Filter{Action: "a1"}, 25},
		"of":      {access.Filter{Of: "person/P-7"}, 5},
		"from":    {access.Filter{From: start.Add(40 * time.Hour)}, 10},
		"to":      {access.Filter{To: start.Add(40 * time.Hour)}, 40},
		"after":   {access.Filter{After: 45}, 5},
		"limit":   {access.Filter{Limit: 7}, 7},
		"and":     {access.Filter{Account: "u1", Action: "a1"}, 5},
		"none":    {access.Filter{Account: "zhang"}, 0},
	} {
		rows, err := b.Audit(ctx, auditor, c.f)
		b.ok(err)
		if len(rows) != c.n {
			t.Errorf("%s: %d rows, want %d", name, len(rows), c.n)
		}
	}
}

// tamper opens the file with the guards taken away, as one who holds the disk can.
func (b *bench) tamper(f func(db *sql.DB)) {
	b.t.Helper()
	db, err := sql.Open("sqlite", "file:"+b.path)
	b.ok(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, name := range []string{"audit_behind", "audit_no_update", "audit_no_delete"} {
		_, err := db.Exec(`DROP TRIGGER IF EXISTS ` + name)
		b.ok(err)
	}
	f(db)
}

// TestWrittenAnew: an audit that was written anew from some row on, with right hashes, has another
// head; a head that was altered, or is of another store, is refused.
func TestWrittenAnew(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for range 10 {
		b.ok(b.Record(ctx, as(access.Keeper), access.Entry{Action: "persons.erase", Of: []string{"person/P-1"}}))
	}
	head, err := b.SignedHead(ctx)
	b.ok(err)
	b.tamper(func(db *sql.DB) {
		_, err := db.Exec(`DELETE FROM audit WHERE seq > 4`)
		b.ok(err)
	})
	for range 8 {
		b.ok(b.Record(ctx, as(access.Keeper), access.Entry{Action: "search"}))
	}
	_, _, broken, err := b.VerifyAudit(ctx)
	b.ok(err)
	if broken != nil {
		t.Fatalf("the forger did not do it well: %v", broken)
	}
	broken, err = b.CheckHead(ctx, head)
	b.ok(err)
	if broken == nil || broken.Seq != 10 {
		t.Fatalf("broken %v", broken)
	}
	altered := *head
	altered.Seq = 4
	_, err = b.CheckHead(ctx, &altered)
	want(t, err, city.Invalid, "bad_head")
	_, err = newBench(t).CheckHead(ctx, head)
	want(t, err, city.Invalid, "bad_head")
}

// TestKeep: what has expired goes, and rows that are old.
func TestKeep(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	b.in("zhang")
	b.clock.pass(400 * 24 * time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.Keep(ctx, access.Retention{Audit: 365, Reports: 365})
	}()
	for {
		rows, err := b.Audit(t.Context(), b.by, access.Filter{})
		b.ok(err)
		if len(rows) == 1 && rows[0].Action == "audit.trim" {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-done
	left, err := b.store.Sessions(t.Context(), "zhang")
	b.ok(err)
	if len(left) != 0 {
		t.Fatalf("left are %+v", left)
	}
}

// TestRetain: old rows go, at the earliest after 180 days; the chain still holds, and one who cuts
// the beginning off by hand is found.
func TestRetain(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for range 300 {
		b.ok(b.Record(ctx, as(access.Keeper), access.Entry{Action: "search"}))
		b.clock.pass(24 * time.Hour)
	}
	early, err := b.SignedHead(ctx)
	b.ok(err)
	_, err = b.Retain(ctx, 179)
	want(t, err, city.Invalid, "bad_retention")
	for _, days := range []int{200, 180, 180} {
		_, err := b.Retain(ctx, days)
		b.ok(err)
	}
	rows, _, broken, err := b.VerifyAudit(ctx)
	b.ok(err)
	if rows != 182 || broken != nil {
		t.Fatalf("%d rows, broken %v", rows, broken)
	}
	broken, err = b.CheckHead(ctx, early)
	b.ok(err)
	if broken != nil {
		t.Fatalf("an early head: %v", broken)
	}
	b.tamper(func(db *sql.DB) {
		_, err := db.Exec(`DELETE FROM audit WHERE seq <= 125`)
		b.ok(err)
	})
	_, _, broken, err = b.VerifyAudit(ctx)
	b.ok(err)
	if broken == nil || broken.Seq != 121 {
		t.Fatalf("broken %v", broken)
	}
}
