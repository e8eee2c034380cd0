package access_test

import (
	"bytes"
	"encoding/base32"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func (b *bench) code(secret string) string {
	b.t.Helper()
	code, err := totp.GenerateCode(secret, b.clock.now())
	b.ok(err)
	return code
}

// keeper makes a keeper's account with a second factor, and gives the secret of that.
func (b *bench) keeper(name string) string {
	b.t.Helper()
	b.user(name, access.Keeper)
	session, c := b.in(name)
	secret, uri, err := b.BeginFactor(b.t.Context(), c)
	b.ok(err)
	if !strings.HasPrefix(uri, "otpauth://totp/Redsail:"+name+"?") || !strings.Contains(uri, secret) {
		b.t.Fatalf("address %s", uri)
	}
	_, err = b.ConfirmFactor(b.t.Context(), c, session, b.code(secret))
	b.ok(err)
	b.clock.pass(time.Minute)
	return secret
}

func TestSecondFactor(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.user("li", access.Keeper)
	other, _ := b.in("li")
	session, c := b.in("li")
	if !c.Bound || c.May("changes.write") {
		t.Fatalf("a keeper without a second factor: %+v", c)
	}
	_, err := b.ConfirmFactor(ctx, c, session, "000000")
	want(t, err, city.Conflict, "no_factor")
	secret, _, err := b.BeginFactor(ctx, c)
	b.ok(err)
	for _, bad := range []string{"", "12345", "abcdef", wrongOf(b.code(secret))} {
		_, err := b.ConfirmFactor(ctx, c, session, bad)
		want(t, err, city.Unauthorized, "wrong_code")
		b.ok(b.unlock("li"))
	}
	next, err := b.ConfirmFactor(ctx, c, session, b.code(secret))
	b.ok(err)
	for _, old := range []string{session, other} {
		_, err := b.Caller(ctx, old)
		want(t, err, city.Unauthorized, "no_session")
	}
	c, err = b.Caller(ctx, next)
	b.ok(err)
	if c.Bound || !c.May("changes.write") {
		t.Fatalf("caller %+v", c)
	}
	_, _, err = b.BeginFactor(ctx, c)
	want(t, err, city.Conflict, "factor_on")
}

// unlock forgets the tries of an account.
func (b *bench) unlock(name string) error {
	return b.store.Forget(b.t.Context(), access.TryAccount(name))
}

// wrongOf is another code.
func wrongOf(code string) string {
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

func TestCodes(t *testing.T) {
	b := newBench(t)
	secret := b.keeper("li")
	in := func(code string) error {
		_, _, err := b.SignIn(t.Context(), access.Attempt{Name: "li", Password: goodPassword, Code: code})
		return err
	}
	want(t, in(""), city.Unauthorized, "second_factor_needed")
	want(t, in(wrongOf(b.code(secret))), city.Unauthorized, "wrong_code")
	code := b.code(secret)
	b.ok(in(code))
	want(t, in(code), city.Unauthorized, "wrong_code") // once is once
	b.clock.pass(time.Minute)
	late := b.code(secret)
	b.clock.pass(30 * time.Second)
	b.ok(in(late)) // a clock that is slow
	b.clock.pass(time.Minute)
	old := b.code(secret)
	b.clock.pass(time.Minute)
	want(t, in(old), city.Unauthorized, "wrong_code")
	_, _, err := b.SignIn(t.Context(), access.Attempt{Name: "li", Password: "wrong", Code: b.code(secret)})
	want(t, err, city.Unauthorized, "bad_credentials")
	// The code is guessed no more often than the password.
	for range 5 {
		err = in(wrongOf(b.code(secret)))
	}
	want(t, err, city.TooMany, "too_many_tries")
}

// TestFactorIsSealed: the secret of a second factor stands nowhere in the files as it is.
func TestFactorIsSealed(t *testing.T) {
	b := newBench(t)
	secret := b.keeper("li")
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	b.ok(err)
	files, err := filepath.Glob(b.path + "*")
	b.ok(err)
	if len(files) == 0 {
		t.Fatal("no files")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		b.ok(err)
		for _, needle := range [][]byte{raw, []byte(secret), []byte(goodPassword)} {
			if bytes.Contains(text, needle) {
				t.Errorf("%s holds a secret", filepath.Base(f))
			}
		}
	}
}

// TestCodeEnds: a code holds for its 30 seconds, and one step longer and earlier for clocks that are not right.
func TestCodeEnds(t *testing.T) {
	b := newBench(t)
	secret := b.keeper("li")
	start := b.clock.now().Truncate(30 * time.Second)
	at := func(after time.Duration) { b.clock.pass(start.Add(after).Sub(b.clock.now())) }
	in := func(code string) error {
		b.ok(b.unlock("li"))
		_, _, err := b.SignIn(t.Context(), access.Attempt{Name: "li", Password: goodPassword, Code: code})
		return err
	}
	made := func(after time.Duration) string {
		code, err := totp.GenerateCode(secret, start.Add(after))
		b.ok(err)
		return code
	}
	const step, bit = 30 * time.Second, time.Millisecond
	for _, c := range []struct {
		made, used time.Duration
		ok         bool
	}{
		{10 * step, 12 * step, false},
		{10 * step, 12*step - bit, true},
		{20 * step, 19*step - bit, false},
		{20 * step, 19 * step, true},
		{30 * step, 30 * step, true},
		{40 * step, 41*step - bit, true},
	} {
		at(c.used)
		if err := in(made(c.made)); (err == nil) != c.ok || err != nil && city.CodeOf(err) != "wrong_code" {
			t.Errorf("the code of second %v at second %v: %v", c.made.Seconds(), c.used.Seconds(), err)
		}
		start = start.Add(100 * step)
	}
}

// TestFactorSecrets: each is 160 bits, of which no two are the same and half are set.
func TestFactorSecrets(t *testing.T) {
	b := newBench(t)
	b.user("li", access.Keeper)
	_, c := b.in("li")
	const n = 64
	seen, ones := map[string]bool{}, 0
	for range n {
		secret, _, err := b.BeginFactor(t.Context(), c)
		b.ok(err)
		raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if err != nil || len(raw) != 20 || seen[secret] {
			t.Fatalf("%d bytes, seen before: %v, %v", len(raw), seen[secret], err)
		}
		seen[secret] = true
		for _, x := range raw {
			ones += bits.OnesCount8(x)
		}
	}
	if half := n * 160 / 2; ones < half-400 || ones > half+400 { // eight standard deviations
		t.Errorf("%d of %d bits are set", ones, 2*half)
	}
}
