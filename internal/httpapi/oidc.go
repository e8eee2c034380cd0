package httpapi

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// stateCookie keeps what was said to the identity provider until the browser comes back from it.
const stateCookie = "redsail-oidc"

// stateLasts is how long the way to the identity provider and back may take.
const stateLasts = 10 * time.Minute

// toProvider sends the browser to the identity provider.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	to, state, err := s.cfg.Gate.Begin(r.Context())
	if err != nil {
		return err
	}
	http.SetCookie(w, s.stateCookie(r, state, stateLasts))
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

func (s *Server) stateCookie(r *http.Request, state string, keep time.Duration) *http.Cookie {
	c := s.cookie(r, state, keep)
	c.Name, c.Path = stateCookie, "/api/v1/session/oidc"
	return c
}

// fromProvider takes the browser back, signed in, to the page.
func (s *Server) fromProvider(w http.ResponseWriter, r *http.Request, q url.Values) error {
	held, err := r.Cookie(stateCookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(held.Value), []byte(q.Get("state"))) != 1 {
		return city.Errorf(city.Unauthorized, "oidc_failed", "signing in at the identity provider did not succeed; begin again")
	}
	ctx := access.WithAgent(access.WithAddress(r.Context(), s.addressOf(r)), r.UserAgent())
	secret, c, err := s.cfg.Gate.Finish(ctx, q.Get("state"), q.Get("code"))
	if err != nil {
		return err
	}
	if old := s.secretOf(r); old != "" && old != secret {
		if err := s.cfg.Gate.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	gone := s.stateCookie(r, "", 0)
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	http.SetCookie(w, s.cookie(r, secret, phoneDays(c)))
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// providerRoutes are there where there is an identity provider.
func (s *Server) providerRoutes() []Route {
	if s.cfg.Gate == nil || !s.cfg.Gate.HasProvider() {
		return nil
	}
	row := func(path, name, zh, en string, h handler) Route {
		return Route{
			Method: "GET", Pattern: "/api/v1/session/oidc" + path, Name: name, Action: "session", Personal: Account, Cost: Work,
			Summary: city.Label{Zh: zh, En: en}, handle: h, Fails: Fails{401: {"oidc_failed"}, 503: {"oidc_unavailable"}},
		}
	}
	back := row("/callback", "fromProvider", "从统一身份认证返回", "Back from the identity provider, to the page", s.fromProvider)
	back.AnyQuery, back.Fails = true, Fails{401: {"oidc_failed"}, 403: {"not_linked", "factor_elsewhere"}, 503: {"oidc_unavailable"}}
	return []Route{row("", "toProvider", "到统一身份认证登录", "To the identity provider, to sign in", s.toProvider), back}
}
