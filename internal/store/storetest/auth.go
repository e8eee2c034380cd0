package storetest

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// AuthFactory gives a fresh, empty store of accounts, and a way to open the same one again, as
// another process would. The factory closes what it opened.
type AuthFactory func(t testing.TB) (store access.Store, again func() access.Store)

// RunAuth checks the whole contract of access.Store.
func RunAuth(t *testing.T, f AuthFactory) {
	for _, c := range []struct {
		name string
		test func(*authDesk)
	}{
		{"Accounts", authAccounts},
		{"OneWinner", authOneWinner},
		{"Subjects", authSubjects},
		{"Sessions", authSessions},
		{"Tokens", authTokens},
		{"Tries", authTries},
		{"TriesAtOnce", authTriesAtOnce},
		{"Opened", authOpened},
		{"Secrets", authSecrets},
		{"Chain", authChain},
		{"ChainAtOnce", authChainAtOnce},
		{"Trim", authTrim},
		{"Dropped", authDropped},
		{"Reports", authReports},
		{"ReportsAtOnce", authReportsAtOnce},
		{"ReportsRetained", authReportsRetained},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, again := f(t)
			c.test(&authDesk{Store: store, t: t, ctx: t.Context(), again: again})
		})
	}
}

// authDesk is a store with the words that the tests use.
type authDesk struct {
	access.Store
	t     *testing.T
	ctx   context.Context
	again func() access.Store
}

