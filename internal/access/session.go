package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// touchEvery is how often the use of a session is written down.
const touchEvery = time.Minute

// Caller tells whose session a secret is: Unauthorized, no_session, where it is none, or ended.
func (s *Service) Caller(ctx context.Context, secret string) (*Caller, error) {
	if len(secret) > 100 { // ours have 43
		return nil, NoSession()
	}
	hash, now := digestOf(secret), s.now()
	one, ok := s.known.get(hash, now)
	if !ok {
		var err error
		if one, err = s.look(ctx, hash, now, noSession, func() (knownCaller, error) { return s.readSession(ctx, hash, now) }); err != nil {
			return nil, err
		}
	}
	if one.row == nil || s.ended(one.row, now) { // without a row it is a token, which is no session
		return nil, NoSession()
	}
	return one.caller.copy(), nil
}

// readSession reads one that holds, and notes that it is used.
func (s *Service) readSession(ctx context.Context, hash [32]byte, now time.Time) (knownCaller, error) {
	row, a, err := s.session(ctx, hash, now)
	if err != nil {
		return knownCaller{}, err
	}
	if now.Sub(row.Seen) >= touchEvery {
		if err := s.store.TouchSession(ctx, hash, now); err != nil {
			return knownCaller{}, err
		}
		row.Seen = now
	}
	return knownCaller{caller: callerOf(a, row), account: a.Name, row: row, read: now}, nil
}

// session reads one that holds, and its account.
func (s *Service) session(ctx context.Context, hash [32]byte, now time.Time) (*SessionRow, *Account, error) {
	row, err := s.store.Session(ctx, hash)
	if err != nil {
		return nil, nil, err
	}
	a, err := s.store.Account(ctx, row.Account)
	if err == nil && row.Phone && !onlyWorker(a) { // it has other rights by now: the long life is a worker's alone
		row.Phone, row.Expires = false, row.Created.Add(s.o.Absolute)
	}
	if missing(err) || err == nil && (a.Disabled || a.Epoch != row.Epoch) || s.ended(row, now) {
		return nil, nil, NoSession()
	}
	return row, a, err
}

// callerOf is the caller of a session. What the account may is read anew each time, so that what
// it gets or loses holds for sessions that there are.
func callerOf(a *Account, row *SessionRow) *Caller {
	c := callerWith(a, ViaSession, nameOf(row.Hash))
	c.Bound = row.Bound || a.MustChange || a.Hash != "" && needsFactor(a) && !a.FactorOn
	c.NeedsFactor = c.Bound && !a.MustChange
	c.Phone = row.Phone
	return c
}

func callerWith(a *Account, via Via, id string) *Caller {
	return &Caller{
		Account: a.Name, Title: a.Title, Roles: slices.Clone(a.Roles), Scope: slices.Clone(a.Scope), WholeCity: a.WholeCity, Person: a.Person,
		Via: via, ID: id, Demo: a.Demo,
	}
}

// SignOut ends a session; one that is none is ended already.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	hash := digestOf(secret)
	row, err := s.store.Session(ctx, hash)
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.drop(ctx, row)
}

func (s *Service) drop(ctx context.Context, row *SessionRow) error {
	err := s.store.DropSession(ctx, row.Hash)
	s.forget(row.Account)
	return err
}

// SessionInfo is a session as its owner sees it.
type SessionInfo struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"`
	Expires time.Time `json:"expires"`
	Phone   bool      `json:"phone"`
	Agent   string    `json:"agent"`
	Current bool      `json:"current"`
}

// Sessions lists the caller's own that hold.
func (s *Service) Sessions(ctx context.Context, c *Caller) ([]SessionInfo, error) {
	if err := mayOwn(c); err != nil {
		return nil, err
	}
	rows, err := s.store.Sessions(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	out, now := []SessionInfo{}, s.now()
	for i := range rows {
		r := &rows[i]
		if !s.ended(r, now) {
			id := nameOf(r.Hash)
			out = append(out, SessionInfo{id, r.Created, r.Seen, r.Expires, r.Phone, r.Agent, id == c.ID})
		}
	}
	return out, nil
}

// EndSession ends one of the caller's own; NotFound, unknown_session.
func (s *Service) EndSession(ctx context.Context, c *Caller, id string) error {
	if err := mayOwn(c); err != nil {
		return err
	}
	rows, err := s.store.Sessions(ctx, c.Account)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r SessionRow) bool { return nameOf(r.Hash) == id })
	if i < 0 {
		return city.Errorf(city.NotFound, "unknown_session", "this account has no such session")
	}
	return s.drop(ctx, &rows[i])
}

