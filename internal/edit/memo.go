package edit

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// So many revisions may lie between two worlds, and so many versions may they have touched, that
// one is made of the other by reading only these.
const (
	mostApart   = 32
	mostTouched = 10_000
)

// memo is a Reader that keeps whole layers of one state: the rules of a change read them
// again for each dry run.
type memo struct {
	city.Reader

	mu    sync.Mutex
	known map[city.Key][]city.Record // by keys without a code: all revisions
}

// Records implements city.Reader.
func (m *memo) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	k := city.Key{Kind: q.Kind, Layer: q.Layer}
	if q.Layer == "" || !reflect.DeepEqual(q, city.Query{Kind: q.Kind, Layer: q.Layer, AllRevisions: true}) {
		return m.Reader.Records(ctx, q)
	}
	m.mu.Lock()
	rs, found := m.known[k]
	m.mu.Unlock()
	if found {
		return rs, nil
	}
	rs, err := m.Reader.Records(ctx, q)
	if err == nil {
		m.mu.Lock()
		m.known[k] = rs
		m.mu.Unlock()
	}
	return rs, err
}

// recall makes the memo of a state: that of the last world with what was touched since, or an
// empty one where there is none or too much was.
func recall(ctx context.Context, r city.Reader, st city.State, last *World) (*memo, error) {
	empty := &memo{Reader: r, known: map[city.Key][]city.Record{}}
	if last == nil || last.State.StoreID != st.StoreID || last.State.Timeline != st.Timeline ||
		st.Revision < last.State.Revision || st.Revision-last.State.Revision > mostApart {
		return empty, nil
	}
	out := &memo{Reader: r}
	last.r.mu.Lock()
	out.known = maps.Clone(last.r.known)
	last.r.mu.Unlock()
	for _, kind := range city.RecordKinds() {
		fresh, err := touchedSince(ctx, r, kind, last.State.Revision, st.Revision)
		if err != nil {
			return nil, err
		}
		if len(fresh) > mostTouched {
			return empty, nil
		}
		out.take(kind, fresh)
	}
	return out, nil
}

// touchedSince are all versions, of all revisions, of the things of a kind that the revisions
// after a and up to b have touched.
func touchedSince(ctx context.Context, r city.Reader, kind city.RecordKind, a, b int64) ([]city.Record, error) {
	ids := map[int64]bool{}
	for rev := a + 1; rev <= b; rev++ {
		rs, err := r.Records(ctx, city.Query{Kind: kind, TouchedBy: rev, AllRevisions: true})
		if err != nil {
			return nil, err
		}
		for i := range rs {
			ids[rs[i].ID] = true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return r.Records(ctx, city.Query{Kind: kind, IDs: slices.Sorted(maps.Keys(ids)), AllRevisions: true})
}

// take puts versions, which are sorted, in the place of all that the memo knows of the same things.
func (m *memo) take(kind city.RecordKind, fresh []city.Record) {
	if len(fresh) == 0 {
		return
	}
	touched := map[int64]bool{}
	for i := range fresh {
		touched[fresh[i].ID] = true
	}
	for k, was := range m.known {
		if k.Kind == kind {
			m.known[k] = merge(was, ofLayer(fresh, k.Layer), touched)
		}
	}
}

func ofLayer(rs []city.Record, layer string) (out []city.Record) {
	for i := range rs {
		if rs[i].Key().Layer == layer {
			out = append(out, rs[i])
		}
	}
	return out
}

// merge makes one sorted list of two, without those of the first that were touched.
func merge(was, fresh []city.Record, touched map[int64]bool) []city.Record {
	out := make([]city.Record, 0, len(was)+len(fresh))
	for i := range was {
		if touched[was[i].ID] {
			continue
		}
		for len(fresh) > 0 && city.CompareRecords(fresh[0], was[i]) < 0 {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
		out = append(out, was[i])
	}
	return append(out, fresh...)
}
