package access

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
)

// mostScope is the largest number of areas of an account.
const mostScope = 1000

// Seat is an area of a scope as it is written: layer and code.
type Seat struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
}

// User is an account without its secrets.
type User struct {
	Name       string    `json:"name"`
	Title      string    `json:"title"`
	Roles      []Role    `json:"roles"`
	Scope      []Seat    `json:"scope"`
	WholeCity  bool      `json:"whole_city"`
	Person     string    `json:"person"` // code of whose account it is; empty = not said
	Disabled   bool      `json:"disabled"`
	MustChange bool      `json:"must_change"`
	FactorOn   bool      `json:"factor_on"`
	Linked     bool      `json:"linked"` // signs in at the identity provider
	Demo       bool      `json:"demo"`
	Created    time.Time `json:"created"`
	Changed    time.Time `json:"changed"`
}

func userOf(a *Account) User {
	u := User{
		Name: a.Name, Title: a.Title, Roles: append([]Role{}, a.Roles...), Scope: []Seat{}, WholeCity: a.WholeCity, Person: a.Person, Disabled: a.Disabled,
		MustChange: a.MustChange, FactorOn: a.FactorOn, Linked: a.Subject != "", Demo: a.Demo, Created: a.Created, Changed: a.Changed,
	}
	for _, s := range a.Scope {
		u.Scope = append(u.Scope, Seat{s.Layer, s.Code})
	}
	return u
}

// NewUser is what CreateUser takes. Roles and what follows are for who may give rights too, as the
// command line may.
type NewUser struct {
	Name, Title string
	// Password is the first one; empty = a random one is made.
	Password string
	// Subject links it to the identity provider: issuer and subject, a space between. Then it has no
	// password.
	Subject   string
	Roles     []Role
	Scope     []city.Seat
	WholeCity bool
	Person    string
	Demo      bool
}

// Grant is what an account may, and where, and whose it is.
type Grant struct {
	Roles     []Role
	Scope     []city.Seat
	WholeCity bool
	// Person is the code of the person whose account it is; empty = not said.
	Person string
}

// Users lists all accounts by name.
func (s *Service) Users(ctx context.Context, by *Caller) ([]User, error) {
	if err := may(by, "users.read"); err != nil {
		return nil, err
	}
	rows, err := s.store.Accounts(ctx)
	out := make([]User, len(rows))
	for i := range rows {
		out[i] = userOf(&rows[i])
	}
	return out, err
}

// User gives one; NotFound, unknown_account.
func (s *Service) User(ctx context.Context, by *Caller, name string) (User, error) {
	if err := may(by, "users.read"); err != nil {
		return User{}, err
	}
	a, err := s.store.Account(ctx, name)
	if err != nil {
		return User{}, err
	}
	return userOf(a), nil
}

// CreateUser makes an account and gives its first password, which opens nothing but its change.
// Invalid, bad_account; Conflict, account_taken.
func (s *Service) CreateUser(ctx context.Context, by *Caller, n NewUser) (password string, err error) {
	if err := may(by, "users.write"); err != nil {
		return "", err
	}
	g := Grant{n.Roles, n.Scope, n.WholeCity, n.Person}
	if len(n.Roles) > 0 || len(n.Scope) > 0 || n.WholeCity || n.Person != "" {
		if err := may(by, "users.grant"); err != nil {
			return "", err
		}
	}
	if err := checkUser(&n, &g); err != nil {
		return "", err
	}
	password, hash, err := s.firstOf(ctx, &n)
	if err != nil {
		return "", err
	}
	now := s.now()
	err = s.store.PutAccount(ctx, &Account{
		Name: n.Name, Title: n.Title, Roles: n.Roles, Scope: n.Scope, WholeCity: n.WholeCity, Person: n.Person,
		Hash: hash, MustChange: hash != "" && !n.Demo, Subject: n.Subject, Demo: n.Demo, Created: now, Epoch: now.UnixMicro(),
	}, now)
	if city.CodeOf(err) == "account_changed" {
		return "", city.Errorf(city.Conflict, "account_taken", "there is an account %q already", n.Name)
	}
	if err != nil {
		return "", err
	}
	return password, s.did(ctx, by, "users.write", n.Name, g.keys()...)
}

// firstOf is the first password of a new account and its hash; both are empty where it signs in at
// the identity provider.
func (s *Service) firstOf(ctx context.Context, n *NewUser) (password, hash string, err error) {
	switch password = n.Password; {
	case n.Subject != "":
		return "", "", nil
	case password == "":
		password, err = s.firstPassword()
	default:
		err = checkPassword(password, n.Name)
	}
	if err != nil {
		return "", "", err
	}
	hash, err = s.hash(ctx, password)
	return password, hash, err
}

