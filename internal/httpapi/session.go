package httpapi

import (
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// signInsAtOnce is how many sign in, or wait for their turn, at once; the next gets 503, so that those
// who only look at the map do not wait behind them.
const signInsAtOnce = 32

// maxSessionBody is the largest body of a call about a session.
const maxSessionBody = 4 << 10

// sessionAnswer says who is signed in.
type sessionAnswer struct {
	Account   string          `json:"account" doc:"empty = nobody is signed in"`
	Title     string          `json:"title"`
	Roles     []access.Role   `json:"roles"`
	WholeCity bool            `json:"whole_city"`
	Scope     []scopeArea     `json:"scope" doc:"areas that the account is for"`
	Actions   []access.Action `json:"actions" doc:"what may be done; a page shows nothing else"`
	Bound     string          `json:"bound" enum:",password,factor" doc:"what has to be done before anything else: change the password, set up the second factor"`
	Via       access.Via      `json:"via" enum:",session,token,display"`
	Demo      []demoAccount   `json:"demo" doc:"accounts of the made-up city that this machine signs in to without a password"`
	Wall      *wallView       `json:"wall" doc:"what the wall shows that asks; null of others"`
	OIDC      bool            `json:"oidc" doc:"there is an identity provider to sign in at"`
}

// scopeArea is an area of a scope, with its name where it is in force.
type scopeArea struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// wallView is what a wall shows.
type wallView struct {
	Area   scopeArea `json:"area"`
	Layers []string  `json:"layers"`
}

// wallSignIn is what a browser before a wall shows once.
type wallSignIn struct {
	Token string `json:"token" doc:"of a wall, rs_…"`
}

// demoAccount is one of the made-up city.
type demoAccount struct {
	Account string      `json:"account"`
	Role    access.Role `json:"role"`
	Title   string      `json:"title"`
}

// signIn is what somebody signs in with.
type signIn struct {
	Name     string `json:"name" doc:"of the account"`
	Password string `json:"password"`
	Code     string `json:"code,omitempty" doc:"six digits of the second factor, where the account has one"`
	Phone    bool   `json:"phone,omitempty" doc:"of a worker's own phone: stays signed in for 30 days"`
}

func (s *Server) whoAmI(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.tellSession(w, r, callerIn(r.Context()))
}

// tellSession answers who is signed in.
func (s *Server) tellSession(w http.ResponseWriter, r *http.Request, c *access.Caller) error {
	ans := sessionAnswer{Roles: []access.Role{}, Scope: []scopeArea{}, Actions: []access.Action{}, Demo: s.demoAccounts(r)}
	for _, a := range access.Actions() {
		if c.May(a) {
			ans.Actions = append(ans.Actions, a)
		}
	}
	if s.cfg.Gate != nil {
		ans.OIDC = s.cfg.Gate.HasProvider()
	}
	if c != nil {
		ans.Account, ans.Title, ans.WholeCity, ans.Via = c.Account, c.Title, c.WholeCity, c.Via
		ans.Roles = append(ans.Roles, c.Roles...)
		ans.Scope = s.namedScope(c.Scope)
		if wall, ok := access.ParseWall(c.View); ok && c.Via == access.ViaDisplay {
			ans.Wall = &wallView{Area: s.namedScope([]city.Seat{wall.Area})[0], Layers: wall.Layers}
		}
		if c.Bound {
			ans.Bound = "password"
			if c.NeedsFactor {
				ans.Bound = "factor"
			}
		}
	}
	w.Header()["Content-Type"] = headJSON
	s.write(w, r, encode(ans))
	return nil
}

func (s *Server) namedScope(scope []city.Seat) []scopeArea {
	out := make([]scopeArea, 0, len(scope))
	for _, at := range scope {
		out = append(out, s.named(at.Layer, at.Code))
	}
	return out
}

// named is an area with its name of today; one that has ended keeps its code.
func (s *Server) named(layer, code string) scopeArea {
	return scopeArea{Layer: layer, Code: code, Name: s.atlas.Current().NameOf(layer, code)}
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body signIn
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	if err := s.maySignIn(r); err != nil {
		return err
	}
	select {
	case s.signing <- struct{}{}:
		defer func() { <-s.signing }()
	default:
		return city.Errorf(city.Unavailable, "sign_in_busy", "too many sign in at this moment; try again")
	}
	secret, c, err := s.cfg.Gate.SignIn(r.Context(), access.Attempt{
		Name: body.Name, Password: body.Password, Code: body.Code, Phone: body.Phone, Address: s.addressOf(r), Agent: r.UserAgent(),
	})
	if err != nil {
		return err
	}
	return s.signedIn(w, r, secret, c)
}

// signInWall makes the browser the one before a wall: it keeps the token where no script reads it, and
// shows it by itself with all that it asks, in place of a session that it had.
func (s *Server) signInWall(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body wallSignIn
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	if err := s.maySignIn(r); err != nil {
		return err
	}
	c, err := s.cfg.Gate.Wall(access.WithAddress(r.Context(), s.addressOf(r)), body.Token)
	if err != nil {
		return err
	}
	return s.signedIn(w, r, body.Token, c)
}

// maySignIn refuses to take a password that others could read on its way.
func (s *Server) maySignIn(r *http.Request) error {
	if s.cfg.Gate == nil {
		return city.Errorf(city.NotFound, "no_accounts", "this server has no accounts")
	}
	if s.securely(r) || fromLoopback(r) && !forwarded(r) {
		return nil
	}
	return city.Errorf(city.Forbidden, "insecure_transport", "over plain HTTP one signs in from this machine only: serve it by TLS (--tls-cert, --tls-key), or behind a proxy that does and that --trusted-proxy names")
}

// signedIn hands the secret of a session to the browser, in place of one that it had.
func (s *Server) signedIn(w http.ResponseWriter, r *http.Request, secret string, c *access.Caller) error {
	if old := s.secretOf(r); old != "" && old != secret {
		if err := s.cfg.Gate.SignOut(r.Context(), old); err != nil && city.KindOf(err) != city.Unauthorized {
			return err
		}
	}
	http.SetCookie(w, s.cookie(r, secret, phoneDays(c)))
	return s.tellSession(w, r, c)
}

// phoneDays is how long a browser keeps the cookie: that of a phone over a restart, others until it
// is closed. The server decides how long a session holds.
func phoneDays(c *access.Caller) time.Duration {
	if c.Phone {
		return 30 * 24 * time.Hour
	}
	if c.Via == access.ViaDisplay {
		return 366 * 24 * time.Hour // a wall comes back by itself when it was without current
	}
	return 0
}

func (s *Server) cookie(r *http.Request, secret string, keep time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(r), Value: secret, Path: "/", HttpOnly: true, Secure: s.securely(r), SameSite: http.SameSiteLaxMode, MaxAge: int(keep.Seconds()),
	}
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if secret := s.secretOf(r); secret != "" && s.cfg.Gate != nil {
		if err := s.cfg.Gate.SignOut(r.Context(), secret); err != nil && city.KindOf(err) != city.Unauthorized {
			return err
		}
		gone := s.cookie(r, "", 0)
		gone.MaxAge = -1
		http.SetCookie(w, gone)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// newPassword is a change of the own password.
type newPassword struct {
	Old string `json:"old"`
	New string `json:"new" doc:"at least ten characters"`
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body newPassword
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	secret, err := s.cfg.Gate.ChangePassword(r.Context(), callerIn(r.Context()), s.secretOf(r), body.Old, body.New)
	return s.renewedSession(w, r, secret, err)
}

// renewedSession answers with the session under its new secret.
func (s *Server) renewedSession(w http.ResponseWriter, r *http.Request, secret string, err error) error {
	if err != nil {
		return err
	}
	c, err := s.cfg.Gate.Caller(r.Context(), secret)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(r, secret, phoneDays(c)))
	return s.tellSession(w, r, c)
}

// factorAnswer is what an authenticator is set up with; it is shown once.
type factorAnswer struct {
	Secret string `json:"secret" doc:"base32, to be typed in"`
	URI    string `json:"uri" doc:"otpauth://, to be opened on the phone or shown as a QR code"`
}

func (s *Server) beginFactor(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	secret, uri, err := s.cfg.Gate.BeginFactor(r.Context(), callerIn(r.Context()))
	if err != nil {
		return err
	}
	w.Header()["Content-Type"] = headJSON
	s.write(w, r, encode(factorAnswer{Secret: secret, URI: uri}))
	return nil
}

// factorCode is the first code that an authenticator shows.
type factorCode struct {
	Code string `json:"code"`
}

func (s *Server) confirmFactor(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body factorCode
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	secret, err := s.cfg.Gate.ConfirmFactor(r.Context(), callerIn(r.Context()), s.secretOf(r), body.Code)
	return s.renewedSession(w, r, secret, err)
}

// fromLoopback tells whether the peer itself is this machine.
func fromLoopback(r *http.Request) bool { return peerOf(r).IsLoopback() }

// addressOf is the address that tries are counted by, and that the audit holds.
func (s *Server) addressOf(r *http.Request) string {
	if a := s.addrOf(r); a.IsValid() {
		return a.String()
	}
	return r.RemoteAddr
}

// demoAccounts are those that may be signed in to without a password: of a made-up city, by who
// sits at this machine. A request that a proxy passed on does not count.
func (s *Server) demoAccounts(r *http.Request) []demoAccount {
	if !s.demoHere(r) {
		return []demoAccount{}
	}
	return demoList()
}

func (s *Server) demoHere(r *http.Request) bool {
	return s.cfg.DemoSignIn && s.cfg.Demo && !s.cfg.AnyHost && s.cfg.PublicURL == "" && s.cfg.Gate != nil &&
		fromLoopback(r) && ofThisMachine(r.Host) && !forwarded(r) && pageOfThisMachine(r)
}

// pageOfThisMachine tells whether the page that asks is one of this machine: behind a proxy that says
// nothing of itself the browser still names the address that it sees.
func pageOfThisMachine(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && ofThisMachine(u.Host)
}

// forwarded is true of a request that says that it came through a proxy.
func forwarded(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(h) != "" {
			return true
		}
	}
	return false
}

