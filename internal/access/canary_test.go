package access_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
)

// Canaries: what must come up in no error, no log and no file.
const (
	canaryPassword = "canary-Passw0rt-7x"
	canaryTyped    = "canary typed into the field of the name"
	canaryCode     = "canary-code-991"
)

// TestNoSecretInTexts calls everything with canaries, wrongly, and looks for them in the errors, the
// log, the audit and the files.
func TestNoSecretInTexts(t *testing.T) {
	var log bytes.Buffer
	b := newBench(t, func(o *access.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	ctx := access.WithAgent(access.WithAddress(t.Context(), "203.0.113.77"), "a browser")
	b.user("anna", access.Keeper)
	secret, c := b.in("anna")
	token, _ := b.token(access.NewToken{Account: "anna", Only: []access.Action{"search"}})
	var texts []string
	say := func(err error) {
		if err == nil {
			t.Error("a wrong call succeeds")
			return
		}
		texts = append(texts, err.Error())
	}
	signIn := func(name, password, code string) {
		_, _, err := b.SignIn(ctx, access.Attempt{Name: name, Password: password, Code: code, Address: "203.0.113.77"})
		say(err)
	}
	signIn("anna", canaryPassword, "")
	signIn(canaryTyped, canaryPassword, "")
	signIn("nobody", canaryPassword, canaryCode)
	for range 6 {
		signIn("bert", canaryPassword, canaryCode)
	}
	for _, p := range []string{"canary", canaryPassword + "-anna", strings.Repeat("canary", 100)} {
		_, err := b.ChangePassword(ctx, c, secret, goodPassword, p)
		say(err)
		_, err = b.CreateUser(ctx, b.by, access.NewUser{Name: "anna", Password: p})
		say(err)
		_, err = b.Reset(ctx, b.by, "anna", p)
		say(err)
	}
	_, err := b.ChangePassword(ctx, c, secret, canaryPassword, "another horse 8")
	say(err)
	_, _, err = b.BeginFactor(ctx, c)
	b.ok(err)
	_, err = b.ConfirmFactor(ctx, c, secret, canaryCode)
	say(err)
	_, err = b.Caller(ctx, canaryPassword)
	say(err)
	_, err = b.Bearer(ctx, "rs_"+canaryPassword)
	say(err)
	say(b.Record(ctx, c, access.Entry{Action: "x", Of: []string{canaryTyped}}))
	b.broken(func(s *access.Service) {
		_, _, err := s.SignIn(ctx, access.Attempt{Name: "anna", Password: canaryPassword})
		say(err)
		_, err = s.Caller(ctx, canaryPassword)
		say(err)
	})
	text := strings.Join(texts, "\n") + log.String()
	for _, secret := range []string{"canary", secret, token, goodPassword, "203.0.113.77"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in a text:\n%s", secret, text)
		}
	}
	b.noneInFiles("canary", "Passw0rt", secret, token, token[3:], goodPassword)
}

// broken calls f with a service whose store is closed.
func (b *bench) broken(f func(*access.Service)) {
	b.t.Helper()
	other := newBench(b.t)
	b.ok(other.store.Close())
	f(other.Service)
}

// noneInFiles fails where the files of the store, their journals too, hold one of the texts.
func (b *bench) noneInFiles(needles ...string) {
	b.t.Helper()
	files, err := filepath.Glob(b.path + "*")
	b.ok(err)
	if len(files) < 2 {
		b.t.Fatalf("files %v", files)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		b.ok(err)
		for _, n := range needles {
			if bytes.Contains(text, []byte(n)) {
				b.t.Errorf("%s holds %q", filepath.Base(f), n)
			}
		}
	}
}

// TestSignInIsRecorded: who came in, and who tried; the name that was typed only where it is one.
func TestSignInIsRecorded(t *testing.T) {
	b := newBench(t)
	b.user("anna", access.Dispatcher)
	_, _, _ = b.SignIn(t.Context(), access.Attempt{Name: "anna", Password: "wrong", Address: "203.0.113.77"})
	_, _, _ = b.SignIn(t.Context(), access.Attempt{Name: "my-password-1", Password: "wrong"})
	for range 9 {
		_, _, _ = b.SignIn(t.Context(), access.Attempt{Name: "anna", Password: "wrong"})
	}
	rows, err := b.Audit(t.Context(), as(access.Auditor), access.Filter{Action: "session"})
	b.ok(err)
	count := map[string]int{}
	for _, r := range rows {
		count[r.Outcome]++
		for _, of := range r.Of {
			if of != "account/anna" {
				t.Errorf("row %+v", r)
			}
		}
	}
	if count["done"] != 1 || count["bad_credentials"] != 6 || count["too_many_tries"] != 1 {
		t.Fatalf("outcomes %v", count)
	}
}

// BenchmarkRecord is what a view of persons waits for: one row, safe on the disk.
func BenchmarkRecord(b *testing.B) {
	d := newBench(b)
	c := as(access.Dispatcher)
	for name, at := range map[string]int{"alone": 1, "8 at once": 8} {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(at)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := d.Record(context.Background(), c, access.Entry{Action: "persons.read", Of: []string{"person/P-1"}}); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
