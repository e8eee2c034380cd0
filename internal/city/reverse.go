package city

import (
	"context"
	"slices"
)

// LaterError is the Conflict of a revision that cannot be taken back.
type LaterError struct {
	err *Error
	// Revision is the last one that made the same things what they are, or what names them, or took away what they
	// name: what was taken back since does not count. Taken back again and again, such revisions come to an end.
	Revision int64
}

func (e *LaterError) Error() string { return e.err.Error() }

func (e *LaterError) Unwrap() error { return e.err }

// ReverseOf makes the change that restores exactly what revision n replaced. It fails with
// Conflict, a LaterError, when a later revision touched one of the same things and was not taken back, or wrote a post, an
// organisation or a place that names what would be gone, or took away what such a thing names that would come back, with NotFound when there is no such revision.
// (What names an area as its parent, grid or compound, the store judges.) The change is bound to the latest revision: applying it after
// another write is Stale.
func ReverseOf(ctx context.Context, s Reader, n int64) (Change, error) {
	st, err := s.State(ctx)
	if err != nil {
		return Change{}, err
	}
	if n < 1 || n > st.Revision {
		return Change{}, Errorf(NotFound, "unknown_revision", "there is no revision %d; the latest is %d", n, st.Revision)
	}
	keys, history, err := touchedBy(ctx, s, n)
	if err != nil {
		return Change{}, err
	}
	if err := untouchedSince(history, n); err != nil {
		return Change{}, err
	}
	if n < st.Revision {
		if err := unnamedSince(ctx, s, history, n); err != nil {
			return Change{}, err
		}
		if err := presentStill(ctx, s, history, n); err != nil {
			return Change{}, err
		}
	}
	before := map[Key][]Record{}
	effective := OpenEnd
	for i := range history {
		v := history[i]
		if v.KnownAt(n - 1) {
			before[v.Key()] = append(before[v.Key()], v)
		}
		if v.RevFrom == n || v.RevTo == n {
			effective = min(effective, v.Valid.From)
		}
	}
	slices.SortFunc(keys, Key.Compare)
	c := Change{Effective: effective, Base: &st.Revision}
	for _, k := range slices.Compact(keys) {
		c.Entries = append(c.Entries, Entry{Op: Restore, Key: k, Valid: Always(), Versions: before[k]})
	}
	return c, nil
}

// untouchedSince fails where the things are not as revision n left them: a later revision touched one of
// them, and what it did was not taken back.
func untouchedSince(history []Record, n int64) error {
	var by int64
	var what Key
	for _, versions := range byThing(history) {
		since, err := standsSince(versions, n)
		if err != nil {
			return err
		}
		if since > by {
			by, what = since, versions[len(versions)-1].Key()
		}
	}
	if by == 0 {
		return nil
	}
	return &LaterError{Errorf(Conflict, "conflict", "revision %d cannot be reversed: revision %d touched %s after it; take that one back first", n, by, what), by}
}

// standsSince is the revision after n that made a thing what it is now, of which these are all versions; 0
// where it is as n left it. What later revisions did and others took back does not count: taking this one
// back makes the thing what it was before, so that who does so again and again comes to n.
func standsSince(versions []Record, n int64) (int64, error) {
	var after []int64
	for i := range versions {
		for _, at := range []int64{versions[i].RevFrom, versions[i].RevTo} {
			if at > n {
				after = append(after, at)
			}
		}
	}
	slices.Sort(after)
	stand := []int64{n} // of what was done, what was not taken back
	for _, at := range slices.Compact(after) {
		back := -1
		for i := len(stand) - 1; i >= 0 && back < 0; i-- {
			same, err := sameAt(versions, stand[i], at)
			if err != nil {
				return 0, err
			}
			if same {
				back = i
			}
		}
		if back >= 0 {
			stand = stand[:back+1]
		} else {
			stand = append(stand, at)
		}
	}
	if last := stand[len(stand)-1]; last > n {
		return last, nil
	}
	return 0, nil
}

// thing is one by the number that it keeps under each of its codes.
type thing struct {
	kind RecordKind
	id   int64
}

// sameAt is true where two revisions say the same of a thing, of which these are all versions.
func sameAt(versions []Record, a, b int64) (bool, error) {
	var one, other []row
	for i := range versions {
		v := versions[i]
		atA, atB := v.KnownAt(a), v.KnownAt(b)
		if atA == atB { // in both, or in none
			continue
		}
		body, err := Encode(v.Content)
		if err != nil {
			return false, err
		}
		if atA {
			one = append(one, row{v, body})
		} else {
			other = append(other, row{v, body})
		}
	}
	if len(one) != len(other) {
		return false, nil
	}
	for _, v := range one {
		if !slices.ContainsFunc(other, v.same) {
			return false, nil
		}
	}
	return true, nil
}

// Touched gives the versions that revision n wrote or replaced; none where there is no such revision.
func Touched(ctx context.Context, s Reader, n int64) ([]Record, error) {
	var out []Record
	for _, kind := range RecordKinds() {
		touched, err := s.Records(ctx, Query{Kind: kind, TouchedBy: n, AllRevisions: true})
		if err != nil {
			return nil, err
		}
		out = append(out, touched...)
	}
	return out, nil
}

// touchedBy gives the keys of what revision n wrote or replaced, and all versions ever of
// the same things.
func touchedBy(ctx context.Context, s Reader, n int64) (keys []Key, history []Record, err error) {
	touched, err := Touched(ctx, s, n)
	if err != nil {
		return nil, nil, err
	}
	of := map[RecordKind][]int64{}
	for i := range touched {
		k := touched[i].Key()
		keys = append(keys, k)
		of[k.Kind] = append(of[k.Kind], touched[i].ID)
	}
	history, err = historyOf(ctx, s, of)
	return keys, history, err
}

// historyOf gives all versions ever of things.
func historyOf(ctx context.Context, s Reader, of map[RecordKind][]int64) (history []Record, err error) {
	for _, kind := range RecordKinds() {
		ids := of[kind]
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		all, err := s.Records(ctx, Query{Kind: kind, IDs: slices.Compact(ids), AllRevisions: true})
		if err != nil {
			return nil, err
		}
		history = append(history, all...)
	}
	return history, nil
}

// byThing parts versions by what they are of.
func byThing(history []Record) map[thing][]Record {
	out := map[thing][]Record{}
	for i := range history {
		of := thing{history[i].Key().Kind, history[i].ID}
		out[of] = append(out[of], history[i])
	}
	return out
}
