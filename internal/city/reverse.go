package city

import (
	"context"
	"slices"
)

// LaterError is the Conflict of a revision that cannot be taken back.
type LaterError struct {
	err *Error
	// Revision is the last one that touched the same things, wrote what names them, or took away what they name.
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
	things := map[thing][]Record{}
	for i := range history {
		of := thing{history[i].Key().Kind, history[i].ID}
		things[of] = append(things[of], history[i])
	}
	var last *Record
	touched := func(v *Record) int64 { return max(v.RevFrom, v.RevTo) }
	for _, versions := range things {
		of := lastTouched(versions)
		if touched(of) <= n || last != nil && touched(of) <= touched(last) {
			continue
		}
		same, err := sameAt(versions, n, touched(of))
		if err != nil {
			return err
		}
		if !same {
			last = of
		}
	}
	if last == nil {
		return nil
	}
	by := touched(last)
	return &LaterError{Errorf(Conflict, "conflict", "revision %d cannot be reversed: revision %d touched %s after it; take that one back first", n, by, last.Key()), by}
}

// thing is one by the number that it keeps under each of its codes.
type thing struct {
	kind RecordKind
	id   int64
}

// lastTouched is the version that the last revision wrote or replaced.
func lastTouched(versions []Record) *Record {
	last := &versions[0]
	for i := range versions {
		if v := &versions[i]; max(v.RevFrom, v.RevTo) > max(last.RevFrom, last.RevTo) {
			last = v
		}
	}
	return last
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
	for _, kind := range RecordKinds() {
		ids := of[kind]
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		all, err := s.Records(ctx, Query{Kind: kind, IDs: slices.Compact(ids), AllRevisions: true})
		if err != nil {
			return nil, nil, err
		}
		history = append(history, all...)
	}
	return keys, history, nil
}