// EndAll ends all sessions and tokens of an account: one's own, or, by who may give rights,
// anybody's.
func (s *Service) EndAll(ctx context.Context, by *Caller, account string) error {
	err := may(by, "users.grant")
	if account == by.name() {
		err = mayOwn(by)
	}
	if err != nil {
		return err
	}
	_, err = s.change(ctx, account, func(a *Account) error { a.Epoch++; return nil })
	if err != nil {
		return err
	}
	if err := s.dropSessions(ctx, account); err != nil {
		return err
	}
	return s.did(ctx, by, "sessions.end", account)
}

func (s *Service) dropSessions(ctx context.Context, account string) error {
	rows, err := s.store.Sessions(ctx, account)
	for i := range rows {
		err = errors.Join(err, s.store.DropSession(ctx, rows[i].Hash))
	}
	s.forget(account)
	return err
}

// renew puts a session under a new secret and ends all others of the account.
func (s *Service) renew(ctx context.Context, a *Account, secret string) (string, error) {
	row, err := s.store.Session(ctx, digestOf(secret))
	if err != nil {
		return "", err
	}
	if err := s.dropSessions(ctx, a.Name); err != nil {
		return "", err
	}
	row.Bound, row.Seen, row.Epoch = needsFactor(a) && !a.FactorOn, s.now(), a.Epoch
	return s.begin(ctx, row)
}

// mayOwn refuses who does not sit at the account: a token may not do with it what its owner may.
func mayOwn(c *Caller) error {
	if err := may(c, "account.self"); err != nil {
		return err
	}
	if c.Via != ViaSession {
		return city.Errorf(city.Forbidden, "forbidden", "this is for who has signed in")
	}
	return nil
}

// own refuses a session that is not the caller's.
func (s *Service) own(ctx context.Context, c *Caller, secret string) error {
	if err := mayOwn(c); err != nil {
		return err
	}
	row, _, err := s.session(ctx, digestOf(secret), s.now())
	if err == nil && row.Account != c.Account {
		err = NoSession()
	}
	return err
}

// ChangePassword takes a new password where the old one is right; it gives the session a new secret
// and ends the account's others. Unauthorized, bad_credentials; Invalid, bad_password; TooMany.
func (s *Service) ChangePassword(ctx context.Context, c *Caller, secret, old, chosen string) (string, error) {
	if err := s.own(ctx, c, secret); err != nil {
		return "", err
	}
	a, err := s.store.Account(ctx, c.Account)
	if err != nil {
		return "", err
	}
	if a.Hash == "" {
		return "", city.Errorf(city.Conflict, "no_password", "this account signs in at the identity provider and has no password here")
	}
	if err := s.proveOld(ctx, a, old); err != nil {
		return "", err
	}
	if err := checkPassword(chosen, a.Name); err != nil {
		return "", err
	}
	if strings.EqualFold(old, chosen) {
		return "", city.Errorf(city.Invalid, "bad_password", "the new password is the old one")
	}
	hash, err := s.hash(ctx, chosen)
	if err != nil {
		return "", err
	}
	was := a.Hash
	a, err = s.change(ctx, a.Name, func(a *Account) error {
		if a.Hash != was {
			return AccountChanged(a.Name)
		}
		a.Hash, a.MustChange = hash, false
		return nil
	})
	if err != nil {
		return "", err
	}
	next, err := s.renew(ctx, a, secret)
	if err != nil {
		return "", err
	}
	return next, s.did(ctx, c, "account.password", a.Name)
}

// proveOld counts the try as one of signing in.
func (s *Service) proveOld(ctx context.Context, a *Account, old string) error {
	if first, err := s.try(ctx, TryAccount(a.Name), s.o.Tries); err != nil {
		if first {
			err = errors.Join(err, s.failed(ctx, a, "account.password", err))
		}
		return err
	}
	ok, err := s.matches(ctx, cutPassword(old), a.Hash)
	if err != nil {
		return err
	}
	if !ok {
		err := city.Errorf(city.Unauthorized, "bad_credentials", "the old password is wrong")
		return errors.Join(err, s.failed(ctx, a, "account.password", err))
	}
	return s.forgive(ctx, TryAccount(a.Name))
}

// cutPassword is a password too long to be one as an empty one, which is nobody's.
func cutPassword(p string) string {
	if len(p) > mostPassword {
		return ""
	}
	return p
}
