package city

import (
	"cmp"
	"context"
	"slices"
)

// Vanished are the things among all versions of a kind (Query.AllRevisions) of which the
// revision knows no version at all, because a change deleted them from the day on which
// they began: split off and merged again with one effective date, for example. Their codes
// were given and stay theirs, so each is told as having ended: the last content that it had,
// Valid from its beginning to the same day, and the successors that the deletion named,
// which only the change log still has. What was taken back (Restore) never was, and is not
// told. Revision 0 = the latest.
func Vanished(ctx context.Context, s Reader, all []Record, revision int64) ([]Record, error) {
	standing := map[int64]bool{}
	last := map[int64]*Record{}
	for i := range all {
		v := &all[i]
		switch {
		case revision > 0 && v.RevFrom > revision: // not known yet
		case v.RevTo == 0 || revision > 0 && v.RevTo > revision:
			standing[v.ID] = true
		case last[v.ID] == nil || after(v, last[v.ID]):
			last[v.ID] = v
		}
	}
	var out []Record
	deleted := map[int64]map[Key]Entry{} // by revision
	for id, v := range last {
		if standing[id] {
			continue
		}
		if deleted[v.RevTo] == nil {
			var err error
			if deleted[v.RevTo], err = deletions(ctx, s, v.RevTo); err != nil {
				return nil, err
			}
		}
		if e, ok := deleted[v.RevTo][v.Key()]; ok {
			ended := *v
			ended.Valid.To, ended.Successors = ended.Valid.From, e.Successors
			out = append(out, ended)
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// after is true when a version went later than another; of those that went together, when it
// begins earlier: that is the one the deletion met first.
func after(v, than *Record) bool {
	return cmp.Or(cmp.Compare(v.RevTo, than.RevTo), cmp.Compare(than.Valid.From, v.Valid.From)) > 0
}

// deletions are those of a revision, by key; the last of each key.
func deletions(ctx context.Context, s Reader, n int64) (map[Key]Entry, error) {
	log, err := s.Log(ctx, n-1, 1)
	if err != nil {
		return nil, err
	}
	out := map[Key]Entry{}
	for i := range log {
		for _, row := range log[i].Log {
			if row.Op != Delete {
				continue
			}
			e, _, err := DecodeEntry(row.Body)
			if err != nil {
				return nil, err
			}
			out[e.Key] = e
		}
	}
	return out, nil
}

// VanishedAs is the thing of an id, as Vanished tells it; nil when it has not vanished or
// begins after the date.
func VanishedAs(ctx context.Context, s Reader, kind RecordKind, id int64, at Date, revision int64) (*Record, error) {
	all, err := s.Records(ctx, Query{Kind: kind, IDs: []int64{id}, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	gone, err := Vanished(ctx, s, all, revision)
	if err != nil || len(gone) == 0 || gone[0].Valid.To > at {
		return nil, err
	}
	return &gone[0], nil
}