func checkUser(n *NewUser, g *Grant) error {
	switch {
	case !accountName.MatchString(n.Name) || n.Name == "command":
		return city.Errorf(city.Invalid, "bad_account", "the name of an account is 1 to 64 small letters, digits, ., - or _, begins with a letter or digit, and is not command")
	case utf8.RuneCountInString(n.Title) > 100 || cutText(n.Title, 400) != n.Title:
		return city.Errorf(city.Invalid, "bad_account", "a title has at most 100 characters in one line")
	case len(n.Subject) > 1000 || cutText(n.Subject, 1000) != n.Subject:
		return city.Errorf(city.Invalid, "bad_account", "a subject has at most 1,000 bytes")
	}
	return g.check()
}

// check judges roles and scope; that the areas are there is for who knows the city.
func (g *Grant) check() error {
	for i, r := range g.Roles {
		if !slices.Contains(Roles(), r) || slices.Contains(g.Roles[:i], r) {
			return city.Errorf(city.Invalid, "bad_grant", "%q is no role that an account may have, or stands twice; there are %v", r, Roles())
		}
	}
	if !Apart(g.Roles) {
		return city.Errorf(city.Invalid, "roles_apart", "auditor, security and admin are each an account of its own, which has no other role")
	}
	if len(g.Scope) > mostScope || g.WholeCity && len(g.Scope) > 0 {
		return city.Errorf(city.Invalid, "bad_grant", "an account is for the whole city, or for at most %d areas", mostScope)
	}
	if g.Person != "" && city.ProfileFree.CheckCode(g.Person) != nil {
		return city.Errorf(city.Invalid, "bad_grant", "the person of an account is named by a code of 1 to 64 characters")
	}
	for _, at := range g.Scope {
		if at.Kind != city.KindArea || at.Layer == "" || at.Code == "" || len(at.Layer)+len(at.Code) >= mostKeyBytes ||
			cutText(at.Code, mostKeyBytes) != at.Code || !openKey.MatchString(at.Layer) {
			return city.Errorf(city.Invalid, "bad_grant", "a scope is of areas, each a layer and a code")
		}
	}
	return nil
}

// mostAudited is how many areas of a grant its row in the audit names.
const mostAudited = 100

// keys are what a grant gives, as the audit names it.
func (g *Grant) keys() []string {
	var of []string
	for _, r := range g.Roles {
		of = append(of, "role/"+string(r))
	}
	if g.WholeCity {
		of = append(of, "scope/all")
	}
	if g.Person != "" {
		of = append(of, "person/"+g.Person)
	}
	for _, at := range g.Scope[:min(len(g.Scope), mostAudited)] {
		of = append(of, cutText(at.Layer+"/"+at.Code, mostKeyBytes))
	}
	return of
}

// GrantUser says what an account may, and where. Nobody does it for oneself (Forbidden,
// own_rights); the last officer of a kind stays (Conflict, last_officer).
func (s *Service) GrantUser(ctx context.Context, by *Caller, name string, g Grant) error {
	if err := may(by, "users.grant"); err != nil {
		return err
	}
	if by.Account == name {
		return city.Errorf(city.Forbidden, "own_rights", "nobody gives rights to the own account")
	}
	if err := g.check(); err != nil {
		return err
	}
	return s.officerAct(ctx, by, "users.grant", name, g.keys(), func(a *Account) error {
		needed := needsFactor(a)
		a.Roles, a.Scope, a.WholeCity, a.Person = g.Roles, g.Scope, g.WholeCity, g.Person
		if a.Hash == "" && !needed && needsFactor(a) {
			a.Epoch++ // who came from the identity provider may have shown no second factor
		}
		return nil
	})
}

// officerAct changes an account, unless that takes the last officer away.
func (s *Service) officerAct(ctx context.Context, by *Caller, action Action, name string, of []string, f func(*Account) error) error {
	s.officer.Lock()
	defer s.officer.Unlock()
	_, err := s.change(ctx, name, func(a *Account) error {
		was := *a
		if err := f(a); err != nil {
			return err
		}
		return s.officersStay(ctx, &was, a)
	})
	if err != nil {
		return err
	}
	return s.did(ctx, by, action, name, of...)
}

