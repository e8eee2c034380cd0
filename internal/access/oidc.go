package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/redsail/redsail/internal/city"
)

// OIDCConfig is how an identity provider is asked (OpenID Connect: authorization code with PKCE).
type OIDCConfig struct {
	// Issuer is the address under which the provider describes itself.
	Issuer                 string
	ClientID, ClientSecret string
	// RedirectURL is where the provider sends the browser back to.
	RedirectURL string
	// Scopes besides openid; none are needed: Redsail asks for no name and no address.
	Scopes []string
	// Role is that of an account that is made for a subject that none is linked to; empty = none is
	// made. It is one that needs no second factor.
	Role Role
	// Factor are values of the claim amr (RFC 8176), such as mfa, otp or hwk, one of which says that
	// the provider asked for a second factor. Without it an account that needs one does not enter
	// this way.
	Factor []string
	// Algorithms are those that sign; nil = RS256, PS256, ES256, EdDSA. None is never one, nor is one
	// with a shared secret.
	Algorithms []string
}

const (
	oidcWait  = 10 * time.Second // for each question to the provider
	oidcLasts = 10 * time.Minute // from leaving for the provider to coming back
)

var oidcAlgorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA}

// provider is the identity provider, once it has described itself.
type provider struct {
	c  OIDCConfig
	mu sync.Mutex
	is *oidc.Provider
}

func newProvider(c OIDCConfig) *provider {
	if c.Algorithms == nil {
		c.Algorithms = oidcAlgorithms
	}
	c.Algorithms = slices.DeleteFunc(slices.Clone(c.Algorithms), func(a string) bool { return !slices.Contains(asymmetric, a) })
	return &provider{c: c}
}

// asymmetric are the algorithms that a setting may name.
var asymmetric = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// Check refuses a configuration that cannot be meant; Invalid, bad_oidc.
func (c *OIDCConfig) Check() error {
	switch {
	case c.Issuer == "" || c.ClientID == "" || c.RedirectURL == "":
		return city.Errorf(city.Invalid, "bad_oidc", "an identity provider needs the issuer, the client id and the address to come back to")
	case c.Role != "" && (!slices.Contains(Roles(), c.Role) || NeedsSecondFactor(c.Role)):
		return city.Errorf(city.Invalid, "bad_oidc", "the role %q is none that an account may get by itself: worker, dispatcher or planner", c.Role)
	}
	for _, a := range c.Algorithms {
		if !slices.Contains(asymmetric, a) {
			return city.Errorf(city.Invalid, "bad_oidc", "the algorithm %q is not allowed; there are %v", a, asymmetric)
		}
	}
	return nil
}

// HasOIDC tells whether one can sign in at an identity provider.
func (s *Service) HasOIDC() bool { return s.oidc != nil }

// describe asks the provider who it is, once.
func (p *provider) describe(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.is != nil {
		return p.is, nil
	}
	is, err := oidc.NewProvider(ctx, p.c.Issuer)
	if err != nil {
		return nil, city.Wrap(err, city.Unavailable, "oidc_unavailable", "the identity provider does not answer")
	}
	p.is = is
	return is, nil
}

func (p *provider) flow(is *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.c.ClientID, ClientSecret: p.c.ClientSecret, RedirectURL: p.c.RedirectURL, Endpoint: is.Endpoint(),
		Scopes: append([]string{oidc.ScopeOpenID}, p.c.Scopes...),
	}
}

// leave is what must be known when the browser comes back: it travels with it, sealed.
type leave struct {
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Until    int64  `json:"u"`
}

// Begin gives the address of the provider to send the browser to, and the state that comes back
// with it. The caller keeps the state in a cookie and compares the two, so that nobody is signed in
// by a link that another made. NotFound, no_oidc; Unavailable, oidc_unavailable.
func (s *Service) Begin(ctx context.Context) (url, state string, err error) {
	if s.oidc == nil {
		return "", "", noOIDC()
	}
	ctx, cancel := context.WithTimeout(ctx, oidcWait)
	defer cancel()
	is, err := s.oidc.describe(ctx)
	if err != nil {
		return "", "", err
	}
	nonce, err := s.secret()
	if err != nil {
		return "", "", err
	}
	l := leave{Nonce: nonce, Verifier: oauth2.GenerateVerifier(), Until: Micro(s.now().Add(oidcLasts))}
	text, err := json.Marshal(l)
	if err != nil {
		return "", "", err
	}
	sealed, err := s.seal(ctx, "oidc", "state", text)
	if err != nil {
		return "", "", err
	}
	state = base64.RawURLEncoding.EncodeToString(sealed)
	return s.oidc.flow(is).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(l.Verifier)), state, nil
}

func noOIDC() error {
	return city.Errorf(city.NotFound, "no_oidc", "there is no identity provider to sign in at")
}

func oidcFailed() error {
	return city.Errorf(city.Unauthorized, "oidc_failed", "signing in at the identity provider did not succeed; begin again")
}

