package access_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// idp is an identity provider: it describes itself, publishes its keys and gives tokens for codes.
type idp struct {
	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	keys   []jose.JSONWebKey // what it publishes
	sign   func(claims map[string]any) string
	codes  map[string]url.Values // what the browser was sent with, by code
	later  time.Duration         // how far its clock is
	issuer string                // what it says that it is; empty = the truth
	gave   []string              // the tokens that it gave
}

func newKey(t *testing.T, kid string) (*rsa.PrivateKey, jose.JSONWebKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key, jose.JSONWebKey{Key: key.Public(), KeyID: kid, Algorithm: "RS256", Use: "sig"}
}

func signed(t *testing.T, alg jose.SignatureAlgorithm, key any, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	object, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	compact, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

func newIDP(t *testing.T) (p *idp, key *rsa.PrivateKey) {
	t.Helper()
	key, public := newKey(t, "one")
	p = &idp{t: t, keys: []jose.JSONWebKey{public}, codes: map[string]url.Values{}}
	p.sign = func(claims map[string]any) string { return signed(t, jose.RS256, key, "one", claims) }
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{
			"issuer": cmp.Or(p.issuer, p.server.URL), "authorization_endpoint": p.server.URL + "/auth", "token_endpoint": p.server.URL + "/token",
			"jwks_uri": p.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.answer(w, jose.JSONWebKeySet{Keys: p.keys})
	})
	mux.HandleFunc("/token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p, key
}

func (p *idp) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

// token gives a token for a code once, to who knows the verifier of its challenge.
func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	sent, ok := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || sent.Get("code_challenge_method") != "S256" || sent.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	about, opens := p.sign(p.claims(sent.Get("nonce"))), rand.Text()
	p.gave = append(p.gave, about, opens)
	p.answer(w, map[string]any{"access_token": opens, "token_type": "Bearer", "id_token": about})
}

