package atlas_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// demoCity is the made-up city in a store, made once for all tests.
type demoCity struct {
	store city.Store
	atlas *atlas.Atlas
	all   func() ([]city.Record, error)
}

var demoCities = map[demo.Size]func() (*demoCity, error){
	demo.SizeTiny: sync.OnceValues(func() (*demoCity, error) { return makeDemo(demo.SizeTiny) }),
	demo.SizeCity: sync.OnceValues(func() (*demoCity, error) { return makeDemo(demo.SizeCity) }),
}

// opened are the stores of demoCities and the folders that hold them.
var opened struct {
	sync.Mutex
	stores []city.Store
	dirs   []string
}

func closeDemos() {
	for _, s := range opened.stores {
		s.Close()
	}
	for _, dir := range opened.dirs {
		os.RemoveAll(dir)
	}
}

// noon is the time of the demo's atlases.
func noon() time.Time { return time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC) }

func makeDemo(size demo.Size) (*demoCity, error) {
	ctx := context.Background()
	d, err := demo.Make(ctx, size, nil)
	if err != nil {
		return nil, err
	}
	scheme, err := d.Scheme()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "search-*")
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	opened.dirs = append(opened.dirs, dir)
	s, err := gpkg.Init(ctx, filepath.Join(dir, string(size)+".gpkg"), scheme, gpkg.Options{Timeline: "t-search"})
	if err != nil {
		return nil, err
	}
	opened.stores = append(opened.stores, s)
	changes, err := d.Changes()
	if err != nil {
		return nil, err
	}
	for i := range changes {
		if _, err := s.Apply(ctx, changes[i]); err != nil {
			return nil, err
		}
	}
	a, err := atlas.Open(ctx, s, noon)
	out := &demoCity{store: s, atlas: a}
	out.all = sync.OnceValues(out.read)
	return out, err
}

// read gives all that is in force in the demo's picture.
func (d *demoCity) read() ([]city.Record, error) {
	today := d.atlas.Current().Date
	var out []city.Record
	for _, kind := range city.RecordKinds() {
		rs, err := d.store.Records(context.Background(), city.Query{Kind: kind, At: &today})
		if err != nil {
			return nil, err
		}
		out = append(out, rs...)
	}
	return out, nil
}

func openDemo(t testing.TB, size demo.Size) *demoCity {
	t.Helper()
	d, err := demoCities[size]()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// records are all that is in force in the demo's picture.
func (d *demoCity) records(t testing.TB) []city.Record {
	t.Helper()
	out, err := d.all()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// area is the first area in force of a layer that has the property.
func (d *demoCity) area(t testing.TB, layer string, is func(*city.Area) bool) *city.Area {
	t.Helper()
	for _, r := range d.records(t) {
		if a, ok := r.Content.(*city.Area); ok && a.Layer == layer && is(a) {
			return a
		}
	}
	t.Fatalf("the demo has no such area of layer %s", layer)
	return nil
}