// Finish takes what the provider sent the browser back with and gives the secret of a new session
// (WithAddress and WithAgent say whose). Unauthorized, oidc_failed, where state, code or token does
// not hold; Forbidden, not_linked, where no account belongs to the subject; factor_elsewhere.
func (s *Service) Finish(ctx context.Context, state, code string) (secret string, c *Caller, err error) {
	if s.oidc == nil {
		return "", nil, noOIDC()
	}
	l, err := s.came(ctx, state)
	if err != nil {
		return "", nil, err
	}
	token, err := s.exchange(ctx, l, code)
	if err != nil {
		return "", nil, errors.Join(err, s.refused(ctx, nil, err))
	}
	a, err := s.linked(ctx, token)
	if err != nil {
		return "", nil, errors.Join(err, s.refused(ctx, a, err))
	}
	return s.enter(ctx, a, &Attempt{Agent: agentOf(ctx)}, false)
}

// came opens the state.
func (s *Service) came(ctx context.Context, state string) (*leave, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(state) > 2000 {
		return nil, oidcFailed()
	}
	text, ok, err := s.unseal(ctx, "oidc", "state", sealed)
	if err != nil {
		return nil, err
	}
	l := new(leave)
	if !ok || json.Unmarshal(text, l) != nil || Micro(s.now()) > l.Until {
		return nil, oidcFailed()
	}
	return l, nil
}

// exchange turns the code into a token and judges it: who signed, for whom, until when, and that it
// answers this leaving.
func (s *Service) exchange(ctx context.Context, l *leave, code string) (*oidc.IDToken, error) {
	ctx, cancel := context.WithTimeout(ctx, oidcWait)
	defer cancel()
	is, err := s.oidc.describe(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := s.oidc.flow(is).Exchange(ctx, code, oauth2.VerifierOption(l.Verifier))
	if err != nil {
		s.log.Warn("the identity provider gives no token", "err", reasonOf(err))
		return nil, oidcFailed()
	}
	raw, _ := answer.Extra("id_token").(string)
	judge := is.VerifierContext(ctx, &oidc.Config{ClientID: s.oidc.c.ClientID, SupportedSigningAlgs: s.oidc.c.Algorithms, Now: s.o.Now})
	token, err := judge.Verify(ctx, raw)
	switch {
	case err != nil: // the cause may hold parts of the token
		s.log.Warn("a token of the identity provider does not hold")
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(l.Nonce)) != 1:
		s.log.Warn("a token of the identity provider answers another sign-in")
	case token.Subject == "":
		s.log.Warn("a token of the identity provider has no subject")
	default:
		return token, nil
	}
	return nil, oidcFailed()
}

// reasonOf is why the provider refused, without what it sent.
func reasonOf(err error) string {
	var e *oauth2.RetrieveError
	if errors.As(err, &e) {
		return "refused: " + cutText(e.ErrorCode, 50)
	}
	return "cannot be asked"
}

// linked finds the account of a subject, or makes it where the setting says so.
func (s *Service) linked(ctx context.Context, token *oidc.IDToken) (*Account, error) {
	subject := token.Issuer + " " + token.Subject
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(a Account) bool { return a.Subject == subject })
	if i < 0 {
		return s.welcome(ctx, subject)
	}
	a := &all[i]
	if a.Disabled {
		return a, notLinked()
	}
	if needsFactor(a) && !s.vouched(token) {
		return a, city.Errorf(city.Forbidden, "factor_elsewhere", "this account needs a second factor, and the identity provider does not say that it asked for one")
	}
	return a, nil
}

func notLinked() error {
	return city.Errorf(city.Forbidden, "not_linked", "no account belongs to this identity; an admin links one")
}

// vouched is true of a token that says that a second factor was asked for.
func (s *Service) vouched(token *oidc.IDToken) bool {
	var claims struct {
		AMR []string `json:"amr"`
	}
	if token.Claims(&claims) != nil {
		return false
	}
	return slices.ContainsFunc(claims.AMR, func(m string) bool { return slices.Contains(s.oidc.c.Factor, m) })
}

// welcome makes an account for a subject, with no area: the security officer says which.
func (s *Service) welcome(ctx context.Context, subject string) (*Account, error) {
	role := s.oidc.c.Role
	if role == "" || NeedsSecondFactor(role) {
		return nil, notLinked()
	}
	sum := sha256.Sum256([]byte(subject))
	now := s.now()
	a := &Account{
		Name: "oidc-" + hex.EncodeToString(sum[:8]), Title: "", Roles: []Role{role}, Subject: subject, Created: now, Epoch: now.UnixMicro(),
	}
	if err := s.store.PutAccount(ctx, a, now); err != nil {
		return nil, err
	}
	return a, s.did(ctx, nil, "users.write", a.Name)
}

// LinkUser lets an account sign in at the identity provider, and only there: its password and its
// second factor go. An empty subject undoes it; then a reset gives it a password. An officer's is
// linked by the command line only.
func (s *Service) LinkUser(ctx context.Context, by *Caller, name, subject string) error {
	if err := may(by, "users.write"); err != nil {
		return err
	}
	if len(subject) > 1000 || cutText(subject, 1000) != subject {
		return city.Errorf(city.Invalid, "bad_account", "a subject has at most 1,000 bytes")
	}
	_, err := s.change(ctx, name, func(a *Account) error {
		if err := notOfficers(by, a); err != nil {
			return err
		}
		a.Subject, a.Hash, a.MustChange, a.Secret, a.FactorOn, a.Step = subject, "", false, nil, false, 0
		a.Epoch++
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.dropSessions(ctx, name); err != nil {
		return err
	}
	return s.did(ctx, by, "users.link", name)
}
