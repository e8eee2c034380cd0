package access

import (
	"context"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Store keeps accounts, sessions, tokens, tries, what is open to the public, reports of borders, and the audit, apart
// from the city (<store>.auth.db, or a schema of its own). It is safe for concurrent use; what it
// has answered with nil survives a crash. Errors of the medium are Unavailable. Times are kept to
// the microsecond.
//
//nolint:interfacebloat // one medium, which one suite proves
type Store interface {
	// Account gives one; NotFound, unknown_account.
	Account(ctx context.Context, name string) (*Account, error)
	// Accounts lists all, by name.
	Accounts(ctx context.Context) ([]Account, error)
	// PutAccount writes an account, where now stands what was read before (its Changed), or none
	// stands where it is zero: else Conflict, account_changed. It sets Changed. A Subject that
	// another account has is a Conflict, subject_taken.
	PutAccount(ctx context.Context, a *Account, now time.Time) error
	// DropAccount takes an account and its sessions, tokens and tries away; its reports
	// stay, as nobody's.
	DropAccount(ctx context.Context, name string) error

	Session(ctx context.Context, hash [32]byte) (*SessionRow, error) // Unauthorized, no_session
	Sessions(ctx context.Context, account string) ([]SessionRow, error)
	PutSession(ctx context.Context, s *SessionRow) error
	// TouchSession says when a session was last used; one that was dropped stays so.
	TouchSession(ctx context.Context, hash [32]byte, seen time.Time) error
	DropSession(ctx context.Context, hash [32]byte) error
	// Sweep takes away sessions and tokens that expired, and tries that were made, before a time.
	Sweep(ctx context.Context, before time.Time) error

	Token(ctx context.Context, hash [32]byte) (*Token, error) // NotFound, no_token
	Tokens(ctx context.Context) ([]Token, error)
	PutToken(ctx context.Context, t *Token) error
	DropToken(ctx context.Context, id string) error // NotFound, no_token

	// Try counts a try of a key (an account, an address) and gives how many there were since
	// `since`, this one counted; before anything is checked, so that tries at the same time count.
	Try(ctx context.Context, key string, at, since time.Time) (int, error)
	// Forget takes the tries of a key away.
	Forget(ctx context.Context, key string) error

	// Opened lists what is open to the public: layers and kinds of places, by key.
	Opened(ctx context.Context) ([]string, error)
	// EditOpened sets what f makes of what is open, in one transaction; what f fails with is given.
	EditOpened(ctx context.Context, f func(keys []string) ([]string, error)) error

	// Append writes rows of the audit behind the last one, all or none: it sets Seq, Prev and Hash
	// (EntryHash), and cuts At to the microsecond, in one transaction with reading the last. No row
	// is ever changed.
	Append(ctx context.Context, rows []Entry) error
	// Entries gives at most limit rows after a Seq, in order.
	Entries(ctx context.Context, after int64, limit int) ([]Entry, error)
	// Head is the last row; nil = there is none.
	Head(ctx context.Context) (*Entry, error)
	// DropEntries takes the rows away that stand before the first one of a time or later; first it
	// writes a row that says so (Trimmed), from which the chain then begins. It gives how many.
	DropEntries(ctx context.Context, before, now time.Time) (int, error)

	// ReportBy gives the report of an account by its key; nil = there is none.
	ReportBy(ctx context.Context, account, key string) (*city.BorderReport, error)
	// PutReport keeps a report whose N is 0 and sets N, the next number, and appends the row of the audit that
	// says so of this number, in one transaction. One of its account and key that is there is given instead
	// (made is false), where it is the same: else Invalid, idempotency_mismatch. Where the account made `most`
	// since a time, TooMany, too_many_reports.
	PutReport(ctx context.Context, r *city.BorderReport, since time.Time, most int, row func(n int64) Entry) (made bool, err error)
	// Reports gives at most limit reports of an account ("" = of all) with smaller numbers (0 = all), the largest first.
	Reports(ctx context.Context, account string, before int64, limit int) ([]city.BorderReport, error)
	// SetReport writes State, Answer and Answered of a report that stands in a state, and appends a row of the
	// audit, in one transaction; Conflict, report_changed, where it does not.
	SetReport(ctx context.Context, r *city.BorderReport, was city.ReportState, row Entry) error
	// DropReports takes away those that were taken or refused before a time, but never the largest number,
	// for the next one is counted from it, and appends the row of the audit that says how many, in one
	// transaction; none where none went.
	DropReports(ctx context.Context, before time.Time, row func(n int) Entry) (int, error)

	// Secret gives a secret of 32 bytes by its name, made at the first asking: that which signs
	// the audit's head, that under which second factors are kept.
	Secret(ctx context.Context, name string) ([]byte, error)

	Close() error
}

// TryAccount is the key of the tries at an account.
func TryAccount(name string) string { return "account/" + name }

// TryAddress is the key of the tries from an address.
func TryAddress(address string) string { return "address/" + address }
