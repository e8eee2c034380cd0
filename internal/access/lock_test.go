package access_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// TestLockout: 10,000 wrong passwords from 100 addresses at once, at two processes: of no account
// more are compared than its lockout allows, and then the right password does not enter either.
func TestLockout(t *testing.T) {
	b := newBench(t)
	names := []string{"anna", "bert", "carl"}
	for _, n := range names {
		b.user(n, access.Dispatcher)
	}
	services := []*access.Service{b.Service, b.another()}
	compared := make([]atomic.Int32, len(names)+1)
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for i := range jobs {
				who := i % (len(names) + 1)
				name := "nobody"
				if who < len(names) {
					name = names[who]
				}
				_, _, err := services[i/100%2].SignIn(t.Context(), access.Attempt{
					Name: name, Password: fmt.Sprintf("wrong %d", i), Address: fmt.Sprintf("198.51.100.%d", i%100),
				})
				switch city.CodeOf(err) {
				case "bad_credentials":
					compared[who].Add(1)
				case "too_many_tries":
				default:
					t.Errorf("try %d: %v", i, err)
				}
			}
		})
	}
	for i := range 10_000 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	for i := range compared {
		if n := compared[i].Load(); n != 5 {
			t.Errorf("account %d: %d passwords were compared, want 5", i, n)
		}
	}
	right := access.Attempt{Name: "anna", Password: goodPassword, Address: "203.0.113.9"}
	for _, s := range services {
		_, _, err := s.SignIn(t.Context(), right)
		want(t, err, city.TooMany, "too_many_tries")
	}
	b.clock.pass(15*time.Minute + time.Second)
	b.in("anna")
}

// TestLockEnds: knocking on does not make a lock last, and a right password in time forgives.
func TestLockEnds(t *testing.T) {
	b := newBench(t)
	b.user("anna", access.Dispatcher)
	wrong := access.Attempt{Name: "anna", Password: "quite wrong"}
	for range 4 {
		_, _, err := b.SignIn(t.Context(), wrong)
		want(t, err, city.Unauthorized, "bad_credentials")
	}
	b.in("anna")
	for range 5 {
		_, _, err := b.SignIn(t.Context(), wrong)
		want(t, err, city.Unauthorized, "bad_credentials")
	}
	for range 16 {
		_, _, err := b.SignIn(t.Context(), wrong)
		want(t, err, city.TooMany, "too_many_tries")
		b.clock.pass(55 * time.Second)
	}
	b.clock.pass(time.Minute)
	b.in("anna")
}

// TestAddressLocks: one address that tries many names is stopped; others are not.
func TestAddressLocks(t *testing.T) {
	b := newBench(t, func(o *access.Options) { o.AddressTries = 10 })
	b.user("anna", access.Dispatcher)
	seen := 0
	for i := range 30 {
		_, _, err := b.SignIn(t.Context(), access.Attempt{Name: fmt.Sprintf("n%d", i), Password: "x", Address: fmt.Sprintf("[2001:db8::%d]:443", i)})
		if city.CodeOf(err) == "bad_credentials" {
			seen++
		}
	}
	if seen != 10 {
		t.Errorf("%d tries of one network were judged, want 10", seen)
	}
	b.in("anna")
}

// TestUnknownNameLooksTheSame: kind, code and text of a name that is none, of one that is disabled,
// of one without a password, and of a wrong password are one and the same.
func TestUnknownNameLooksTheSame(t *testing.T) {
	b := newBench(t)
	b.user("anna", access.Dispatcher)
	b.user("off", access.Dispatcher)
	b.ok(b.DisableUser(t.Context(), b.by, "off", true))
	_, err := b.CreateUser(t.Context(), b.by, access.NewUser{Name: "linked", Subject: "https://id.example s"})
	b.ok(err)
	var texts []string
	for _, a := range []access.Attempt{
		{Name: "anna", Password: "wrong"}, {Name: "nobody", Password: "wrong"}, {Name: "off", Password: goodPassword},
		{Name: "linked", Password: ""}, {Name: "", Password: ""}, {Name: "no such NAME 中", Password: "x"},
		{Name: "anna", Password: strings.Repeat("x", 100_000)}, {Name: "anna", Password: "", Code: "123456"},
	} {
		_, _, err := b.SignIn(t.Context(), a)
		want(t, err, city.Unauthorized, "bad_credentials")
		texts = append(texts, err.Error())
	}
	if len(slices.Compact(texts)) != 1 {
		t.Errorf("the texts tell one from another: %q", texts)
	}
}

