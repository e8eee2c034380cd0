package city_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

// memory is the plainest store that the contract allows: slices under a mutex. With it the
// suite of the stores tests the rules of this package alone.
type memory struct {
	mu      sync.Mutex
	scheme  *city.Scheme
	now     func() time.Time
	state   city.State
	nextID  int64
	codes   map[city.Key]int64
	records []city.Record
	log     []city.LogRevision
	closed  bool
}

func newMemory(t testing.TB, s storetest.Spec) city.Store {
	return &memory{
		scheme: s.Scheme, now: s.Now, nextID: 1, codes: map[city.Key]int64{},
		state: city.State{StoreID: t.Name() + time.Now().String(), Timeline: s.Timeline},
	}
}

// TestContract: the rules pass the suite that every store passes, among it puts, deletes,
// renumberings and reverses against a naive model day by day.
func TestContract(t *testing.T) { storetest.Run(t, newMemory) }

// enter locks the store; leave must follow when there is no error.
func (m *memory) enter(ctx context.Context) error {
	m.mu.Lock()
	err := ctx.Err()
	if m.closed {
		err = city.Errorf(city.Unavailable, "store_closed", "the store is closed")
	}
	if err != nil {
		m.mu.Unlock()
	}
	return err
}

func (m *memory) State(ctx context.Context) (city.State, error) {
	if err := m.enter(ctx); err != nil {
		return city.State{}, err
	}
	defer m.mu.Unlock()
	return m.state, nil
}

