package city

import (
	"context"
	"time"
)

// Change is the one way to write. It is applied whole or not at all and gets the next
// revision. Entries are applied in order: deletes and puts may touch the same key.
type Change struct {
	Author string
	Note   string
	// Effective is the date from which the change holds; entries may begin later, not
	// earlier (a restore excepted).
	Effective Date
	// Base, when not nil, is the revision that the author saw: another latest one makes
	// the change stale.
	Base    *int64
	Entries []Entry
	// Guard, when not nil, is asked last by a store that is about to write the change, while nobody else
	// writes to it, in any process: its error is that of Apply, and nothing is written. It asks what is kept
	// beside the city (accounts), not the store. Judge does not ask it.
	Guard func(ctx context.Context) error
}

// Op is what an entry does.
type Op string

// The operations.
const (
	// Put makes the content hold in Valid, cutting or replacing what stood there. An open
	// end means "until the next later version".
	Put Op = "put"
	// Delete ends the thing at Valid.From: every later version goes, unless Valid.To bounds it.
	Delete Op = "delete"
	// Restore sets the versions of the key to exactly Versions; only a reverse makes it.
	Restore Op = "restore"
)

// Entry is one operation of a Change on one key.
type Entry struct {
	Op  Op
	Key Key
	// Valid is [from, to) of a put or delete.
	Valid Period
	// Content is that of a put.
	Content Content
	// Successors of a delete: codes in the same layer that take over.
	Successors []string
	// Versions of a restore: content, id, validity and successors are taken, revisions are not.
	Versions []Record
}

// PutContent makes a put entry.
func PutContent(c Content, valid Period) Entry {
	return Entry{Op: Put, Key: c.Key(), Valid: valid, Content: c}
}

// PutArea makes a put entry of an area.
func PutArea(a Area, valid Period) Entry { return PutContent(&a, valid) }

// DeleteKey makes a delete entry that ends what the key names at from.
func DeleteKey(k Key, from Date, successors ...string) Entry {
	return Entry{Op: Delete, Key: k, Valid: Period{From: from, To: OpenEnd}, Successors: successors}
}

// DeleteArea is DeleteKey; a key without a kind names an area.
func DeleteArea(k Key, from Date, successors ...string) Entry {
	return DeleteKey(k, from, successors...)
}

// Revision is the record of an applied change.
type Revision struct {
	Number   int64
	Timeline string
	PrevHash [32]byte
	Hash     [32]byte
	Author   string
	Note     string
	// RecordedAt is the clock of the writer in UTC, to the microsecond, which is what both
	// stores keep; it is not part of the hash.
	RecordedAt time.Time
	// Entries counts the log entries; 0 = the change changed nothing and took no revision.
	Entries int
}

// LogEntry is one row of the change log. Body is canonical CBOR (see LogBody).
type LogEntry struct {
	Seq  int
	Kind string
	Key  string
	Op   Op
	Body []byte
}

// LogOf gives revisions as LogRevisions that have no entries yet.
func LogOf(rs []Revision) []LogRevision {
	var out []LogRevision
	for _, r := range rs {
		out = append(out, LogRevision{Revision: r})
	}
	return out
}

// LogRevision is a revision with its entries, as replicas and auditors read it.
type LogRevision struct {
	Revision
	Log []LogEntry
}
