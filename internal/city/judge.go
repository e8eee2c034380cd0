package city

import (
	"context"
	"slices"
	"time"
)

// Judge tells what Apply would do with the change on the latest revision that r shows: it
// resolves the change by the same rules, so the error is that of Apply, and writes nothing.
// The ids of what is new, and so the log and the hash, are not those that Apply would give.
func Judge(ctx context.Context, r Reader, c Change) (*Applied, error) {
	st, err := r.State(ctx)
	if err != nil {
		return nil, err
	}
	scheme, err := r.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	c.Guard = nil // nothing is written, so nothing holds the others back
	led := &readLedger{r: r, revision: st.Revision, doubtful: doubtfulKeys(&c), layers: map[Key]*readLayer{}}
	return Resolve(ctx, Base{State: st, Scheme: scheme, NextID: madeUpID}, led, c, time.Time{})
}

// madeUpID is beyond all ids that a counter has reached.
const madeUpID = 1 << 52

// doubtfulKeys are those for which it matters whether they were ever given, though no
// version shows them (what the same change put and deleted): all but the keys that are only
// put, without former codes.
func doubtfulKeys(c *Change) map[Key]bool {
	out := map[Key]bool{}
	for i := range c.Entries {
		e := &c.Entries[i]
		var former []string
		if e.Content != nil {
			former = e.Content.former()
		}
		if e.Op != Put || len(former) > 0 {
			out[e.Key] = true
		}
		for _, code := range slices.Concat(e.Successors, former) {
			out[e.Key.with(code)] = true
		}
	}
	return out
}

// readLedger is a Ledger over what a Reader shows. It reads each layer once, since a Reader
// answers for one code at a time, and an import asks for all codes of a city.
type readLedger struct {
	r        Reader
	revision int64
	doubtful map[Key]bool
	layers   map[Key]*readLayer // by keys without a code
}

// readLayer is what a revision knows of a layer.
type readLayer struct {
	ids     map[string]int64 // of every code that a version has, or names as a former one
	current []Record
}

func (l *readLedger) layer(ctx context.Context, kind RecordKind, layer string) (*readLayer, error) {
	key := Key{Kind: kind, Layer: layer}
	if known := l.layers[key]; known != nil {
		return known, nil
	}
	all, err := l.r.Records(ctx, Query{Kind: kind, Layer: layer, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	out := &readLayer{ids: map[string]int64{}}
	for i := range all {
		v := all[i]
		if v.RevFrom > l.revision { // another writer has been faster
			continue
		}
		out.ids[v.Key().Code] = v.ID
		for _, former := range v.Content.former() {
			out.ids[former] = v.ID
		}
		if v.KnownAt(l.revision) {
			v.RevTo = 0
			out.current = append(out.current, v)
		}
	}
	l.layers[key] = out
	return out, nil
}

// CodeIDs implements Ledger.
func (l *readLedger) CodeIDs(ctx context.Context, keys []Key) (map[Key]int64, error) {
	out := map[Key]int64{}
	for _, k := range keys {
		known, err := l.layer(ctx, k.Kind, k.Layer)
		if err != nil {
			return nil, err
		}
		id, ok := known.ids[k.Code]
		if !ok && l.doubtful[k] {
			id, err = l.r.CodeID(ctx, k)
			if err != nil && KindOf(err) != NotFound {
				return nil, err
			}
			ok = err == nil
		}
		if ok {
			out[k] = id
		}
	}
	return out, nil
}

// CurrentByID implements Ledger; the ids are of layers whose codes were asked for.
func (l *readLedger) CurrentByID(_ context.Context, kind RecordKind, ids []int64) ([]Record, error) {
	wanted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var out []Record
	for key, known := range l.layers {
		if key.Kind != kind {
			continue
		}
		for i := range known.current {
			if wanted[known.current[i].ID] {
				out = append(out, known.current[i])
			}
		}
	}
	SortRecords(out)
	return out, nil
}

// CurrentChildren implements Ledger.
func (l *readLedger) CurrentChildren(ctx context.Context, layers, parents []string) ([]Record, error) {
	var out []Record
	for _, layer := range layers {
		found, err := l.naming(ctx, KindArea, layer, parents, parentOf)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	SortRecords(out)
	return out, nil
}

// CurrentBuildings implements Ledger.
func (l *readLedger) CurrentBuildings(ctx context.Context, layer string, codes []string) ([]Record, error) {
	named := gridOf
	if layer == LayerCompound {
		named = compoundOf
	}
	out, err := l.naming(ctx, KindBuilding, LayerBuilding, codes, named)
	SortRecords(out)
	return out, err
}

// naming are the current versions of a layer that name one of the codes.
func (l *readLedger) naming(ctx context.Context, kind RecordKind, layer string, codes []string, named func(Content) string) ([]Record, error) {
	known, err := l.layer(ctx, kind, layer)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(codes))
	for _, code := range codes {
		wanted[code] = true
	}
	var out []Record
	for i := range known.current {
		if wanted[named(known.current[i].Content)] {
			out = append(out, known.current[i])
		}
	}
	return out, nil
}

// The codes of the areas that a content names; empty where it names none.
func parentOf(c Content) string {
	if a, ok := c.(*Area); ok {
		return a.Parent
	}
	return ""
}

func gridOf(c Content) string {
	if b, ok := c.(*Building); ok {
		return b.Grid
	}
	return ""
}

func compoundOf(c Content) string {
	if b, ok := c.(*Building); ok {
		return b.Compound
	}
	return ""
}
