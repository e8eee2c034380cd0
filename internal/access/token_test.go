package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func (b *bench) token(n access.NewToken) (string, access.TokenInfo) {
	b.t.Helper()
	if n.Expires.IsZero() {
		n.Expires = b.clock.now().Add(24 * time.Hour)
	}
	if n.Name == "" {
		n.Name = "a program"
	}
	secret, info, err := b.CreateToken(b.t.Context(), b.by, n)
	b.ok(err)
	return secret, info
}

func TestTokens(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("zhang", access.Dispatcher)
	secret, info := b.token(access.NewToken{Account: "zhang", Only: []access.Action{"search", "persons.read", "changes.write", "account.self"}})
	if !strings.HasPrefix(secret, "rs_") || len(secret) != 46 {
		t.Fatalf("secret of %d characters", len(secret))
	}
	c, err := b.Bearer(ctx, secret)
	b.ok(err)
	if c.Account != "zhang" || c.Via != access.ViaToken || !c.May("persons.read") || c.May("persons.reveal") || c.May("changes.write") || c.ID != info.ID {
		t.Fatalf("caller %+v", c)
	}
	_, _, err = b.BeginFactor(ctx, c) // a program does not sit at the account
	want(t, err, city.Forbidden, "forbidden")
	want(t, b.EndAll(ctx, c, "zhang"), city.Forbidden, "forbidden")
	for _, forged := range []string{"", "rs_", secret[3:], secret + "A", secret[:45] + "!", "rs_" + strings.Repeat("A", 43), "RS_" + secret[3:], strings.Repeat("rs_", 1000)} {
		_, err := b.Bearer(ctx, forged)
		want(t, err, city.Unauthorized, "bad_token")
	}
	_, err = b.Caller(ctx, secret) // a token is no session
	want(t, err, city.Unauthorized, "no_session")
	session, _ := b.in("zhang")
	_, err = b.Bearer(ctx, session)
	want(t, err, city.Unauthorized, "bad_token")
	b.clock.pass(24*time.Hour - time.Millisecond)
	_, err = b.Bearer(ctx, secret)
	b.ok(err)
	b.clock.pass(time.Millisecond)
	_, err = b.Bearer(ctx, secret)
	want(t, err, city.Unauthorized, "bad_token")
}

// TestTokensEnd: at once here, within a second elsewhere.
func TestTokensEnd(t *testing.T) {
	for name, act := range map[string]func(b *bench, id string) error{
		"dropped":  func(b *bench, id string) error { return b.DropToken(b.t.Context(), b.by, id) },
		"all":      func(b *bench, _ string) error { return b.EndAll(b.t.Context(), b.by, "zhang") },
		"disabled": func(b *bench, _ string) error { return b.DisableUser(b.t.Context(), b.by, "zhang", true) },
		"user":     func(b *bench, _ string) error { return b.DropUser(b.t.Context(), b.by, "zhang") },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			ctx := t.Context()
			other := b.another()
			b.user("zhang", access.Dispatcher)
			secret, info := b.token(access.NewToken{Account: "zhang"})
			_, err := other.Bearer(ctx, secret)
			b.ok(err)
			_, err = b.Bearer(ctx, secret)
			b.ok(err)
			b.ok(act(b, info.ID))
			_, err = b.Bearer(ctx, secret)
			want(t, err, city.Unauthorized, "bad_token")
			b.clock.pass(time.Second)
			_, err = other.Bearer(ctx, secret)
			want(t, err, city.Unauthorized, "bad_token")
		})
	}
}

// TestNewAccountOfAName: the token and the session of an account that went are none of a later one
// of the same name.
func TestNewAccountOfAName(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	token, _ := b.token(access.NewToken{Account: "zhang"})
	session, _ := b.in("zhang")
	b.ok(b.DropUser(t.Context(), b.by, "zhang"))
	b.clock.pass(time.Second)
	b.user("zhang", access.Planner)
	_, err := b.Bearer(t.Context(), token)
	want(t, err, city.Unauthorized, "bad_token")
	_, err = b.Caller(t.Context(), session)
	want(t, err, city.Unauthorized, "no_session")
}

// TestDisplay: a wall reads what is open, shows its view, and has nobody's data.
func TestDisplay(t *testing.T) {
	b := newBench(t)
	secret, info := b.token(access.NewToken{Display: true, View: "area=grid/1&layers=grid"})
	c, err := b.Bearer(t.Context(), secret)
	b.ok(err)
	if c.Via != access.ViaDisplay || c.View != "area=grid/1&layers=grid" || !c.May("tiles.read") {
		t.Fatalf("caller %+v", c)
	}
	for _, a := range []access.Action{"locate", "persons.read", "households.read", "account.self", "changes.write"} {
		if c.May(a) {
			t.Errorf("a wall may do %s", a)
		}
	}
	list, err := b.Tokens(t.Context(), b.by)
	b.ok(err)
	if len(list) != 1 || list[0].ID != info.ID || !list[0].Display {
		t.Fatalf("tokens %+v", list)
	}
	b.ok(b.DropToken(t.Context(), b.by, info.ID))
	_, err = b.Bearer(t.Context(), secret)
	want(t, err, city.Unauthorized, "bad_token")
	want(t, b.DropToken(t.Context(), b.by, info.ID), city.NotFound, "no_token")
}

func TestBadTokens(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	b.user("li", access.Keeper)
	day := b.clock.now().Add(24 * time.Hour)
	for name, n := range map[string]access.NewToken{
		"no name":         {Account: "zhang", Expires: day},
		"two lines":       {Name: "a\nb", Account: "zhang", Expires: day},
		"ended":           {Name: "a", Account: "zhang", Expires: b.clock.now()},
		"no end":          {Name: "a", Account: "zhang"},
		"too long":        {Name: "a", Account: "zhang", Expires: day.Add(366 * 24 * time.Hour)},
		"no account":      {Name: "a", Expires: day},
		"wall of one":     {Name: "a", Account: "zhang", Display: true, Expires: day},
		"view of none":    {Name: "a", Account: "zhang", View: "v", Expires: day},
		"unknown action":  {Name: "a", Account: "zhang", Only: []access.Action{"fly"}, Expires: day},
		"keeper, for all": {Name: "a", Account: "li", Expires: day},
		"rights":          {Name: "a", Account: "li", Only: []access.Action{"users.grant"}, Expires: day},
	} {
		_, _, err := b.CreateToken(t.Context(), b.by, n)
		if city.CodeOf(err) != "bad_token_spec" {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := b.CreateToken(t.Context(), b.by, access.NewToken{Name: "a", Account: "nobody", Expires: day})
	want(t, err, city.NotFound, "unknown_account")
}