func (p *idp) claims(nonce string) map[string]any {
	now := newClock().now().Add(p.later)
	return map[string]any{
		"iss": p.server.URL, "sub": "sub-1", "aud": "redsail", "nonce": nonce, "amr": []string{"pwd"},
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
}

// code is what the provider sends the browser back with.
func (p *idp) code(address string) string {
	p.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := rand.Text()
	p.codes[code] = u.Query()
	return code
}

func (p *idp) config(change ...func(*access.OIDCConfig)) func(*access.Options) {
	c := &access.OIDCConfig{Issuer: p.server.URL, ClientID: "redsail", ClientSecret: "s", RedirectURL: "https://city.example/back"}
	for _, f := range change {
		f(c)
	}
	if err := c.Check(); err != nil {
		p.t.Fatal(err)
	}
	return func(o *access.Options) { o.OIDC = c }
}

func (p *idp) ctx() context.Context { return oidc.ClientContext(p.t.Context(), p.server.Client()) }

// through goes the whole way.
func (p *idp) through(s *access.Service) (string, *access.Caller, error) {
	p.t.Helper()
	address, state, err := s.Begin(p.ctx())
	if err != nil {
		p.t.Fatal(err)
	}
	return s.Finish(p.ctx(), state, p.code(address))
}

func TestOIDC(t *testing.T) {
	p, _ := newIDP(t)
	b := newBench(t, p.config())
	_, _, err := p.through(b.Service)
	want(t, err, city.Forbidden, "not_linked")
	_, err = b.CreateUser(t.Context(), b.by, access.NewUser{Name: "zhang", Roles: []access.Role{access.Dispatcher}, Subject: p.server.URL + " sub-1"})
	b.ok(err)
	secret, c, err := p.through(b.Service)
	b.ok(err)
	if c.Account != "zhang" || c.Bound {
		t.Fatalf("caller %+v", c)
	}
	_, err = b.Caller(t.Context(), secret)
	b.ok(err)
	for _, password := range []string{"", "any"} { // there is no other way in
		_, _, err = b.SignIn(t.Context(), access.Attempt{Name: "zhang", Password: password})
		want(t, err, city.Unauthorized, "bad_credentials")
	}
	b.ok(b.DisableUser(t.Context(), b.by, "zhang", true))
	_, _, err = p.through(b.Service)
	want(t, err, city.Forbidden, "not_linked")
}

// TestOIDCForged: a token that anything is wrong with opens nothing.
func TestOIDCForged(t *testing.T) {
	p, key := newIDP(t)
	b := newBench(t, p.config())
	_, err := b.CreateUser(t.Context(), b.by, access.NewUser{Name: "zhang", Roles: []access.Role{access.Dispatcher}, Subject: p.server.URL + " sub-1"})
	b.ok(err)
	_, _, err = p.through(b.Service)
	b.ok(err)
	stranger, _ := newKey(t, "one")
	der := p.keys[0].Key.(*rsa.PublicKey).N.Bytes()
	none := func(claims map[string]any) string {
		text, _ := json.Marshal(claims)
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(text) + "."
	}
	with := func(name string, value any) func(map[string]any) string {
		return func(claims map[string]any) string {
			claims[name] = value
			return signed(t, jose.RS256, key, "one", claims)
		}
	}
	good := p.sign
	for name, sign := range map[string]func(map[string]any) string{
		"another key":  func(c map[string]any) string { return signed(t, jose.RS256, stranger, "one", c) },
		"none":         none,
		"HS by public": func(c map[string]any) string { return signed(t, jose.HS256, der, "one", c) },
		"unknown kid":  func(c map[string]any) string { return signed(t, jose.RS256, stranger, "two", c) },
		"expired":      with("exp", newClock().now().Add(-time.Second).Unix()),
		"audience":     with("aud", "another"),
		"issuer":       with("iss", "https://other.example"),
		"nonce":        with("nonce", "another"),
		"no nonce":     with("nonce", ""),
		"no subject":   with("sub", ""),
		"altered":      func(c map[string]any) string { s := good(c); return s[:len(s)-6] + "AAAAAA" },
		"empty":        func(map[string]any) string { return "" },
	} {
		p.sign = sign
		_, _, err := p.through(b.Service)
		if city.CodeOf(err) != "oidc_failed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.sign = good
	_, _, err = p.through(b.Service)
	b.ok(err)
}

// TestOIDCKeysTurn: a key that the provider published since is found.
func TestOIDCKeysTurn(t *testing.T) {
	p, _ := newIDP(t)
	b := newBench(t, p.config(func(c *access.OIDCConfig) { c.Role = access.Worker }))
	_, c, err := p.through(b.Service)
	b.ok(err)
	if !c.Has(access.Worker) || c.WholeCity || len(c.Scope) != 0 {
		t.Fatalf("an account that came by itself is %+v", c)
	}
	key, public := newKey(t, "two")
	p.mu.Lock()
	p.keys = []jose.JSONWebKey{public}
	p.sign = func(claims map[string]any) string { return signed(t, jose.RS256, key, "two", claims) }
	p.mu.Unlock()
	_, again, err := p.through(b.Service)
	b.ok(err)
	if again.Account != c.Account {
		t.Fatalf("one subject has the accounts %s and %s", c.Account, again.Account)
	}
}

// TestOIDCState: a state that is forged, old or of another sign-in opens nothing, nor does a code twice.
func TestOIDCState(t *testing.T) {
	p, _ := newIDP(t)
	b := newBench(t, p.config(func(c *access.OIDCConfig) { c.Role = access.Worker }))
	address, state, err := b.Begin(p.ctx())
	b.ok(err)
	other, otherState, err := b.Begin(p.ctx())
	b.ok(err)
	if state == otherState || address == other {
		t.Fatal("two sign-ins have one state")
	}
	for name, s := range map[string]string{"empty": "", "no base64": "*", "short": "AAAA", "altered": "A" + state[1:], "other": otherState} {
		_, _, err := b.Finish(p.ctx(), s, p.code(address))
		if city.CodeOf(err) != "oidc_failed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	code := p.code(address)
	_, _, err = b.Finish(p.ctx(), state, code)
	b.ok(err)
	_, _, err = b.Finish(p.ctx(), state, code)
	want(t, err, city.Unauthorized, "oidc_failed")
	p.later = 9 * time.Minute
	b.clock.pass(p.later)
	_, _, err = b.Finish(p.ctx(), state, p.code(address))
	b.ok(err)
	p.later += 2 * time.Minute
	b.clock.pass(2 * time.Minute)
	_, _, err = b.Finish(p.ctx(), state, p.code(address))
	want(t, err, city.Unauthorized, "oidc_failed")
}

// TestOIDCFactor: who needs a second factor enters only where the provider says that it asked.
func TestOIDCFactor(t *testing.T) {
	p, key := newIDP(t)
	b := newBench(t, p.config(func(c *access.OIDCConfig) { c.Factor = []string{"mfa", "otp"} }))
	_, err := b.CreateUser(t.Context(), b.by, access.NewUser{Name: "li", Roles: []access.Role{access.Dispatcher}, Subject: p.server.URL + " sub-1"})
	b.ok(err)
	secret, _, err := p.through(b.Service)
	b.ok(err)
	b.ok(b.GrantUser(t.Context(), b.by, "li", access.Grant{Roles: []access.Role{access.Keeper}, WholeCity: true}))
	_, err = b.Caller(t.Context(), secret)
	want(t, err, city.Unauthorized, "no_session")
	_, _, err = p.through(b.Service)
	want(t, err, city.Forbidden, "factor_elsewhere")
	p.sign = func(c map[string]any) string {
		c["amr"] = []string{"pwd", "otp"}
		return signed(t, jose.RS256, key, "one", c)
	}
	_, c, err := p.through(b.Service)
	b.ok(err)
	if c.Bound || !c.May("changes.write") {
		t.Fatalf("caller %+v", c)
	}
}

func TestOIDCConfig(t *testing.T) {
	b := newBench(t)
	_, _, err := b.Begin(t.Context())
	want(t, err, city.NotFound, "no_oidc")
	good := access.OIDCConfig{Issuer: "https://id.example", ClientID: "c", RedirectURL: "https://x/"}
	for name, change := range map[string]func(*access.OIDCConfig){
		"no issuer": func(c *access.OIDCConfig) { c.Issuer = "" },
		"keeper":    func(c *access.OIDCConfig) { c.Role = access.Keeper },
		"none":      func(c *access.OIDCConfig) { c.Algorithms = []string{"none"} },
		"HS256":     func(c *access.OIDCConfig) { c.Algorithms = []string{"RS256", "HS256"} },
	} {
		c := good
		change(&c)
		if err := c.Check(); city.CodeOf(err) != "bad_oidc" {
			t.Errorf("%s: %v", name, err)
		}
	}
	dead := httptest.NewServer(nil)
	dead.Close()
	b = newBench(t, func(o *access.Options) {
		o.OIDC = &access.OIDCConfig{Issuer: dead.URL, ClientID: "c", RedirectURL: "https://x/"}
	})
	_, _, err = b.Begin(oidc.ClientContext(t.Context(), dead.Client()))
	want(t, err, city.Unavailable, "oidc_unavailable")
}

// TestOIDCIssuer: a provider that says it is another one than was named is not asked.
func TestOIDCIssuer(t *testing.T) {
	for _, issuer := range []string{"https://other.example", "slash"} {
		p, _ := newIDP(t)
		if p.issuer = issuer; issuer == "slash" {
			p.issuer = p.server.URL + "/"
		}
		b := newBench(t, p.config())
		address, _, err := b.Begin(p.ctx())
		if city.KindOf(err) != city.Unavailable || address != "" {
			t.Errorf("%s: %q, %v", p.issuer, address, err)
		}
	}
}

// TestOIDCTokensStay: of the provider's tokens nothing goes to the browser, and nothing is kept.
func TestOIDCTokensStay(t *testing.T) {
	p, _ := newIDP(t)
	b := newBench(t, p.config(func(c *access.OIDCConfig) { c.Role = access.Worker }))
	address, state, err := b.Begin(p.ctx())
	b.ok(err)
	secret, c, err := b.Finish(p.ctx(), state, p.code(address))
	b.ok(err)
	told, err := json.Marshal(c)
	b.ok(err)
	texts := map[string]string{"the secret of the session": secret, "the caller": string(told), "the address of the provider": address}
	files, err := filepath.Glob(b.path + "*")
	b.ok(err)
	if len(files) == 0 || len(p.gave) != 2 {
		t.Fatalf("%d files, %d tokens", len(files), len(p.gave))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		b.ok(err)
		texts[filepath.Base(file)] = string(text)
	}
	for where, text := range texts {
		for _, token := range p.gave {
			if strings.Contains(text, token) || strings.Contains(text, token[len(token)-20:]) {
				t.Errorf("%s holds a token of the provider", where)
			}
		}
	}
}

// TestOIDCSessionIsOurs: a session that began at a provider ends as any other here, not with the provider's
// token, and not before.
func TestOIDCSessionIsOurs(t *testing.T) {
	p, _ := newIDP(t)
	b := newBench(t, p.config(func(c *access.OIDCConfig) { c.Role = access.Dispatcher }))
	secret, _, err := p.through(b.Service)
	b.ok(err)
	b.clock.pass(20 * time.Minute) // the token held for one
	_, err = b.Caller(t.Context(), secret)
	b.ok(err)
	p.server.Close() // the provider is not asked again
	b.clock.pass(29 * time.Minute)
	_, err = b.Caller(t.Context(), secret)
	b.ok(err)
	b.clock.pass(30 * time.Minute)
	_, err = b.Caller(t.Context(), secret)
	want(t, err, city.Unauthorized, "no_session")
}
