package city

import (
	"bytes"
	"context"
	"encoding/hex"
	"strconv"
)

// PersonKey is the key of a person as a backup holds it; Key is nil of one who was erased.
type PersonKey struct {
	Code string
	Key  []byte
}

// CheckLink tells whether a revision of a log follows a state and is what its hash says: number,
// chain and entries. It fails with Invalid, broken_log, which names the revision.
func CheckLink(after State, r *LogRevision) error {
	broken := func(what string) error {
		return Errorf(Invalid, "broken_log", "revision %d of the log %s", r.Number, what)
	}
	switch {
	case r.Number != after.Revision+1:
		return broken("does not follow revision " + strconv.FormatInt(after.Revision, 10))
	case r.PrevHash != after.Hash:
		return broken("does not follow the hash " + hex.EncodeToString(after.Hash[:6]) + "… of the one before")
	case r.Entries != len(r.Log) || r.Entries == 0:
		return broken("has not the entries that it counts")
	}
	for i := range r.Log {
		if r.Log[i].Seq != i {
			return broken("has its entries out of order")
		}
	}
	if ChainHash(r.PrevHash, r.Number, r.Timeline, r.Log) != r.Hash {
		return broken("is not what its hash says")
	}
	return nil
}

// Replay is Resolve of a revision that another store has recorded: its entries give the rows and
// the log must come out byte by byte, on its own timeline, or it is Invalid, broken_log. The rules
// between records were judged when it was recorded and are not judged again: a later Redsail may
// have stricter ones, and what stands stands.
func Replay(ctx context.Context, base Base, led Ledger, recorded *LogRevision) (*Applied, error) {
	if err := CheckLink(base.State, recorded); err != nil {
		return nil, err
	}
	c := Change{Author: recorded.Author, Note: recorded.Note, Effective: OpenStart, Entries: make([]Entry, len(recorded.Log))}
	for i := range recorded.Log {
		e, _, err := DecodeEntry(recorded.Log[i].Body)
		if err != nil {
			return nil, Wrap(err, Invalid, "broken_log", "entry %d of revision %d of the log cannot be read", i, recorded.Number)
		}
		c.Entries[i] = e
	}
	r, out, err := resolve(ctx, base, led, &c)
	if err != nil {
		return nil, err
	}
	if len(r.log) != len(recorded.Log) {
		return nil, Errorf(Invalid, "broken_log", "of the %d entries of revision %d of the log %d change something", len(recorded.Log), recorded.Number, len(r.log))
	}
	for i := range r.log {
		was, is := &recorded.Log[i], &r.log[i]
		if was.Kind != is.Kind || was.Key != is.Key || was.Op != is.Op || !bytes.Equal(was.Body, is.Body) {
			return nil, Errorf(Invalid, "broken_log", "entry %d of revision %d of the log comes out otherwise than it was recorded", i, recorded.Number)
		}
	}
	out.Revision = recorded.Revision
	return out, nil
}

// NameEntry sets what a log entry says besides its body, which says it too, and gives the code of the
// person that it is about; empty where it is about something else.
func NameEntry(e *LogEntry) (person string, err error) {
	entry, _, err := DecodeEntry(e.Body)
	if err != nil {
		return "", err
	}
	e.Kind, e.Key, e.Op = entry.Key.Kind.String(), entry.Key.String(), entry.Op
	if entry.Key.Kind == KindPerson {
		person = entry.Key.Code
	}
	return person, nil
}
