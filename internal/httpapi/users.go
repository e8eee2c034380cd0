package httpapi

import (
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// usersAnswer lists accounts.
type usersAnswer struct {
	Users []userAnswer `json:"users"`
}

// userAnswer is an account, its areas by name too.
type userAnswer struct {
	access.User
	Scope []scopeArea `json:"scope"`
}

// passwordAnswer is a first password, which is shown once.
type passwordAnswer struct {
	Name     string `json:"name"`
	Password string `json:"password" doc:"shown this once; it has to be changed at the first sign-in"`
}

// newUser is an account to be made. What it may do is given by the officer of security.
type newUser struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
}

// grantBody is what an account may do, and where.
type grantBody struct {
	Roles     []access.Role `json:"roles"`
	WholeCity bool          `json:"whole_city,omitempty"`
	Scope     []seatBody    `json:"scope,omitempty" doc:"areas, with all that lies in them"`
	Person    string        `json:"person,omitempty" doc:"code of the person whose account it is, so that it finds the own posts; it gives no right"`
}

// seatBody is an area.
type seatBody struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
}

// switchBody turns an account off or on.
type switchBody struct {
	Disabled bool `json:"disabled"`
}

func (s *Server) tell(w http.ResponseWriter, r *http.Request, status int, v any) error {
	w.Header()["Content-Type"] = headJSON
	if status != http.StatusOK {
		w.WriteHeader(status)
	}
	s.write(w, r, encode(v))
	return nil
}

func (s *Server) users(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	list, err := s.cfg.Gate.Users(r.Context(), callerIn(r.Context()))
	if err != nil {
		return err
	}
	ans := usersAnswer{Users: []userAnswer{}}
	for _, u := range list {
		one := userAnswer{User: u, Scope: []scopeArea{}}
		for _, at := range u.Scope {
			one.Scope = append(one.Scope, s.named(at.Layer, at.Code))
		}
		ans.Users = append(ans.Users, one)
	}
	return s.tell(w, r, http.StatusOK, ans)
}

func (s *Server) createUser(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body newUser
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	password, err := s.cfg.Gate.CreateUser(r.Context(), callerIn(r.Context()), access.NewUser{Name: body.Name, Title: body.Title})
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusCreated, passwordAnswer{Name: body.Name, Password: password})
}

// maxGrantBody holds some hundred areas.
const maxGrantBody = 64 << 10

func (s *Server) grantUser(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body grantBody
	if err := record(w, r, maxGrantBody, &body); err != nil {
		return err
	}
	pic, grant := s.atlas.Current(), access.Grant{Roles: body.Roles, WholeCity: body.WholeCity, Person: body.Person}
	if _, there := pic.Person(body.Person); !there && body.Person != "" {
		return city.Errorf(city.NotFound, "unknown_code", "no person has the code %s today", quote(body.Person))
	}
	for _, a := range body.Scope {
		if !pic.InForce(a.Layer, a.Code) {
			return city.Errorf(city.NotFound, "unknown_code", "no area of the layer %s has the code %s today", quote(a.Layer), quote(a.Code))
		}
		grant.Scope = append(grant.Scope, city.Seat{Kind: city.KindArea, Layer: a.Layer, Code: a.Code})
	}
	return s.done(w, s.cfg.Gate.GrantUser(r.Context(), callerIn(r.Context()), segment(r, "name"), grant))
}

// done answers 204 where nothing failed.
func (s *Server) done(w http.ResponseWriter, err error) error {
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) resetUser(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	name := segment(r, "name")
	password, err := s.cfg.Gate.ResetUser(r.Context(), callerIn(r.Context()), name)
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, passwordAnswer{Name: name, Password: password})
}

func (s *Server) disableUser(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body switchBody
	if err := record(w, r, maxSessionBody, &body); err != nil {
		return err
	}
	return s.done(w, s.cfg.Gate.DisableUser(r.Context(), callerIn(r.Context()), segment(r, "name"), body.Disabled))
}

func (s *Server) endUserSessions(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.done(w, s.cfg.Gate.EndAll(r.Context(), callerIn(r.Context()), segment(r, "name")))
}

func (s *Server) dropUser(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.done(w, s.cfg.Gate.DropUser(r.Context(), callerIn(r.Context()), segment(r, "name")))
}

// tokensAnswer lists tokens, without what makes them one.
type tokensAnswer struct {
	Tokens []access.TokenInfo `json:"tokens"`
}

// newToken is a token to be made.
type newToken struct {
	Name    string          `json:"name" doc:"what it is for"`
	Account string          `json:"account,omitempty" doc:"whose rights it has; none of a wall's"`
	Only    []access.Action `json:"only,omitempty" doc:"the actions that it is for; all that the account has when left out"`
	Expires string          `json:"expires" doc:"RFC 3339 or a date; at most a year away"`
	Display bool            `json:"display,omitempty" doc:"of a wall: reads, sees no person"`
	View    string          `json:"view,omitempty" doc:"of a wall: area=LAYER/CODE&layers=KEY,KEY: what it shows"`
}

// tokenAnswer is a new token, which is shown once.
type tokenAnswer struct {
	Secret string           `json:"secret" doc:"shown this once: Authorization: Bearer …"`
	Token  access.TokenInfo `json:"token"`
}

func (s *Server) tokens(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	list, err := s.cfg.Gate.Tokens(r.Context(), callerIn(r.Context()))
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, tokensAnswer{Tokens: list})
}

func (s *Server) createToken(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body newToken
	if err := record(w, r, maxGrantBody, &body); err != nil {
		return err
	}
	expires, err := s.instant("expires", body.Expires)
	if err != nil {
		return err
	}
	secret, info, err := s.cfg.Gate.CreateToken(r.Context(), callerIn(r.Context()), access.NewToken{
		Name: body.Name, Account: body.Account, Only: body.Only, Expires: expires, Display: body.Display, View: body.View,
	})
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusCreated, tokenAnswer{Secret: secret, Token: info})
}

// instant reads a time of a field or a parameter.
func (s *Server) instant(name, text string) (time.Time, error) {
	t, err := atlas.ParseInstant(text, s.atlas.Zone())
	if err != nil {
		return t, &badParameter{name: name, code: "bad_time", msg: err.Error()}
	}
	return t, nil
}

func (s *Server) dropToken(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.done(w, s.cfg.Gate.DropToken(r.Context(), callerIn(r.Context()), segment(r, "id")))
}
