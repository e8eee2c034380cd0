package access

import (
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Account is one that signs in. What it holds of a person is the name of the account and a title,
// which an admin chooses; no phone and nobody's home.
type Account struct {
	// Name is what is signed in with: 1 to 64 small letters, digits, ".", "-" or "_".
	Name  string
	Title string
	Roles []Role
	// Scope are the areas that it is for; WholeCity = all.
	Scope     []city.Seat
	WholeCity bool
	// Person is the code of the person whose account it is, so that it knows its own posts; empty = not
	// said. It gives no right.
	Person string
	// Hash is that of the password, in PHC form (argon2id); empty = it signs in elsewhere only.
	Hash string
	// MustChange is true of a first password, which opens nothing but its change.
	MustChange bool
	// Subject is the issuer and subject by which an identity provider knows it (OIDC), issuer
	// first, a space between; empty = none.
	Subject string
	// Secret is that of the second factor (TOTP); FactorOn is true once it was confirmed; Step is
	// the last step whose code was taken, so that no code is taken twice.
	Secret   []byte
	FactorOn bool
	Step     int64
	// Disabled accounts sign in no more.
	Disabled bool
	// Epoch grows where all sessions and tokens of the account end at once.
	Epoch int64
	// Demo marks one of the made-up city.
	Demo             bool
	Created, Changed time.Time
}

// Token is one for programs, or for a wall. The secret itself is not kept.
type Token struct {
	ID      string
	Name    string // what it is for
	Account string // whose rights it has; empty of a wall's
	Hash    [32]byte
	// Only are the actions that it is for; nil = all that the account has.
	Only []Action
	// Display is true of a wall's; View is the part of the address after # that it shows.
	Display bool
	View    string
	// Epoch is the account's when it was made.
	Epoch            int64
	Created, Expires time.Time
}

// SessionRow is a session as it is kept: by the hash of what the browser holds.
type SessionRow struct {
	Hash    [32]byte
	Account string
	Epoch   int64
	// Phone is true of a worker's phone, which stays signed in for 30 days.
	Phone bool
	// Bound is true of one that may do nothing but change the password or set up the second factor.
	Bound                  bool
	Created, Seen, Expires time.Time
	// Agent is how the browser names itself, cut, so that its owner knows it again.
	Agent string
}

// Entry is a row of the audit. It never holds a name, a phone, a position or a text that somebody
// searched for.
type Entry struct {
	Seq     int64
	At      time.Time
	Account string
	Via     Via
	Action  Action
	// Of are keys of what it was about, such as person/P-17, post/…, account/zhang.
	Of []string
	// Outcome is "done" or the code of the error.
	Outcome string
	// Reason is a key of the short list of reasons; empty where none is asked.
	Reason string
	// Revision is the one that a change made; 0 = none.
	Revision int64
	// Address is the client's, cut to its network (/24, /48).
	Address    string
	Prev, Hash [32]byte
}
