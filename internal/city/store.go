package city

import (
	"context"
	"io"

	"github.com/redsail/redsail/geo"
)

// State identifies what a store holds. A revision number alone does not: after a restore
// or a failover the same number may stand for other content.
type State struct {
	StoreID  string
	Timeline string
	// Revision is the latest one; 0 = nothing has been written yet.
	Revision int64
	// Hash is the chain hash of the latest revision; zero at revision 0.
	Hash [32]byte
}

// Query selects versions. The zero Query selects all that the latest revision knows, at
// every date. The conditions are joined by "and".
type Query struct {
	// Kind is what Records gives; Versions gives areas.
	Kind  RecordKind
	Layer string
	Codes []string
	IDs   []int64
	// At selects the versions in force at a date.
	At *Date
	// Revision selects what that revision knew; 0 = the latest.
	Revision int64
	// AllRevisions selects superseded versions too; Revision is then ignored.
	AllRevisions bool
	// TouchedBy selects the versions that this revision wrote or replaced.
	TouchedBy int64
	// Meets selects things whose bounds meet the box; a thing without a place meets none.
	Meets *geo.Box
	// Most, when not 0, is how many versions are given: where there are more, so many of them, spread evenly over the
	// permanent ids and the same ones at each call.
	Most int
	// After selects the versions that a revision after this one wrote; 0 = of any revision.
	After int64
}

// Spread orders ids for Query.Most: the first n of its order lie evenly among all ids. Both stores
// compute it in SQL: (id % 2³¹ · 2654435761) % 2³², which fits 63 bits.
func Spread(id int64) int64 { return id % (1 << 31) * 2_654_435_761 % (1 << 32) }

// Reader is the reading side of a store. All its methods are safe for concurrent use and
// end early with ctx.Err() when the context ends. A revision, once written, never changes:
// reading State first and then asking for its Revision gives one consistent picture.
type Reader interface {
	// State is the latest state.
	State(ctx context.Context) (State, error)
	// Scheme is the scheme that the store was made with.
	Scheme(ctx context.Context) (*Scheme, error)
	// Records are those of one kind that the query selects, in the order of SortRecords. A
	// revision later than the latest is NotFound with code unknown_revision.
	Records(ctx context.Context, q Query) ([]Record, error)
	// Versions are the areas that the query selects: Records of KindArea.
	Versions(ctx context.Context, q Query) ([]Version, error)
	// CodeID is the permanent id of the thing to which the code was ever given, former codes
	// included; NotFound with code unknown_code when it was given to none.
	CodeID(ctx context.Context, k Key) (int64, error)
	// CodeIDs is CodeID of many keys at once; those that were never given are left out.
	CodeIDs(ctx context.Context, keys []Key) (map[Key]int64, error)
	LogReader
}

// LogReader reads what was written, revision by revision.
type LogReader interface {
	// Revisions gives at most limit revisions after the given one, in order, without their
	// entries.
	Revisions(ctx context.Context, after int64, limit int) ([]Revision, error)
	// Log gives at most limit revisions after the given one with their entries, in order.
	Log(ctx context.Context, after int64, limit int) ([]LogRevision, error)
	// LogCount counts the entries of a revision by kind, layer and operation, and gives its first
	// entries, at most so many, without their bodies; nothing of a revision that is not there.
	LogCount(ctx context.Context, n int64, first int) (LogCount, error)
}

// CodeIDsBy gives what Reader.CodeIDs does by asking one for each key; its errors are those of one, but
// for NotFound.
func CodeIDsBy(ctx context.Context, keys []Key, one func(context.Context, Key) (int64, error)) (map[Key]int64, error) {
	out := make(map[Key]int64, len(keys))
	for _, k := range keys {
		id, err := one(ctx, k)
		switch {
		case err == nil:
			out[k] = id
		case KindOf(err) != NotFound:
			return nil, err
		}
	}
	return out, nil
}

// Writer is the writing side of a store.
type Writer interface {
	// Apply writes a change whole or not at all and gives its revision. When the change
	// changes nothing, nothing is written and the latest revision is given with Entries 0.
	// It fails with Stale when the change has a Base that is not the latest revision, with
	// Invalid or Conflict when a rule forbids it, with Unavailable when the store cannot be
	// written; whatever the error, the store is as it was. Concurrent calls are serialised.
	// After a nil error the change survives a crash of the process and of the machine.
	Apply(ctx context.Context, c Change) (Revision, error)
	// Alone runs f while nobody writes to the store, in any process, and gives its error: what f reads
	// of the store stays so until f ends. f itself must not write to it; what it opens in the accounts
	// beside it (access.Store.EditOpened, with the context of f) it does last, for that may end the lock. A
	// lock that was lost meanwhile is an error. It waits for its turn as Apply does, and fails where the
	// store cannot be written.
	Alone(ctx context.Context, f func(ctx context.Context) error) error
}

// Founder is the side of a store on which a city begins.
type Founder interface {
	// Found gives a store in which nothing was ever written another scheme, and begins a
	// timeline. It does so whole or not at all. It fails with Conflict once something was
	// written (store_not_empty) and where the scheme is made up and the store is not, or the
	// reverse (made_up_data); with Unavailable when the store cannot be written.
	Found(ctx context.Context, scheme *Scheme) error
	// Reform gives a store in which something was written a scheme of other settings, and begins a
	// timeline; revisions, log and hashes stay. It gives the keys of the scheme that have changed; where
	// there are none, nothing is written. Its errors are those of MayReform; Unavailable when the store
	// cannot be written. Who has the store open follows.
	Reform(ctx context.Context, scheme *Scheme) (changed []string, err error)
}

// MayFound tells why a store of the scheme and state cannot be given another scheme; nil when
// it can.
func MayFound(st State, have, scheme *Scheme) error {
	switch {
	case st.Revision != 0:
		return Errorf(Conflict, "store_not_empty", "the store has %d revisions: its scheme can be changed only before anything is written", st.Revision)
	case have.Demo != scheme.Demo:
		return Errorf(Conflict, "made_up_data", "a store that is made up stays so, and one that is not does: make another store")
	}
	return nil
}

// Store keeps one city. internal/store/storetest holds the contract suite.
type Store interface {
	Reader
	Writer
	Founder
	io.Closer
}

// WouldBeLost is the error of a store that is asked to go back to a layout which has no room for
// what it holds.
func WouldBeLost(store string, layout int, n int64, what string) error {
	return Errorf(Conflict, "would_be_lost", "%s cannot go back to layout %d, which has no room for %s: it holds %d versions of them, ended ones included", store, layout, what, n)
}

// NoLayout is the error of a store that is asked for a layout that there is not.
func NoLayout(asked, newest int) error {
	return Errorf(Invalid, "no_layout", "there is no layout %d; this Redsail knows 1 to %d", asked, newest)
}
