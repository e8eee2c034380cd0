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

// TallyOf reads what the log says of a revision, and keeps none of its bodies.
func TallyOf(ctx context.Context, s Reader, n int64) (*Tally, error) {
	log, err := s.Log(ctx, n-1, 1)
	if err != nil {
		return nil, err
	}
	out := &Tally{}
	if len(log) == 0 || log[0].Number != n {
		return out, nil
	}
	count := map[Wrote]int{}
	for i := range log[0].Log {
		e := &log[0].Log[i]
		kind, err := ParseRecordKind(e.Kind)
		if err != nil {
			return nil, err
		}
		layer, code, _ := strings.Cut(e.Key, "/")
		count[Wrote{Kind: kind, Layer: layer}]++
		out.restores = out.restores || e.Op == Restore
		first := i == 0 || kind == out.some[0].Kind && layer == out.some[0].Layer
		if first && len(out.some) < someKeys {
			out.some = append(out.some, Key{Kind: kind, Layer: layer, Code: code})
		}
	}
	for of, n := range count {
		of.N = n
		out.Wrote = append(out.Wrote, of)
	}
	slices.SortFunc(out.Wrote, func(a, b Wrote) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Layer, b.Layer))
	})
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
		before, later, err := t.neighbours(ctx, s, rs[i].Number)
		if err != nil {
			return nil, err
		}
		if t.restores {
			d.Reverses = before
		}
		if later > 0 {
			if d.ReversedBy, err = reversing(ctx, s, later, tally); err != nil {
				return nil, err
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// reversing is the revision itself where it takes another one back: which that is, its neighbours say.
func reversing(ctx context.Context, s Reader, n int64, tally func(context.Context, Revision) (*Tally, error)) (int64, error) {
	rs, err := s.Revisions(ctx, n-1, 1)
	if err != nil || len(rs) == 0 {
		return 0, err
	}
	t, err := tally(ctx, rs[0])
	if err != nil || !t.restores {
		return 0, err
	}
	return n, nil
}

// neighbours are the revisions that touched the same thing last before, and first after; 0 = none. What
// takes a revision back touches all that this one did, and nothing else has touched it in between.
func (t *Tally) neighbours(ctx context.Context, s Reader, n int64) (before, later int64, err error) {
	if len(t.some) == 0 {
		return 0, 0, nil
	}
	q := Query{Kind: t.some[0].Kind, Layer: t.some[0].Layer, AllRevisions: true}
	for _, k := range t.some {
		q.Codes = append(q.Codes, k.Code)
	}
	rs, err := s.Records(ctx, q)
	if err != nil {
		return 0, 0, err
	}
	touches := map[string][]int64{}
	for i := range rs {
		code := rs[i].Key().Code
		touches[code] = append(touches[code], rs[i].RevFrom, rs[i].RevTo)
	}
	for _, k := range t.some {
		if !slices.Contains(touches[k.Code], n) { // the entry has left it as it was
			continue
		}
		for _, r := range touches[k.Code] {
			if r > 0 && r < n {
				before = max(before, r)
			}
			if r > n && (later == 0 || r < later) {
				later = r
			}
		}
		return before, later, nil
	}
	return 0, 0, nil
}