func (m *memory) Scheme(ctx context.Context) (*city.Scheme, error) {
	if err := m.enter(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	return m.scheme, nil
}

func (m *memory) Found(ctx context.Context, scheme *city.Scheme) error {
	if err := m.enter(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if err := city.MayFound(m.state, m.scheme, scheme); err != nil {
		return err
	}
	m.scheme, m.state.Timeline = scheme, m.state.Timeline+"+"
	return nil
}

func (m *memory) Reform(ctx context.Context, scheme *city.Scheme) ([]string, error) {
	if err := m.enter(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	r, err := city.MayReform(m.scheme, scheme, func(kind city.RecordKind) ([]city.Record, error) {
		return m.filter(func(v *city.Record) bool { return v.Key().Kind == kind }), nil
	})
	if err != nil || len(r.Changed) == 0 {
		return nil, err
	}
	m.scheme, m.state.Timeline = scheme, m.state.Timeline+"+"
	return r.Changed, nil
}

func (m *memory) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	q.Kind = city.KindArea
	rs, err := m.Records(ctx, q)
	return city.Versions(rs), err
}

func (m *memory) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	if err := m.enter(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	if !q.AllRevisions && (q.Revision < 0 || q.Revision > m.state.Revision) {
		return nil, city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d", q.Revision)
	}
	rev := q.Revision
	if rev == 0 {
		rev = m.state.Revision
	}
	out := m.filter(func(v *city.Record) bool {
		k := v.Key()
		return k.Kind == q.Kind && (q.Meets == nil || v.Content.Box().Intersects(*q.Meets)) && (q.Layer == "" || q.Layer == k.Layer) && (q.Codes == nil || slices.Contains(q.Codes, k.Code)) &&
			(q.IDs == nil || slices.Contains(q.IDs, v.ID)) && (q.At == nil || v.Valid.Holds(*q.At)) &&
			(q.TouchedBy == 0 || v.RevFrom == q.TouchedBy || v.RevTo == q.TouchedBy) && v.RevFrom > q.After && (q.AllRevisions || v.KnownAt(rev))
	})
	if q.Most > 0 && len(out) > q.Most {
		slices.SortStableFunc(out, func(a, b city.Record) int { return cmp.Compare(city.Spread(a.ID), city.Spread(b.ID)) })
		out = out[:q.Most]
		city.SortRecords(out)
	}
	return out, nil
}

func (m *memory) filter(keep func(*city.Record) bool) []city.Record {
	var out []city.Record
	for i := range m.records {
		if keep(&m.records[i]) {
			out = append(out, m.records[i])
		}
	}
	city.SortRecords(out)
	return out
}

func (m *memory) CodeID(ctx context.Context, k city.Key) (int64, error) {
	if err := m.enter(ctx); err != nil {
		return 0, err
	}
	defer m.mu.Unlock()
	if id, ok := m.codes[k]; ok {
		return id, nil
	}
	return 0, city.Errorf(city.NotFound, "unknown_code", "%s was never given", k)
}

func (m *memory) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	return city.CodeIDsBy(ctx, keys, m.CodeID)
}

func (m *memory) Revisions(ctx context.Context, after int64, limit int) ([]city.Revision, error) {
	log, err := m.Log(ctx, after, limit)
	var out []city.Revision
	for _, r := range log {
		out = append(out, r.Revision)
	}
	return out, err
}

func (m *memory) Log(ctx context.Context, after int64, limit int) ([]city.LogRevision, error) {
	if err := m.enter(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	from := min(int(after), len(m.log))
	return slices.Clone(m.log[from : from+min(limit, len(m.log)-from)]), nil
}

func (m *memory) LogCount(ctx context.Context, n int64, first int) (city.LogCount, error) {
	log, err := m.Log(ctx, max(n, 1)-1, 1)
	if err != nil || len(log) == 0 || log[0].Number != n {
		return city.LogCount{}, err
	}
	return city.CountLog(log[0].Log, first), nil
}

func (m *memory) Alone(ctx context.Context, f func(context.Context) error) error { return f(ctx) }

func (m *memory) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if err := m.enter(ctx); err != nil {
		return city.Revision{}, err
	}
	defer m.mu.Unlock()
	a, err := city.Resolve(ctx, city.Base{State: m.state, Scheme: m.scheme, NextID: m.nextID}, ledger{m}, c, m.now())
	if err != nil {
		return city.Revision{}, err
	}
	if a.Empty() {
		return a.Revision, nil
	}
	for i := range a.Ended {
		for j := range m.records {
			if v := &m.records[j]; v.ID == a.Ended[i].ID && v.RevFrom == a.Ended[i].RevFrom && v.Valid.From == a.Ended[i].Valid.From {
				v.RevTo = a.Revision.Number
			}
		}
	}
	m.records = append(m.records, a.Inserted...)
	for k, id := range a.Codes {
		m.codes[k] = id
	}
	m.log = append(m.log, city.LogRevision{Revision: a.Revision, Log: a.Log})
	m.nextID, m.state.Revision, m.state.Hash = a.NextID, a.Revision.Number, a.Revision.Hash
	return a.Revision, nil
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// ledger is the memory inside Apply, which holds the lock.
type ledger struct{ *memory }

func (l ledger) CodeIDs(_ context.Context, keys []city.Key) (map[city.Key]int64, error) {
	out := map[city.Key]int64{}
	for _, k := range keys {
		if id, ok := l.codes[k]; ok {
			out[k] = id
		}
	}
	return out, nil
}

func (l ledger) CurrentByID(_ context.Context, kind city.RecordKind, ids []int64) ([]city.Record, error) {
	wanted := map[int64]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	return l.filter(func(v *city.Record) bool { return v.RevTo == 0 && v.Key().Kind == kind && wanted[v.ID] }), nil
}

func (l ledger) CurrentChildren(_ context.Context, layers, parents []string) ([]city.Record, error) {
	return l.filter(func(v *city.Record) bool {
		a, ok := v.Content.(*city.Area)
		return ok && v.RevTo == 0 && slices.Contains(layers, a.Layer) && slices.Contains(parents, a.Parent)
	}), nil
}

func (l ledger) CurrentBuildings(_ context.Context, layer string, codes []string) ([]city.Record, error) {
	return l.filter(func(v *city.Record) bool {
		b, ok := v.Content.(*city.Building)
		return ok && v.RevTo == 0 && (layer == city.LayerGrid && slices.Contains(codes, b.Grid) ||
			layer == city.LayerCompound && slices.Contains(codes, b.Compound))
	}), nil
}

// spec is that of a store of the suite's scheme.
func spec(t testing.TB) storetest.Spec {
	return storetest.Spec{Scheme: storetest.Scheme(t), Timeline: "t", Now: time.Now}
}
