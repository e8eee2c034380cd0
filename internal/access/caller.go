package access

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Via says how a caller is known.
type Via string

// The ways.
const (
	ViaNone    Via = ""        // not at all
	ViaSession Via = "session" // signed in on a page
	ViaToken   Via = "token"   // a program
	ViaDisplay Via = "display" // a wall
	ViaCommand Via = "command" // who runs the command line holds the files
)

// Caller is who asks. The nil Caller, and the zero one, is anybody.
type Caller struct {
	// Account is the name that the account signs in with, and what the audit holds; empty = none.
	Account string
	// Title is the name by which the page speaks to them.
	Title string
	Roles []Role
	// Scope are the areas that the account is for, with all that lies in them; WholeCity = all.
	Scope     []city.Seat
	WholeCity bool
	// Person is the code of the person whose account it is; empty = not said. It gives no right.
	Person string
	Via    Via
	// Only are the actions that a token is for; nil = all that its roles have.
	Only []Action
	// Bound is true of a session that may only change its password, or set up its second factor.
	Bound bool
	// NeedsFactor is true of a bound one whose account needs a second factor and has none yet.
	NeedsFactor bool
	// ID says which session or token it is, without being one.
	ID string
	// Phone is true of a session on a worker's phone.
	Phone bool
	// Demo is true of an account of the made-up city.
	Demo bool
	// View is the part of the address after # that a wall shows; ParseWall reads what it names.
	View string
}

// copy shares nothing that a caller could change.
func (c *Caller) copy() *Caller {
	d := *c
	d.Roles, d.Scope, d.Only = slices.Clone(c.Roles), slices.Clone(c.Scope), slices.Clone(c.Only)
	return &d
}

// name is that of the account; empty of nobody.
func (c *Caller) name() string {
	if c == nil {
		return ""
	}
	return c.Account
}

// Anonymous is true of a caller without an account.
func (c *Caller) Anonymous() bool { return c == nil || c.Account == "" }

// May tells whether the caller may do an action at all; where, Covers tells.
func (c *Caller) May(a Action) bool {
	if c == nil || c.Via == ViaNone {
		return allowed(Public, a)
	}
	if c.Bound {
		return a == "session" || a == "account.self" || allowed(Public, a)
	}
	if c.Only != nil && !slices.Contains(c.Only, a) {
		return allowed(Public, a)
	}
	if reach, _ := ReachOf(a); reach == WholeCity && !c.WholeCity {
		return false
	}
	return slices.ContainsFunc(c.Roles, func(r Role) bool { return allowed(r, a) })
}

// Refusal says why a caller with an account may not do an action: Forbidden, forbidden. Who could do it
// but for the areas of the account is told so.
func (c *Caller) Refusal(a Action) error {
	whole := *c
	whole.WholeCity = true
	if whole.May(a) && !c.May(a) {
		return city.Errorf(city.Forbidden, "forbidden",
			"this is of the whole city (%s), and this account is for some of its areas only: it is for a keeper of the whole city", a)
	}
	return city.Errorf(city.Forbidden, "forbidden", "this account may not do this (%s)", a)
}

// SeesAll tells whether what the caller does by an action reaches all layers, not only those that are
// open to everybody. A token for some actions reaches no more than a stranger by others, and a wall no
// more than its view; nor do the officers of system and audit, who work with no map: an auditor reads
// the revisions that rows of the audit name.
func (c *Caller) SeesAll(a Action) bool {
	return c != nil && c.Via != ViaNone && c.Via != ViaDisplay && !c.Bound && (c.Only == nil || slices.Contains(c.Only, a)) && c.May(a) &&
		slices.ContainsFunc(c.Roles, func(r Role) bool { return r != Admin && (r != Auditor || a == "revisions.read") })
}

// Has tells whether the caller has a role.
func (c *Caller) Has(r Role) bool { return c != nil && slices.Contains(c.Roles, r) }