// BenchmarkSignIn compares the work of a wrong password with that for a name that is none: the
// ratio unknown/wrong is about 1.
func BenchmarkSignIn(b *testing.B) {
	d := newBench(b, func(o *access.Options) { o.Hashing, o.Tries, o.AddressTries = nil, 1<<30, 1<<30 })
	d.user("anna", access.Dispatcher)
	var took [2]time.Duration
	for b.Loop() {
		for i, name := range []string{"anna", "nobody"} {
			start := time.Now()
			_, _, _ = d.SignIn(b.Context(), access.Attempt{Name: name, Password: "wrong"})
			took[i] += time.Since(start)
		}
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "unknown/wrong")
	b.ReportMetric(took[0].Seconds()*1000/float64(b.N), "ms/wrong")
}

// BenchmarkCaller is what each request of a signed-in page costs.
func BenchmarkCaller(b *testing.B) {
	d := newBench(b)
	d.user("anna", access.Dispatcher)
	secret, _ := d.in("anna")
	for b.Loop() {
		if _, err := d.Caller(b.Context(), secret); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAddressAtOnce: who tries from one address at once gets no further than who tries in turn.
func TestAddressAtOnce(t *testing.T) {
	b := newBench(t)
	var compared, held, busy atomic.Int32
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			_, _, err := b.SignIn(t.Context(), access.Attempt{Name: fmt.Sprintf("nobody-%d", i), Password: "quite wrong", Address: "198.51.100.7"})
			switch city.CodeOf(err) {
			case "bad_credentials":
				compared.Add(1)
			case "too_many_tries":
				held.Add(1)
			case "sign_in_busy":
				busy.Add(1)
			default:
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if n := compared.Load(); n > 100 || n < 2 {
		t.Errorf("%d passwords were compared, %d refused, %d told to wait; at most 100 may be compared", n, held.Load(), busy.Load())
	}
}

// TestWrongOnes: a wrong old password and a wrong first code are in the audit, and so is a search for
// persons that found nobody, without its text.
func TestWrongOnes(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	secret, c := b.in("zhang")
	_, err := b.ChangePassword(ctx, c, secret, "not the old one", "another good one 9")
	want(t, err, city.Unauthorized, "bad_credentials")
	if _, _, err = b.BeginFactor(ctx, c); err != nil {
		t.Fatal(err)
	}
	_, err = b.ConfirmFactor(ctx, c, secret, "000000")
	want(t, err, city.Unauthorized, "wrong_code")
	people := access.NewPeople(nil, b.Record, nil)
	if _, err := people.Named(ctx, c, nil, func(string, string) bool { return false }); err != nil {
		t.Fatal(err)
	}
	rows, err := b.Audit(ctx, &access.Caller{Account: "aud", Roles: []access.Role{access.Auditor}, Via: access.ViaSession}, access.Filter{Account: "zhang", Limit: 100})
	b.ok(err)
	var got []string
	for _, r := range rows {
		got = append(got, string(r.Action)+" "+r.Outcome+" "+strings.Join(r.Of, ","))
	}
	for _, row := range []string{"account.password bad_credentials account/zhang", "account.factor wrong_code account/zhang", "persons.search done found/0"} {
		if !slices.Contains(got, row) {
			t.Errorf("no row %q among %q", row, got)
		}
	}
}
