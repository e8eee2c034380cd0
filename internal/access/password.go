package access

import (
	"context"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/redsail/redsail/internal/city"
)

// Hashing is the work that the hash of a password costs (argon2id, RFC 9106).
type Hashing struct {
	KiB    uint32
	Passes uint32
}

// usualHashing is above what OWASP asks for (19 MiB, 2 passes); measured at about 60 ms.
func usualHashing() *Hashing { return &Hashing{KiB: 32 * 1024, Passes: 3} }

const (
	hashesAtOnce = 2               // so that a flood of sign-ins takes 64 MiB and no more
	hashWait     = 5 * time.Second // how long one waits for its turn

	leastPassword = 10
	mostPassword  = 256 // bytes; more is work for nothing
)

// turn takes a place among those who work out a hash.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	wait := time.NewTimer(hashWait)
	defer wait.Stop()
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, city.Errorf(city.Unavailable, "sign_in_busy", "too many sign in at this moment; try again")
	}
}

func (s *Service) hash(ctx context.Context, password string) (string, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return s.hashNow(password)
}

func (s *Service) hashNow(password string) (string, error) {
	text, err := argon2id.CreateHash(password, &argon2id.Params{
		Memory: s.o.Hashing.KiB, Iterations: s.o.Hashing.Passes, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", city.Wrap(err, city.Internal, "internal", "a password cannot be hashed")
	}
	return text, nil
}

// matches compares a password with a hash. Where there is no account, or one without a password,
// hash is empty, and the work is done all the same on one that nothing matches.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	known := hash != ""
	if !known {
		s.decoyIn.Do(func() {
			if text, err := s.secret(); err == nil {
				s.decoy, _ = s.hashNow(text)
			}
		})
		hash = s.decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, city.Wrap(err, city.Internal, "store_corrupt", "the hash of a password cannot be read")
	}
	return ok && known, nil
}

// worst are passwords of ten characters and more that everybody tries first.
var worst = strings.Fields(`1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q 1234567891 11111111111
1111111111 0000000000 8888888888 6666666666 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 asdfghjkl123
zxcvbnm123 password12 password123 password1234 passw0rd123 p@ssw0rd123 admin12345 admin123456 administrator administrator1 letmein1234
iloveyou123 woaini1314 woaini520 woaini1314520 5201314520 1314520520 abc1234567 abcd123456 abcdefghij a123456789 aa12345678 aa123456789
q123456789 qq123456789 wang123456 zhang123456 beijing2008 beijing123 changeme123 welcome123 welcome1234
1234qwerasdf qazwsxedc123 123qweasdzxc 147258369a 1472583690 7894561230 3.1415926535 3141592653`)

// contextWords are what a password of this program is guessed from first.
var contextWords = []string{"redsail", "hongfan", "红帆", "wangge", "网格"}

// ContextWords are those that no password holds, in small letters.
func ContextWords() []string { return slices.Clone(contextWords) }

// checkPassword judges a password that somebody chose; no error repeats it.
func checkPassword(password, name string) error {
	bad := func(why string) error { return city.Errorf(city.Invalid, "bad_password", "%s", why) }
	low := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password):
		return bad("a password is text in UTF-8")
	case len(password) > mostPassword:
		return bad("a password has at most 256 bytes")
	case utf8.RuneCountInString(password) < leastPassword:
		return bad("a password has at least 10 characters")
	case name != "" && len(name) > 2 && strings.Contains(low, strings.ToLower(name)):
		return bad("a password does not hold the name of the account")
	case slices.ContainsFunc(contextWords, func(word string) bool { return strings.Contains(low, word) }):
		return bad("a password does not hold the name of the program or of what it is for")
	case slices.Contains(worst, low):
		return bad("this password is among those that everybody tries first")
	case few(password):
		return bad("a password has at least 4 different characters")
	}
	return nil
}

// few is true of a text of fewer than four different characters.
func few(text string) bool {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen) < 4
}

// firstPassword is a random one of 80 bits, in four groups that can be read out.
func (s *Service) firstPassword() (string, error) {
	b, err := s.random(10)
	if err != nil {
		return "", err
	}
	text := strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:], nil
}
