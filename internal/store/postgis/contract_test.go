package postgis_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// The role is no superuser, so that row-level security binds it.
func TestContract(t *testing.T) {
	url, stores := ownedURL(t), 0
	storetest.Run(t, func(t testing.TB, spec storetest.Spec) city.Store {
		stores++ // a schema is made faster than a database
		s, err := postgis.Init(context.Background(), url, spec.Scheme,
			postgis.Options{Timeline: spec.Timeline, Now: spec.Now, Schema: fmt.Sprintf("store_%d", stores)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// TestBothStoresGiveTheSameHashes tells the same stories to a file and to a database, on
// the same timeline: same answers, same log, same chain, same content.
func TestBothStoresGiveTheSameHashes(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(4) {
		database, err := postgis.Init(ctx, pgtest.URL(t), storetest.Scheme(t), postgis.Options{Timeline: "t-both", StoreID: "one"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = database.Close() })
		file, err := gpkg.Init(ctx, filepath.Join(t.TempDir(), "city.gpkg"), storetest.Scheme(t), gpkg.Options{Timeline: "t-both", StoreID: "one"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		refused := 0
		for i, c := range storetest.Story(seed, 60) {
			a, errA := database.Apply(ctx, c)
			b, errB := file.Apply(ctx, c)
			if city.CodeOf(errA) != city.CodeOf(errB) || city.KindOf(errA) != city.KindOf(errB) || a.Number != b.Number || a.Hash != b.Hash {
				t.Fatalf("seed %d, change %d: database %+v %v, file %+v %v", seed, i, a, errA, b, errB)
			}
			if errA != nil {
				refused++
			}
		}
		compare(t, database, file)
		if refused == 0 || refused > 50 {
			t.Errorf("seed %d: %d of 60 changes were refused, so the story shows little", seed, refused)
		}
	}
}

// compare fails unless both stores show the same of everything but the clock.
func compare(t *testing.T, a, b city.Store) {
	t.Helper()
	ctx := context.Background()
	type picture struct {
		State   city.State
		Content [32]byte
		Records []city.Record
		Log     []city.LogRevision
	}
	look := func(s city.Store) (p picture) {
		var err error
		if p.State, err = s.State(ctx); err != nil {
			t.Fatal(err)
		}
		var now []city.Record
		for _, kind := range city.RecordKinds() {
			all, err := s.Records(ctx, city.Query{Kind: kind, AllRevisions: true})
			if err != nil {
				t.Fatal(err)
			}
			p.Records = append(p.Records, all...)
			known, err := s.Records(ctx, city.Query{Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			now = append(now, known...)
		}
		if p.Content, err = city.ContentHash(now); err != nil {
			t.Fatal(err)
		}
		if p.Log, err = s.Log(ctx, 0, 1000); err != nil {
			t.Fatal(err)
		}
		for i := range p.Log {
			p.Log[i].RecordedAt = p.Log[0].RecordedAt
		}
		return p
	}
	p, q := look(a), look(b)
	for i := range q.Log {
		q.Log[i].RecordedAt = p.Log[0].RecordedAt
	}
	if !reflect.DeepEqual(p, q) {
		t.Errorf("the stores differ:\n%+v\n%+v", p, q)
	}
}

// twoOf are two programs of one new database.
func twoOf(t *testing.T) (url string, a, b *postgis.Store) {
	t.Helper()
	url = pgtest.URL(t)
	a, err := postgis.Init(t.Context(), url, storetest.Scheme(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	b, err = postgis.Open(t.Context(), url, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return url, a, b
}

// TestReformElsewhere: another program of the same database takes up another scheme, and writes on.
func TestReformElsewhere(t *testing.T) {
	url, a, b := twoOf(t)
	storetest.ReformElsewhere(t, a, b)
	// Restored after a reform that a slept over: what reforms have continued is no licence to write on that.
	have, err := b.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	have.Name.En = "Renamed"
	if _, err := b.Reform(t.Context(), have); err != nil {
		t.Fatal(err)
	}
	run(t, connect(t, url), "UPDATE redsail.counter SET timeline = 'restored'")
	_, err = a.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "after", square(0, 0, 10), city.OpenStart)}})
	wantCode(t, err, city.Unavailable, "timeline_changed")
}
