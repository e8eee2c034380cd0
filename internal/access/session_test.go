package access_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func TestSignInAndOut(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	secret, c := b.in("zhang")
	if c.Bound || c.Account != "zhang" || !c.May("persons.read") || c.May("changes.write") {
		t.Fatalf("caller %+v", c)
	}
	again, err := b.Caller(ctx, secret)
	b.ok(err)
	if again.ID != c.ID || again.Title != "T zhang" || !again.WholeCity || again.Via != access.ViaSession {
		t.Fatalf("caller %+v, after signing in %+v", again, c)
	}
	list, err := b.Sessions(ctx, c)
	b.ok(err)
	current := 0
	for _, s := range list {
		if s.Current {
			current++
		}
	}
	if len(list) != 2 || current != 1 { // that of the changed password, and this one
		t.Fatalf("sessions %+v", list)
	}
	b.ok(b.SignOut(ctx, secret))
	_, err = b.Caller(ctx, secret)
	want(t, err, city.Unauthorized, "no_session")
	b.ok(b.SignOut(ctx, secret))
	_, err = b.Caller(ctx, "made-up-secret-that-a-page-has-set-before")
	want(t, err, city.Unauthorized, "no_session")
}

// TestPresetSecret: what a browser held before signing in opens nothing afterwards.
func TestPresetSecret(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	first, _ := b.in("zhang")
	b.ok(b.SignOut(ctx, first))
	second, _ := b.in("zhang")
	if second == first {
		t.Fatal("two sessions have one secret")
	}
	for _, old := range []string{first, "preset", ""} {
		_, err := b.Caller(ctx, old)
		want(t, err, city.Unauthorized, "no_session")
	}
}

func TestSessionsEnd(t *testing.T) {
	for _, c := range []struct {
		name  string
		role  access.Role
		phone bool
		step  time.Duration // used this often
		lasts time.Duration
		ends  time.Duration
	}{
		{"idle", access.Dispatcher, false, 0, 29 * time.Minute, 30 * time.Minute},
		{"absolute", access.Dispatcher, false, 20 * time.Minute, 11*time.Hour + 40*time.Minute, 12 * time.Hour},
		{"phone", access.Worker, true, 0, 30*24*time.Hour - time.Minute, 30 * 24 * time.Hour},
		{"no phone of a dispatcher", access.Dispatcher, true, 0, 29 * time.Minute, 30 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			ctx := t.Context()
			b.user("wang", c.role)
			secret, _, err := b.SignIn(ctx, access.Attempt{Name: "wang", Password: goodPassword, Phone: c.phone})
			b.ok(err)
			var passed time.Duration
			for c.step > 0 && passed < c.lasts {
				b.clock.pass(c.step)
				passed += c.step
				_, err := b.Caller(ctx, secret)
				b.ok(err)
			}
			if c.step == 0 {
				b.clock.pass(c.lasts)
				passed = c.lasts
			}
			if c.step > 0 {
				_, err = b.Caller(ctx, secret)
				b.ok(err)
			}
			b.clock.pass(c.ends - passed)
			_, err = b.Caller(ctx, secret)
			want(t, err, city.Unauthorized, "no_session")
		})
	}
}

// TestRevocation: what ends a session ends it at once in this process, and within a second in
// another one.
func TestRevocation(t *testing.T) {
	for name, act := range map[string]func(b *bench, c *access.Caller) error{
		"disabled": func(b *bench, _ *access.Caller) error { return b.DisableUser(b.t.Context(), b.by, "zhang", true) },
		"dropped":  func(b *bench, _ *access.Caller) error { return b.DropUser(b.t.Context(), b.by, "zhang") },
		"reset": func(b *bench, _ *access.Caller) error {
			_, err := b.ResetUser(b.t.Context(), b.by, "zhang")
			return err
		},
		"all": func(b *bench, c *access.Caller) error { return b.EndAll(b.t.Context(), c, "zhang") },
		"one": func(b *bench, c *access.Caller) error { return b.EndSession(b.t.Context(), c, c.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			ctx := t.Context()
			other := b.another()
			b.user("zhang", access.Dispatcher)
			secret, c := b.in("zhang")
			for _, s := range []*access.Service{b.Service, other} {
				_, err := s.Caller(ctx, secret)
				b.ok(err)
			}
			b.ok(act(b, c))
			_, err := b.Caller(ctx, secret)
			want(t, err, city.Unauthorized, "no_session")
			b.clock.pass(time.Second)
			_, err = other.Caller(ctx, secret)
			want(t, err, city.Unauthorized, "no_session")
		})
	}
}

