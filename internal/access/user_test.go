package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// TestWhoKeepsAccounts: each act of keeping accounts by each role: only its officer does it.
func TestWhoKeepsAccounts(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Worker)
	for name, act := range map[string]struct {
		by   []access.Role
		does func(c *access.Caller) error
	}{
		"list":    {[]access.Role{access.Admin, access.Security}, func(c *access.Caller) error { _, err := b.Users(ctx, c); return err }},
		"one":     {[]access.Role{access.Admin, access.Security}, func(c *access.Caller) error { _, err := b.User(ctx, c, "zhang"); return err }},
		"reset":   {[]access.Role{access.Admin}, func(c *access.Caller) error { _, err := b.ResetUser(ctx, c, "zhang"); return err }},
		"disable": {[]access.Role{access.Admin}, func(c *access.Caller) error { return b.DisableUser(ctx, c, "zhang", false) }},
		"link":    {[]access.Role{access.Admin}, func(c *access.Caller) error { return b.LinkUser(ctx, c, "zhang", "https://id s") }},
		"drop":    {[]access.Role{access.Admin}, func(c *access.Caller) error { return b.DropUser(ctx, c, "none") }},
		"grant": {[]access.Role{access.Security}, func(c *access.Caller) error {
			return b.GrantUser(ctx, c, "zhang", access.Grant{Roles: []access.Role{access.Worker}})
		}},
		"end":     {[]access.Role{access.Security}, func(c *access.Caller) error { return b.EndAll(ctx, c, "zhang") }},
		"tokens":  {[]access.Role{access.Security}, func(c *access.Caller) error { _, err := b.Tokens(ctx, c); return err }},
		"audit":   {[]access.Role{access.Auditor}, func(c *access.Caller) error { _, err := b.Audit(ctx, c, access.Filter{}); return err }},
		"publish": {[]access.Role{access.Keeper}, func(c *access.Caller) error { return b.OpenMore(ctx, c, "grid") }},
	} {
		for _, r := range columns {
			err := act.does(as(r))
			switch {
			case slices.Contains(act.by, r):
				if err != nil && city.CodeOf(err) != "unknown_account" {
					t.Errorf("%s by %s: %v", name, r, err)
				}
			case r == access.Public:
				if city.CodeOf(err) != "no_session" {
					t.Errorf("%s by nobody: %v", name, err)
				}
			case city.CodeOf(err) != "forbidden":
				t.Errorf("%s by %s: %v", name, r, err)
			}
		}
	}
}

func TestCreateUser(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	admin := as(access.Admin)
	password, err := b.CreateUser(ctx, admin, access.NewUser{Name: "zhang", Title: "张"})
	b.ok(err)
	_, c, err := b.SignIn(ctx, access.Attempt{Name: " ZHANG ", Password: password})
	b.ok(err)
	if !c.Bound || len(c.Roles) != 0 || c.May("households.read") {
		t.Fatalf("a new account is %+v", c)
	}
	_, err = b.CreateUser(ctx, admin, access.NewUser{Name: "zhang"})
	want(t, err, city.Conflict, "account_taken")
	_, err = b.CreateUser(ctx, admin, access.NewUser{Name: "li", Roles: []access.Role{access.Worker}})
	want(t, err, city.Forbidden, "forbidden")
	_, err = b.CreateUser(ctx, admin, access.NewUser{Name: "li", WholeCity: true})
	want(t, err, city.Forbidden, "forbidden")
	for _, name := range []string{"", "A", "张", "a b", "-a", "a/b", "command", strings.Repeat("a", 65)} {
		_, err := b.CreateUser(ctx, admin, access.NewUser{Name: name})
		want(t, err, city.Invalid, "bad_account")
	}
	_, err = b.CreateUser(ctx, b.by, access.NewUser{Name: "wu", Roles: []access.Role{access.Admin, access.Auditor}})
	want(t, err, city.Invalid, "roles_apart")
	_, err = b.CreateUser(ctx, b.by, access.NewUser{Name: "wu", Password: "short"})
	want(t, err, city.Invalid, "bad_password")
}