func (d *authDesk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *authDesk) want(err error, kind city.Kind, code string) {
	d.t.Helper()
	if err == nil || city.KindOf(err) != kind || city.CodeOf(err) != code {
		d.t.Fatalf("error %v (%v, %s), want %v, %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}

func (d *authDesk) same(got, want any) {
	d.t.Helper()
	if !reflect.DeepEqual(got, want) {
		d.t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

var authDay = time.Date(2026, 11, 29, 8, 0, 0, 123456000, time.UTC)

func fullAccount() access.Account {
	return access.Account{
		Name: "zhang", Title: "张 'x' \"y\"", Roles: []access.Role{access.Dispatcher, access.Planner},
		Scope:     []city.Seat{{Kind: city.KindArea, Layer: "street", Code: "110105001"}, {Kind: city.KindArea, Layer: "grid", Code: "G 7"}},
		WholeCity: true, Person: "P-7", Hash: "$argon2id$x", MustChange: true, Subject: "https://id.example sub-1",
		Secret: []byte{0, 1, 255}, FactorOn: true, Step: 1 << 40, Disabled: true, Epoch: 1 << 50, Demo: true, Created: authDay.Add(-time.Hour),
	}
}

func authAccounts(d *authDesk) {
	_, err := d.Account(d.ctx, "zhang")
	d.want(err, city.NotFound, "unknown_account")
	a := fullAccount()
	d.ok(d.PutAccount(d.ctx, &a, authDay))
	d.same(a.Changed, authDay)
	for _, s := range []access.Store{d.Store, d.again()} {
		got, err := s.Account(d.ctx, "zhang")
		d.ok(err)
		d.same(*got, a)
	}
	bare := access.Account{Name: "an"}
	d.ok(d.PutAccount(d.ctx, &bare, authDay))
	all, err := d.Accounts(d.ctx)
	d.ok(err)
	d.same(all, []access.Account{bare, a})

	stale := a
	a.Title, a.FactorOn, a.Secret = "other", false, nil
	d.ok(d.PutAccount(d.ctx, &a, authDay)) // at the same instant: later all the same
	if !a.Changed.After(stale.Changed) {
		d.t.Fatal("a later change has no later time")
	}
	d.want(d.PutAccount(d.ctx, &stale, authDay.Add(time.Hour)), city.Conflict, "account_changed")
	fresh := access.Account{Name: "zhang"}
	d.want(d.PutAccount(d.ctx, &fresh, authDay), city.Conflict, "account_changed")
	gone := access.Account{Name: "gone", Changed: authDay}
	d.want(d.PutAccount(d.ctx, &gone, authDay), city.Conflict, "account_changed")
	got, err := d.Account(d.ctx, "zhang")
	d.ok(err)
	d.same(*got, a)
}

// authOneWinner: of those who change the same state at once one succeeds.
func authOneWinner(d *authDesk) {
	a := fullAccount()
	d.ok(d.PutAccount(d.ctx, &a, authDay))
	stores := []access.Store{d.Store, d.again()}
	var won atomic.Int32
	d.atOnce(16, func(i int) error {
		mine := a
		mine.Epoch = int64(i)
		err := stores[i%2].PutAccount(d.ctx, &mine, authDay.Add(time.Minute))
		if city.CodeOf(err) == "account_changed" {
			return nil
		}
		won.Add(1)
		return err
	})
	if won.Load() != 1 {
		d.t.Fatalf("%d of 16 won", won.Load())
	}
}

// atOnce runs f n times at once and fails at the first error.
func (d *authDesk) atOnce(n int, f func(i int) error) {
	d.t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	for _, err := range errs {
		d.ok(err)
	}
}

func authSubjects(d *authDesk) {
	a := fullAccount()
	d.ok(d.PutAccount(d.ctx, &a, authDay))
	b := access.Account{Name: "li", Subject: a.Subject}
	d.want(d.PutAccount(d.ctx, &b, authDay), city.Conflict, "subject_taken")
	for _, name := range []string{"li", "wu"} { // none is none's
		d.ok(d.PutAccount(d.ctx, &access.Account{Name: name}, authDay))
	}
}

func authSessions(d *authDesk) {
	row := access.SessionRow{
		Hash: [32]byte{1}, Account: "zhang", Epoch: 7, Phone: true, Bound: true,
		Created: authDay, Seen: authDay, Expires: authDay.Add(time.Hour), Agent: "a 浏览器",
	}
	_, err := d.Session(d.ctx, row.Hash)
	d.want(err, city.Unauthorized, "no_session")
	d.ok(d.PutSession(d.ctx, &row))
	got, err := d.again().Session(d.ctx, row.Hash)
	d.ok(err)
	d.same(*got, row)
	row.Seen = authDay.Add(time.Minute)
	d.ok(d.TouchSession(d.ctx, row.Hash, row.Seen))
	d.ok(d.TouchSession(d.ctx, row.Hash, authDay)) // never back
	other := access.SessionRow{Hash: [32]byte{2}, Account: "li", Created: authDay, Seen: authDay, Expires: authDay.Add(2 * time.Hour)}
	d.ok(d.PutSession(d.ctx, &other))
	list, err := d.Sessions(d.ctx, "zhang")
	d.ok(err)
	d.same(list, []access.SessionRow{row})
	d.ok(d.Sweep(d.ctx, authDay.Add(90*time.Minute)))
	_, err = d.Session(d.ctx, row.Hash)
	d.want(err, city.Unauthorized, "no_session")
	d.ok(d.DropSession(d.ctx, other.Hash))
	d.ok(d.TouchSession(d.ctx, other.Hash, authDay)) // does not come back
	_, err = d.Session(d.ctx, other.Hash)
	d.want(err, city.Unauthorized, "no_session")
}

func authTokens(d *authDesk) {
	all := access.Token{ID: "a", Name: "名", Account: "zhang", Hash: [32]byte{3}, Epoch: 2, Created: authDay, Expires: authDay.Add(time.Hour)}
	some := all
	some.ID, some.Hash, some.Only = "b", [32]byte{4}, []access.Action{"locate", "search"}
	none := all
	none.ID, none.Hash, none.Only = "c", [32]byte{5}, []access.Action{}
	wall := access.Token{ID: "d", Name: "wall", Hash: [32]byte{6}, Display: true, View: "v=1&z=2", Created: authDay, Expires: authDay.Add(3 * time.Hour)}
	want := []access.Token{all, some, none, wall}
	for i := range want {
		d.ok(d.PutToken(d.ctx, &want[i]))
	}
	list, err := d.again().Tokens(d.ctx)
	d.ok(err)
	d.same(list, want)
	got, err := d.Token(d.ctx, none.Hash)
	d.ok(err)
	if got.Only == nil {
		d.t.Fatal("a token for nothing has become one for everything")
	}
	d.ok(d.DropToken(d.ctx, "a"))
	d.want(d.DropToken(d.ctx, "a"), city.NotFound, "no_token")
	_, err = d.Token(d.ctx, all.Hash)
	d.want(err, city.NotFound, "no_token")
	d.ok(d.Sweep(d.ctx, authDay.Add(2*time.Hour)))
	list, err = d.Tokens(d.ctx)
	d.ok(err)
	d.same(list, []access.Token{wall})
}

func authTries(d *authDesk) {
	for i := range 5 {
		n, err := d.Try(d.ctx, "account/a", authDay.Add(time.Duration(i)*time.Minute), authDay.Add(time.Duration(i-2)*time.Minute))
		d.ok(err)
		if want := min(i+1, 3); n != want { // those of the last two minutes, and this one
			d.t.Fatalf("try %d counts %d, want %d", i, n, want)
		}
	}
	n, err := d.Try(d.ctx, "account/b", authDay, authDay)
	d.ok(err)
	d.same(n, 1)
	d.ok(d.Forget(d.ctx, "account/a"))
	n, err = d.Try(d.ctx, "account/a", authDay, time.Time{})
	d.ok(err)
	d.same(n, 1)
	d.ok(d.Sweep(d.ctx, authDay.Add(time.Second)))
	n, err = d.Try(d.ctx, "account/a", authDay, time.Time{})
	d.ok(err)
	d.same(n, 1)
}

// authTriesAtOnce: no two tries at the same time count as the same one.
func authTriesAtOnce(d *authDesk) {
	const n = 40
	stores := []access.Store{d.Store, d.again()}
	var mu sync.Mutex
	var seen []int
	d.atOnce(n, func(i int) error {
		k, err := stores[i%2].Try(d.ctx, "account/a", authDay, authDay)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, k)
		return err
	})
	slices.Sort(seen)
	for i, k := range seen {
		if k != i+1 {
			d.t.Fatalf("the counts are %v", seen)
		}
	}
}

func authOpened(d *authDesk) {
	keys, err := d.Opened(d.ctx)
	d.ok(err)
	d.same(len(keys), 0)
	d.ok(d.EditOpened(d.ctx, func([]string) ([]string, error) { return []string{"street", "grid", "street"}, nil }))
	keys, err = d.again().Opened(d.ctx)
	d.ok(err)
	d.same(keys, []string{"grid", "street"})
	d.want(d.EditOpened(d.ctx, func([]string) ([]string, error) { return nil, city.Errorf(city.Conflict, "bad_opened", "no") }), city.Conflict, "bad_opened")
	d.ok(d.EditOpened(d.ctx, func(have []string) ([]string, error) {
		d.same(have, []string{"grid", "street"})
		return nil, nil
	}))
	keys, err = d.Opened(d.ctx)
	d.ok(err)
	d.same(len(keys), 0)
}

func authSecrets(d *authDesk) {
	stores := []access.Store{d.Store, d.again()}
	got := make([][]byte, 8)
	d.atOnce(8, func(i int) (err error) {
		got[i], err = stores[i%2].Secret(d.ctx, "audit")
		return err
	})
	other, err := d.Secret(d.ctx, "factor")
	d.ok(err)
	for _, b := range got {
		if len(b) != 32 || !bytes.Equal(b, got[0]) || bytes.Equal(b, other) {
			d.t.Fatalf("secrets %x, %x", got, other)
		}
	}
}

func entryNumber(i int) access.Entry {
	return access.Entry{
		At: authDay.Add(time.Duration(i)*time.Hour + 789), Account: fmt.Sprintf("u%d", i), Via: access.ViaSession, Action: "persons.reveal",
		Of: []string{fmt.Sprintf("person/P-%d", i), "post/红 帆"}, Outcome: "done", Reason: "emergency", Revision: int64(i), Address: "192.0.2.0/24",
	}
}

func authChain(d *authDesk) {
	head, err := d.Head(d.ctx)
	d.ok(err)
	if head != nil {
		d.t.Fatalf("a new store has the head %+v", head)
	}
	d.ok(d.Append(d.ctx, nil))
	var want []access.Entry
	for i := range 5 { // one, then two, …
		rows := make([]access.Entry, i+1)
		for k := range rows {
			rows[k] = entryNumber(10*i + k)
		}
		rows[0].Of = nil
		d.ok(d.Append(d.ctx, rows))
		want = append(want, rows...)
	}
	got, err := d.again().Entries(d.ctx, 0, 100)
	d.ok(err)
	d.same(got, want)
	d.chained(got, [32]byte{})
	got, err = d.Entries(d.ctx, 3, 2)
	d.ok(err)
	d.same(got, want[3:5])
	head, err = d.Head(d.ctx)
	d.ok(err)
	d.same(*head, want[len(want)-1])
}

// chained fails unless each row hangs on the one before.
func (d *authDesk) chained(rows []access.Entry, prev [32]byte) {
	d.t.Helper()
	for i := range rows {
		e := &rows[i]
		if e.Prev != prev || e.Hash != access.EntryHash(e) || i > 0 && e.Seq != rows[i-1].Seq+1 {
			d.t.Fatalf("row %d is not chained: %+v", e.Seq, e)
		}
		prev = e.Hash
	}
}

func authChainAtOnce(d *authDesk) {
	stores := []access.Store{d.Store, d.again()}
	d.atOnce(24, func(i int) error {
		return stores[i%2].Append(d.ctx, []access.Entry{entryNumber(i), entryNumber(i)})
	})
	rows, err := d.Entries(d.ctx, 0, 100)
	d.ok(err)
	d.same(len(rows), 48)
	d.chained(rows, [32]byte{})
	for i := 0; i < 48; i += 2 {
		d.same(rows[i].Account, rows[i+1].Account)
	}
}

func authTrim(d *authDesk) {
	rows := make([]access.Entry, 10)
	for i := range rows {
		rows[i] = entryNumber(i)
	}
	d.ok(d.Append(d.ctx, rows))
	n, err := d.DropEntries(d.ctx, authDay, authDay)
	d.ok(err)
	d.same(n, 0)
	now := authDay.Add(100 * time.Hour)
	n, err = d.DropEntries(d.ctx, rows[4].At, now)
	d.ok(err)
	d.same(n, 4)
	left, err := d.Entries(d.ctx, 0, 100)
	d.ok(err)
	d.same(len(left), 7)
	d.same(left[0], rows[4])
	d.chained(left, rows[3].Hash)
	d.same(left[6].Of, access.Trimmed(&rows[3], now).Of)
	n, err = d.DropEntries(d.ctx, now.Add(time.Hour), now.Add(2*time.Hour)) // all of them
	d.ok(err)
	d.same(n, 7)
	d.ok(d.Append(d.ctx, []access.Entry{entryNumber(200)}))
	left, err = d.Entries(d.ctx, 0, 100)
	d.ok(err)
	d.same(len(left), 2)
	d.same(left[0].Seq, int64(12))
}

func authDropped(d *authDesk) {
	for _, name := range []string{"zhang", "li"} {
		d.ok(d.PutAccount(d.ctx, &access.Account{Name: name}, authDay))
		d.ok(d.PutSession(d.ctx, &access.SessionRow{Hash: [32]byte([]byte(name + "                                ")[:32]), Account: name, Expires: authDay}))
		d.ok(d.PutToken(d.ctx, &access.Token{ID: name, Account: name, Hash: [32]byte([]byte(name + "                                ")[:32]), Expires: authDay}))
		_, err := d.Try(d.ctx, access.TryAccount(name), authDay, authDay)
		d.ok(err)
	}
	d.ok(d.DropAccount(d.ctx, "zhang"))
	_, err := d.Account(d.ctx, "zhang")
	d.want(err, city.NotFound, "unknown_account")
	sessions, err := d.Sessions(d.ctx, "zhang")
	d.ok(err)
	tokens, err := d.Tokens(d.ctx)
	d.ok(err)
	n, err := d.Try(d.ctx, access.TryAccount("zhang"), authDay, authDay)
	d.ok(err)
	if len(sessions) != 0 || len(tokens) != 1 || n != 1 {
		d.t.Fatalf("left of a dropped account: %+v, %+v, %d tries", sessions, tokens, n)
	}
	sessions, err = d.Sessions(d.ctx, "li")
	d.ok(err)
	d.same(len(sessions), 1)
}
