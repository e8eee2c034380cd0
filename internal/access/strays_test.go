package access_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// looked counts what is asked of a store.
type looked struct {
	access.Store
	tokens, sessions int
}

func (l *looked) Token(ctx context.Context, hash [32]byte) (*access.Token, error) {
	l.tokens++
	return l.Store.Token(ctx, hash)
}

func (l *looked) Session(ctx context.Context, hash [32]byte) (*access.SessionRow, error) {
	l.sessions++
	return l.Store.Session(ctx, hash)
}

func forged(i int) string { return "rs_" + fmt.Sprintf("%043d", i) }

// TestFalseSecrets: a flood of forged tokens and sessions from an address reaches the store so many
// times and is then refused, one that is shown again not once more; who holds one that is known, or comes
// from elsewhere, is let in meanwhile, and everybody when the window has passed.
func TestFalseSecrets(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	mine, _ := b.token(access.NewToken{Account: "zhang"})
	other, _ := b.token(access.NewToken{Account: "zhang"})
	l := &looked{Store: b.store}
	s := access.New(l, access.Options{Now: b.clock.now, Hashing: cheap()})
	from := func(a string) context.Context { return access.WithAddress(t.Context(), a) }
	flood := from("192.0.2.9")
	bearer := func(ctx context.Context, token string) error { _, err := s.Bearer(ctx, token); return err }
	b.ok(bearer(flood, mine))
	for range 1000 {
		want(t, bearer(flood, forged(0)), city.Unauthorized, "bad_token")
	}
	if l.tokens != 2 {
		t.Errorf("one forged token was looked for %d times", l.tokens-1)
	}
	refused := 0
	for i := range 5000 {
		err := bearer(flood, forged(i))
		if i%2 == 1 {
			_, err = s.Caller(flood, strings.Repeat("x", 30)+fmt.Sprint(i))
		}
		if city.CodeOf(err) == "rate_limited" {
			refused++
		} else if city.KindOf(err) != city.Unauthorized {
			t.Fatal(err)
		}
	}
	if n := l.tokens + l.sessions; n > 202 || refused < 4700 {
		t.Errorf("5,000 forged secrets: the store was asked %d times, %d were refused", n, refused)
	}
	b.clock.pass(2 * time.Second) // what is known is read anew
	b.ok(bearer(flood, mine))
	want(t, bearer(flood, other), city.TooMany, "rate_limited")
	b.ok(bearer(from("192.0.2.10"), other))
	b.clock.pass(10 * time.Second)
	b.ok(bearer(flood, other))
	b.ok(bearer(flood, mine))
}

// TestTrueSecretsAreNotCounted: as many tokens that hold as there may be come from one address.
func TestTrueSecretsAreNotCounted(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	ctx := access.WithAddress(t.Context(), "192.0.2.9")
	for range 300 {
		token, _ := b.token(access.NewToken{Account: "zhang"})
		_, err := b.Bearer(ctx, token)
		b.ok(err)
	}
}

// BenchmarkForged is what a flood of forged tokens costs for each.
func BenchmarkForged(b *testing.B) {
	bench := newBench(b)
	ctx := access.WithAddress(b.Context(), "192.0.2.9")
	for i := range b.N {
		if _, err := bench.Bearer(ctx, forged(i)); err == nil {
			b.Fatal("a forged token holds")
		}
	}
}