func TestGrant(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Worker)
	officer := &access.Caller{Account: "sec", Roles: []access.Role{access.Security}, Via: access.ViaSession}
	want(t, b.GrantUser(ctx, officer, "sec", access.Grant{Roles: []access.Role{access.Admin}}), city.Forbidden, "own_rights")
	street := city.Seat{Kind: city.KindArea, Layer: "street", Code: "110105001"}
	for name, g := range map[string]access.Grant{
		"public":   {Roles: []access.Role{access.Public}},
		"display":  {Roles: []access.Role{access.Display}},
		"unknown":  {Roles: []access.Role{"king"}},
		"twice":    {Roles: []access.Role{access.Worker, access.Worker}},
		"both":     {WholeCity: true, Scope: []city.Seat{street}},
		"a place":  {Scope: []city.Seat{{Kind: city.KindPlace, Layer: "station", Code: "1"}}},
		"a text":   {Scope: []city.Seat{{Kind: city.KindArea, Layer: "street", Code: "a\nb"}}},
		"no layer": {Scope: []city.Seat{{Kind: city.KindArea, Layer: "no layer", Code: "a"}}},
		"no code":  {Scope: []city.Seat{{Kind: city.KindArea, Layer: "street"}}},
		"too many": {Scope: slices.Repeat([]city.Seat{street}, 1001)},
	} {
		if err := b.GrantUser(ctx, officer, "zhang", g); city.CodeOf(err) != "bad_grant" {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(t, b.GrantUser(ctx, officer, "zhang", access.Grant{Roles: []access.Role{access.Security, access.Keeper}}), city.Invalid, "roles_apart")
	b.ok(b.GrantUser(ctx, officer, "zhang", access.Grant{Roles: []access.Role{access.Dispatcher}, Scope: []city.Seat{street}}))
	rows, err := b.Audit(ctx, b.by, access.Filter{Action: "users.grant"})
	b.ok(err)
	if of := rows[len(rows)-1].Of; !slices.Equal(of, []string{"account/zhang", "role/dispatcher", "street/110105001"}) {
		t.Fatalf("the audit says %v", of)
	}
	u, err := b.User(ctx, officer, "zhang")
	b.ok(err)
	if !slices.Equal(u.Scope, []access.Seat{{Layer: "street", Code: "110105001"}}) || u.WholeCity || u.Roles[0] != access.Dispatcher {
		t.Fatalf("user %+v", u)
	}
}

// TestOfficersStay: the last who can make accounts, or give rights, stays, whatever is done.
func TestOfficersStay(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	made, err := b.FirstStart(ctx)
	b.ok(err)
	if len(made) != 3 {
		t.Fatalf("the first start makes %d accounts", len(made))
	}
	for _, name := range []string{"admin", "security"} {
		want(t, b.DisableUser(ctx, b.by, name, true), city.Conflict, "last_officer")
		want(t, b.DropUser(ctx, b.by, name), city.Conflict, "last_officer")
		want(t, b.GrantUser(ctx, b.by, name, access.Grant{}), city.Conflict, "last_officer")
	}
	_, err = b.CreateUser(ctx, b.by, access.NewUser{Name: "admin2", Roles: []access.Role{access.Admin}})
	b.ok(err)
	b.ok(b.DisableUser(ctx, b.by, "admin", true))
	want(t, b.DropUser(ctx, b.by, "admin2"), city.Conflict, "last_officer")
	b.ok(b.DisableUser(ctx, b.by, "admin", false))
	b.ok(b.DropUser(ctx, b.by, "admin2"))
}

func TestFirstStart(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	made, err := b.FirstStart(ctx)
	b.ok(err)
	seen := map[string]bool{}
	for _, m := range made {
		_, c, err := b.SignIn(ctx, access.Attempt{Name: m.Name, Password: m.Password})
		b.ok(err)
		if !c.Bound || c.May("users.write") || c.May("audit.read") || seen[m.Password] || len(m.Password) < 19 {
			t.Errorf("%s: %+v", m.Name, c)
		}
		seen[m.Password] = true
	}
	again, err := b.FirstStart(ctx)
	b.ok(err)
	if len(again) != 0 {
		t.Fatalf("a second start makes %d accounts", len(again))
	}
}

// TestOfficersAreNotReset: no officer opens another's account by resetting or linking it.
func TestOfficersAreNotReset(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	_, err := b.FirstStart(ctx)
	b.ok(err)
	admin := as(access.Admin)
	for _, name := range []string{"admin", "security", "auditor"} {
		_, err := b.ResetUser(ctx, admin, name)
		want(t, err, city.Forbidden, "officer_reset")
		want(t, b.LinkUser(ctx, admin, name, "https://id.example mine"), city.Forbidden, "officer_reset")
		_, err = b.ResetUser(ctx, b.by, name)
		b.ok(err)
	}
}

// TestReset: the new password opens its change only; the old one, the factor and the lock are gone.
func TestReset(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.keeper("li")
	for range 6 {
		_, _, _ = b.SignIn(ctx, access.Attempt{Name: "li", Password: "wrong"})
	}
	password, err := b.ResetUser(ctx, as(access.Admin), "li")
	b.ok(err)
	_, _, err = b.SignIn(ctx, access.Attempt{Name: "li", Password: goodPassword})
	want(t, err, city.Unauthorized, "bad_credentials")
	secret, c, err := b.SignIn(ctx, access.Attempt{Name: "li", Password: password})
	b.ok(err)
	if !c.Bound || c.May("changes.write") {
		t.Fatalf("caller %+v", c)
	}
	_, _, err = b.BeginFactor(ctx, c)
	want(t, err, city.Conflict, "password_first")
	next, err := b.ChangePassword(ctx, c, secret, password, goodPassword)
	b.ok(err)
	c, err = b.Caller(ctx, next)
	b.ok(err)
	if !c.Bound { // still without a second factor
		t.Fatalf("caller %+v", c)
	}
}