// demoList are the accounts that a demo makes.
func demoList() []demoAccount {
	all := access.DemoAccounts()
	out := make([]demoAccount, len(all))
	for i := range all {
		out[i] = demoAccount{Account: all[i].Name, Role: all[i].Roles[0], Title: all[i].Title}
	}
	return out
}

// demoSignIn names one of them.
type demoSignIn struct {
	Account string `json:"account"`
}

func (s *Server) signInDemo(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body demoSignIn
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	if !s.demoHere(r) {
		return access.NoDemoAccount()
	}
	secret, c, err := s.cfg.Gate.SignInDemo(r.Context(), body.Account, s.addressOf(r), r.UserAgent())
	if err != nil {
		return err
	}
	return s.signedIn(w, r, secret, c)
}

// sessionsAnswer lists the sessions of the caller.
type sessionsAnswer struct {
	Sessions []access.SessionInfo `json:"sessions"`
}

func (s *Server) listSessions(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	list, err := s.cfg.Gate.Sessions(r.Context(), callerIn(r.Context()))
	if err != nil {
		return err
	}
	w.Header()["Content-Type"] = headJSON
	s.write(w, r, encode(sessionsAnswer{Sessions: list}))
	return nil
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if err := s.cfg.Gate.EndSession(r.Context(), callerIn(r.Context()), segment(r, "id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
