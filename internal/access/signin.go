package access

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Attempt is a try to sign in.
type Attempt struct {
	Name, Password string
	// Code is that of the second factor; empty at first, where the page does not know yet.
	Code string
	// Address is the client's, Agent how its browser names itself.
	Address, Agent string
	// Phone asks for a session of 30 days; only a worker's account gets it.
	Phone bool
}

var accountName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// IsAccountName tells whether a text could be the name of an account: any other is none, and may be a secret.
func IsAccountName(name string) bool { return accountName.MatchString(name) }

func badCredentials() error {
	return city.Errorf(city.Unauthorized, "bad_credentials", "the name or the password is wrong")
}

// SignIn gives the secret of a new session, and who it is. It fails with Unauthorized,
// bad_credentials, where name or password is wrong, with the same text and work for a name that is
// none; second_factor_needed (after the right password only), wrong_code; TooMany, too_many_tries.
// A session of an account that must change its password first, or set its second factor up, is
// Bound. Where a secret came with the request, it is not the caller's to keep: the new one counts.
func (s *Service) SignIn(ctx context.Context, t Attempt) (secret string, c *Caller, err error) {
	ctx = WithAddress(ctx, t.Address)
	name := strings.ToLower(strings.TrimSpace(t.Name))
	well := accountName.MatchString(name) && len(t.Password) <= mostPassword
	if !well {
		name, t.Password = "", ""
	}
	judged, err := s.knock(t.Address)
	if err != nil {
		return "", nil, err
	}
	defer judged()
	if err := s.countTries(ctx, name, t.Address); err != nil {
		return "", nil, err
	}
	a, err := s.judge(ctx, name, &t)
	if err != nil {
		return "", nil, errors.Join(err, s.failedFrom(ctx, t.Address, err), s.refused(ctx, a, err))
	}
	secret, c, err = s.enter(ctx, a, &t, needsFactor(a) && !a.FactorOn)
	if err != nil {
		return "", nil, err
	}
	if err := s.forgive(ctx, TryAccount(name)); err != nil {
		return "", nil, err
	}
	return secret, c, nil
}

// knock lets an address try before anything is compared; end is called when it was judged.
func (s *Service) knock(address string) (end func(), err error) {
	from := origin(address)
	if from == "" {
		return func() {}, nil
	}
	return s.knocks.begin(from, s.o.AddressTries, s.now(), s.o.Window)
}

// countTries refuses an address that failed too often, and counts the try at the account.
func (s *Service) countTries(ctx context.Context, name, address string) error {
	if left, held := s.locks.held(TryAddress(origin(address)), s.now()); held {
		return tooMany(left)
	}
	first, err := s.try(ctx, TryAccount(name), s.o.Tries)
	if first { // that an account was locked is told once
		if a, lerr := s.store.Account(ctx, name); lerr == nil {
			err = errors.Join(err, s.refused(ctx, a, err))
		}
	}
	return err
}

// failedFrom counts a try that failed at its address. Those that succeed are not counted: behind
// one address there may be a whole house.
func (s *Service) failedFrom(ctx context.Context, address string, why error) error {
	from := origin(address)
	if code := city.CodeOf(why); from == "" || code != "bad_credentials" && code != "wrong_code" {
		return nil
	}
	now, key := s.now(), TryAddress(from)
	n, err := s.store.Try(ctx, key, now, now.Add(-s.o.Window))
	if err == nil {
		s.knocks.fail(from, n, now)
	}
	if err == nil && n >= s.o.AddressTries {
		s.locks.hold(key, now, now.Add(s.o.Window))
	}
	return err
}

// judge compares the password and the code. It gives the account also with an error, where there
// is one of that name.
func (s *Service) judge(ctx context.Context, name string, t *Attempt) (*Account, error) {
	a, err := s.store.Account(ctx, name)
	if err != nil && !missing(err) {
		return nil, err
	}
	hash := ""
	if a != nil && !a.Disabled {
		hash = a.Hash
	}
	ok, err := s.matches(ctx, t.Password, hash)
	switch {
	case err != nil:
		return a, err
	case !ok:
		return a, badCredentials()
	case !a.FactorOn:
		return a, nil
	case t.Code == "":
		return a, city.Errorf(city.Unauthorized, "second_factor_needed", "the code of the second factor is needed")
	}
	return s.takeCode(ctx, a, t.Code)
}

// enter makes a session.
func (s *Service) enter(ctx context.Context, a *Account, t *Attempt, bound bool) (string, *Caller, error) {
	now := s.now()
	row := &SessionRow{
		Account: a.Name, Epoch: a.Epoch, Created: now, Seen: now, Expires: now.Add(s.o.Absolute),
		Bound: bound, Agent: cutText(t.Agent, 200),
	}
	if t.Phone && onlyWorker(a) {
		row.Phone, row.Expires = true, now.Add(s.o.Phone)
	}
	secret, err := s.begin(ctx, row)
	if err != nil {
		return "", nil, err
	}
	// What was judged may have been changed meanwhile: then the session is none.
	again, err := s.store.Account(ctx, a.Name)
	if err == nil && (again.Hash != a.Hash || again.Epoch != a.Epoch || again.Disabled) {
		err = badCredentials()
	}
	c := callerOf(a, row)
	if err == nil {
		err = s.Record(ctx, c, Entry{Action: "session", Of: []string{"account/" + a.Name}, Outcome: "done"})
	}
	if err != nil {
		return "", nil, errors.Join(err, s.store.DropSession(ctx, row.Hash))
	}
	return secret, c, nil
}

// begin writes a session under a new secret.
func (s *Service) begin(ctx context.Context, row *SessionRow) (string, error) {
	secret, err := s.secret()
	if err != nil {
		return "", err
	}
	row.Hash = digestOf(secret)
	return secret, s.store.PutSession(ctx, row)
}

// refused records a try that failed; a name that is no account's is not written down, since it may
// be a password that was typed into the wrong field.
func (s *Service) refused(ctx context.Context, a *Account, why error) error {
	if city.KindOf(why) == city.Unavailable { // nothing was tried; a flood must not fill the audit
		return nil
	}
	e := Entry{Action: "session", Outcome: city.CodeOf(why)}
	if a != nil {
		e.Of = []string{"account/" + a.Name}
	}
	return s.Record(ctx, nil, e)
}

// onlyWorker is true of an account that is a worker's and nothing else.
func onlyWorker(a *Account) bool { return len(a.Roles) == 1 && a.Roles[0] == Worker }

// cutText is a text of at most n bytes without what is not to be shown.
func cutText(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	for len(text) > n {
		text = text[:n]
		text = strings.ToValidUTF8(text, "")
	}
	return text
}

// ended is true of a session that expired, or that nobody used for too long.
func (s *Service) ended(row *SessionRow, now time.Time) bool {
	return !now.Before(row.Expires) || !row.Phone && !now.Before(row.Seen.Add(s.o.Idle))
}
