package access_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// hooked is a store that lets a test do something at the worst moment, once.
type hooked struct {
	access.Store
	afterSession, afterPut func()
}

func once(f *func()) {
	if g := *f; g != nil {
		*f = nil
		g()
	}
}

func (h *hooked) Session(ctx context.Context, hash [32]byte) (*access.SessionRow, error) {
	row, err := h.Store.Session(ctx, hash)
	once(&h.afterSession)
	return row, err
}

func (h *hooked) PutSession(ctx context.Context, s *access.SessionRow) error {
	err := h.Store.PutSession(ctx, s)
	once(&h.afterPut)
	return err
}

func (b *bench) hooked() (*hooked, *access.Service) {
	h := &hooked{Store: b.store}
	return h, access.New(h, access.Options{Now: b.clock.now, Hashing: cheap()})
}

// TestEndedWhileRead: what was read before a session ended is not kept as known.
func TestEndedWhileRead(t *testing.T) {
	b := newBench(t)
	b.user("anna", access.Dispatcher)
	secret, _ := b.in("anna")
	h, s := b.hooked()
	h.afterSession = func() { b.ok(s.SignOut(t.Context(), secret)) }
	_, _ = s.Caller(t.Context(), secret) // it held when it was asked for
	_, err := s.Caller(t.Context(), secret)
	want(t, err, city.Unauthorized, "no_session")
}

// TestChangedWhileSigningIn: a password that was changed, an account that was disabled or ended
// after the password was compared, lets nobody in.
func TestChangedWhileSigningIn(t *testing.T) {
	for name, change := range map[string]func(a *access.Account){
		"password": func(a *access.Account) { a.Hash = "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA" },
		"disabled": func(a *access.Account) { a.Disabled = true },
		"ended":    func(a *access.Account) { a.Epoch++ },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			ctx := t.Context()
			b.user("anna", access.Dispatcher)
			before, err := b.store.Sessions(ctx, "anna")
			b.ok(err)
			h, s := b.hooked()
			h.afterPut = func() {
				a, err := b.store.Account(ctx, "anna")
				b.ok(err)
				change(a)
				b.ok(b.store.PutAccount(ctx, a, b.clock.now()))
			}
			_, _, err = s.SignIn(ctx, access.Attempt{Name: "anna", Password: goodPassword})
			want(t, err, city.Unauthorized, "bad_credentials")
			after, err := b.store.Sessions(ctx, "anna")
			b.ok(err)
			if len(after) != len(before) {
				t.Fatalf("%d sessions, before %d", len(after), len(before))
			}
		})
	}
}

// TestCodeAtOnce: of those who show one code at once one enters.
func TestCodeAtOnce(t *testing.T) {
	b := newBench(t, func(o *access.Options) { o.Tries = 100 })
	secret := b.keeper("li")
	services := []*access.Service{b.Service, b.another(func(o *access.Options) { o.Tries = 100 })}
	code := b.code(secret)
	var entered atomic.Int32
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			_, _, err := services[i%2].SignIn(t.Context(), access.Attempt{Name: "li", Password: goodPassword, Code: code})
			switch city.CodeOf(err) {
			case "wrong_code", "account_changed":
			default:
				if err == nil {
					entered.Add(1)
				} else {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if entered.Load() != 1 {
		t.Fatalf("%d entered with one code", entered.Load())
	}
}

// TestOfficersStayAtOnce: two who disable the two last admins at once leave one.
func TestOfficersStayAtOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for _, name := range []string{"one", "two"} {
		_, err := b.CreateUser(ctx, b.by, access.NewUser{Name: name, Roles: []access.Role{access.Admin}})
		b.ok(err)
	}
	var gone atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			name := []string{"one", "two"}[i%2]
			switch err := b.DisableUser(ctx, b.by, name, true); city.CodeOf(err) {
			case "last_officer":
			default:
				if err != nil {
					t.Error(err)
				}
				gone.Add(1)
			}
		})
	}
	wg.Wait()
	left := 0
	users, err := b.Users(ctx, b.by)
	b.ok(err)
	for i := range users {
		if !users[i].Disabled {
			left++
		}
	}
	if left != 1 || gone.Load() == 0 {
		t.Fatalf("%d admins are left", left)
	}
}
