package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Names of the cookie of a session. The prefix binds it to this very host and to TLS; over plain
// HTTP, which only a loopback address signs in by, browsers would not take it.
const (
	secureCookie = "__Host-redsail"
	plainCookie  = "redsail"
)

type callerKey struct{}

// callerIn is who makes the request of a context; nil = somebody who is not signed in.
func callerIn(ctx context.Context) *access.Caller {
	c, _ := ctx.Value(callerKey{}).(*access.Caller)
	return c
}

// admit finds out who calls and refuses what they may not do. The request that it gives knows the
// caller.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, rt *Route) (*http.Request, error) {
	c, err := s.callerOf(r)
	if many := s.withinLimit(w, r, c, rt.bucket); many != nil { // who shows what does not hold is counted by the address
		return r, many
	}
	if err != nil {
		return r, err
	}
	if err := refusal(c, rt.Action); err != nil {
		s.denied(r, c, rt, err)
		return r, err
	}
	if err := s.ownOrigin(r, rt); err != nil {
		return r, err
	}
	if c == nil {
		return r, nil
	}
	if rt.Personal == Public {
		w.Header()["Cache-Control"] = keptByCaller // what it holds may be for them alone
	}
	ctx := access.WithAddress(r.Context(), s.addressOf(r)) // of what is recorded
	return r.WithContext(context.WithValue(ctx, callerKey{}, c)), nil
}

// denied writes into the audit that somebody who is signed in was refused a right. The refusal holds also
// where it cannot be written.
func (s *Server) denied(r *http.Request, c *access.Caller, rt *Route, why error) {
	if s.cfg.Gate == nil || !access.RefusesRight(why) {
		return
	}
	var of []string
	if rt.inPath("name") && access.IsAccountName(segment(r, "name")) {
		of = []string{"account/" + segment(r, "name")}
	}
	s.writeDenied(r, c, rt.Action, why, of...)
}

func (s *Server) writeDenied(r *http.Request, c *access.Caller, a access.Action, why error, of ...string) {
	ctx := access.WithAddress(context.WithoutCancel(r.Context()), s.addressOf(r))
	if err := s.cfg.Gate.Denied(ctx, c, a, why, of...); err != nil {
		s.log.ErrorContext(ctx, "a refusal is not in the audit", "error", err.Error())
	}
}

// callerOf reads who calls from the token or the cookie of a request. A token that does not hold is
// refused; a session that has ended makes a stranger of the caller.
func (s *Server) callerOf(r *http.Request) (*access.Caller, error) {
	if s.cfg.Gate == nil {
		return nil, nil
	}
	if shown := r.Header["Authorization"]; len(shown) > 0 {
		token, ok := strings.CutPrefix(shown[0], "Bearer ")
		if !ok || len(shown) > 1 {
			return nil, city.Errorf(city.Unauthorized, "bad_token", "Authorization takes one Bearer token")
		}
		c, err := s.cfg.Gate.Bearer(access.WithAddress(r.Context(), s.addressOf(r)), token)
		if err == nil && c.Demo && !s.cfg.Demo {
			return nil, city.Errorf(city.Unauthorized, "bad_token", "the token is of an account of a made-up city")
		}
		return c, err
	}
	secret := s.secretOf(r)
	if secret == "" {
		return nil, nil
	}
	ctx := access.WithAddress(r.Context(), s.addressOf(r))
	if access.IsToken(secret) { // of the browser before a wall
		c, err := s.cfg.Gate.Wall(ctx, secret)
		if city.KindOf(err) == city.Unauthorized {
			return nil, nil
		}
		return c, err
	}
	c, err := s.cfg.Gate.Caller(ctx, secret)
	if city.KindOf(err) == city.Unauthorized || err == nil && c.Demo && !s.cfg.Demo { // no city but a made-up one has these
		return nil, nil
	}
	return c, err
}

// secretOf is what the browser holds of a session; empty = nothing.
func (s *Server) secretOf(r *http.Request) string {
	if r.Header["Cookie"] == nil {
		return ""
	}
	c, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *Server) cookieName(r *http.Request) string {
	if s.securely(r) {
		return secureCookie
	}
	return plainCookie
}

// refusal says why a caller may not do an action; nil where they may.
func refusal(c *access.Caller, a access.Action) error {
	switch {
	case c.May(a):
		return nil
	case c.Anonymous():
		return city.Errorf(city.Unauthorized, "sign_in_needed", "sign in to do this (%s)", a)
	case c.Bound:
		return city.Errorf(city.Forbidden, "session_bound", "first change the password, or set up the second factor, of this account")
	default:
		return c.Refusal(a)
	}
}

// may tells whether who makes a request may do an action.
func (s *Server) may(r *http.Request, a access.Action) bool { return callerIn(r.Context()).May(a) }

// view is what somebody sees of the layers and kinds of places.
type view struct {
	all  bool
	open access.Opening
	wall *access.Wall // what a wall shows, whatever is open
}

// id is the same for the same view.
func (v *view) id() string {
	if v.wall != nil {
		return "wall " + v.wall.ID()
	}
	return v.open.ID()
}

// viewOf is that of a caller who does an action: those who are signed in, and may do it by their
// account or token, see all layers, a wall what it is for, others what the keeper of the data has
// opened: that is also all that a wall sees whose token names no view.
func (s *Server) viewOf(ctx context.Context, c *access.Caller, a access.Action) (view, error) {
	if s.cfg.Gate == nil || c.SeesAll(a) {
		return view{all: true}, nil
	}
	if c != nil && c.Via == access.ViaDisplay {
		if w, ok := access.ParseWall(c.View); ok {
			return view{wall: &w}, nil
		}
	}
	open, err := s.cfg.Gate.Opened(ctx)
	return view{all: open.All(), open: open}, err
}