// TestRightsHoldAtOnce: a session that there is has the rights that its account has now.
func TestRightsHoldAtOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	secret, _ := b.in("zhang")
	b.ok(b.GrantUser(ctx, b.by, "zhang", access.Grant{Roles: []access.Role{access.Planner}}))
	c, err := b.Caller(ctx, secret)
	b.ok(err)
	if !c.May("siting.write") || c.May("persons.reveal") || c.WholeCity {
		t.Fatalf("caller %+v", c)
	}
	b.ok(b.GrantUser(ctx, b.by, "zhang", access.Grant{Roles: []access.Role{access.Keeper}}))
	c, err = b.Caller(ctx, secret)
	b.ok(err)
	if !c.Bound || c.May("changes.write") {
		t.Fatalf("a keeper without a second factor: %+v", c)
	}
}

func TestChangePassword(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	b.user("wang", access.Dispatcher)
	other, _ := b.in("zhang")
	secret, c := b.in("zhang")
	for _, bad := range []string{"short", "1234567890", "Password123", "my-zhang-word", goodPassword, "aaaaaaaaaaaa", "\xff\xfe456789abcd"} {
		_, err := b.ChangePassword(ctx, c, secret, goodPassword, bad)
		want(t, err, city.Invalid, "bad_password")
	}
	_, err := b.ChangePassword(ctx, c, secret, "not the old one", "another horse 8")
	want(t, err, city.Unauthorized, "bad_credentials")
	foreign, _ := b.in("wang")
	_, err = b.ChangePassword(ctx, c, foreign, goodPassword, "another horse 8")
	want(t, err, city.Unauthorized, "no_session")
	next, err := b.ChangePassword(ctx, c, secret, goodPassword, "another horse 8")
	b.ok(err)
	for _, old := range []string{secret, other} {
		_, err := b.Caller(ctx, old)
		want(t, err, city.Unauthorized, "no_session")
	}
	c, err = b.Caller(ctx, next)
	b.ok(err)
	if c.Account != "zhang" {
		t.Fatalf("caller %+v", c)
	}
	_, _, err = b.SignIn(ctx, access.Attempt{Name: "zhang", Password: goodPassword})
	want(t, err, city.Unauthorized, "bad_credentials")
}

// TestManySessions: an account has as many sessions as it began, each of which is listed and ended alone.
func TestManySessions(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("wang", access.Dispatcher)
	var secrets []string
	for range 40 {
		secret, _ := b.in("wang")
		secrets = append(secrets, secret)
	}
	c, err := b.Caller(ctx, secrets[0])
	b.ok(err)
	all, err := b.Sessions(ctx, c)
	b.ok(err)
	before := len(all)
	if before < len(secrets) {
		t.Fatalf("%d sessions are listed of %d", before, len(secrets))
	}
	b.ok(b.SignOut(ctx, secrets[7]))
	for i, secret := range secrets {
		if _, err := b.Caller(ctx, secret); (err == nil) == (i == 7) {
			t.Errorf("session %d: %v", i, err)
		}
	}
	if all, err = b.Sessions(ctx, c); err != nil || len(all) != before-1 {
		t.Errorf("%d sessions are left of %d, %v", len(all), before, err)
	}
}
