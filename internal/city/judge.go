package city

import (
	"context"
	"slices"
	"time"
)

// Judge tells what Apply would do with the change on the latest revision that r shows: it
// resolves the change by the same rules, so the error is that of Apply, and writes nothing.
// The ids of new areas, and so the log and the hash, are not those that Apply would give.
func Judge(ctx context.Context, r Reader, c Change) (*Applied, error) {
	st, err := r.State(ctx)
	if err != nil {
		return nil, err
	}
	scheme, err := r.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	led := &readLedger{r: r, revision: st.Revision, doubtful: doubtfulKeys(&c), layers: map[string]*readLayer{}}
	return Resolve(ctx, Base{State: st, Scheme: scheme, NextID: madeUpID}, led, c, time.Time{})
}

// madeUpID is beyond all ids that a counter has reached.
const madeUpID = 1 << 52

// doubtfulKeys are those for which it matters whether they were ever given, though no
// version shows them (an area that the same change put and deleted): all but the keys that
// are only put, without former codes.
func doubtfulKeys(c *Change) map[Key]bool {
	out := map[Key]bool{}
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Op != Put || e.Area != nil && len(e.Area.Former) > 0 {
			out[e.Key] = true
		}
		for _, code := range e.Successors {
			out[Key{Layer: e.Key.Layer, Code: code}] = true
		}
		if e.Area != nil {
			for _, code := range e.Area.Former {
				out[Key{Layer: e.Key.Layer, Code: code}] = true
			}
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
	layers   map[string]*readLayer
}

// readLayer is what a revision knows of a layer.
type readLayer struct {
	ids     map[string]int64 // of every code that a version has, or names as a former one
	current []Version
}

func (l *readLedger) layer(ctx context.Context, key string) (*readLayer, error) {
	if known := l.layers[key]; known != nil {
		return known, nil
	}
	all, err := l.r.Versions(ctx, Query{Layer: key, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	out := &readLayer{ids: map[string]int64{}}
	for i := range all {
		v := all[i]
		if v.RevFrom > l.revision { // another writer has been faster
			continue
		}
		out.ids[v.Code] = v.ID
		for _, former := range v.Former {
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
		known, err := l.layer(ctx, k.Layer)
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

// CurrentByID implements Ledger; the ids are of areas in layers whose codes were asked for.
func (l *readLedger) CurrentByID(_ context.Context, ids []int64) ([]Version, error) {
	wanted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var out []Version
	for _, known := range l.layers {
		for i := range known.current {
			if wanted[known.current[i].ID] {
				out = append(out, known.current[i])
			}
		}
	}
	SortVersions(out)
	return out, nil
}

// CurrentChildren implements Ledger.
func (l *readLedger) CurrentChildren(ctx context.Context, layers, parents []string) ([]Version, error) {
	wanted := make(map[string]bool, len(parents))
	for _, code := range parents {
		wanted[code] = true
	}
	var out []Version
	for _, key := range slices.Sorted(slices.Values(layers)) {
		known, err := l.layer(ctx, key)
		if err != nil {
			return nil, err
		}
		for i := range known.current {
			if wanted[known.current[i].Parent] {
				out = append(out, known.current[i])
			}
		}
	}
	SortVersions(out)
	return out, nil
}
