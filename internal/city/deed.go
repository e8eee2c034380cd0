package city

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Deed is a revision by what it wrote, and by what took it back.
type Deed struct {
	Revision
	// Wrote counts its entries by kind and layer, in the order of both.
	Wrote []Wrote
	// Reverses is the revision that it takes back; 0 = none.
	Reverses int64
	// ReversedBy is the revision that took it back; 0 = none.
	ReversedBy int64
}

// Wrote counts what a revision wrote of one kind in one layer.
type Wrote struct {
	Kind  RecordKind
	Layer string
	N     int
}

// Tally is what the log says of one revision; it never changes.
type Tally struct {
	Wrote []Wrote
	// restores is true where the revision takes another one back.
	restores bool
	// some are a few of its keys, of one kind and layer.
	some []Key
}

// someKeys is how many keys of a revision are asked for who touched them before and after it.
const someKeys = 8

// firstEntries is among how many entries of a revision those keys are looked for.
const firstEntries = 64

// LogCount is the log of a revision without its bodies.
type LogCount struct {
	// Of are in the order of kind, layer and operation.
	Of []OpCount
	// First are its first entries; they have no bodies.
	First []LogEntry
}

// OpCount counts the entries of a revision that do the same to one kind in one layer.
type OpCount struct {
	Kind  string
	Layer string
	Op    Op
	N     int
}

// SortOps brings counts into the order of LogCount.
func SortOps(of []OpCount) {
	slices.SortFunc(of, func(a, b OpCount) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Op, b.Op))
	})
}

// CountLog counts entries that are there with their bodies, as Reader.LogCount says.
func CountLog(log []LogEntry, first int) LogCount {
	var out LogCount
	count := map[OpCount]int{}
	for i := range log {
		e := log[i]
		layer, _, _ := strings.Cut(e.Key, "/")
		count[OpCount{Kind: e.Kind, Layer: layer, Op: e.Op}]++
		if i < first {
			e.Body = nil
			out.First = append(out.First, e)
		}
	}
	for of, n := range count {
		of.N = n
		out.Of = append(out.Of, of)
	}
	SortOps(out.Of)
	return out
}

// TallyOf reads what the log says of a revision, without its bodies.
func TallyOf(ctx context.Context, s Reader, n int64) (*Tally, error) {
	log, err := s.LogCount(ctx, n, firstEntries)
	if err != nil {
		return nil, err
	}
	out := &Tally{}
	for _, of := range log.Of {
		kind, err := ParseRecordKind(of.Kind)
		if err != nil {
			return nil, err
		}
		out.restores = out.restores || of.Op == Restore
		if last := len(out.Wrote) - 1; last >= 0 && out.Wrote[last].Kind == kind && out.Wrote[last].Layer == of.Layer {
			out.Wrote[last].N += of.N
			continue
		}
		out.Wrote = append(out.Wrote, Wrote{Kind: kind, Layer: of.Layer, N: of.N})
	}
	for i := range log.First {
		kind, err := ParseRecordKind(log.First[i].Kind)
		if err != nil {
			return nil, err
		}
		layer, code, _ := strings.Cut(log.First[i].Key, "/")
		same := i == 0 || kind == out.some[0].Kind && layer == out.some[0].Layer
		if same && len(out.some) < someKeys {
			out.some = append(out.some, Key{Kind: kind, Layer: layer, Code: code})
		}
	}
	return out, nil
}

// Deeds gives the revisions up to one, the latest first, at most so many. tally gives what the log says
// of a revision, read by TallyOf or kept from before.
func Deeds(ctx context.Context, s Reader, upTo int64, limit int, tally func(context.Context, Revision) (*Tally, error)) ([]Deed, error) {
	after := max(0, upTo-int64(limit))
	rs, err := s.Revisions(ctx, after, int(upTo-after))
	if err != nil {
		return nil, err
	}
	out := make([]Deed, 0, len(rs))
	for i := range slices.Backward(rs) {
		t, err := tally(ctx, rs[i])
		if err != nil {
			return nil, err
		}
		d := Deed{Revision: rs[i], Wrote: t.Wrote}
		if d.Reverses, d.ReversedBy, err = t.partners(ctx, s, rs[i].Number, tally); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// partners are the revision that this one takes back, and the first one that took it back; 0 = none.
// What takes a revision back finds the things as that one left them, and leaves them as they were before it:
// one of them tells for all.
func (t *Tally) partners(ctx context.Context, s Reader, n int64, tally func(context.Context, Revision) (*Tally, error)) (reverses, by int64, err error) {
	versions, err := t.oneThing(ctx, s, n)
	if err != nil || len(versions) == 0 {
		return 0, 0, err
	}
	touching := touchesOf(versions)
	at := slices.Index(touching, n)
	if t.restores {
		for _, earlier := range slices.Backward(touching[:at]) {
			back, err := undoes(versions, n, earlier)
			if err != nil {
				return 0, 0, err
			}
			if back {
				reverses = earlier
				break
			}
		}
	}
	for _, later := range touching[at+1:] {
		back, err := undoes(versions, later, n)
		if err == nil && back {
			back, err = restoring(ctx, s, later, tally)
		}
		if err != nil {
			return 0, 0, err
		}
		if back {
			return reverses, later, nil
		}
	}
	return reverses, 0, nil
}

// undoes is true where a later revision found a thing as an earlier one left it, and left it as it was before that.
func undoes(versions []Record, later, earlier int64) (bool, error) {
	found, err := sameAt(versions, later-1, earlier)
	if err != nil || !found {
		return false, err
	}
	return sameAt(versions, later, earlier-1)
}

// restoring is true of a revision that takes another one back.
func restoring(ctx context.Context, s Reader, n int64, tally func(context.Context, Revision) (*Tally, error)) (bool, error) {
	rs, err := s.Revisions(ctx, n-1, 1)
	if err != nil || len(rs) == 0 {
		return false, err
	}
	t, err := tally(ctx, rs[0])
	return err == nil && t.restores, err
}

// touchesOf are the revisions that wrote or replaced one of the versions, in order.
func touchesOf(versions []Record) []int64 {
	var out []int64
	for i := range versions {
		for _, n := range []int64{versions[i].RevFrom, versions[i].RevTo} {
			if n > 0 {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// oneThing gives all versions of one of the things that the revision touched; none where there is none among
// the few keys that are kept.
func (t *Tally) oneThing(ctx context.Context, s Reader, n int64) ([]Record, error) {
	if len(t.some) == 0 {
		return nil, nil
	}
	q := Query{Kind: t.some[0].Kind, Layer: t.some[0].Layer, AllRevisions: true}
	for _, k := range t.some {
		q.Codes = append(q.Codes, k.Code)
	}
	rs, err := s.Records(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, k := range t.some {
		var of []Record
		for i := range rs {
			if rs[i].Key().Code == k.Code {
				of = append(of, rs[i])
			}
		}
		if slices.Contains(touchesOf(of), n) { // the entry has not left it as it was
			return of, nil
		}
	}
	return nil, nil
}