// officersStay refuses what would leave nobody who can make accounts, give rights, or read the audit.
func (s *Service) officersStay(ctx context.Context, was, now *Account) error {
	for _, r := range officers {
		can := func(a *Account) bool { return a != nil && !a.Disabled && slices.Contains(a.Roles, r) }
		if !can(was) || can(now) {
			continue
		}
		all, err := s.store.Accounts(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(a Account) bool { return a.Name != was.Name && can(&a) }) {
			return city.Errorf(city.Conflict, "last_officer", "%q is the last account with the role %s; make another one first", was.Name, r)
		}
	}
	return nil
}

// ResetUser gives an account a new first password, takes its second factor and its link to the
// identity provider away, ends its sessions and tokens, and forgets its wrong tries. An officer's is reset by the command line only, so that
// none of the three gets at another's account (Forbidden, officer_reset).
func (s *Service) ResetUser(ctx context.Context, by *Caller, name string) (password string, err error) {
	return s.Reset(ctx, by, name, "")
}

// Reset is ResetUser with a first password that somebody chose; empty = a random one.
func (s *Service) Reset(ctx context.Context, by *Caller, name, password string) (string, error) {
	if err := may(by, "users.write"); err != nil {
		return "", err
	}
	var err error
	if password == "" {
		password, err = s.firstPassword()
	} else {
		err = checkPassword(password, name)
	}
	if err != nil {
		return "", err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return "", err
	}
	_, err = s.change(ctx, name, func(a *Account) error {
		if err := notOfficers(by, a); err != nil {
			return err
		}
		a.Hash, a.MustChange, a.Subject, a.Secret, a.FactorOn, a.Step = hash, true, "", nil, false, 0
		a.Epoch++
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := s.dropSessions(ctx, name); err != nil {
		return "", err
	}
	if err := s.forgive(ctx, TryAccount(name)); err != nil {
		return "", err
	}
	return password, s.did(ctx, by, "users.reset", name)
}

// notOfficers refuses to give a way into an officer's account to another than the command line.
func notOfficers(by *Caller, a *Account) error {
	if by.Via != ViaCommand && slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(officers, r) }) {
		return city.Errorf(city.Forbidden, "officer_reset", "the account of an officer is reset on the command line: redsail user reset")
	}
	return nil
}

// DisableUser lets an account sign in no more, and ends its sessions and tokens; off lets it again.
func (s *Service) DisableUser(ctx context.Context, by *Caller, name string, on bool) error {
	if err := may(by, "users.write"); err != nil {
		return err
	}
	action := Action("users.enable")
	if on {
		action = "users.disable"
	}
	err := s.officerAct(ctx, by, action, name, nil, func(a *Account) error {
		if on && !a.Disabled {
			a.Epoch++
		}
		a.Disabled = on
		return nil
	})
	if err == nil && on {
		err = s.dropSessions(ctx, name)
	}
	return err
}

// DropUser takes an account away. The audit keeps its name.
func (s *Service) DropUser(ctx context.Context, by *Caller, name string) error {
	if err := may(by, "users.write"); err != nil {
		return err
	}
	s.officer.Lock()
	defer s.officer.Unlock()
	a, err := s.store.Account(ctx, name)
	if err != nil {
		return err
	}
	if err := notOfficers(by, a); err != nil {
		return err
	}
	if err := s.officersStay(ctx, a, nil); err != nil {
		return err
	}
	err = s.store.DropAccount(ctx, name)
	s.locks.free(TryAccount(name))
	s.forget(name)
	if err != nil {
		return err
	}
	return s.did(ctx, by, "users.drop", name)
}

// FirstAccount is one that FirstStart made.
type FirstAccount struct{ Name, Password string }

// FirstStart makes the three officers where there are no accounts, each with a random password
// that must be changed. Nothing where there are any, or another process is faster.
func (s *Service) FirstStart(ctx context.Context) ([]FirstAccount, error) {
	have, err := s.store.Accounts(ctx)
	if err != nil || len(have) > 0 {
		return nil, err
	}
	titles := map[Role]string{Admin: "系统管理员", Security: "安全管理员", Auditor: "审计管理员"}
	var made []FirstAccount
	for _, r := range []Role{Admin, Security, Auditor} {
		password, err := s.CreateUser(ctx, Command(), NewUser{Name: string(r), Title: titles[r], Roles: []Role{r}, WholeCity: true})
		if city.CodeOf(err) == "account_taken" {
			return made, nil
		}
		if err != nil {
			return made, err
		}
		made = append(made, FirstAccount{string(r), password})
	}
	return made, nil
}
