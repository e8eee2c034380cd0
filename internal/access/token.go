package access

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
)

// tokenMark begins every token, so that one that was published by mistake is found.
const tokenMark = "rs_"

// mostTokenAge is the longest that a token holds: a year, and a day for who counts in days.
const mostTokenAge = 366 * 24 * time.Hour

// NewToken is what CreateToken takes.
type NewToken struct {
	// Name says what it is for.
	Name string
	// Account is whose rights it has; empty of a wall's.
	Account string
	// Only are the actions that it is for; nil = all that the account has, which an account that
	// signs in with a second factor does not give away.
	Only    []Action
	Expires time.Time
	// Display makes it one of a wall, which shows View.
	Display bool
	View    string
}

// TokenInfo is a token without its secret.
type TokenInfo struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Account string    `json:"account,omitempty"`
	Only    []Action  `json:"only,omitempty"`
	Display bool      `json:"display"`
	View    string    `json:"view,omitempty"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

func infoOf(t *Token) TokenInfo {
	return TokenInfo{t.ID, t.Name, t.Account, t.Only, t.Display, t.View, t.Created, t.Expires}
}

func badToken() error {
	return city.Errorf(city.Unauthorized, "bad_token", "the token is none, or has ended")
}

// Bearer tells whose token it is: Unauthorized, bad_token, where it is none, expired, or its account
// is disabled or ended it.
func (s *Service) Bearer(ctx context.Context, token string) (*Caller, error) {
	if !strings.HasPrefix(token, tokenMark) || len(token) > 100 {
		return nil, badToken()
	}
	hash, now := digestOf(token), s.now()
	one, ok := s.known.get(hash, now)
	if !ok {
		var err error
		if one, err = s.look(ctx, hash, now, badToken, func() (knownCaller, error) { return s.readToken(ctx, hash, now) }); err != nil {
			return nil, err
		}
	}
	if one.row != nil || !now.Before(one.expires) {
		return nil, badToken()
	}
	return one.caller.copy(), nil
}

func (s *Service) readToken(ctx context.Context, hash [32]byte, now time.Time) (knownCaller, error) {
	t, err := s.store.Token(ctx, hash)
	if missing(err) {
		return knownCaller{}, badToken()
	}
	if err != nil {
		return knownCaller{}, err
	}
	c, err := s.tokenCaller(ctx, t)
	return knownCaller{caller: c, account: t.Account, expires: t.Expires, read: now}, err
}

// look reads of the store what a secret is, and keeps it; none is the error where it is known to be none.
func (s *Service) look(ctx context.Context, hash [32]byte, now time.Time, none func() error, read func() (knownCaller, error)) (knownCaller, error) {
	from, met := origin(addressOf(ctx)), s.known.met(hash)
	if !met {
		stray, err := s.strays.begin(hash, from, now)
		if err != nil {
			return knownCaller{}, err
		}
		if stray {
			return knownCaller{}, none()
		}
	}
	turn := s.known.begin()
	one, err := read()
	if city.KindOf(err) == city.Unauthorized {
		s.strays.fail(hash, now)
	} else if !met {
		s.strays.holds(from) // or the store is to blame
	}
	if err == nil {
		s.known.put(hash, one, turn)
	}
	return one, err
}

func (s *Service) tokenCaller(ctx context.Context, t *Token) (*Caller, error) {
	if t.Display {
		return &Caller{Title: t.Name, Roles: []Role{Display}, Via: ViaDisplay, ID: t.ID, View: t.View}, nil
	}
	a, err := s.store.Account(ctx, t.Account)
	if missing(err) || err == nil && (a.Disabled || a.Epoch != t.Epoch) {
		return nil, badToken()
	}
	if err != nil {
		return nil, err
	}
	c := callerWith(a, ViaToken, t.ID)
	c.Only = t.Only
	return c, nil
}

// IsToken tells whether a secret is a token, and no session.
func IsToken(secret string) bool { return strings.HasPrefix(secret, tokenMark) }

// Wall tells which wall a token is of: Unauthorized, bad_token, where it is of none, or Bearer refuses it.
func (s *Service) Wall(ctx context.Context, token string) (*Caller, error) {
	c, err := s.Bearer(ctx, token)
	if err == nil && c.Via != ViaDisplay {
		return nil, badToken()
	}
	return c, err
}

// CreateToken makes a token and gives its secret, which nobody is told again. Invalid, bad_token_spec.
func (s *Service) CreateToken(ctx context.Context, by *Caller, n NewToken) (string, TokenInfo, error) {
	if err := may(by, "tokens.write"); err != nil {
		return "", TokenInfo{}, err
	}
	now := s.now()
	epoch, err := s.checkToken(ctx, &n, now)
	if err != nil {
		return "", TokenInfo{}, err
	}
	id, err := s.random(6)
	if err != nil {
		return "", TokenInfo{}, err
	}
	secret, err := s.secret()
	if err != nil {
		return "", TokenInfo{}, err
	}
	secret = tokenMark + secret
	t := &Token{
		ID: hex.EncodeToString(id), Name: n.Name, Account: n.Account, Hash: digestOf(secret), Only: n.Only,
		Display: n.Display, View: n.View, Epoch: epoch, Created: now, Expires: FromMicro(Micro(n.Expires)),
	}
	if err := s.store.PutToken(ctx, t); err != nil {
		return "", TokenInfo{}, err
	}
	of := []string{"token/" + t.ID}
	if t.Account != "" {
		of = append(of, "account/"+t.Account)
	}
	return secret, infoOf(t), s.Record(ctx, by, Entry{Action: "tokens.write", Of: of, Outcome: "done", Reason: "made"})
}

// checkToken judges what a token is to be, and gives the epoch of its account.
func (s *Service) checkToken(ctx context.Context, n *NewToken, now time.Time) (int64, error) {
	bad := func(why string) error { return city.Errorf(city.Invalid, "bad_token_spec", "%s", why) }
	switch {
	case n.Name == "" || utf8.RuneCountInString(n.Name) > 100 || cutText(n.Name, 400) != n.Name:
		return 0, bad("a token has a name of 1 to 100 characters in one line, which says what it is for")
	case !n.Expires.After(now) || n.Expires.After(now.Add(mostTokenAge)):
		return 0, bad("a token ends within a year")
	case n.Display && (n.Account != "" || n.Only != nil):
		return 0, bad("the token of a wall has no account and no actions")
	case !n.Display && (n.Account == "" || n.View != ""):
		return 0, bad("a token has an account; only that of a wall has a view, and none")
	case len(n.View) > 2000 || cutText(n.View, 2000) != n.View:
		return 0, bad("a view has at most 2,000 bytes")
	case n.Display && !isWall(n.View):
		return 0, bad("the view of a wall names its area and layers, like area=street/370811001&layers=grid,compound")
	}
	for _, action := range n.Only {
		if _, known := ReachOf(action); !known {
			return 0, bad("a token is for actions that there are; " + string(action) + " is none")
		}
	}
	if n.Display {
		return 0, nil
	}
	a, err := s.store.Account(ctx, n.Account)
	if err != nil {
		return 0, err
	}
	if needsFactor(a) && len(n.Only) == 0 {
		return 0, bad("the account signs in with a second factor: its token names the actions that it is for")
	}
	if needsFactor(a) && slices.ContainsFunc(n.Only, func(x Action) bool { return x == "users.write" || x == "users.grant" || x == "tokens.write" }) {
		return 0, bad("a token does not make accounts, give rights or make tokens")
	}
	return a.Epoch, nil
}

func isWall(view string) bool {
	_, ok := ParseWall(view)
	return ok
}

// Tokens lists all.
func (s *Service) Tokens(ctx context.Context, by *Caller) ([]TokenInfo, error) {
	if err := may(by, "tokens.write"); err != nil {
		return nil, err
	}
	rows, err := s.store.Tokens(ctx)
	out := make([]TokenInfo, len(rows))
	for i := range rows {
		out[i] = infoOf(&rows[i])
	}
	return out, err
}

// DropToken ends one at once; NotFound, no_token.
func (s *Service) DropToken(ctx context.Context, by *Caller, id string) error {
	if err := may(by, "tokens.write"); err != nil {
		return err
	}
	rows, err := s.store.Tokens(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(t Token) bool { return t.ID == id })
	if i < 0 {
		return NoToken()
	}
	err = s.store.DropToken(ctx, id)
	s.forget(rows[i].Account)
	if err != nil {
		return err
	}
	return s.Record(ctx, by, Entry{Action: "tokens.write", Of: []string{"token/" + id}, Outcome: "done", Reason: "dropped"})
}
