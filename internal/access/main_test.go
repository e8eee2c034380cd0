package access_test

import (
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// bench is a service on a store of its own.
type bench struct {
	*access.Service
	t     testing.TB
	store *gpkg.Auth
	path  string
	clock *clock
	by    *access.Caller // may everything
}

// cheap makes a password's hash cost next to nothing.
func cheap() *access.Hashing { return &access.Hashing{KiB: 64, Passes: 1} }

func newBench(t testing.TB, change ...func(*access.Options)) *bench {
	t.Helper()
	b := &bench{t: t, clock: newClock(), by: access.Command(), path: filepath.Join(t.TempDir(), "city.gpkg.auth.db")}
	store, err := gpkg.OpenAuth(t.Context(), b.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	b.store = store
	b.Service = b.another(change...)
	return b
}

// another is a service on the same store, as of another process.
func (b *bench) another(change ...func(*access.Options)) *access.Service {
	o := access.Options{Now: b.clock.now, Hashing: cheap(), Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&o)
	}
	return access.New(b.store, o)
}

const goodPassword = "correct horse 7"

// user makes an account that has changed its first password.
func (b *bench) user(name string, roles ...access.Role) {
	b.t.Helper()
	ctx := b.t.Context()
	first, err := b.CreateUser(ctx, b.by, access.NewUser{Name: name, Title: "T " + name, Roles: roles, WholeCity: true})
	b.ok(err)
	secret, c, err := b.SignIn(ctx, access.Attempt{Name: name, Password: first, Address: "192.0.2.7"})
	b.ok(err)
	if !c.Bound {
		b.t.Fatalf("%s is not bound by its first password", name)
	}
	_, err = b.ChangePassword(ctx, c, secret, first, goodPassword)
	b.ok(err)
}

// in signs in.
func (b *bench) in(name string) (string, *access.Caller) {
	b.t.Helper()
	secret, c, err := b.SignIn(b.t.Context(), access.Attempt{Name: name, Password: goodPassword, Address: "192.0.2.7", Agent: "a browser"})
	b.ok(err)
	return secret, c
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// want compares kind and code of an error.
func want(t testing.TB, err error, kind city.Kind, code string) {
	t.Helper()
	if err == nil || city.KindOf(err) != kind || city.CodeOf(err) != code {
		t.Fatalf("error %v (%v, %s), want %v, %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}
