package atlas_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(closing{m}) }

// closing runs the tests and puts away what they share.
type closing struct{ m *testing.M }

func (c closing) Run() int {
	defer closeDemos()
	return c.m.Run()
}

// The corner of all test coverages, and the width of a cell: about 11 m.
const (
	x0, y0 = 1_160_000_000, 390_000_000
	cell   = 1_000
)

func at(x, y int32) geo.Point { return geo.Point{X: x0 + x*cell, Y: y0 + y*cell} }

// rect is a shape between two corners, in cells.
func rect(x1, y1, x2, y2 int32) geo.MultiPolygon {
	a, b := at(x1, y1), at(x2, y2)
	return geo.MultiPolygon{{{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}}}}
}

func openStore(t testing.TB, scheme string) city.Store {
	t.Helper()
	s, err := city.ParseScheme([]byte(scheme))
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), s, gpkg.Options{Timeline: "t-atlas"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func apply(t testing.TB, s city.Store, c city.Change) {
	t.Helper()
	if _, err := s.Apply(context.Background(), c); err != nil {
		t.Fatal(err)
	}
}

// always puts areas that hold for ever.
func always(areas ...city.Area) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for _, a := range areas {
		c.Entries = append(c.Entries, city.PutArea(a, city.Always()))
	}
	return c
}

func area(layer, code, parent string, shape geo.MultiPolygon) city.Area {
	return city.Area{Layer: layer, Code: code, Parent: parent, Names: city.Names{Zh: "名" + code}, Shape: shape}
}

func openAtlas(t testing.TB, s city.Reader, now func() time.Time) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(context.Background(), s, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// watched is a store that lets a test see, and hold up, the reading of versions.
type watched struct {
	city.Store
	reads atomic.Int64
	// onRead, when set, is called with each reading.
	onRead atomic.Pointer[func(context.Context)]
}

func (w *watched) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	w.reads.Add(1)
	if f := w.onRead.Load(); f != nil {
		(*f)(ctx)
	}
	return w.Store.Versions(ctx, q)
}

// recorded is a watched store that counts the readings of records without a date, and can
// refuse them.
type recorded struct {
	*watched
	asked atomic.Int64
	fail  atomic.Pointer[error]
}

func (r *recorded) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	if q.At != nil {
		return r.Store.Records(ctx, q)
	}
	r.asked.Add(1)
	if err := r.fail.Load(); err != nil {
		return nil, *err
	}
	return r.Store.Records(ctx, q)
}
