package access_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// TestPasswordAsSent: a password counts as it was sent, every byte of it and up to 256, and has no end.
func TestPasswordAsSent(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	secret, c := b.in("zhang")
	long := "  Größe 密码 " + strings.Repeat("Ab3$", 59)
	long += strings.Repeat("z", 255-len(long)) + " "
	if len(long) != 256 {
		t.Fatalf("%d bytes", len(long))
	}
	_, err := b.ChangePassword(t.Context(), c, secret, goodPassword, long+"x")
	want(t, err, city.Invalid, "bad_password")
	_, err = b.ChangePassword(t.Context(), c, secret, goodPassword, long)
	b.ok(err)
	in := func(password string) error {
		b.ok(b.unlock("zhang"))
		_, c, err := b.SignIn(t.Context(), access.Attempt{Name: "zhang", Password: password})
		if err == nil && c.Bound {
			t.Error("the password has to be changed")
		}
		return err
	}
	b.ok(in(long))
	for name, other := range map[string]string{
		"without blanks": strings.TrimSpace(long), "small letters": strings.ToLower(long), "decomposed": strings.Replace(long, "ö", "o\u0308", 1),
		"cut at 72": long[:72], "without the last byte": long[:255], "and more": long + "x", "one blank": strings.Replace(long, "  ", " ", 1),
	} {
		if err := in(other); city.CodeOf(err) != "bad_credentials" {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.clock.pass(10 * 365 * 24 * time.Hour)
	b.ok(in(long))
}

// TestHashCost: what is kept of a password is argon2id with at least the work that OWASP asks for (19 MiB,
// 2 passes), and a salt of its own.
func TestHashCost(t *testing.T) {
	b := newBench(t, func(o *access.Options) { o.Hashing = nil })
	b.user("zhang", access.Dispatcher)
	b.user("wang", access.Dispatcher)
	kept := map[string]bool{}
	for _, name := range []string{"zhang", "wang"} {
		a, err := b.store.Account(t.Context(), name)
		b.ok(err)
		var kib, passes, lanes int
		parts := strings.Split(a.Hash, "$") // "", argon2id, v=19, m=…, salt, hash
		if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != "v=19" {
			t.Fatalf("%d parts: %s", len(parts), a.Hash[:min(30, len(a.Hash))])
		}
		if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &kib, &passes, &lanes); err != nil || kib < 19*1024 || passes < 2 || lanes < 1 {
			t.Errorf("%s: %v", parts[3], err)
		}
		if len(parts[4]) < 22 || len(parts[5]) < 43 || kept[parts[4]] || kept[parts[5]] { // 16 and 32 bytes in base64
			t.Errorf("salt %d, hash %d characters; of two accounts with one password they are the same: %v", len(parts[4]), len(parts[5]), kept[parts[4]] || kept[parts[5]])
		}
		kept[parts[4]], kept[parts[5]] = true, true
	}
}

// TestContextWords: no password holds a word of what it is for; docs/accounts.md has the list.
func TestContextWords(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	secret, c := b.in("zhang")
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "accounts.md"))
	b.ok(err)
	words := access.ContextWords()
	if told := "`" + strings.Join(words, "`, `") + "`"; !strings.Contains(string(page), told) {
		t.Errorf("docs/accounts.md does not have %s", told)
	}
	for _, word := range append(words, "zhang", "ZhaNG") {
		_, err := b.ChangePassword(t.Context(), c, secret, goodPassword, "7x "+strings.ToUpper(word)+" q9 !m")
		if city.CodeOf(err) != "bad_password" {
			t.Errorf("%s: %v", word, err)
		}
	}
	_, err = b.ChangePassword(t.Context(), c, secret, goodPassword, "7x sailing q9 !m")
	b.ok(err)
}

// TestPasswordComposition: no kind of characters is asked for, and none is refused.
func TestPasswordComposition(t *testing.T) {
	b := newBench(t)
	b.user("zhang", access.Dispatcher)
	secret, c := b.in("zhang")
	old := goodPassword
	for _, next := range []string{
		"9402817365402", "xkqvbnmtrwz", "QWMZNXBCVYP", "江河湖海山川日月星辰", "!$%&/()=?+#", "🌲🐟🌊🪨🌧🍃🪵🐚🌙🌾", "one two three four", "'; DROP TABLE--", "<b>\"bold\"</b>\t\\",
	} {
		var err error
		if secret, err = b.ChangePassword(t.Context(), c, secret, old, next); err != nil {
			t.Fatalf("%q: %v", next, err)
		}
		old = next
	}
	_, _, err := b.SignIn(t.Context(), access.Attempt{Name: "zhang", Password: old})
	b.ok(err)
}
